#include <utility>

#include "base/algorithm.h"
#include "parsers/native/interfaces.h"
#include "parsers/native/policies.h"

// NAT gateways and VPC endpoints: what a VPC owns and stands on interfaces.

namespace canreach {

namespace {

constexpr std::string_view kAwsPrefix = "com.amazonaws.";

// ---- NAT gateways

PublicIp nat_public_ip(NativeContext& context, Fields& fields, const NatGateway& gateway) {
  const SyntaxNode* node = fields.find("public_ip");
  if (gateway.is_private.is_unknown()) return {PublicIp::Kind::unknown, {}};
  if (gateway.is_private.get()) {
    if (node != nullptr) {
      context.conflict(node->at(), "`public_ip` makes no sense with `private: true`");
    }
    return {};
  }
  if (node == nullptr || says_unknown(*node)) return {PublicIp::Kind::assigned, {}};
  const std::optional<IpAddress> address = read_public_ip(context, *node, "`public_ip`");
  if (!address) return {PublicIp::Kind::assigned, {}};
  return {PublicIp::Kind::address, *address};
}

/// A regional gateway has no subnet, and its addresses are AWS's affair.  Rule: NAT-15.
void read_regional(NativeContext& context, Fields& fields, NatGateway& gateway) {
  fields.refuse({"address", "public_ip", "private"},
                "needs a `subnet`: a regional NAT gateway has none");
  if (const SyntaxNode* node = fields.find("route_table")) {
    gateway.route_table = read_own_ref<RouteTable>(context, *node, gateway.scope);
  }
  const SyntaxNode* zones = fields.find("zones");
  if (zones == nullptr) return;
  for (const SyntaxNode* element : elements_of(*zones)) {
    if (says_unknown(*element)) {
      gateway.zones.push_back("");
    } else if (const std::optional<std::string> zone = read_text(context, *element, "zone")) {
      gateway.zones.push_back(zone->size() == 1 ? gateway.region + *zone : *zone);
    }
  }
}

// ---- endpoints

EndpointType read_type(NativeContext& context, Fields& fields) {
  constexpr EndpointType kTypes[] = {EndpointType::gateway, EndpointType::interface,
                                     EndpointType::gateway_load_balancer};
  const SyntaxNode* node = fields.need("type");
  if (node == nullptr) return EndpointType::interface;
  const std::optional<std::size_t> word =
      read_word(context, *node, "`type`", {"gateway", "interface", "gateway-load-balancer"});
  return word ? kTypes[*word] : EndpointType::interface;
}

/// An endpoint service or a firewall of the design; false: it is neither.
bool read_own_service(NativeContext& context, const SyntaxNode& node, VpcEndpoint& endpoint) {
  const bool inspects = endpoint.type == EndpointType::gateway_load_balancer;
  Wanted wanted = wanted_kind<EndpointService>();
  if (inspects) wanted = {"endpoint service or firewall", {"endpoint-service", "firewall"}};
  const bool is_known = !context.names.find(node.text(), wanted, "").empty();
  if (!is_known || endpoint.type == EndpointType::gateway) return false;
  const NameEntry* entry = resolve(context, node, wanted, "");
  if (entry == nullptr) {
    endpoint.offered = Ref<EndpointService>::unknown();
  } else if (entry->kind == ResourceKind::Firewall) {
    endpoint.firewall = Ref<Firewall>(entry->index);
  } else {
    endpoint.offered = Ref<EndpointService>(entry->index);
  }
  endpoint.service = node.text();
  endpoint.service_name = node.text();
  return true;
}

/// A full name has AWS's prefix, and is short for AWS's own services of the VPC's region.
void set_full_service(const std::string& full, VpcEndpoint& endpoint) {
  endpoint.service = full;
  endpoint.service_name = full;
  const std::string_view rest = std::string_view(full).substr(kAwsPrefix.size());
  const std::size_t dot = rest.find('.');
  if (dot == std::string_view::npos || rest.substr(0, dot) == "vpce") return;
  const bool is_own_region = endpoint.region.empty() || rest.substr(0, dot) == endpoint.region;
  if (is_own_region) endpoint.service = std::string(rest.substr(dot + 1));
}

void read_service(NativeContext& context, const SyntaxNode& node, VpcEndpoint& endpoint) {
  if (says_unknown(node)) return;
  const std::optional<std::string> text = read_text(context, node, "`service`");
  if (!text) return;
  if (read_own_service(context, node, endpoint)) return;
  if (text->rfind(kAwsPrefix, 0) == 0) {
    set_full_service(*text, endpoint);
  } else if (text->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") ==
             std::string::npos) {
    endpoint.service = *text;
    endpoint.service_name =
        std::string(kAwsPrefix) + (endpoint.region.empty() ? "" : endpoint.region + ".") + *text;
  } else {
    context.invalid(node, "`service`",
                    quoted(*text) +
                        " is neither a service such as `s3` nor a full name such as "
                        "`com.amazonaws.us-east-1.s3`");
  }
}

void read_gateway_endpoint(NativeContext& context, Fields& fields, VpcEndpoint& endpoint) {
  fields.refuse({"subnets", "security_groups", "address", "private_dns"},
                "makes no sense with `type: gateway`");
  const SyntaxNode* service = fields.find("service");
  const bool is_offered = endpoint.service == "s3" || endpoint.service == "dynamodb";
  if (!is_offered && !endpoint.service.empty() && service != nullptr) {
    context.invalid(
        *service, "`service`",
        "gateway endpoints are of `s3` and `dynamodb`, not of " + quoted(service->text()),
        context.suggestion(endpoint.service, {"s3", "dynamodb"}));
  }
  if (is_offered) aws_prefix_list(context, endpoint.region, endpoint.service);
  const SyntaxNode* tables = fields.find("route_tables");
  if (tables == nullptr) return;
  for (const SyntaxNode* element : elements_of(*tables)) {
    const Ref<RouteTable> table = read_own_ref<RouteTable>(context, *element, endpoint.scope);
    const bool counts = table.is_known() || says_unknown(*element);
    if (counts && !contains(endpoint.route_tables, table)) endpoint.route_tables.push_back(table);
  }
}

void read_endpoint_interfaces(NativeContext& context, const Declaration& declaration,
                              Fields& fields, VpcEndpoint& endpoint) {
  const bool is_gwlb = endpoint.type == EndpointType::gateway_load_balancer;
  fields.refuse({"route_tables"}, "needs `type: gateway`");
  if (attach_later(context, declaration, fields)) {
    endpoint.private_dns = read_bool(context, fields.find("private_dns"), "`private_dns`", true);
    return;
  }
  InterfaceKeys keys;
  keys.subnets = endpoint.external ? fields.find("subnets") : fields.need("subnets");
  keys.address = fields.find("address");
  if (is_gwlb) {
    fields.refuse({"security_groups", "private_dns"},
                  "makes no sense with `type: gateway-load-balancer`");
  } else {
    keys.security_groups = fields.find("security_groups");
    endpoint.private_dns = read_bool(context, fields.find("private_dns"), "`private_dns`", true);
  }
  const InterfaceOwner owner = {declaration.kind, declaration.index, &endpoint};
  const NetworkInterface::Type type = is_gwlb
                                          ? NetworkInterface::Type::gateway_load_balancer_endpoint
                                          : NetworkInterface::Type::endpoint;
  for (NetworkInterface& interface :
       read_interfaces(context, keys, owner, type, PublicIp(), endpoint.scope)) {
    interface.vpc = endpoint.vpc;
    interface.has_security_groups = !is_gwlb;
    endpoint.interfaces.push_back(context.design.add(std::move(interface)));
  }
}

}  // namespace

void read_nat_gateway(NativeContext& context, const Declaration& declaration) {
  NatGateway& gateway = context.design.all<NatGateway>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, gateway), gateway.at);
  read_common(context, fields, declaration.kind, gateway);
  const SyntaxNode* subnet = fields.find("subnet");
  if (subnet == nullptr) return read_regional(context, fields, gateway);
  fields.refuse({"zones", "route_table"}, "makes no sense with `subnet`");
  gateway.subnet = read_own_ref<Subnet>(context, *subnet, gateway.scope);
  gateway.is_private = read_bool(context, fields.find("private"), "`private`", false);
  if (attach_later(context, declaration, fields)) return;
  const PublicIp public_ip = nat_public_ip(context, fields, gateway);
  const InterfaceOwner owner = {declaration.kind, declaration.index, &gateway};
  NetworkInterface interface =
      interface_in(context, owner, gateway.subnet, NetworkInterface::Type::nat_gateway);
  interface.vpc = gateway.vpc;
  interface.has_security_groups = false;
  interface.source_dest_check = false;
  read_interface_addresses(context, fields.find("address"), nullptr, public_ip,
                           Ipv6Default::without_ipv4, interface);
  gateway.interface = context.design.add(std::move(interface));
}

void read_vpc_endpoint(NativeContext& context, const Declaration& declaration) {
  VpcEndpoint& endpoint = context.design.all<VpcEndpoint>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, endpoint), endpoint.at);
  read_common(context, fields, declaration.kind, endpoint);
  endpoint.type = read_type(context, fields);
  if (const SyntaxNode* node = fields.need("service")) read_service(context, *node, endpoint);
  endpoint.policy = read_policy(context, fields.find("policy"), PolicyUse::endpoint, "policy");
  if (endpoint.type == EndpointType::gateway) {
    endpoint.private_dns = false;
    read_gateway_endpoint(context, fields, endpoint);
  } else {
    read_endpoint_interfaces(context, declaration, fields, endpoint);
  }
}

}  // namespace canreach
