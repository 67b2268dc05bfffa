// Client VPN endpoints: where they are associated, their routes and authorization rules.
#include <utility>

#include "parsers/native/workload_keys.h"

namespace canreach {
namespace {

/// A block alone, or a map.  Clients have IPv4 addresses.
void read_authorization(NativeContext& context, const SyntaxNode& node,
                        ClientVpnEndpoint& endpoint) {
  if (says_unknown(node)) {
    endpoint.authorizations_known = false;
    return;
  }
  ClientVpnAuthorization rule;
  rule.at = node.at();
  if (!node.is_map()) {
    rule.destination = read_prefix(context, node).value_or(Value<IpPrefix>(kUnknown));
    return endpoint.authorizations.push_back(std::move(rule));
  }
  Fields fields(context, node, "an authorization rule", node.at());
  const SyntaxNode* to = fields.need("to");
  if (const SyntaxNode* group = fields.find("group")) {
    rule.group = read_text(context, *group, "`group`").value_or("unknown");
  }
  if (to == nullptr) return;
  rule.destination = read_prefix(context, *to).value_or(Value<IpPrefix>(kUnknown));
  endpoint.authorizations.push_back(std::move(rule));
}

void read_client_route(NativeContext& context, const SyntaxNode& node,
                       ClientVpnEndpoint& endpoint) {
  if (says_unknown(node)) {
    endpoint.routes_known = false;
    return;
  }
  ClientVpnRoute route;
  route.at = node.at();
  if (!node.is_map()) {
    route.destination = read_prefix(context, node).value_or(Value<IpPrefix>(kUnknown));
    return endpoint.routes.push_back(std::move(route));
  }
  Fields fields(context, node, "a route", node.at());
  const SyntaxNode* to = fields.need("to");
  if (const SyntaxNode* subnet = fields.find("subnet")) {
    route.subnet = read_ref<Subnet>(context, *subnet, "");
  }
  if (to == nullptr) return;
  route.destination = read_prefix(context, *to).value_or(Value<IpPrefix>(kUnknown));
  endpoint.routes.push_back(std::move(route));
}

void read_dns(NativeContext& context, const SyntaxNode* node, ClientVpnEndpoint& endpoint) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) {
    if (says_unknown(*element)) {
      endpoint.dns_servers_known = false;
      continue;
    }
    const std::optional<IpAddress> address = read_address(context, *element, "`dns_servers`");
    if (address) endpoint.dns_servers.push_back(*address);
  }
}

}  // namespace

void read_client_vpn_endpoint(NativeContext& context, const Declaration& declaration) {
  ClientVpnEndpoint& endpoint = context.design.all<ClientVpnEndpoint>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, endpoint), endpoint.at);
  read_common(context, fields, declaration.kind, endpoint);
  if (const SyntaxNode* cidr = fields.find("client_cidr")) {
    endpoint.client_cidr = read_prefix(context, *cidr).value_or(Value<IpPrefix>(kUnknown));
  }
  endpoint.split_tunnel = read_bool(context, fields.find("split_tunnel"), "`split_tunnel`", false);
  if (const SyntaxNode* rules = fields.find("authorization_rules")) {
    for (const SyntaxNode* rule : elements_of(*rules)) read_authorization(context, *rule, endpoint);
  }
  if (const SyntaxNode* routes = fields.find("routes")) {
    for (const SyntaxNode* route : elements_of(*routes)) {
      read_client_route(context, *route, endpoint);
    }
  }
  read_dns(context, fields.find("dns_servers"), endpoint);
  if (attach_later(context, declaration, fields)) return;
  const SyntaxNode* subnets = endpoint.external ? fields.find("subnets") : fields.need("subnets");
  InterfaceKeys keys = read_interface_keys(fields, subnets);
  keys.ipv6 = nullptr;
  PublicIp public_ip;  // AWS's own, by which clients get to the internet.  Rule: CVPN-1
  public_ip.kind = PublicIp::Kind::assigned;
  const InterfaceOwner owner = {declaration.kind, declaration.index, &endpoint};
  add_interfaces(
      context,
      read_interfaces(context, keys, owner, NetworkInterface::Type::client_vpn, public_ip, ""),
      endpoint);
  if (endpoint.interfaces.empty()) return;
  const NetworkInterface& first = context.design.get(endpoint.interfaces.front());
  endpoint.account = first.account;
  endpoint.region = first.region;
}

}  // namespace canreach
