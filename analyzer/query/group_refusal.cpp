#include "analyzer/query/group_refusal.h"

#include "base/algorithm.h"

namespace canreach {
namespace {

using Interfaces = std::vector<Ref<NetworkInterface>>;

/// What the end stands on; empty where it is no workload or interface.
Interfaces interfaces_of(const Design& design, const EndMember& member) {
  if (!member.owned) return {};
  if (member.owner_kind == ResourceKind::NetworkInterface) {
    return {Ref<NetworkInterface>(member.owner_index)};
  }
  const Workload* workload = workload_of(design, member.owner_kind, member.owner_index);
  return workload == nullptr ? Interfaces() : workload->interfaces;
}

const std::vector<SecurityGroupRule>& rules_of(const SecurityGroup& group, Direction direction) {
  return direction == Direction::ingress ? group.ingress : group.egress;
}

/// May one of the interface's groups have a rule for some of the traffic?
bool may_admit(const Design& design, const NetworkInterface& interface, Direction direction,
               const TrafficSet& asked) {
  if (!interface.has_security_groups || !interface.security_groups_known) return true;
  return any_of(interface.security_groups, [&](const Ref<SecurityGroup>& ref) {
    const SecurityGroup& group = design.get(ref);
    return !group.rules_known ||
           any_of(rules_of(group, direction), [&](const SecurityGroupRule& rule) {
             return !(rule.traffic.possibly & asked).empty();
           });
  });
}

std::optional<GroupRefusal> refused_at(const Design& design, const EndMember& member,
                                       Direction direction, const TrafficSet& asked) {
  const Interfaces interfaces = interfaces_of(design, member);
  const bool may_pass = any_of(interfaces, [&](const Ref<NetworkInterface>& ref) {
    return !ref.is_known() || may_admit(design, design.get(ref), direction, asked);
  });
  if (interfaces.empty() || may_pass) return std::nullopt;
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

}  // namespace canreach
