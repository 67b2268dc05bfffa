#include "parsers/declared/to_native.h"

#include <array>
#include <utility>

#include "base/algorithm.h"
#include "parsers/declared/translation.h"

// From resources that refer to each other to a design in which parts stand in their VPC.  One row a
// type; what is in no row is listed as not modelled.

namespace canreach {
namespace {

struct TypeRow {
  std::string_view type;
  void (*say)(Translation& out, const DeclaredResource& resource);  // null: said with another one
};

constexpr TypeRow kTypeRows[] = {
    {"AWS::EC2::VPC", say_vpc},
    {"AWS::EC2::Subnet", say_subnet},
    {"AWS::EC2::RouteTable", say_route_table},
    {"AWS::EC2::NetworkAcl", say_network_acl},
    {"AWS::EC2::SecurityGroup", say_security_group},
    {"AWS::EC2::NatGateway", say_nat_gateway},
    {"AWS::EC2::VPCEndpoint", say_endpoint},
    {"AWS::EC2::VPCPeeringConnection", say_peering},
    {"AWS::EC2::VPCEndpointService", say_endpoint_service},
    {"AWS::NetworkFirewall::Firewall", say_firewall},
    {"AWS::NetworkFirewall::FirewallPolicy", say_firewall_policy},
    {"AWS::NetworkFirewall::RuleGroup", say_firewall_rule_group},
    {"AWS::EC2::PrefixList", say_prefix_list},
    {"AWS::EC2::VPCBlockPublicAccessOptions", say_public_access},
    {"AWS::EC2::TransitGateway", say_transit_gateway},
    {"AWS::EC2::VPNConnection", say_vpn_connection},
    {"AWS::EC2::ClientVpnEndpoint", say_client_vpn_endpoint},
    {"AWS::EC2::NetworkInterface", say_network_interface},
    {"AWS::EC2::Instance", say_instance},
    {"AWS::Lambda::Function", say_function},
    {"AWS::RDS::DBInstance", say_database},
    {"AWS::RDS::DBCluster", say_database},
    {"AWS::RDS::DBProxy", say_database},
    {"AWS::DocDB::DBCluster", say_database},
    {"AWS::Neptune::DBCluster", say_database},
    {"AWS::Redshift::Cluster", say_database},
    {"AWS::OpenSearchService::Domain", say_database},
    {"AWS::Elasticsearch::Domain", say_database},
    {"AWS::ElastiCache::CacheCluster", say_cache},
    {"AWS::ElastiCache::ReplicationGroup", say_cache},
    {"AWS::ElastiCache::ServerlessCache", say_cache},
    {"AWS::MSK::Cluster", say_broker},
    {"AWS::AutoScaling::AutoScalingGroup", say_scaling_group},
    {"AWS::ECS::Service", say_service},
    {"AWS::Glue::Connection", say_service},
    {"AWS::EFS::MountTarget", say_service},
    {"AWS::EKS::Cluster", say_service},
    {"AWS::EKS::Nodegroup", say_with_own_groups},
    {"AWS::Cloud9::EnvironmentEC2", say_with_own_groups},
    {"AWS::DMS::ReplicationInstance", say_replication_instance},
    {"AWS::AmazonMQ::Broker", say_message_broker},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", say_load_balancer},
    {"AWS::ElasticLoadBalancing::LoadBalancer", say_load_balancer},
    {"AWS::IAM::Role", say_role},
    {"AWS::IAM::User", say_user},
    {"AWS::IAM::Group", say_iam_group},
    {"AWS::IAM::ManagedPolicy", say_managed_policy},
    {"AWS::S3::Bucket", say_data_store},
    {"AWS::DynamoDB::Table", say_data_store},
    {"AWS::SQS::Queue", say_data_store},
    {"AWS::Kinesis::Stream", say_data_store},
    {"AWS::SNS::Topic", say_data_store},
    {"AWS::Logs::LogGroup", say_data_store},
    {"AWS::SecretsManager::Secret", say_data_store},
    {"AWS::SecretsManager::SecretTargetAttachment", say_data_store},
    {"AWS::KMS::Key", say_data_store},
    {"AWS::Lambda::Permission", say_permission},
    {"AWS::Lambda::Alias", nullptr},
    {"AWS::Lambda::Version", nullptr},
    {"AWS::S3::AccessPoint", say_access_point},
    {"AWS::Route53::HostedZone", say_hosted_zone},
    {"AWS::Route53Resolver::ResolverRule", say_resolver_rule},
    {"AWS::Route53::HostedZoneAssociation", nullptr},
    {"AWS::Route53::RecordSet", say_record_set},
    {"AWS::Route53::RecordSetGroup", say_record_set},
    {"AWS::Route53Resolver::ResolverRuleAssociation", nullptr},
    {"AWS::EC2::VPCEncryptionControl", nullptr},
    {"AWS::EC2::VPCEndpointServicePermissions", nullptr},
    {"AWS::EC2::VPCCidrBlock", nullptr},
    {"AWS::EC2::SubnetCidrBlock", nullptr},
    {"AWS::EC2::InternetGateway", nullptr},
    {"AWS::EC2::EgressOnlyInternetGateway", nullptr},
    {"AWS::EC2::VPNGateway", nullptr},
    {"AWS::EC2::VPCGatewayAttachment", nullptr},
    {"AWS::EC2::EIP", say_elastic_ip},
    {"AWS::EC2::EIPAssociation", nullptr},
    {"AWS::EC2::SubnetRouteTableAssociation", nullptr},
    {"AWS::EC2::GatewayRouteTableAssociation", nullptr},
    {"AWS::EC2::VPNGatewayRoutePropagation", nullptr},
    {"AWS::EC2::Route", nullptr},
    {"AWS::EC2::TransitGatewayAttachment", nullptr},
    {"AWS::EC2::TransitGatewayVpcAttachment", nullptr},
    {"AWS::EC2::TransitGatewayPeeringAttachment", nullptr},
    {"AWS::EC2::TransitGatewayConnect", nullptr},
    {"AWS::EC2::TransitGatewayRouteTable", nullptr},
    {"AWS::EC2::TransitGatewayRouteTableAssociation", nullptr},
    {"AWS::EC2::TransitGatewayRouteTablePropagation", nullptr},
    {"AWS::EC2::TransitGatewayRoute", nullptr},
    {"AWS::EC2::CustomerGateway", nullptr},
    {"AWS::EC2::VPNConnectionRoute", nullptr},
    {"AWS::EC2::ClientVpnTargetNetworkAssociation", nullptr},
    {"AWS::EC2::ClientVpnAuthorizationRule", nullptr},
    {"AWS::EC2::ClientVpnRoute", nullptr},
    {"AWS::EC2::NetworkAclEntry", nullptr},
    {"AWS::EC2::SubnetNetworkAclAssociation", nullptr},
    {"AWS::EC2::SecurityGroupIngress", nullptr},
    {"AWS::EC2::SecurityGroupEgress", nullptr},
    {"AWS::EC2::SecurityGroupVpcAssociation", nullptr},
    {"AWS::EC2::NetworkInterfaceAttachment", nullptr},
    {"AWS::EC2::VPCBlockPublicAccessExclusion", nullptr},
    {"AWS::EC2::LaunchTemplate", nullptr},
    {"AWS::AutoScaling::LaunchConfiguration", nullptr},
    {"AWS::ElasticLoadBalancingV2::Listener", nullptr},
    {"AWS::ElasticLoadBalancingV2::ListenerRule", nullptr},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", nullptr},
    {"AWS::RDS::DBSubnetGroup", nullptr},
    {"AWS::DocDB::DBSubnetGroup", nullptr},
    {"AWS::Neptune::DBSubnetGroup", nullptr},
    {"AWS::DocDB::DBInstance", nullptr},
    {"AWS::Neptune::DBInstance", nullptr},
    {"AWS::ElastiCache::SubnetGroup", nullptr},
    {"AWS::Redshift::ClusterSubnetGroup", nullptr},
    {"AWS::DMS::ReplicationSubnetGroup", nullptr},
    {"AWS::ECS::TaskDefinition", nullptr},
    {"AWS::IAM::Policy", nullptr},
    {"AWS::IAM::RolePolicy", nullptr},
    {"AWS::IAM::UserPolicy", nullptr},
    {"AWS::IAM::GroupPolicy", nullptr},
    {"AWS::IAM::InstanceProfile", nullptr},
    {"AWS::IAM::UserToGroupAddition", nullptr},
    {"AWS::S3::BucketPolicy", nullptr},
    {"AWS::SQS::QueuePolicy", nullptr},
    {"AWS::SQS::QueueInlinePolicy", nullptr},
    {"AWS::SNS::TopicPolicy", nullptr},
    {"AWS::SNS::TopicInlinePolicy", nullptr},
    {"AWS::Kinesis::ResourcePolicy", nullptr},
    {"AWS::SecretsManager::ResourcePolicy", nullptr},
    {"AWS::KMS::Alias", nullptr},
    {"Custom::VpcRestrictDefaultSG", nullptr},
};

const TypeRow* type_row_of(std::string_view type) {
  for (const TypeRow& row : kTypeRows) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

}  // namespace

NativeText to_native(DeclaredDesign declared, DeclaredLanguage language) {
  Translation out(std::move(declared), language);
  put(out.root(), "canreach", "1", {});
  if (!out.region().empty()) put(out.root(), "region", out.region(), {});
  if (!out.account().empty()) put(out.root(), "account", out.account(), {});
  for (const DeclaredResource& resource : out.resources()) {
    const TypeRow* row = type_row_of(resource.type);
    if (row == nullptr) {
      out.add_not_modelled(resource);
    } else if (row->say != nullptr) {
      row->say(out, resource);
    }
  }
  return out.take();
}

}  // namespace canreach
