// Gateways, endpoints, peerings, route tables.
#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

using TargetKind = RouteTarget::Kind;

const Resource* gateway_of(const Design& design, ResourceKind kind, std::uint32_t index) {
  return is_vpc_gateway(kind) ? &resource_of(design, kind, index) : nullptr;
}

/// The kind of the resource that a target is an index of; none where it is none.
std::optional<ResourceKind> kind_of_target(TargetKind kind) {
  switch (kind) {
    case TargetKind::internet_gateway:
      return ResourceKind::InternetGateway;
    case TargetKind::egress_only_internet_gateway:
      return ResourceKind::EgressOnlyInternetGateway;
    case TargetKind::nat_gateway:
      return ResourceKind::NatGateway;
    case TargetKind::network_interface:
      return ResourceKind::NetworkInterface;
    case TargetKind::vpc_peering:
      return ResourceKind::VpcPeering;
    case TargetKind::vpc_endpoint:
      return ResourceKind::VpcEndpoint;
    case TargetKind::vpn_gateway:
      return ResourceKind::VpnGateway;
    case TargetKind::transit_gateway:
      return ResourceKind::TransitGateway;
    case TargetKind::transit_gateway_attachment:
      return ResourceKind::TransitGatewayAttachment;
    case TargetKind::local:
    case TargetKind::not_modelled:
    case TargetKind::blackhole:
    case TargetKind::unknown:
      break;
  }
  return std::nullopt;
}

const std::vector<std::string>& target_words() {
  static const std::vector<std::string> kWords = {"local", "blackhole"};
  return kWords;
}

/// An interface by its own name, or by that of the instance whose first one it is.
std::optional<std::string> spelled_interface(const WriteContext& out, std::uint32_t index,
                                             const std::string& home) {
  if (out.is_written(ResourceKind::NetworkInterface, index)) {
    return out.spelled(ResourceKind::NetworkInterface, index, wanted_target(), home,
                       target_words());
  }
  const NetworkInterface& interface = out.design().all<NetworkInterface>()[index];
  const bool is_first =
      interface.owned && interface.owner_kind == ResourceKind::Instance &&
      out.design().all<Instance>()[interface.owner_index].interfaces.front().index() == index;
  if (!is_first) return std::nullopt;
  return out.spelled(ResourceKind::Instance, interface.owner_index, wanted_target(), home,
                     target_words());
}

YamlValue target_value(WriteContext& out, const RouteTable& table, const RouteTarget& target) {
  const std::string& home = out.home(table.vpc);
  if (target.kind == TargetKind::local) return YamlValue::word("local");
  if (target.kind == TargetKind::blackhole) return YamlValue::word("blackhole");
  if (target.kind == TargetKind::unknown) return unknown_value();
  std::optional<std::string> text;
  if (target.kind == TargetKind::not_modelled) {
    text = out.spelled_other(target.label, target.name, wanted_target());
  } else if (target.kind == TargetKind::network_interface) {
    text = spelled_interface(out, target.index, home);
  } else {
    text = out.spelled(*kind_of_target(target.kind), target.index, wanted_target(), home,
                       target_words());
  }
  if (text) return YamlValue::of_text(*text);
  out.unsaid(table, ResourceKind::RouteTable,
             fmt::format("the target {} of a route", quoted(target.name)));
  return unknown_value();
}

/// The state that the reader concludes from the target.
Route::State concluded_state(const Design& design, const RouteTarget& target) {
  if (target.kind == TargetKind::blackhole) return Route::State::blackhole;
  const std::optional<ResourceKind> kind = kind_of_target(target.kind);
  const Resource* gateway = kind ? gateway_of(design, *kind, target.index) : nullptr;
  if (gateway == nullptr) return Route::State::active;
  if (gateway->state.is_unknown()) return Route::State::unknown;
  const bool is_detached = (target.kind == TargetKind::internet_gateway &&
                            design.all<InternetGateway>()[target.index].vpc.is_none()) ||
                           (target.kind == TargetKind::egress_only_internet_gateway &&
                            design.all<EgressOnlyInternetGateway>()[target.index].vpc.is_none()) ||
                           (target.kind == TargetKind::vpn_gateway &&
                            design.all<VpnGateway>()[target.index].vpc.is_none());
  return is_detached ? Route::State::blackhole : Route::State::active;
}

YamlValue state_value(Route::State state) {
  switch (state) {
    case Route::State::active:
      return YamlValue::word("active");
    case Route::State::blackhole:
      return YamlValue::word("blackhole");
    case Route::State::unknown:
      break;
  }
  return unknown_value();
}

YamlValue destination_value(WriteContext& out, const RouteTable& table, const Route& route) {
  if (route.prefix_list.is_none()) return value_of(route.destination);
  return out.reference(route.prefix_list, "", table);
}

YamlValue route_value(WriteContext& out, const RouteTable& table, const Route& route) {
  const bool is_open = route.prefix_list.is_none() && route.destination.is_unknown() &&
                       route.target.kind == TargetKind::unknown && !route.propagated &&
                       route.state == Route::State::active;
  if (is_open) return unknown_value();
  YamlValue value;
  value.put("to", destination_value(out, table, route));
  YamlValue target = target_value(out, table, route.target);
  const bool is_lost = target.is_word("unknown") && route.target.kind != TargetKind::unknown;
  value.put("via", std::move(target));
  if (route.propagated) value.put_word("propagated", "true");
  const Route::State concluded =
      is_lost ? Route::State::active : concluded_state(out.design(), route.target);
  if (route.state != concluded) value.put("state", state_value(route.state));
  return value;
}

/// Does reading add the route again?  A collected table lists its endpoints' routes itself.
bool is_added_by_reading(const Design& design, const RouteTable& table, const Route& route) {
  if (route.target.kind == TargetKind::local) {
    const Vpc& vpc = design.get(table.vpc);
    const bool is_block =
        route.destination.is_unknown() ? route.implied : contains(vpc.cidrs, route.destination);
    return route.prefix_list.is_none() && is_block && !route.propagated &&
           route.state == Route::State::active;
  }
  return route.implied && !design.is_collected;
}

void put_edge(WriteContext& out, const RouteTable& table, YamlValue& body) {
  using Kind = EdgeGateway::Kind;
  if (table.edge.kind == Kind::none) return;
  if (table.edge.kind == Kind::unknown) return body.put("edge", unknown_value());
  const ResourceKind kind = table.edge.kind == Kind::internet_gateway
                                ? ResourceKind::InternetGateway
                                : ResourceKind::VpnGateway;
  const Wanted wanted = {"internet or VPN gateway", {"internet-gateway", "vpn-gateway"}};
  body.put("edge", out.reference(kind, table.edge.index, wanted, out.home(table.vpc), table));
}

// ---- endpoints

std::string service_text(const VpcEndpoint& endpoint) {
  if (endpoint.service.empty()) return endpoint.service_name;
  const std::string region = endpoint.region.empty() ? "" : endpoint.region + ".";
  const bool is_short = endpoint.service_name == "com.amazonaws." + region + endpoint.service;
  return is_short || endpoint.service_name.empty() ? endpoint.service : endpoint.service_name;
}

/// What the design itself offers, by its name.
YamlValue service_value(WriteContext& out, const VpcEndpoint& endpoint) {
  const bool inspects = endpoint.type == EndpointType::gateway_load_balancer;
  Wanted wanted = wanted_kind<EndpointService>();
  if (inspects) wanted = {"endpoint service or firewall", {"endpoint-service", "firewall"}};
  if (endpoint.offered.is_known()) {
    return out.reference(ResourceKind::EndpointService, endpoint.offered.index(), wanted, "",
                         endpoint);
  }
  if (endpoint.firewall.is_known()) {
    return out.reference(ResourceKind::Firewall, endpoint.firewall.index(), wanted, "", endpoint);
  }
  const std::string service = service_text(endpoint);
  return service.empty() ? unknown_value() : YamlValue::of_text(service);
}

YamlValue type_value(EndpointType type) {
  switch (type) {
    case EndpointType::gateway:
      return YamlValue::of_text("gateway");
    case EndpointType::interface:
      return YamlValue::of_text("interface");
    case EndpointType::gateway_load_balancer:
      break;
  }
  return YamlValue::of_text("gateway-load-balancer");
}

void put_tables(WriteContext& out, const VpcEndpoint& endpoint, YamlValue& body) {
  YamlValue tables = YamlValue::list();
  for (const Ref<RouteTable> table : endpoint.route_tables) {
    tables.items.push_back(out.reference(table, out.home(endpoint.vpc), endpoint));
  }
  if (!tables.items.empty()) body.put("route_tables", one_or_list(std::move(tables)));
}

}  // namespace

YamlValue write_gateway(WriteContext& out, ResourceKind kind, std::uint32_t index) {
  const Resource& gateway = resource_of(out.design(), kind, index);
  YamlValue body;
  body.put_text("name", out.key(kind, index));
  put_common(out, kind, index, gateway, body);
  put_tags(gateway, body);
  return body.members.size() == 1 ? YamlValue::of_text(out.key(kind, index)) : body;
}

YamlValue write_route_table(WriteContext& out, std::uint32_t index) {
  const RouteTable& table = out.design().all<RouteTable>()[index];
  YamlValue body;
  put_common(out, ResourceKind::RouteTable, index, table, body);
  if (table.main) body.put_word("main", "true");
  put_edge(out, table, body);
  YamlValue learns = YamlValue::list();
  for (const Ref<VpnGateway> gateway : table.propagating) {
    learns.items.push_back(out.reference(gateway, out.home(table.vpc), table));
  }
  if (!learns.items.empty()) body.put("propagate", one_or_list(std::move(learns)));
  YamlValue routes = YamlValue::list();
  for (const Route& route : table.routes) {
    if (is_added_by_reading(out.design(), table, route)) continue;
    routes.items.push_back(route_value(out, table, route));
  }
  if (!routes.items.empty()) body.put("routes", std::move(routes));
  put_tags(table, body);
  return body;
}

YamlValue write_nat_gateway(WriteContext& out, std::uint32_t index) {
  const Design& design = out.design();
  const NatGateway& gateway = design.all<NatGateway>()[index];
  YamlValue body;
  put_common(out, ResourceKind::NatGateway, index, gateway, body);
  if (gateway.subnet.is_none()) {
    YamlValue zones = YamlValue::list();
    for (const std::string& zone : gateway.zones) {
      zones.items.push_back(zone.empty() ? unknown_value() : YamlValue::of_text(zone));
    }
    if (!zones.items.empty()) body.put("zones", one_or_list(std::move(zones)));
    if (!gateway.route_table.is_none()) {
      body.put("route_table", out.reference(gateway.route_table, out.home(gateway.vpc), gateway));
    }
    put_tags(gateway, body);
    return body;
  }
  body.put("subnet", out.reference(gateway.subnet, out.home(gateway.vpc), gateway));
  put_bool(body, "private", gateway.is_private, false);
  if (!out.is_inline(ResourceKind::NatGateway, index)) {
    body.put("interfaces", one_or_list(interface_names(out, gateway, {gateway.interface}, 0)));
  } else if (gateway.interface.is_known()) {
    const NetworkInterface& interface = design.get(gateway.interface);
    YamlValue ends;
    put_interfaces(out, ResourceKind::NatGateway, index, gateway, {gateway.interface},
                   out.home(gateway.vpc), ends);
    for (YamlValue::Member& member : ends.members) {
      if (member.key == "address") body.put("address", std::move(member.value));
    }
    const PublicIp public_ip = primary_public_ip(interface);
    if (public_ip.kind == PublicIp::Kind::address) {
      body.put_text("public_ip", public_ip.address.to_string());
    }
  }
  put_tags(gateway, body);
  return body;
}

YamlValue write_vpc_endpoint(WriteContext& out, std::uint32_t index) {
  const VpcEndpoint& endpoint = out.design().all<VpcEndpoint>()[index];
  YamlValue body;
  put_common(out, ResourceKind::VpcEndpoint, index, endpoint, body);
  body.put("service", service_value(out, endpoint));
  body.put("type", type_value(endpoint.type));
  if (endpoint.type == EndpointType::gateway) {
    put_tables(out, endpoint, body);
  } else {
    put_interfaces(out, ResourceKind::VpcEndpoint, index, endpoint, endpoint.interfaces,
                   out.home(endpoint.vpc), body);
  }
  if (endpoint.type == EndpointType::interface) {
    put_bool(body, "private_dns", endpoint.private_dns, true);
  }
  if (endpoint.policy) {
    body.put("policy", policy_value(out, *endpoint.policy));
  } else if (!endpoint.policy_known) {
    body.put("policy", unknown_value());
  }
  put_tags(endpoint, body);
  return body;
}

YamlValue write_vpc_peering(WriteContext& out, std::uint32_t index) {
  const VpcPeering& peering = out.design().all<VpcPeering>()[index];
  YamlValue body;
  put_common(out, ResourceKind::VpcPeering, index, peering, body);
  put_home(out, peering, body);
  YamlValue vpcs = YamlValue::list();
  vpcs.items.push_back(out.reference(peering.requester, "", peering));
  vpcs.items.push_back(out.reference(peering.accepter, "", peering));
  body.put("vpcs", std::move(vpcs));
  const Value<bool>& requester = peering.requester_dns_resolution;
  const Value<bool>& accepter = peering.accepter_dns_resolution;
  YamlValue names = YamlValue::list();
  if (requester == Value<bool>(true)) {
    names.items.push_back(out.reference(peering.requester, "", peering));
  }
  if (accepter == Value<bool>(true)) {
    names.items.push_back(out.reference(peering.accepter, "", peering));
  }
  if (requester.is_unknown() || accepter.is_unknown()) {
    body.put("dns_resolution", unknown_value());
    if (!names.items.empty()) {
      out.unsaid(peering, ResourceKind::VpcPeering, "DNS resolution that is known of one side");
    }
  } else if (!names.items.empty()) {
    body.put("dns_resolution", one_or_list(std::move(names)));
  }
  put_tags(peering, body);
  return body;
}

}  // namespace canreach
