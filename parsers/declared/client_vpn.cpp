#include <string>
#include <utility>

#include "parsers/declared/translation.h"

// Client VPN endpoints.  Associations, routes and authorization rules are resources of their own;
// the native format has them in their endpoint.

namespace canreach {
namespace {

constexpr std::string_view kEndpointKey = "ClientVpnEndpointId";

/// What is in a list of the endpoint: the resources of a type that name it, and `unknown` for those
/// that may.
template <class Say>
DeclaredValue parts_of(const Translation& out, const DeclaredResource& endpoint,
                       std::string_view type, Say say) {
  DeclaredValue parts = DeclaredValue::of_list({}, endpoint.at);
  for (const DeclaredResource* part : out.naming(type, kEndpointKey, endpoint.address)) {
    DeclaredValue value = say(*part);
    if (!value.is_absent()) parts.items.push_back(std::move(value));
  }
  if (!out.perhaps_naming(type, kEndpointKey, endpoint.address).empty()) {
    parts.items.push_back(unknown_word(endpoint.at));
  }
  return parts;
}

DeclaredValue authorization_of(const Translation& out, const DeclaredResource& rule) {
  DeclaredValue made = DeclaredValue::of_map(rule.at);
  put(made, "to", or_unknown(out.scalar(rule.properties["TargetNetworkCidr"]), rule.at));
  const DeclaredValue& everybody = rule.properties["AuthorizeAllGroups"];
  const bool is_for_all = !everybody.is_absent() && out.flag(everybody).value_or(false);
  const DeclaredValue& group = rule.properties["AccessGroupId"];
  if (!is_for_all) put(made, "group", or_unknown(out.scalar(group), rule.at));
  return made;
}

/// Absent: a route among clients, which leads to none of the VPC.
DeclaredValue client_route_of(const Translation& out, const DeclaredResource& route) {
  const DeclaredValue& subnet = route.properties["TargetVpcSubnetId"];
  if (out.text(subnet) == "local") return {};
  DeclaredValue made = DeclaredValue::of_map(route.at);
  put(made, "to", or_unknown(out.scalar(route.properties["DestinationCidrBlock"]), route.at));
  put(made, "subnet", or_unknown(out.name(subnet, kSubnetTypes), route.at));
  return made;
}

DeclaredValue dns_servers_of(const Translation& out, const DeclaredResource& endpoint) {
  const DeclaredValue& servers = endpoint.properties["DnsServers"];
  if (servers.is_absent()) return {};
  if (!servers.is_list()) return unknown_word(servers.at);
  DeclaredValue result = DeclaredValue::of_list({}, servers.at);
  for (const DeclaredValue& server : servers.items) {
    result.items.push_back(or_unknown(out.scalar(server), server.at));
  }
  return result;
}

}  // namespace

void say_client_vpn_endpoint(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue subnets =
      parts_of(out, resource, "AWS::EC2::ClientVpnTargetNetworkAssociation",
               [&](const DeclaredResource& association) {
                 return or_unknown(out.name(association.properties["SubnetId"], kSubnetTypes),
                                   association.at);
               });
  // Which addresses clients with IPv6 have in the VPC is not modelled.  Rule: CVPN-1
  const DeclaredValue& family = resource.properties["TrafficIpAddressType"];
  const bool is_ipv4 = family.is_absent() || out.text(family) == "ipv4";
  const bool is_known = is_ipv4 && !subnets.items.empty();
  put(body, "subnets", is_known ? subnets : unknown_word(resource.at));
  put(body, "client_cidr", out.scalar(resource.properties["ClientCidrBlock"]));
  put(body, "split_tunnel", out.boolean(resource.properties["SplitTunnel"]));
  put(body, "security_groups", group_names(out, resource.properties["SecurityGroupIds"]));
  put(body, "dns_servers", dns_servers_of(out, resource));
  put(body, "authorization_rules",
      parts_of(out, resource, "AWS::EC2::ClientVpnAuthorizationRule",
               [&](const DeclaredResource& rule) { return authorization_of(out, rule); }));
  put(body, "routes",
      parts_of(out, resource, "AWS::EC2::ClientVpnRoute",
               [&](const DeclaredResource& route) { return client_route_of(out, route); }));
  out.add("client_vpn_endpoints", resource.address, resource.at, std::move(body));
}

}  // namespace canreach
