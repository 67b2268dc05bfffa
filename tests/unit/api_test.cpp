#include "app/api.h"

#include <string>

#include "app/api_request.h"
#include "tests/catch.h"
#include "tests/unit/holds.h"

namespace canreach {
namespace {

constexpr char kDesign[] =
    "canreach: 1\\nregion: us-east-1\\nvpcs:\\n  main:\\n    cidr: 10.0.0.0/16\\n"
    "    subnets: {a: {cidr: 10.0.1.0/24, zone: a}}\\n"
    "instances:\\n  web: {subnet: a}\\n  app: {subnet: a}\\n";

std::string with_files(const std::string& fields) {
  return "{" + fields + R"(,"files":[{"name":"a.yaml","text":")" + kDesign + R"("}]})";
}

std::string error_of(const std::string& code, const std::string& slug) {
  return R"("error":{"code":")" + code + R"(","slug":")" + slug + R"(",)";
}

}  // namespace

TEST_CASE("a request that cannot be read gets an error answer that says why") {
  struct Case {
    std::string request;
    std::string code;
    std::string message;
  };
  const Case cases[] = {
      {"nonsense", "CR1301", "the request is not valid JSON"},
      {"", "CR1301", "the request is not valid JSON"},
      {"[1]", "CR1301", "a request must be a JSON object, not a list"},
      {"{}", "CR1301", "the request needs the field `op`"},
      {R"({"op":7})", "CR1301", "`op` must be a text, not a number"},
      {R"({"op":"explain"})", "CR1301",
       "the op `explain` is not offered by this version, which offers"},
      {R"({"op":"trac"})", "CR1301", R"("suggestions":["trace"])"},
      {R"({"op":"trace","from":"a","to":"b"})", "CR1301", "there is no design"},
      {R"({"op":"trace","form":"a","to":"b"})", "CR1302", R"(unknown field `form` of the op)"},
      {R"({"op":"trace","form":"a","to":"b"})", "CR1302", R"("suggestions":["from"])"},
      {R"({"op":"trace","from":"a","to":"b","strict":true})", "CR1302",
       R"(unknown field `strict` of the op `trace`: it is a flag of the command line)"},
      {R"({"op":"trace","from":"a","to":"b","files":[]})", "CR1301", "`files` must be a list"},
      {R"({"op":"trace","from":"a","to":"b","files":[{"name":"x"}]})", "CR1301",
       "an entry of `files` must be"},
  };
  const Api api;
  for (const Case& c : cases) {
    CAPTURE(c.request);
    const std::string answer = api.answer(c.request);
    CHECK(holds(answer, R"("error":{"code":")" + c.code));
    CHECK(holds(answer, c.message));
  }
}

TEST_CASE("fields of the wrong type are refused") {
  struct Case {
    std::string fields;
    std::string message;
  };
  const Case cases[] = {
      {R"("op":"trace","to":"web")", "the request needs the field `from`"},
      {R"("op":"trace","from":["web"],"to":"web")", "`from` must be a text, not a list"},
      {R"("op":"trace","from":"web","to":"app","port":8.5)",
       "`port` must be a whole number from 0 on, not `8.5`"},
      {R"("op":"trace","from":"web","to":"app","port":true)",
       "`port` must be a text or a number, not a boolean"},
      {R"("op":"trace","from":"web","to":"app","icmp_type":256)",
       "`icmp_type` must be 0 to 255, not `256`"},
      {R"("op":"trace","from":"web","to":"app","icmp_type":"8")",
       "`icmp_type` must be a number, not a string"},
      {R"("op":"trace","from":"web","to":"app","source_ports":22)",
       "`source_ports` must be a text, not a number"},
      {R"("op":"show","name":1)", "`name` must be a text, not a number"},
  };
  const Api api;
  for (const Case& c : cases) {
    CAPTURE(c.fields);
    const std::string answer = api.answer(with_files(c.fields));
    CHECK(holds(answer, error_of("CR1301", "invalid-request")));
    CHECK(holds(answer, c.message));
  }
}

TEST_CASE("the id is echoed in front, whatever it is") {
  const Api api;
  for (const std::string id : {"7", "-1.5e300", "12345678901234567890123", R"("a\"b\u001b")",
                               "null", "true", R"([1,{"x":[]}])", "{}"}) {
    CAPTURE(id);
    CHECK(
        api.answer(R"({"op":"can","id":)" + id + "}").rfind(R"({"id":)" + id + R"(,"schema")", 0) ==
        0);
  }
}

TEST_CASE("a request longer than 16 MiB is refused") {
  const std::string answer = Api().answer(std::string(Api::kLongestRequest + 1, ' '));
  CHECK(holds(answer, error_of("CR1003", "limit-exceeded")));
}

TEST_CASE("a request's own files are its design") {
  const Api api;
  const std::string answer = api.answer(with_files(R"("op":"show","name":"web")"));
  CHECK(holds(answer, R"("resources":[{"name":"web","kind":"instance","id":"web",)"
                      R"("at":{"file":"a.yaml","line":8,"column":)"));
  CHECK(holds(api.answer(with_files(R"("op":"trace","from":"web","to":"app","port":22)")),
              R"("op":"trace","verdict":)"));
}

TEST_CASE("files that cannot be loaded are an error answer with every mistake") {
  const std::string answer = Api().answer(
      R"({"id":1,"op":"show","files":[{"name":"a.yaml","text":"canreach: 1\nvpsc: {}\nx: 1\n"}]})");
  CHECK(holds(answer, R"({"id":1,"schema":"canreach/result/v1","op":"show",)" +
                          error_of("CR1006", "unknown-key")));
  CHECK(holds(answer, R"("suggestion":"vpcs")"));
  CHECK(holds(answer, R"("at":{"file":"a.yaml","line":3,"column":1})"));
}

TEST_CASE("a way by a word that is near the kind names the endpoint") {
  const std::string answer = Api().answer(
      R"({"op":"can","who":"role/r","action":"s3:GetObject","target":"s3://b/x","via":"endpoint/s3",)"
      R"("files":[{"name":"a.yaml","text":"canreach: 1\nregion: us-east-1\naccount: \"111122223333\"\n)"
      R"(vpcs: {main: {cidr: 10.0.0.0/16, endpoints: {s3: {service: s3, type: gateway}}}}\n)"
      R"(buckets: {b: {}}\niam: {roles: {r: {trust: ec2.amazonaws.com}}}\n"}]})");
  CHECK(holds(answer, error_of("CR1201", "unknown-name")));
  CHECK(holds(answer, R"("suggestions":["vpc-endpoint/s3"])"));
}

TEST_CASE("show names what is near") {
  const std::string answer = Api().answer(with_files(R"("op":"show","name":"wep")"));
  CHECK(holds(answer, error_of("CR1201", "unknown-name")));
  CHECK(holds(answer, R"("suggestions":["web"])"));
}

}  // namespace canreach
