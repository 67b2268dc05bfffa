#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/stand_ins.h"
#include "parsers/declared/translation.h"

// VPCs and their parts.  An association is a resource of its own in both languages, and a key of
// the part that it concerns in the native format.

namespace canreach {
namespace {

const DeclaredTypes kAclTypes = {"AWS::EC2::NetworkAcl"};

/// Is an IPv6 block surely there where its value is not known?  That which Amazon gives a VPC is,
/// and a subnet's lies in its VPC's; others may come out of a pool of any addresses.  Terraform
/// does not know a subnet's before it is applied even where there will be none.
bool is_surely_there(const Translation& out, const DeclaredValue& properties, bool of_subnet) {
  if (!of_subnet) return out.flag(properties["AmazonProvidedIpv6CidrBlock"]).value_or(false);
  if (out.language() == DeclaredLanguage::cloudformation) return true;
  return out.flag(properties["AssignIpv6AddressOnCreation"]).value_or(false) ||
         out.flag(properties["Ipv6Native"]).value_or(false);
}

void add_block(const Translation& out, const DeclaredValue& properties, bool of_subnet,
               DeclaredValue& blocks) {
  const DeclaredValue& ipv4 = properties["CidrBlock"];
  if (!ipv4.is_absent()) blocks.items.push_back(out.scalar(ipv4));
  for (const char* key : {"Ipv4IpamPoolId", "Ipv6IpamPoolId", "Ipv6Pool"}) {
    const char* written = std::string_view(key) == "Ipv4IpamPoolId" ? "CidrBlock" : "Ipv6CidrBlock";
    if (!properties[key].is_absent() && properties[written].is_absent()) {
      blocks.items.push_back(unknown_word(properties[key].at));
    }
  }
  const DeclaredValue& ipv6 = properties["Ipv6CidrBlock"];
  const DeclaredValue& provided = properties["AmazonProvidedIpv6CidrBlock"];
  const bool may_be_provided = !provided.is_absent() && out.flag(provided).value_or(true);
  if (ipv6.is_absent() && !may_be_provided) return;
  DeclaredValue block = ipv6.is_absent() ? unknown_word(provided.at) : out.scalar(ipv6);
  if (block.text == kUnknownWord && is_surely_there(out, properties, of_subnet)) {
    block.text = kUnknownIpv6Word;
  }
  blocks.items.push_back(std::move(block));
}

/// `cidr`: the blocks of a VPC or subnet, and those that resources of their own add to it.
void put_blocks(const Translation& out, const DeclaredResource& resource,
                std::string_view association, std::string_view key, DeclaredValue& body) {
  DeclaredValue blocks = DeclaredValue::of_list({}, resource.at);
  const bool of_subnet = key == "SubnetId";
  add_block(out, resource.properties, of_subnet, blocks);
  for (const DeclaredResource* further : out.naming(association, key, resource.address)) {
    add_block(out, further->properties, of_subnet, blocks);
  }
  const bool is_open = blocks.items.empty() && !out.is_on(resource, "IsExternal");
  if (is_open) blocks.items.push_back(unknown_word(resource.at));
  if (!blocks.items.empty()) put(body, "cidr", std::move(blocks));
}

/// The gateways of a VPC that attachments name.
void put_attached(Translation& out, const DeclaredResource& vpc, std::string_view property,
                  std::string_view native) {
  for (const DeclaredResource* attachment :
       out.naming("AWS::EC2::VPCGatewayAttachment", "VpcId", vpc.address)) {
    const DeclaredValue& gateway = attachment->properties[property];
    if (gateway.is_absent()) continue;
    const DeclaredResource* resource = out.target(gateway);
    DeclaredValue name = resource == nullptr
                             ? unknown_word(gateway.at)
                             : DeclaredValue::of_text(resource->address, resource->at);
    return put(out.vpc(vpc.address).body, native, std::move(name));
  }
  for (const DeclaredResource* attachment :
       out.perhaps_naming("AWS::EC2::VPCGatewayAttachment", "VpcId", vpc.address)) {
    if (attachment->properties[property].is_absent()) continue;
    return put(out.vpc(vpc.address).body, native, unknown_word(attachment->at));
  }
}

bool is_attached(const Translation& out, const DeclaredResource& gateway) {
  for (const char* key : {"InternetGatewayId", "VpnGatewayId"}) {
    if (!out.naming("AWS::EC2::VPCGatewayAttachment", key, gateway.address).empty()) return true;
  }
  return gateway.type == "AWS::EC2::EgressOnlyInternetGateway";
}

/// The VPC whose route is the first to lead to an internet gateway that nothing attaches: it was
/// meant for that one.  Empty: there is none.
std::string vpc_meant_by(const Translation& out, const DeclaredResource& gateway) {
  if (gateway.type != "AWS::EC2::InternetGateway" || is_attached(out, gateway)) return {};
  for (const DeclaredResource* route :
       out.naming("AWS::EC2::Route", "GatewayId", gateway.address)) {
    const DeclaredResource* table = out.target(route->properties["RouteTableId"], kRouteTableTypes);
    if (table != nullptr) return out.vpc_of(*table);
  }
  return {};
}

/// The internet gateway that was meant for a VPC but is not attached; nullptr: there is none.
const DeclaredResource* detached_gateway(const Translation& out, const std::string& vpc) {
  for (const DeclaredResource* table : out.naming("AWS::EC2::RouteTable", "VpcId", vpc)) {
    for (const DeclaredResource* route :
         out.naming("AWS::EC2::Route", "RouteTableId", table->address)) {
      const DeclaredResource* gateway =
          out.target(route->properties["GatewayId"], {"AWS::EC2::InternetGateway"});
      if (gateway != nullptr && vpc_meant_by(out, *gateway) == vpc) return gateway;
    }
  }
  return nullptr;
}

void put_gateways(Translation& out, const DeclaredResource& vpc) {
  put_attached(out, vpc, "InternetGatewayId", "internet_gateway");
  put_attached(out, vpc, "VpnGatewayId", "vpn_gateway");
  const DeclaredResource* detached = detached_gateway(out, vpc.address);
  if (detached != nullptr && !has_internet_gateway(out, vpc.address)) {
    DeclaredValue body = DeclaredValue::of_map(detached->at);
    put(body, "name", detached->address, detached->at);
    put(body, "state", "detached", detached->at);
    put(out.vpc(vpc.address).body, "internet_gateway", std::move(body));
  }
  for (const DeclaredResource* gateway :
       out.naming("AWS::EC2::EgressOnlyInternetGateway", "VpcId", vpc.address)) {
    put(out.vpc(vpc.address).body, "egress_only_internet_gateway", gateway->address, gateway->at);
    return;
  }
}

/// A gateway by its name where a VPC of the design has it, or was meant to.  AWS refuses a route to
/// a gateway that is attached to none: nothing passes.
DeclaredValue gateway_name(const Translation& out, const DeclaredResource& gateway,
                           const SourceLoc& at) {
  const bool is_egress_only = gateway.type == "AWS::EC2::EgressOnlyInternetGateway";
  bool is_known = is_egress_only && !out.vpc_of(gateway).empty();
  for (const char* key : {"InternetGatewayId", "VpnGatewayId"}) {
    for (const DeclaredResource* attachment :
         out.naming("AWS::EC2::VPCGatewayAttachment", key, gateway.address)) {
      is_known |= out.target(attachment->properties["VpcId"], kVpcTypes) != nullptr;
    }
  }
  const std::string meant = vpc_meant_by(out, gateway);
  const bool is_named = !meant.empty() && !has_internet_gateway(out, meant) &&
                        detached_gateway(out, meant) == &gateway;
  if (is_known || is_named) return DeclaredValue::of_text(gateway.address, at);
  return is_attached(out, gateway) ? unknown_word(at) : DeclaredValue::of_text("blackhole", at);
}

bool is_vpc_gateway(const DeclaredResource& resource) {
  return resource.type == "AWS::EC2::InternetGateway" || resource.type == "AWS::EC2::VPNGateway" ||
         resource.type == "AWS::EC2::EgressOnlyInternetGateway";
}

struct TargetKey {
  std::string_view property;
  DeclaredTypes types;  // that the native format can name; empty: none
};

const std::array<TargetKey, 14>& target_keys() {
  static const std::array<TargetKey, 14> kKeys = {{
      {"GatewayId",
       {"AWS::EC2::InternetGateway", "AWS::EC2::VPNGateway", "AWS::EC2::EgressOnlyInternetGateway",
        "AWS::EC2::VPCEndpoint"}},
      {"NatGatewayId", {"AWS::EC2::NatGateway"}},
      {"EgressOnlyInternetGatewayId", {"AWS::EC2::EgressOnlyInternetGateway"}},
      {"InstanceId", {"AWS::EC2::Instance"}},
      {"NetworkInterfaceId", {"AWS::EC2::NetworkInterface", "AWS::EC2::Instance"}},
      {"VpcPeeringConnectionId", {"AWS::EC2::VPCPeeringConnection"}},
      {"TransitGatewayId", {"AWS::EC2::TransitGateway"}},
      {"VpcEndpointId", {"AWS::EC2::VPCEndpoint", "AWS::NetworkFirewall::Firewall"}},
      {"CarrierGatewayId", {}},
      {"LocalGatewayId", {}},
      {"CoreNetworkArn", {}},
      {"OdbNetworkArn", {}},
      {"VpnGatewayId", {"AWS::EC2::VPNGateway"}},
      {"InternetGatewayId", {"AWS::EC2::InternetGateway"}},
  }};
  return kKeys;
}

/// What a route points at.  `local` is said by that word.
DeclaredValue target_of(const Translation& out, const DeclaredResource& route) {
  for (const TargetKey& key : target_keys()) {
    const DeclaredValue& value = route.properties[key.property];
    if (value.is_absent()) continue;
    if (value.is_text() && value.text.empty()) continue;
    if (value.is_text() && value.text == "local") return value;
    if (key.types.empty()) return unknown_word(value.at);
    DeclaredValue endpoint = endpoint_with_id(out, value);
    if (!endpoint.is_absent()) return endpoint;
    const DeclaredResource* target = out.target(value, key.types);
    if (target == nullptr) return unknown_word(value.at);
    if (is_vpc_gateway(*target)) return gateway_name(out, *target, value.at);
    if (target->type == "AWS::NetworkFirewall::Firewall") {
      return endpoint_of_firewall(out, *target, route.properties["EndpointSubnetId"], value.at);
    }
    const DeclaredResource* instance = out.instance_of(*target);
    return DeclaredValue::of_text((instance == nullptr ? target : instance)->address, value.at);
  }
  return unknown_word(route.at);
}

DeclaredValue destination_of(const Translation& out, const DeclaredResource& route) {
  for (const char* key : {"DestinationCidrBlock", "DestinationIpv6CidrBlock"}) {
    const DeclaredValue& block = route.properties[key];
    if (block.is_absent() || (block.is_text() && block.text.empty())) continue;
    return out.scalar(block);
  }
  const DeclaredValue& list = route.properties["DestinationPrefixListId"];
  if (list.is_absent()) return unknown_word(route.at);
  return out.name(list, {"AWS::EC2::PrefixList"});
}

DeclaredValue routes_of(const Translation& out, const DeclaredResource& table) {
  DeclaredValue routes = DeclaredValue::of_list({}, table.at);
  for (const DeclaredResource* route :
       out.naming("AWS::EC2::Route", "RouteTableId", table.address)) {
    DeclaredValue native = DeclaredValue::of_map(route->at);
    put(native, "to", destination_of(out, *route));
    put(native, "via", target_of(out, *route));
    routes.items.push_back(std::move(native));
  }
  for (const DeclaredResource* route :
       out.perhaps_naming("AWS::EC2::Route", "RouteTableId", table.address)) {
    DeclaredValue native = DeclaredValue::of_map(route->at);
    put(native, "to", destination_of(out, *route));
    put(native, "via", unknown_word(route->at));
    // AWS refuses a second route to one destination: then it is another table's.
    const std::string& to = native["to"].text;
    const bool is_taken =
        to != kUnknownWord &&
        any_of(routes.items, [&](const DeclaredValue& item) { return item["to"].text == to; });
    if (!is_taken) routes.items.push_back(std::move(native));
  }
  if (const DeclaredResource* changer = out.changed_by(table)) {
    routes.items.push_back(unknown_word(changer->at));
  }
  return routes;
}

/// The names of the tables that it is one of; else one name.
DeclaredValue table_names(const Translation& out, const DeclaredValue& value) {
  const bool is_one_of = value.is_one_of && all_of(value.items, [&](const DeclaredValue& item) {
                           const DeclaredResource* table = out.target(item, kRouteTableTypes);
                           return table != nullptr && !out.is_on(*table, "IsExternal");
                         });
  if (!is_one_of || value.items.size() < 2) return out.name(value, kRouteTableTypes);
  DeclaredValue names = DeclaredValue::of_list({}, value.at);
  for (const DeclaredValue& item : value.items) {
    names.items.push_back(out.name(item, kRouteTableTypes));
  }
  return names;
}

/// Of several tables the last association's counts in a template (trap 7); an ACL replaces the one
/// before it, and which one is made last is chance, as it is of both in Terraform.
DeclaredValue associated(const Translation& out, const DeclaredResource& subnet,
                         std::string_view association, std::string_view property,
                         const DeclaredTypes& types) {
  const bool of_tables = types == kRouteTableTypes;
  const bool last_stays = of_tables && out.language() == DeclaredLanguage::cloudformation;
  DeclaredValue found;
  for (const DeclaredResource* resource : out.naming(association, "SubnetId", subnet.address)) {
    const DeclaredValue& value = resource->properties[property];
    DeclaredValue name = of_tables ? table_names(out, value) : out.name(value, types);
    const bool is_same = found.is_text() && name.is_text() && found.text == name.text;
    const bool differs = !found.is_absent() && !is_same;
    found = differs && !last_stays ? unknown_word(resource->at) : std::move(name);
  }
  // AWS refuses a second table.
  if (of_tables && !found.is_absent()) return found;
  const auto& perhaps = out.perhaps_naming(association, "SubnetId", subnet.address);
  if (!perhaps.empty()) return unknown_word(perhaps.front()->at);
  const DeclaredResource* changer = of_tables ? out.changed_by(subnet) : nullptr;
  return changer == nullptr ? found : unknown_word(changer->at);
}

void put_exclusion(const Translation& out, const DeclaredResource& resource, std::string_view key,
                   DeclaredValue& body) {
  for (const DeclaredResource* exclusion :
       out.naming("AWS::EC2::VPCBlockPublicAccessExclusion", key, resource.address)) {
    put(body, "block_public_access",
        out.scalar(exclusion->properties["InternetGatewayExclusionMode"]));
    return;
  }
}

}  // namespace

bool has_internet_gateway(const Translation& out, const std::string& vpc) {
  for (const DeclaredResource* attachment :
       out.naming("AWS::EC2::VPCGatewayAttachment", "VpcId", vpc)) {
    if (!attachment->properties["InternetGatewayId"].is_absent()) return true;
  }
  return false;
}

void say_vpc(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  put_blocks(out, resource, "AWS::EC2::VPCCidrBlock", "VpcId", body);
  DeclaredValue dns = DeclaredValue::of_map(resource.at);
  put(dns, "support", out.boolean(resource.properties["EnableDnsSupport"]));
  put(dns, "hostnames", out.boolean(resource.properties["EnableDnsHostnames"]));
  if (!dns.members.empty()) put(body, "dns", std::move(dns));
  for (const DeclaredResource* control :
       out.naming("AWS::EC2::VPCEncryptionControl", "VpcId", resource.address)) {
    put(body, "encryption_control",
        or_unknown(out.scalar(control->properties["Mode"]), resource.at));
  }
  if (out.is_on(resource, "IsDefault")) {
    put(body, "default", "true", resource.at);
  }
  if (!resource.region.empty()) put(body, "region", resource.region, resource.at);
  put_exclusion(out, resource, "VpcId", body);
  out.vpc(resource.address).body = std::move(body);
  put_gateways(out, resource);
}

void say_subnet(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  put_blocks(out, resource, "AWS::EC2::SubnetCidrBlock", "SubnetId", body);
  put(body, "zone", out.scalar(resource.properties["AvailabilityZone"]));
  put(body, "zone_id", out.scalar(resource.properties["AvailabilityZoneId"]));
  put(body, "route_table",
      associated(out, resource, "AWS::EC2::SubnetRouteTableAssociation", "RouteTableId",
                 kRouteTableTypes));
  put(body, "network_acl",
      associated(out, resource, "AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId",
                 kAclTypes));
  put(body, "map_public_ip", out.boolean(resource.properties["MapPublicIpOnLaunch"]));
  put(body, "assign_ipv6", out.boolean(resource.properties["AssignIpv6AddressOnCreation"]));
  put_exclusion(out, resource, "SubnetId", body);
  out.add_part(resource, "subnets", std::move(body));
}

void say_route_table(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  if (out.is_on(resource, "IsMain")) {
    put(body, "main", "true", resource.at);
  }
  for (const DeclaredResource* edge :
       out.naming("AWS::EC2::GatewayRouteTableAssociation", "RouteTableId", resource.address)) {
    const DeclaredValue& value = edge->properties["GatewayId"];
    const DeclaredResource* gateway = out.target(value);
    const bool is_edge = gateway != nullptr && is_vpc_gateway(*gateway);
    const DeclaredValue name =
        is_edge ? gateway_name(out, *gateway, value.at) : unknown_word(value.at);
    put(body, "edge", name.text == "blackhole" ? unknown_word(value.at) : name);
    break;
  }
  DeclaredValue learns = DeclaredValue::of_list({}, resource.at);
  for (const DeclaredResource* propagation :
       out.naming("AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds", resource.address)) {
    learns.items.push_back(
        out.name(propagation->properties["VpnGatewayId"], {"AWS::EC2::VPNGateway"}));
  }
  if (!learns.items.empty()) put(body, "propagate", std::move(learns));
  const bool is_external = out.is_on(resource, "IsExternal");
  if (!is_external) put(body, "routes", routes_of(out, resource));
  out.add_part(resource, "route_tables", std::move(body));
}

namespace {

/// The VPC of a NAT gateway: that of its subnet, of all that its subnet may be, or of a table that
/// leads to it.  A regional one names its own.
std::string vpc_of_nat(const Translation& out, const DeclaredResource& nat) {
  const DeclaredValue& value = nat.properties["SubnetId"];
  const DeclaredResource* subnet = out.target(value, kSubnetTypes);
  const std::string& own = out.vpc_of(subnet == nullptr ? nat : *subnet);
  if (!own.empty()) return own;
  std::string home;
  for (const DeclaredValue& candidate : value.items) {
    const DeclaredResource* perhaps = out.target(candidate, kSubnetTypes);
    const std::string other = perhaps == nullptr ? std::string() : out.vpc_of(*perhaps);
    if (other.empty() || (!home.empty() && home != other)) break;
    home = other;
  }
  for (const DeclaredResource* route : out.naming("AWS::EC2::Route", "NatGatewayId", nat.address)) {
    const DeclaredResource* table = out.target(route->properties["RouteTableId"], kRouteTableTypes);
    if (table != nullptr && !out.vpc_of(*table).empty()) return out.vpc_of(*table);
  }
  if (!home.empty()) return home;
  return vpc_name_of(subnet == nullptr ? nat.address : subnet->address);
}

}  // namespace

void say_nat_gateway(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  const DeclaredResource* subnet = out.target(properties["SubnetId"], kSubnetTypes);
  if (!properties["SubnetId"].is_absent()) {
    put(body, "subnet", out.name(properties["SubnetId"], kSubnetTypes));
  }
  const DeclaredValue& kind = properties["ConnectivityType"];
  const std::optional<std::string> word = out.text(kind);
  if (word && to_lower(*word) == "private") put(body, "private", "true", kind.at);
  if (!kind.is_absent() && !word) put(body, "private", unknown_word(kind.at));
  if (subnet != nullptr) put(body, "address", out.scalar(properties["PrivateIpAddress"]));
  out.add_to_vpc(vpc_of_nat(out, resource), "nat_gateways", resource.address, resource.at,
                 std::move(body));
}

DeclaredValue addresses_by_subnet(const Translation& out, const DeclaredValue& list,
                                  std::string_view key) {
  DeclaredValue addresses = DeclaredValue::of_map(list.at);
  for (const DeclaredValue* item : items_of(list)) {
    const DeclaredValue subnet = out.name((*item)["SubnetId"], kSubnetTypes);
    const DeclaredValue address = out.scalar((*item)[key]);
    const bool is_told = subnet.is_text() && subnet.text != kUnknownWord && !address.text.empty();
    if (is_told) put(addresses, subnet.text, address);
  }
  return addresses.members.empty() ? DeclaredValue() : addresses;
}

DeclaredValue addresses_of_nodes(const Translation& out, const DeclaredValue& subnets,
                                 const DeclaredValue& nodes) {
  DeclaredValue addresses = DeclaredValue::of_map(nodes.at);
  for (const DeclaredValue* subnet : items_of(subnets)) {
    const DeclaredResource* target = out.target(*subnet, kSubnetTypes);
    if (target == nullptr) continue;
    const std::optional<std::string> cidr = out.text(target->properties["CidrBlock"]);
    const Result<IpPrefix> block = IpPrefix::parse(cidr.value_or(""));
    std::vector<std::string> held;
    for (const DeclaredValue* node : items_of(nodes)) {
      const std::string text = out.text(*node).value_or("");
      const Result<IpAddress> address = IpAddress::parse(text);
      if (block && address && block->contains(*address)) held.push_back(text);
    }
    const DeclaredValue name = out.name(*subnet, kSubnetTypes);
    const bool is_named = name.is_text() && name.text != kUnknownWord;
    if (held.size() == 1 && is_named) put(addresses, name.text, held.front(), nodes.at);
  }
  return addresses.members.empty() ? DeclaredValue() : addresses;
}

void say_endpoint(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  put(body, "service", service_of_endpoint(out, resource));
  put(body, "state", state_of_endpoint(out, resource));
  const DeclaredValue type = out.scalar(properties["VpcEndpointType"]);
  const std::string word = type.is_absent() ? "gateway" : to_lower(type.text);
  const bool is_balancer = word == "gatewayloadbalancer";
  const bool is_gateway = word == "gateway";
  put(body, "type",
      is_gateway    ? "gateway"
      : is_balancer ? "gateway-load-balancer"
                    : "interface",
      type.is_absent() ? resource.at : type.at);
  if (is_gateway)
    put(body, "route_tables", out.names(properties["RouteTableIds"], kRouteTableTypes));
  if (!is_gateway) {
    put(body, "subnets", or_unknown(out.names(properties["SubnetIds"], kSubnetTypes), resource.at));
    put(body, "address", addresses_by_subnet(out, properties["SubnetConfigurations"], "Ipv4"));
  }
  if (!is_gateway && !is_balancer) {
    put(body, "security_groups", group_names(out, properties["SecurityGroupIds"]));
    // Both languages leave it off where they do not say it.
    const DeclaredValue& dns = properties["PrivateDnsEnabled"];
    put(body, "private_dns",
        dns.is_absent() ? DeclaredValue::of_text("false", resource.at) : out.boolean(dns));
  }
  put(body, "policy", out.document(properties["PolicyDocument"]));
  out.add_part(resource, "endpoints", std::move(body));
}

/// The peering names the region of a VPC that is in another one: AWS makes none.
bool contradicts_region(Translation& out, const DeclaredResource& peering) {
  const std::optional<std::string> said = out.text(peering.properties["PeerRegion"]);
  const DeclaredResource* other = out.target(peering.properties["PeerVpcId"], kVpcTypes);
  if (!said || said->empty() || other == nullptr || out.is_on(*other, "IsExternal")) return false;
  const std::string region = out.region_of(*other);
  if (region.empty() || region == *said) return false;
  out.warnings().report(DiagnosticKind::peering_contradicts, peering.properties["PeerRegion"].at,
                        {quoted(peering.address), *said, quoted(other->address), region});
  return true;
}

void say_peering(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue& accepted = resource.properties["Accepted"];
  const std::optional<bool> is_accepted = accepted.is_absent() ? true : out.flag(accepted);
  if (contradicts_region(out, resource) || !is_accepted) {
    put(body, "state", unknown_word(resource.at));
  } else if (!*is_accepted) {
    put(body, "state", "pending-acceptance", resource.at);
  }
  DeclaredValue vpcs = DeclaredValue::of_list({}, resource.at);
  for (const char* key : {"VpcId", "PeerVpcId"}) {
    const DeclaredValue& value = resource.properties[key];
    DeclaredValue name = out.name(value, kVpcTypes);
    if (name.is_absent() || name.text == kUnknownWord) {
      // A VPC that only this peering names.
      const std::string other = resource.address + "." + key;
      VpcText& external = out.vpc(other);
      if (external.body.members.empty()) put(external.body, "external", "true", resource.at);
      name = DeclaredValue::of_text(other, resource.at);
    }
    vpcs.items.push_back(std::move(name));
  }
  put(body, "vpcs", std::move(vpcs));
  out.add("peerings", resource.address, resource.at, std::move(body));
}

void say_prefix_list(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue& entries = resource.properties["Entries"];
  DeclaredValue blocks = DeclaredValue::of_list({}, resource.at);
  for (const DeclaredValue* entry : items_of(entries)) {
    blocks.items.push_back(or_unknown(out.scalar((*entry)["Cidr"]), entry->at));
  }
  put(body, "cidr", entries.is_unknown() ? unknown_word(entries.at) : std::move(blocks));
  const DeclaredValue most = out.scalar(resource.properties["MaxEntries"]);
  if (!most.is_absent() && most.text != kUnknownWord) put(body, "max_entries", most);
  out.add("prefix_lists", resource.address, resource.at, std::move(body));
}

void say_public_access(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue mode = out.scalar(resource.properties["InternetGatewayBlockMode"]);
  if (mode.is_absent()) return;
  std::string word = to_lower(mode.text);
  if (word.substr(0, 6) == "block-") word = word.substr(6);
  // It is a setting of one account and Region.  Rule: BPA-1
  DeclaredValue setting = DeclaredValue::of_map(mode.at);
  put(setting, "mode", word, mode.at);
  const std::string region = out.region_of(resource);
  const std::string& account = resource.account.empty() ? out.account() : resource.account;
  if (!region.empty()) put(setting, "region", region, resource.at);
  if (!account.empty()) put(setting, "account", account, resource.at);
  DeclaredValue settings = out.root()["block_public_access"];
  if (settings.is_absent()) settings = DeclaredValue::of_list({}, mode.at);
  settings.items.push_back(std::move(setting));
  out.root().set("block_public_access", std::move(settings));
}

}  // namespace canreach
