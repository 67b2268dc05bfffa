// What the rules of security groups and network ACLs say of a packet: the one that decides, those
// that nearly match, and those that were looked at and did not.
#include <fmt/format.h>

#include "analyzer/query/explain.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

/// As many near misses as help: the first ones in the order of the file.
constexpr std::size_t kMostNear = 2;

/// As many rules that did not match as a person looks through.
constexpr std::size_t kMostPassedOver = 8;

std::string_view preposition(Direction direction) {
  return direction == Direction::ingress ? "from" : "to";
}

std::string traffic_text(const TrafficMatch& match) {
  if (match.is_known()) return match.surely.to_string();
  return "traffic that is not known";
}

/// In what a rule differs from the packet that it does not match.
std::string difference(const Step& step, Traffic packet, const TrafficSet& rule, bool peer_fits) {
  const Protocol protocol = protocol_of(packet);
  const char* end = step.direction == Direction::ingress ? "source" : "destination";
  if (rule.contains(packet)) return fmt::format("other {}", end);
  const char* part = "type";
  if (has_ports(protocol)) part = "port";
  if ((rule & TrafficSet::all_of(protocol)).empty()) part = "protocol";
  return peer_fits ? fmt::format("other {}", part) : fmt::format("other {} and {}", part, end);
}

std::string same_end_other_traffic(const Step& step, Traffic packet, const TrafficSet& rule) {
  const char* end = step.direction == Direction::ingress ? "source" : "destination";
  return fmt::format("same {}, {}", end, difference(step, packet, rule, true));
}

/// An entry whose number is not known stands in the list twice; this is the first time.
bool is_copy(const NetworkAclEntry& written, const AclEntry& entry) {
  return !written.number_known && entry.surely == TrafficSets::kNone;
}

void add(PassedOver rule, Hop& hop) {
  if (hop.passed_over.size() < kMostPassedOver) {
    hop.passed_over.push_back(std::move(rule));
  } else {
    ++hop.passed_over_left_out;
  }
}

}  // namespace

std::string Explainer::number_text(const NetworkAclEntry& entry) {
  return entry.number_known ? std::to_string(entry.number) : "unknown";
}

/// The packet as a filter meets it: "tcp/443 from 10.0.1.10 (web)".
std::string Explainer::met_text(const Step& step) const {
  return fmt::format("{} {} {}", packet_text(step), preposition(step.direction), other_text(step));
}

const SecurityGroupRule& Explainer::declared(std::uint32_t group, const GroupRule& rule,
                                             Direction direction) const {
  const SecurityGroup& declared_group = design_.all<SecurityGroup>()[group];
  const auto& rules =
      direction == Direction::ingress ? declared_group.ingress : declared_group.egress;
  return rules[rule.rule];
}

const NetworkAclEntry& Explainer::entry_of(const Step& step, std::uint32_t entry) const {
  const NetworkAcl& acl = design_.all<NetworkAcl>()[step.index];
  const auto& entries = step.direction == Direction::ingress ? acl.ingress : acl.egress;
  return entries[network_.acl_entries[entry].entry];
}

std::string Explainer::rule_text(std::uint32_t group, const GroupRule& rule,
                                 Direction direction) const {
  const SecurityGroupRule& written = declared(group, rule, direction);
  std::string peer = written.peer.name;
  if (written.peer.kind == SecurityGroupPeer::Kind::cidr) peer = written.peer.cidr.to_string();
  if (peer.empty()) peer = "unknown";
  return fmt::format("allow {} {} {}", traffic_text(written.traffic), preposition(direction),
                     escaped(peer));
}

std::string Explainer::entry_text(const NetworkAclEntry& entry, Direction direction) const {
  const std::string action =
      entry.allow.is_unknown() ? "unknown" : (entry.allow.get() ? "allow" : "deny");
  std::string text =
      fmt::format("rule {} {} {}", number_text(entry), action, traffic_text(entry.traffic));
  if (entry.cidr.is_unknown()) return text + " of an unknown CIDR";
  if (entry.cidr.get().length() == 0) return text;
  return fmt::format("{} {} {}", text, preposition(direction), entry.cidr.get().to_string());
}

/// Rules that admit this traffic from another end, or other traffic from this end.
void Explainer::add_group_near(const Step& step, std::vector<Near>& near) const {
  const Traffic traffic = traffic_at(step, packet_);
  const GroupSet& set = network_.group_sets[network_.interfaces[step.index].group_set];
  const bool inbound = step.direction == Direction::ingress;
  std::vector<Near> same_end;
  for (const std::uint32_t group : set.groups) {
    const Slice rules = rules_of(network_.groups[group], step.direction);
    std::uint32_t last_rule = kNoIndex;
    for (std::uint32_t i = rules.first; i < rules.first + rules.count; ++i) {
      const GroupRule& rule = network_.group_rules[i];
      if (rule.rule == last_rule) continue;
      const bool carries = network_.traffic[rule.possibly].contains(traffic);
      const bool matches = peer_matches(network_, rule, step, other_party(step)) == Tri::yes;
      if (!carries && !matches) continue;
      last_rule = rule.rule;
      Near found{
          declared(group, rule, step.direction).at, rule_text(group, rule, step.direction), {}};
      const bool lost = rule.kind == PeerKind::group && step.references == References::lost &&
                        ends_.origin == FlowEnds::Origin::interface;
      if (carries && lost) {
        found.why = "a group reference does not survive the way here";
      } else if (carries && rule.kind == PeerKind::never) {
        found.why = "stale: the group does not exist";
      } else if (carries) {
        found.why = inbound ? "same port, other source" : "same port, other destination";
      } else {
        found.why = same_end_other_traffic(step, traffic, network_.traffic[rule.possibly]);
      }
      (carries ? near : same_end).push_back(std::move(found));
    }
  }
  near.insert(near.end(), same_end.begin(), same_end.end());
  if (near.size() > kMostNear) near.resize(kMostNear);
}

void Explainer::add_acl_near(const Step& step, const Judgement& judgement,
                             std::vector<Near>& near) const {
  const Traffic traffic = traffic_at(step, packet_);
  const CompiledAcl& acl = network_.acls[step.index];
  const Slice& entries = step.direction == Direction::ingress ? acl.ingress : acl.egress;
  const bool inbound = step.direction == Direction::ingress;
  for (std::uint32_t i = entries.first; i < entries.first + entries.count; ++i) {
    const AclEntry& entry = network_.acl_entries[i];
    if (i == judgement.rule || entry.allow == Tri::no || near.size() == kMostNear) continue;
    const bool carries = network_.traffic[entry.possibly].contains(traffic);
    const bool address = network_.holds(entry.range, other_party(step).atom) == Tri::yes;
    const NetworkAclEntry& written = entry_of(step, i);
    if ((!carries && !address) || is_copy(written, entry)) continue;
    std::string why;
    if (carries && address) {
      why = "would allow, but is never asked: the lowest number wins";
    } else if (carries) {
      why = inbound ? "same port, other source" : "same port, other destination";
    } else {
      why = same_end_other_traffic(step, traffic, network_.traffic[entry.possibly]);
    }
    near.push_back({written.at, entry_text(written, step.direction), why});
  }
}

void Explainer::add_passed_over(const Step& step, const Judgement& judgement, Hop& hop) const {
  if (step.kind == StepKind::security_group) add_passed_over_rules(step, hop);
  if (step.kind == StepKind::network_acl && step.index != kNoIndex) {
    add_passed_over_entries(step, judgement, hop);
  }
}

/// The rules of groups have no order: all that do not match.
void Explainer::add_passed_over_rules(const Step& step, Hop& hop) const {
  const Traffic traffic = traffic_at(step, packet_);
  const GroupSet& set = network_.group_sets[network_.interfaces[step.index].group_set];
  for (const std::uint32_t group : set.groups) {
    const Slice rules = rules_of(network_.groups[group], step.direction);
    const std::uint32_t end = rules.first + rules.count;
    for (std::uint32_t i = rules.first; i < end;) {
      const GroupRule& rule = network_.group_rules[i];
      bool fits = false;
      for (; i < end && network_.group_rules[i].rule == rule.rule; ++i) {
        const GroupRule& part = network_.group_rules[i];
        fits = fits || peer_matches(network_, part, step, other_party(step)) != Tri::no;
      }
      const TrafficSet& carried = network_.traffic[rule.possibly];
      if (fits && carried.contains(traffic)) continue;
      add({declared(group, rule, step.direction).at, rule_text(group, rule, step.direction),
           difference(step, traffic, carried, fits)},
          hop);
    }
  }
}

/// Those before the entry that decides; all when none does.
void Explainer::add_passed_over_entries(const Step& step, const Judgement& judgement,
                                        Hop& hop) const {
  const Traffic traffic = traffic_at(step, packet_);
  const CompiledAcl& acl = network_.acls[step.index];
  const Slice& entries = step.direction == Direction::ingress ? acl.ingress : acl.egress;
  for (std::uint32_t i = entries.first; i < entries.first + entries.count; ++i) {
    const AclEntry& entry = network_.acl_entries[i];
    if (i == judgement.rule) return;
    const NetworkAclEntry& written = entry_of(step, i);
    const TrafficSet& carried = network_.traffic[entry.possibly];
    const bool fits =
        entry.anywhere || network_.holds(entry.range, other_party(step).atom) != Tri::no;
    if (is_copy(written, entry) || (fits && carried.contains(traffic))) continue;
    add({written.at, entry_text(written, step.direction), difference(step, traffic, carried, fits)},
        hop);
  }
}

std::string Explainer::group_message(const Step& step, Reason reason) const {
  const GroupSet& set = network_.group_sets[network_.interfaces[step.index].group_set];
  std::size_t rules = 0;
  for (const std::uint32_t group : set.groups) {
    const SecurityGroup& declared_group = design_.all<SecurityGroup>()[group];
    rules += step.direction == Direction::ingress ? declared_group.ingress.size()
                                                  : declared_group.egress.size();
  }
  const std::string names = escaped(groups_of(step.index, {}).name);
  const std::string_view way = step.direction == Direction::ingress ? "inbound" : "outbound";
  const std::string packet = met_text(step);
  if (rules == 0)
    return fmt::format("{} has no {} rules, so nothing admits {}", names, way, packet);
  std::string text = fmt::format("{} has {}, none matches {}", names,
                                 counted(rules, fmt::format("{} rule", way)), packet);
  if (reason == Reason::sg_reference_lost) {
    text +=
        "; a rule that names a group cannot match here, since the packet's address was "
        "translated or it passed an appliance, a transit gateway or another region";
  }
  return text;
}

std::string Explainer::acl_message(const Step& step, const Judgement& judgement) const {
  const std::string packet = met_text(step);
  const std::string_view way = step.direction == Direction::ingress ? "inbound" : "outbound";
  const std::string name = escaped(design_.all<NetworkAcl>()[step.index].name);
  if (judgement.rule == kNoIndex) {
    return fmt::format("no {} rule of {} matches {}, so its last rule * denies", way, name, packet);
  }
  const NetworkAclEntry& entry = entry_of(step, judgement.rule);
  std::vector<Near> near;
  add_acl_near(step, judgement, near);
  std::string text =
      fmt::format("{} rule {} of {} denies {}", way, number_text(entry), name, packet);
  for (const Near& other : near) {
    if (other.why.starts_with("would allow")) {
      return fmt::format("{} before {} can allow", text,
                         other.text.substr(0, other.text.find(" allow")));
    }
  }
  return text;
}

}  // namespace canreach
