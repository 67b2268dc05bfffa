#pragma once

// Where a packet and its reply go: the sequence of places that a flow meets, without asking the
// filters. Routing in a VPC depends on addresses alone, so one path serves every port; what each
// filter on it lets through is asked afterwards, for one packet (walk.h) or for sets of them
// (reach.h).

#include <array>
#include <cstdint>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/reason.h"

namespace canreach {

enum class Leg : std::uint8_t { forward, reply };
enum class Direction : std::uint8_t { none, ingress, egress };
enum class Effect : std::uint8_t { permits, denies, forwards, rewrites, delivers, unknown };

/// One end of a packet, as its header says at some place.
struct Party {
  Atom atom = 0;
  IpAddress address;              // meaningless when the atom is symbolic
  std::uint32_t face = kNoIndex;  // the face that owns this private address
};

enum class StepKind : std::uint8_t {
  security_group,     // filter: `index` is the interface
  network_acl,        // filter: `index` is the ACL, kNoIndex when not known which
  listener,           // filter: the ports that the target serves; `index` is the interface
  protocol,           // filter: what a NAT gateway or gateway endpoint carries; `reason` says which
  firewall,           // filter: `index` is the firewall
  source_dest_check,  // the rest is decided by where the packet goes
  route,
  gateway,
  arrival,
};
inline bool is_filter(StepKind kind) { return kind <= StepKind::firewall; }

/// Which ports the packet's destination port comes from at a step.
enum class PortSource : std::uint8_t {
  request,   // what was asked for
  client,    // a reply: the client's own ports
  remapped,  // a reply to a NAT device: 1024-65535.  Rule: NAT-1
};

enum class Rewrite : std::uint8_t { none, source, destination };

/// What rules that name groups can tell of a packet's other end, which depends on the way that the
/// packet takes.  Rules: SG-10, SG-12, SG-13, RT-18, TGW-10.
enum class References : std::uint8_t {
  hold,              // the way stays in the VPC or takes a peering
  by_transit,        // it came by a transit gateway that carries them: ingress rules' hold
  maybe_by_transit,  // by one that may carry them
  lost,
};

struct Step {
  // Not defaulted: GCC would zero all of it first, which costs more than the rest of a step.
  Step() {}  // NOLINT(modernize-use-equals-default)

  StepKind kind = StepKind::route;
  Leg leg = Leg::forward;
  Direction direction = Direction::none;
  Effect effect = Effect::permits;  // of what is not a filter, when it passes
  Tri outcome = Tri::yes;           // of what is not a filter
  Reason reason = Reason::none;     // why it refuses or is unknown
  ResourceKind component{};
  std::uint32_t index = kNoIndex;  // of the component in the design
  std::uint32_t route = kNoIndex;  // in Network::routes, for a route; of an ACL, its subnet
  PortSource ports = PortSource::request;
  References references = References::hold;
  bool uncertain =
      false;  // the source may have been rewritten on a part of the path that is not known
  Rewrite rewrite = Rewrite::none;
  std::uint32_t origin_face = kNoIndex;  // of the request's source, whatever the header says by now
  std::uint32_t relay_face = kNoIndex;   // a node in between, whose groups rules see.  Rule: ELB-13
  Party source;                          // the header as the step sees it
  Party destination;
  Party rewritten;  // the new source or destination
};

/// The node in whose place the filter's other end sends; kNoIndex: nobody does, or the node itself
/// asks.  Rules: SG-9, ELB-13.
inline std::uint32_t relay_of(const Step& step) {
  const bool is_client = (step.leg == Leg::forward) == (step.direction == Direction::ingress);
  return is_client ? step.relay_face : kNoIndex;
}

/// The table of a route's step, in Network::tables.
inline std::uint32_t table_of(const Network& network, const Step& step) {
  const bool of_transit = step.component == ResourceKind::TransitGatewayRouteTable;
  return of_transit && step.index != kNoIndex ? network.transit_table(step.index) : step.index;
}

/// What a path takes for granted.
struct Assumption {
  Reason reason = Reason::none;
  ResourceKind component{};
  std::uint32_t index = kNoIndex;
};

/// An interface judges what it sends before the way is known: on a way by a transit gateway its
/// rules that name groups match nothing.  Rule: SG-13.
void lose_references_across_transit(std::vector<Step>& steps);

struct Path {
  std::vector<Step> steps;
  bool arrives =
      false;  // the packet gets to its end and the reply to the source, if every step passes
  std::vector<Assumption> assumptions;
};

/// The two ends of a flow.
struct FlowEnds {
  enum class Origin : std::uint8_t { interface, internet, aws, on_premises, endpoint };
  Origin origin = Origin::internet;  // `aws`: a function outside every VPC
  Party source;                      // origin interface: its face is set
  Party destination;                 // face set when a private address of a known VPC is meant
  std::uint32_t target_face =
      kNoIndex;  // the face that the user means, also when it lacks the address it needs
  std::uint32_t target_vpc = kNoIndex;          // of a private destination without a face
  std::uint32_t on_premises = kNoIndex;         // with that origin: the network
  std::uint32_t target_on_premises = kNoIndex;  // the network that the user means
  bool wants_reply = true;                      // false: ICMP other than echo
  bool service = false;                 // the destination is an AWS service's public address
  std::uint32_t relay_face = kNoIndex;  // the source: a load balancer's node that sends on under
                                        // the address of its client.  Rule: ELB-13
  Party client;                         // with relay_face
  /// With origin `endpoint`: the one by which the source gets to a load balancer's node.  Rule:
  /// PLS-1
  std::uint32_t endpoint = kNoIndex;
};

/// The paths that the flow may take: one, or several when unknown values leave it open (at most 64;
/// `complete` is false when there would be more).
struct Paths {
  std::vector<Path> paths;
  bool complete = true;
};
Paths find_paths(const Network& network, const FlowEnds& ends);

}  // namespace canreach
