#include "tests/oracle/random_policies.h"

#include <utility>

namespace canreach::oracle {
namespace {

using Effect = PolicyStatement::Effect;
using Kind = PolicyPrincipal::Kind;

const std::string kHome = "111122223333";
const std::string kOther = "444455556666";
const std::string kUser = "arn:aws:iam::111122223333:user/team/ana";
const std::string kRole = "arn:aws:iam::111122223333:role/team/etl";
const std::string kSession = "arn:aws:sts::111122223333:assumed-role/etl/night";
const std::string kFederated = "arn:aws:sts::111122223333:federated-user/bob";

std::vector<PolicyText> texts_of(Random& random, const std::vector<std::string>& choices) {
  std::vector<PolicyText> result;
  const std::size_t count = random.one_in(20) ? 0 : 1 + random.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    result.push_back({Value<std::string>(random.pick(choices)), {}});
  }
  return result;
}

std::vector<std::string> actions() {
  return {"*",
          "s3:*",
          "s3:Get*",
          "S3:getobject",
          "s3:GetObject",
          "s3:PutObject",
          "s3:?etObject",
          "sts:AssumeRole",
          "sts:*",
          "kms:*",
          "kms:Decrypt",
          "*:*",
          "s3:*Object",
          "kms:D*t"};
}

std::vector<std::string> resources() {
  return {"*",
          "arn:aws:s3:::b/*",
          "arn:aws:s3:::b/k",
          "arn:aws:s3:::b",
          "arn:aws:s3:*",
          "arn:aws:s3",
          "arn:aws:s3:::b/${aws:username}",
          "arn:aws:s3:::b/${aws:PrincipalTag/team, 'k'}",
          "arn:aws:s3:::?/k*",
          "arn:aws:s3:::b/${*}",
          "arn:aws:kms:*:111122223333:key/*",
          "arn:aws:kms:us-*-1:111122223333:key/1",
          "arn:aws:kms:us-east-1:*",
          "arn:aws:iam::111122223333:role/*",
          "arn:aws:iam::*:role/team/etl",
          "arn:aws:iam::*"};
}

PolicyPrincipal random_principal(Random& random) {
  switch (random.below(9)) {
    case 0:
      return {Kind::everyone, "*", {}};
    case 1:
      return {Kind::aws, kHome, {}};
    case 2:
      return {Kind::aws, "arn:aws:iam::" + kHome + ":root", {}};
    case 3:
      return {Kind::aws, kUser, {}};
    case 4:
      return {Kind::aws, kRole, {}};
    case 5:
      return {Kind::aws, kSession, {}};
    case 6:
      return {Kind::aws, kFederated, {}};
    case 7:
      return {Kind::service, "lambda.amazonaws.com", {}};
    default:
      return {Kind::aws, "arn:aws:iam::" + kOther + ":root", {}};
  }
}

struct ConditionFamily {
  std::vector<std::string> operations;
  std::vector<std::string> keys;
  std::vector<std::string> values;
};

const std::vector<ConditionFamily>& families() {
  static const std::vector<ConditionFamily> kFamilies = {
      {{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase"},
       {"aws:username", "aws:PrincipalTag/team", "AWS:TagKeys", "s3:prefix"},
       {"ana", "ANA", "a*", "*", "?na", "${aws:username}", "${s3:prefix, 'ana'}", "${*}",
        "${aws:TagKeys}"}},
      {{"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
        "NumericGreaterThan", "NumericGreaterThanEquals"},
       {"s3:max-keys"},
       {"5", "10", "-3"}},
      {{"DateEquals", "DateNotEquals", "DateLessThan", "DateGreaterThanEquals"},
       {"aws:EpochTime"},
       {"1700000000", "1800000000"}},
      {{"Bool"}, {"aws:SecureTransport"}, {"true", "False"}},
      {{"IpAddress", "NotIpAddress"},
       {"aws:SourceIp"},
       {"10.0.0.0/8", "203.0.113.7", "203.0.113.9/24", "0.0.0.0/0"}},
      {{"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"},
       {"aws:SourceArn"},
       {"arn:aws:sqs:*:111122223333:*", "arn:aws:s*:us-east-1:111122223333:q", "arn:aws:sqs:*",
        "arn:aws:sqs:us-*-1:111122223333:${aws:username}"}},
      {{"Null"}, {"aws:username", "aws:TagKeys", "aws:SourceIp", "s3:prefix"}, {"true", "false"}}};
  return kFamilies;
}

PolicyCondition random_condition(Random& random) {
  const ConditionFamily& family = random.pick(families());
  PolicyCondition condition;
  condition.operation = random.pick(family.operations);
  if (condition.operation != "Null") {
    if (random.one_in(4)) condition.operation += "IfExists";
    if (random.one_in(4))
      condition.operation.insert(0, "ForAnyValue:");
    else if (random.one_in(4))
      condition.operation.insert(0, "ForAllValues:");
  }
  condition.key = random.pick(family.keys);
  condition.values = texts_of(random, family.values);
  return condition;
}

enum class Form { principals, no_principals };

PolicyStatement random_statement(Random& random, Form has) {
  PolicyStatement statement;
  statement.effect = random.one_in(4) ? Effect::deny : Effect::allow;
  if (has == Form::principals) {
    statement.has_principal = true;
    statement.not_principal = random.one_in(8);
    const std::size_t count = 1 + random.below(3);
    for (std::size_t i = 0; i < count; ++i) {
      statement.principals.push_back(random_principal(random));
    }
    // Whether one is spared without its account is not known.  Rule: PRI-12.
    if (statement.not_principal) statement.principals.push_back({Kind::aws, kHome, {}});
  }
  statement.not_action = random.one_in(6);
  statement.actions = texts_of(random, actions());
  statement.has_resource = true;
  statement.not_resource = random.one_in(6);
  statement.resources = texts_of(random, resources());
  while (random.one_in(2)) statement.conditions.push_back(random_condition(random));
  return statement;
}

// Sometimes long enough for the index of patterns.
PolicyDocument random_document(Random& random, Form has) {
  PolicyDocument document;
  document.variables = !random.one_in(4);
  const std::size_t count = random.one_in(10) ? 60 : random.below(4);
  for (std::size_t i = 0; i < count; ++i) {
    document.statements.push_back(random_statement(random, has));
  }
  if (random.one_in(3)) {
    PolicyStatement everything;
    everything.effect = Effect::allow;
    everything.has_principal = has == Form::principals;
    if (everything.has_principal) everything.principals.push_back({Kind::everyone, "*", {}});
    everything.actions.push_back({Value<std::string>("*"), {}});
    everything.has_resource = true;
    everything.resources.push_back({Value<std::string>("*"), {}});
    document.statements.push_back(std::move(everything));
  }
  return document;
}

std::vector<PolicyDocument> random_documents(Random& random, Form has) {
  std::vector<PolicyDocument> result;
  const std::size_t count = random.below(3);
  for (std::size_t i = 0; i < count; ++i) result.push_back(random_document(random, has));
  return result;
}

std::vector<std::vector<PolicyDocument>> random_levels(Random& random, Form has) {
  std::vector<std::vector<PolicyDocument>> result;
  const std::size_t count = 1 + random.below(2);
  for (std::size_t i = 0; i < count; ++i) result.push_back(random_documents(random, has));
  return result;
}

Caller random_caller(Random& random) {
  switch (random.below(6)) {
    case 0:
      return {Caller::Kind::root, kHome, "arn:aws:iam::" + kHome + ":root", "", ""};
    case 1:
      return {Caller::Kind::role_session, kHome, kSession, kRole, ""};
    case 2:
      return {Caller::Kind::federated_user, kHome, kFederated, "", kUser};
    case 3:
      return random.one_in(2) ? Caller{Caller::Kind::service, "", "lambda.amazonaws.com", "", ""}
                              : Caller{Caller::Kind::anonymous, "", "", "", ""};
    default:
      return {Caller::Kind::user, kHome, kUser, "", ""};
  }
}

void pick_target(Random& random, PolicyQuestion& question) {
  switch (random.below(4)) {
    case 0:
      question.action = "kms:Decrypt";
      question.resource = "arn:aws:kms:us-east-1:111122223333:key/1";
      break;
    case 1:
      question.action = "sts:AssumeRole";
      question.resource = "arn:aws:iam::111122223333:role/team/etl";
      break;
    default:
      question.action = random.one_in(2) ? "s3:GetObject" : "s3:PutObject";
      question.resource = random.one_in(2) ? "arn:aws:s3:::b/k" : "arn:aws:s3:::b/ana";
  }
  question.resource_account = random.one_in(3) ? kOther : kHome;
  const bool calls_sts = question.action.substr(0, 4) == "sts:";
  const bool takes_none = question.caller.kind == Caller::Kind::federated_user ||
                          question.caller.kind == Caller::Kind::root;
  const bool is_unsigned =
      question.caller.kind == Caller::Kind::anonymous && question.action.substr(0, 3) != "s3:";
  // Such a token cannot call STS, a root user takes no role, and STS and KMS want signed requests.
  if ((calls_sts && takes_none) || is_unsigned) question.action = "s3:GetObject";
}

}  // namespace

const std::vector<std::string>& random_keys() {
  static const std::vector<std::string> kKeys = {
      "aws:username",  "aws:principaltag/team", "aws:tagkeys",  "s3:prefix",    "s3:max-keys",
      "aws:epochtime", "aws:securetransport",   "aws:sourceip", "aws:sourcearn"};
  return kKeys;
}

std::optional<KeyValue> random_value(Random& random, const std::string& key) {
  if (random.one_in(4)) return std::nullopt;
  if (key == "aws:tagkeys") {
    KeyValue value{true, {}};
    while (random.one_in(2)) value.values.push_back(random.one_in(2) ? "ana" : "team");
    return value;
  }
  if (key == "s3:max-keys") return KeyValue{false, {random.one_in(2) ? "5" : "7"}};
  if (key == "aws:epochtime") return KeyValue{false, {"1750000000"}};
  if (key == "aws:securetransport") return KeyValue{false, {random.one_in(2) ? "true" : "false"}};
  if (key == "aws:sourceip") {
    return KeyValue{false, {random.one_in(2) ? "203.0.113.7" : "10.1.2.3"}};
  }
  if (key == "aws:sourcearn") {
    return KeyValue{false,
                    {random.one_in(2) ? "arn:aws:sqs:us-east-1:111122223333:ana" : "no-arn"}};
  }
  return KeyValue{false, {random.pick<std::string>({"ana", "bob", "a*", "k"})}};
}

PolicyQuestion random_question(Random& random) {
  PolicyQuestion question;
  question.caller = random_caller(random);
  pick_target(random, question);
  question.identity = random_documents(random, Form::no_principals);
  if (random.one_in(4)) question.boundary = random_documents(random, Form::no_principals);
  if (random.one_in(4)) question.session = random_documents(random, Form::no_principals);
  question.resource_policies = random_documents(random, Form::principals);
  if (random.one_in(4)) question.service_control = random_levels(random, Form::no_principals);
  if (random.one_in(6)) question.resource_control = random_levels(random, Form::principals);
  if (random.one_in(4)) question.endpoint = random_documents(random, Form::principals);
  for (const std::string& key : random_keys()) {
    if (std::optional<KeyValue> value = random_value(random, key)) {
      question.context[key] = std::move(*value);
    }
  }
  return question;
}

}  // namespace canreach::oracle
