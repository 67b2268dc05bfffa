#include <string>

#include "report/json.h"
#include "tests/catch.h"

namespace canreach {
namespace {

SourceFiles infra_files() {
  SourceFiles files;
  files.add("infra.yaml", "text\n");
  return files;
}

Answer small_answer() {
  Answer answer;
  answer.verdict = Verdict::blocked;
  answer.from = {"etl", "function", "10.0.12.31"};
  answer.to = {"internet", "internet", ""};
  Hop hop;
  hop.component = "network-acl";
  hop.name = "data";
  hop.direction = Direction::ingress;
  hop.effect = Effect::denies;
  hop.rule = "90";
  hop.why = "rule 90 deny all";
  hop.at = {0, 82, 9};
  Hop rewriting;
  rewriting.leg = Leg::reply;
  rewriting.component = "nat-gateway";
  rewriting.name = "nat-a";
  rewriting.effect = Effect::rewrites;
  rewriting.rewrite = Rewrite::source;
  rewriting.rewritten = "10.0.1.9";
  answer.hops = {hop, rewriting};
  Blocker blocker;
  blocker.reason = Reason::nacl_deny;
  blocker.component = "network-acl";
  blocker.name = "data";
  blocker.direction = Direction::ingress;
  blocker.message = "rule 90 denies";
  blocker.at = {0, 82, 9};
  blocker.near = {{{0, 84, 9}, "rule 110 allow all", "is never asked"}};
  answer.blockers = {blocker};
  Remark remark;
  remark.reason = Reason::address_assumed;
  remark.message = "10.0.12.31 is taken";
  remark.component = "function";
  remark.name = "etl";
  answer.assumptions = {remark};
  answer.symptom = Symptom::timeout;
  return answer;
}

}  // namespace

TEST_CASE("an answer has the keys of the contract in their order, on one line") {
  CHECK(json_of(small_answer(), infra_files()) ==
        R"({"schema":"canreach/result/v1","op":"trace","verdict":"blocked",)"
        R"("from":{"name":"etl","kind":"function","address":"10.0.12.31"},)"
        R"("to":{"name":"internet","kind":"internet"},"flows":[],)"
        R"("hops":[{"leg":"forward","component":"network-acl","name":"data",)"
        R"("direction":"ingress","effect":"denies","rule":"90","why":"rule 90 deny all",)"
        R"("at":{"file":"infra.yaml","line":82,"column":9}},)"
        R"({"leg":"return","component":"nat-gateway","name":"nat-a","effect":"rewrites",)"
        R"("rule":"","why":"","rewrites":{"source":"10.0.1.9"}}],)"
        R"("blockers":[{"code":"CR2103","slug":"nacl-deny","aws_code":"SUBNET_ACL_RESTRICTION",)"
        R"("rules":["NACL-2"],"component":"network-acl","name":"data","leg":"forward",)"
        R"("direction":"ingress","message":"rule 90 denies",)"
        R"("at":{"file":"infra.yaml","line":82,"column":9},)"
        R"("near":[{"at":{"file":"infra.yaml","line":84,"column":9},)"
        R"("text":"rule 110 allow all","why":"is never asked"}]}],"fixes":[],)"
        R"("symptom":{"class":"timeout","clients":[]},)"
        R"("assumptions":[{"code":"CR4101","slug":"address-assumed",)"
        R"("message":"10.0.12.31 is taken","component":"function","name":"etl"}],)"
        R"("undecided":[],"other_paths":[]})");
}

TEST_CASE("flows carry ports or ICMP types, never both") {
  Answer answer;
  answer.verdict = Verdict::partial;
  answer.flows = {{"tcp", "10.0.0.4", "1024-65535", "10.0.0.5", "22,80-81", "", "", ""},
                  {"icmp", "10.0.0.4", "", "10.0.0.5", "", "8/0", "", ""}};
  const std::string text = json_of(answer, {});
  CHECK(text.find(R"("flows":[{"protocol":"tcp","source":"10.0.0.4","source_ports":"1024-65535",)"
                  R"("destination":"10.0.0.5","destination_ports":"22,80-81"},)"
                  R"({"protocol":"icmp","source":"10.0.0.4","destination":"10.0.0.5",)"
                  R"("icmp_types":"8/0"}])") != std::string::npos);
}

TEST_CASE("a group's answer has its pairs, and says how many are not listed") {
  Answer answer;
  answer.verdict = Verdict::reachable;
  answer.pairs = {{{"a", "instance", ""}, {"b", "instance", ""}, Verdict::reachable, {}}};
  answer.pairs_left_out = 3;
  const std::string text = json_of(answer, {});
  CHECK(text.find(R"("pairs":[{"from":{"name":"a","kind":"instance"},)"
                  R"("to":{"name":"b","kind":"instance"},"verdict":"reachable","blockers":[]}],)"
                  R"("pairs_left_out":3})") != std::string::npos);
}

TEST_CASE("names of others are escaped, and bytes that are not UTF-8 are replaced") {
  Answer answer;
  answer.from.name = "x\x1b\"</script>\n\xff";
  CHECK(json_of(answer, {})
            .find(R"("name":"x\u001b\"</script>\n)"
                  "\xef\xbf\xbd\"") != std::string::npos);
}

TEST_CASE("an error answer has code, slug, message and suggestions") {
  CHECK(json_of(QueryError{"CR1201", "unknown-name", "no `x`", {"y"}}, "trace") ==
        R"({"schema":"canreach/result/v1","op":"trace","error":{"code":"CR1201",)"
        R"("slug":"unknown-name","message":"no `x`","suggestions":["y"]}})");
  CHECK(json_of(QueryError{"CR1301", "invalid-request", "no", {}}, "") ==
        R"({"schema":"canreach/result/v1","error":{"code":"CR1301",)"
        R"("slug":"invalid-request","message":"no"}})");
}

TEST_CASE("a design that could not be loaded lists what was reported") {
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticKind::unknown_key, {0, 1, 2}, {"`cdir`", "a VPC"}, "cidr");
  CHECK(json_of(diagnostics, infra_files(), "trace") ==
        R"({"schema":"canreach/result/v1","op":"trace","error":{"code":"CR1006",)"
        R"("slug":"unknown-key","message":"infra.yaml:1:2: unknown key `cdir` in a VPC",)"
        R"("diagnostics":[{"code":"CR1006","slug":"unknown-key","severity":"error",)"
        R"("message":"unknown key `cdir` in a VPC",)"
        R"("at":{"file":"infra.yaml","line":1,"column":2},"suggestion":"cidr"}]}})");
}

TEST_CASE("an id goes in front, whatever JSON it is") {
  CHECK(with_id(R"({"a":1})", R"({"x":[null]})") == R"({"id":{"x":[null]},"a":1})");
  CHECK(with_id(R"({"a":1})", "") == R"({"a":1})");
}

TEST_CASE("one command's schema is the whole one, narrowed") {
  const std::string whole =
      R"({"title":"t","oneOf":[{}],"$defs":{"trace_answer":{},"error_answer":{}}})";
  CHECK(schema_of("trace", whole).find(R"("$ref": "#/$defs/trace_answer")") != std::string::npos);
  CHECK(schema_of("can", whole).empty());
}

}  // namespace canreach
