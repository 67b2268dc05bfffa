#include "parsers/syntax/syntax_node.h"

#include "tests/catch.h"

namespace canreach {
namespace {

SyntaxNode json(const std::string& text) {
  SourceFiles files;
  Diagnostics diagnostics;
  return read_json(files, files.add("f", text), diagnostics);
}

SyntaxNode map_of(int members) {
  std::string text;
  for (int i = 0; i < members; ++i) {
    text += (i == 0 ? "{\"key" : ",\"key") + std::to_string(i * 7919 % members) +
            "\":" + std::to_string(i);
  }
  return json(text + "}");
}

TEST_CASE("a key is found in small and in large maps, and another is not") {
  for (const int members : {1, 64, 65, 1000}) {
    INFO(members);
    const SyntaxNode map = map_of(members);
    for (int i = 0; i < members; ++i) {
      const SyntaxNode* found = map.find("key" + std::to_string(i * 7919 % members));
      REQUIRE(found != nullptr);
      CHECK(found->text() == std::to_string(i));
    }
    CHECK(map.find("key") == nullptr);
    CHECK(map.find("zebra") == nullptr);
    CHECK(map.find("") == nullptr);
  }
}

TEST_CASE("a node outlives its files and the tree it was copied from") {
  SyntaxNode inner;
  {
    const SyntaxNode root = json("{\"a\": [1, {\"b\": \"two\"}], \"c\": \"\\u0041\"}");
    inner = root.find("a")->elements()[1];
  }
  REQUIRE(inner.find("b") != nullptr);
  CHECK(inner.find("b")->text() == "two");
  CHECK(inner.at() == SourceLoc{0, 1, 11});
  const SyntaxNode copy = inner;
  inner = SyntaxNode();
  CHECK(inner.is_null());
  CHECK(copy.members().size() == 1);
}

TEST_CASE("a scalar can stand in no text") {
  const SyntaxNode node = SyntaxNode::scalar(SyntaxKind::string, "10.0.0.0/16", {0, 3, 4}, true);
  CHECK(node.text() == "10.0.0.0/16");
  CHECK(node.at() == SourceLoc{0, 3, 4});
  CHECK(node.is_quoted());
  CHECK(SyntaxNode(node).text() == "10.0.0.0/16");
}

TEST_CASE("what a node does not have is empty") {
  const SyntaxNode null;
  CHECK(null.is_null());
  CHECK(null.tag().empty());
  CHECK(null.text().empty());
  CHECK(null.elements().empty());
  CHECK(null.members().empty());
  CHECK(null.find("a") == nullptr);
  CHECK(SyntaxNode::scalar(SyntaxKind::null, "~", {}, false).text().empty());
  CHECK(SyntaxNode::empty_map({0, 1, 1}).is_map());
  CHECK(SyntaxNode::empty_map({0, 1, 1}).members().empty());
}

TEST_CASE("kinds have names for messages") {
  CHECK(name_of(SyntaxKind::null) == "null");
  CHECK(name_of(SyntaxKind::boolean) == "a boolean");
  CHECK(name_of(SyntaxKind::number) == "a number");
  CHECK(name_of(SyntaxKind::string) == "a string");
  CHECK(name_of(SyntaxKind::list) == "a list");
  CHECK(name_of(SyntaxKind::map) == "a map");
}

TEST_CASE("JSON begins with a brace or a bracket") {
  CHECK(looks_like_json(" \n{"));
  CHECK(looks_like_json("\xef\xbb\xbf["));
  CHECK_FALSE(looks_like_json("a: {}"));
  CHECK_FALSE(looks_like_json(""));
  CHECK_FALSE(looks_like_json("\"a\""));
}

// The messages of read_syntax, one a line.
std::string errors_of(const std::string& text) {
  SourceFiles files;
  Diagnostics diagnostics;
  read_syntax(files, files.add("f", text), diagnostics);
  std::string result;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    result += files.describe(diagnostic.at) + ": " + diagnostic.message + "\n";
  }
  return result;
}

TEST_CASE("a text that begins like JSON is read as YAML when only that succeeds") {
  CHECK(errors_of("{\"a\": 1}").empty());
  CHECK(errors_of("{a: 1, b: !Ref c}").empty());
  CHECK(errors_of("a: 1").empty());
  CHECK(errors_of("").empty());
}

TEST_CASE("a mistake is told in the words of the format that came further") {
  CHECK(errors_of("{\"a\": 1,\n\"b\": [1 2}\n") ==
        "f:2:7: expected , or ] after this value, in a list that begins on line 2\n");
  CHECK(errors_of("{a: 1,\n b: 2,\n c: @x}\n") ==
        "f:3:5: a value that begins with `@` needs quotes\n");
  CHECK(errors_of("{\"a\": 1, \"a\": 2}") == "f:1:10: duplicate key `a`, first on line 1\n");
}

}  // namespace
}  // namespace canreach
