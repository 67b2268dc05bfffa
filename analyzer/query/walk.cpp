#include "analyzer/query/walk.h"

#include <algorithm>

#include "analyzer/network/stand_ins.h"
#include "analyzer/query/firewall_rules.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

constexpr std::uint8_t kEchoRequest = 8;
constexpr std::uint8_t kEchoRequestV6 = 128;

std::uint8_t icmp_type_of(Traffic traffic) { return static_cast<std::uint8_t>(traffic >> 8); }

Tri traffic_matches(const Network& network, TrafficId surely, TrafficId possibly, Traffic traffic) {
  if (network.traffic[surely].contains(traffic)) return Tri::yes;
  if (surely == possibly) return Tri::no;
  return network.traffic[possibly].contains(traffic) ? Tri::maybe : Tri::no;
}

/// May a rule of an interface in one VPC name a group of another on a way by a peering?  Rules:
/// SG-10, PEER-8
Tri visible_across_peering(const Network& network, std::uint32_t vpc, std::uint32_t other) {
  if (vpc == kNoIndex) return Tri::maybe;
  if (vpc == other) return Tri::yes;
  const std::uint32_t peering = network.peering_between(vpc, other);
  if (peering == kNoIndex) return Tri::no;
  const Tri is_near = network.same_region(vpc, other);
  const Value<std::string>& state = network.design->all<VpcPeering>()[peering].state;
  if (state.is_unknown()) return both(is_near, Tri::maybe);
  return both(is_near, tri(state.get().empty() || state.get() == "active"));
}

/// The face of the VPC that has the party's private address, or kNoIndex.
std::uint32_t face_in(const Network& network, std::uint32_t vpc, const Party& party) {
  if (party.face != kNoIndex) {
    const Face& face = network.faces[party.face];
    const bool same = network.interfaces[face.interface].vpc == vpc;
    if (same && face.address == party.address) return party.face;
  }
  return network.face_at(vpc, party.address);
}

Party party_of(const Network& network, std::uint32_t face) {
  return {network.faces[face].atom, network.faces[face].address, face};
}

/// Is the address a private one of an interface in the VPC that has the group?
Tri has_group(const Network& network, std::uint32_t vpc, const Party& party, std::uint32_t group) {
  const std::uint32_t face = face_in(network, vpc, party);
  if (face == kNoIndex) return Tri::no;
  const CompiledInterface& interface = network.interfaces[network.faces[face].interface];
  const GroupSet& set = network.group_sets[interface.group_set];
  if (std::binary_search(set.groups.begin(), set.groups.end(), group)) return Tri::yes;
  return set.complete ? Tri::no : Tri::maybe;
}

/// Ingress rules alone may name groups across a transit gateway.  Rule: TGW-10
Tri visible_across_transit(const Network& network, const Step& step, std::uint32_t vpc,
                           const Party& other) {
  const CompiledInterface& own = network.interfaces[step.index];
  if (step.direction != Direction::ingress || own.vpc == kNoIndex) return Tri::no;
  const std::uint32_t face = face_in(network, vpc, other);
  if (face == kNoIndex) return Tri::no;
  const CompiledInterface& peer = network.interfaces[network.faces[face].interface];
  if (!own.transit_references || !peer.transit_references) return Tri::no;
  const bool open = step.references == References::maybe_by_transit;
  return both(network.transit_references(own.vpc, vpc), open ? Tri::maybe : Tri::yes);
}

/// May a rule at the step name a group of a VPC, on the way that the packet takes?
Tri groups_are_visible(const Network& network, const Step& step, std::uint32_t vpc,
                       const Party& other) {
  const std::uint32_t own = network.interfaces[step.index].vpc;
  if (own == vpc || step.references == References::hold) {
    return visible_across_peering(network, own, vpc);
  }
  return visible_across_transit(network, step, vpc, other);
}

/// A group matches by the private addresses of its members, whichever of them is meant.  Rules:
/// SG-10, SG-12, SG-16.
Tri is_member(const Network& network, std::uint32_t group, const Step& step, const Party& packet) {
  const std::uint32_t relay = relay_of(step);
  const Party other = relay == kNoIndex ? packet : party_of(network, relay);
  if (step.references == References::lost || network.is_symbolic(other.atom)) return Tri::no;
  const std::uint32_t own = network.interfaces[step.index].vpc;
  const CompiledGroup& compiled = network.groups[group];
  if (compiled.vpc == own && !compiled.shared) return has_group(network, own, other, group);
  const SecurityGroup& declared = network.design->all<SecurityGroup>()[group];
  if (declared.vpc.is_unknown()) return Tri::maybe;
  Tri member = Tri::no;
  const auto look = [&](std::uint32_t vpc) {
    if (member == Tri::yes) return;
    const Tri visible = groups_are_visible(network, step, vpc, other);
    if (visible == Tri::no) return;
    member = either(member, both(visible, has_group(network, vpc, other, group)));
  };
  if (declared.vpc.is_known()) look(declared.vpc.index());
  for (const Ref<Vpc>& vpc : declared.further_vpcs) {
    if (vpc.is_known()) look(vpc.index());
  }
  return member;
}

/// Interfaces of this design whose groups are known have no group of another account.
Tri may_be_foreign(const Network& network, const Step& step, const Party& other) {
  if (step.references == References::lost || network.is_public(other.atom)) return Tri::no;
  if (other.face == kNoIndex) return Tri::maybe;
  const CompiledInterface& interface = network.interfaces[network.faces[other.face].interface];
  return network.group_sets[interface.group_set].complete ? Tri::no : Tri::maybe;
}

Tri in_service_list(const Network& network, std::uint32_t service, const Party& other) {
  if (network.is_symbolic(other.atom)) {
    const Symbol& symbol = network.symbol_of(other.atom);
    return tri(symbol.kind == Symbol::Kind::service && symbol.index == service);
  }
  // A list that is given stands beside this rule entry by entry; one that is not may hold any
  // public address but those that this design says whose they are.
  const bool is_given = !network.service_ranges[service].empty();
  if (is_given || other.face != kNoIndex || !network.is_public(other.atom)) return Tri::no;
  return Tri::maybe;
}

/// An address of a service whose list is not in the input: a block may hold it or not.
bool is_service(const Network& network, const Party& other) {
  return network.is_symbolic(other.atom) &&
         network.symbol_of(other.atom).kind == Symbol::Kind::service;
}

/// Would the rule's group have matched the other end, had its identity not been lost on the way?
bool lost_member(const Network& network, const Step& step, std::uint32_t group) {
  const bool is_ingress = step.direction == Direction::ingress;
  const std::uint32_t face = is_ingress ? step.origin_face : step.destination.face;
  if (step.references != References::lost || face == kNoIndex) return false;
  const std::uint32_t interface = network.faces[face].interface;
  const GroupSet& set = network.group_sets[network.interfaces[interface].group_set];
  return std::binary_search(set.groups.begin(), set.groups.end(), group);
}

/// Why the rules of a group are not known.
Reason unknown_rules(const Network& network, std::uint32_t group) {
  const SecurityGroup& declared = network.design->all<SecurityGroup>()[group];
  if (declared.external) return Reason::external_contents;
  const bool complete = network.design->is_complete(ResourceKind::SecurityGroup, declared);
  return complete ? Reason::unknown_value : Reason::not_collected;
}

Judgement judge_groups(const Network& network, const Step& step, Traffic traffic) {
  const GroupSet& set = network.group_sets[network.interfaces[step.index].group_set];
  const Party& other = other_party(step);
  const bool by_name = network.is_symbolic(other.atom) || stands_in(network, other.atom);
  Judgement best{Tri::no, Reason::sg_no_rules, kNoIndex, kNoIndex};
  bool lost = false;
  for (const std::uint32_t group : set.groups) {
    const Slice rules = rules_of(network.groups[group], step.direction);
    if (rules.count > 0 && best.reason == Reason::sg_no_rules) best.reason = Reason::sg_no_match;
    if (!network.groups[group].rules_known && best.outcome == Tri::no) {
      best = {Tri::maybe, unknown_rules(network, group), group, kNoIndex};
    }
    for (std::uint32_t i = rules.first; i < rules.first + rules.count; ++i) {
      if (!network.group_rule_hulls[i].contains(traffic)) continue;
      const GroupRule& rule = network.group_rules[i];
      const bool elsewhere = rule.kind == PeerKind::addresses && !rule.range.contains(other.atom);
      if (elsewhere && !by_name && !step.uncertain) continue;
      const Tri carries = traffic_matches(network, rule.surely, rule.possibly, traffic);
      if (carries == Tri::no) continue;
      const Tri matches = both(carries, peer_matches(network, rule, step, other));
      if (matches == Tri::yes) return {Tri::yes, Reason::none, group, i};
      if (rule.kind == PeerKind::group && lost_member(network, step, rule.index)) lost = true;
      if (matches == Tri::maybe && best.outcome == Tri::no) {
        best = {Tri::maybe, Reason::unknown_value, group, i};
        if (is_service(network, other)) best.reason = Reason::service_addresses;
      }
    }
  }
  if (best.outcome == Tri::no && !set.complete)
    best = {Tri::maybe, Reason::unknown_value, kNoIndex, kNoIndex};
  if (best.outcome == Tri::no && lost) best.reason = Reason::sg_reference_lost;
  return best;
}

Judgement judge_acl(const Network& network, const Step& step, Traffic traffic) {
  if (step.index == kNoIndex) {
    const ResourceKind kind = ResourceKind::NetworkAcl;
    const bool complete =
        step.route == kNoIndex
            ? network.design->is_complete(kind)
            : network.design->is_complete(kind, network.design->all<Subnet>()[step.route]);
    return {Tri::maybe, complete ? Reason::unknown_value : Reason::not_collected, kNoIndex,
            kNoIndex};
  }
  const CompiledAcl& acl = network.acls[step.index];
  const Slice& entries = step.direction == Direction::ingress ? acl.ingress : acl.egress;
  const Party& other = other_party(step);
  const Reason open =
      is_service(network, other) ? Reason::service_addresses : Reason::unknown_value;
  bool may_allow = false;
  bool may_deny = false;
  std::uint32_t first = kNoIndex;
  for (std::uint32_t i = entries.first; i < entries.first + entries.count; ++i) {
    const AclEntry& entry = network.acl_entries[i];
    if (!entry.hull.contains(traffic)) continue;
    const Tri carries = traffic_matches(network, entry.surely, entry.possibly, traffic);
    if (carries == Tri::no) continue;
    Tri address = entry.anywhere ? Tri::maybe : network.holds(entry.range, other.atom);
    if (step.uncertain && address != Tri::maybe) address = Tri::maybe;
    const Tri matches = both(carries, address);
    if (matches == Tri::no) continue;
    if (first == kNoIndex) first = i;
    may_allow = may_allow || entry.allow != Tri::no;
    may_deny = may_deny || entry.allow != Tri::yes;
    if (matches != Tri::yes) continue;
    if (may_allow && may_deny) return {Tri::maybe, open, kNoIndex, first};
    if (may_allow) return {Tri::yes, Reason::none, kNoIndex, i};
    return {Tri::no, Reason::nacl_deny, kNoIndex, i};
  }
  if (may_allow) return {Tri::maybe, open, kNoIndex, first};
  return {Tri::no, Reason::nacl_no_match, kNoIndex, kNoIndex};
}

Judgement judge_listener(const Network& network, const Step& step, Traffic traffic) {
  const CompiledInterface& target = network.interfaces[step.index];
  if (target.refused != TrafficSets::kNone && network.traffic[target.refused].contains(traffic)) {
    const bool ping = has_icmp_types(protocol_of(traffic));
    const bool is_balancer = target.owner_kind == ResourceKind::LoadBalancer;
    const Reason unserved = is_balancer ? Reason::no_listener : Reason::port_not_served;
    return {Tri::no, ping ? Reason::no_ping : unserved, kNoIndex, kNoIndex};
  }
  if (target.refused_known) return {};
  return {Tri::maybe, Reason::unknown_value, kNoIndex, kNoIndex};
}

/// carried_by() of one packet.
bool is_carried(const Step& step, Traffic traffic) {
  const Protocol protocol = protocol_of(traffic);
  if (protocol == kTcp) return true;
  if (step.reason != Reason::endpoint_protocol) return protocol == kUdp || protocol == kIcmp;
  return protocol == kIcmp && icmp_type_of(traffic) == kEchoRequest;
}

}  // namespace

bool needs_reply(Traffic request) {
  const Protocol protocol = protocol_of(request);
  if (protocol == kIcmp) return icmp_type_of(request) == kEchoRequest;
  if (protocol == kIcmpv6) return icmp_type_of(request) == kEchoRequestV6;
  return protocol != kUdp;
}

Traffic reply_to(Traffic request, std::uint16_t port) {
  const Protocol protocol = protocol_of(request);
  if (has_ports(protocol)) return traffic_of(protocol, port);
  if (protocol == kIcmp) return icmp_traffic(kIcmp, 0, 0);
  if (protocol == kIcmpv6) return icmp_traffic(kIcmpv6, kEchoRequestV6 + 1, 0);
  return request;
}

Traffic traffic_at(const Step& step, const Packet& packet) {
  switch (step.ports) {
    case PortSource::request:
      return packet.traffic;
    case PortSource::client:
      return reply_to(packet.traffic, packet.client_port);
    case PortSource::remapped:
      return reply_to(packet.traffic, packet.remapped_port);
  }
  return packet.traffic;
}

const Party& other_party(const Step& step) {
  return step.direction == Direction::ingress ? step.source : step.destination;
}

Slice rules_of(const CompiledGroup& group, Direction direction) {
  return direction == Direction::ingress ? group.ingress : group.egress;
}

Tri peer_matches(const Network& network, const GroupRule& rule, const Step& step,
                 const Party& other) {
  Tri matches = Tri::no;
  switch (rule.kind) {
    case PeerKind::addresses:
      matches = network.holds(rule.range, other.atom);
      break;
    case PeerKind::group:
      matches = is_member(network, rule.index, step, other);
      break;
    case PeerKind::service_list:
      matches = in_service_list(network, rule.index, other);
      break;
    case PeerKind::never:
      return Tri::no;
    case PeerKind::foreign_group:
      matches = may_be_foreign(network, step, other);
      break;
    case PeerKind::maybe:
      return Tri::maybe;
  }
  return step.uncertain ? Tri::maybe : matches;
}

TrafficSet carried_by(const Step& step) {
  const TrafficSet echo = TrafficSet::icmp(kIcmp, kEchoRequest, std::nullopt);
  if (step.reason == Reason::endpoint_protocol) return TrafficSet::all_of(kTcp) | echo;
  return TrafficSet::all_of(kTcp) | TrafficSet::all_of(kUdp) | TrafficSet::all_of(kIcmp);
}

Judgement judge(const Network& network, const Step& step, const Packet& packet) {
  const Traffic traffic = traffic_at(step, packet);
  switch (step.kind) {
    case StepKind::security_group:
      return judge_groups(network, step, traffic);
    case StepKind::network_acl:
      return judge_acl(network, step, traffic);
    case StepKind::listener:
      return judge_listener(network, step, traffic);
    case StepKind::protocol:
      return {tri(is_carried(step, traffic)), step.reason, kNoIndex, kNoIndex};
    case StepKind::firewall:
      return judge_firewall(network, step, traffic);
    case StepKind::source_dest_check:
    case StepKind::route:
    case StepKind::gateway:
    case StepKind::arrival:
      break;
  }
  return {step.outcome, step.reason, kNoIndex, kNoIndex};
}

}  // namespace canreach
