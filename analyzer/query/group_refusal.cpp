#include "analyzer/query/group_refusal.h"

#include "base/algorithm.h"

namespace canreach {
namespace {

using Interfaces = std::vector<Ref<NetworkInterface>>;

/// What the end stands on; empty where it is no workload or interface, and of laptops, whose
/// packets may take ways that pass no interface of theirs.  Rule: CVPN-5
Interfaces interfaces_of(const Design& design, const EndMember& member) {
  if (!member.owned || member.owner_kind == ResourceKind::ClientVpnEndpoint) return {};
  if (member.owner_kind == ResourceKind::NetworkInterface) {
    return {Ref<NetworkInterface>(member.owner_index)};
  }
  const Workload* workload = workload_of(design, member.owner_kind, member.owner_index);
  return workload == nullptr ? Interfaces() : workload->interfaces;
}

const std::vector<SecurityGroupRule>& rules_of(const SecurityGroup& group, Direction direction) {
  return direction == Direction::ingress ? group.ingress : group.egress;
}

/// What rules of the interface's groups may be for.
TrafficSet admitted_at(const Design& design, const NetworkInterface& interface,
                       Direction direction) {
  if (!interface.has_security_groups || !interface.security_groups_known) return TrafficSet::all();
  TrafficSet admitted;
  for (const Ref<SecurityGroup>& ref : interface.security_groups) {
    const SecurityGroup& group = design.get(ref);
    if (!group.rules_known) return TrafficSet::all();
    for (const SecurityGroupRule& rule : rules_of(group, direction)) {
      admitted = admitted | rule.traffic.possibly;
    }
  }
  return admitted;
}

TrafficSet admitted_at(const Design& design, const EndMember& member, Direction direction) {
  const Interfaces interfaces = interfaces_of(design, member);
  TrafficSet admitted;
  for (const Ref<NetworkInterface>& ref : interfaces) {
    if (!ref.is_known()) return TrafficSet::all();
    admitted = admitted | admitted_at(design, design.get(ref), direction);
  }
  return interfaces.empty() ? TrafficSet::all() : admitted;
}

std::optional<GroupRefusal> refused_at(const Design& design, const EndMember& member,
                                       Direction direction, const TrafficSet& asked) {
  if (!(admitted_at(design, member, direction) & asked).empty()) return std::nullopt;
  const Interfaces interfaces = interfaces_of(design, member);
  const std::vector<Ref<SecurityGroup>>& groups = design.get(interfaces.front()).security_groups;
  if (groups.empty()) return std::nullopt;
  const bool has_rules = any_of(groups, [&](const Ref<SecurityGroup>& ref) {
    return !rules_of(design.get(ref), direction).empty();
  });
  return GroupRefusal{has_rules ? Reason::sg_no_match : Reason::sg_no_rules, groups.front().index(),
                      direction};
}

}  // namespace

std::optional<GroupRefusal> refused_by_groups(const Network& network, const EndMember& from,
                                              const EndMember& to, const TrafficSet& asked) {
  if (asked.empty()) return std::nullopt;
  const Design& design = *network.design;
  const std::optional<GroupRefusal> leaving = refused_at(design, from, Direction::egress, asked);
  return leaving ? leaving : refused_at(design, to, Direction::ingress, asked);
}

TrafficSet admitted_by_groups(const Network& network, const EndMember& from, const EndMember& to) {
  return admitted_at(*network.design, from, Direction::egress) &
         admitted_at(*network.design, to, Direction::ingress);
}

}  // namespace canreach
