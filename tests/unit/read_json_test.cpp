#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "parsers/syntax/json_parser.h"
#include "parsers/syntax/syntax_node.h"
#include "tests/catch.h"
#include "tests/unit/shown_syntax.h"

namespace canreach {
namespace {

bool is_fast_json(const std::string& text) {
  SourceFiles files;
  return parse_json(files, files.add("f", text)).has_value();
}

SyntaxNode read_lazily(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics) {
  const std::optional<SyntaxNode> outline = read_json_outline(files, file);
  return outline ? *outline : read_json_events(files, file, diagnostics);
}

// All ways to read a text make the same of it, and the fast one takes it when there is nothing to
// report.
Reading read_document(const std::string& text) {
  const Reading reading = reading_of(read_json, text);
  for (const SyntaxReader reader : {read_json_events, read_lazily}) {
    const Reading other = reading_of(reader, text);
    CHECK(other.value == reading.value);
    CHECK(other.errors == reading.errors);
  }
  CHECK(is_fast_json(text) == reading.errors.empty());
  return reading;
}

struct JsonRow {
  std::string text;
  std::string expected;
};

TEST_CASE("keys and values of JSON have exact places and numbers keep their text") {
  const std::vector<JsonRow> table = {
      {"{}", "{ }@1:1"},
      {"\n [ ]", "[ ]@2:2"},
      {"\"x\"", "'x'@1:1"},
      {"{\"a\" : 1 ,\n  \"b\":true}", "{ a@1:2=1@1:8 b@2:3=true@2:7 }@1:1"},
      {"[null,false,\r\n\t\"\"]", "[ null@1:2 false@1:7 ''@2:2 ]@1:1"},
      {"[-1.50e+3, 0, 12345678901234567890123, 1E2]",
       "[ -1.50e+3@1:2 0@1:12 12345678901234567890123@1:15 1E2@1:40 ]@1:1"},
      {"[\"a\\\"b\", \"\\\\\", 1]", "[ 'a\"b'@1:2 '\\'@1:10 1@1:16 ]@1:1"},
      {"{\"\\u0061\": {\"b\": []}, \"c\": 1}",
       "{ a@1:2={ b@1:13=[ ]@1:18 }@1:12 c@1:23=1@1:28 }@1:1"},
      {"[\"\xc3\xa9\", 1]", "[ '\xc3\xa9'@1:2 1@1:8 ]@1:1"},  // columns are bytes
      {"[\"\\ud83d\\ude00\"]", "[ '\xf0\x9f\x98\x80'@1:2 ]@1:1"},
      {"\xef\xbb\xbf[1]", "[ 1@1:2 ]@1:1"},
      {"{\"Vpcs\": [\n {\"a\": [\n  {\"b\": [1]},\n\n {\"c\": 2}], \"d\":\n3}\n]}",
       "{ Vpcs@1:2=[ { a@2:3=[ { b@3:4=[ 1@3:10 ]@3:9 }@3:3 { c@5:3=2@5:8 }@5:2 ]@2:8 "
       "d@5:13=3@6:1 }@2:2 ]@1:10 }@1:1"},
      {"{\"Reservations\": [{\"Instances\":\n [{\"a\": [1]}], \"b\": {}}, 2], \"c\": [[{}]]}",
       "{ Reservations@1:2=[ { Instances@1:20=[ { a@2:4=[ 1@2:10 ]@2:9 }@2:3 ]@2:2 "
       "b@2:16={ }@2:21 }@1:19 2@2:26 ]@1:18 c@2:30=[ [ { }@2:37 ]@2:36 ]@2:35 }@1:1"},
      {"[[[{\"a]\": \"}\\\\\"}, \"\\\"]\"], 1]]",
       "[ [ [ { a]@1:5='}\\'@1:11 }@1:4 '\"]'@1:19 ]@1:3 1@1:27 ]@1:2 ]@1:1"},
      {"[\"\\u00e9\\/\\b\\f\\n\\r\\t\\u20AC\"]", "[ '\xc3\xa9/\b\f\n\r\t\xe2\x82\xac'@1:2 ]@1:1"},
  };
  for (const JsonRow& row : table) {
    INFO(row.text);
    const Reading reading = read_document(row.text);
    CHECK(reading.value == row.expected);
    CHECK(reading.errors.empty());
  }
}

TEST_CASE("a mistake in JSON is explained where it was made") {
  const std::vector<JsonRow> table = {
      {"", "1:1 the text is empty"},
      {" \n", "2:1 the text is empty"},
      {"{\"a\": 1 \"b\": 2}",
       "1:7 expected , or } after this value, in a map that begins on line 1"},
      {"[1\n 2]", "1:2 expected , or ] after this value, in a list that begins on line 1"},
      {"{\"a\": [1}", "1:8 expected , or ] after this value, in a list that begins on line 1"},
      {"{\"a\" 1}", "1:2 expected : after this key"},
      {"{\"a\": }", "1:7 expected a value, not `}`"},
      {"{\"a\": 1,}", "1:9 expected a key after the comma, not `}`"},
      {"[1,]", "1:4 expected a value after the comma, not `]`"},
      {"{a: 1}", "1:2 expected a key in double quotes, not `a`"},
      {"{'a': 1}", "1:2 expected a key in double quotes, not `'a'`"},
      {"['a']", "1:2 a string needs double quotes"},
      {"// x\n{}", "1:1 JSON has no comments"},
      {"{\n# x\n}", "2:1 JSON has no comments"},
      {"[True]", "1:2 `True` is not JSON: write true"},
      {"[None]", "1:2 `None` is not JSON: write null"},
      {"[NaN]", "1:2 `NaN` is not JSON: JSON has no such number"},
      {"[web]", "1:2 `web` is not a JSON value: a string needs double quotes"},
      {"[01]", "1:2 `01` is not a JSON number"},
      {"[+1]", "1:2 `+1` is not a JSON number"},
      {"[-]", "1:3 expected a digit after -"},
      {"[1.]", "1:4 expected a digit after the decimal point"},
      {"[1e]", "1:4 expected a digit in the exponent"},
      {"[1, 1e999]", "1:5 the number `1e999` is too large"},
      {"[\"a\nb\"]", "1:2 this string has no closing quote on its line"},
      {"[\"a", "1:2 the text ends inside this string"},
      {"[\"a\tb\"]", "1:4 a tab inside a string is written \\t"},
      {"[{\"a\": [{\"b\": 1, \"b\" 2}]}]", "1:18 expected : after this key"},
      {"[\"\xc0\xaf\"]", "1:3 byte 0xc0 is not UTF-8: save the file as UTF-8"},
      {"[\"\xed\xa0\x80\"]", "1:3 byte 0xed is not UTF-8: save the file as UTF-8"},
      {"[\"\xe2\x82", "1:3 byte 0xe2 is not UTF-8: save the file as UTF-8"},
      {"[\"\\q\"]", "1:4 a backslash in a string goes before one of \" \\ / b f n r t u"},
      {"[\"\\u12\"]", "1:7 \\u needs four hexadecimal digits"},
      {"[\"\\ud83d\"]", "1:9 \\ud800 to \\udbff need \\udc00 to \\udfff after them"},
      {"[\"\\ude00\"]", "1:8 \\udc00 to \\udfff need \\ud800 to \\udbff before them"},
      {"{\"a\": 1} {}", "1:10 nothing may follow the end of the JSON value"},
      {"[1]]", "1:4 nothing may follow the end of the JSON value"},
      {"{\n\"a\": [\n1,", "3:3 the text ends inside a list that begins on line 2"},
      {"{\n\"a\": [\n1]", "3:3 the text ends inside a map that begins on line 1"},
      {"{\"a\":", "1:6 the text ends inside a map that begins on line 1"},
      {"[\"\xff\"]", "1:3 byte 0xff is not UTF-8: save the file as UTF-8"},
      {std::string("[1\0]", 4), "1:3 a NUL byte: this is not a text file"},
      {std::string("\xff\xfe[\0]\0", 6), "1:1 the file is UTF-16: save it as UTF-8"},
      {std::string("[\0]\0", 4), "1:1 the file is UTF-16: save it as UTF-8"},
      {"[1,\n\x01]", "2:1 control character `\\x01` is not allowed"},
  };
  for (const JsonRow& row : table) {
    INFO(row.text);
    const Reading reading = read_document(row.text);
    CHECK(reading.errors == row.expected);
    CHECK(reading.value == "null@0:0");
  }
}

TEST_CASE("the first of duplicate JSON keys is kept and the others are reported") {
  const Reading reading =
      read_document("{\"a\": 1,\n\"b\": {\"c\": 1, \"c\": 2},\n\"a\": 2, \"a\": 3}");
  CHECK(reading.value == "{ a@1:2=1@1:7 b@2:1={ c@2:7=1@2:12 }@2:6 }@1:1");
  CHECK(reading.errors ==
        "2:15 duplicate key `c`, first on line 2; 3:1 duplicate key `a`, first on line 1; "
        "3:9 duplicate key `a`, first on line 1");
}

TEST_CASE("a number with a large exponent is read as others are, if a double holds it") {
  const Reading reading = reading_of(read_json, "[1e100, 1e-400]");
  CHECK(reading.value == "[ 1e100@1:2 1e-400@1:9 ]@1:1");
  CHECK(reading.errors.empty());
}

TEST_CASE("a part of an outline is read by itself, and looked into where it is") {
  SourceFiles files;
  const std::uint32_t file = files.add("f", "{\"Vpcs\":\n [{\"a\": [1, {\"b\": 2}]}, {}]}");
  const std::optional<SyntaxNode> outline = read_json_outline(files, file);
  REQUIRE(outline);
  const SyntaxNode& vpc = outline->find("Vpcs")->elements()[0];
  const std::string expected = "{ a@2:4=[ 1@2:10 { b@2:14=2@2:19 }@2:13 ]@2:9 }@2:3";
  CHECK(shown(vpc.parsed()) == expected);
  CHECK(shown(vpc.outlined()) == expected);
  CHECK(shown(vpc) == expected);
  CHECK(shown(vpc.parsed()) == expected);
}

TEST_CASE("the text under a key is found without reading what lies beside it") {
  const std::string text =
      R"([[{"a": {"id": "no"}, "b": ["id", "}\\"], "c": "id", "d": -1.5, "e": true, )"
      R"("f": null, "\u0069\u0064": "A\u0042", "g": "\"", "h": {}}, {}, 1]])";
  SourceFiles files;
  const std::optional<SyntaxNode> outline = read_json_outline(files, files.add("f", text));
  REQUIRE(outline);
  const std::span<const SyntaxNode> elements = outline->elements()[0].elements();
  const auto check_all = [&] {
    const std::vector<std::pair<std::string, std::string>> table = {
        {"a", ""}, {"b", ""},    {"c", "id"}, {"d", "-1.5"}, {"e", "true"},
        {"f", ""}, {"id", "AB"}, {"g", "\""}, {"h", ""},     {"i", ""}};
    for (const auto& [key, expected] : table) {
      INFO(key);
      CHECK(elements[0].text_of(key) == expected);
    }
    CHECK(elements[1].text_of("a").empty());
    CHECK(elements[2].text_of("a").empty());
  };
  check_all();
  CHECK(elements[0].members().size() == 9);  // looks into it
  check_all();
}

TEST_CASE("duplicates are found in a map of many keys") {
  std::ostringstream text;
  text << "{";
  for (int i = 0; i < 100'000; ++i) text << "\"key" << i << "\": 1,\n";
  text << "\"key99\": 2}";
  const Reading reading = read_document(text.str());
  CHECK(reading.errors == "100001:1 duplicate key `key99`, first on line 100");
}

TEST_CASE("nesting ends at the limit, however deep the text goes") {
  const std::size_t depth = kLimits.depth;
  CHECK(read_document(std::string(depth, '[') + std::string(depth, ']')).errors.empty());
  CHECK(read_document(std::string(100'000, '[')).errors ==
        "1:201 more than 200 lists and maps inside each other");
}

}  // namespace
}  // namespace canreach
