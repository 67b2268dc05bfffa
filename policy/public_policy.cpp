// Which bucket policies S3 calls public: those with an Allow to everyone that no condition on a
// fixed value of certain keys narrows.  A value with a wildcard or a variable is not fixed, nor is
// a block of addresses that is very wide.  What is not known may be either.
#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/open_names.h"
#include "policy/compile.h"

namespace canreach {
namespace {

constexpr int kWidestIpv4 = 8;
constexpr int kWidestIpv6 = 32;

constexpr std::array<std::string_view, 12> kNarrowingKeys = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
};

// Keys that narrow as well, and that S3's page does not list.
constexpr std::array<std::string_view, 8> kUnlistedKeys = {
    "aws:principalorgpaths", "aws:sourceorgid",
    "aws:sourceorgpaths",    "aws:sourcevpcarn",
    "aws:vpceaccount",       "aws:vpceorgid",
    "aws:vpceorgpaths",      "s3:x-amz-server-side-encryption-aws-kms-key-id",
};

Truth is_narrowing_key(const std::string& lower) {
  if (contains(kNarrowingKeys, lower)) return Truth::yes;
  return contains(kUnlistedKeys, lower) ? Truth::unknown : Truth::no;
}

// Of an access point's ARN only the name may be left open.
std::string_view fixed_part(const std::string& lower_key, std::string_view text) {
  constexpr std::string_view kPoint = ":accesspoint/";
  const bool is_point = lower_key == "s3:dataaccesspointarn";
  return is_point ? text.substr(0, text.find(kPoint)) : text;
}

bool is_fixed(const ConditionOperatorRow& row, std::string_view text) {
  if (row.family == OperatorFamily::ip) {
    const Result<IpPrefix> block = parse_address_block(text);
    return block &&
           block->length() >= (block->family() == Family::ipv4 ? kWidestIpv4 : kWidestIpv6);
  }
  return text.find_first_of("*?") == std::string::npos && text.find("${") == std::string::npos;
}

// Does this condition narrow the statement to fixed values?
Truth narrows(const PolicyCondition& condition) {
  const std::optional<ConditionOperator> operation = ConditionOperator::parse(condition.operation);
  const bool can_narrow = operation && operation->row->polarity == Polarity::positive &&
                          operation->row->family != OperatorFamily::null && !operation->if_exists &&
                          operation->set != ValueSet::all_values;
  if (!can_narrow) return Truth::no;
  const std::string key = to_lower(condition.key);
  const Truth is_listed = is_narrowing_key(key);
  if (is_listed != Truth::yes) return is_listed;
  Truth result = condition.values_known ? Truth::yes : Truth::unknown;
  for (const PolicyText& value : condition.values) {
    if (value.text.is_unknown() || holds_unknown_part(value.text.get())) {
      result = result & Truth::unknown;
    } else {
      result = result & truth(is_fixed(*operation->row, fixed_part(key, value.text.get())));
    }
  }
  return result;
}

Truth allows_everyone(const PolicyStatement& statement) {
  if (statement.not_principal) return Truth::yes;
  Truth result = statement.principals_known ? Truth::no : Truth::unknown;
  for (const PolicyPrincipal& principal : statement.principals) {
    if (principal.kind == PolicyPrincipal::Kind::everyone) return Truth::yes;
    if (principal.kind == PolicyPrincipal::Kind::unknown) result = Truth::unknown;
  }
  return result;
}

Truth is_public(const PolicyStatement& statement) {
  if (statement.effect == PolicyStatement::Effect::deny) return Truth::no;
  Truth result = allows_everyone(statement);
  if (statement.effect == PolicyStatement::Effect::unknown) result = result & Truth::unknown;
  if (!statement.conditions_known) result = result & Truth::unknown;
  for (const PolicyCondition& condition : statement.conditions) {
    result = result & !narrows(condition);
  }
  return result;
}

}  // namespace

Truth is_public(const PolicyDocument& document) {
  Truth result = document.statements_known ? Truth::no : Truth::unknown;
  for (const PolicyStatement& statement : document.statements) {
    result = result | is_public(statement);
  }
  return result;
}

}  // namespace canreach
