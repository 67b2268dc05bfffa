// Endpoint services, firewalls, their policies and rule groups.
#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

using Action = FirewallRule::Action;
using Otherwise = FirewallPolicy::Otherwise;

YamlValue action_value(const Value<Action>& action) {
  if (action.is_unknown()) return unknown_value();
  switch (action.get()) {
    case Action::pass:
      return YamlValue::of_text("pass");
    case Action::drop:
      return YamlValue::of_text("drop");
    case Action::forward:
      return YamlValue::of_text("forward");
    case Action::reject:
    case Action::alert:
      break;
  }
  return unknown_value();
}

YamlValue uses_value(WriteContext& out, const FirewallPolicy& policy,
                     const std::vector<FirewallGroupUse>& uses) {
  YamlValue list = YamlValue::list();
  for (const FirewallGroupUse& use : uses) {
    YamlValue group = out.reference(use.group, "", policy);
    if (use.priority == Value<int>(0)) {
      list.items.push_back(std::move(group));
      continue;
    }
    YamlValue map;
    map.put("group", std::move(group));
    map.put("priority", use.priority.is_known()
                            ? YamlValue::word(std::to_string(use.priority.get()))
                            : unknown_value());
    list.items.push_back(std::move(map));
  }
  return list;
}

YamlValue otherwise_value(const Value<Otherwise>& otherwise) {
  if (otherwise.is_unknown()) return unknown_value();
  return YamlValue::of_text(otherwise.get() == Otherwise::drop ? "drop-strict"
                                                               : "drop-established");
}

YamlValue addresses_value(const std::vector<FirewallAddresses>& parts) {
  YamlValue list = YamlValue::list();
  for (const FirewallAddresses& part : parts) {
    if (part.kind != FirewallAddresses::Kind::set) list.items.push_back(unknown_value());
    for (const IpPrefix& prefix : part.addresses.prefixes()) {
      list.items.push_back(YamlValue::of_text((part.excluded ? "!" : "") + prefix.to_string()));
    }
  }
  return list;
}

YamlValue ports_value(const Value<IntervalSet>& ports) {
  if (ports.is_unknown()) return unknown_value();
  YamlValue list = YamlValue::list();
  for (const Interval& interval : ports.get().intervals()) {
    const std::string first = std::to_string(interval.first);
    const bool is_one = interval.first == interval.last;
    list.items.push_back(
        YamlValue::of_text(is_one ? first : first + "-" + std::to_string(interval.last)));
  }
  return one_or_list(std::move(list));
}

YamlValue protocols_value(const TrafficSet& protocols) {
  YamlValue list = YamlValue::list();
  for (int number = 0; number <= 255; ++number) {
    const auto protocol = static_cast<Protocol>(number);
    if (!protocols.contains(TrafficSet::all_of(protocol))) continue;
    list.items.push_back(YamlValue::of_text(name_of(protocol)));
  }
  return one_or_list(std::move(list));
}

bool is_every(const Value<IntervalSet>& ports) {
  return ports == Value<IntervalSet>(IntervalSet(Interval{0, 65535}));
}

YamlValue stateless_rule(const FirewallRule& rule) {
  YamlValue map;
  map.put("priority", YamlValue::word(std::to_string(rule.priority)));
  map.put("action", action_value(rule.action));
  if (rule.protocols.is_unknown()) {
    map.put("protocol", unknown_value());
  } else if (!(rule.protocols.get() == TrafficSet::all())) {
    map.put("protocol", protocols_value(rule.protocols.get()));
  }
  if (!rule.source.empty()) map.put("source", addresses_value(rule.source));
  if (!rule.destination.empty()) map.put("destination", addresses_value(rule.destination));
  if (!is_every(rule.source_ports)) map.put("source_ports", ports_value(rule.source_ports));
  if (!is_every(rule.destination_ports)) {
    map.put("destination_ports", ports_value(rule.destination_ports));
  }
  if (!rule.asks.empty()) map.put("tcp_flags", unknown_value());
  return map;
}

void put_variables(YamlValue& body, const char* key, const FirewallVariables& variables) {
  YamlValue map;
  for (const auto& [name, definition] : variables) map.put(name, texts_value(definition));
  if (!map.is_empty()) body.put(key, std::move(map));
}

YamlValue domains_value(const FirewallDomains& domains) {
  YamlValue map;
  const char* action = domains.action == Action::pass   ? "allow"
                       : domains.action == Action::drop ? "deny"
                                                        : "reject";
  map.put_text("action", action);
  map.put("names", texts_value(domains.names));
  if (!domains.types.empty()) map.put("types", texts_value(domains.types));
  return map;
}

}  // namespace

YamlValue write_endpoint_service(WriteContext& out, std::uint32_t index) {
  const EndpointService& service = out.design().all<EndpointService>()[index];
  YamlValue body;
  put_common(out, ResourceKind::EndpointService, index, service, body);
  put_home(out, service, body);
  YamlValue balancers = YamlValue::list();
  for (const Ref<LoadBalancer> balancer : service.load_balancers) {
    balancers.items.push_back(out.reference(balancer, "", service));
  }
  if (!balancers.items.empty() || !service.external) {
    body.put("load_balancers", one_or_list(std::move(balancers)));
  }
  put_bool(body, "acceptance_required", service.acceptance_required, true);
  YamlValue principals = texts_value(service.allowed_principals);
  if (!service.principals_known && !service.external) principals.items.push_back(unknown_value());
  if (!principals.items.empty()) body.put("allowed_principals", std::move(principals));
  if (!service.service_name.empty()) body.put_text("service_name", service.service_name);
  put_tags(service, body);
  return body;
}

YamlValue write_firewall(WriteContext& out, std::uint32_t index) {
  const Firewall& firewall = out.design().all<Firewall>()[index];
  YamlValue body;
  put_common(out, ResourceKind::Firewall, index, firewall, body);
  put_home(out, firewall, body);
  if (!firewall.external || firewall.policy.is_known()) {
    body.put("policy", out.reference(firewall.policy, "", firewall));
  }
  put_tags(firewall, body);
  return body;
}

YamlValue write_firewall_policy(WriteContext& out, std::uint32_t index) {
  const FirewallPolicy& policy = out.design().all<FirewallPolicy>()[index];
  YamlValue body;
  put_common(out, ResourceKind::FirewallPolicy, index, policy, body);
  put_home(out, policy, body);
  if (policy.stateless_default != Value<Action>(Action::forward)) {
    body.put("stateless_default_action", action_value(policy.stateless_default));
  }
  YamlValue stateless = uses_value(out, policy, policy.stateless_groups);
  YamlValue stateful = uses_value(out, policy, policy.stateful_groups);
  if (!policy.groups_known && !policy.external) stateful.items.push_back(unknown_value());
  if (!stateless.items.empty()) body.put("stateless_rule_groups", std::move(stateless));
  if (!stateful.items.empty()) body.put("stateful_rule_groups", std::move(stateful));
  if (policy.is_strict.is_unknown()) {
    body.put("stateful_rule_order", unknown_value());
  } else if (policy.is_strict.get()) {
    body.put_text("stateful_rule_order", "strict");
  }
  if (policy.otherwise != Value<Otherwise>(Otherwise::pass)) {
    body.put("stateful_default_actions", otherwise_value(policy.otherwise));
  }
  if (policy.home_net) {
    YamlValue variables;
    variables.put("HOME_NET", addresses_value(*policy.home_net));
    body.put("variables", std::move(variables));
  }
  put_tags(policy, body);
  return body;
}

YamlValue write_firewall_rule_group(WriteContext& out, std::uint32_t index) {
  const FirewallRuleGroup& group = out.design().all<FirewallRuleGroup>()[index];
  YamlValue body;
  put_common(out, ResourceKind::FirewallRuleGroup, index, group, body);
  put_home(out, group, body);
  put_variables(body, "variables", group.variables);
  put_variables(body, "port_variables", group.port_variables);
  if (group.domains) {
    body.put("domains", domains_value(*group.domains));
  } else if (group.is_stateful == Value<bool>(false)) {
    YamlValue rules = YamlValue::list();
    for (const FirewallRule& rule : group.rules) rules.items.push_back(stateless_rule(rule));
    if (!group.rules_known) rules.items.push_back(unknown_value());
    body.put("stateless_rules", std::move(rules));
  } else if (group.is_stateful.is_known() || !group.external) {
    YamlValue rules = YamlValue::list();
    if (!group.text.empty()) rules.items.push_back(YamlValue::of_text(group.text));
    if (!group.rules_known) rules.items.push_back(unknown_value());
    body.put("rules", one_or_list(std::move(rules)));
  }
  put_tags(group, body);
  return body;
}

}  // namespace canreach
