#include "parsers/terraform/types.h"

#include <unordered_map>

#include "parsers/terraform/attribute_rows.h"
#include "parsers/terraform/wanted.h"

namespace canreach {
namespace {

constexpr AttributeRow kVpc[] = {
    text("cidr_block", "CidrBlock"),
    text("enable_dns_support", "EnableDnsSupport"),
    text("enable_dns_hostnames", "EnableDnsHostnames"),
    text("ipv4_ipam_pool_id", "Ipv4IpamPoolId"),
    text("ipv4_netmask_length", "Ipv4NetmaskLength"),
};
constexpr AttributeRow kVpcBlock[] = {
    one("vpc_id", "VpcId", kWantedVpc),
    text("cidr_block", "CidrBlock"),
    text("ipv6_cidr_block", "Ipv6CidrBlock"),
    text("assign_generated_ipv6_cidr_block", "AmazonProvidedIpv6CidrBlock"),
    text("ipv4_ipam_pool_id", "Ipv4IpamPoolId"),
    text("ipv4_netmask_length", "Ipv4NetmaskLength"),
    text("ipv6_ipam_pool_id", "Ipv6IpamPoolId"),
    text("ipv6_netmask_length", "Ipv6NetmaskLength"),
};
constexpr AttributeRow kSubnet[] = {
    one("vpc_id", "VpcId", kWantedVpc),
    text("cidr_block", "CidrBlock"),
    text("availability_zone", "AvailabilityZone"),
    text("availability_zone_id", "AvailabilityZoneId"),
    text("map_public_ip_on_launch", "MapPublicIpOnLaunch"),
    text("ipv6_cidr_block", "Ipv6CidrBlock"),
    text("assign_ipv6_address_on_creation", "AssignIpv6AddressOnCreation"),
    text("ipv6_native", "Ipv6Native"),
    text("enable_dns64", "EnableDns64"),
    text("ipv4_ipam_pool_id", "Ipv4IpamPoolId"),
    text("ipv4_netmask_length", "Ipv4NetmaskLength"),
};
constexpr AttributeRow kInVpc[] = {one("vpc_id", "VpcId", kWantedVpc)};
constexpr AttributeRow kGatewayAttachment[] = {
    one("vpc_id", "VpcId", kWantedVpc),
    one("internet_gateway_id", "InternetGatewayId", "aws_internet_gateway"),
    one("vpn_gateway_id", "VpnGatewayId", kWantedVpnGateway),
};
constexpr AttributeRow kNat[] = {
    one("subnet_id", "SubnetId", kWantedSubnet),
    one("allocation_id", "AllocationId", kWantedEip),
    text("connectivity_type", "ConnectivityType"),
    text("private_ip", "PrivateIpAddress"),
    text("availability_mode", "AvailabilityMode"),
    one("vpc_id", "VpcId", kWantedVpc),
    all("secondary_allocation_ids", "SecondaryAllocationIds", kWantedEip),
    texts("secondary_private_ip_addresses", "SecondaryPrivateIpAddresses"),
};
constexpr AttributeRow kEip[] = {
    text("domain", "Domain"),
    text("public_ip", "PublicIp"),
    text("association_id", "AssociationId"),
};
constexpr AttributeRow kEipAssociation[] = {
    one("allocation_id", "AllocationId", kWantedEip),
    one("instance_id", "InstanceId", kWantedInstance),
    one("network_interface_id", "NetworkInterfaceId", kWantedInstanceOrInterface),
    text("private_ip_address", "PrivateIpAddress"),
    text("public_ip", "EIP"),
};
constexpr AttributeRow kRoute[] = {
    one("route_table_id", "RouteTableId", kWantedTable),
    text("destination_cidr_block", "DestinationCidrBlock"),
    text("destination_ipv6_cidr_block", "DestinationIpv6CidrBlock"),
    one("destination_prefix_list_id", "DestinationPrefixListId", kWantedPrefixList),
    one("gateway_id", "GatewayId", kWantedGateway),
    one("nat_gateway_id", "NatGatewayId", kWantedNat),
    one("egress_only_gateway_id", "EgressOnlyInternetGatewayId", kWantedEgressOnly),
    one("instance_id", "InstanceId", kWantedInstance),
    one("network_interface_id", "NetworkInterfaceId", kWantedInstanceOrInterface),
    one("vpc_peering_connection_id", "VpcPeeringConnectionId", kWantedPeering),
    one("transit_gateway_id", "TransitGatewayId", kWantedTransit),
    one("vpc_endpoint_id", "VpcEndpointId", kWantedInspection),
    one("carrier_gateway_id", "CarrierGatewayId", kWantedCarrier),
    text("local_gateway_id", "LocalGatewayId"),
    text("core_network_arn", "CoreNetworkArn"),
    text("odb_network_arn", "OdbNetworkArn"),
};
constexpr AttributeRow kPropagation[] = {
    one("vpn_gateway_id", "VpnGatewayId", kWantedVpnGateway),
};
constexpr AttributeRow kAclRule[] = {
    one("network_acl_id", "NetworkAclId", kWantedAcl),
    text("rule_number", "RuleNumber"),
    text("rule_action", "RuleAction"),
    text("egress", "Egress"),
    text("protocol", "Protocol"),
    text("cidr_block", "CidrBlock"),
    text("ipv6_cidr_block", "Ipv6CidrBlock"),
    text("from_port", "PortRange.From"),
    text("to_port", "PortRange.To"),
    text("icmp_type", "Icmp.Type"),
    text("icmp_code", "Icmp.Code"),
};
constexpr AttributeRow kAclAssociation[] = {
    one("network_acl_id", "NetworkAclId", kWantedAcl),
    one("subnet_id", "SubnetId", kWantedSubnet),
};
constexpr AttributeRow kGroup[] = {
    one("vpc_id", "VpcId", kWantedVpc),
    text("name", "GroupName"),
    text("description", "GroupDescription"),
};
constexpr AttributeRow kGroupVpc[] = {
    one("security_group_id", "GroupId", kWantedGroup),
    one("vpc_id", "VpcId", kWantedVpc),
};
constexpr AttributeRow kPrefixList[] = {
    text("name", "PrefixListName"),
    text("address_family", "AddressFamily"),
    text("max_entries", "MaxEntries"),
};
constexpr AttributeRow kInterface[] = {
    one("subnet_id", "SubnetId", kWantedSubnet),
    all("security_groups", "GroupSet", kWantedGroup),
    text("source_dest_check", "SourceDestCheck"),
};
constexpr AttributeRow kInterfaceAttachment[] = {
    one("instance_id", "InstanceId", kWantedInstance),
    one("network_interface_id", "NetworkInterfaceId", kWantedInterface),
    text("device_index", "DeviceIndex"),
};
constexpr AttributeRow kInstance[] = {
    text("source_dest_check", "SourceDestCheck"),
    one("iam_instance_profile", "IamInstanceProfile", kWantedProfile),
    one("launch_template.id", "LaunchTemplate.LaunchTemplateId", kWantedTemplate),
    text("availability_zone", "AvailabilityZone"),
    text("ipv6_address_count", "Ipv6AddressCount"),
    text("public_ip", "PublicIp"),
};
constexpr AttributeRow kLaunchTemplate[] = {
    text("name", "LaunchTemplateName"),
    all("vpc_security_group_ids", "LaunchTemplateData.SecurityGroupIds", kWantedGroup),
    one("iam_instance_profile.arn", "LaunchTemplateData.IamInstanceProfile.Arn", kWantedProfile),
    one("iam_instance_profile.name", "LaunchTemplateData.IamInstanceProfile.Name", kWantedProfile),
};
constexpr AttributeRow kLaunchConfiguration[] = {
    all("security_groups", "SecurityGroups", kWantedGroup),
    text("associate_public_ip_address", "AssociatePublicIpAddress"),
    one("iam_instance_profile", "IamInstanceProfile", kWantedProfile),
};
constexpr AttributeRow kScalingGroup[] = {
    all("vpc_zone_identifier", "VPCZoneIdentifier", kWantedSubnet),
    all("target_group_arns", "TargetGroupARNs", kWantedTargetGroup),
    all("load_balancers", "LoadBalancerNames", kWantedClassic),
    one("launch_configuration", "LaunchConfigurationName", kWantedConfiguration),
    one("launch_template.id", "LaunchTemplate.LaunchTemplateId", kWantedTemplate),
    texts("availability_zones", "AvailabilityZones"),
    text("desired_capacity", "DesiredCapacity"),
    text("min_size", "MinSize"),
    text("max_size", "MaxSize"),
};
constexpr AttributeRow kEndpoint[] = {
    one("vpc_id", "VpcId", kWantedVpc),
    one("service_name", "ServiceName", "aws_vpc_endpoint_service"),
    text("auto_accept", "AutoAccept"),
    text("vpc_endpoint_type", "VpcEndpointType"),
    all("route_table_ids", "RouteTableIds", kWantedTable),
    all("subnet_ids", "SubnetIds", kWantedSubnet),
    all("security_group_ids", "SecurityGroupIds", kWantedGroup),
    text("private_dns_enabled", "PrivateDnsEnabled"),
    document("policy", "PolicyDocument"),
    text("service_region", "ServiceRegion"),
};
constexpr AttributeRow kEndpointService[] = {
    all("network_load_balancer_arns", "NetworkLoadBalancerArns", kWantedBalancer),
    all("gateway_load_balancer_arns", "GatewayLoadBalancerArns", kWantedBalancer),
    text("acceptance_required", "AcceptanceRequired"),
};
constexpr AttributeRow kPeering[] = {
    one("vpc_id", "VpcId", kWantedVpc),
    one("peer_vpc_id", "PeerVpcId", kWantedVpc),
    text("peer_owner_id", "PeerOwnerId"),
    text("peer_region", "PeerRegion"),
};
constexpr AttributeRow kTransit[] = {
    text("default_route_table_association", "DefaultRouteTableAssociation"),
    text("default_route_table_propagation", "DefaultRouteTablePropagation"),
    text("auto_accept_shared_attachments", "AutoAcceptSharedAttachments"),
    text("security_group_referencing_support", "SecurityGroupReferencingSupport"),
    texts("transit_gateway_cidr_blocks", "TransitGatewayCidrBlocks"),
};
constexpr AttributeRow kTransitVpc[] = {
    one("transit_gateway_id", "TransitGatewayId", kWantedTransit),
    one("vpc_id", "VpcId", kWantedVpc),
    all("subnet_ids", "SubnetIds", kWantedSubnet),
    text("appliance_mode_support", "Options.ApplianceModeSupport"),
    text("security_group_referencing_support", "Options.SecurityGroupReferencingSupport"),
    text("ipv6_support", "Options.Ipv6Support"),
    text("transit_gateway_default_route_table_association", "DefaultRouteTableAssociation"),
    text("transit_gateway_default_route_table_propagation", "DefaultRouteTablePropagation"),
};
constexpr AttributeRow kTransitPeering[] = {
    one("transit_gateway_id", "TransitGatewayId", kWantedTransit),
    one("peer_transit_gateway_id", "PeerTransitGatewayId", kWantedTransit),
    text("peer_region", "PeerRegion"),
    text("peer_account_id", "PeerAccountId"),
};
constexpr AttributeRow kTransitTable[] = {
    one("transit_gateway_id", "TransitGatewayId", kWantedTransit)};
constexpr AttributeRow kTransitRoute[] = {
    text("destination_cidr_block", "DestinationCidrBlock"),
    text("blackhole", "Blackhole"),
    one("transit_gateway_attachment_id", "TransitGatewayAttachmentId", kWantedAttachment),
    one("transit_gateway_route_table_id", "TransitGatewayRouteTableId", kWantedTransitTable),
};
constexpr AttributeRow kVpnConnection[] = {
    one("customer_gateway_id", "CustomerGatewayId", "aws_customer_gateway"),
    one("vpn_gateway_id", "VpnGatewayId", kWantedVpnGateway),
    one("transit_gateway_id", "TransitGatewayId", kWantedTransit),
    text("static_routes_only", "StaticRoutesOnly"),
};
constexpr AttributeRow kVpnRoute[] = {
    text("destination_cidr_block", "DestinationCidrBlock"),
    one("vpn_connection_id", "VpnConnectionId", "aws_vpn_connection"),
};
constexpr AttributeRow kCustomerGateway[] = {text("ip_address", "IpAddress"),
                                             text("bgp_asn", "BgpAsn")};
constexpr AttributeRow kBlockPublic[] = {
    text("internet_gateway_block_mode", "InternetGatewayBlockMode")};
constexpr AttributeRow kBlockExclusion[] = {
    text("internet_gateway_exclusion_mode", "InternetGatewayExclusionMode"),
    one("vpc_id", "VpcId", kWantedVpc),
    one("subnet_id", "SubnetId", kWantedSubnet),
};
constexpr AttributeRow kFirewall[] = {
    one("vpc_id", "VpcId", kWantedVpc),
    one("firewall_policy_arn", "FirewallPolicyArn", "aws_networkfirewall_firewall_policy"),
};
constexpr AttributeRow kBalancer[] = {
    text("name", "Name"),
    text("load_balancer_type", "Type"),
    text("ip_address_type", "IpAddressType"),
    all("subnets", "Subnets", kWantedSubnet),
    all("security_groups", "SecurityGroups", kWantedGroup),
    text("enforce_security_group_inbound_rules_on_private_link_traffic",
         "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"),
};
constexpr AttributeRow kListener[] = {
    one("load_balancer_arn", "LoadBalancerArn", kWantedBalancer),
    text("port", "Port"),
    text("protocol", "Protocol"),
};
constexpr AttributeRow kListenerRule[] = {
    one("listener_arn", "ListenerArn", kWantedListener),
    text("priority", "Priority"),
};
constexpr AttributeRow kTargetGroup[] = {
    text("name", "Name"),
    text("port", "Port"),
    text("protocol", "Protocol"),
    one("vpc_id", "VpcId", kWantedVpc),
    text("target_type", "TargetType"),
};
constexpr AttributeRow kClassic[] = {
    text("name", "LoadBalancerName"),
    all("subnets", "Subnets", kWantedSubnet),
    all("security_groups", "SecurityGroups", kWantedGroup),
    all("instances", "Instances", kWantedInstance),
};
constexpr AttributeRow kFunction[] = {
    text("function_name", "FunctionName"),
    one("role", "Role", kWantedRole),
    all("vpc_config.subnet_ids", "VpcConfig.SubnetIds", kWantedSubnet),
    all("vpc_config.security_group_ids", "VpcConfig.SecurityGroupIds", kWantedGroup),
};
constexpr AttributeRow kFunctionPermission[] = {
    one("function_name", "FunctionName", kWantedFunction),
    text("action", "Action"),
    text("principal", "Principal"),
    text("principal_org_id", "PrincipalOrgID"),
    text("source_arn", "SourceArn"),
    text("source_account", "SourceAccount"),
    text("function_url_auth_type", "FunctionUrlAuthType"),
};
constexpr AttributeRow kService[] = {
    text("name", "ServiceName"),
    text("launch_type", "LaunchType"),
    text("desired_count", "DesiredCount"),
    one("cluster", "Cluster", kWantedCluster),
    one("task_definition", "TaskDefinition", kWantedTask),
    all("network_configuration.subnets", "NetworkConfiguration.AwsvpcConfiguration.Subnets",
        kWantedSubnet),
    all("network_configuration.security_groups",
        "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups", kWantedGroup),
    text("network_configuration.assign_public_ip",
         "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp"),
};
constexpr AttributeRow kTask[] = {
    text("family", "Family"),
    text("network_mode", "NetworkMode"),
    one("task_role_arn", "TaskRoleArn", kWantedRole),
    one("execution_role_arn", "ExecutionRoleArn", kWantedRole),
    text("container_definitions", "ContainerDefinitions"),
    texts("requires_compatibilities", "RequiresCompatibilities"),
};
constexpr AttributeRow kKubernetes[] = {
    text("name", "Name"),
    one("role_arn", "RoleArn", kWantedRole),
    all("vpc_config.subnet_ids", "ResourcesVpcConfig.SubnetIds", kWantedSubnet),
    all("vpc_config.security_group_ids", "ResourcesVpcConfig.SecurityGroupIds", kWantedGroup),
    text("vpc_config.endpoint_public_access", "ResourcesVpcConfig.EndpointPublicAccess"),
    text("vpc_config.endpoint_private_access", "ResourcesVpcConfig.EndpointPrivateAccess"),
    texts("vpc_config.public_access_cidrs", "ResourcesVpcConfig.PublicAccessCidrs"),
};
constexpr AttributeRow kMountTarget[] = {
    one("file_system_id", "FileSystemId", "aws_efs_file_system"),
    one("subnet_id", "SubnetId", kWantedSubnet),
    text("ip_address", "IpAddress"),
    all("security_groups", "SecurityGroups", kWantedGroup),
};
constexpr AttributeRow kCacheSubnets[] = {
    text("name", "CacheSubnetGroupName"),
    all("subnet_ids", "SubnetIds", kWantedSubnet),
};
constexpr AttributeRow kRedshift[] = {
    text("cluster_identifier", "ClusterIdentifier"),
    text("port", "Port"),
    text("publicly_accessible", "PubliclyAccessible"),
    text("enhanced_vpc_routing", "EnhancedVpcRouting"),
    text("multi_az", "MultiAZ"),
    text("availability_zone", "AvailabilityZone"),
    all("iam_roles", "IamRoles", kWantedRole),
    one("cluster_subnet_group_name", "ClusterSubnetGroupName", "aws_redshift_subnet_group"),
    all("vpc_security_group_ids", "VpcSecurityGroupIds", kWantedGroup),
};
constexpr AttributeRow kSubnetIds[] = {
    text("name", "Name"),
    all("subnet_ids", "SubnetIds", kWantedSubnet),
};
constexpr AttributeRow kSearch[] = {
    text("domain_name", "DomainName"),
    all("vpc_options.subnet_ids", "VPCOptions.SubnetIds", kWantedSubnet),
    all("vpc_options.security_group_ids", "VPCOptions.SecurityGroupIds", kWantedGroup),
    document("access_policies", "AccessPolicies"),
};
constexpr AttributeRow kRole[] = {
    text("name", "RoleName"),
    text("name_prefix", "NamePrefix"),
    text("path", "Path"),
    document("assume_role_policy", "AssumeRolePolicyDocument"),
    all("managed_policy_arns", "ManagedPolicyArns", kWantedPolicy),
    one("permissions_boundary", "PermissionsBoundary", kWantedPolicy),
};
constexpr AttributeRow kUser[] = {
    text("name", "UserName"),
    text("path", "Path"),
    one("permissions_boundary", "PermissionsBoundary", kWantedPolicy),
};
constexpr AttributeRow kIamGroup[] = {text("name", "GroupName"), text("path", "Path")};
constexpr AttributeRow kManagedPolicy[] = {
    text("name", "ManagedPolicyName"),
    text("name_prefix", "NamePrefix"),
    text("path", "Path"),
    document("policy", "PolicyDocument"),
};
constexpr AttributeRow kBucket[] = {text("bucket", "BucketName"),
                                    text("bucket_prefix", "NamePrefix")};
constexpr AttributeRow kBucketPolicy[] = {
    one("bucket", "Bucket", kWantedBucket),
    document("policy", "PolicyDocument"),
};
constexpr AttributeRow kQueue[] = {text("name", "QueueName"), text("name_prefix", "NamePrefix"),
                                   one("kms_master_key_id", "KmsMasterKeyId", kWantedMaster)};
constexpr AttributeRow kQueuePolicy[] = {
    all("queue_url", "Queues", kWantedQueue),
    document("policy", "PolicyDocument"),
};
constexpr AttributeRow kTopic[] = {text("name", "TopicName"), text("name_prefix", "NamePrefix"),
                                   one("kms_master_key_id", "KmsMasterKeyId", kWantedMaster)};
constexpr AttributeRow kTopicPolicy[] = {
    all("arn", "Topics", kWantedTopic),
    document("policy", "PolicyDocument"),
};
constexpr AttributeRow kKey[] = {document("policy", "KeyPolicy"), text("is_enabled", "Enabled")};
constexpr AttributeRow kAlias[] = {
    text("name", "AliasName"),
    one("target_key_id", "TargetKeyId", kWantedKey),
};
constexpr AttributeRow kSecret[] = {text("name", "Name"), text("name_prefix", "NamePrefix"),
                                    one("kms_key_id", "KmsKeyId", kWantedMaster)};
constexpr AttributeRow kSecretPolicy[] = {
    one("secret_arn", "SecretId", kWantedSecret),
    document("policy", "ResourcePolicy"),
};
constexpr AttributeRow kTable[] = {
    text("name", "TableName"),
    one("server_side_encryption.kms_key_arn", "SSESpecification.KMSMasterKeyId", kWantedMaster),
};
constexpr AttributeRow kStream[] = {
    text("name", "Name"),
    one("kms_key_id", "StreamEncryption.KeyId", kWantedMaster),
};
constexpr AttributeRow kLogGroup[] = {
    text("name", "LogGroupName"),
    text("name_prefix", "NamePrefix"),
    one("kms_key_id", "KmsKeyId", kWantedMaster),
};
constexpr AttributeRow kStreamPolicy[] = {
    one("resource_arn", "ResourceArn", "aws_kinesis_stream"),
    document("policy", "ResourcePolicy"),
};
constexpr AttributeRow kRepository[] = {text("name", "RepositoryName")};
constexpr AttributeRow kProfile[] = {
    text("name", "InstanceProfileName"),
    text("path", "Path"),
    all("role", "Roles", kWantedRole),
};
constexpr AttributeRow kOidc[] = {text("url", "Url"), texts("client_id_list", "ClientIdList")};

constexpr std::span<const AttributeRow> kNothing;

constexpr TypeRow kTypes[] = {
    {"aws_vpc", "AWS::EC2::VPC", kVpc, more_of_vpc},
    {"aws_default_vpc", "AWS::EC2::VPC", kVpc, more_of_default_vpc},
    {"aws_vpc_ipv4_cidr_block_association", "AWS::EC2::VPCCidrBlock", kVpcBlock},
    {"aws_vpc_ipv6_cidr_block_association", "AWS::EC2::VPCCidrBlock", kVpcBlock},
    {"aws_subnet", "AWS::EC2::Subnet", kSubnet},
    {"aws_default_subnet", "AWS::EC2::Subnet", kSubnet, more_of_default_subnet},
    {"aws_internet_gateway", "AWS::EC2::InternetGateway", kNothing, attach_internet_gateway},
    {"aws_internet_gateway_attachment", "AWS::EC2::VPCGatewayAttachment", kGatewayAttachment},
    {"aws_egress_only_internet_gateway", "AWS::EC2::EgressOnlyInternetGateway", kInVpc},
    {"aws_ec2_carrier_gateway", "AWS::EC2::CarrierGateway", kInVpc},
    {"aws_nat_gateway", "AWS::EC2::NatGateway", kNat},
    {"aws_eip", "AWS::EC2::EIP", kEip, more_of_eip},
    {"aws_eip_association", "AWS::EC2::EIPAssociation", kEipAssociation},
    {"aws_route_table", "AWS::EC2::RouteTable", kInVpc, more_of_route_table},
    {"aws_default_route_table", "AWS::EC2::RouteTable", kInVpc, more_of_default_route_table},
    {"aws_route", "AWS::EC2::Route", kRoute, more_of_route},
    {"aws_route_table_association", "", kNothing, more_of_route_table_association},
    {"aws_main_route_table_association", "", kNothing, nullptr, main_association},
    {"aws_network_acl", "AWS::EC2::NetworkAcl", kInVpc, more_of_network_acl},
    {"aws_default_network_acl", "AWS::EC2::NetworkAcl", kInVpc, more_of_default_network_acl},
    {"aws_network_acl_rule", "AWS::EC2::NetworkAclEntry", kAclRule},
    {"aws_network_acl_association", "AWS::EC2::SubnetNetworkAclAssociation", kAclAssociation},
    {"aws_security_group", "AWS::EC2::SecurityGroup", kGroup, more_of_security_group},
    {"aws_default_security_group", "AWS::EC2::SecurityGroup", kGroup,
     more_of_default_security_group},
    {"aws_security_group_rule", "", kNothing, group_rule, rules_in_two_places},
    {"aws_vpc_security_group_ingress_rule", "", kNothing, vpc_group_ingress, rules_in_two_places},
    {"aws_vpc_security_group_egress_rule", "", kNothing, vpc_group_egress, rules_in_two_places},
    {"aws_vpc_security_group_vpc_association", "AWS::EC2::SecurityGroupVpcAssociation", kGroupVpc},
    {"aws_ec2_managed_prefix_list", "AWS::EC2::PrefixList", kPrefixList, more_of_prefix_list},
    {"aws_ec2_managed_prefix_list_entry", "", kNothing, nullptr, prefix_list_entry},
    {"aws_network_interface", "AWS::EC2::NetworkInterface", kInterface, more_of_interface},
    {"aws_network_interface_attachment", "AWS::EC2::NetworkInterfaceAttachment",
     kInterfaceAttachment},
    {"aws_network_interface_sg_attachment", "", kNothing, nullptr, group_of_interface},
    {"aws_instance", "AWS::EC2::Instance", kInstance, more_of_instance},
    {"aws_spot_instance_request", "AWS::EC2::Instance", kInstance, more_of_instance},
    {"aws_launch_template", "AWS::EC2::LaunchTemplate", kLaunchTemplate, more_of_launch_template},
    {"aws_launch_configuration", "AWS::AutoScaling::LaunchConfiguration", kLaunchConfiguration},
    {"aws_autoscaling_group", "AWS::AutoScaling::AutoScalingGroup", kScalingGroup, more_of_scaling},
    {"aws_autoscaling_attachment", "", kNothing, nullptr, group_attachment},
    {"aws_autoscaling_traffic_source_attachment", "", kNothing, nullptr, group_attachment},
    {"aws_vpc_endpoint", "AWS::EC2::VPCEndpoint", kEndpoint, more_of_endpoint},
    {"aws_vpc_endpoint_route_table_association", "", kNothing, nullptr, endpoint_route_table},
    {"aws_vpc_endpoint_subnet_association", "", kNothing, nullptr, endpoint_subnet},
    {"aws_vpc_endpoint_security_group_association", "", kNothing, nullptr, endpoint_group},
    {"aws_vpc_endpoint_policy", "", kNothing, nullptr, endpoint_policy},
    {"aws_vpc_endpoint_service", "AWS::EC2::VPCEndpointService", kEndpointService,
     more_of_endpoint_service},
    {"aws_vpc_endpoint_service_allowed_principal", "", kNothing, nullptr, allowed_principal},
    {"aws_vpc_endpoint_connection_accepter", "", kNothing, nullptr, accepted_endpoint},
    {"aws_vpc_peering_connection", "AWS::EC2::VPCPeeringConnection", kPeering, more_of_peering},
    {"aws_vpc_peering_connection_accepter", "", kNothing, nullptr, accepted_peering},
    {"aws_ec2_transit_gateway", "AWS::EC2::TransitGateway", kTransit},
    {"aws_ec2_transit_gateway_vpc_attachment", "AWS::EC2::TransitGatewayVpcAttachment",
     kTransitVpc},
    {"aws_ec2_transit_gateway_peering_attachment", "AWS::EC2::TransitGatewayPeeringAttachment",
     kTransitPeering},
    {"aws_ec2_transit_gateway_route_table", "AWS::EC2::TransitGatewayRouteTable", kTransitTable},
    {"aws_ec2_transit_gateway_route", "AWS::EC2::TransitGatewayRoute", kTransitRoute},
    {"aws_ec2_transit_gateway_route_table_association",
     "AWS::EC2::TransitGatewayRouteTableAssociation", kTransitRoute},
    {"aws_ec2_transit_gateway_route_table_propagation",
     "AWS::EC2::TransitGatewayRouteTablePropagation", kTransitRoute},
    {"aws_vpn_gateway", "AWS::EC2::VPNGateway", kNothing, attach_vpn_gateway},
    {"aws_vpn_gateway_attachment", "AWS::EC2::VPCGatewayAttachment", kGatewayAttachment},
    {"aws_vpn_gateway_route_propagation", "AWS::EC2::VPNGatewayRoutePropagation", kPropagation,
     more_of_propagation},
    {"aws_vpn_connection", "AWS::EC2::VPNConnection", kVpnConnection},
    {"aws_vpn_connection_route", "AWS::EC2::VPNConnectionRoute", kVpnRoute},
    {"aws_ec2_client_vpn_endpoint", "AWS::EC2::ClientVpnEndpoint", kClientVpn},
    {"aws_ec2_client_vpn_network_association", "AWS::EC2::ClientVpnTargetNetworkAssociation",
     kClientVpnAssociation},
    {"aws_ec2_client_vpn_authorization_rule", "AWS::EC2::ClientVpnAuthorizationRule",
     kClientVpnRule},
    {"aws_ec2_client_vpn_route", "AWS::EC2::ClientVpnRoute", kClientVpnRoute},
    {"aws_customer_gateway", "AWS::EC2::CustomerGateway", kCustomerGateway},
    {"aws_vpc_block_public_access_options", "AWS::EC2::VPCBlockPublicAccessOptions", kBlockPublic},
    {"aws_vpc_block_public_access_exclusion", "AWS::EC2::VPCBlockPublicAccessExclusion",
     kBlockExclusion},
    {"aws_networkfirewall_firewall", "AWS::NetworkFirewall::Firewall", kFirewall, more_of_firewall},
    {"aws_networkfirewall_firewall_policy", "AWS::NetworkFirewall::FirewallPolicy", kNothing,
     more_of_firewall_policy},
    {"aws_networkfirewall_rule_group", "AWS::NetworkFirewall::RuleGroup", kNothing,
     more_of_rule_group},
    {"aws_lb", "AWS::ElasticLoadBalancingV2::LoadBalancer", kBalancer, more_of_load_balancer},
    {"aws_alb", "AWS::ElasticLoadBalancingV2::LoadBalancer", kBalancer, more_of_load_balancer},
    {"aws_lb_listener", "AWS::ElasticLoadBalancingV2::Listener", kListener, more_of_listener},
    {"aws_alb_listener", "AWS::ElasticLoadBalancingV2::Listener", kListener, more_of_listener},
    {"aws_lb_listener_rule", "AWS::ElasticLoadBalancingV2::ListenerRule", kListenerRule,
     more_of_listener_rule},
    {"aws_alb_listener_rule", "AWS::ElasticLoadBalancingV2::ListenerRule", kListenerRule,
     more_of_listener_rule},
    {"aws_lb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup", kTargetGroup,
     more_of_target_group},
    {"aws_alb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup", kTargetGroup,
     more_of_target_group},
    {"aws_lb_target_group_attachment", "", kNothing, nullptr, target_attachment},
    {"aws_alb_target_group_attachment", "", kNothing, nullptr, target_attachment},
    {"aws_elb", "AWS::ElasticLoadBalancing::LoadBalancer", kClassic, more_of_classic_balancer},
    {"aws_elb_attachment", "", kNothing, nullptr, classic_attachment},
    {"aws_db_instance", "AWS::RDS::DBInstance", kDbInstance},
    {"aws_rds_cluster", "AWS::RDS::DBCluster", kDbCluster},
    {"aws_rds_cluster_instance", "AWS::RDS::DBInstance", kDbClusterInstance},
    {"aws_db_subnet_group", "AWS::RDS::DBSubnetGroup", kDbSubnets},
    {"aws_docdb_cluster", "AWS::DocDB::DBCluster", kDocumentCluster},
    {"aws_docdb_cluster_instance", "AWS::DocDB::DBInstance", kDocumentInstance},
    {"aws_docdb_subnet_group", "AWS::DocDB::DBSubnetGroup", kDbSubnets},
    {"aws_neptune_cluster", "AWS::Neptune::DBCluster", kGraphCluster},
    {"aws_neptune_cluster_instance", "AWS::Neptune::DBInstance", kGraphInstance},
    {"aws_neptune_subnet_group", "AWS::Neptune::DBSubnetGroup", kDbSubnets},
    {"aws_db_proxy", "AWS::RDS::DBProxy", kDbProxy},
    {"aws_lambda_function", "AWS::Lambda::Function", kFunction},
    {"aws_lambda_permission", "AWS::Lambda::Permission", kFunctionPermission},
    {"aws_lambda_function_url", "aws_lambda_function_url", kNothing, more_of_function_url},
    {"aws_ecs_service", "AWS::ECS::Service", kService, more_of_service},
    {"aws_ecs_task_definition", "AWS::ECS::TaskDefinition", kTask},
    {"aws_eks_cluster", "AWS::EKS::Cluster", kKubernetes},
    {"aws_eks_node_group", "AWS::EKS::Nodegroup", kNodeGroup},
    {"aws_cloud9_environment_ec2", "AWS::Cloud9::EnvironmentEC2", kCloud9},
    {"aws_msk_cluster", "AWS::MSK::Cluster", kKafka},
    {"aws_glue_connection", "AWS::Glue::Connection", kGlueConnection},
    {"aws_dms_replication_instance", "AWS::DMS::ReplicationInstance", kReplicationInstance},
    {"aws_dms_replication_subnet_group", "AWS::DMS::ReplicationSubnetGroup", kSubnetIds},
    {"aws_mq_broker", "AWS::AmazonMQ::Broker", kMessageBroker, nodes_of_broker},
    {"aws_efs_mount_target", "AWS::EFS::MountTarget", kMountTarget},
    {"aws_efs_file_system", "AWS::EFS::FileSystem", kNothing},
    {"aws_efs_file_system_policy", "", kNothing, nullptr, file_system_policy},
    {"aws_elasticache_cluster", "AWS::ElastiCache::CacheCluster", kCacheCluster},
    {"aws_elasticache_replication_group", "AWS::ElastiCache::ReplicationGroup", kReplicationGroup},
    {"aws_elasticache_subnet_group", "AWS::ElastiCache::SubnetGroup", kCacheSubnets},
    {"aws_redshift_cluster", "AWS::Redshift::Cluster", kRedshift, nodes_of_warehouse},
    {"aws_redshift_subnet_group", "AWS::Redshift::ClusterSubnetGroup", kSubnetIds},
    {"aws_opensearch_domain", "AWS::OpenSearchService::Domain", kSearch},
    {"aws_elasticsearch_domain", "AWS::OpenSearchService::Domain", kSearch},
    {"aws_opensearch_domain_policy", "", kNothing, nullptr, domain_policy},
    {"aws_elasticsearch_domain_policy", "", kNothing, nullptr, domain_policy},
    {"aws_iam_role", "AWS::IAM::Role", kRole, more_of_role},
    {"aws_iam_role_policy", "", kNothing, nullptr, role_policy},
    {"aws_iam_role_policy_attachment", "", kNothing, nullptr, role_attachment},
    {"aws_iam_user", "AWS::IAM::User", kUser},
    {"aws_iam_user_policy", "", kNothing, nullptr, user_policy},
    {"aws_iam_user_policy_attachment", "", kNothing, nullptr, user_attachment},
    {"aws_iam_user_group_membership", "", kNothing, nullptr, user_groups},
    {"aws_iam_group", "AWS::IAM::Group", kIamGroup},
    {"aws_iam_group_policy", "", kNothing, nullptr, group_policy},
    {"aws_iam_group_policy_attachment", "", kNothing, nullptr, group_attachment_of_policy},
    {"aws_iam_group_membership", "", kNothing, nullptr, group_members},
    {"aws_iam_policy", "AWS::IAM::ManagedPolicy", kManagedPolicy},
    {"aws_iam_policy_attachment", "", kNothing, nullptr, policy_attachment},
    {"aws_iam_instance_profile", "AWS::IAM::InstanceProfile", kProfile},
    {"aws_iam_openid_connect_provider", "AWS::IAM::OIDCProvider", kOidc},
    {"aws_s3_bucket", "AWS::S3::Bucket", kBucket, more_of_bucket},
    {"aws_s3_bucket_server_side_encryption_configuration", "", kNothing, nullptr,
     bucket_encryption},
    {"aws_s3_bucket_ownership_controls", "", kNothing, nullptr, bucket_ownership},
    {"aws_s3_bucket_acl", "", kNothing, nullptr, bucket_access_list},
    {"aws_s3_account_public_access_block", "", kNothing},
    {"aws_s3_bucket_policy", "AWS::S3::BucketPolicy", kBucketPolicy},
    {"aws_s3_bucket_public_access_block", "", kNothing, nullptr, public_access_block},
    {"aws_sqs_queue", "AWS::SQS::Queue", kQueue, queue_policy_inline},
    {"aws_sqs_queue_policy", "AWS::SQS::QueuePolicy", kQueuePolicy},
    {"aws_sns_topic", "AWS::SNS::Topic", kTopic, topic_policy_inline},
    {"aws_sns_topic_policy", "AWS::SNS::TopicPolicy", kTopicPolicy},
    {"aws_kms_key", "AWS::KMS::Key", kKey},
    {"aws_kms_alias", "AWS::KMS::Alias", kAlias},
    {"aws_kms_grant", "", kNothing, nullptr, key_grant},
    {"aws_kms_key_policy", "", kNothing, nullptr, key_policy},
    {"aws_secretsmanager_secret", "AWS::SecretsManager::Secret", kSecret, secret_policy_inline},
    {"aws_secretsmanager_secret_policy", "AWS::SecretsManager::ResourcePolicy", kSecretPolicy},
    {"aws_dynamodb_table", "AWS::DynamoDB::Table", kTable},
    {"aws_dynamodb_resource_policy", "", kNothing, nullptr, table_policy},
    {"aws_kinesis_stream", "AWS::Kinesis::Stream", kStream},
    {"aws_kinesis_resource_policy", "AWS::Kinesis::ResourcePolicy", kStreamPolicy},
    {"aws_cloudwatch_log_group", "AWS::Logs::LogGroup", kLogGroup},
    {"aws_ecr_repository", "AWS::ECR::Repository", kRepository},
    {"aws_s3_access_point", "AWS::S3::AccessPoint", kAccessPoint, more_of_access_point},
    {"aws_s3control_access_point_policy", "", kNothing, nullptr, access_point_policy},
    {"aws_route53_zone", "AWS::Route53::HostedZone", kHostedZone, more_of_zone},
    {"aws_route53_zone_association", "AWS::Route53::HostedZoneAssociation", kZoneVpc},
    {"aws_route53_record", "AWS::Route53::RecordSet", kRecord, more_of_record, name_of_record},
    {"aws_route53_resolver_rule", "AWS::Route53Resolver::ResolverRule", kResolverRule,
     more_of_resolver_rule},
    {"aws_route53_resolver_rule_association", "AWS::Route53Resolver::ResolverRuleAssociation",
     kResolverRuleVpc},
    {"aws_vpc_encryption_control", "AWS::EC2::VPCEncryptionControl", kEncryptionControl},
    {"aws_ecr_repository_policy", "", kNothing, nullptr, repository_policy},
};

Attribute at_path(Attribute attribute, std::string_view path) {
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    attribute = attribute[path.substr(0, dot)];
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return attribute;
}

DeclaredValue read(TerraformReading& reading, const Attribute& attribute, const AttributeRow& row) {
  switch (row.shape) {
    case AttributeShape::text:
      return reading.text(attribute);
    case AttributeShape::texts:
      return reading.texts(attribute);
    case AttributeShape::reference:
      return reading.reference(attribute, row.wanted);
    case AttributeShape::references:
      return reading.references(attribute, row.wanted);
    case AttributeShape::policy:
      return reading.policy(attribute);
  }
  return {};
}

}  // namespace

const TypeRow* type_row(std::string_view terraform) {
  static const std::unordered_map<std::string_view, const TypeRow*> kByName = [] {
    std::unordered_map<std::string_view, const TypeRow*> rows;
    for (const TypeRow& row : kTypes) rows.emplace(row.terraform, &row);
    return rows;
  }();
  const auto found = kByName.find(terraform);
  return found == kByName.end() ? nullptr : found->second;
}

void set_property(DeclaredValue& properties, std::string_view path, DeclaredValue value) {
  if (value.is_absent() || (value.is_text() && value.text.empty())) return;
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return properties.set(path, std::move(value));
  const std::string_view first = path.substr(0, dot);
  DeclaredValue inner = properties[first];
  if (!inner.is_map()) inner = DeclaredValue::of_map(value.at);
  set_property(inner, path.substr(dot + 1), std::move(value));
  properties.set(first, std::move(inner));
}

void read_rows(TerraformReading& reading, const Attribute& resource,
               std::span<const AttributeRow> rows, DeclaredValue& properties) {
  properties.members.reserve(rows.size() + 2);
  for (const AttributeRow& row : rows) {
    set_property(properties, row.property, read(reading, at_path(resource, row.attribute), row));
  }
}

}  // namespace canreach
