#include "tests/oracle/build.h"

#include <cstdlib>
#include <iostream>
#include <utility>

#include "base/diagnostics.h"
#include "model/check_design.h"
#include "model/complete_design.h"

namespace canreach::oracle {
namespace {

std::vector<Value<IpPrefix>> prefixes(std::initializer_list<std::string_view> texts) {
  std::vector<Value<IpPrefix>> result;
  for (const std::string_view text : texts) result.push_back(prefix(text));
  return result;
}

template <class T>
T named(std::string name) {
  T resource;
  resource.id = name;
  resource.name = std::move(name);
  return resource;
}

template <class T>
T part_of(const Design& design, Ref<Vpc> vpc, std::string name) {
  T resource = named<T>(std::move(name));
  resource.vpc = vpc;
  resource.scope = design.get(vpc).name;
  return resource;
}

NetworkInterface interface_in(const Design& design, Ref<Subnet> subnet, std::string name,
                              const IpAddress& own, std::vector<Ref<SecurityGroup>> groups) {
  NetworkInterface interface = named<NetworkInterface>(std::move(name));
  interface.vpc = design.get(subnet).vpc;
  interface.subnet = subnet;
  interface.addresses.push_back({own, {}, false});
  interface.security_groups = std::move(groups);
  return interface;
}

template <class T>
Ref<NetworkInterface> add_owned(Design& design, Ref<T> owner, NetworkInterface interface) {
  interface.owned = true;
  interface.owner_kind = kind_of<T>();
  interface.owner_index = owner.index();
  const Ref<NetworkInterface> added = design.add(std::move(interface));
  design.get(owner).interfaces.push_back(added);
  return added;
}

template <class T>
RouteTarget target(const Design& design, RouteTarget::Kind kind, Ref<T> ref) {
  return {kind, ref.index(), design.get(ref).name, {}};
}

void require_no_errors(const Diagnostics& diagnostics) {
  if (!diagnostics.has_errors()) return;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (row_of(diagnostic.kind).severity == Severity::error)
      std::cerr << diagnostic.message << '\n';
  }
  std::abort();
}

}  // namespace

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }
IpPrefix prefix(std::string_view text) { return IpPrefix::parse(text).value(); }

Ref<Vpc> add_vpc(Design& design, std::string name, std::initializer_list<std::string_view> cidrs) {
  Vpc vpc = named<Vpc>(std::move(name));
  vpc.cidrs = prefixes(cidrs);
  return design.add(std::move(vpc));
}

Ref<Subnet> add_subnet(Design& design, Ref<Vpc> vpc, std::string name, std::string zone,
                       std::initializer_list<std::string_view> cidrs) {
  Subnet subnet = part_of<Subnet>(design, vpc, std::move(name));
  subnet.zone = std::move(zone);
  subnet.cidrs = prefixes(cidrs);
  return design.add(std::move(subnet));
}

Ref<RouteTable> add_route_table(Design& design, Ref<Vpc> vpc, std::string name) {
  return design.add(part_of<RouteTable>(design, vpc, std::move(name)));
}

Ref<NetworkAcl> add_network_acl(Design& design, Ref<Vpc> vpc, std::string name) {
  return design.add(part_of<NetworkAcl>(design, vpc, std::move(name)));
}

Ref<SecurityGroup> add_group(Design& design, Ref<Vpc> vpc, std::string name) {
  return design.add(part_of<SecurityGroup>(design, vpc, std::move(name)));
}

Ref<PrefixList> add_prefix_list(Design& design, std::string name,
                                std::initializer_list<std::string_view> entries) {
  PrefixList list = named<PrefixList>(std::move(name));
  list.entries = prefixes(entries);
  list.max_entries = static_cast<int>(entries.size());
  return design.add(std::move(list));
}

Ref<InternetGateway> add_internet_gateway(Design& design, Ref<Vpc> vpc, std::string name) {
  return design.add(part_of<InternetGateway>(design, vpc, std::move(name)));
}

Ref<EgressOnlyInternetGateway> add_egress_only_gateway(Design& design, Ref<Vpc> vpc,
                                                       std::string name) {
  return design.add(part_of<EgressOnlyInternetGateway>(design, vpc, std::move(name)));
}

Ref<TransitGateway> add_transit_gateway(Design& design, std::string name) {
  TransitGateway gateway;
  gateway.id = name;
  gateway.name = std::move(name);
  gateway.region = "us-east-1";
  return design.add(std::move(gateway));
}

Ref<TransitGatewayAttachment> add_attachment(Design& design, Ref<TransitGateway> gateway,
                                             std::string name, std::vector<Ref<Subnet>> subnets) {
  TransitGatewayAttachment attachment;
  attachment.id = name;
  attachment.name = std::move(name);
  attachment.gateway = gateway;
  attachment.attached_vpc = design.get(subnets.front()).vpc;
  attachment.subnets = std::move(subnets);
  return design.add(std::move(attachment));
}

Ref<TransitGatewayRouteTable> add_transit_table(Design& design, Ref<TransitGateway> gateway,
                                                std::string name) {
  TransitGatewayRouteTable table;
  table.id = name;
  table.name = std::move(name);
  table.gateway = gateway;
  return design.add(std::move(table));
}

Ref<VpnGateway> add_vpn_gateway(Design& design, Ref<Vpc> vpc, std::string name) {
  return design.add(part_of<VpnGateway>(design, vpc, std::move(name)));
}

Ref<VpcPeering> add_peering(Design& design, Ref<Vpc> requester, Ref<Vpc> accepter,
                            std::string name) {
  VpcPeering peering = named<VpcPeering>(std::move(name));
  peering.requester = requester;
  peering.accepter = accepter;
  return design.add(std::move(peering));
}

Ref<NatGateway> add_nat_gateway(Design& design, Ref<Subnet> subnet, std::string name,
                                std::string_view private_ip, std::string_view public_ip) {
  const Ref<Vpc> vpc = design.get(subnet).vpc;
  NetworkInterface interface = interface_in(design, subnet, name, address(private_ip), {});
  interface.type = NetworkInterface::Type::nat_gateway;
  interface.has_security_groups = false;
  interface.source_dest_check = false;
  interface.owned = true;
  interface.owner_kind = ResourceKind::NatGateway;
  interface.owner_index = static_cast<std::uint32_t>(design.all<NatGateway>().size());
  NatGateway gateway = part_of<NatGateway>(design, vpc, std::move(name));
  gateway.subnet = subnet;
  gateway.is_private = public_ip.empty();
  gateway.interface = design.add(std::move(interface));
  if (!public_ip.empty()) set_public_ip(design, gateway.interface, address(public_ip));
  return design.add(std::move(gateway));
}

Ref<NetworkInterface> add_instance(Design& design, Ref<Subnet> subnet, std::string name,
                                   const IpAddress& own, std::vector<Ref<SecurityGroup>> groups) {
  NetworkInterface interface = interface_in(design, subnet, name, own, std::move(groups));
  return add_owned(design, design.add(named<Instance>(std::move(name))), std::move(interface));
}

Ref<NetworkInterface> add_function(Design& design, Ref<Subnet> subnet, std::string name,
                                   const IpAddress& own, std::vector<Ref<SecurityGroup>> groups) {
  NetworkInterface interface = interface_in(design, subnet, name, own, std::move(groups));
  interface.type = NetworkInterface::Type::function;
  return add_owned(design, design.add(named<Function>(std::move(name))), std::move(interface));
}

Ref<NetworkInterface> add_database(Design& design, Ref<Subnet> subnet, std::string name,
                                   const IpAddress& own, std::vector<Ref<SecurityGroup>> groups) {
  NetworkInterface interface = interface_in(design, subnet, name, own, std::move(groups));
  interface.type = NetworkInterface::Type::managed;
  for (std::size_t i = 0; i < design.all<Database>().size(); ++i) {
    if (design.all<Database>()[i].name == name) {
      return add_owned(design, Ref<Database>(i), std::move(interface));
    }
  }
  return add_owned(design, design.add(named<Database>(std::move(name))), std::move(interface));
}

Ref<NetworkInterface> add_interface_endpoint(Design& design, Ref<Subnet> subnet, std::string name,
                                             const IpAddress& own,
                                             std::vector<Ref<SecurityGroup>> groups) {
  NetworkInterface interface = interface_in(design, subnet, name, own, std::move(groups));
  interface.type = NetworkInterface::Type::endpoint;
  VpcEndpoint endpoint = part_of<VpcEndpoint>(design, interface.vpc, std::move(name));
  endpoint.service = "sqs";
  return add_owned(design, design.add(std::move(endpoint)), std::move(interface));
}

Ref<VpcEndpoint> add_inspection_endpoint(Design& design, Ref<Subnet> subnet, std::string name,
                                         const IpAddress& own) {
  NetworkInterface interface = interface_in(design, subnet, name, own, {});
  interface.type = NetworkInterface::Type::gateway_load_balancer_endpoint;
  interface.has_security_groups = false;
  VpcEndpoint endpoint = part_of<VpcEndpoint>(design, interface.vpc, std::move(name));
  endpoint.type = EndpointType::gateway_load_balancer;
  endpoint.service_name = "com.amazonaws.vpce.us-east-1.vpce-svc-0";
  endpoint.offered = Ref<EndpointService>::unknown();
  const Ref<VpcEndpoint> ref = design.add(std::move(endpoint));
  add_owned(design, ref, std::move(interface));
  return ref;
}

Ref<VpcEndpoint> add_gateway_endpoint(Design& design, Ref<Vpc> vpc, std::string name,
                                      std::string service, std::vector<Ref<RouteTable>> tables) {
  VpcEndpoint endpoint = part_of<VpcEndpoint>(design, vpc, std::move(name));
  endpoint.type = EndpointType::gateway;
  endpoint.service = std::move(service);
  endpoint.route_tables = std::move(tables);
  return design.add(std::move(endpoint));
}

void add_address(Design& design, Ref<NetworkInterface> interface, std::string_view text) {
  design.get(interface).addresses.push_back({address(text), {}, false});
}

void set_public_ip(Design& design, Ref<NetworkInterface> interface, const IpAddress& public_ip) {
  design.get(interface).addresses.front().public_ip = {PublicIp::Kind::address, public_ip};
}

RouteTarget local_target() { return {RouteTarget::Kind::local, 0, "local", {}}; }
RouteTarget blackhole_target() { return {RouteTarget::Kind::blackhole, 0, "gone", {}}; }
RouteTarget target_of(const Design& design, Ref<InternetGateway> ref) {
  return target(design, RouteTarget::Kind::internet_gateway, ref);
}
RouteTarget target_of(const Design& design, Ref<EgressOnlyInternetGateway> ref) {
  return target(design, RouteTarget::Kind::egress_only_internet_gateway, ref);
}
RouteTarget target_of(const Design& design, Ref<NatGateway> ref) {
  return target(design, RouteTarget::Kind::nat_gateway, ref);
}
RouteTarget target_of(const Design& design, Ref<NetworkInterface> ref) {
  return target(design, RouteTarget::Kind::network_interface, ref);
}
RouteTarget target_of(const Design& design, Ref<VpcEndpoint> ref) {
  return target(design, RouteTarget::Kind::vpc_endpoint, ref);
}
RouteTarget target_of(const Design& design, Ref<VpcPeering> ref) {
  return target(design, RouteTarget::Kind::vpc_peering, ref);
}
RouteTarget target_of(const Design& design, Ref<VpnGateway> ref) {
  return target(design, RouteTarget::Kind::vpn_gateway, ref);
}

RouteTarget target_of(const Design& design, Ref<TransitGateway> ref) {
  return target(design, RouteTarget::Kind::transit_gateway, ref);
}

RouteTarget target_of(const Design& design, Ref<TransitGatewayAttachment> ref) {
  return target(design, RouteTarget::Kind::transit_gateway_attachment, ref);
}

Route route_to(const IpPrefix& destination, RouteTarget target) {
  Route route;
  route.destination = destination;
  route.target = std::move(target);
  return route;
}

Route route_to(Ref<PrefixList> destination, RouteTarget target) {
  Route route;
  route.prefix_list = destination;
  route.target = std::move(target);
  return route;
}

void add_route(Design& design, Ref<RouteTable> table, std::string_view destination,
               RouteTarget target) {
  design.get(table).routes.push_back(route_to(prefix(destination), std::move(target)));
}

SecurityGroupPeer from_cidr(std::string_view text) {
  SecurityGroupPeer peer;
  peer.kind = SecurityGroupPeer::Kind::cidr;
  peer.cidr = prefix(text);
  peer.name = std::string(text);
  return peer;
}

SecurityGroupPeer from_group(const Design& design, Ref<SecurityGroup> group) {
  SecurityGroupPeer peer;
  peer.kind = SecurityGroupPeer::Kind::group;
  peer.group = group;
  peer.name = design.get(group).name;
  return peer;
}

SecurityGroupPeer from_prefix_list(const Design& design, Ref<PrefixList> list) {
  SecurityGroupPeer peer;
  peer.kind = SecurityGroupPeer::Kind::prefix_list;
  peer.prefix_list = list;
  peer.name = design.get(list).name;
  return peer;
}

SecurityGroupPeer from_missing_group() {
  SecurityGroupPeer peer;
  peer.kind = SecurityGroupPeer::Kind::missing_group;
  peer.name = "deleted";
  return peer;
}

SecurityGroupRule rule(TrafficSet traffic, SecurityGroupPeer peer) {
  SecurityGroupRule result;
  result.traffic = TrafficMatch::of(std::move(traffic));
  result.peer = std::move(peer);
  return result;
}

NetworkAclEntry entry(int number, Verdict verdict, TrafficSet traffic, std::string_view cidr) {
  NetworkAclEntry result;
  result.number = number;
  result.allow = verdict == Verdict::allow;
  result.traffic = TrafficMatch::of(std::move(traffic));
  result.cidr = prefix(cidr);
  return result;
}

Design completed(Design design) {
  Diagnostics diagnostics;
  complete_design(design, diagnostics);
  check_design(design, diagnostics);
  require_no_errors(diagnostics);
  return design;
}

}  // namespace canreach::oracle
