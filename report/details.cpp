#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "report/show.h"

// One function a kind of resource: all its fields in words, in the order of the declaration. Fields
// that say nothing (an empty list, a state that is the working one) are left out.

namespace canreach {
namespace {

using Details = std::vector<Detail>;

void add(Details& details, std::string key, std::string text, SourceLoc at = {}) {
  if (!text.empty()) details.push_back({std::move(key), std::move(text), at});
}

std::string words_of(bool value) { return value ? "yes" : "no"; }
std::string words_of(const Value<bool>& value) {
  return value.is_known() ? words_of(value.get()) : "unknown";
}
std::string words_of(const Value<IpPrefix>& value) {
  return value.is_known() ? value.get().to_string() : "unknown";
}
std::string words_of(const IpAddress& value) { return value.to_string(); }
const std::string& words_of(const std::string& value) { return value; }

std::string policy_words(const std::optional<PolicyDocument>& policy, bool known,
                         std::string_view otherwise) {
  if (!known) return "unknown";
  return policy ? counted(policy->statements.size(), "statement") : std::string(otherwise);
}

template <class T>
std::string name_of(const Design& design, Ref<T> ref) {
  if (ref.is_none()) return {};
  return ref.is_known() ? design.get(ref).name : "unknown";
}

template <class T>
std::string names_of(const Design& design, const std::vector<Ref<T>>& refs) {
  std::vector<std::string> parts;
  for (const Ref<T>& ref : refs) parts.push_back(name_of(design, ref));
  return join(parts, ", ");
}

std::string words_of(const PublicIp& public_ip) {
  switch (public_ip.kind) {
    case PublicIp::Kind::none:
      return {};
    case PublicIp::Kind::address:
      return "public " + public_ip.address.to_string();
    case PublicIp::Kind::assigned:
      return "public, AWS picks the address";
    case PublicIp::Kind::unknown:
      return "perhaps public";
  }
  return {};
}

std::string words_of(const InterfaceAddress& address) {
  const std::string public_ip = words_of(address.public_ip);
  std::string text = address.address.to_string();
  if (!public_ip.empty()) text += " (" + public_ip + ")";
  if (address.assumed) text += " (assumed: the next free one)";
  return text;
}

template <class T>
std::string list_of(const std::vector<T>& values) {
  std::vector<std::string> parts;
  for (const T& value : values) parts.push_back(words_of(value));
  return join(parts, ", ");
}

std::string words_of(const TrafficMatch& traffic) {
  if (traffic.is_known()) return traffic.possibly.to_string();
  if (traffic.surely.empty()) return "perhaps " + traffic.possibly.to_string();
  return traffic.surely.to_string() + ", perhaps " + traffic.possibly.to_string();
}

std::string words_of(const Design& design, const SecurityGroupPeer& peer) {
  switch (peer.kind) {
    case SecurityGroupPeer::Kind::cidr:
      return peer.cidr.to_string();
    case SecurityGroupPeer::Kind::group:
      return name_of(design, peer.group);
    case SecurityGroupPeer::Kind::missing_group:
      return peer.name + " (no such group)";
    case SecurityGroupPeer::Kind::foreign_group:
      return peer.name + " (of another account)";
    case SecurityGroupPeer::Kind::prefix_list:
      return name_of(design, peer.prefix_list);
    case SecurityGroupPeer::Kind::unknown:
      return "unknown";
  }
  return {};
}

std::string_view words_of(PublicAccessExclusion exclusion) {
  switch (exclusion) {
    case PublicAccessExclusion::none:
      return "";
    case PublicAccessExclusion::allow_bidirectional:
      return "allow-bidirectional";
    case PublicAccessExclusion::allow_egress:
      return "allow-egress";
  }
  return "";
}

void add_exclusion(Details& details, const Value<PublicAccessExclusion>& exclusion) {
  add(details, "block public access",
      std::string(exclusion.is_known() ? words_of(exclusion.get()) : "unknown"));
}

std::string words_of(const Value<EncryptionControl>& control) {
  if (control.is_unknown()) return "unknown";
  switch (control.get()) {
    case EncryptionControl::off:
      return "";
    case EncryptionControl::monitor:
      return "monitor";
    case EncryptionControl::enforce:
      return "enforce";
  }
  return {};
}

Details details(const Design&, const Vpc& vpc) {
  Details result;
  add(result, "cidr", list_of(vpc.cidrs));
  add(result, "default", vpc.is_default ? "yes" : "");
  add(result, "dns support", words_of(vpc.dns_support));
  add(result, "dns hostnames", words_of(vpc.dns_hostnames));
  add(result, "dns servers", list_of(vpc.dns_servers));
  if (!vpc.dns_servers_known) add(result, "dns servers", "not known");
  add_exclusion(result, vpc.exclusion);
  add(result, "encryption control", words_of(vpc.encryption_control));
  return result;
}

Details details(const Design& design, const Subnet& subnet) {
  Details result;
  add(result, "vpc", name_of(design, subnet.vpc));
  add(result, "cidr", list_of(subnet.cidrs));
  add(result, "zone", subnet.zone);
  add(result, "zone id", subnet.zone_id);
  add(result, "route table", name_of(design, subnet.route_table));
  add(result, "network acl", name_of(design, subnet.network_acl));
  add(result, "maps public ip", words_of(subnet.map_public_ip));
  add(result, "assigns ipv6", words_of(subnet.assign_ipv6));
  add_exclusion(result, subnet.exclusion);
  return result;
}

std::string words_of(const Design& design, const Route& route) {
  const std::string to = route.prefix_list.is_none() ? words_of(route.destination)
                                                     : name_of(design, route.prefix_list);
  std::string via = route.target.name;
  if (route.target.kind == RouteTarget::Kind::local) via = "local";
  if (route.target.kind == RouteTarget::Kind::blackhole) via = "blackhole";
  if (route.target.kind == RouteTarget::Kind::unknown) via = "unknown";
  std::string text = to + " -> " + via;
  if (route.state == Route::State::blackhole) text += " (blackhole)";
  if (route.state == Route::State::unknown) text += " (state unknown)";
  if (route.propagated) text += " (propagated)";
  if (route.possible) text += " (perhaps)";
  if (route.implied) text += " (AWS default)";
  return text;
}

std::string words_of(const Design& design, const EdgeGateway& edge) {
  switch (edge.kind) {
    case EdgeGateway::Kind::none:
      return {};
    case EdgeGateway::Kind::internet_gateway:
      return design.all<InternetGateway>()[edge.index].name;
    case EdgeGateway::Kind::vpn_gateway:
      return design.all<VpnGateway>()[edge.index].name;
    case EdgeGateway::Kind::unknown:
      return "unknown";
  }
  return {};
}

Details details(const Design& design, const RouteTable& table) {
  Details result;
  add(result, "vpc", name_of(design, table.vpc));
  add(result, "main", table.main ? "yes" : "");
  add(result, "edge of", words_of(design, table.edge));
  add(result, "propagates", names_of(design, table.propagating));
  for (const Route& route : table.routes) add(result, "route", words_of(design, route), route.at);
  return result;
}

std::string number_of(const NetworkAclEntry& entry) {
  return entry.number_known ? std::to_string(entry.number) : "unknown";
}

void add_entries(Details& details, const std::string& key,
                 const std::vector<NetworkAclEntry>& entries) {
  for (const NetworkAclEntry& entry : entries) {
    const std::string action =
        entry.allow.is_unknown() ? "allow or deny" : (entry.allow.get() ? "allow" : "deny");
    add(details, key,
        fmt::format("rule {} {} {} {} {}", number_of(entry), action, words_of(entry.traffic),
                    key == "ingress" ? "from" : "to", words_of(entry.cidr)),
        entry.at);
  }
  add(details, key, "rule * deny all");
}

Details details(const Design& design, const NetworkAcl& acl) {
  Details result;
  add(result, "vpc", name_of(design, acl.vpc));
  add(result, "default", acl.is_default ? "yes" : "");
  add_entries(result, "ingress", acl.ingress);
  add_entries(result, "egress", acl.egress);
  return result;
}

void add_rules(Details& details, const Design& design, const std::string& key,
               const std::vector<SecurityGroupRule>& rules) {
  for (const SecurityGroupRule& rule : rules) {
    add(details, key,
        fmt::format("{} {} {}", words_of(rule.traffic), key == "ingress" ? "from" : "to",
                    words_of(design, rule.peer)),
        rule.at);
  }
  if (rules.empty()) add(details, key, "none");
}

Details details(const Design& design, const SecurityGroup& group) {
  Details result;
  add(result, "vpc", name_of(design, group.vpc));
  add(result, group.further_vpcs_known ? "further vpcs" : "perhaps in vpcs",
      names_of(design, group.further_vpcs));
  add(result, "default", group.is_default ? "yes" : "");
  if (!group.rules_known) add(result, "rules", "not known");
  add_rules(result, design, "ingress", group.ingress);
  add_rules(result, design, "egress", group.egress);
  return result;
}

Details details(const Design&, const PrefixList& list) {
  Details result;
  add(result, "service", list.service);
  if (!list.entries_known) add(result, "entries", "not known");
  for (const Value<IpPrefix>& entry : list.entries) add(result, "entry", words_of(entry));
  if (list.max_entries > 0) add(result, "max entries", std::to_string(list.max_entries));
  return result;
}

template <class Gateway>
Details details_of_gateway(const Design& design, const Gateway& gateway) {
  Details result;
  add(result, "vpc", gateway.vpc.is_none() ? "attached to none" : name_of(design, gateway.vpc));
  return result;
}
Details details(const Design& design, const InternetGateway& gateway) {
  return details_of_gateway(design, gateway);
}
Details details(const Design& design, const EgressOnlyInternetGateway& gateway) {
  return details_of_gateway(design, gateway);
}
Details details(const Design& design, const VpnGateway& gateway) {
  return details_of_gateway(design, gateway);
}

Details details(const Design& design, const NatGateway& gateway) {
  Details result;
  add(result, "vpc", name_of(design, gateway.vpc));
  add(result, "subnet", gateway.subnet.is_none() ? "regional" : name_of(design, gateway.subnet));
  add(result, "zones", list_of(gateway.zones));
  add(result, "private", words_of(gateway.is_private));
  if (gateway.interface.is_known()) {
    add(result, "address", list_of(design.get(gateway.interface).addresses));
  }
  return result;
}

std::string_view words_of(EndpointType type) {
  switch (type) {
    case EndpointType::gateway:
      return "gateway";
    case EndpointType::interface:
      return "interface";
    case EndpointType::gateway_load_balancer:
      return "gateway-load-balancer";
  }
  return "";
}

void add_interfaces(Details& details, const Design& design,
                    const std::vector<Ref<NetworkInterface>>& refs) {
  for (const Ref<NetworkInterface>& ref : refs) {
    if (!ref.is_known()) {
      add(details, "interface", "unknown");
      continue;
    }
    const NetworkInterface& interface = design.get(ref);
    const std::string subnet = name_of(design, interface.subnet);
    const std::string groups = names_of(design, interface.security_groups);
    add(details, "interface",
        fmt::format("{}{}{}{}", list_of(interface.addresses),
                    interface.addresses_known ? "" : " and addresses that are not known",
                    subnet.empty() ? "" : " in " + subnet,
                    groups.empty() ? "" : ", security groups " + groups),
        interface.at);
  }
}

std::string service_of(const VpcEndpoint& endpoint) {
  if (endpoint.service.empty()) return "unknown";
  return endpoint.service_name.empty() ? endpoint.service : endpoint.service_name;
}

Details details(const Design& design, const VpcEndpoint& endpoint) {
  Details result;
  add(result, "vpc", name_of(design, endpoint.vpc));
  add(result, "type", std::string(words_of(endpoint.type)));
  add(result, "service", service_of(endpoint));
  add(result, "route tables", names_of(design, endpoint.route_tables));
  add_interfaces(result, design, endpoint.interfaces);
  if (endpoint.type == EndpointType::interface) {
    add(result, "private dns", words_of(endpoint.private_dns));
  }
  add(result, "policy", policy_words(endpoint.policy, endpoint.policy_known, "full access"));
  return result;
}

Details details(const Design& design, const VpcPeering& peering) {
  Details result;
  add(result, "requester", name_of(design, peering.requester));
  add(result, "accepter", name_of(design, peering.accepter));
  add(result, "requester dns resolution", words_of(peering.requester_dns_resolution));
  add(result, "accepter dns resolution", words_of(peering.accepter_dns_resolution));
  return result;
}

Details details(const Design& design, const NetworkInterface& interface) {
  Details result;
  add(result, "vpc", name_of(design, interface.vpc));
  add(result, "subnet", name_of(design, interface.subnet));
  for (const InterfaceAddress& address : interface.addresses) {
    add(result, "address", words_of(address));
  }
  if (!interface.addresses_known) add(result, "address", "others that are not known");
  for (const IpPrefix& prefix : interface.prefixes) add(result, "prefix", prefix.to_string());
  add(result, "security groups",
      interface.has_security_groups ? names_of(design, interface.security_groups)
                                    : "this kind of interface has none");
  if (!interface.security_groups_known) add(result, "security groups", "others, not known");
  add(result, "source/dest check", words_of(interface.source_dest_check));
  if (interface.owned) {
    const Resource& owner = resource_of(design, interface.owner_kind, interface.owner_index);
    add(result, "of", fmt::format("{} {}", label_of(interface.owner_kind), owner.name));
  }
  add(result, "description", interface.description);
  return result;
}

void add_workload(Details& details, const Design& design, const Workload& workload) {
  add(details, "engine", workload.engine);
  add_interfaces(details, design, workload.interfaces);
  if (!workload.listens_known) {
    add(details, "listens", "not known");
  } else {
    add(details, "listens",
        workload.listens.has_value() ? workload.listens->to_string() : "every port");
  }
  add(details, "source ports",
      fmt::format("{}-{}", workload.source_ports.first, workload.source_ports.last));
  add(details, "role", workload.credentials.name);
}

Details details(const Design& design, const Instance& instance) {
  Details result;
  add(result, "platform", instance.windows ? "windows" : "");
  add_workload(result, design, instance);
  return result;
}

Details details(const Design& design, const Function& function) {
  Details result;
  add_workload(result, design, function);
  if (function.interfaces.empty()) add(result, "vpc", "outside every VPC");
  add(result, "ipv6", function.ipv6_allowed ? "allowed" : "");
  return result;
}

Details details(const Design& design, const Database& database) {
  Details result;
  add_workload(result, design, database);
  add(result, "public", words_of(database.publicly_accessible));
  return result;
}

Details details(const Design& design, const Cache& cache) {
  Details result;
  add_workload(result, design, cache);
  return result;
}

Details details(const Design& design, const Broker& broker) {
  Details result;
  add_workload(result, design, broker);
  add(result, "auth", join(broker.auth, ", "));
  return result;
}

Details details(const Design& design, const Service& service) {
  Details result;
  add_workload(result, design, service);
  add(result, "node", name_of(design, service.node));
  if (!service.node.is_none()) add(result, "external snat", words_of(service.external_snat));
  add(result, "needs", join(service.needs, ", "));
  return result;
}

std::string forward_words(const LoadBalancer& balancer, const std::vector<std::uint32_t>& groups) {
  std::vector<std::string> names;
  for (const std::uint32_t group : groups) names.push_back(balancer.target_groups[group].name);
  return join(names, ", ");
}

std::string words_of(const LoadBalancer& balancer, const Listener& listener) {
  std::string text = listener.traffic.to_string();
  if (listener.answers) return text + " answers itself";
  const std::string groups = forward_words(balancer, listener.forwards);
  text += " -> " + (groups.empty() ? std::string("unknown") : groups);
  for (const ListenerRule& rule : listener.rules) {
    const std::string others = forward_words(balancer, rule.forwards);
    text += fmt::format("; {} -> {}", rule.condition().empty() ? "a rule" : rule.condition(),
                        others.empty() ? "no target" : others);
  }
  return text;
}

std::string words_of(const TargetGroup& group) {
  std::vector<std::string> names;
  for (const BalancerTarget& target : group.targets) {
    const bool is_sick = target.health == BalancerTarget::Health::unhealthy;
    names.push_back(target.name + (is_sick ? " (unhealthy)" : ""));
  }
  if (!group.targets_known) names.emplace_back("unknown");
  const std::string port = group.port.is_known() ? std::to_string(group.port.get()) : "unknown";
  return fmt::format("{}: {} port {}: {}", group.name,
                     group.protocol.empty() ? "unknown" : group.protocol, port,
                     names.empty() ? "nothing registered" : join(names, ", "));
}

Details details(const Design& design, const LoadBalancer& balancer) {
  Details result;
  add(result, "type", balancer.type);
  add_workload(result, design, balancer);
  add(result, "cross zone", words_of(balancer.cross_zone));
  for (const Listener& listener : balancer.listeners) {
    add(result, "listener", words_of(balancer, listener), listener.at);
  }
  for (const TargetGroup& group : balancer.target_groups) {
    add(result, "target group", words_of(group), group.at);
  }
  return result;
}

Details details(const Design& design, const EndpointService& service) {
  Details result;
  add(result, "service name", service.service_name);
  add(result, "load balancers", names_of(design, service.load_balancers));
  add(result, "acceptance required", words_of(service.acceptance_required));
  std::vector<std::string> principals = service.allowed_principals;
  if (!service.principals_known) principals.emplace_back("unknown");
  add(result, "allowed principals", join(principals, ", "));
  return result;
}

Details details(const Design& design, const Firewall& firewall) {
  Details result;
  add(result, "policy", name_of(design, firewall.policy));
  return result;
}

std::string words_of(const std::vector<FirewallGroupUse>& uses) {
  std::vector<std::string> names;
  for (const FirewallGroupUse& use : uses) names.push_back(use.name);
  return join(names, ", ");
}

Details details(const Design&, const FirewallPolicy& policy) {
  static constexpr const char* kActions[] = {"pass", "drop", "reject", "alert", "forward"};
  static constexpr const char* kOtherwise[] = {"pass", "drop", "drop established"};
  Details result;
  add(result, "stateless default",
      policy.stateless_default.is_known()
          ? kActions[static_cast<int>(policy.stateless_default.get())]
          : "unknown");
  add(result, "stateless rule groups", words_of(policy.stateless_groups));
  add(result, "stateful rule groups", words_of(policy.stateful_groups));
  add(result, "strict order", words_of(policy.is_strict));
  add(result, "stateful default",
      policy.otherwise.is_known() ? kOtherwise[static_cast<int>(policy.otherwise.get())]
                                  : "unknown");
  return result;
}

Details details(const Design&, const FirewallRuleGroup& group) {
  static constexpr const char* kActions[] = {"pass", "drop", "reject", "alert", "forward"};
  Details result;
  add(result, "stateful", words_of(group.is_stateful));
  for (const FirewallRule& rule : group.rules) {
    std::string text = rule.name + ": ";
    text += rule.action.is_known() ? kActions[static_cast<int>(rule.action.get())] : "unknown";
    if (!rule.asks.empty()) text += ", asks for " + rule.asks;
    add(result, "rule", text, rule.at);
  }
  if (!group.rules_known) add(result, "rules", "not all are known");
  return result;
}

std::string documents_words(const Permissions& permissions) {
  std::string text = fmt::format("{} inline", permissions.inline_policies.size());
  if (!permissions.complete) text += ", perhaps more";
  return text;
}

void add_permissions(Details& result, const Design& design, const Permissions& permissions) {
  add(result, "policies", documents_words(permissions));
  add(result, "managed policies", names_of(design, permissions.managed));
  add(result, "boundary", name_of(design, permissions.boundary));
}

Details details(const Design& design, const User& user) {
  Details result;
  add(result, "arn", user.arn);
  add(result, "groups", names_of(design, user.groups));
  add_permissions(result, design, user.permissions);
  return result;
}

Details details(const Design& design, const IamGroup& group) {
  Details result;
  add(result, "arn", group.arn);
  add_permissions(result, design, group.permissions);
  return result;
}

Details details(const Design& design, const Role& role) {
  Details result;
  add(result, "arn", role.arn);
  add(result, "trust",
      role.trust.statements_known ? counted(role.trust.statements.size(), "statement") : "unknown",
      role.trust.at);
  add_permissions(result, design, role.permissions);
  return result;
}

Details details(const Design&, const ManagedPolicy& policy) {
  Details result;
  add(result, "arn", policy.arn);
  add(result, "document",
      policy.document.statements_known ? counted(policy.document.statements.size(), "statement")
                                       : "not in the input",
      policy.document.at);
  return result;
}

Details store_details(const Design& design, const DataStore& store) {
  Details result;
  add(result, "arn", store.arn);
  add(result, "policy", policy_words(store.policy, store.policy_known, "none"));
  switch (store.encryption.kind) {
    case Encryption::Kind::aws_owned:
      break;
    case Encryption::Kind::aws_managed:
      add(result, "key", store.encryption.name);
      break;
    case Encryption::Kind::customer:
      add(result, "key",
          store.encryption.key.is_known() ? design.get(store.encryption.key).name
                                          : store.encryption.name);
      break;
    case Encryption::Kind::unknown:
      add(result, "key", "unknown");
      break;
  }
  return result;
}

Details details(const Design& design, const Bucket& bucket) {
  Details result = store_details(design, bucket);
  add(result, "restrict public buckets", words_of(bucket.restrict_public_buckets));
  return result;
}
Details details(const Design& design, const Table& table) { return store_details(design, table); }
Details details(const Design& design, const Queue& queue) { return store_details(design, queue); }
Details details(const Design& design, const Stream& stream) {
  return store_details(design, stream);
}
Details details(const Design& design, const Topic& topic) { return store_details(design, topic); }
Details details(const Design& design, const LogGroup& group) {
  return store_details(design, group);
}
Details details(const Design& design, const Secret& secret) {
  return store_details(design, secret);
}
Details details(const Design& design, const Key& key) {
  Details result = store_details(design, key);
  add(result, "alias", join(key.aliases, ", "));
  return result;
}

Details details(const Design&, const OnPremisesNetwork& network) {
  Details result;
  add(result, "cidr", list_of(network.cidrs));
  add(result, "public ip", list_of(network.public_ips));
  add(result, "via", list_of(network.via));
  return result;
}

std::string default_of(const Design& design, const Ref<TransitGatewayRouteTable>& table,
                       bool has_one) {
  if (!table.is_none()) return name_of(design, table);
  return has_one ? "" : "none";
}

Details details(const Design& design, const TransitGateway& gateway) {
  Details result;
  add(result, "default association",
      default_of(design, gateway.default_association, gateway.has_default_association));
  add(result, "default propagation",
      default_of(design, gateway.default_propagation, gateway.has_default_propagation));
  add(result, "security group referencing", words_of(gateway.security_group_referencing));
  return result;
}

std::string other_end(const Design& design, const TransitGatewayAttachment& attachment) {
  switch (attachment.kind) {
    case TransitGatewayAttachment::Kind::vpc:
      return name_of(design, attachment.attached_vpc);
    case TransitGatewayAttachment::Kind::vpn:
      return name_of(design, attachment.vpn);
    case TransitGatewayAttachment::Kind::direct_connect:
      return name_of(design, attachment.on_premises);
    case TransitGatewayAttachment::Kind::peering:
      return name_of(design, attachment.peer);
    case TransitGatewayAttachment::Kind::not_modelled:
      break;
  }
  return attachment.label + ", not modelled";
}

Details details(const Design& design, const TransitGatewayAttachment& attachment) {
  Details result;
  add(result, "transit gateway", name_of(design, attachment.gateway));
  add(result, "attaches", other_end(design, attachment));
  add(result, "subnets", names_of(design, attachment.subnets));
  add(result, "association",
      attachment.route_table.is_none() ? "none" : name_of(design, attachment.route_table));
  add(result, "propagates to", names_of(design, attachment.propagating));
  add(result, "appliance mode", words_of(attachment.appliance_mode));
  add(result, "security group referencing", words_of(attachment.security_group_referencing));
  return result;
}

Details details(const Design& design, const TransitGatewayRouteTable& table) {
  Details result;
  add(result, "transit gateway", name_of(design, table.gateway));
  for (const Route& route : table.routes) add(result, "route", words_of(design, route), route.at);
  return result;
}

Details details(const Design& design, const VpnConnection& connection) {
  Details result;
  add(result, "vpn gateway", name_of(design, connection.vpn_gateway));
  add(result, "transit gateway", name_of(design, connection.transit_gateway));
  add(result, "on premises", name_of(design, connection.on_premises));
  add(result, "static routes only", words_of(connection.static_routes_only));
  add(result, "routes", list_of(connection.routes));
  return result;
}

std::string words_of(HostedZone::Type type) {
  switch (type) {
    case HostedZone::Type::public_zone:
      return "public";
    case HostedZone::Type::private_zone:
      return "private";
    case HostedZone::Type::forwarding:
      return "forwarding rule";
  }
  return {};
}

std::string words_of(const Design& design, const DnsRecord& record) {
  std::vector<std::string> values;
  for (const IpAddress& address : record.addresses) values.push_back(address.to_string());
  if (record.leads_to_resource) {
    values.push_back(resource_of(design, record.kind, record.index).name);
  }
  if (!record.leads_to.empty()) values.push_back(record.leads_to);
  if (record.is_other) {
    const std::string type = record.other_type.empty() ? "" : " (" + record.other_type + ")";
    values.push_back("no address" + type);
  }
  if (!record.known) values.push_back("not known");
  return record.name + " -> " + join(values, ", ");
}

Details details(const Design& design, const HostedZone& zone) {
  Details result;
  add(result, "domain", zone.domain);
  add(result, "type", words_of(zone.type));
  add(result, "vpcs", names_of(design, zone.vpcs));
  add(result, "servers", list_of(zone.servers));
  for (const DnsRecord& record : zone.records) {
    add(result, "record", words_of(design, record), record.at);
  }
  if (!zone.records_known) add(result, "record", "others are not known");
  return result;
}

Details details_of_kind(const Design& design, ResourceKind kind, std::uint32_t index) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return details(design, design.all<type>()[index]);
#include "model/resource_kinds.def"
#undef RESOURCE
  }
  return {};
}

}  // namespace

std::vector<Detail> details_of(const Design& design, ResourceKind kind, std::uint32_t index) {
  const Resource& resource = resource_of(design, kind, index);
  Details result;
  add(result, "id", resource.id == resource.name ? "" : resource.id);
  add(result, "account", resource.account);
  add(result, "region", resource.region);
  add(result, "state", resource.state.is_known() ? resource.state.get() : "unknown");
  add(result, "external", resource.external ? "yes: its contents are not known" : "");
  for (const std::string& name : resource.dns_names) add(result, "dns name", name);
  for (const auto& [key, value] : resource.tags) add(result, "tag", key + "=" + value);
  for (Detail& detail : details_of_kind(design, kind, index)) result.push_back(std::move(detail));
  return result;
}

}  // namespace canreach
