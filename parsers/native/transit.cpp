#include <utility>

#include "base/algorithm.h"
#include "parsers/native/readers.h"

// Transit gateways with their attachments and tables, VPN connections, networks on premises.

namespace canreach {

namespace {

using Attachment = TransitGatewayAttachment;
using TransitTable = TransitGatewayRouteTable;
using TargetKind = RouteTarget::Kind;

/// `default_association`, `default_propagation`: a table, true (the one that AWS makes), or false.
void read_default(NativeContext& context, const SyntaxNode* node, const TransitGateway& gateway,
                  Ref<TransitTable>& table, bool& has_one) {
  if (node == nullptr) return;
  if (node->kind() == SyntaxKind::boolean) {
    has_one = node->text() == "true";
    return;
  }
  table = read_own_ref<TransitTable>(context, *node, gateway.name);
}

/// The one key of `keys` that is there; empty after a report.
std::string_view one_key(NativeContext& context, Fields& fields, const Attachment& attachment) {
  std::string_view found;
  for (const std::string_view key : {"vpc", "vpn", "peer", "on_premises", "connect"}) {
    if (fields.find(key) == nullptr) continue;
    if (!found.empty()) {
      context.conflict(attachment.at, called(kind_of<Attachment>(), attachment) + " has `" +
                                          std::string(found) + "` and `" + std::string(key) +
                                          "`: it is one of them");
      return {};
    }
    found = key;
  }
  if (found.empty()) fields.need("vpc");
  return found;
}

void read_vpc_of(NativeContext& context, Fields& fields, Attachment& attachment) {
  attachment.kind = Attachment::Kind::vpc;
  const SyntaxNode& node = *fields.find("vpc");
  attachment.attached_vpc = read_ref<Vpc>(context, node, "");
  const SyntaxNode* subnets = fields.find("subnets");
  if (subnets == nullptr) {
    const bool is_elsewhere =
        attachment.attached_vpc.is_known() && context.design.get(attachment.attached_vpc).external;
    if (!is_elsewhere && attachment.attached_vpc.is_known()) fields.need("subnets");
    attachment.subnets = {Ref<Subnet>::unknown()};
    return;
  }
  const std::string home = attachment.attached_vpc.is_known()
                               ? context.design.get(attachment.attached_vpc).name
                               : std::string();
  for (const SyntaxNode* element : elements_of(*subnets)) {
    attachment.subnets.push_back(read_ref<Subnet>(context, *element, home));
  }
}

void read_other_end(NativeContext& context, Fields& fields, std::string_view key,
                    Attachment& attachment) {
  const SyntaxNode& node = *fields.find(key);
  if (key != "vpc") fields.refuse({"subnets", "appliance_mode"}, "only with `vpc`");
  if (key == "vpc") return read_vpc_of(context, fields, attachment);
  if (key == "vpn") {
    attachment.kind = Attachment::Kind::vpn;
    attachment.vpn = read_ref<VpnConnection>(context, node, "");
  } else if (key == "peer") {
    attachment.kind = Attachment::Kind::peering;
    attachment.peer = read_ref<TransitGateway>(context, node, "");
  } else if (key == "on_premises") {
    attachment.kind = Attachment::Kind::direct_connect;
    attachment.on_premises = read_ref<OnPremisesNetwork>(context, node, "");
  } else {
    attachment.kind = Attachment::Kind::not_modelled;
    attachment.label = "transit-gateway-connect";
    if (!says_unknown(node)) read_own_ref<Attachment>(context, node, attachment.scope);
  }
}

void read_tables_of(NativeContext& context, Fields& fields, Attachment& attachment) {
  const SyntaxNode* table = fields.find("route_table");
  attachment.default_association = table == nullptr;
  if (table != nullptr && table->text() != "none") {
    attachment.route_table = read_own_ref<TransitTable>(context, *table, attachment.scope);
  }
  const SyntaxNode* propagate = fields.find("propagate");
  attachment.default_propagation =
      propagate == nullptr && attachment.kind != Attachment::Kind::peering;
  if (propagate == nullptr) return;
  for (const SyntaxNode* element : elements_of(*propagate)) {
    attachment.propagating.push_back(
        read_own_ref<TransitTable>(context, *element, attachment.scope));
  }
}

bool read_target(NativeContext& context, const SyntaxNode& node, const TransitTable& table,
                 Route& route) {
  route.target.name = node.text();
  if (says_unknown(node)) return true;
  if (node.text() == "blackhole") {
    route.target.kind = TargetKind::blackhole;
    route.state = Route::State::blackhole;
    return true;
  }
  const NameEntry* entry = resolve_in(context, node, wanted_kind<Attachment>(), table.scope);
  if (entry == nullptr) return false;
  route.target.kind = TargetKind::transit_gateway_attachment;
  route.target.index = entry->index;
  route.target.name = entry->name;
  return true;
}

void read_route(NativeContext& context, const SyntaxNode& node, TransitTable& table) {
  Route route;
  route.at = node.at();
  if (says_unknown(node)) {
    route.destination = kUnknown;
    route.target.name = "unknown";
    return table.routes.push_back(std::move(route));
  }
  Fields fields(context, node, "a route", node.at());
  const SyntaxNode* to = fields.need("to");
  const SyntaxNode* via = fields.need("via");
  route.propagated = read_flag(context, fields.find("propagated"), "`propagated`");
  if (to == nullptr || via == nullptr) return;
  const bool has_destination = read_destination(context, *to, route);
  const bool has_target = read_target(context, *via, table, route);
  if (has_destination && has_target) table.routes.push_back(std::move(route));
}

template <class T>
void add_gateway(std::vector<Ref<T>>& gateways, std::uint32_t index) {
  if (!contains(gateways, Ref<T>(index))) gateways.push_back(Ref<T>(index));
}

void read_via(NativeContext& context, const SyntaxNode& node, OnPremisesNetwork& network) {
  static const Wanted kWanted = {"VPN or transit gateway",
                                 {"vpn-gateway", "vpn-connection", "transit-gateway"}};
  if (says_unknown(node)) {
    network.via_known = false;
    return network.via.push_back(node.text());
  }
  const NameEntry* entry = resolve(context, node, kWanted, "");
  if (entry == nullptr) return;
  network.via.push_back(entry->name);
  if (entry->kind == ResourceKind::VpnGateway) add_gateway(network.vpn_gateways, entry->index);
  if (entry->kind == ResourceKind::TransitGateway) {
    add_gateway(network.transit_gateways, entry->index);
  }
  if (entry->kind == ResourceKind::VpnConnection) {
    add_gateway(network.vpn_connections, entry->index);
  }
}

}  // namespace

void read_transit_gateway(NativeContext& context, const Declaration& declaration) {
  TransitGateway& gateway = context.design.all<TransitGateway>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, gateway), gateway.at);
  fields.know(transit_gateway_part_keys());
  read_common(context, fields, declaration.kind, gateway);
  read_home(context, fields, gateway);
  read_default(context, fields.find("default_association"), gateway, gateway.default_association,
               gateway.has_default_association);
  read_default(context, fields.find("default_propagation"), gateway, gateway.default_propagation,
               gateway.has_default_propagation);
  gateway.security_group_referencing = read_bool(context, fields.find("security_group_referencing"),
                                                 "`security_group_referencing`", false);
}

void read_transit_gateway_attachment(NativeContext& context, const Declaration& declaration) {
  TransitGatewayAttachment& attachment =
      context.design.all<TransitGatewayAttachment>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, attachment), attachment.at);
  read_common(context, fields, declaration.kind, attachment);
  const std::string_view key = one_key(context, fields, attachment);
  if (!key.empty()) read_other_end(context, fields, key, attachment);
  read_tables_of(context, fields, attachment);
  attachment.appliance_mode =
      read_bool(context, fields.find("appliance_mode"), "`appliance_mode`", false);
  attachment.security_group_referencing = read_bool(
      context, fields.find("security_group_referencing"), "`security_group_referencing`", true);
  attachment.ipv6 = read_bool(context, fields.find("ipv6"), "`ipv6`", false);
}

void read_transit_gateway_route_table(NativeContext& context, const Declaration& declaration) {
  TransitGatewayRouteTable& table =
      context.design.all<TransitGatewayRouteTable>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, table), table.at);
  read_common(context, fields, declaration.kind, table);
  const SyntaxNode* routes = fields.find("routes");
  if (routes == nullptr) return;
  if (routes->is_null()) return context.wrong_type(*routes, "`routes`", "a list of routes");
  for (const SyntaxNode* element : elements_of(*routes)) read_route(context, *element, table);
}

void read_vpn_connection(NativeContext& context, const Declaration& declaration) {
  VpnConnection& connection = context.design.all<VpnConnection>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, connection), connection.at);
  read_common(context, fields, declaration.kind, connection);
  read_home(context, fields, connection);
  const SyntaxNode* vpn_gateway = fields.find("vpn_gateway");
  const SyntaxNode* transit_gateway = fields.find("transit_gateway");
  if (vpn_gateway != nullptr) {
    connection.vpn_gateway = read_ref<VpnGateway>(context, *vpn_gateway, "");
  }
  if (transit_gateway != nullptr) {
    connection.transit_gateway = read_ref<TransitGateway>(context, *transit_gateway, "");
  }
  if (vpn_gateway != nullptr && transit_gateway != nullptr) {
    context.conflict(connection.at,
                     fields.what() + " has `vpn_gateway` and `transit_gateway`: it ends at one");
  }
  if (const SyntaxNode* node = fields.find("on_premises")) {
    connection.on_premises = read_ref<OnPremisesNetwork>(context, *node, "");
  }
  connection.static_routes_only =
      read_bool(context, fields.find("static_routes_only"), "`static_routes_only`", false);
  if (const SyntaxNode* node = fields.find("routes")) {
    connection.routes = read_prefixes(context, *node);
    if (connection.static_routes_only == Value<bool>(false)) {
      context.conflict(connection.at, fields.what() +
                                          " has `routes`, which are those of a static "
                                          "connection: `static_routes_only: true`");
    }
  }
}

void read_on_premises(NativeContext& context, const Declaration& declaration) {
  OnPremisesNetwork& network = context.design.all<OnPremisesNetwork>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, network), network.at);
  read_common(context, fields, declaration.kind, network);
  read_home(context, fields, network);
  const SyntaxNode* cidr = network.external ? fields.find("cidr") : fields.need("cidr");
  if (cidr != nullptr) network.cidrs = read_prefixes(context, *cidr);
  if (const SyntaxNode* node = fields.find("public_ip")) {
    for (const SyntaxNode* element : elements_of(*node)) {
      if (says_unknown(*element)) continue;
      const std::optional<IpAddress> address = read_address(context, *element, "`public_ip`");
      if (address) network.public_ips.push_back(*address);
    }
  }
  const SyntaxNode* via = fields.find("via");
  if (via == nullptr) return;
  for (const SyntaxNode* element : elements_of(*via)) read_via(context, *element, network);
}

void link_vpn_connections(Design& design) {
  for (std::size_t i = 0; i < design.all<OnPremisesNetwork>().size(); ++i) {
    for (const Ref<VpnConnection> ref : design.all<OnPremisesNetwork>()[i].vpn_connections) {
      VpnConnection& connection = design.get(ref);
      if (connection.on_premises.is_none()) connection.on_premises = Ref<OnPremisesNetwork>(i);
    }
  }
}

}  // namespace canreach
