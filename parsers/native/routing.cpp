#include <utility>

#include "base/algorithm.h"
#include "parsers/native/readers.h"

// Route tables, gateways and peerings.

namespace canreach {

namespace {

using TargetKind = RouteTarget::Kind;

/// The state of a route to a gateway: attached to nothing, it leads nowhere.  Rules: IGW-1, RT-11.
template <class T>
Route::State state_of(const T& gateway) {
  if (gateway.state.is_unknown()) return Route::State::unknown;
  return gateway.vpc.is_none() ? Route::State::blackhole : Route::State::active;
}

void set_target(RouteTarget& target, TargetKind kind, std::uint32_t index) {
  target.kind = kind;
  target.index = index;
}

/// Only gateway load balancer endpoints are named by routes; those of gateway endpoints come by
/// their `route_tables`, but where the file lists what was collected.
bool is_endpoint_target(NativeContext& context, const SyntaxNode& node, std::uint32_t index) {
  const VpcEndpoint& endpoint = context.design.all<VpcEndpoint>()[index];
  if (endpoint.type == EndpointType::gateway_load_balancer) return true;
  const bool is_gateway = endpoint.type == EndpointType::gateway;
  if (is_gateway && context.design.is_collected) return true;
  context.invalid(node, "route target",
                  quoted(endpoint.name) +
                      (is_gateway ? " is a gateway endpoint: its own `route_tables` make its routes"
                                  : " is an interface endpoint, which no route can name"));
  return false;
}

void set_instance_target(const Design& design, std::uint32_t index, RouteTarget& target) {
  const Instance& instance = design.all<Instance>()[index];
  if (instance.interfaces.empty()) return;
  set_target(target, TargetKind::network_interface, instance.interfaces.front().index());
}

/// A firewall that has one endpoint may stand for it.  Rule: NFW-1
bool set_firewall_target(NativeContext& context, const SyntaxNode& node, std::uint32_t firewall,
                         RouteTarget& target) {
  std::vector<std::uint32_t> own;
  const std::vector<VpcEndpoint>& endpoints = context.design.all<VpcEndpoint>();
  for (std::uint32_t i = 0; i < endpoints.size(); ++i) {
    if (endpoints[i].firewall == Ref<Firewall>(firewall)) own.push_back(i);
  }
  if (own.size() == 1) {
    set_target(target, TargetKind::vpc_endpoint, own.front());
    target.name = endpoints[own.front()].name;
    return true;
  }
  context.invalid(node, "`via`",
                  quoted(node.text()) + " has " + counted(own.size(), "endpoint") +
                      ": a route leads to one of the endpoints of a firewall");
  return false;
}

/// Fills the route's target from a declared name; false after a report.
bool set_declared_target(NativeContext& context, const SyntaxNode& node, const NameEntry& entry,
                         Route& route) {
  RouteTarget& target = route.target;
  const Design& design = context.design;
  if (!entry.kind) {
    target.kind = TargetKind::not_modelled;
    target.label = entry.label;
    return true;
  }
  switch (*entry.kind) {
    case ResourceKind::InternetGateway:
      set_target(target, TargetKind::internet_gateway, entry.index);
      route.state = state_of(design.all<InternetGateway>()[entry.index]);
      return true;
    case ResourceKind::EgressOnlyInternetGateway:
      set_target(target, TargetKind::egress_only_internet_gateway, entry.index);
      route.state = state_of(design.all<EgressOnlyInternetGateway>()[entry.index]);
      return true;
    case ResourceKind::VpnGateway:
      set_target(target, TargetKind::vpn_gateway, entry.index);
      route.state = state_of(design.all<VpnGateway>()[entry.index]);
      return true;
    case ResourceKind::NatGateway:
      set_target(target, TargetKind::nat_gateway, entry.index);
      return true;
    case ResourceKind::NetworkInterface:
      set_target(target, TargetKind::network_interface, entry.index);
      return true;
    case ResourceKind::Instance:
      set_instance_target(design, entry.index, target);
      return true;
    case ResourceKind::VpcPeering:
      set_target(target, TargetKind::vpc_peering, entry.index);
      return true;
    case ResourceKind::TransitGateway:
      set_target(target, TargetKind::transit_gateway, entry.index);
      return true;
    case ResourceKind::VpcEndpoint:
      set_target(target, TargetKind::vpc_endpoint, entry.index);
      return is_endpoint_target(context, node, entry.index);
    case ResourceKind::Firewall:
      return set_firewall_target(context, node, entry.index, target);
    case ResourceKind::Vpc:
    case ResourceKind::Subnet:
    case ResourceKind::RouteTable:
    case ResourceKind::NetworkAcl:
    case ResourceKind::SecurityGroup:
    case ResourceKind::PrefixList:
    case ResourceKind::Function:
    case ResourceKind::Database:
    case ResourceKind::Cache:
    case ResourceKind::OnPremisesNetwork:
    case ResourceKind::TransitGatewayAttachment:
    case ResourceKind::TransitGatewayRouteTable:
    case ResourceKind::VpnConnection:
    case ResourceKind::Broker:
    case ResourceKind::Service:
    case ResourceKind::ClientVpnEndpoint:
    case ResourceKind::LoadBalancer:
    case ResourceKind::EndpointService:
    case ResourceKind::FirewallPolicy:
    case ResourceKind::FirewallRuleGroup:
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
      break;
  }
  return false;
}

bool read_target(NativeContext& context, const SyntaxNode& node, const RouteTable& table,
                 Route& route) {
  route.target.name = node.text();
  if (says_unknown(node)) return true;
  if (node.text() == "local") {
    route.target.kind = TargetKind::local;
    return true;
  }
  if (node.text() == "blackhole") {
    route.target.kind = TargetKind::blackhole;
    route.state = Route::State::blackhole;
    return true;
  }
  const NameEntry* entry = resolve_in(context, node, wanted_target(), table.scope);
  if (entry == nullptr) return false;
  route.target.name = entry->name;
  return set_declared_target(context, node, *entry, route);
}

/// `state`: what the target alone does not tell.  Rule: RT-11.
void read_route_state(NativeContext& context, const SyntaxNode* node, Route& route) {
  if (node == nullptr) return;
  if (says_unknown(*node)) {
    route.state = Route::State::unknown;
    return;
  }
  const std::optional<std::size_t> word =
      read_word(context, *node, "`state`", {"active", "blackhole"});
  if (word) route.state = *word == 0 ? Route::State::active : Route::State::blackhole;
}

/// Stands for routes of which nothing is known: they may lead anything anywhere.
Route unknown_route(const SourceLoc& at) {
  Route route;
  route.destination = kUnknown;
  route.target.name = "unknown";
  route.at = at;
  return route;
}

void read_route(NativeContext& context, const SyntaxNode& node, RouteTable& table) {
  if (says_unknown(node)) return table.routes.push_back(unknown_route(node.at()));
  Fields fields(context, node, "a route", node.at());
  Route route;
  route.at = node.at();
  const SyntaxNode* to = fields.need("to");
  const SyntaxNode* via = fields.need("via");
  const SyntaxNode* state = fields.find("state");
  route.propagated = read_flag(context, fields.find("propagated"), "`propagated`");
  if (to == nullptr || via == nullptr) return;
  const bool has_destination = read_destination(context, *to, route);
  const bool has_target = read_target(context, *via, table, route);
  read_route_state(context, state, route);
  if (has_destination && has_target) table.routes.push_back(std::move(route));
}

void read_edge(NativeContext& context, const SyntaxNode* node, RouteTable& table) {
  if (node == nullptr) return;
  if (says_unknown(*node)) {
    table.edge.kind = EdgeGateway::Kind::unknown;
    return;
  }
  const Wanted wanted = {"internet or VPN gateway", {"internet-gateway", "vpn-gateway"}};
  const NameEntry* entry = resolve_in(context, *node, wanted, table.scope);
  if (entry == nullptr) return;
  table.edge.kind = entry->kind == ResourceKind::InternetGateway
                        ? EdgeGateway::Kind::internet_gateway
                        : EdgeGateway::Kind::vpn_gateway;
  table.edge.index = entry->index;
}

void read_propagation(NativeContext& context, const SyntaxNode* node, RouteTable& table) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) {
    const Ref<VpnGateway> gateway = read_own_ref<VpnGateway>(context, *element, table.scope);
    if (gateway.is_known() || says_unknown(*element)) table.propagating.push_back(gateway);
  }
}

/// `unknown` instead of a name: whether there is a gateway is not known.
template <class T>
void read_gateway(NativeContext& context, const Declaration& declaration) {
  T& gateway = context.design.all<T>()[declaration.index];
  if (says_unknown(*declaration.body)) gateway.state = kUnknown;
  if (!declaration.body->is_map()) return;
  Fields fields(context, *declaration.body, called(declaration.kind, gateway), gateway.at);
  fields.know({"name"});
  read_common(context, fields, declaration.kind, gateway);
  if (gateway.state == Value<std::string>("detached")) gateway.vpc = Ref<Vpc>::none();
}

/// The two VPCs, requester first; nothing after a report.
void read_peers(NativeContext& context, const SyntaxNode& node, VpcPeering& peering) {
  peering.requester = Ref<Vpc>::unknown();
  peering.accepter = Ref<Vpc>::unknown();
  if (says_unknown(node)) return;
  if (!node.is_list()) return context.wrong_type(node, "`vpcs`", "a list of two VPCs");
  if (node.elements().size() != 2) {
    return context.invalid(node, "`vpcs`", "a peering has two VPCs, requester and accepter");
  }
  peering.requester = read_ref<Vpc>(context, node.elements()[0], "");
  peering.accepter = read_ref<Vpc>(context, node.elements()[1], "");
  if (peering.requester.is_known() && peering.requester == peering.accepter) {
    context.conflict(node.at(), "a VPC cannot be peered with itself");
  }
}

void read_dns_resolution(NativeContext& context, const SyntaxNode* node, VpcPeering& peering) {
  if (node == nullptr) return;
  if (says_unknown(*node)) {
    peering.requester_dns_resolution = kUnknown;
    peering.accepter_dns_resolution = kUnknown;
    return;
  }
  for (const SyntaxNode* element : elements_of(*node)) {
    const Ref<Vpc> vpc = read_ref<Vpc>(context, *element, "");
    if (!vpc.is_known()) continue;
    if (vpc == peering.requester) {
      peering.requester_dns_resolution = true;
    } else if (vpc == peering.accepter) {
      peering.accepter_dns_resolution = true;
    } else if (peering.requester.is_known() && peering.accepter.is_known()) {
      context.invalid(*element, "`dns_resolution`",
                      quoted(element->text()) + " is neither of the two VPCs");
    }
  }
}

}  // namespace

const Wanted& wanted_target() {
  static const Wanted kWanted = {
      "route target",
      {"internet-gateway", "egress-only-internet-gateway", "nat-gateway", "instance",
       "network-interface", "vpc-peering", "vpc-endpoint", "vpn-gateway", "transit-gateway",
       "firewall", "carrier-gateway", "local-gateway", "core-network", "gateway"}};
  return kWanted;
}

bool looks_like_cidr(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string_view::npos &&
         text.find_first_of(".:") != std::string_view::npos;
}

bool read_destination(NativeContext& context, const SyntaxNode& node, Route& route) {
  const Wanted wanted = wanted_kind<PrefixList>();
  const bool is_name = !context.names.find(node.text(), wanted, "").empty();
  const bool is_cidr = IpPrefix::parse(node.text()) || looks_like_cidr(node.text());
  if (!is_name && (is_cidr || says_unknown(node))) {
    const std::optional<Value<IpPrefix>> prefix = read_prefix(context, node);
    if (prefix) route.destination = *prefix;
    return prefix.has_value();
  }
  const NameEntry* entry = resolve(context, node, wanted, "");
  if (entry != nullptr) route.prefix_list = Ref<PrefixList>(entry->index);
  return entry != nullptr;
}

void read_route_table(NativeContext& context, const Declaration& declaration) {
  RouteTable& table = context.design.all<RouteTable>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, table), table.at);
  read_common(context, fields, declaration.kind, table);
  table.main = read_flag(context, fields.find("main"), "`main`");
  if (table.main) context.choose(declaration.kind, table.vpc, table, "main");
  read_edge(context, fields.find("edge"), table);
  read_propagation(context, fields.find("propagate"), table);
  const SyntaxNode* routes = fields.find("routes");
  if (routes == nullptr) return;
  if (routes->is_null()) return context.wrong_type(*routes, "`routes`", "a list of routes");
  for (const SyntaxNode* element : elements_of(*routes)) read_route(context, *element, table);
}

void read_internet_gateway(NativeContext& context, const Declaration& declaration) {
  read_gateway<InternetGateway>(context, declaration);
}

void read_egress_only_internet_gateway(NativeContext& context, const Declaration& declaration) {
  read_gateway<EgressOnlyInternetGateway>(context, declaration);
}

void read_vpn_gateway(NativeContext& context, const Declaration& declaration) {
  read_gateway<VpnGateway>(context, declaration);
}

void read_vpc_peering(NativeContext& context, const Declaration& declaration) {
  VpcPeering& peering = context.design.all<VpcPeering>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, peering), peering.at);
  read_common(context, fields, declaration.kind, peering);
  read_home(context, fields, peering);
  if (const SyntaxNode* node = fields.need("vpcs")) read_peers(context, *node, peering);
  read_dns_resolution(context, fields.find("dns_resolution"), peering);
}

}  // namespace canreach
