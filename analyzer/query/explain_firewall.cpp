// What a firewall's rules say, in words.
#include <fmt/format.h>

#include "analyzer/query/explain.h"
#include "base/text.h"

namespace canreach {

/// What stands behind an endpoint that routes lead to: "inspected by the firewall inner".
std::string Explainer::inspection_text(const Step& step) const {
  const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[step.index];
  if (endpoint.type != EndpointType::gateway_load_balancer) return {};
  if (endpoint.firewall.is_known()) {
    return fmt::format("inspected by {}", escaped(design_.get(endpoint.firewall).name));
  }
  return "inspected by appliances";
}

/// The rule that decides; nullptr: a default action, or rules that are not known.
const FirewallRule* Explainer::firewall_rule(const Judgement& judgement) const {
  if (judgement.group == kNoIndex || judgement.rule == kNoIndex) return nullptr;
  return &design_.all<FirewallRuleGroup>()[judgement.group].rules[judgement.rule];
}

/// "rule sid 7 of web-rules", "the default action of its policy".
std::string Explainer::firewall_text(const Step& step, const Judgement& judgement) const {
  if (const FirewallRule* rule = firewall_rule(judgement)) {
    const FirewallRuleGroup& group = design_.all<FirewallRuleGroup>()[judgement.group];
    return fmt::format("rule {} of {}", escaped(rule->name), escaped(group.name));
  }
  if (judgement.group != kNoIndex) {
    return fmt::format("rules of {} that are not known",
                       escaped(design_.all<FirewallRuleGroup>()[judgement.group].name));
  }
  const bool has_policy = network_.firewalls[step.index].policy != kNoIndex;
  if (judgement.outcome == Tri::maybe && judgement.reason != Reason::firewall_asks) {
    return has_policy ? "rules that are not in the input" : "its policy is not in the input";
  }
  return "the default action of its policy";
}

std::string Explainer::firewall_message(const Step& step, const Judgement& judgement,
                                        Reason reason) const {
  const std::string words = gateway_message(step, reason);
  const std::string decides = firewall_text(step, judgement);
  const FirewallRule* rule = firewall_rule(judgement);
  if (reason == Reason::firewall_asks && rule != nullptr) {
    const bool is_by_flow =
        rule->side != FirewallRule::Side::any || rule->state != FirewallRule::State::any;
    if (rule->asks.empty() && !is_by_flow) {
      return fmt::format("{} is for a part of the ports that a client picks from", decides);
    }
    const std::string asks =
        rule->asks.empty() ? "the direction or the state of a flow" : escaped(rule->asks);
    return fmt::format("{} asks for {}, which addresses and ports do not tell", decides, asks);
  }
  if (reason == Reason::firewall_asks) {
    return fmt::format(
        "the default action of the policy of {} is about the state of a flow: whether it drops {} "
        "is not known",
        escaped(component_of(step, judgement).name), packet_text(step));
  }
  if (reason == Reason::asymmetric_inspection) return words;
  if (judgement.outcome == Tri::maybe) {
    return fmt::format("whether {} lets {} pass is not known: {}",
                       escaped(component_of(step, judgement).name), packet_text(step), decides);
  }
  if (reason == Reason::firewall_reject) {
    const bool is_tcp = protocol_of(packet_.traffic) == kTcp;
    return fmt::format("{}: {}, which tells the client at once{}", words, decides,
                       is_tcp ? " (TCP reset)" : "");
  }
  // One cause may stand on both ways: stateless rules see each packet alone.  Rule: NFW-2
  const std::string_view way = step.leg == Leg::reply ? " (on the way back)" : "";
  return fmt::format("{}: {}{}", words, decides, way);
}

}  // namespace canreach
