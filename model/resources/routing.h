#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/net/ip.h"
#include "model/ref.h"
#include "model/resources/policy_document.h"
#include "model/resources/resource.h"
#include "model/resources/rules.h"
#include "model/resources/vpc.h"

namespace canreach {

struct EndpointService;
struct Firewall;
struct NetworkInterface;

struct InternetGateway : Resource {
  Ref<Vpc> vpc;  // none: attached to nothing.  Rule: IGW-1
};
struct EgressOnlyInternetGateway : Resource {
  Ref<Vpc> vpc;
};
/// A virtual private gateway.  What lies behind it: VpnConnection, OnPremisesNetwork.  Rule: VPN-1
struct VpnGateway : Resource {
  Ref<Vpc> vpc;
};

struct NatGateway : Resource {
  Ref<Vpc> vpc;
  Ref<Subnet> subnet;               // none: a regional one.  Rule: NAT-15
  std::vector<std::string> zones;   // of a regional one; empty: automatic; "": one not known
  Value<bool> is_private = false;   // Rule: NAT-3
  Ref<NetworkInterface> interface;  // its address and public IP; none for a regional one
  Ref<RouteTable> route_table;      // of a regional one; none: the preset one, which leads to the
                                    // internet gateway
};

struct VpcPeering : Resource {
  Ref<Vpc> requester;  // may be an external VPC
  Ref<Vpc> accepter;
  Value<bool> requester_dns_resolution =
      false;  // names of the requester resolve to private addresses for the other
  Value<bool> accepter_dns_resolution = false;

  /// Of the names of this VPC, which is one of the two.  Rule: PEER-9.
  const Value<bool>& dns_resolution_of(Ref<Vpc> vpc) const {
    return vpc == requester ? requester_dns_resolution : accepter_dns_resolution;
  }
};

enum class EndpointType : std::uint8_t { gateway, interface, gateway_load_balancer };

struct VpcEndpoint : Resource {
  Ref<Vpc> vpc;
  EndpointType type = EndpointType::interface;
  std::string service;  // the short name of AWS's service ("s3", "sqs", "ecr.api"), else the full
                        // name; empty: not known
  std::string service_name;                       // "com.amazonaws.us-east-1.s3"
  std::vector<Ref<RouteTable>> route_tables;      // gateway endpoints; unknown: any.  Rule: GEP-1
  std::vector<Ref<NetworkInterface>> interfaces;  // the others: one a subnet.  Rule: IEP-1
  Value<bool> private_dns = true;                 // Rule: IEP-3
  std::optional<PolicyDocument> policy;           // none: full access.  Rule: VPE-1
  bool policy_known = true;                       // false: whether there is one is not known
  Ref<EndpointService>
      offered;             // the one that it is for; unknown: one that the input does not hold
  Ref<Firewall> firewall;  // whose endpoint it is.  Rule: NFW-1
};

/// Where a route sends packets.  Rule: RT-9.
struct RouteTarget {
  enum class Kind : std::uint8_t {
    local,
    internet_gateway,
    egress_only_internet_gateway,
    nat_gateway,
    network_interface,
    vpc_peering,
    vpc_endpoint,
    vpn_gateway,
    transit_gateway,
    transit_gateway_attachment,  // in the tables of transit gateways alone
    not_modelled,                // a carrier gateway, core network ...: `label` says its kind
    blackhole,                   // the target no longer exists.  Rule: RT-11
    unknown,
  };
  Kind kind = Kind::unknown;
  std::uint32_t index = 0;  // in Design::all<T>() of the kind's type, for those that have one
  std::string name;         // for messages
  std::string label;        // kind label, for not_modelled
};

struct Route {
  enum class State : std::uint8_t { active, blackhole, unknown };
  /// From what the table of a transit gateway learnt it, in order of preference.  Rule: TGW-5.
  enum class Learnt : std::uint8_t { vpc, direct_connect, connect, vpn, otherwise };

  Value<IpPrefix> destination;  // when prefix_list is none
  Ref<PrefixList> prefix_list;  // Rule: RT-10
  RouteTarget target;
  State state = State::active;
  bool propagated = false;            // Rule: RT-7
  Learnt learnt = Learnt::otherwise;  // when propagated
  bool possible = false;              // it is there or not: nobody knows
  bool implied =
      false;  // the local route, or one that a gateway endpoint adds.  Rules: RT-3, GEP-1
  SourceLoc at;
};

/// The gateway that an edge route table belongs to.  Rule: RT-14.
struct EdgeGateway {
  enum class Kind : std::uint8_t { none, internet_gateway, vpn_gateway, unknown };
  Kind kind = Kind::none;
  std::uint32_t index = 0;
};

struct RouteTable : Resource {
  Ref<Vpc> vpc;
  bool main = false;
  EdgeGateway edge;
  std::vector<Ref<VpnGateway>> propagating;  // unknown: perhaps the VPC's
  std::vector<Route> routes;                 // with the local routes, after completion
};

}  // namespace canreach
