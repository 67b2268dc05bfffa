#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/query/cases.h"
#include "model/resources/workload.h"

namespace canreach {

/// Load balancers and endpoints behind each other that are followed.
inline constexpr int kMostRelays = 4;

/// One way of a node's second half: from the node to one address of one target.
struct RelayWay {
  Case made;                         // from the node; decided where no path need be looked for
  TrafficSet traffic;                // what the node sends
  SourcePorts source_ports;          // of it.  Rule: ELB-18
  std::uint32_t group = kNoIndex;    // in LoadBalancer::target_groups
  std::uint32_t target = kNoIndex;   // in TargetGroup::targets
  std::string condition;             // of the listener's rule; empty: its default action
  Reason assumption = Reason::none;  // what the way takes for granted
};

/// What the node at which a case ends does with the requests of one listener, or the endpoint of
/// a service of the design with all requests.
struct Relay {
  std::uint32_t balancer = kNoIndex;  // LoadBalancer; kNoIndex: an endpoint
  std::uint32_t endpoint = kNoIndex;  // VpcEndpoint
  std::uint32_t listener = kNoIndex;  // in LoadBalancer::listeners
  TrafficSet traffic;                 // of what is asked for, that this listener takes
  std::vector<RelayWay> ways;         // all of them must work; none: it answers itself
  Reason assumption = Reason::none;   // what the relay takes for granted
};

/// The load balancer whose node the case ends at, or kNoIndex.
std::uint32_t balancer_of(const Network& network, const Case& front);

/// The endpoint of somebody's own service that the case ends at, or kNoIndex.  Rule: PLS-1.
std::uint32_t endpoint_of(const Network& network, const Case& front);

/// May the Gateway Load Balancer send what arrives at an endpoint's interface to an appliance?
/// Rules: PLS-1, ELB-10, ELB-11.
struct Fleet {
  Tri outcome = Tri::yes;
  Reason reason = Reason::none;
};
Fleet fleet_of(const Network& network, std::uint32_t balancer, std::uint32_t interface);

/// Does what the case ends at open connections of its own?
bool is_relayed(const Network& network, const Case& front);

/// The source that the target sees of what `source` sends; `source` where nothing arrives.
Party seen_source(const Paths& paths, const Party& source);

/// What becomes of the asked traffic at the node.  `client`: the source that the node sees.
std::vector<Relay> relays_of(const Network& network, const Case& front, const TrafficSet& asked,
                             const Party& client, SourcePorts client_ports);

/// Does a name not lead to this node, because its zone has no target while another node's has?
/// Rule: ELB-10.
bool is_idle(const Network& network, const Case& front, const TrafficSet& asked);

}  // namespace canreach
