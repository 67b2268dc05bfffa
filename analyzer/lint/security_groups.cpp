#include <fmt/format.h>

#include "analyzer/lint/facts.h"
#include "analyzer/query/path.h"
#include "base/algorithm.h"
#include "base/text.h"

// Security groups: rules that no packet can match, groups that nothing has, and what is open.

namespace canreach {
namespace {

std::string_view in_words(Direction direction) {
  return direction == Direction::ingress ? "inbound" : "outbound";
}

const std::vector<SecurityGroupRule>& rules_of(const SecurityGroup& group, Direction direction) {
  return direction == Direction::ingress ? group.ingress : group.egress;
}

std::string subject_of(Direction direction, const SecurityGroupRule& rule) {
  return fmt::format("{} {} {}", in_words(direction), rule.traffic.possibly.to_string(),
                     rule.peer.name.empty() ? rule.peer.cidr.to_string() : rule.peer.name);
}

// Why no packet can match the rule; empty: one may.
std::string why_dead(const LintFacts& facts, std::uint32_t group, const SecurityGroupRule& rule) {
  if (rule.peer.kind == SecurityGroupPeer::Kind::missing_group) {
    return fmt::format("{}, which does not exist", quoted(rule.peer.name));
  }
  if (rule.peer.kind != SecurityGroupPeer::Kind::group || !rule.peer.group.is_known()) return {};
  const std::uint32_t peer = rule.peer.group.index();
  if (peer == group || !facts.has_no_members(peer)) return {};
  return fmt::format("{}, which nothing has", quoted_name(facts.design().get(rule.peer.group)));
}

void find_dead_rules(const LintFacts& facts, std::uint32_t index, Direction direction,
                     Findings& findings) {
  const SecurityGroup& group = facts.design().all<SecurityGroup>()[index];
  for (const SecurityGroupRule& rule : rules_of(group, direction)) {
    const std::string why = why_dead(facts, index, rule);
    if (why.empty()) continue;
    findings.add({ResourceKind::SecurityGroup, index}, subject_of(direction, rule),
                 fmt::format("no packet can match an {} rule of {}: it names {}",
                             in_words(direction), quoted_name(group), why),
                 rule.at);
  }
}

bool is_everyone(const SecurityGroupRule& rule) {
  return rule.peer.kind == SecurityGroupPeer::Kind::cidr && rule.peer.cidr.length() == 0;
}

// What AWS itself puts into a default group: itself in, everything out.
bool is_of_aws(std::uint32_t group, const SecurityGroupRule& rule, Direction direction) {
  if (direction == Direction::egress)
    return is_everyone(rule) && rule.traffic.surely == TrafficSet::all();
  return rule.peer.kind == SecurityGroupPeer::Kind::group &&
         rule.peer.group == Ref<SecurityGroup>(group);
}

void find_opened_default(const LintFacts& facts, std::uint32_t index, Direction direction,
                         Findings& findings) {
  const SecurityGroup& group = facts.design().all<SecurityGroup>()[index];
  for (const SecurityGroupRule& rule : rules_of(group, direction)) {
    if (is_of_aws(index, rule, direction) || rule.traffic.surely.empty()) continue;
    findings.add(
        {ResourceKind::SecurityGroup, index}, subject_of(direction, rule),
        fmt::format("{} is a default group, which everything gets that names no group, and "
                    "has an {} rule of its own for {}",
                    quoted_name(group), in_words(direction), rule.traffic.surely.to_string()),
        rule.at);
  }
}

}  // namespace

void lint_dead_group_rule(const LintFacts& facts, Findings& findings) {
  const std::size_t count = facts.design().all<SecurityGroup>().size();
  for (std::uint32_t i = 0; i < count; ++i) {
    if (facts.has_no_members(i)) continue;  // the whole group is: `unused-group`
    find_dead_rules(facts, i, Direction::ingress, findings);
    find_dead_rules(facts, i, Direction::egress, findings);
  }
}

void lint_default_group_allows(const LintFacts& facts, Findings& findings) {
  const std::vector<SecurityGroup>& groups = facts.design().all<SecurityGroup>();
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    if (!groups[i].is_default || groups[i].implied || groups[i].external) continue;
    find_opened_default(facts, i, Direction::ingress, findings);
    find_opened_default(facts, i, Direction::egress, findings);
  }
}

void lint_unrestricted_egress(const LintFacts& facts, Findings& findings) {
  const std::vector<SecurityGroup>& groups = facts.design().all<SecurityGroup>();
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    if (groups[i].is_default) continue;
    for (const SecurityGroupRule& rule : groups[i].egress) {
      // What AWS adds by itself was written by nobody.
      if (!rule.at.is_somewhere() || rule.at == groups[i].at || !is_everyone(rule)) continue;
      if (rule.traffic.surely != TrafficSet::all()) continue;
      findings.add({ResourceKind::SecurityGroup, i}, rule.peer.cidr.to_string(),
                   fmt::format("{} allows all protocols out to {}", quoted_name(groups[i]),
                               rule.peer.cidr.to_string()),
                   rule.at);
    }
  }
}

void lint_unused_group(const LintFacts& facts, Findings& findings) {
  const std::vector<SecurityGroup>& groups = facts.design().all<SecurityGroup>();
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    const SecurityGroup& group = groups[i];
    if (group.is_default || group.implied || facts.is_named_by_a_rule(i)) continue;
    if (!facts.has_no_members(i)) continue;
    findings.add(
        {ResourceKind::SecurityGroup, i}, "",
        fmt::format("nothing has {}, and no rule of another group names it", quoted_name(group)));
  }
}

}  // namespace canreach
