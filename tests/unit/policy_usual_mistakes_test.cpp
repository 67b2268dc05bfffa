// What is taken and does not do what it looks like.
#include <string>

#include "parsers/policy_document.h"
#include "policy/usual_mistakes.h"
#include "tests/catch.h"

namespace canreach {
namespace {

std::string mistakes_of(std::string statement, PolicyUse use) {
  for (char& c : statement) {
    if (c == '\'') c = '"';
  }
  SourceFiles files;
  Diagnostics diagnostics;
  const std::uint32_t file =
      files.add("policy", "{\"Version\": \"2012-10-17\", \"Statement\": [" + statement + "]}");
  const SyntaxNode root = read_yaml(files, file, diagnostics);
  const auto document = read_policy_document(root, use, diagnostics);
  REQUIRE(document);
  REQUIRE(diagnostics.all().empty());
  warn_of_usual_mistakes(*document, diagnostics);
  std::string codes;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    codes += (codes.empty() ? "" : " ") + std::string(row_of(diagnostic.kind).code);
  }
  return codes;
}

std::string allow_if(const std::string& condition, const char* effect = "Allow") {
  return std::string("{'Effect': '") + effect +
         "', 'Action': 's3:GetObject', 'Resource': '*', 'Condition': " + condition + "}";
}

std::string allow_on(const std::string& resource) {
  return "{'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': '" + resource + "'}";
}

std::string trust_in_github(const std::string& condition) {
  return "{'Effect': 'Allow', 'Principal': {'Federated': "
         "'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'}, "
         "'Action': 'sts:AssumeRoleWithWebIdentity', 'Condition': {" +
         condition + "}}";
}

const std::string kAudience =
    "'StringEquals': {'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com'}";

struct MistakeRow {
  std::string statement;
  const char* codes;
};

}  // namespace

TEST_CASE("OPR-1, ARN-10, STS-7: usual mistakes of policies are warned of") {
  const MistakeRow rows[] = {
      {allow_if("{'StringEquals': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*'}}"),
       "CR1525"},
      {allow_if("{'StringNotEquals': {'aws:PrincipalArn': 'arn:aws:iam::1:role/*'}}", "Deny"),
       "CR1525"},
      {allow_if("{'StringLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*'}}"), ""},
      {allow_if("{'StringEquals': {'aws:PrincipalTag/team': 'data${*}'}}"), ""},
      {allow_on("arn:aws:s3:us-east-1:111122223333:data/*"), "CR1525"},
      {allow_on("arn:aws:s3:::data/*"), ""},
      {allow_on("arn:aws:s3:*:*:data/*"), ""},
      {allow_on("arn:aws:s3:us-east-1:111122223333:accesspoint/data/object/*"), ""},
      {allow_on("arn:aws:s3:us-east-1:111122223333:*"), ""},
      {allow_on("arn:aws:sqs:us-east-1:11112222333:jobs"), "CR1525"},
      {allow_on("arn:aws:sqs:us-east-1:111122223333:jobs"), ""},
      {allow_on("arn:aws:iam::aws:policy/ReadOnlyAccess"), ""},
      {allow_if("{'Bool': {'aws:MultiFactorAuthPresent': 'false'}}", "Deny"), "CR1526"},
      {allow_if("{'BoolIfExists': {'aws:MultiFactorAuthPresent': 'false'}}", "Deny"), ""},
      {allow_if("{'Bool': {'aws:MultiFactorAuthPresent': 'true'}}"), ""},
  };
  for (const MistakeRow& row : rows) {
    INFO(row.statement);
    CHECK(mistakes_of(row.statement, PolicyUse::identity) == row.codes);
  }
}

TEST_CASE("STS-9: trust in identity providers is looked at") {
  const MistakeRow rows[] = {
      {"{'Effect': 'Allow', 'Principal': {'Federated': "
       "'arn:aws:iam::111122223333:saml-provider/corp'}, 'Action': 'sts:AssumeRole'}",
       "CR1525"},
      {trust_in_github(kAudience), "CR1527"},
      {trust_in_github(kAudience +
                       ", 'StringLike': {'token.actions.githubusercontent.com:sub': 'repo:*'}"),
       "CR1527"},
      {trust_in_github(kAudience +
                       ", 'StringLike': {'token.actions.githubusercontent.com:sub': 'repo:o/*'}"),
       ""},
      {trust_in_github("'StringEquals': {'token.actions.githubusercontent.com:repository_owner': "
                       "'o'}"),
       ""},
  };
  for (const MistakeRow& row : rows) {
    INFO(row.statement);
    CHECK(mistakes_of(row.statement, PolicyUse::trust) == row.codes);
  }
}

}  // namespace canreach
