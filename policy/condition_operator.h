#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "model/net/ip.h"
#include "policy/context.h"
#include "policy/text_pattern.h"
#include "policy/truth.h"

namespace canreach {

/// What reads and compares the values of an operator.
enum class OperatorFamily : std::uint8_t { string, numeric, date, boolean, binary, ip, arn, null };

/// The request's value stands on the left.
enum class Comparison : std::uint8_t {
  equals,
  equals_ignoring_case,
  like,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
};

enum class Polarity : std::uint8_t { positive, negated };

/// A row of policy/condition_operators.def.
struct ConditionOperatorRow {
  std::string_view name;
  OperatorFamily family;
  Comparison comparison;
  Polarity polarity;
};
const std::vector<ConditionOperatorRow>& condition_operator_rows();

/// How the values of a multivalued key are looked at.  Rules: OPR-13 to OPR-18.
enum class ValueSet : std::uint8_t { plain, any_value, all_values };

/// An operator as a policy writes it: "ForAnyValue:StringLikeIfExists".
struct ConditionOperator {
  const ConditionOperatorRow* row = nullptr;
  ValueSet set = ValueSet::plain;
  bool if_exists = false;

  /// None: there is no such operator.  Rules: CND-5, CND-7, OPR-12.
  static std::optional<ConditionOperator> parse(std::string_view written);
};

/// A decimal number of any length, normalised: equal numbers have equal texts.
struct Decimal {
  bool negative = false;
  std::string whole;     // without leading zeros; "0" is empty
  std::string fraction;  // without trailing zeros
};
Result<Decimal> parse_decimal(std::string_view text);
int compare(const Decimal& a, const Decimal& b);

/// A point in time.
struct Moment {
  long long seconds = 0;  // since 1970
  long long billionths = 0;
  friend bool operator==(const Moment&, const Moment&) = default;
};
/// The W3C's profile of ISO 8601 ("2026", "2026-01-31", "2026-01-31T10:00:00.5+01:00") or seconds
/// since 1970, of more than four digits.  Rule: OPR-5.
Result<Moment> parse_moment(std::string_view text);
int compare(const Moment& a, const Moment& b);

/// The bytes that a base64 text stands for.
Result<std::string> parse_base64(std::string_view text);

/// "true" or "false" in any case.
Result<bool> parse_bool(std::string_view text);

/// A CIDR, or an address alone.  Rule: OPR-8.
Result<IpPrefix> parse_address_block(std::string_view text);

/// Splits into six parts at the first five colons; is there such a split?
bool is_arn(std::string_view text);

bool holds(Comparison comparison, int order);

/// A value that a policy compares with.
struct Operand {
  TextPattern text;  // string, arn; others: with a variable or unknown
  std::variant<std::monostate, Decimal, Moment, bool, std::string, IpPrefix> value;
};

/// Reads a policy's value for an operator; fails for what AWS refuses.  What is no text and holds
/// an unknown part is unknown.
Result<Operand> parse_operand(const ConditionOperatorRow& row, std::string_view text,
                              TextPatterns::Variables variables, TextPatterns& patterns);

/// Does one value of the request match this value of the policy?  Polarity is the caller's
/// business.
Truth matches_operand(const ConditionOperatorRow& row, const Operand& operand,
                      const TextPatterns& patterns, std::string_view given,
                      const std::optional<IpAddress>& address, const Context& context);

}  // namespace canreach
