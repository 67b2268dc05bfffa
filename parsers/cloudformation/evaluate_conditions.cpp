#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/values.h"

// Conditions have three values: one that compares something that is not known is open.  Whoever
// reads the design wants two, so he may decide the open ones, each way in turn.
//
// What may be decided must not depend on what was decided.  So there are two readings.  In the
// first nothing is decided, and Fn::If on an open condition gives an unknown value.  Conditions
// that are open there by a comparison of their own are listed.  In the second reading a listed
// condition has the value that the user chose, unless its value follows from those of others.
//
// Two conditions that make the same comparison, or one its opposite, are decided together: the
// first of them is listed.

namespace canreach {
namespace {

bool is_known(const DeclaredValue& value) {
  using Kind = DeclaredValue::Kind;
  if (value.is_unknown() || value.is_reference() || value.kind == Kind::joined) return false;
  for (const DeclaredValue& item : value.items) {
    if (!is_known(item)) return false;
  }
  for (const auto& [key, member] : value.members) {
    if (!is_known(member)) return false;
  }
  return true;
}

/// Is this surely more than an empty text?  What AWS names is not empty.
bool is_not_empty(const DeclaredValue& value) {
  if (value.is_reference()) return true;
  for (const DeclaredValue& item : value.items) {
    if (item.is_text() ? !item.text.empty() : is_not_empty(item)) return true;
  }
  return false;
}

bool is_empty_text(const DeclaredValue& value) { return value.is_text() && value.text.empty(); }

Truth compared(const DeclaredValue& a, const DeclaredValue& b) {
  if (is_known(a) && is_known(b)) {
    return canonical_text(a) == canonical_text(b) ? Truth::yes : Truth::no;
  }
  if (is_empty_text(a) && is_not_empty(b)) return Truth::no;
  if (is_empty_text(b) && is_not_empty(a)) return Truth::no;
  if (a.is_reference() && b.is_reference() && canonical_text(a) == canonical_text(b)) {
    return Truth::yes;
  }
  return Truth::open;
}

Truth opposite(Truth truth) {
  if (truth == Truth::open) return truth;
  return truth == Truth::yes ? Truth::no : Truth::yes;
}

ConditionValue settled(Truth truth) {
  ConditionValue value;
  value.truth = truth;
  return value;
}

}  // namespace

DeclaredValue TemplateEvaluator::choice(const TemplateCall& call, const TemplateScope& scope) {
  const std::optional<std::span<const SyntaxNode>> items =
      items_of(call, 3, 3, "a list of a condition and two values");
  const SourceLoc at = call.argument->at();
  if (!items) return mistaken(at);
  const SyntaxNode& name = (*items)[0];
  if (!name.is_scalar() || name.text().empty()) {
    needs(call, name.at(), "the name of a condition");
    return mistaken(at);
  }
  const ConditionValue condition =
      named_condition(scope.stack, in_loop(name.text(), scope.loop), name.at());
  if (condition.truth != Truth::open) {
    return value((*items)[condition.truth == Truth::yes ? 1 : 2], scope);
  }
  DeclaredValue yes = value((*items)[1], scope);
  const DeclaredValue no = value((*items)[2], scope);
  if (canonical_text(yes) == canonical_text(no)) return yes;
  return DeclaredValue::unknown(condition.supply, at);
}

ConditionValue TemplateEvaluator::condition_value(const SyntaxNode& node,
                                                  const TemplateScope& scope, TagUse tag) {
  if (depth_ >= 300) {
    report(DiagnosticKind::limit_exceeded, node.at(),
           {"more than 300 conditions that are made from each other"});
    is_exhausted_ = true;
  }
  if (!charge(1, node.at())) return settled(Truth::no);
  const Meanwhile<std::size_t> deeper(depth_, depth_ + 1);
  const TemplateCall call = find_call(node, CallPlace::condition, tag);
  if (call.kind == TemplateCall::Kind::none) {
    report(DiagnosticKind::template_function, node.at(),
           {"a condition must be one of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition"});
    return settled(Truth::no);
  }
  if (call.kind != TemplateCall::Kind::call) {
    (void)called_mistake(call, node.at());
    return settled(Truth::no);
  }
  if (call.row->function == TemplateFunction::equals) return comparison(call, scope);
  if (call.row->function == TemplateFunction::negation) return negation(call, scope);
  if (call.row->function == TemplateFunction::conjunction) {
    return combination(call, Truth::no, scope);
  }
  if (call.row->function == TemplateFunction::disjunction) {
    return combination(call, Truth::yes, scope);
  }
  if (call.row->function == TemplateFunction::condition && call.argument->is_scalar()) {
    const std::string name = in_loop(call.argument->text(), scope.loop);
    ConditionValue named = named_condition(scope.stack, name, call.argument->at());
    named.has_open_own = false;
    named.comparison.clear();
    return named;
  }
  if (call.row->function == TemplateFunction::transform) {
    ConditionValue open;
    open.supply = transform(call, scope).text;
    open.has_open_own = true;
    return open;
  }
  report(DiagnosticKind::template_function, call.at,
         {fmt::format("{} gives no condition", quoted(call.name))});
  return settled(Truth::no);
}

ConditionValue TemplateEvaluator::comparison(const TemplateCall& call, const TemplateScope& scope) {
  const std::optional<std::span<const SyntaxNode>> items =
      items_of(call, 2, 2, "a list of two values");
  if (!items) return settled(Truth::no);
  const DeclaredValue a = value((*items)[0], scope);
  const DeclaredValue b = value((*items)[1], scope);
  const Truth truth = compared(a, b);
  if (truth != Truth::open) return settled(truth);
  ConditionValue open;
  open.supply = missing_of(a).empty() ? missing_of(b) : missing_of(a);
  open.has_open_own = true;
  const std::string one = canonical_text(a);
  const std::string other = canonical_text(b);
  open.comparison = std::min(one, other) + std::max(one, other);
  return open;
}

ConditionValue TemplateEvaluator::negation(const TemplateCall& call, const TemplateScope& scope) {
  const std::optional<std::span<const SyntaxNode>> items =
      items_of(call, 1, 1, "a list of one condition");
  if (!items) return settled(Truth::no);
  ConditionValue inner = condition_value(items->front(), scope, TagUse::counts);
  inner.truth = opposite(inner.truth);
  inner.is_negated = !inner.is_negated;
  return inner;
}

/// Fn::And is no as soon as one is no, Fn::Or is yes as soon as one is yes: `decisive`.
ConditionValue TemplateEvaluator::combination(const TemplateCall& call, Truth decisive,
                                              const TemplateScope& scope) {
  const std::optional<std::span<const SyntaxNode>> items =
      items_of(call, 2, 10, "a list of 2 to 10 conditions");
  if (!items) return settled(Truth::no);
  ConditionValue result = settled(opposite(decisive));
  bool is_decided = false;
  for (const SyntaxNode& item : *items) {
    const ConditionValue one = condition_value(item, scope, TagUse::counts);
    is_decided = is_decided || one.truth == decisive;
    if (one.truth != Truth::open) continue;
    if (result.supply.empty()) result.supply = one.supply;
    result.truth = Truth::open;
    result.has_open_own = result.has_open_own || one.has_open_own;
  }
  return is_decided ? settled(decisive) : result;
}

ConditionValue TemplateEvaluator::named_condition(Stack& stack, const std::string& name,
                                                  SourceLoc at) {
  StackCondition* condition = stack.find_condition(name);
  if (condition == nullptr) {
    if (stack.source->has_macros) return {Truth::open, "what a macro makes", {}, false, false};
    std::vector<std::string> known;
    for (const StackCondition& candidate : stack.conditions) known.push_back(candidate.name);
    report(DiagnosticKind::unknown_name, at, {"condition", quoted(name)}, suggestion(name, known));
    return settled(Truth::no);
  }
  if (condition->is_busy) {
    report(DiagnosticKind::template_cycle, condition->at,
           {fmt::format("condition {}", quoted(name))});
    return settled(Truth::no);
  }
  if (!condition->open_value) {
    if (const std::optional<bool> said = assumed(stack, *condition)) {
      condition->open_value = settled(*said ? Truth::yes : Truth::no);
      condition->decided = condition->open_value->truth;
      return *condition->open_value;
    }
    condition->open_value = evaluated(stack, *condition, ConditionReading::open);
  }
  if (reading_ == ConditionReading::open) return *condition->open_value;
  if (!condition->decided) {
    Truth truth = condition->open_value->truth;
    if (truth == Truth::open) {
      truth = evaluated(stack, *condition, ConditionReading::decided).truth;
    }
    condition->decided = truth == Truth::open ? decision(stack, *condition) : truth;
  }
  return settled(*condition->decided);
}

ConditionValue TemplateEvaluator::evaluated(Stack& stack, StackCondition& condition,
                                            ConditionReading reading) {
  const Meanwhile<bool> busy(condition.is_busy, true);
  const Meanwhile<bool> secrets(shows_secrets_, true);
  const Meanwhile<ConditionReading> reads(reading_, reading);
  return condition_value(*condition.node, {stack, condition.loop}, TagUse::counts);
}

/// What the user takes for granted of a condition.
std::optional<bool> TemplateEvaluator::assumed(const Stack& stack,
                                               const StackCondition& condition) {
  for (const std::string& name :
       {name_of_condition(stack, condition), stack.name + "." + condition.name, condition.name}) {
    const auto found = options_.assumptions.find(name);
    if (found == options_.assumptions.end()) continue;
    const std::string word = to_lower(found->second);
    if (word == "true" || word == "false") return word == "true";
    report(DiagnosticKind::template_assumption, condition.at,
           {quoted(name), "a condition is `true` or `false`"});
    return std::nullopt;
  }
  return std::nullopt;
}

Truth TemplateEvaluator::decision(Stack& stack, StackCondition& condition) {
  const ConditionValue& open = *condition.open_value;
  const StackCondition* first = &condition;
  if (!open.comparison.empty()) {
    const auto listed = stack.comparisons.find(open.comparison);
    if (listed != stack.comparisons.end()) first = &stack.conditions[listed->second];
  }
  const auto chosen = options_.conditions.find(name_of_condition(stack, *first));
  const bool first_holds = chosen != options_.conditions.end() && chosen->second;
  const bool is_opposite = first != &condition && first->open_value->is_negated != open.is_negated;
  return first_holds != is_opposite ? Truth::yes : Truth::no;
}

std::vector<OpenCondition> TemplateEvaluator::open_conditions(
    Stack& stack, const std::unordered_set<std::string>& used) {
  std::vector<OpenCondition> open;
  for (std::size_t i = 0; i < stack.conditions.size(); ++i) {
    StackCondition& condition = stack.conditions[i];
    const bool is_used = used.count(condition.name) != 0;
    const Meanwhile<ConditionReading> reading(reading_, ConditionReading::open);
    const ConditionValue known = named_condition(stack, condition.name, condition.at);
    if (!is_used || known.truth != Truth::open || !known.has_open_own) continue;
    const bool is_first =
        known.comparison.empty() || stack.comparisons.emplace(known.comparison, i).second;
    if (is_first) {
      open.push_back({name_of_condition(stack, condition), known.supply, condition.at});
    }
  }
  return open;
}

std::string TemplateEvaluator::name_of_condition(const Stack& stack,
                                                 const StackCondition& condition) const {
  if (stack.outer != nullptr) return stack.address + "." + condition.name;
  const bool is_shared = shared_ids_.count(shared_condition(condition.name)) != 0;
  return is_shared ? stack.name + "." + condition.name : condition.name;
}

Truth TemplateEvaluator::presence(Stack& stack, const SyntaxNode& node, const LoopTurn& loop) {
  const SyntaxNode* name = node.find("Condition");
  if (name == nullptr) return Truth::yes;
  if (!name->is_scalar() || name->is_null() || name->text().empty()) {
    report(DiagnosticKind::template_arguments, name->at(),
           {quoted("Condition"), "the name of a condition"});
    return Truth::yes;
  }
  return named_condition(stack, in_loop(name->text(), loop), name->at()).truth;
}

}  // namespace canreach
