#include "policy/condition_operator.h"

#include "model/open_names.h"
#include "policy/operators/operands.h"

namespace canreach {
namespace {

constexpr std::string_view kAny = "ForAnyValue:";
constexpr std::string_view kAll = "ForAllValues:";
constexpr std::string_view kIfExists = "IfExists";

bool take_front(std::string_view& text, std::string_view front) {
  if (text.substr(0, front.size()) != front) return false;
  text.remove_prefix(front.size());
  return true;
}

bool take_back(std::string_view& text, std::string_view back) {
  if (text.size() < back.size() || text.substr(text.size() - back.size()) != back) return false;
  text.remove_suffix(back.size());
  return true;
}

// One of the values that is not a text: without variables, known.
bool matches_value(const ConditionOperatorRow& row, const Operand& operand, std::string_view given,
                   const std::optional<IpAddress>& address) {
  if (const auto* number = std::get_if<Decimal>(&operand.value)) {
    return matches_numeric(row.comparison, *number, given);
  }
  if (const auto* moment = std::get_if<Moment>(&operand.value)) {
    return matches_date(row.comparison, *moment, given);
  }
  if (const auto* bytes = std::get_if<std::string>(&operand.value)) {
    return matches_binary(*bytes, given);
  }
  const auto* block = std::get_if<IpPrefix>(&operand.value);
  if (block == nullptr) return false;
  if (address) return block->contains(*address);
  const Result<IpAddress> parsed = IpAddress::parse(given);
  return parsed && block->contains(*parsed);
}

}  // namespace

const std::vector<ConditionOperatorRow>& condition_operator_rows() {
  static const std::vector<ConditionOperatorRow> kRows = {
#define CONDITION_OPERATOR(name, family, comparison, polarity) \
  {name, OperatorFamily::family, Comparison::comparison, Polarity::polarity},
#include "policy/condition_operators.def"
#undef CONDITION_OPERATOR
  };
  return kRows;
}

std::optional<ConditionOperator> ConditionOperator::parse(std::string_view written) {
  ConditionOperator result;
  std::string_view name = written;
  if (take_front(name, kAny)) {
    result.set = ValueSet::any_value;
  } else if (take_front(name, kAll)) {
    result.set = ValueSet::all_values;
  }
  result.if_exists = take_back(name, kIfExists);
  for (const ConditionOperatorRow& row : condition_operator_rows()) {
    if (row.name == name) result.row = &row;
  }
  if (result.row == nullptr) return std::nullopt;
  const bool is_null = result.row->family == OperatorFamily::null;
  if (is_null && (result.if_exists || result.set != ValueSet::plain)) return std::nullopt;
  return result;
}

bool holds(Comparison comparison, int order) {
  switch (comparison) {
    case Comparison::equals:
    case Comparison::equals_ignoring_case:
    case Comparison::like:
      return order == 0;
    case Comparison::less:
      return order < 0;
    case Comparison::less_or_equal:
      return order <= 0;
    case Comparison::greater:
      return order > 0;
    case Comparison::greater_or_equal:
      return order >= 0;
  }
  return false;
}

Result<Operand> parse_operand(const ConditionOperatorRow& row, std::string_view text,
                              TextPatterns::Variables variables, TextPatterns& patterns) {
  const bool is_text = row.family == OperatorFamily::string || row.family == OperatorFamily::arn;
  if (!is_text && holds_unknown_part(text)) return Operand{TextPatterns::add_unknown(), {}};
  switch (row.family) {
    case OperatorFamily::string:
      return string_operand(row, text, variables, patterns);
    case OperatorFamily::arn:
      return arn_operand(text, variables, patterns);
    case OperatorFamily::numeric:
      return numeric_operand(text);
    case OperatorFamily::date:
      return date_operand(text);
    case OperatorFamily::boolean:
      return bool_operand(text, variables, patterns);
    case OperatorFamily::null:
      return bool_operand(text, TextPatterns::Variables::literal, patterns);
    case OperatorFamily::binary:
      return binary_operand(text);
    case OperatorFamily::ip:
      return ip_operand(text);
  }
  return failure("an operator is expected");
}

Truth matches_operand(const ConditionOperatorRow& row, const Operand& operand,
                      const TextPatterns& patterns, std::string_view given,
                      const std::optional<IpAddress>& address, const Context& context) {
  if (operand.text.kind == TextPattern::Kind::unknown) return Truth::unknown;
  switch (row.family) {
    case OperatorFamily::string:
      return matches_string(row, operand, patterns, given, context);
    case OperatorFamily::arn:
      return matches_arn(operand, patterns, given, context);
    case OperatorFamily::boolean:
      return matches_bool(operand, patterns, given, context);
    case OperatorFamily::numeric:
    case OperatorFamily::date:
    case OperatorFamily::binary:
    case OperatorFamily::ip:
    case OperatorFamily::null:
      return truth(matches_value(row, operand, given, address));
  }
  return Truth::unknown;
}

}  // namespace canreach
