#include <algorithm>
#include <iterator>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/collect.h"

// The top-level keys of describe outputs: which are read, which are known but not modelled, which
// say nothing.

namespace canreach {
namespace {

using Keys = std::vector<std::string_view>;

// Read beside the kinds of model/resource_kinds.def, as lists.
const Keys& further_lists() {
  static const Keys kKeys = {
      "AccessPointList",
      "Accounts",
      "Addresses",
      "Aliases",
      "AllowedPrincipals",
      "AuthorizationRules",
      "AutoScalingGroups",
      "AvailabilityZones",
      "CacheSubnetGroups",
      "Children",
      "ClientVpnTargetNetworks",
      "ClusterInfoList",
      "ClusterSubnetGroups",
      "Clusters",
      "ConnectionList",
      "DBClusters",
      "DBProxies",
      "DBSubnetGroups",
      "DhcpOptions",
      "DomainStatusList",
      "Entries",
      "Instances",
      "Listeners",
      "LoadBalancerDescriptions",
      "MountTargets",
      "OrganizationalUnits",
      "Parents",
      "ReplicationInstances",
      "ResolverRuleAssociations",
      "ResolverRules",
      "ResourceRecordSets",
      "Roots",
      "SecurityGroupRules",
      "SecurityGroupVpcAssociations",
      "ServiceDetails",
      "TargetGroups",
      "TargetHealthDescriptions",
      "Targets",
      "TransitGatewayPeeringAttachments",
      "TransitGatewayVpcAttachments",
      "VPCs",
      "VpcBlockPublicAccessExclusions",
      "VpcEndpointConnections",
      "VpcEncryptionControls",
      "resourcePolicies",
      "services",
      "tasks",
  };
  return kKeys;
}

// Read as one map a document.
const Keys& single_objects() {
  static const Keys kKeys = {
      "Firewall",
      "FirewallPolicy",
      "FirewallPolicyResponse",
      "FirewallStatus",
      "KeyMetadata",
      "Organization",
      "OrganizationalUnit",
      "RuleGroup",
      "RuleGroupResponse",
      "StreamDescription",
      "StreamDescriptionSummary",
      "VpcBlockPublicAccessOptions",
      "cluster",
      "fargateProfile",
      "nodegroup",
  };
  return kKeys;
}

// Several commands give them, or what they are of stands beside them, in the name of the document
// at worst.
const Keys& shared_keys() {
  static const Keys kKeys = {
      "ARN",
      "Attributes",
      "BrokerName",
      "Grants",
      "LocationConstraint",
      "OwnershipControls",
      "Policies",
      "Policy",
      "PublicAccessBlockConfiguration",
      "ServerSideEncryptionConfiguration",
      "Table",
  };
  return kKeys;
}

const Keys& document_keys() {
  static const Keys kKeys = {"ARN",    "BrokerName",
                             "Grants", "LocationConstraint",
                             "Policy", "PublicAccessBlockConfiguration"};
  return kKeys;
}

// Words that other files use as well: one of these fields in them tells that they are AWS's.
struct TellingField {
  std::string_view key;
  std::string_view field;
};
constexpr TellingField kTellingFields[] = {
    {"Accounts", "Arn"},     {"Aliases", "AliasArn"},
    {"Buckets", "Name"},     {"Children", "Type"},
    {"Organization", "Arn"}, {"Parents", "Type"},
    {"Roots", "Arn"},        {"Table", "TableArn"},
    {"Rules", "RuleArn"},    {"Targets", "TargetId"},
    {"Topics", "TopicArn"},  {"Keys", "KeyId"},
    {"Grants", "GrantId"},   {"services", "serviceArn"},
    {"tasks", "taskArn"},    {"Clusters", "ClusterIdentifier"},
    {"cluster", "arn"},      {"ConnectionList", "ConnectionType"},
};

// What stands beside them in the document says what they are of, or belongs to them.
const Keys& attributes() {
  static const Keys kKeys = {"EnableDnsSupport", "EnableDnsHostnames", "HostedZone"};
  return kKeys;
}

// Known, so that a document with nothing else counts as a snapshot; listed as not modelled.
constexpr std::string_view kFurtherKnown[] = {
    "AccountAuthorizationDetails",
    "AttachedPolicies",
    "CarrierGateways",
    "CoreNetworks",
    "CustomerGateways",
    "EvaluationResults",
    "Firewalls",
    "FlowLogs",
    "InstanceProfile",
    "InstanceProfiles",
    "LocalGateways",
    "NetworkInsightsAnalyses",
    "NetworkInsightsPaths",
    "PolicyGroups",
    "PolicyRoles",
    "PolicyUsers",
    "PolicyVersion",
    "Regions",
    "ReplicationGroups",
    "Rules",
    "TransitGatewayAttachmentPropagations",
    "TransitGatewayConnects",
    "TransitGatewayPrefixListReferences",
    "TransitGatewayPropagations",
    "TransitGatewayRouteTablePropagations",
    "TransitGatewayStaticRoutes",
    "clusters",
    "findings",
    "serviceArns",
};

// Words that other files use as well: they tell a snapshot only as the value AWS gives them.
const Keys& lists_by_argument() {
  static const Keys kKeys = {"Associations", "Routes"};
  return kKeys;
}

const Keys& ignored() {
  static const Keys kKeys = {
      "AdditionalRoutesAvailable",
      "DelegationSet",
      "EnableNetworkAddressUsageMetrics",
      "IsTruncated",
      "Marker",
      "NextMarker",
      "NextToken",
      "Owner",
      "Regions",
      "ResponseMetadata",
      "RevisionId",
      "ServiceNames",
      "collector_version",
      "failures",
      "nextToken",
      "provider",
  };
  return kKeys;
}

bool is_further_known(std::string_view key) {
  return std::find(std::begin(kFurtherKnown), std::end(kFurtherKnown), key) !=
         std::end(kFurtherKnown);
}

bool is_kind(std::string_view key) {
  return !key.empty() && any_of(resource_kind_rows(),
                                [key](const ResourceKindRow& row) { return row.describe == key; });
}

std::string singular(std::string_view key) {
  for (const std::string_view end : {"DetailList", "InfoList", "StatusList", "Descriptions"}) {
    if (key.ends_with(end)) return std::string(key.substr(0, key.size() - end.size()));
  }
  if (key.ends_with("yses")) return std::string(key.substr(0, key.size() - 2)) + "is";
  if (key.ends_with("ies")) return std::string(key.substr(0, key.size() - 3)) + "y";
  if (key.ends_with("ses")) return std::string(key.substr(0, key.size() - 2));
  if (key.ends_with("s")) return std::string(key.substr(0, key.size() - 1));
  return std::string(key);
}

bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }

std::string name_tag(const SyntaxNode& object) {
  for (const std::string_view key : {"Tags", "TagSet", "TagList"}) {
    const SyntaxNode* tags = object.find(key);
    if (tags == nullptr) continue;
    for (const SyntaxNode& tag : tags->elements()) {
      const SyntaxNode* name = tag.find("Key");
      const SyntaxNode* value = tag.find("Value");
      if (name != nullptr && value != nullptr && name->text() == "Name") return value->text();
    }
  }
  return {};
}

}  // namespace

const std::vector<KeyedObject>& keyed_objects() {
  static const std::vector<KeyedObject> kObjects = {
      {"Vpcs", "VpcId", true},
      {"Subnets", "SubnetId", true},
      {"RouteTables", "RouteTableId", true},
      {"NetworkAcls", "NetworkAclId", true},
      {"SecurityGroups", "GroupId", true},
      {"InternetGateways", "InternetGatewayId", true},
      {"EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId", true},
      {"VpnGateways", "VpnGatewayId", true},
      {"TransitGateways", "TransitGatewayId", true},
      {"TransitGatewayRouteTables", "TransitGatewayRouteTableId", true},
      {"VpnConnections", "VpnConnectionId", true},
      {"ClientVpnEndpoints", "ClientVpnEndpointId", true},
      {"NatGateways", "NatGatewayId", true},
      {"VpcEndpoints", "VpcEndpointId", true},
      {"ServiceConfigurations", "ServiceId", true},
      {"VpcPeeringConnections", "VpcPeeringConnectionId", true},
      {"NetworkInterfaces", "NetworkInterfaceId", true},
      {"Instances", "InstanceId", true},
      {"Functions", "FunctionName", false},
      {"DBInstances", "DBInstanceIdentifier", false},
      {"CacheClusters", "CacheClusterId", false},
      {"CacheSubnetGroups", "CacheSubnetGroupName", false},
      {"DBSubnetGroups", "DBSubnetGroupName", false},
      {"Buckets", "Name", true},
      {"Topics", "TopicArn", true},
      {"logGroups", "arn", true},
      {"SecretList", "ARN", true},
      {"Keys", "KeyArn", true},
  };
  return kObjects;
}

bool is_listed(std::string_view key) { return is_kind(key) || contains(further_lists(), key); }

bool is_attribute(std::string_view key) { return contains(attributes(), key); }

bool is_read(std::string_view key) {
  return is_listed(key) || is_attribute(key) || contains(single_objects(), key) ||
         is_shared_key(key);
}

bool is_shared_key(std::string_view key) { return contains(shared_keys(), key); }

bool is_document_key(std::string_view key) { return contains(document_keys(), key); }

bool is_snapshot_key(std::string_view key) {
  return is_read(key) || is_further_known(key) || contains(lists_by_argument(), key);
}

// A policy is a JSON text, an object, or null where there is none; a secret's ARN says what it is
// of; every other key holds lists and maps.
bool tells_snapshot(std::string_view key, const SyntaxNode& value) {
  if (!is_snapshot_key(key)) return false;
  if (key == "Policy") {
    const SyntaxText text = value.text();
    return value.is_map() || value.is_null() || text.find('{') != std::string::npos ||
           text.find("%7B") != std::string::npos || text.find("%7b") != std::string::npos;
  }
  if (key == "ARN") return value.text().find(":secretsmanager:") != std::string::npos;
  if (key == "LocationConstraint" || key == "BrokerName") return value.is_scalar();
  if (key == "PublicAccessBlockConfiguration") return value.is_map() || value.is_null();
  if (!value.is_list() && !value.is_map()) return false;
  for (const TellingField& telling : kTellingFields) {
    if (telling.key != key) continue;
    const bool is_empty = value.is_list() && value.elements().empty();
    const SyntaxNode& first = value.is_list() && !is_empty ? value.elements().front() : value;
    return is_empty || first.find(telling.field) != nullptr;
  }
  return true;
}

bool is_ignored_key(std::string_view key) { return contains(ignored(), key); }

std::string key_of_folded(std::string_view key) {
  for (const ResourceKindRow& row : resource_kind_rows()) {
    if (!row.describe.empty() && same_key(row.describe, key)) return std::string(row.describe);
  }
  for (const std::string_view known : further_lists()) {
    if (same_key(known, key)) return std::string(known);
  }
  return std::string(key);
}

std::string label_of_key(std::string_view key) {
  for (const ResourceKindRow& row : resource_kind_rows()) {
    if (!row.describe.empty() && row.describe == key) return std::string(row.label);
  }
  const std::string word = singular(key);
  std::string label;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool begins = is_upper(word[i]) && i > 0 &&
                        (!is_upper(word[i - 1]) || (i + 1 < word.size() && !is_upper(word[i + 1])));
    if (begins) label += '-';
    label += word[i] == '_' ? '-' : word[i];
  }
  return to_lower(label);
}

std::string best_name(std::string_view key, const SyntaxNode& object) {
  const std::string tag = name_tag(object);
  if (!tag.empty()) return tag;
  RecordProblem ignored_problem;
  const ResourceRecord record(object, ignored_problem);
  const std::string word = singular(key);
  for (const std::string& candidate :
       {word + "Name", word + "Identifier", word + "Id", word + "Arn", std::string("Name"),
        std::string("Id"), std::string("Arn")}) {
    const std::string name = record.text(candidate);
    if (!name.empty()) return name;
  }
  for (const SyntaxNode::Member& member : object.members()) {
    const bool names = member.key.ends_with("Id") || member.key.ends_with("Name") ||
                       member.key.ends_with("Arn") || member.key.ends_with("ARN");
    if (names && member.value.is_scalar() && !member.value.text().empty())
      return member.value.text();
  }
  return {};
}

}  // namespace canreach
