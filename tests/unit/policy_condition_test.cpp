// Section 6 of the rules: every operator in every form, against a request that lacks the key, has a
// value that matches, or one that does not.
#include <string>

#include "policy/condition.h"
#include "policy/condition_operator.h"
#include "tests/catch.h"
#include "tests/unit/policy_world.h"

namespace canreach {
namespace {

// Is a condition on one value true for a context?
Truth holds_for(const std::string& operation, const std::string& key, const std::string& value,
                const Context& context) {
  PolicyDocument document;
  document.variables = true;
  document.statements.push_back({});
  PolicyStatement& statement = document.statements.back();
  statement.effect = PolicyStatement::Effect::allow;
  PolicyCondition condition;
  condition.operation = operation;
  condition.key = key;
  condition.values.push_back({Value<std::string>(value), {}});
  statement.conditions.push_back(condition);
  const CompiledPolicy policy = compile_policy(document, PolicyUse::identity);
  return conditions_hold(policy, policy.statements.front(), context);
}

struct Sample {
  const char* operation;
  bool is_negated;
  const char* wanted;
  const char* match;  // makes the positive form true
  const char* other;
};

// Rules: OPR-1 to OPR-9.
const Sample kSamples[] = {
    {"StringEquals", false, "ana", "ana", "Ana"},
    {"StringNotEquals", true, "ana", "ana", "Ana"},
    {"StringEqualsIgnoreCase", false, "ana", "ANA", "anna"},
    {"StringNotEqualsIgnoreCase", true, "ana", "ANA", "anna"},
    {"StringLike", false, "a*a", "a\nbc:/a", "b"},
    {"StringNotLike", true, "a?a", "ana", "anna"},
    {"NumericEquals", false, "10", "10.0", "11"},
    {"NumericNotEquals", true, "10", "010", "11"},
    {"NumericLessThan", false, "10", "9.99", "10"},
    {"NumericLessThanEquals", false, "10", "10", "10.01"},
    {"NumericGreaterThan", false, "-10", "-9", "-10"},
    {"NumericGreaterThanEquals", false, "-10", "-10", "-10.5"},
    {"DateEquals", false, "2026-01-31T10:00:00Z", "2026-01-31T11:00:00+01:00", "1769853601"},
    {"DateNotEquals", true, "2026-01-31", "2026-01-31T00:00:00Z", "2026"},
    {"DateLessThan", false, "2026", "2025-12-31T23:59:59.9Z", "2026-01-01"},
    {"DateLessThanEquals", false, "1700000000", "1700000000", "1700000001"},
    {"DateGreaterThan", false, "2026-01-01T00:00:00.4Z", "2026-01-01T00:00:00.5Z", "2026-01"},
    {"DateGreaterThanEquals", false, "2026-01", "2026-01-01", "2025-12-31"},
    {"Bool", false, "true", "TRUE", "false"},
    {"BinaryEquals", false, "QmluYXJ5", "QmluYXJ5", "QmluYXJ6"},
    {"IpAddress", false, "203.0.113.0/24", "203.0.113.7", "203.0.114.7"},
    {"IpAddress", false, "2001:db8::7", "2001:db8::7", "2001:db8::8"},
    {"IpAddress", false, "0.0.0.0/0", "1.2.3.4", "::1"},
    {"NotIpAddress", true, "10.0.0.5/8", "10.9.9.9", "11.0.0.1"},
    {"ArnEquals", false, "arn:aws:sns:*:1:t*", "arn:aws:sns:eu:1:t:x", "arn:aws:sns:eu:2:t"},
    {"ArnLike", false, "arn:aws:s*:eu:1:q", "arn:aws:sqs:eu:1:q", "arn:aws:sqs:eu:2:q"},
    {"ArnNotEquals", true, "arn:aws:sns:eu:1:t", "arn:aws:sns:eu:1:t", "t"},
    {"ArnNotLike", true, "arn:aws:sns:eu:1:*", "arn:aws:sns:eu:1:t", "arn:aws:sqs:eu:1:t"},
};

TEST_CASE("CND-4, CND-5, OPR-14 to OPR-16: the truth table holds for every operator") {
  for (const Sample& sample : kSamples) {
    struct Form {
      const char* before;
      const char* after;
      bool absent, match, other;
    };
    const bool n = sample.is_negated;
    const Form forms[] = {
        {"", "", n, !n, n},
        {"", "IfExists", true, !n, n},
        {"ForAllValues:", "", true, !n, n},
        {"ForAnyValue:", "", false, !n, n},
        {"ForAllValues:", "IfExists", true, !n, n},
        {"ForAnyValue:", "IfExists", true, !n, n},
    };
    for (const Form& form : forms) {
      const std::string operation = std::string(form.before) + sample.operation + form.after;
      const auto says = [&](const Context& context) {
        return holds_for(operation, "x:key", sample.wanted, context);
      };
      INFO(operation << " " << sample.wanted);
      Context context;
      CHECK(says(context) == truth(form.absent));
      context.set("X:Key", sample.match);
      CHECK(says(context) == truth(form.match));
      context.set("x:key", sample.other);
      CHECK(says(context) == truth(form.other));
      context.set_unknown("x:key");
      CHECK(says(context) == Truth::unknown);
    }
  }
}

TEST_CASE("CND-6: Null asks whether a key is there") {
  Context context;
  CHECK(holds_for("Null", "x:key", "true", context) == Truth::yes);
  CHECK(holds_for("Null", "x:key", "false", context) == Truth::no);
  context.set("x:key", "");
  CHECK(holds_for("Null", "x:key", "true", context) == Truth::no);
  CHECK(holds_for("Null", "x:key", "false", context) == Truth::yes);
  context.set_several("x:key", {});
  CHECK(holds_for("Null", "x:key", "true", context) == Truth::yes);
}

TEST_CASE("OPR-14 to OPR-16: sets of values") {
  Context context;
  context.set_several("aws:TagKeys", {"team", "cost"});
  CHECK(holds_for("ForAllValues:StringEquals", "aws:TagKeys", "team", context) == Truth::no);
  CHECK(holds_for("ForAnyValue:StringEquals", "aws:TagKeys", "team", context) == Truth::yes);
  CHECK(holds_for("ForAllValues:StringNotEquals", "aws:TagKeys", "team", context) == Truth::no);
  CHECK(holds_for("ForAnyValue:StringNotEquals", "aws:TagKeys", "team", context) == Truth::yes);
  CHECK(holds_for("ForAllValues:StringNotEquals", "aws:TagKeys", "x", context) == Truth::yes);
}

TEST_CASE("OPR-17: a plain operator never matches a key with several values") {
  Context context;
  context.set("aws:TagKeys", "team");
  CHECK(holds_for("StringEquals", "aws:TagKeys", "team", context) == Truth::no);
  CHECK(holds_for("StringNotEquals", "aws:TagKeys", "x", context) == Truth::no);
}

TEST_CASE("OPR-18: one value of a list for a key that has only one is that value") {
  Context context;
  context.set_several("aws:SourceIp", {"203.0.113.7"});
  CHECK(holds_for("IpAddress", "aws:SourceIp", "203.0.113.7", context) == Truth::yes);
}

TEST_CASE("OPR-9: in an ARN operator a star stays in its part") {
  Context context;
  context.set("aws:SourceArn", "arn:aws:sqs:eu:1:q");
  CHECK(holds_for("ArnLike", "aws:SourceArn", "arn:aws:sqs:*", context) == Truth::no);
  CHECK(holds_for("StringLike", "aws:SourceArn", "arn:aws:sqs:*", context) == Truth::yes);
}

TEST_CASE("VAR-4 to VAR-7: variables in values") {
  Context context;
  context.set("aws:username", "a*");
  context.set("x:key", "a*");
  CHECK(holds_for("StringLike", "x:key", "${aws:username}", context) == Truth::yes);
  context.set("x:key", "abc");
  CHECK(holds_for("StringLike", "x:key", "${aws:username}", context) == Truth::no);
  CHECK(holds_for("StringLike", "x:key", "${AWS:UserName}*", context) == Truth::no);
  CHECK(holds_for("StringEquals", "x:key", "${x:none, 'abc'}", context) == Truth::yes);
  CHECK(holds_for("StringEquals", "x:key", "${x:none}", context) == Truth::no);
  CHECK(holds_for("StringNotEquals", "x:key", "${x:none}", context) == Truth::yes);
  context.set("x:key", "*?$");
  CHECK(holds_for("StringEquals", "x:key", "${*}${?}${$}", context) == Truth::yes);
  context.set_unknown("aws:username");
  CHECK(holds_for("StringEquals", "x:key", "${aws:username}", context) == Truth::unknown);
}

TEST_CASE("IAMB-5: Bool takes a variable") {
  Context context;
  context.set("x:key", "true");
  context.set("aws:ViaAWSService", "true");
  CHECK(holds_for("Bool", "x:key", "${aws:ViaAWSService}", context) == Truth::yes);
}

TEST_CASE("CND-7: what cannot be read is false for Allow and unknown for Deny") {
  Context context;
  context.set("aws:SourceIp", "203.0.113.7");
  CHECK(holds_for("IpAddress", "aws:SourceIp", "203.0.113.0/33", context) == Truth::no);
  CHECK(holds_for("StringLikes", "aws:SourceIp", "*", context) == Truth::no);
  PolicyDocument document;
  document.statements.push_back({});
  PolicyCondition condition;
  condition.operation = "NumericEquals";
  condition.key = "x:key";
  condition.values.push_back({Value<std::string>("ten"), {}});
  document.statements.back().conditions.push_back(condition);
  const CompiledPolicy policy = compile_policy(document, PolicyUse::identity);
  CHECK(conditions_hold(policy, policy.statements.front(), context) == Truth::unknown);
}

TEST_CASE("OPR-12: which operators there are") {
  struct Row {
    const char* text;
    bool is_operator;
  };
  const Row rows[] = {
      {"ForAnyValue:StringLikeIfExists", true},
      {"StringEquals", true},
      {"stringequals", false},
      {"NullIfExists", false},
      {"ForAllValues:Null", false},
      {"ForAnyValues:StringLike", false},
      {"BinaryNotEquals", false},
      {"IfExists", false},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(ConditionOperator::parse(row.text).has_value() == row.is_operator);
  }
}

TEST_CASE("OPR-4 to OPR-7: values that operators refuse") {
  for (const char* text : {"", "-", ".", "1.", "1e3", "0x10", "1 "}) {
    INFO(text);
    CHECK_FALSE(parse_decimal(text));
  }
  for (const char* text : {"26", "2026-13", "2026-02-29", "2026-01-01T10", "2026-01-01T10:00",
                           "2026-01-01 10:00:00Z", "yesterday"}) {
    INFO(text);
    CHECK_FALSE(parse_moment(text));
  }
  CHECK(parse_moment("1970-01-02")->seconds == 86400);
  CHECK(parse_moment("2024-02-29T00:00:00Z")->seconds == 1709164800);
  CHECK(parse_moment("1709164800")->seconds == 1709164800);
  CHECK_FALSE(parse_base64("QQ"));
  CHECK(*parse_base64("QQ==") == "A");
  CHECK_FALSE(parse_bool("yes"));
}

}  // namespace
}  // namespace canreach
