// Transit gateways with their attachments and tables, VPN connections, networks on premises.
#include <utility>

#include "base/algorithm.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

const std::string& home_of(const WriteContext& out, Ref<TransitGateway> gateway) {
  static const std::string kNone;
  return gateway.is_known() ? out.key(ResourceKind::TransitGateway, gateway.index()) : kNone;
}

/// The table that AWS makes is not written; reading makes it again.
bool is_written(const WriteContext& out, Ref<TransitGatewayRouteTable> table) {
  return table.is_known() && out.is_written(ResourceKind::TransitGatewayRouteTable, table.index());
}

void put_default(WriteContext& out, const TransitGateway& gateway, const char* key,
                 Ref<TransitGatewayRouteTable> table, bool has_one, YamlValue& body) {
  if (!has_one && !table.is_known()) return body.put_word(key, "false");
  if (table.is_unknown()) return body.put(key, unknown_value());
  if (!is_written(out, table)) return;
  body.put(key, out.reference(table, gateway.name, gateway));
}

void put_other_end(WriteContext& out, const TransitGatewayAttachment& attachment, YamlValue& body) {
  switch (attachment.kind) {
    case TransitGatewayAttachment::Kind::vpc: {
      body.put("vpc", out.reference(attachment.attached_vpc, "", attachment));
      YamlValue subnets = YamlValue::list();
      for (const Ref<Subnet> subnet : attachment.subnets) {
        subnets.items.push_back(
            out.reference(subnet, out.home(attachment.attached_vpc), attachment));
      }
      if (!subnets.items.empty()) body.put("subnets", one_or_list(std::move(subnets)));
      return;
    }
    case TransitGatewayAttachment::Kind::vpn:
      return body.put("vpn", out.reference(attachment.vpn, "", attachment));
    case TransitGatewayAttachment::Kind::direct_connect:
      return body.put("on_premises", out.reference(attachment.on_premises, "", attachment));
    case TransitGatewayAttachment::Kind::peering:
      return body.put("peer", out.reference(attachment.peer, "", attachment));
    case TransitGatewayAttachment::Kind::not_modelled:
      return body.put("connect", unknown_value());
  }
}

void put_tables(WriteContext& out, const TransitGatewayAttachment& attachment, YamlValue& body) {
  const std::string& home = home_of(out, attachment.gateway);
  const Ref<TransitGatewayRouteTable> table = attachment.route_table;
  if (table.is_none()) {
    body.put_text("route_table", "none");
  } else if (table.is_unknown() || is_written(out, table)) {
    body.put("route_table", out.reference(table, home, attachment));
  }
  YamlValue tables = YamlValue::list();
  bool only_default = !attachment.propagating.empty();
  for (const Ref<TransitGatewayRouteTable> ref : attachment.propagating) {
    if (ref.is_known() && !is_written(out, ref)) continue;
    only_default = false;
    tables.items.push_back(out.reference(ref, home, attachment));
  }
  const bool is_usual =
      only_default ||
      (tables.items.empty() && attachment.kind == TransitGatewayAttachment::Kind::peering);
  if (is_usual) return;
  const bool is_single = tables.items.size() == 1;
  body.put("propagate", is_single ? one_or_list(std::move(tables)) : std::move(tables));
}

YamlValue write_attachment(WriteContext& out, std::uint32_t index) {
  const TransitGatewayAttachment& attachment = out.design().all<TransitGatewayAttachment>()[index];
  YamlValue body;
  put_common(out, ResourceKind::TransitGatewayAttachment, index, attachment, body);
  put_other_end(out, attachment, body);
  put_tables(out, attachment, body);
  put_bool(body, "appliance_mode", attachment.appliance_mode, false);
  put_bool(body, "security_group_referencing", attachment.security_group_referencing, true);
  put_bool(body, "ipv6", attachment.ipv6, false);
  put_tags(attachment, body);
  return body;
}

YamlValue target_value(WriteContext& out, const TransitGatewayRouteTable& table,
                       const RouteTarget& target) {
  if (target.kind == RouteTarget::Kind::blackhole) return YamlValue::word("blackhole");
  if (target.kind != RouteTarget::Kind::transit_gateway_attachment) return unknown_value();
  return out.reference(Ref<TransitGatewayAttachment>(target.index), home_of(out, table.gateway),
                       table);
}

YamlValue write_table(WriteContext& out, std::uint32_t index) {
  const TransitGatewayRouteTable& table = out.design().all<TransitGatewayRouteTable>()[index];
  YamlValue body;
  put_common(out, ResourceKind::TransitGatewayRouteTable, index, table, body);
  YamlValue routes = YamlValue::list();
  for (const Route& route : table.routes) {
    if (route.implied) continue;
    YamlValue value;
    value.put("to", route.prefix_list.is_none() ? value_of(route.destination)
                                                : out.reference(route.prefix_list, "", table));
    value.put("via", target_value(out, table, route.target));
    if (route.propagated) value.put_word("propagated", "true");
    routes.items.push_back(std::move(value));
  }
  if (!table.routes_known) routes.items.push_back(unknown_value());
  if (!routes.items.empty()) body.put("routes", std::move(routes));
  put_tags(table, body);
  return body;
}

template <class T, class Write>
void put_parts(WriteContext& out, std::uint32_t gateway, const char* key, Write write,
               YamlValue& body) {
  YamlValue section;
  for (std::uint32_t i = 0; i < out.design().all<T>().size(); ++i) {
    const Ref<TransitGateway> owner = out.design().all<T>()[i].gateway;
    const bool is_here = owner.is_known() && owner.index() == gateway;
    if (is_here && out.is_written(kind_of<T>(), i))
      section.put(out.key(kind_of<T>(), i), write(out, i));
  }
  if (!section.is_empty()) body.put(key, std::move(section));
}

}  // namespace

YamlValue write_transit_gateway(WriteContext& out, std::uint32_t index) {
  const TransitGateway& gateway = out.design().all<TransitGateway>()[index];
  YamlValue body;
  put_common(out, ResourceKind::TransitGateway, index, gateway, body);
  put_home(out, gateway, body);
  put_default(out, gateway, "default_association", gateway.default_association,
              gateway.has_default_association, body);
  put_default(out, gateway, "default_propagation", gateway.default_propagation,
              gateway.has_default_propagation, body);
  put_bool(body, "security_group_referencing", gateway.security_group_referencing, false);
  put_parts<TransitGatewayAttachment>(out, index, "attachments", write_attachment, body);
  put_parts<TransitGatewayRouteTable>(out, index, "route_tables", write_table, body);
  put_tags(gateway, body);
  return body;
}

YamlValue write_vpn_connection(WriteContext& out, std::uint32_t index) {
  const VpnConnection& connection = out.design().all<VpnConnection>()[index];
  YamlValue body;
  put_common(out, ResourceKind::VpnConnection, index, connection, body);
  put_home(out, connection, body);
  if (!connection.vpn_gateway.is_none()) {
    body.put("vpn_gateway", out.reference(connection.vpn_gateway, "", connection));
  }
  if (!connection.transit_gateway.is_none()) {
    body.put("transit_gateway", out.reference(connection.transit_gateway, "", connection));
  }
  if (!connection.on_premises.is_none()) {
    body.put("on_premises", out.reference(connection.on_premises, "", connection));
  }
  put_bool(body, "static_routes_only", connection.static_routes_only, false);
  YamlValue routes = YamlValue::list();
  for (const Value<IpPrefix>& route : connection.routes) routes.items.push_back(value_of(route));
  if (!routes.items.empty()) body.put("routes", one_or_list(std::move(routes)));
  put_tags(connection, body);
  return body;
}

YamlValue write_on_premises(WriteContext& out, std::uint32_t index) {
  static const Wanted kWanted = {"VPN or transit gateway",
                                 {"vpn-gateway", "vpn-connection", "transit-gateway"}};
  const OnPremisesNetwork& network = out.design().all<OnPremisesNetwork>()[index];
  YamlValue body;
  put_common(out, ResourceKind::OnPremisesNetwork, index, network, body);
  put_home(out, network, body);
  YamlValue cidrs = YamlValue::list();
  for (const Value<IpPrefix>& cidr : network.cidrs) cidrs.items.push_back(value_of(cidr));
  if (!cidrs.items.empty() || !network.external) body.put("cidr", one_or_list(std::move(cidrs)));
  YamlValue addresses = YamlValue::list();
  for (const IpAddress& address : network.public_ips) {
    addresses.items.push_back(YamlValue::of_text(address.to_string()));
  }
  if (!addresses.items.empty()) body.put("public_ip", one_or_list(std::move(addresses)));
  YamlValue via = YamlValue::list();
  for (const Ref<VpnGateway> ref : network.vpn_gateways) {
    via.items.push_back(out.reference(ResourceKind::VpnGateway, ref.index(), kWanted, "", network));
  }
  for (const Ref<VpnConnection> ref : network.vpn_connections) {
    via.items.push_back(
        out.reference(ResourceKind::VpnConnection, ref.index(), kWanted, "", network));
  }
  for (const Ref<TransitGateway> ref : network.transit_gateways) {
    via.items.push_back(
        out.reference(ResourceKind::TransitGateway, ref.index(), kWanted, "", network));
  }
  if (!network.via_known) via.items.push_back(unknown_value());
  if (!via.items.empty()) body.put("via", one_or_list(std::move(via)));
  put_tags(network, body);
  return body;
}

}  // namespace canreach
