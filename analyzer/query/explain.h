#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzer/query/answer.h"
#include "analyzer/query/path.h"
#include "analyzer/query/walk.h"

namespace canreach {

/// Turns steps of a walked path into what a person reads: hops, blockers with the rules that nearly
/// match, and what is missing.  Everything is looked up in the design when asked; nothing is kept.
class Explainer {
 public:
  /// `hosts`: what to call the many hosts that the flow's outside end stands for; empty: it stands
  /// for itself.
  Explainer(const Network& network, const FlowEnds& ends, const Packet& packet,
            std::string hosts = {})
      : network_(network),
        design_(*network.design),
        ends_(ends),
        packet_(packet),
        hosts_(std::move(hosts)) {}

  /// Is the step one that a report shows?  Filters that only matter when they refuse are not.
  bool is_shown(const Step& step, const Judgement& judgement) const;

  Hop hop(const Step& step, const Judgement& judgement) const;
  /// The rules of a filter that it asked, and that decided nothing.
  void add_passed_over(const Step& step, const Judgement& judgement, Hop& hop) const;
  Blocker blocker(const Step& step, const Judgement& judgement) const;
  Remark missing(const Step& step, const Judgement& judgement) const;
  Remark assumption(const Assumption& assumption) const;

  /// "10.0.1.10:1024-65535", "203.0.113.7:443": a party with its ports, as leg headings show it.
  std::string party_text(const Party& party) const;

 private:
  struct Component {
    std::string label;
    std::string name;
    SourceLoc at;
  };

  Component component_of(const Step& step, const Judgement& judgement) const;
  Component component_of(ResourceKind kind, std::uint32_t index) const;
  /// What the interface belongs to, or the interface itself.
  Component owner_of(std::uint32_t interface) const;
  Component groups_of(std::uint32_t interface, const Judgement& judgement) const;
  std::string why_of(const Step& step, const Judgement& judgement) const;
  std::string message_of(const Step& step, const Judgement& judgement, Reason reason) const;
  std::string group_message(const Step& step, Reason reason) const;
  std::string acl_message(const Step& step, const Judgement& judgement) const;
  std::string route_message(const Step& step, Reason reason) const;
  std::string gateway_message(const Step& step, Reason reason) const;
  std::string inspection_text(const Step& step) const;
  const FirewallRule* firewall_rule(const Judgement& judgement) const;
  std::string firewall_text(const Step& step, const Judgement& judgement) const;
  std::string firewall_message(const Step& step, const Judgement& judgement, Reason reason) const;
  std::string supply_of(const Step& step, Reason reason) const;
  std::string supply_of_balancer(const Step& step, Reason reason) const;
  std::string packet_text(const Step& step) const;
  std::string other_text(const Step& step) const;
  std::string rule_text(std::uint32_t group, const GroupRule& rule, Direction direction) const;
  std::string entry_text(const NetworkAclEntry& entry, Direction direction) const;
  std::string route_text(std::uint32_t table, std::uint32_t route) const;
  const SecurityGroupRule& declared(std::uint32_t group, const GroupRule& rule,
                                    Direction direction) const;
  const NetworkAclEntry& entry_of(const Step& step, std::uint32_t entry) const;
  static std::string number_text(const NetworkAclEntry& entry);
  std::string met_text(const Step& step) const;
  void add_passed_over_rules(const Step& step, Hop& hop) const;
  void add_passed_over_entries(const Step& step, const Judgement& judgement, Hop& hop) const;
  void add_group_near(const Step& step, std::vector<Near>& near) const;
  void add_acl_near(const Step& step, const Judgement& judgement, std::vector<Near>& near) const;

  const Network& network_;
  const Design& design_;
  FlowEnds ends_;
  Packet packet_;
  std::string hosts_;
};

}  // namespace canreach
