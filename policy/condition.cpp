// One line of a Condition: an operator, a key, and the values that it is compared with.
//
// Three things decide before any value is looked at: whether the key is there, whether that is
// known, and whether the key has one value or several.  What is left is: does a value of the
// request match one of the policy's (positive), or none of them (negated), for all of the request's
// values or for one.
#include "policy/condition.h"

#include "model/net/address_set.h"

namespace canreach {
namespace {

bool is_negated(const CompiledCondition& condition) {
  return condition.operation.row->polarity == Polarity::negated;
}

// Rules: CND-4, CND-5, OPR-14, OPR-15.
Truth without_key(const CompiledCondition& condition) {
  if (condition.operation.if_exists) return Truth::yes;
  switch (condition.operation.set) {
    case ValueSet::plain:
      return truth(is_negated(condition));
    case ValueSet::any_value:
      return Truth::no;
    case ValueSet::all_values:
      return Truth::yes;
  }
  return Truth::no;
}

// Rules: CND-2, OPR-16.
Truth satisfies(const CompiledPolicy& policy, const CompiledCondition& condition,
                std::string_view given, const std::optional<IpAddress>& address,
                const Context& context) {
  Truth listed = condition.values_known ? Truth::no : Truth::unknown;
  for (std::uint32_t i = 0; i < condition.operands.count && listed != Truth::yes; ++i) {
    const Operand& operand = policy.operands[condition.operands.first + i];
    listed = listed | matches_operand(*condition.operation.row, operand, policy.patterns, given,
                                      address, context);
  }
  return is_negated(condition) ? !listed : listed;
}

Truth over_all(const CompiledPolicy& policy, const CompiledCondition& condition,
               const ContextValue& value, const Context& context) {
  Truth result = Truth::yes;
  for (const std::string& given : value.values) {
    result = result & satisfies(policy, condition, given, value.address, context);
  }
  return result;
}

Truth over_any(const CompiledPolicy& policy, const CompiledCondition& condition,
               const ContextValue& value, const Context& context) {
  Truth result = Truth::no;
  for (const std::string& given : value.values) {
    result = result | satisfies(policy, condition, given, value.address, context);
  }
  return result;
}

// Rule: CND-6.  Several values are tried like any other condition's.
Truth null_holds(const CompiledPolicy& policy, const CompiledCondition& condition,
                 const ContextValue& value) {
  if (value.state == ContextValue::State::unknown) return Truth::unknown;
  Truth result = condition.values_known ? Truth::no : Truth::unknown;
  for (std::uint32_t i = 0; i < condition.operands.count; ++i) {
    const Operand& operand = policy.operands[condition.operands.first + i];
    const bool* wants_absent = std::get_if<bool>(&operand.value);
    result = result |
             (wants_absent == nullptr ? Truth::unknown : truth(*wants_absent == value.is_absent()));
  }
  return result;
}

// May an operand match some text but `other`, or, where that ends with "/", some text that does not
// begin so?
bool may_match_else(const CompiledPolicy& policy, const Operand& operand, std::string_view other,
                    const Context& context) {
  std::string written;
  switch (operand.text.kind) {
    case TextPattern::Kind::unknown:
    case TextPattern::Kind::unsaid:
      return true;
    case TextPattern::Kind::variable: {
      const Truth expanded =
          policy.patterns.expand(policy.patterns.text_template(operand.text), context, written);
      if (expanded != Truth::yes) return expanded == Truth::unknown;
      break;
    }
    case TextPattern::Kind::exact:
    case TextPattern::Kind::beginning:
    case TextPattern::Kind::wild:
      written = policy.patterns.pattern(operand.text);
      break;
  }
  std::string literal;
  append_literal(literal, other);
  const bool begins = other.back() == '/' && written.substr(0, literal.size()) == literal;
  return !begins && written != literal;
}

// Of a key that is absent or has another value than one: known where both come to the same.
Truth holds_for_another(const CompiledPolicy& policy, const CompiledCondition& condition,
                        std::string_view other, const Context& context) {
  const OperatorFamily family = condition.operation.row->family;
  const bool is_text = family == OperatorFamily::string || family == OperatorFamily::arn;
  if (other.empty() || !is_text) return Truth::unknown;
  Truth listed = condition.values_known ? Truth::no : Truth::unknown;
  for (std::uint32_t i = 0; i < condition.operands.count; ++i) {
    const Operand& operand = policy.operands[condition.operands.first + i];
    if (may_match_else(policy, operand, other, context)) listed = Truth::unknown;
  }
  const Truth present = is_negated(condition) ? !listed : listed;
  return present == without_key(condition) ? present : Truth::unknown;
}

// Of an address of the internet: no block without any matches it.
Truth holds_for_public(const CompiledPolicy& policy, const CompiledCondition& condition) {
  if (condition.operation.row->family != OperatorFamily::ip) return Truth::unknown;
  Truth listed = condition.values_known ? Truth::no : Truth::unknown;
  for (std::uint32_t i = 0; i < condition.operands.count; ++i) {
    const Operand& operand = policy.operands[condition.operands.first + i];
    const IpPrefix* block = std::get_if<IpPrefix>(&operand.value);
    const bool may_match = block == nullptr || !(AddressSet(*block) & public_addresses()).empty();
    if (may_match) listed = Truth::unknown;
  }
  return is_negated(condition) ? !listed : listed;
}

}  // namespace

Truth holds(const CompiledPolicy& policy, const CompiledCondition& condition,
            PolicyStatement::Effect effect, const Context& context) {
  if (condition.unreadable) {
    return effect == PolicyStatement::Effect::allow ? Truth::no : Truth::unknown;
  }
  const ContextValue& value = context.find(condition.key);
  if (condition.operation.row->family == OperatorFamily::null) {
    return null_holds(policy, condition, value);
  }
  if (value.state == ContextValue::State::unknown) {
    if (value.public_address) return holds_for_public(policy, condition);
    return holds_for_another(policy, condition, value.other_than, context);
  }
  if (value.is_absent()) return without_key(condition);
  switch (condition.operation.set) {
    case ValueSet::plain:  // Rule: OPR-17.
      if (value.state == ContextValue::State::several) return Truth::no;
      return satisfies(policy, condition, value.values.front(), value.address, context);
    case ValueSet::any_value:
      return over_any(policy, condition, value, context);
    case ValueSet::all_values:
      return over_all(policy, condition, value, context);
  }
  return Truth::no;
}

Truth conditions_hold(const CompiledPolicy& policy, const CompiledStatement& statement,
                      const Context& context) {
  Truth result = statement.conditions_known ? Truth::yes : Truth::unknown;
  for (std::uint32_t i = 0; i < statement.conditions.count && result != Truth::no; ++i) {
    result = result & holds(policy, policy.conditions[statement.conditions.first + i],
                            statement.effect, context);
  }
  return result;
}

}  // namespace canreach
