#include "base/text.h"
#include "policy/operators/operands.h"

namespace canreach {
namespace {

Wildcards wildcards_of(Comparison comparison) {
  return comparison == Comparison::like ? Wildcards::text : Wildcards::none;
}

// A pattern in lower case: marks and escaped bytes are no letters.
Truth matches_ignoring_case(const Operand& operand, const TextPatterns& patterns,
                            std::string_view given, const Context& context) {
  std::string pattern;
  Truth known = Truth::yes;
  if (operand.text.kind == TextPattern::Kind::unknown) return Truth::unknown;
  if (operand.text.kind == TextPattern::Kind::variable) {
    known = patterns.expand(patterns.text_template(operand.text), context, pattern);
  } else {
    pattern = std::string(patterns.pattern(operand.text));
  }
  if (known != Truth::yes) return known;
  return TextPatterns::compare_written(to_lower(pattern), to_lower(given), context);
}

}  // namespace

Operand string_operand(const ConditionOperatorRow& row, std::string_view text,
                       TextPatterns::Variables variables, TextPatterns& patterns) {
  return {patterns.add(text, wildcards_of(row.comparison), variables), {}};
}

Truth matches_string(const ConditionOperatorRow& row, const Operand& operand,
                     const TextPatterns& patterns, std::string_view given, const Context& context) {
  if (row.comparison == Comparison::equals_ignoring_case) {
    return matches_ignoring_case(operand, patterns, given, context);
  }
  return patterns.compare(operand.text, given, context);
}

}  // namespace canreach
