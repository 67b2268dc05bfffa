#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/value.h"
#include "model/net/ip.h"
#include "model/ref.h"
#include "model/resources/resource.h"
#include "model/resources/routing.h"
#include "model/resources/vpc.h"

namespace canreach {

struct TransitGateway;
struct VpnConnection;

/// A network outside AWS, known by its addresses; what it routes and filters itself is not
/// modelled. Rule: VPN-8.
struct OnPremisesNetwork : Resource {
  std::vector<Value<IpPrefix>> cidrs;
  std::vector<IpAddress> public_ips;
  // What joins it to AWS, beside the attachments of transit gateways that name it.
  std::vector<Ref<VpnGateway>> vpn_gateways;  // by Direct Connect, or a VPN that nobody describes
  std::vector<Ref<TransitGateway>> transit_gateways;
  std::vector<Ref<VpnConnection>> vpn_connections;
  bool via_known = true;         // false: further ones may join it
  std::vector<std::string> via;  // their names, as written
};

/// A site-to-site VPN connection.  Rules: VPN-2, VPN-5, VPN-6.
struct VpnConnection : Resource {
  Ref<VpnGateway> vpn_gateway;  // this or the next
  Ref<TransitGateway> transit_gateway;
  Ref<OnPremisesNetwork> on_premises;      // none: what lies at its other end is not declared
  Value<bool> static_routes_only = false;  // else BGP tells the prefixes
  std::vector<Value<IpPrefix>> routes;     // of a static one
};

/// A table of a transit gateway: what its attachments' packets follow.  Rules: TGW-3 to TGW-5.
struct TransitGatewayRouteTable : Resource {
  Ref<TransitGateway> gateway;
  std::vector<Route>
      routes;                // to attachments or nowhere; with what is propagated, after completion
  bool routes_known = true;  // false: it may hold further ones
};

struct TransitGateway : Resource {
  // What an attachment gets that says nothing of it; none: nothing.  Rule: TGW-4.
  Ref<TransitGatewayRouteTable> default_association;
  Ref<TransitGatewayRouteTable> default_propagation;
  bool has_default_association = true;  // of a table that AWS makes where the two above are none
  bool has_default_propagation = true;
  Value<bool> security_group_referencing = false;  // Rule: TGW-10
};

struct TransitGatewayAttachment : Resource {
  enum class Kind : std::uint8_t {
    vpc,
    vpn,
    direct_connect,  // a Direct Connect gateway: `on_premises`
    peering,
    not_modelled,  // Connect, client VPN ...: `label` says which
  };
  Kind kind = Kind::vpc;
  std::string label;  // for not_modelled
  Ref<TransitGateway> gateway;
  Ref<Vpc> attached_vpc;             // unknown: of another design, or not given
  std::vector<Ref<Subnet>> subnets;  // of a VPC: one a zone.  Rule: TGW-1
  Ref<VpnConnection> vpn;
  Ref<OnPremisesNetwork> on_premises;
  Ref<TransitGateway> peer;
  Ref<TransitGatewayAttachment> peer_attachment;  // the other end of a peering, after completion
  Ref<TransitGatewayRouteTable> route_table;      // the association; none: none.  Rule: TGW-3
  bool default_association = false;               // before completion: takes the gateway's default
  std::vector<Ref<TransitGatewayRouteTable>> propagating;  // Rule: TGW-4
  bool default_propagation = false;                        // before completion, likewise
  Value<bool> appliance_mode = false;                      // Rule: TGW-8
  Value<bool> security_group_referencing = true;           // AWS's default; the gateway's is false
  Value<bool> ipv6 = false;                                // Rule: TGW-13
};

}  // namespace canreach
