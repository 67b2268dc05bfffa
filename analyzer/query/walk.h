#pragma once

// The packet walk: what every filter of a path says of one packet, rule by rule.  This is the
// specification in code; the set engine (reach.h) must agree with it.

#include <cstdint>
#include <vector>

#include "analyzer/query/path.h"

namespace canreach {

/// One concrete connection.
struct Packet {
  Traffic traffic = 0;  // of the request
  std::uint16_t client_port = 1024;
  std::uint16_t remapped_port = 1024;  // what NAT devices take instead.  Rule: NAT-1

  friend bool operator==(const Packet&, const Packet&) = default;
};

/// Must a reply get back?  Not for UDP, where a datagram may want no answer, nor for ICMP other
/// than echo.  Rule: MOD-10.
bool needs_reply(Traffic request);
/// The traffic of the reply, as the filters see it.
Traffic reply_to(Traffic request, std::uint16_t port);
/// What the packet carries at this step.
Traffic traffic_at(const Step& step, const Packet& packet);

/// What a step says of a packet.
struct Judgement {
  Tri outcome = Tri::yes;
  Reason reason = Reason::none;    // when it is not a yes
  std::uint32_t group = kNoIndex;  // of a security group rule: the group
  std::uint32_t rule = kNoIndex;   // in Network::group_rules or acl_entries; kNoIndex: none matched
};
Judgement judge(const Network& network, const Step& step, const Packet& packet);

/// Does the rule's other end match, whatever the traffic?
Tri peer_matches(const Network& network, const GroupRule& rule, const Step& step,
                 const Party& other);
/// The party that a filter looks at: the other end of the packet.
const Party& other_party(const Step& step);
/// The rules of the direction that a step asks.
Slice rules_of(const CompiledGroup& group, Direction direction);

/// What a NAT gateway (NAT-5) or gateway endpoint (GEP-5) carries at a protocol step.
TrafficSet carried_by(const Step& step);

}  // namespace canreach
