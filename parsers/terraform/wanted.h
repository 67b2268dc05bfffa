#pragma once

#include "parsers/terraform/resolve.h"

namespace canreach {

// What attributes may name.

inline constexpr WantedTypes kWantedVpc = "aws_vpc aws_default_vpc";
inline constexpr WantedTypes kWantedSubnet = "aws_subnet aws_default_subnet";
inline constexpr WantedTypes kWantedGroup = "aws_security_group aws_default_security_group";
inline constexpr WantedTypes kWantedTable = "aws_route_table aws_default_route_table";
inline constexpr WantedTypes kWantedAcl = "aws_network_acl aws_default_network_acl";
inline constexpr WantedTypes kWantedGateway = "aws_internet_gateway aws_vpn_gateway";
inline constexpr WantedTypes kWantedVpnGateway = "aws_vpn_gateway";
inline constexpr WantedTypes kWantedNat = "aws_nat_gateway";
inline constexpr WantedTypes kWantedEgressOnly = "aws_egress_only_internet_gateway";
inline constexpr WantedTypes kWantedCarrier = "aws_ec2_carrier_gateway";
inline constexpr WantedTypes kWantedInterface = "aws_network_interface";
inline constexpr WantedTypes kWantedInstance = "aws_instance aws_spot_instance_request";
inline constexpr WantedTypes kWantedInstanceOrInterface =
    "aws_network_interface aws_instance aws_spot_instance_request";
inline constexpr WantedTypes kWantedEip = "aws_eip";
inline constexpr WantedTypes kWantedPeering =
    "aws_vpc_peering_connection aws_vpc_peering_connection_accepter";
inline constexpr WantedTypes kWantedTransit = "aws_ec2_transit_gateway";
inline constexpr WantedTypes kWantedTransitTable = "aws_ec2_transit_gateway_route_table";
inline constexpr WantedTypes kWantedAttachment =
    "aws_ec2_transit_gateway_vpc_attachment aws_ec2_transit_gateway_peering_attachment "
    "aws_vpn_connection";
inline constexpr WantedTypes kWantedEndpoint = "aws_vpc_endpoint";
inline constexpr WantedTypes kWantedInspection = "aws_vpc_endpoint aws_networkfirewall_firewall";
inline constexpr WantedTypes kWantedPrefixList = "aws_ec2_managed_prefix_list";
/// A gateway endpoint gives the id of AWS's list of its service.
inline constexpr WantedTypes kWantedListOfRule =
    "aws_ec2_managed_prefix_list aws_prefix_list aws_vpc_endpoint";
inline constexpr WantedTypes kWantedBalancer = "aws_lb aws_alb";
inline constexpr WantedTypes kWantedTargetGroup = "aws_lb_target_group aws_alb_target_group";
inline constexpr WantedTypes kWantedListener = "aws_lb_listener aws_alb_listener";
inline constexpr WantedTypes kWantedClassic = "aws_elb";
inline constexpr WantedTypes kWantedTarget =
    "aws_instance aws_lambda_function aws_lb aws_alb aws_network_interface";
inline constexpr WantedTypes kWantedTemplate = "aws_launch_template";
inline constexpr WantedTypes kWantedConfiguration = "aws_launch_configuration";
inline constexpr WantedTypes kWantedScaling = "aws_autoscaling_group";
inline constexpr WantedTypes kWantedDbSubnets = "aws_db_subnet_group";
inline constexpr WantedTypes kWantedPort =
    "aws_db_instance aws_rds_cluster aws_docdb_cluster aws_neptune_cluster aws_redshift_cluster "
    "aws_elasticache_cluster aws_elasticache_replication_group";
inline constexpr WantedTypes kWantedRole = "aws_iam_role";
inline constexpr WantedTypes kWantedUser = "aws_iam_user";
inline constexpr WantedTypes kWantedIamGroup = "aws_iam_group";
inline constexpr WantedTypes kWantedPolicy = "aws_iam_policy";
inline constexpr WantedTypes kWantedProfile = "aws_iam_instance_profile";
inline constexpr WantedTypes kWantedBucket = "aws_s3_bucket";
inline constexpr WantedTypes kWantedQueue = "aws_sqs_queue";
inline constexpr WantedTypes kWantedTopic = "aws_sns_topic";
inline constexpr WantedTypes kWantedKey = "aws_kms_key";
inline constexpr WantedTypes kWantedMaster = "aws_kms_key aws_kms_alias";
inline constexpr WantedTypes kWantedSecret = "aws_secretsmanager_secret";
inline constexpr WantedTypes kWantedDynamo = "aws_dynamodb_table";
inline constexpr WantedTypes kWantedFunction = "aws_lambda_function";
inline constexpr WantedTypes kWantedCluster = "aws_ecs_cluster";
inline constexpr WantedTypes kWantedTask = "aws_ecs_task_definition";
inline constexpr WantedTypes kWantedZone = "aws_route53_zone";
inline constexpr WantedTypes kWantedHost =
    "aws_instance aws_spot_instance_request aws_network_interface aws_eip aws_vpc_endpoint "
    "aws_db_instance aws_rds_cluster aws_db_proxy aws_docdb_cluster aws_redshift_cluster "
    "aws_opensearch_domain aws_elasticsearch_domain aws_elasticache_cluster "
    "aws_elasticache_replication_group aws_efs_mount_target aws_lb aws_alb aws_elb";

}  // namespace canreach
