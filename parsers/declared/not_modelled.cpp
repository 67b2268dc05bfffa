// What is in no row of to_native.cpp: listed by its kind, with what can be told of it all the same.
//
// A thing that names subnets has interfaces in them, whatever it is: it becomes a service whose
// groups, addresses and credentials are not known, so that groups of ends hold it and what could
// get there is undecided.  Whose calls a policy document in it may change, the analyzer knows.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/algorithm.h"
#include "parsers/declared/translation.h"

namespace canreach {
namespace {

/// Beginnings of types that name subnets and have no interface in them.
constexpr std::string_view kWithoutInterfaces[] = {
    "AWS::CloudFormation::",
    "AWS::CloudWatch::",
    "AWS::Config::",
    "AWS::EC2::CarrierGateway",
    "AWS::EC2::FlowLog",
    "AWS::EC2::LocalGateway",
    "AWS::EC2::NetworkInsights",
    "AWS::EC2::SubnetCidrReservation",
    "AWS::EC2::TransitGateway",
    "AWS::FIS::",
    "AWS::IAM::",
    "AWS::Logs::",
    "AWS::NetworkManager::",
    "AWS::RAM::",
    "AWS::SSM::",
    "AWS::SecretsManager::",
    "AWS::ServiceCatalog",
    "Custom::",
    "aws_cloudformation_",
    "aws_cloudwatch_",
    "aws_ec2_carrier_gateway",
    "aws_ec2_network_insights_",
    "aws_ec2_subnet_cidr_reservation",
    "aws_ec2_tag",
    "aws_ec2_transit_gateway",
    "aws_flow_log",
    "aws_networkmanager_",
    "aws_ram_",
    "aws_ssm_",
};

/// Types that let the internet in to the instances and load balancers that they name.
constexpr std::string_view kFronts[] = {"AWS::GlobalAccelerator::EndpointGroup",
                                        "AWS::CloudFront::VpcOrigin",
                                        "AWS::ApiGateway::VpcLink",
                                        "AWS::ApiGatewayV2::Integration",
                                        "aws_globalaccelerator_endpoint_group",
                                        "aws_cloudfront_vpc_origin",
                                        "aws_api_gateway_vpc_link",
                                        "aws_apigatewayv2_integration"};

constexpr std::array<std::string_view, 7> kPolicyKeys = {
    "AccessPolicy",   "FileSystemPolicy",     "KeyPolicy",     "Policy",
    "PolicyDocument", "RepositoryPolicyText", "ResourcePolicy"};

bool may_have_interfaces(std::string_view type) {
  const bool is_aws = type.substr(0, 5) == "AWS::" || type.substr(0, 4) == "aws_";
  return is_aws && std::none_of(std::begin(kWithoutInterfaces), std::end(kWithoutInterfaces),
                                [&](std::string_view beginning) {
                                  return type.substr(0, beginning.size()) == beginning;
                                });
}

bool is_subnet_group(std::string_view type) {
  return type.ends_with("SubnetGroup") || type.ends_with("_subnet_group");
}

bool names_subnets(std::string_view key) {
  return key.find("SubnetId") != std::string_view::npos || key == "Subnets";
}

/// The subnets that a resource names, also by a group of subnets.
class NamedSubnets {
 public:
  NamedSubnets(const Translation& out, const DeclaredResource& resource)
      : out_(out), list_(DeclaredValue::of_list({}, resource.at)) {
    if (may_have_interfaces(resource.type)) add(resource.properties, false);
  }

  const DeclaredValue& list() const { return list_; }
  /// False: what a property for subnets holds is not known.
  bool known() const { return known_; }
  bool empty() const { return known_ && list_.items.empty(); }

 private:
  void add(const DeclaredValue& value, bool for_subnets) {
    const DeclaredResource* named = out_.target(value);
    if (named != nullptr) {
      const bool is_subnet = named->type == kSubnetTypes.front();
      const bool is_new =
          (is_subnet || is_subnet_group(named->type)) && seen_.insert(named->address).second;
      if (!is_new) return;
      if (!is_subnet) return add(named->properties["SubnetIds"], true);
      list_.items.push_back(DeclaredValue::reference(named->address, "", value.at));
      return;
    }
    known_ = known_ && !(for_subnets && value.is_unknown());
    if (value.is_unknown()) return;  // its items are what it may be
    for (const DeclaredValue& item : value.items) add(item, for_subnets);
    for (const auto& [key, member] : value.members) add(member, names_subnets(key));
  }

  const Translation& out_;
  DeclaredValue list_;
  std::set<std::string_view> seen_;  // what was added, so that groups naming each other end
  bool known_ = true;
};

bool holds_document(const DeclaredValue& value) {
  if (!value["Statement"].is_absent()) return true;
  if (value.is_text() && value.text.find("\"Statement\"") != std::string::npos) return true;
  for (const auto& [key, member] : value.members) {
    const bool is_open = member.is_unknown() && contains(kPolicyKeys, key);
    if (is_open || holds_document(member)) return true;
  }
  return any_of(value.items, holds_document);
}

/// Does it hold a policy without being one?
bool has_policy(const DeclaredResource& resource) {
  const bool is_policy = resource.type.ends_with("Policy") || resource.type.ends_with("_policy");
  return !is_policy && holds_document(resource.properties);
}

/// The type of an organization's policy; absent: it is none, or the type is not known.
DeclaredValue policy_type(const Translation& out, const DeclaredResource& resource) {
  const bool is_of_organization =
      resource.type == "AWS::Organizations::Policy" || resource.type == "aws_organizations_policy";
  const DeclaredValue& type = resource.properties["Type"];
  return is_of_organization && out.text(type) ? out.scalar(type) : DeclaredValue();
}

/// Adds the name of each instance and load balancer that the value names, also by a listener.
void add_fronted(const Translation& out, const DeclaredValue& value, DeclaredValue& list) {
  const DeclaredResource* named = out.target(value);
  if (named != nullptr && named->type == "AWS::ElasticLoadBalancingV2::Listener") {
    named = out.target(named->properties["LoadBalancerArn"]);
  }
  if (named != nullptr && (named->type == "AWS::EC2::Instance" ||
                           named->type == "AWS::ElasticLoadBalancingV2::LoadBalancer")) {
    list.items.push_back(DeclaredValue::of_text(named->address, value.at));
  }
  for (const DeclaredValue& item : value.items) add_fronted(out, item, list);
  for (const auto& [key, member] : value.members) add_fronted(out, member, list);
}

/// What the resource lets the internet in to; absent: nothing that is known.
DeclaredValue fronted_by(const Translation& out, const DeclaredResource& resource) {
  DeclaredValue list = DeclaredValue::of_list({}, resource.at);
  if (std::find(std::begin(kFronts), std::end(kFronts), resource.type) != std::end(kFronts)) {
    add_fronted(out, resource.properties, list);
  }
  return list.items.empty() ? DeclaredValue() : list;
}

}  // namespace

void Translation::note_public_side(const DeclaredResource& resource) {
  DeclaredValue entry = DeclaredValue::of_map(resource.at);
  put(entry, "kind", "public endpoint of " + resource.type, resource.at);
  put(entry, "in_front_of", resource.address, resource.at);
  add("not_modelled", resource.address, resource.at, std::move(entry));
}

void Translation::add_not_modelled(const DeclaredResource& resource) {
  const NamedSubnets subnets(*this, resource);
  const bool has_interfaces = !subnets.empty();
  DeclaredValue entry = DeclaredValue::of_map(resource.at);
  put(entry, "kind", resource.type, resource.at);
  if (has_interfaces) put(entry, "interfaces", "true", resource.at);
  if (has_policy(resource)) put(entry, "policy", "true", resource.at);
  put(entry, "policy_type", policy_type(*this, resource));
  put(entry, "in_front_of", fronted_by(*this, resource));
  add("not_modelled", resource.address, resource.at, std::move(entry));
  if (!has_interfaces || is_subnet_group(resource.type)) return;
  DeclaredValue body = body_of(resource);
  put(body, "subnets",
      subnets.known() ? names(subnets.list(), kSubnetTypes) : unknown_word(resource.at));
  for (const char* key : {"security_groups", "public_ip", "role"}) {
    put(body, key, std::string(kUnknownWord), resource.at);
  }
  add("services", resource.address, resource.at, std::move(body));
}

}  // namespace canreach
