// Firewalls, their policies and the groups of rules that those use.  A firewall's endpoints are
// parts of their VPC (endpoints.cpp).
#include <algorithm>
#include <set>
#include <utility>

#include "base/algorithm.h"
#include "parsers/firewall/suricata.h"
#include "parsers/native/readers.h"

namespace canreach {
namespace {

using Action = FirewallRule::Action;
using Otherwise = FirewallPolicy::Otherwise;

// ---- policies

Value<Action> read_stateless_action(NativeContext& context, const SyntaxNode* node,
                                    const std::string& what, Value<Action> otherwise) {
  static constexpr Action kActions[] = {Action::pass, Action::drop, Action::forward};
  if (node == nullptr) return otherwise;
  if (says_unknown(*node)) return kUnknown;
  const auto word = read_word(context, *node, what, {"pass", "drop", "forward"});
  return word ? Value<Action>(kActions[*word]) : Value<Action>(kUnknown);
}

/// NAME, or {group, priority}.
void read_use(NativeContext& context, const SyntaxNode& node, FirewallPolicy& policy,
              std::vector<FirewallGroupUse>& uses) {
  if (says_unknown(node)) {
    policy.groups_known = false;
    return;
  }
  FirewallGroupUse use;
  use.at = node.at();
  const SyntaxNode* group = &node;
  if (node.is_map()) {
    Fields fields(context, node, "a rule group's use", node.at());
    group = fields.need("group");
    if (const SyntaxNode* priority = fields.find("priority")) {
      const bool is_open = says_unknown(*priority);
      const auto number =
          is_open ? std::nullopt : read_int(context, *priority, "`priority`", 1, 65535);
      use.priority = number ? Value<int>(*number) : Value<int>(kUnknown);
    }
    if (group == nullptr) return;
  }
  use.name = group->is_scalar() ? group->text() : std::string();
  use.group = read_ref<FirewallRuleGroup>(context, *group, "");
  uses.push_back(std::move(use));
}

void read_uses(NativeContext& context, const SyntaxNode* node, FirewallPolicy& policy,
               std::vector<FirewallGroupUse>& uses) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) read_use(context, *element, policy, uses);
}

/// What AWS would hardly take.  Of infrastructure code that is a warning, and what the firewall
/// does is not known then: true.
bool refuse(NativeContext& context, const SourceLoc& at, const std::string& what,
            const std::string& why) {
  if (context.lenient_policies) {
    context.report(DiagnosticKind::refused_by_aws, at, {"invalid " + what + ": " + why});
  } else {
    context.report(DiagnosticKind::invalid_value, at, {what, why});
  }
  return context.lenient_policies;
}

void forget_rules(FirewallRuleGroup& group) {
  group.rules.clear();
  group.rules_known = false;
}

/// Groups that are asked by priority have one each; false: what they do is not known.  Rule: NFW-3
bool check_priorities(NativeContext& context, const std::vector<FirewallGroupUse>& uses,
                      const std::string& what, bool needs_one) {
  bool is_known = true;
  std::set<int> taken;
  for (const FirewallGroupUse& use : uses) {
    if (use.priority.is_unknown()) continue;
    const int priority = use.priority.get();
    if (priority == 0) {
      if (needs_one) {
        is_known &=
            !refuse(context, use.at, what, "a group that is asked in order needs a `priority`");
      }
    } else if (!taken.insert(priority).second) {
      is_known &= !refuse(context, use.at, what,
                          "another group has priority " + std::to_string(priority) + " already");
    }
  }
  return is_known;
}

/// Does what is known of a group's rules say that it is of the other kind?
bool is_other_kind(const FirewallRuleGroup& group, bool is_stateful) {
  const bool is_told = group.rules_known || !group.rules.empty();
  return is_told && group.is_stateful == Value<bool>(!is_stateful);
}

/// A policy lists a group of the other kind.  Rule: NFW-2
void refuse_use(NativeContext& context, const SourceLoc& at, FirewallRuleGroup& group) {
  const bool is_stateful = group.is_stateful == Value<bool>(true);
  const bool is_open = refuse(
      context, at, is_stateful ? "`stateless_rule_groups`" : "`stateful_rule_groups`",
      "the rules of " + quoted(group.name) + " are " + (is_stateful ? "stateful" : "stateless"));
  if (is_open) forget_rules(group);
}

/// Groups and policies are read in the order of the file: whichever comes last compares.
void check_kinds(NativeContext& context, const std::vector<FirewallGroupUse>& uses,
                 bool is_stateful) {
  for (const FirewallGroupUse& use : uses) {
    if (!use.group.is_known()) continue;
    FirewallRuleGroup& group = context.design.get(use.group);
    if (group.is_stateful.is_unknown()) {
      SourceLoc& place = is_stateful ? group.stateful_use : group.stateless_use;
      if (!place.is_somewhere()) place = use.at;
    } else if (is_other_kind(group, is_stateful)) {
      refuse_use(context, use.at, group);
    }
  }
}

void check_uses(NativeContext& context, FirewallPolicy& policy) {
  const bool is_strict = policy.is_strict == Value<bool>(true);
  bool is_known = check_priorities(context, policy.stateless_groups, "`stateless_rule_groups`",
                                   policy.stateless_groups.size() > 1);
  if (is_strict) {
    is_known &= check_priorities(context, policy.stateful_groups, "`stateful_rule_groups`", true);
  }
  if (!is_known) policy.groups_known = false;
  check_kinds(context, policy.stateless_groups, false);
  check_kinds(context, policy.stateful_groups, true);
}

/// The ones that only alert let everything pass.  Rules: NFW-3, NFW-5
void read_otherwise(NativeContext& context, const SyntaxNode* node, FirewallPolicy& policy) {
  if (node == nullptr) return;
  int drops = 0;
  const std::vector<std::string> words = {
      "drop-strict",  "drop-established",  "drop-established-app-layer",
      "alert-strict", "alert-established", "alert-established-app-layer"};
  for (const SyntaxNode* element : elements_of(*node)) {
    if (says_unknown(*element)) {
      policy.otherwise = kUnknown;
      continue;
    }
    const auto word = read_word(context, *element, "`stateful_default_actions`", words);
    if (word && policy.is_strict == Value<bool>(false)) {
      refuse(context, element->at(), "`stateful_default_actions`",
             "only `stateful_rule_order: strict` has default actions");
    }
    if (word == std::size_t{0}) policy.otherwise = Otherwise::drop;
    if (word == std::size_t{1}) policy.otherwise = Otherwise::drop_established;
    if (word == std::size_t{2}) policy.otherwise = kUnknown;
    if (!word || *word > 2 || ++drops == 1) continue;
    refuse(context, element->at(), "`stateful_default_actions`", "it drops by another one already");
    policy.otherwise = kUnknown;
  }
}

// ---- rule groups

FirewallVariables read_variables(NativeContext& context, const SyntaxNode* node,
                                 const std::string& what) {
  FirewallVariables variables;
  if (node == nullptr) return variables;
  if (!node->is_map()) {
    context.wrong_type(*node, what, "a map of names");
    return variables;
  }
  for (const SyntaxNode::Member& member : node->members()) {
    std::vector<std::string> definition;
    for (const SyntaxNode* element : elements_of(member.value)) {
      if (const auto text = read_text(context, *element, what)) definition.push_back(*text);
    }
    variables.emplace_back(member.key, std::move(definition));
  }
  return variables;
}

void read_home_net(NativeContext& context, const SyntaxNode* node, FirewallPolicy& policy) {
  const FirewallVariables variables = read_variables(context, node, "`variables`");
  const auto refuse_variable = [&](const std::string& why) {
    if (refuse(context, node->at(), "`variables`", why)) policy.groups_known = false;
  };
  for (const auto& [name, definition] : variables) {
    if (name != "HOME_NET") {
      refuse_variable("a policy sets HOME_NET alone, not " + quoted(name) + "; a rule group may");
      continue;
    }
    auto parts = parse_firewall_addresses("$HOME_NET", variables);
    if (parts) {
      policy.home_net = *parts;
    } else {
      refuse_variable(parts.error().text);
    }
  }
}

class GroupReader {
 public:
  GroupReader(NativeContext& context, Fields& fields, FirewallRuleGroup& group)
      : context_(context), fields_(fields), group_(group) {}

  void read() {
    group_.variables = read_variables(context_, fields_.find("variables"), "`variables`");
    group_.port_variables =
        read_variables(context_, fields_.find("port_variables"), "`port_variables`");
    const SyntaxNode* stateless = fields_.find("stateless_rules");
    const SyntaxNode* rules = fields_.find("rules");
    const SyntaxNode* domains = fields_.find("domains");
    const int kinds = (stateless ? 1 : 0) + (rules ? 1 : 0) + (domains ? 1 : 0);
    if (kinds > 1) {
      context_.conflict(fields_.at(), fields_.what() +
                                          " has rules of several kinds: `stateless_rules`, "
                                          "`rules` or `domains`");
    }
    if (kinds == 0) {
      group_.rules_known = false;
      group_.is_stateful = kUnknown;
      if (!group_.external) fields_.need("rules");
    }
    if (stateless != nullptr) read_stateless(*stateless);
    if (rules != nullptr || domains != nullptr) group_.is_stateful = true;
    if (rules != nullptr) read_text_rules(*rules);
    if (domains != nullptr) read_domains(*domains);
    if (is_refused_) forget_rules(group_);
  }

 private:
  void refuse_rule(const SyntaxNode& node, const std::string& what, const std::string& why) {
    is_refused_ = refuse(context_, node.at(), what, why) || is_refused_;
  }

  void read_text_rules(const SyntaxNode& node) {
    if (says_unknown(node)) {
      group_.rules_known = false;
      return;
    }
    for (const SyntaxNode* element : elements_of(node)) {
      if (says_unknown(*element)) {
        group_.rules_known = false;
        continue;
      }
      const auto text = read_text(context_, *element, "`rules`");
      if (!text) continue;
      group_.text += (group_.text.empty() || group_.text.back() == '\n' ? "" : "\n") + *text;
      add_rules(*element, *text);
    }
  }

  void add_rules(const SyntaxNode& node, const std::string& text) {
    SuricataRules read = parse_suricata(text, group_.variables, group_.port_variables, node.at());
    for (const std::string& problem : read.problems) {
      refuse_rule(node, "`rules`", problem);
    }
    if (!read.complete) group_.rules_known = false;
    for (FirewallRule& rule : read.rules) {
      if (!is_new(rule.name)) {
        group_.rules_known = false;
        refuse_rule(node, "`rules`", "another rule has " + quoted(rule.name) + " already");
        continue;
      }
      group_.rules.push_back(std::move(rule));
    }
  }

  void read_domains(const SyntaxNode& node) {
    static constexpr Action kActions[] = {Action::pass, Action::drop, Action::reject};
    if (says_unknown(node)) {
      group_.rules_known = false;
      return;
    }
    Fields fields(context_, node, "`domains`", node.at());
    FirewallDomains domains;
    if (const SyntaxNode* action = fields.need("action")) {
      const auto word = read_word(context_, *action, "`action`", {"allow", "deny", "reject"});
      if (word) domains.action = kActions[*word];
    }
    domains.names = read_texts(fields.need("names"), "`names`");
    domains.types = read_texts(fields.find("types"), "`types`");
    const auto home = parse_firewall_addresses("$HOME_NET", group_.variables);
    if (!home) refuse_rule(node, "`variables`", home.error().text);
    group_.rules = rules_of_domains(domains, group_.variables, node.at());
    group_.domains = std::move(domains);
  }

  std::vector<std::string> read_texts(const SyntaxNode* node, const std::string& what) {
    std::vector<std::string> texts;
    if (node == nullptr) return texts;
    for (const SyntaxNode* element : elements_of(*node)) {
      if (const auto text = read_text(context_, *element, what)) texts.push_back(*text);
    }
    return texts;
  }

  void read_stateless(const SyntaxNode& node) {
    group_.is_stateful = false;
    for (const SyntaxNode* element : elements_of(node)) {
      if (says_unknown(*element)) {
        group_.rules_known = false;
      } else {
        read_stateless_rule(*element);
      }
    }
    std::stable_sort(
        group_.rules.begin(), group_.rules.end(),
        [](const FirewallRule& a, const FirewallRule& b) { return a.priority < b.priority; });
  }

  void read_stateless_rule(const SyntaxNode& node) {
    Fields fields(context_, node, "a stateless rule", node.at());
    FirewallRule rule;
    rule.at = node.at();
    if (const SyntaxNode* priority = fields.need("priority")) {
      rule.priority = read_int(context_, *priority, "`priority`", 1, 65535).value_or(1);
    }
    rule.name = "priority " + std::to_string(rule.priority);
    if (!is_new(rule.name)) {
      refuse_rule(node, "`stateless_rules`", "another rule has " + rule.name + " already");
      group_.rules_known = false;
    }
    rule.action = read_stateless_action(context_, fields.need("action"), "`action`", kUnknown);
    rule.protocols = read_protocols(fields.find("protocol"));
    rule.source = read_addresses(fields.find("source"), "`source`");
    rule.destination = read_addresses(fields.find("destination"), "`destination`");
    rule.source_ports = read_ports_of(fields.find("source_ports"));
    rule.destination_ports = read_ports_of(fields.find("destination_ports"));
    if (fields.find("tcp_flags") != nullptr) rule.asks = "`tcp_flags`";
    group_.rules.push_back(std::move(rule));
  }

  Value<TrafficSet> read_protocols(const SyntaxNode* node) {
    if (node == nullptr) return TrafficSet::all();
    TrafficSet protocols;
    for (const SyntaxNode* element : elements_of(*node)) {
      if (says_unknown(*element)) return kUnknown;
      const auto text = read_text(context_, *element, "`protocol`");
      if (!text) return kUnknown;
      const Result<Protocol> protocol = parse_protocol(*text);
      if (!protocol) {
        refuse_rule(*element, "`protocol`", protocol.error().text);
        return kUnknown;
      }
      protocols = protocols | TrafficSet::all_of(*protocol);
    }
    return protocols;
  }

  std::vector<FirewallAddresses> read_addresses(const SyntaxNode* node, const std::string& what) {
    std::vector<FirewallAddresses> addresses;
    if (node == nullptr) return addresses;
    for (const SyntaxNode* element : elements_of(*node)) {
      FirewallAddresses part;
      const auto prefix = read_prefix(context_, *element);
      if (prefix && prefix->is_known()) {
        part.addresses = AddressSet(prefix->get());
      } else {
        part.kind = FirewallAddresses::Kind::unknown;
      }
      addresses.push_back(std::move(part));
    }
    if (addresses.empty()) refuse_rule(*node, what, "a block is missing");
    return addresses;
  }

  Value<IntervalSet> read_ports_of(const SyntaxNode* node) {
    if (node == nullptr) return IntervalSet(Interval{0, 65535});
    if (says_unknown(*node)) return kUnknown;
    const PortList ports = read_ports(context_, *node);
    return ports.known ? Value<IntervalSet>(ports.ports) : Value<IntervalSet>(kUnknown);
  }

  /// Rules of one group have different names: its `sid`, or its priority.
  bool is_new(const std::string& name) { return names_.insert(name).second; }

  NativeContext& context_;
  Fields& fields_;
  FirewallRuleGroup& group_;
  std::set<std::string> names_;
  bool is_refused_ = false;  // of infrastructure code: what AWS takes of the group is not known
};

}  // namespace

void read_firewall(NativeContext& context, const Declaration& declaration) {
  Firewall& firewall = context.design.all<Firewall>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, firewall), firewall.at);
  read_common(context, fields, declaration.kind, firewall);
  read_home(context, fields, firewall);
  firewall.policy = Ref<FirewallPolicy>::unknown();
  const SyntaxNode* policy = firewall.external ? fields.find("policy") : fields.need("policy");
  if (policy != nullptr) firewall.policy = read_ref<FirewallPolicy>(context, *policy, "");
}

void read_firewall_policy(NativeContext& context, const Declaration& declaration) {
  FirewallPolicy& policy = context.design.all<FirewallPolicy>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, policy), policy.at);
  read_common(context, fields, declaration.kind, policy);
  read_home(context, fields, policy);
  policy.stateless_default = read_stateless_action(context, fields.find("stateless_default_action"),
                                                   "`stateless_default_action`", Action::forward);
  // Of fragments; the packets that are asked about are whole.
  read_stateless_action(context, fields.find("stateless_fragment_default_action"),
                        "`stateless_fragment_default_action`", Action::forward);
  read_uses(context, fields.find("stateless_rule_groups"), policy, policy.stateless_groups);
  read_uses(context, fields.find("stateful_rule_groups"), policy, policy.stateful_groups);
  if (const SyntaxNode* order = fields.find("stateful_rule_order")) {
    const auto word = says_unknown(*order) ? std::nullopt
                                           : read_word(context, *order, "`stateful_rule_order`",
                                                       {"action-order", "strict"});
    policy.is_strict = word ? Value<bool>(*word == 1) : Value<bool>(kUnknown);
  }
  read_otherwise(context, fields.find("stateful_default_actions"), policy);
  check_uses(context, policy);
  read_home_net(context, fields.find("variables"), policy);
  if (policy.external) policy.groups_known = false;
}

void read_firewall_rule_group(NativeContext& context, const Declaration& declaration) {
  FirewallRuleGroup& group = context.design.all<FirewallRuleGroup>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, group), group.at);
  read_common(context, fields, declaration.kind, group);
  read_home(context, fields, group);
  GroupReader(context, fields, group).read();
  if (is_other_kind(group, false) && group.stateless_use.is_somewhere()) {
    refuse_use(context, group.stateless_use, group);
  }
  if (is_other_kind(group, true) && group.stateful_use.is_somewhere()) {
    refuse_use(context, group.stateful_use, group);
  }
}

}  // namespace canreach
