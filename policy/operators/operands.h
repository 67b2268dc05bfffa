#pragma once

#include <string_view>

#include "base/result.h"
#include "policy/condition_operator.h"

namespace canreach {

// A pair of functions a family: reads a policy's value, and compares one value of a request with
// it.  A value of the request that cannot be read matches nothing.

Operand string_operand(const ConditionOperatorRow& row, std::string_view text,
                       TextPatterns::Variables variables, TextPatterns& patterns);
Truth matches_string(const ConditionOperatorRow& row, const Operand& operand,
                     const TextPatterns& patterns, std::string_view given, const Context& context);

Operand arn_operand(std::string_view text, TextPatterns::Variables variables,
                    TextPatterns& patterns);
Truth matches_arn(const Operand& operand, const TextPatterns& patterns, std::string_view given,
                  const Context& context);

Result<Operand> bool_operand(std::string_view text, TextPatterns::Variables variables,
                             TextPatterns& patterns);
Truth matches_bool(const Operand& operand, const TextPatterns& patterns, std::string_view given,
                   const Context& context);

Result<Operand> numeric_operand(std::string_view text);
bool matches_numeric(Comparison comparison, const Decimal& wanted, std::string_view given);

Result<Operand> date_operand(std::string_view text);
bool matches_date(Comparison comparison, const Moment& wanted, std::string_view given);

Result<Operand> binary_operand(std::string_view text);
/// The request's value is base64 as well: texts cannot hold every byte.
bool matches_binary(const std::string& wanted, std::string_view given);

Result<Operand> ip_operand(std::string_view text);

}  // namespace canreach
