#pragma once

// How the attributes of a type are read: the words in which rows are written, and the rows of what
// stands beside the network itself.

#include "parsers/terraform/types.h"
#include "parsers/terraform/wanted.h"

namespace canreach {

constexpr AttributeRow text(std::string_view attribute, std::string_view property) {
  return {attribute, property, AttributeShape::text, {}};
}
constexpr AttributeRow texts(std::string_view attribute, std::string_view property) {
  return {attribute, property, AttributeShape::texts, {}};
}
constexpr AttributeRow one(std::string_view attribute, std::string_view property,
                           WantedTypes wanted) {
  return {attribute, property, AttributeShape::reference, wanted};
}
constexpr AttributeRow all(std::string_view attribute, std::string_view property,
                           WantedTypes wanted) {
  return {attribute, property, AttributeShape::references, wanted};
}
constexpr AttributeRow document(std::string_view attribute, std::string_view property) {
  return {attribute, property, AttributeShape::policy, {}};
}

inline constexpr WantedTypes kWantedClientVpn = "aws_ec2_client_vpn_endpoint";
inline constexpr AttributeRow kClientVpn[] = {
    text("client_cidr_block", "ClientCidrBlock"),
    text("split_tunnel", "SplitTunnel"),
    text("traffic_ip_address_type", "TrafficIpAddressType"),
    texts("dns_servers", "DnsServers"),
    all("security_group_ids", "SecurityGroupIds", kWantedGroup),
    one("vpc_id", "VpcId", kWantedVpc),
};
inline constexpr AttributeRow kClientVpnAssociation[] = {
    one("client_vpn_endpoint_id", "ClientVpnEndpointId", kWantedClientVpn),
    one("subnet_id", "SubnetId", kWantedSubnet),
};
inline constexpr AttributeRow kClientVpnRule[] = {
    one("client_vpn_endpoint_id", "ClientVpnEndpointId", kWantedClientVpn),
    text("target_network_cidr", "TargetNetworkCidr"),
    text("access_group_id", "AccessGroupId"),
    text("authorize_all_groups", "AuthorizeAllGroups"),
};
inline constexpr AttributeRow kClientVpnRoute[] = {
    one("client_vpn_endpoint_id", "ClientVpnEndpointId", kWantedClientVpn),
    text("destination_cidr_block", "DestinationCidrBlock"),
    one("target_vpc_subnet_id", "TargetVpcSubnetId", kWantedSubnet),
};
inline constexpr AttributeRow kKafka[] = {
    text("cluster_name", "ClusterName"),
    all("broker_node_group_info.client_subnets", "BrokerNodeGroupInfo.ClientSubnets",
        kWantedSubnet),
    all("broker_node_group_info.security_groups", "BrokerNodeGroupInfo.SecurityGroups",
        kWantedGroup),
    text("client_authentication.sasl.iam", "ClientAuthentication.Sasl.Iam.Enabled"),
    text("client_authentication.sasl.scram", "ClientAuthentication.Sasl.Scram.Enabled"),
    text("client_authentication.unauthenticated", "ClientAuthentication.Unauthenticated.Enabled"),
    text("encryption_info.encryption_in_transit.client_broker",
         "EncryptionInfo.EncryptionInTransit.ClientBroker"),
};
inline constexpr AttributeRow kGlueConnection[] = {
    one("physical_connection_requirements.subnet_id",
        "ConnectionInput.PhysicalConnectionRequirements.SubnetId", kWantedSubnet),
    all("physical_connection_requirements.security_group_id_list",
        "ConnectionInput.PhysicalConnectionRequirements.SecurityGroupIdList", kWantedGroup),
};
inline constexpr AttributeRow kDbInstance[] = {
    text("identifier", "DBInstanceIdentifier"),
    text("engine", "Engine"),
    text("port", "Port"),
    text("publicly_accessible", "PubliclyAccessible"),
    text("availability_zone", "AvailabilityZone"),
    text("multi_az", "MultiAZ"),
    one("db_subnet_group_name", "DBSubnetGroupName", kWantedDbSubnets),
    all("vpc_security_group_ids", "VPCSecurityGroups", kWantedGroup),
};
inline constexpr AttributeRow kDbCluster[] = {
    text("cluster_identifier", "DBClusterIdentifier"),
    text("engine", "Engine"),
    text("engine_mode", "EngineMode"),
    text("port", "Port"),
    one("db_subnet_group_name", "DBSubnetGroupName", kWantedDbSubnets),
    all("vpc_security_group_ids", "VpcSecurityGroupIds", kWantedGroup),
};
inline constexpr AttributeRow kDbClusterInstance[] = {
    text("identifier", "DBInstanceIdentifier"),
    text("engine", "Engine"),
    text("publicly_accessible", "PubliclyAccessible"),
    text("availability_zone", "AvailabilityZone"),
    one("cluster_identifier", "DBClusterIdentifier", "aws_rds_cluster"),
    one("db_subnet_group_name", "DBSubnetGroupName", kWantedDbSubnets),
};
inline constexpr AttributeRow kDbSubnets[] = {
    text("name", "DBSubnetGroupName"),
    all("subnet_ids", "SubnetIds", kWantedSubnet),
};
inline constexpr AttributeRow kDocumentCluster[] = {
    text("cluster_identifier", "DBClusterIdentifier"),
    text("port", "Port"),
    one("db_subnet_group_name", "DBSubnetGroupName", "aws_docdb_subnet_group"),
    all("vpc_security_group_ids", "VpcSecurityGroupIds", kWantedGroup),
};
inline constexpr AttributeRow kDocumentInstance[] = {
    text("identifier", "DBInstanceIdentifier"),
    text("availability_zone", "AvailabilityZone"),
    one("cluster_identifier", "DBClusterIdentifier", "aws_docdb_cluster"),
};
inline constexpr AttributeRow kGraphCluster[] = {
    text("cluster_identifier", "DBClusterIdentifier"),
    text("port", "DBPort"),
    one("neptune_subnet_group_name", "DBSubnetGroupName", "aws_neptune_subnet_group"),
    all("vpc_security_group_ids", "VpcSecurityGroupIds", kWantedGroup),
};
inline constexpr AttributeRow kGraphInstance[] = {
    text("identifier", "DBInstanceIdentifier"),
    text("publicly_accessible", "PubliclyAccessible"),
    text("availability_zone", "AvailabilityZone"),
    one("cluster_identifier", "DBClusterIdentifier", "aws_neptune_cluster"),
};
inline constexpr AttributeRow kDbProxy[] = {
    text("name", "DBProxyName"),
    text("engine_family", "EngineFamily"),
    all("vpc_subnet_ids", "VpcSubnetIds", kWantedSubnet),
    all("vpc_security_group_ids", "VpcSecurityGroupIds", kWantedGroup),
    one("role_arn", "RoleArn", kWantedRole),
};
inline constexpr AttributeRow kCacheCluster[] = {
    text("cluster_id", "ClusterName"),
    text("engine", "Engine"),
    text("port", "Port"),
    text("num_cache_nodes", "NumCacheNodes"),
    text("az_mode", "AZMode"),
    text("availability_zone", "PreferredAvailabilityZone"),
    texts("preferred_availability_zones", "PreferredAvailabilityZones"),
    one("subnet_group_name", "CacheSubnetGroupName", "aws_elasticache_subnet_group"),
    all("security_group_ids", "VpcSecurityGroupIds", kWantedGroup),
};
inline constexpr AttributeRow kReplicationGroup[] = {
    text("replication_group_id", "ReplicationGroupId"),
    text("engine", "Engine"),
    text("port", "Port"),
    text("automatic_failover_enabled", "AutomaticFailoverEnabled"),
    text("multi_az_enabled", "MultiAZEnabled"),
    text("num_cache_clusters", "NumCacheClusters"),
    text("replicas_per_node_group", "ReplicasPerNodeGroup"),
    texts("preferred_cache_cluster_azs", "PreferredCacheClusterAZs"),
    one("subnet_group_name", "CacheSubnetGroupName", "aws_elasticache_subnet_group"),
    all("security_group_ids", "SecurityGroupIds", kWantedGroup),
};
inline constexpr AttributeRow kReplicationInstance[] = {
    one("replication_subnet_group_id", "ReplicationSubnetGroupIdentifier",
        "aws_dms_replication_subnet_group"),
    text("availability_zone", "AvailabilityZone"),
    text("multi_az", "MultiAZ"),
    all("vpc_security_group_ids", "VpcSecurityGroupIds", kWantedGroup),
    text("publicly_accessible", "PubliclyAccessible"),
};
inline constexpr AttributeRow kMessageBroker[] = {
    text("engine_type", "EngineType"),
    all("subnet_ids", "SubnetIds", kWantedSubnet),
    all("security_groups", "SecurityGroups", kWantedGroup),
    text("publicly_accessible", "PubliclyAccessible"),
};
inline constexpr AttributeRow kNodeGroup[] = {
    all("subnet_ids", "Subnets", kWantedSubnet),
    one("node_role_arn", "NodeRole", "aws_iam_role"),
};
inline constexpr AttributeRow kCloud9[] = {one("subnet_id", "SubnetId", kWantedSubnet)};
inline constexpr AttributeRow kAccessPoint[] = {
    text("name", "Name"),
    one("bucket", "Bucket", kWantedBucket),
    document("policy", "Policy"),
};
inline constexpr AttributeRow kHostedZone[] = {
    text("name", "Name"),
    text("private_zone", "PrivateZone"),
};
inline constexpr AttributeRow kZoneVpc[] = {
    one("zone_id", "HostedZoneId", kWantedZone),
    one("vpc_id", "VPCId", kWantedVpc),
};
inline constexpr AttributeRow kRecord[] = {
    one("zone_id", "HostedZoneId", kWantedZone),
    text("type", "Type"),
    text("set_identifier", "SetIdentifier"),
};
inline constexpr AttributeRow kResolverRule[] = {
    text("domain_name", "DomainName"),
    text("rule_type", "RuleType"),
    text("name", "Name"),
};
inline constexpr AttributeRow kResolverRuleVpc[] = {
    one("resolver_rule_id", "ResolverRuleId", "aws_route53_resolver_rule"),
    one("vpc_id", "VPCId", kWantedVpc),
};
inline constexpr AttributeRow kEncryptionControl[] = {
    one("vpc_id", "VpcId", kWantedVpc),
    text("mode", "Mode"),
};

}  // namespace canreach
