#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "model/design.h"

namespace canreach::oracle {

// Designs in one line a resource.  Texts are literals of the tests: one that does not parse is our
// mistake.

IpAddress address(std::string_view text);
IpPrefix prefix(std::string_view text);

Ref<Vpc> add_vpc(Design& design, std::string name, std::initializer_list<std::string_view> cidrs);
Ref<Subnet> add_subnet(Design& design, Ref<Vpc> vpc, std::string name, std::string zone,
                       std::initializer_list<std::string_view> cidrs);
Ref<RouteTable> add_route_table(Design& design, Ref<Vpc> vpc, std::string name);
Ref<NetworkAcl> add_network_acl(Design& design, Ref<Vpc> vpc, std::string name);
Ref<SecurityGroup> add_group(Design& design, Ref<Vpc> vpc, std::string name);
Ref<PrefixList> add_prefix_list(Design& design, std::string name,
                                std::initializer_list<std::string_view> entries);
Ref<InternetGateway> add_internet_gateway(Design& design, Ref<Vpc> vpc, std::string name);
Ref<EgressOnlyInternetGateway> add_egress_only_gateway(Design& design, Ref<Vpc> vpc,
                                                       std::string name);
Ref<VpnGateway> add_vpn_gateway(Design& design, Ref<Vpc> vpc, std::string name);
Ref<VpcPeering> add_peering(Design& design, Ref<Vpc> requester, Ref<Vpc> accepter,
                            std::string name);

Ref<TransitGateway> add_transit_gateway(Design& design, std::string name);
/// With no association and no propagation.
Ref<TransitGatewayAttachment> add_attachment(Design& design, Ref<TransitGateway> gateway,
                                             std::string name, std::vector<Ref<Subnet>> subnets);
Ref<TransitGatewayRouteTable> add_transit_table(Design& design, Ref<TransitGateway> gateway,
                                                std::string name);

/// A private one when `public_ip` is empty.
Ref<NatGateway> add_nat_gateway(Design& design, Ref<Subnet> subnet, std::string name,
                                std::string_view private_ip, std::string_view public_ip);

/// An interface with one address, and what it belongs to.
Ref<NetworkInterface> add_instance(Design& design, Ref<Subnet> subnet, std::string name,
                                   const IpAddress& own, std::vector<Ref<SecurityGroup>> groups);
Ref<NetworkInterface> add_function(Design& design, Ref<Subnet> subnet, std::string name,
                                   const IpAddress& own, std::vector<Ref<SecurityGroup>> groups);
/// Adds the database when there is none of that name, else one more interface to it.
Ref<NetworkInterface> add_database(Design& design, Ref<Subnet> subnet, std::string name,
                                   const IpAddress& own, std::vector<Ref<SecurityGroup>> groups);
Ref<NetworkInterface> add_interface_endpoint(Design& design, Ref<Subnet> subnet, std::string name,
                                             const IpAddress& own,
                                             std::vector<Ref<SecurityGroup>> groups);
/// Of a Gateway Load Balancer that the design does not hold.
Ref<VpcEndpoint> add_inspection_endpoint(Design& design, Ref<Subnet> subnet, std::string name,
                                         const IpAddress& own);
Ref<VpcEndpoint> add_gateway_endpoint(Design& design, Ref<Vpc> vpc, std::string name,
                                      std::string service, std::vector<Ref<RouteTable>> tables);

void add_address(Design& design, Ref<NetworkInterface> interface, std::string_view text);
void set_public_ip(Design& design, Ref<NetworkInterface> interface, const IpAddress& public_ip);

RouteTarget local_target();
RouteTarget blackhole_target();
RouteTarget target_of(const Design& design, Ref<InternetGateway> ref);
RouteTarget target_of(const Design& design, Ref<EgressOnlyInternetGateway> ref);
RouteTarget target_of(const Design& design, Ref<NatGateway> ref);
RouteTarget target_of(const Design& design, Ref<NetworkInterface> ref);
RouteTarget target_of(const Design& design, Ref<VpcPeering> ref);
RouteTarget target_of(const Design& design, Ref<VpcEndpoint> ref);
RouteTarget target_of(const Design& design, Ref<VpnGateway> ref);
RouteTarget target_of(const Design& design, Ref<TransitGateway> ref);
RouteTarget target_of(const Design& design, Ref<TransitGatewayAttachment> ref);

Route route_to(const IpPrefix& destination, RouteTarget target);
Route route_to(Ref<PrefixList> destination, RouteTarget target);
void add_route(Design& design, Ref<RouteTable> table, std::string_view destination,
               RouteTarget target);

SecurityGroupPeer from_cidr(std::string_view text);
SecurityGroupPeer from_group(const Design& design, Ref<SecurityGroup> group);
SecurityGroupPeer from_prefix_list(const Design& design, Ref<PrefixList> list);
SecurityGroupPeer from_missing_group();
SecurityGroupRule rule(TrafficSet traffic, SecurityGroupPeer peer);
inline TrafficSet tcp(std::uint16_t port) { return TrafficSet::ports(kTcp, port, port); }

enum class Verdict { allow, deny };
NetworkAclEntry entry(int number, Verdict verdict, TrafficSet traffic, std::string_view cidr);

/// The design as complete_design() leaves it; what check_design() reports as an error is our
/// mistake.
Design completed(Design design);

}  // namespace canreach::oracle
