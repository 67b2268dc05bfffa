// What is taken, found odd, or refused of a document.
#include "parsers/policy_document.h"

#include <string>
#include <vector>

#include "tests/catch.h"

namespace canreach {
namespace {

struct ReadDocument {
  std::optional<PolicyDocument> document;
  std::string codes;  // in order, of errors, warnings and notes
  std::vector<Diagnostic> diagnostics;
};

std::string with_quotes(std::string json) {
  for (char& c : json) {
    if (c == '\'') c = '"';
  }
  return json;
}

ReadDocument read(const std::string& text, PolicyUse use,
                  UnknownWord unknown = UnknownWord::is_text) {
  SourceFiles files;
  Diagnostics diagnostics;
  const std::uint32_t file = files.add("policy", with_quotes(text));
  const SyntaxNode root = read_yaml(files, file, diagnostics);
  REQUIRE_FALSE(diagnostics.has_errors());
  ReadDocument result;
  result.document = read_policy_document(root, use, diagnostics, unknown);
  result.diagnostics = diagnostics.sorted();
  for (const Diagnostic& diagnostic : result.diagnostics) {
    result.codes += (result.codes.empty() ? "" : " ") + std::string(row_of(diagnostic.kind).code);
  }
  return result;
}

struct DocumentRow {
  PolicyUse use;
  const char* text;
  const char* codes;
};

void check(const std::vector<DocumentRow>& rows) {
  for (const DocumentRow& row : rows) {
    INFO(row.text);
    CHECK(read(row.text, row.use).codes == row.codes);
  }
}

constexpr PolicyUse kIdentity = PolicyUse::identity;
constexpr PolicyUse kResource = PolicyUse::resource;

TEST_CASE("GRM-1 to GRM-9: what a document and a statement are made of") {
  check({
      {kIdentity, "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}", ""},
      {kIdentity, "{'Version': '2012-10-17', 'Statement': []}", ""},
      {kIdentity, "{'Version': '2013-10-17', 'Statement': []}", "CR1503"},
      {kIdentity, "{'Id': 'x', 'Statement': []}", "CR1511"},
      {kResource, "{'Id': 'x', 'Statement': []}", ""},
      {kIdentity, "{'Version': '2012-10-17'}", "CR1008"},
      {kIdentity, "{'Statements': []}", "CR1008 CR1006"},
      {kIdentity, "{'Statement': {'effect': 'Allow', 'Action': '*', 'Resource': '*'}}",
       "CR1008 CR1006"},
      {kIdentity, "{'Statement': {'Effect': 'allow', 'Action': '*', 'Resource': '*'}}", "CR1503"},
      {kIdentity,
       "{'Statement': {'Effect': 'Allow', 'Action': 'a:b', 'NotAction': 'a:c', "
       "'Resource': '*'}}",
       "CR1111"},
      {kIdentity, "{'Statement': {'Effect': 'Allow', 'Action': {}, 'Resource': '*'}}", "CR1005"},
      {kIdentity, "{'Statement': {'Effect': 'Allow', 'Action': [], 'Resource': '*'}}", "CR1513"},
      {kIdentity, "{'Statement': [1]}", "CR1005"},
      {kIdentity, "[]", "CR1005"},
  });
}

TEST_CASE("GRM-12, GRM-13, RCP-4: which elements a kind of policy may have") {
  const char* plain = "{'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole'}}";
  const char* named =
      "{'Statement': {'Effect': 'Deny', 'Principal': '*', 'Action': 's3:*', 'Resource': '*'}}";
  check({
      {kIdentity, plain, "CR1008"},
      {kResource, plain, "CR1008"},
      {PolicyUse::trust, plain, "CR1008"},
      {kIdentity, named, "CR1501"},
      {PolicyUse::service_control, named, "CR1501"},
      {PolicyUse::trust, named, "CR1503 CR1501"},
      {kResource, named, ""},
      {PolicyUse::resource_control, named, "CR1008"},
      {PolicyUse::resource_control,
       "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Principal': '*', 'Action': "
       "'*', 'Resource': '*'}}",
       ""},
      {PolicyUse::resource_control,
       "{'Version': '2012-10-17', 'Statement': {'Effect': 'Deny', 'Principal': '*', 'Action': "
       "'*', 'Resource': '*'}}",
       "CR1503"},
      {PolicyUse::resource_control,
       "{'Version': '2012-10-17', 'Statement': {'Effect': 'Deny', 'Principal': {'AWS': "
       "'111122223333'}, 'Action': 's3:*', 'Resource': '*'}}",
       "CR1503"},
  });
}

std::string statement(const std::string& members) {
  return "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', " + members + "}}";
}

std::string with_condition(const std::string& condition) {
  return statement("'Action': 's3:*', 'Resource': '*', 'Condition': " + condition);
}

TEST_CASE("ACT-1, ACT-3, ARN-5, ARN-6: actions and resources") {
  struct Value {
    PolicyUse use;
    const char* action;
    const char* resource;
    const char* codes;
  };
  const Value rows[] = {
      {kIdentity, "s3:Get*", "arn:aws:s3:::b/*", ""},
      {kIdentity, "*:*", "*", ""},
      {kIdentity, "s3", "*", "CR1503"},
      {kIdentity, "s3: GetObject", "*", "CR1503"},
      {kIdentity, "s*:Get", "*", "CR1514"},
      {kIdentity, "*", "b/*", "CR1503"},
      {kIdentity, "*", "arn:aws:s*:::b", "CR1514"},
      {kIdentity, "*", "arn:aws:sqs", "CR1515"},
      {PolicyUse::session, "*", "arn:aws:sqs", "CR1503"},
      {PolicyUse::service_control, "*", "arn:aws:sqs:*", "CR1503"},
      {kIdentity, "*", "arn:aws:s3:::${aws:username}", ""},
      {kIdentity, "*", "arn:aws:s3:${aws:username}::b", "CR1521"},
      {kIdentity, "*", "arn:aws:s3:::${aws:TagKeys}", "CR1521"},
      {kIdentity, "*", "arn:aws:s3:::${aws:username", "CR1521"},
  };
  for (const Value& row : rows) {
    INFO(row.action << " " << row.resource);
    const std::string text = statement(std::string("'Action': '") + row.action +
                                       "', 'Resource': '" + row.resource + "'");
    CHECK(read(text, row.use).codes == row.codes);
  }
}

TEST_CASE("PRI-1 to PRI-14: principals") {
  struct Value {
    const char* principal;
    const char* codes;
  };
  const Value rows[] = {
      {"'*'", ""},
      {"{'AWS': ['111122223333', 'arn:aws:iam::111122223333:role/x']}", ""},
      {"{'AWS': 111122223333}", ""},
      {"{'AWS': 'arn:aws:iam::111122223333:role/*'}", "CR1516"},
      {"{'AWS': 'AROAEXAMPLEEXAMPLEEX'}", "CR1516"},
      {"{'AWS': 'arn:aws:iam::111122223333:group/x'}", "CR1503"},
      {"{'AWS': '1111'}", "CR1503"},
      {"{'Service': '*'}", "CR1503"},
      {"{'Service': 'lambda'}", "CR1503"},
      {"{'Servcie': 'lambda.amazonaws.com'}", "CR1006"},
      {"'111122223333'", "CR1503"},
      {"{'CanonicalUser': 'abc'}", "CR1503"},
  };
  for (const Value& row : rows) {
    INFO(row.principal);
    const std::string text = statement(std::string("'Principal': ") + row.principal +
                                       ", 'Action': 's3:*', 'Resource': '*'");
    CHECK(read(text, kResource).codes == row.codes);
  }
  CHECK(read(statement("'NotPrincipal': {'AWS': '111122223333'}, 'Action': '*', 'Resource': '*'"),
             kResource)
            .codes == "CR1517");
}

TEST_CASE("CND-7, OPR-1 to OPR-18: operators and their values") {
  struct Value {
    const char* condition;
    const char* codes;
  };
  const Value rows[] = {
      {"{}", ""},
      {"{'Bool': {'aws:SecureTransport': true}}", ""},
      {"{'NumericLessThan': {'s3:max-keys': 10}}", ""},
      {"{'StringEqual': {'aws:username': 'x'}}", "CR1502"},
      {"{'NumericEquals': {'s3:max-keys': 'ten'}}", "CR1503"},
      {"{'DateLessThan': {'aws:CurrentTime': 'soon'}}", "CR1503"},
      {"{'Bool': {'aws:SecureTransport': 'yes'}}", "CR1503"},
      {"{'Null': {'aws:username': 'maybe'}}", "CR1503"},
      {"{'IpAddress': {'aws:SourceIp': '10.0.0.0/33'}}", "CR1503"},
      {"{'IpAddress': {'aws:SourceIp': '10.0.0.1/8'}}", "CR1010"},
      {"{'BinaryEquals': {'x:key': '!'}}", "CR1503"},
      {"{'StringEquals': {'aws:TagKeys': 'x'}}", "CR1519"},
      {"{'ForAnyValue:StringEquals': {'aws:username': 'x'}}", "CR1520"},
      {"{'ForAllValues:StringEquals': {'aws:TagKeys': 'x'}}", "CR1518"},
      {"{'ForAllValues:StringEquals': {'aws:TagKeys': 'x'}, 'Null': {'aws:TagKeys': 'false'}}", ""},
      {"{'StringEquals': {'aws:usrname': 'x'}}", "CR1522"},
      {"{'StringEquals': {'username': 'x'}}", "CR1503"},
      {"{'StringEquals': {'aws:username': []}}", "CR1513"},
      {"{'StringEquals': 'x'}", "CR1005"},
  };
  for (const Value& row : rows) {
    INFO(row.condition);
    CHECK(read(with_condition(row.condition), kIdentity).codes == row.codes);
  }
}

TEST_CASE("a mistake has its place, and what was probably meant") {
  const ReadDocument read_one =
      read(with_condition("{'StringLikeIfExist': {'aws:username': 'x'}}"), kIdentity);
  REQUIRE(read_one.diagnostics.size() == 1);
  CHECK(read_one.diagnostics[0].message == "there is no condition operator `StringLikeIfExist`");
  CHECK(read_one.diagnostics[0].suggestion == "StringLikeIfExists");
  CHECK(read_one.diagnostics[0].at.line == 1);
  CHECK(read_one.diagnostics[0].at.column > 100);
}

TEST_CASE("GRM-6: a Sid that stands twice, or holds more than letters and digits, is found") {
  const std::string text =
      "{'Statement': [{'Sid': 'A', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}, "
      "{'Sid': 'A', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}, "
      "{'Sid': 'B C', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}]}";
  CHECK(read(text, kIdentity).codes == "CR1512 CR1512");
}

TEST_CASE("GRM-10: characters behind U+00FF are refused") {
  CHECK(read(statement("'Action': '*', 'Resource': 'arn:aws:s3:::caf\u00e9'"), kIdentity).codes ==
        "");
  CHECK(read(statement("'Action': '*', 'Resource': 'arn:aws:s3:::\u20ac'"), kIdentity).codes ==
        "CR1504");
}

TEST_CASE("the limits of section 18 count characters without white space") {
  std::string resources = "'arn:aws:s3:::b'";
  for (int i = 0; i < 450; ++i) resources += ",    'arn:aws:s3:::b'";
  const std::string text = statement("'Action': '*', 'Resource': [" + resources + "]");
  CHECK(read(text, kIdentity).codes == "CR1523");
  CHECK(read(text, kResource).codes == "CR1008");  // no Principal, and short enough
}

TEST_CASE("a document may be a text, plain or percent-encoded, and its places are the text's") {
  const std::string inside =
      R"({\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3\",\"Resource\":\"*\"}})";
  const ReadDocument plain = read("\"" + inside + "\"", kIdentity);
  CHECK(plain.codes == "CR1503");
  CHECK(plain.diagnostics[0].at.column == 1);
  REQUIRE(plain.document);
  CHECK(plain.document->statements.size() == 1);
  const ReadDocument encoded = read("'%7B%22Statement%22%3A%5B%5D%7D'", kIdentity);
  CHECK(encoded.codes.empty());
  CHECK(read("'{'", kIdentity).codes == "CR1002");
  CHECK_FALSE(read("'{'", kIdentity).document);
}

TEST_CASE("the word unknown makes what stands there unknown, where the format has it") {
  const std::string text =
      "Statement:\n- {Effect: unknown, Action: unknown, Resource: [unknown, '*'], Condition: "
      "unknown}\n- unknown\n";
  const ReadDocument read_one = read(text, kIdentity, UnknownWord::is_unknown);
  CHECK(read_one.codes.empty());
  REQUIRE(read_one.document);
  CHECK_FALSE(read_one.document->statements_known);
  REQUIRE(read_one.document->statements.size() == 1);
  const PolicyStatement& first = read_one.document->statements[0];
  CHECK(first.effect == PolicyStatement::Effect::unknown);
  CHECK_FALSE(first.actions_known);
  CHECK(first.resources_known);
  REQUIRE(first.resources.size() == 2);
  CHECK(first.resources[0].text.is_unknown());
  CHECK_FALSE(first.conditions_known);
  CHECK(read("unknown", kIdentity).codes == "CR1002");
}

}  // namespace
}  // namespace canreach
