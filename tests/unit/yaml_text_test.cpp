#include "parsers/syntax/yaml_text.h"

#include "parsers/syntax/syntax_node.h"
#include "tests/catch.h"

namespace canreach {
namespace {

YamlValue one(const std::string& key, YamlValue value) {
  YamlValue map;
  map.put(key, std::move(value));
  return map;
}

}  // namespace

TEST_CASE("what is small and deep stands on one line, sections and names on their own") {
  YamlValue subnet;
  subnet.put_text("cidr", "10.0.1.0/24");
  subnet.put_word("map_public_ip", "true");
  YamlValue rules = YamlValue::list();
  rules.items.push_back(YamlValue::of_text("s3:GetObject"));
  rules.items.push_back(YamlValue::word("unknown"));
  YamlValue vpc = one("subnets", one("app-a", subnet));
  vpc.put("names", rules);
  vpc.put("nothing", YamlValue::list());
  const YamlValue root = one("vpcs", one("main", vpc));
  CHECK(yaml_text(root) ==
        "\nvpcs:\n"
        "  main:\n"
        "    subnets: {app-a: {cidr: 10.0.1.0/24, map_public_ip: true}}\n"
        "    names: [\"s3:GetObject\", unknown]\n"
        "    nothing: []\n");
}

TEST_CASE("every text is read back as the same text") {
  const std::vector<std::string> texts = {"",
                                          " ",
                                          "a b",
                                          "true",
                                          "No",
                                          "null",
                                          "~",
                                          "unknown",
                                          "12",
                                          "1.5",
                                          "0x1f",
                                          "1e3",
                                          "-",
                                          "- a",
                                          "a: b",
                                          "a #b",
                                          "#a",
                                          "*",
                                          "&a",
                                          "!Ref a",
                                          "%a",
                                          "@a",
                                          "`a`",
                                          "\"a\"",
                                          "it's",
                                          "a\\b",
                                          "a\nb",
                                          "a\tb",
                                          "[a]",
                                          "{a: b}",
                                          "a,b",
                                          "?",
                                          "? a",
                                          "10.0.0.0",
                                          "2001:db8::/32",
                                          "\x01",
                                          "\x7f",
                                          "\xc2\x85",
                                          "\xc3\xa9",
                                          "\xe2\x80\xa8",
                                          "\xef\xbb\xbf",
                                          "module.a[\"x\"].aws_subnet.b[0]",
                                          "111122223333",
                                          "2012-10-17",
                                          "1_000",
                                          ".5",
                                          "<<",
                                          "="};
  for (const std::string& text : texts) {
    SourceFiles files;
    Diagnostics diagnostics;
    YamlValue map = one("key", YamlValue::of_text(text));
    if (!text.empty()) map.put_text(text, "value");
    const std::uint32_t file = files.add("a.yaml", yaml_text(map));
    const SyntaxNode root = read_yaml(files, file, diagnostics);
    INFO(files.text(file));
    CHECK(diagnostics.all().empty());
    REQUIRE(root.find("key") != nullptr);
    CHECK(root.find("key")->text() == text);
    CHECK(root.find("key")->kind() == SyntaxKind::string);
    if (!text.empty()) CHECK(root.find(text) != nullptr);
  }
}

TEST_CASE("keys that are too long for one line of YAML are read back") {
  SourceFiles files;
  Diagnostics diagnostics;
  const std::string key(3000, 'k');
  const YamlValue root = one("names", one(key, one("a", YamlValue::word("1"))));
  const std::uint32_t file = files.add("a.yaml", yaml_text(root));
  const SyntaxNode read = read_yaml(files, file, diagnostics);
  CHECK(diagnostics.all().empty());
  REQUIRE(read.find("names") != nullptr);
  REQUIRE(read.find("names")->find(key) != nullptr);
  CHECK(read.find("names")->find(key)->find("a")->text() == "1");
}

}  // namespace canreach
