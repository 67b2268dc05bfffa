#include "policy/arn.h"

#include "policy/operators/operands.h"

namespace canreach {

bool is_arn(std::string_view text) { return ArnParts(text).is_whole(); }

Operand arn_operand(std::string_view text, TextPatterns::Variables variables,
                    TextPatterns& patterns) {
  return {patterns.add(text, Wildcards::arn, variables), {}};
}

// The runs of the first five parts stay in them, so a pattern of fewer parts matches nothing that
// has six.  Rules: OPR-9, OPR-10.
Truth matches_arn(const Operand& operand, const TextPatterns& patterns, std::string_view given,
                  const Context& context) {
  return is_arn(given) ? patterns.compare(operand.text, given, context) : Truth::no;
}

}  // namespace canreach
