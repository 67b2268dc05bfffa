#include <string>
#include <vector>

#include "base/algorithm.h"
#include "model/arns.h"
#include "model/open_names.h"
#include "parsers/native/readers.h"

// The keys of every resource.
//
// A state that AWS does not know would look like a resource that does not work, and turn a typing
// mistake into a verdict.  So each kind has the list of AWS's own words for it, from the API
// reference of the service.  Kinds without states of their own take the one word for "there and
// working".

namespace canreach {

namespace {

using Words = std::vector<std::string>;

const Words& gateway_states() {
  static const Words kWords = {"available", "attaching", "attached", "detaching",
                               "detached",  "pending",   "deleting", "deleted"};
  return kWords;
}

const Words& database_states() {
  static const Words kWords = {"available",
                               "backing-up",
                               "configuring-enhanced-monitoring",
                               "configuring-iam-database-auth",
                               "configuring-log-exports",
                               "converting-to-vpc",
                               "creating",
                               "delete-precheck",
                               "deleting",
                               "failed",
                               "failing-over",
                               "inaccessible-encryption-credentials",
                               "inaccessible-encryption-credentials-recoverable",
                               "incompatible-network",
                               "incompatible-option-group",
                               "incompatible-parameters",
                               "incompatible-restore",
                               "insufficient-capacity",
                               "maintenance",
                               "migrating",
                               "modifying",
                               "moving-to-vpc",
                               "paused",
                               "pausing",
                               "promoting",
                               "rebooting",
                               "renaming",
                               "resetting-master-credentials",
                               "resizing",
                               "restore-error",
                               "resuming",
                               "starting",
                               "stopped",
                               "stopping",
                               "storage-config-upgrade",
                               "storage-full",
                               "storage-initialization",
                               "storage-optimization",
                               "unavailable",
                               "updating",
                               "upgrading"};
  return kWords;
}

const Words& cache_states() {
  static const Words kWords = {"available",
                               "creating",
                               "create-failed",
                               "deleting",
                               "deleted",
                               "incompatible-network",
                               "modifying",
                               "rebooting-cluster-nodes",
                               "restore-failed",
                               "snapshotting",
                               "rebooting cluster nodes"};
  return kWords;
}

const Words& states_of(ResourceKind kind) {
  static const Words kAvailable = {"available", "pending"};
  static const Words kPlain = {"available"};
  static const Words kNat = {"available", "pending", "failed", "deleting", "deleted"};
  static const Words kEndpoint = {"available", "pending", "pendingacceptance",
                                  "deleting",  "deleted", "rejected",
                                  "failed",    "expired", "partial"};
  static const Words kPeering = {"active",  "initiating-request", "pending-acceptance",
                                 "deleted", "rejected",           "failed",
                                 "expired", "provisioning",       "deleting"};
  static const Words kPrefixList = {"create-complete",    "create-in-progress",  "create-failed",
                                    "modify-complete",    "modify-in-progress",  "modify-failed",
                                    "restore-complete",   "restore-in-progress", "restore-failed",
                                    "delete-in-progress", "delete-complete",     "delete-failed"};
  static const Words kInterface = {"in-use", "available", "associated", "attaching", "detaching"};
  static const Words kInstance = {"running",  "pending", "shutting-down",
                                  "stopping", "stopped", "terminated"};
  static const Words kBroker = {"active",  "creating",    "deleting",         "failed",
                                "healing", "maintenance", "rebooting-broker", "updating"};
  static const Words kService = {"active", "draining", "inactive"};
  static const Words kLoadBalancer = {"active", "provisioning", "active_impaired", "failed"};
  static const Words kClientVpn = {"available", "pending-associate", "deleting", "deleted"};
  static const Words kFunction = {"active", "pending", "inactive", "failed"};
  static const Words kTransitGateway = {"available", "pending", "modifying", "deleting", "deleted"};
  static const Words kAttachment = {
      "available",    "initiating", "initiating-request", "pending-acceptance",
      "rolling-back", "pending",    "modifying",          "deleting",
      "deleted",      "failed",     "rejected",           "rejecting",
      "failing"};
  static const Words kVpnConnection = {"available", "pending", "deleting", "deleted", "down"};
  switch (kind) {
    case ResourceKind::TransitGateway:
    case ResourceKind::TransitGatewayRouteTable:
      return kTransitGateway;
    case ResourceKind::TransitGatewayAttachment:
      return kAttachment;
    case ResourceKind::VpnConnection:
      return kVpnConnection;
    case ResourceKind::Vpc:
    case ResourceKind::Subnet:
      return kAvailable;
    case ResourceKind::RouteTable:
    case ResourceKind::NetworkAcl:
    case ResourceKind::SecurityGroup:
    case ResourceKind::OnPremisesNetwork:
    case ResourceKind::User:
    case ResourceKind::IamGroup:
    case ResourceKind::Role:
    case ResourceKind::ManagedPolicy:
    case ResourceKind::Bucket:
    case ResourceKind::Table:
    case ResourceKind::Queue:
    case ResourceKind::Stream:
    case ResourceKind::Topic:
    case ResourceKind::LogGroup:
    case ResourceKind::Secret:
    case ResourceKind::HostedZone:
    case ResourceKind::Key:
    case ResourceKind::Firewall:
    case ResourceKind::FirewallPolicy:
    case ResourceKind::FirewallRuleGroup:
      return kPlain;
    case ResourceKind::EndpointService:
      return kEndpoint;
    case ResourceKind::PrefixList:
      return kPrefixList;
    case ResourceKind::InternetGateway:
    case ResourceKind::EgressOnlyInternetGateway:
    case ResourceKind::VpnGateway:
      return gateway_states();
    case ResourceKind::NatGateway:
      return kNat;
    case ResourceKind::VpcEndpoint:
      return kEndpoint;
    case ResourceKind::VpcPeering:
      return kPeering;
    case ResourceKind::NetworkInterface:
      return kInterface;
    case ResourceKind::Instance:
      return kInstance;
    case ResourceKind::Function:
      return kFunction;
    case ResourceKind::Database:
      return database_states();
    case ResourceKind::Cache:
      return cache_states();
    case ResourceKind::Broker:
      return kBroker;
    case ResourceKind::Service:
      return kService;
    case ResourceKind::ClientVpnEndpoint:
      return kClientVpn;
    case ResourceKind::LoadBalancer:
      return kLoadBalancer;
  }
  return kPlain;
}

void read_tags(NativeContext& context, const SyntaxNode& node, Resource& resource) {
  if (says_unknown(node)) return;
  if (!node.is_map()) context.wrong_type(node, "`tags`", "a map");
  for (const SyntaxNode::Member& tag : node.members()) {
    const std::optional<std::string> value =
        read_text(context, tag.value, "tag " + quoted(tag.key));
    if (value) resource.tags.push_back({tag.key, *value});
  }
}

Value<std::string> read_state(NativeContext& context, const SyntaxNode& node, ResourceKind kind) {
  if (says_unknown(node)) return kUnknown;
  const std::optional<std::string> text = read_text(context, node, "`state`");
  if (!text) return std::string();
  const std::string state = to_lower(*text);
  const Words& states = states_of(kind);
  if (contains(states, state)) return state;
  context.invalid(
      node, "state",
      quoted(*text) + " is none of AWS's states of this kind, such as " + quoted(states.front()),
      context.suggestion(state, states));
  return std::string();
}

}  // namespace

bool is_state(ResourceKind kind, const std::string& word) {
  return contains(states_of(kind), word);
}

void read_common(NativeContext& context, Fields& fields, ResourceKind kind, Resource& resource) {
  if (const SyntaxNode* node = fields.find("tags")) read_tags(context, *node, resource);
  if (const SyntaxNode* node = fields.find("id")) {
    const bool is_in_policies = !arn_of_kind(kind, "", "", resource.name).empty();
    if (!says_unknown(*node)) {
      resource.id = read_text(context, *node, "`id`").value_or(resource.id);
    } else if (is_in_policies) {
      resource.id = unsaid_name(resource.name);
    }
  }
  if (const SyntaxNode* node = fields.find("state")) {
    resource.state = read_state(context, *node, kind);
  }
  resource.external = read_flag(context, fields.find("external"), "`external`");
}

}  // namespace canreach
