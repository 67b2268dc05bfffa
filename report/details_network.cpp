// What `show` says of networks: what packets pass on their way.
#include <fmt/core.h>

#include "report/details.h"

namespace canreach {

namespace {

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

template <class Gateway>
Details details_of_gateway(const Design& design, const Gateway& gateway) {
  Details result;
  add(result, "vpc", gateway.vpc.is_none() ? "attached to none" : name_of(design, gateway.vpc));
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

std::string service_of(const VpcEndpoint& endpoint) {
  if (endpoint.service.empty()) return "unknown";
  return endpoint.service_name.empty() ? endpoint.service : endpoint.service_name;
}

std::string default_of(const Design& design, const Ref<TransitGatewayRouteTable>& table,
                       bool has_one) {
  if (!table.is_none()) return name_of(design, table);
  return has_one ? "" : "none";
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

}  // namespace

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
  add(result, "route table",
      subnet.possible_route_tables.empty()
          ? name_of(design, subnet.route_table)
          : "one of " + names_of(design, subnet.possible_route_tables));
  add(result, "network acl", name_of(design, subnet.network_acl));
  add(result, "maps public ip", words_of(subnet.map_public_ip));
  add(result, "assigns ipv6", words_of(subnet.assign_ipv6));
  add_exclusion(result, subnet.exclusion);
  return result;
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

Details details(const Design& design, const NetworkAcl& acl) {
  Details result;
  add(result, "vpc", name_of(design, acl.vpc));
  add(result, "default", acl.is_default ? "yes" : "");
  add_entries(result, "ingress", acl.ingress);
  add_entries(result, "egress", acl.egress);
  return result;
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

Details details(const Design&, const OnPremisesNetwork& network) {
  Details result;
  add(result, "cidr", list_of(network.cidrs));
  add(result, "public ip", list_of(network.public_ips));
  add(result, "via", list_of(network.via));
  return result;
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

}  // namespace canreach
