#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "base/limits.h"
#include "parsers/syntax/core_schema.h"
#include "parsers/syntax/syntax_node.h"
#include "parsers/syntax/yaml_parser.h"
#include "tests/catch.h"
#include "tests/unit/shown_syntax.h"

namespace canreach {
namespace {

bool is_fast_yaml(const std::string& text) {
  SourceFiles files;
  return parse_yaml(files, files.add("f", text)).has_value();
}

// The fast reader takes a text when there is nothing to report only, and makes the same of it.
Reading read_text(const std::string& text) {
  const Reading reading = reading_of(read_yaml, text);
  const Reading slow = reading_of(read_yaml_events, text);
  CHECK(reading.value == slow.value);
  CHECK(reading.errors == slow.errors);
  if (!slow.errors.empty()) CHECK_FALSE(is_fast_yaml(text));
  return reading;
}

struct YamlRow {
  std::string text;
  std::string expected;
};

TEST_CASE("keys and values of YAML have exact places") {
  const std::vector<YamlRow> table = {
      {"", "null@1:1"},
      {"# nothing\n", "null@1:1"},
      {"a: 1\nb:\n  c: x\n", "{ a@1:1=1@1:4 b@2:1={ c@3:3=x@3:6 }@3:3 }@1:1"},
      {"- a\n-   b\n- - c\n", "[ a@1:3 b@2:5 [ c@3:5 ]@3:3 ]@1:1"},
      {"---\na: [1, {b: 2}]\n...\n", "{ a@2:1=[ 1@2:5 { b@2:9=2@2:12 }@2:8 ]@2:4 }@2:1"},
      {"a:\r\n  - b: 1\r\n", "{ a@1:1=[ { b@2:5=1@2:8 }@2:5 ]@2:3 }@1:1"},
      {"\xc3\xa9: \xc3\xa9", "{ \xc3\xa9@1:1=\xc3\xa9@1:5 }@1:1"},  // columns are bytes
      {"\xef\xbb\xbf"
       "a: 1",
       "{ a@1:1=1@1:4 }@1:1"},
      {"\"a b\" : 'it''s'", "{ a b@1:1='it's'@1:9 }@1:1"},
      {"a: |\n  x\n  y\nb: >-\n  x\n  y\n", "{ a@1:1='x\ny\n'@1:4 b@4:1='x y'@4:4 }@1:1"},
      {"? a\n: b\n", "{ a@1:3=b@2:3 }@1:1"},
  };
  for (const YamlRow& row : table) {
    INFO(row.text);
    const Reading reading = read_text(row.text);
    CHECK(reading.value == row.expected);
    CHECK(reading.errors.empty());
  }
}

TEST_CASE("the fast reader takes the YAML that people write, and makes the same of it") {
  const std::vector<std::string> texts = {
      "a: 1",
      "---\n# a comment\na: 1 # another\n\nb: x#y  \n",
      "a:\n- b: 1\n  c: [1, {d: e}, []]\n-\n- - {}\n  - ~\nz:\n",
      "a:\n  - b:\n      - c\n    d: null\n  -   # nothing\n",
      "'its': \"a: b # c\"\nc: 'it''s'\n\"k\": ''\n",
      "cidr: ::/0\nin: [::/0, fe80::1, a:b, -1, 10.0.0.0/8]\n",
      "- http://a/b?c#d\n- -1\n- a, b [c] {d}\n- 'x' # y\n",
      "{a: 1, \"b\": [x y, 'z'], c: {d: null}} # end",
      "a:\n    b: 1\n    c:\n     d: 2\ne: 3",
      "just text with a:colon",
      "\xc3\xa9: [\xc3\xa9, \xc3\xa9]\n",
  };
  for (const std::string& text : texts) {
    INFO(text);
    CHECK(is_fast_yaml(text));
    CHECK(read_text(text).errors.empty());
  }
}

TEST_CASE("what leads out of the plain part of YAML is left to the slow reader") {
  const std::vector<std::string> texts = {
      "a: !Ref b",
      "a: &x b",
      "a: |\n  b",
      "a: b\n  c",
      "a: 1\n b: 2",
      "- a\n b: 1",
      "a: {b: 1,\n c: 2}",
      "a: 'b\n  c'",
      "a: \"\\n\"",
      "a: b: c",
      "a: 1\na: 2",
      "? a",
      "a:\t1",
      "a: 1\n---\nb: 2",
      "a: 1\n...\n",
      "a: [b: c]",
      "a: [b, ]",
      "a: {b}",
      "a: - b",
      "[a]: b",
      "a: \"b\"c",
      "- a\nb: 1",
      "a: 1\n- b",
      "%YAML 1.2\n---\na: 1",
      "",
      "# nothing\n",
      "a: @b",
      "{\"a\":1}",
      "a: 1\r\n",
  };
  for (const std::string& text : texts) {
    INFO(text);
    CHECK_FALSE(is_fast_yaml(text));
    read_text(text);
  }
}

TEST_CASE("every design of the scenarios is read the same by both readers") {
  namespace fs = std::filesystem;
  std::size_t fast = 0;
  std::size_t all = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator("scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    INFO(entry.path().string());
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    read_text(text);
    ++all;
    fast += is_fast_yaml(text) ? 1 : 0;
  }
  INFO(fast << " of " << all);
  CHECK(fast * 10 >= all * 7);
}

TEST_CASE("tags are kept, and a tagged scalar is a quoted string") {
  const std::vector<YamlRow> table = {
      {"a: !Ref Vpc", "{ a@1:1=!Ref 'Vpc'@1:4 }@1:1"},
      {"a: !GetAtt A.B\nb: !Sub \"x\"", "{ a@1:1=!GetAtt 'A.B'@1:4 b@2:1=!Sub 'x'@2:4 }@1:1"},
      {"a: !GetAtt [A, B]", "{ a@1:1=!GetAtt [ A@1:13 B@1:16 ]@1:4 }@1:1"},
      {"!If [C, !Ref B]", "!If [ C@1:6 !Ref 'B'@1:9 ]@1:1"},
      {"a: !GetAZs\nb: 1", "{ a@1:1=!GetAZs ''@1:4 b@2:1=1@2:4 }@1:1"},
      {"!!str 22", "tag:yaml.org,2002:str '22'@1:1"},
  };
  for (const YamlRow& row : table) {
    INFO(row.text);
    const Reading reading = read_text(row.text);
    CHECK(reading.value == row.expected);
    CHECK(reading.errors.empty());
  }
}

TEST_CASE("a null is placed where it stands, or at the key or dash that has no value") {
  const std::vector<YamlRow> table = {
      {"a: ~\nb: null", "{ a@1:1=null@1:4 b@2:1=null@2:4 }@1:1"},
      {"a:\nb:\n", "{ a@1:1=null@1:1 b@2:1=null@2:1 }@1:1"},
      {"a:\nnull: 1\n", "{ a@1:1=null@1:1 null@2:1=1@2:7 }@1:1"},
      {"a:\n  null\n", "{ a@1:1=null@2:3 }@1:1"},
      {"{a, b: 1}", "{ a@1:2=null@1:2 b@1:5=1@1:8 }@1:1"},
      {"-\n# text\n\n-   # text\n- ~\n", "[ null@1:1 null@4:1 null@5:3 ]@1:1"},
      {"l:\n  - x\n  -\nm: 1", "{ l@1:1=[ x@2:5 null@3:3 ]@2:3 m@4:1=1@4:4 }@1:1"},
  };
  for (const YamlRow& row : table) {
    INFO(row.text);
    const Reading reading = read_text(row.text);
    CHECK(reading.value == row.expected);
    CHECK(reading.errors.empty());
  }
}

struct KindRow {
  SyntaxKind kind;
  std::vector<std::string> texts;
};

TEST_CASE("plain scalars are what the YAML 1.2 core schema says") {
  const std::vector<KindRow> table = {
      {SyntaxKind::null, {"", "~", "null", "Null", "NULL"}},
      {SyntaxKind::boolean, {"true", "True", "TRUE", "false", "False", "FALSE"}},
      {SyntaxKind::number,
       {"0", "22", "-1", "+1", "012345678901", "0x1F", "0o17", "1.5", ".5", "1.", "-1e3", "1E-3",
        ".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN", "1.5e+3"}},
      {SyntaxKind::string,
       {"yes",         "no",       "on",    "off", "y",     "nULL", "tRUE", "2012-10-17", "22:22",
        "10.0.0.0/16", "10.0.0.1", "0x",    "0o8", "-0x1",  "1e",   "1e+",  ".",          "-",
        "+",           "e3",       "1_000", "0b1", "-.nan", "inf",  "1 2",  "sg-1"}},
  };
  for (const KindRow& row : table) {
    for (const std::string& text : row.texts) {
      INFO(text);
      CHECK(core_schema_kind(text) == row.kind);
    }
  }
}

TEST_CASE("quotes make a string of anything") {
  SourceFiles files;
  Diagnostics diagnostics;
  const std::uint32_t file = files.add("f", "[22, \"22\", 'true', true, ~, \"~\"]");
  const SyntaxNode list = read_yaml(files, file, diagnostics);
  REQUIRE(list.elements().size() == 6);
  const std::vector<SyntaxKind> kinds = {SyntaxKind::number, SyntaxKind::string,
                                         SyntaxKind::string, SyntaxKind::boolean,
                                         SyntaxKind::null,   SyntaxKind::string};
  for (std::size_t i = 0; i < kinds.size(); ++i) CHECK(list.elements()[i].kind() == kinds[i]);
  CHECK_FALSE(list.elements()[0].is_quoted());
  CHECK(list.elements()[1].is_quoted());
}

TEST_CASE("an alias is a copy of what its anchor names, and << is a key like others") {
  const std::vector<YamlRow> table = {
      {"a: &x [1, &y 2]\nb: *x\nc: *y",
       "{ a@1:1=[ 1@1:8 2@1:11 ]@1:4 b@2:1=[ 1@1:8 2@1:11 ]@1:4 c@3:1=2@1:11 }@1:1"},
      {"a: {b: [0, {c: &x {d: 1}}], e: *x}\nf: *x",
       "{ a@1:1={ b@1:5=[ 0@1:9 { c@1:13={ d@1:20=1@1:23 }@1:16 }@1:12 ]@1:8 "
       "e@1:29={ d@1:20=1@1:23 }@1:16 }@1:4 f@2:1={ d@1:20=1@1:23 }@1:16 }@1:1"},
      {"a: &x {b: 1}\n<<: *x", "{ a@1:1={ b@1:8=1@1:11 }@1:4 <<@2:1={ b@1:8=1@1:11 }@1:4 }@1:1"},
      {"&k a: 1\nb: *k\n", "{ a@1:1=1@1:7 b@2:1=a@1:1 }@1:1"},
      {"a: &k b\n*k : 1\n", "{ a@1:1=b@1:4 b@2:1=1@2:6 }@1:1"},
      {"a: &x 1\nb: &x 2\nc: *x", "{ a@1:1=1@1:4 b@2:1=2@2:4 c@3:1=2@2:4 }@1:1"},
  };
  for (const YamlRow& row : table) {
    INFO(row.text);
    const Reading reading = read_text(row.text);
    CHECK(reading.value == row.expected);
    CHECK(reading.errors.empty());
  }
}

TEST_CASE("the first of duplicate YAML keys is kept and the others are reported") {
  const Reading reading = read_text("a: 1\nb:\n  c: 1\n  \"c\": 2\na: 2\n");
  CHECK(reading.value == "{ a@1:1=1@1:4 b@2:1={ c@3:3=1@3:6 }@3:3 }@1:1");
  CHECK(reading.errors ==
        "4:3 duplicate key `c`, first on line 3; 5:1 duplicate key `a`, first on line 1");
}

TEST_CASE("an alias of a value among duplicates is harmless") {
  const Reading reading = read_text("a: {k: &x [1], k: &y [2], l: &z [3]}\nb: [*x, *y, *z]\n");
  CHECK(reading.errors == "1:16 duplicate key `k`, first on line 1");
}

TEST_CASE("a mistake in YAML is explained where it was made") {
  const std::vector<YamlRow> table = {
      {"a:\n\tb: 1\n", "2:3 a tab cannot indent YAML: use blanks"},
      {"a: |\n x\n\ty\n", "3:1 a tab cannot indent YAML: use blanks"},
      {"a: 1\n b: 2\n",
       "2:3 this line is indented more than the line above, which has a value already"},
      {"a: 1\nb\nc: 2\n", "3:2 line 2 has no colon after its key"},
      {"a:1\nb: 2\n", "2:2 line 1 needs a blank after its colon"},
      {"a:1\n\n# x\nb: 2\n",
       "4:1 nothing may follow the single value of line 1: a key ends with a colon and a blank"},
      {"a: 1\n\n# x\nb\nc: 1\n", "5:2 line 4 has no colon after its key"},
      {"a: b: c\n", "1:5 a value with `: ` in it needs quotes"},
      {"a: *\n", "1:5 a value that begins with * needs quotes"},
      {"a: &\n", "1:5 a value that begins with & needs quotes"},
      {"a: *x\n", "1:4 no anchor is called `x`: a value that begins with * needs quotes"},
      {"a: @x\n", "1:4 a value that begins with `@` needs quotes"},
      {"a: `x`\n", "1:4 a value that begins with a backtick needs quotes"},
      {"a: \"x\nb: 1\n", "1:4 the text ends inside this string: expected its closing quote"},
      {"a: !Sub 'x\n", "1:4 the text ends inside this string: expected its closing quote"},
      {"a: [\"x\n", "1:5 the text ends inside this string: expected its closing quote"},
      {"\"a", "1:3 the text ends inside a quoted string"},
      {"a: 'it's'\n",
       "1:8 nothing may follow this value on its line: put the whole value in quotes"},
      {"a: {b: 1\nc: 2\n", "2:2 expected , or } to go on with the map that begins on line 1"},
      {"a: [1, 2\nb: 3\n", "2:2 expected , or ] to go on with the list that begins on line 1"},
      {"a: [1, {b: 2\n", "1:8 nothing closes this: expected }"},
      {"a: {}}\n", "1:6 `}` closes nothing here"},
      {"a: 1\n- b\n", "2:1 a list item cannot stand in the map that begins on line 1"},
      {"a: \"v\"\n  b: 1\n",
       "2:3 this is not a key of the map that begins on line 1: check the indentation"},
      {"- - a\n - b\n",
       "2:2 this is not an item of the list that begins on line 1: check the indentation and the "
       "`- `"},
      {"a: - 1\n", "1:4 a list item begins on a line of its own"},
      {"- a\nb: 1\n", "2:1 this stands outside of the document: check the indentation"},
      {"a: 1\n---\nb: 2\n", "2:1 a second document begins here: a file holds one"},
      {"a: \"\\q\"\n",
       "1:7 this escape does not exist: a backslash in double quotes is written \\\\"},
      {"- \"\\xzz\"", "1:8 expected a hexadecimal digit in this escape"},
      {"- \"\\ud83d\"",
       "1:10 this escape is not a character of its own: write the character itself"},
      {"a: !Base64\n  !Sub x\n",
       "2:3 this value has two tags: only one short form such as !Ref may stand before a value"},
      {"a: &x &y 1", "1:7 this value has two anchors"},
      {"!<abc\n", "1:6 expected > at the end of this tag"},
      {"a: |0\n x\n", "1:6 the indentation of a block text is 1 to 9"},
      {"a: |x\n x\n", "1:5 only + or - and a digit may follow | or > on this line"},
      {"a: \"x\n---\n\"",
       "2:1 --- or ... at the beginning of a line ends the document inside a quoted string"},
      {"[a]: 1\n", "1:1 a list or map cannot be a key"},
      {"? {a: 1}\n: b\n", "1:3 a list or map cannot be a key"},
      {"a: &x [1]\nb: {*x : 1}\n", "2:5 a list or map cannot be a key"},
      {": 1\n", "1:1 expected a key before the colon"},
      {"a: &x [*x]\n", "1:8 the alias `x` stands inside the value that it names"},
      {"a: \xff\n", "1:4 byte 0xff is not UTF-8: save the file as UTF-8"},
      {std::string("a: \0", 4), "1:4 a NUL byte: this is not a text file"},
      {"a: 1\n# \x04\n", "2:3 control character `\\x04` is not allowed"},
      {"\xfe\xff", "1:1 the file is UTF-16: save it as UTF-8"},
  };
  for (const YamlRow& row : table) {
    INFO(row.text);
    const Reading reading = read_text(row.text);
    CHECK(reading.errors == row.expected);
    CHECK(reading.value == "null@0:0");
  }
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

std::string stairs(std::size_t levels) {
  std::string result;
  for (std::size_t i = 0; i < levels; ++i) result += std::string(i, ' ') + "a:\n";
  return result;
}

TEST_CASE("nesting ends at the limit, in every style and however deep the text goes") {
  const std::string too_deep = "more than 200 lists and maps inside each other";
  CHECK(read_text(repeated("[", 200) + repeated("]", 200)).errors.empty());
  CHECK(read_text(repeated("[", 201) + repeated("]", 201)).errors == "1:201 " + too_deep);
  CHECK(read_text(repeated("- ", 100'000)).errors == "1:401 " + too_deep);
  CHECK(read_text(stairs(2'000)).errors == "201:201 " + too_deep);
  for (const char* open : {"[", "{", "[{", "? ", "{? ", "[a: "}) {
    INFO(open);
    CHECK_FALSE(read_text(repeated(open, 100'000)).errors.empty());
  }
}

TEST_CASE("aliases add at most 10,000 values, and a long text counts as several") {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
              repeated("*a" + before + ", ", 10) + "]\n";
  }
  CHECK(read_text(laughs).errors == "4:45 aliases add more than 10000 values");
  CHECK(read_text("a: &a x\nb: [" + repeated("*a, ", 10'000) + "]").errors.empty());
  CHECK(read_text("a: &a x\nb:\n" + repeated("- *a\n", 10'001)).errors ==
        "10003:3 aliases add more than 10000 values");
  CHECK(
      read_text("a: &a " + std::string(1 << 20, 'x') + "\nb:\n" + repeated("- *a\n", 10)).errors ==
      "12:3 aliases add more than 10000 values");
}

TEST_CASE("aliases cannot nest deeper than the limit") {
  const std::string deep = repeated("[", 150) + "1" + repeated("]", 150);
  const std::string around = repeated("[", 60) + "*a" + repeated("]", 60);
  CHECK(read_text("a: &a " + deep + "\nb: " + around + "\n").errors ==
        "2:64 more than 200 lists and maps inside each other");
}

TEST_CASE("a text that names its tags at length cannot fill the memory") {
  const std::string text = "%TAG !e! " + std::string(2'000, 'x') + "\n---\n- !e!a b\n";
  CHECK(read_text(text).errors == "3:3 a tag of more than 1000 characters");
}

TEST_CASE("a single value cannot be longer than two MiB") {
  CHECK(read_text("a: " + std::string(5u << 19, 'x')).errors ==
        "1:4 a single value of more than 2 MiB");
  CHECK(read_text("a: \"" + std::string(5u << 19, 'x')).errors ==
        "1:1 a single value of more than 2 MiB");
  CHECK(read_text("a: [" + repeated("1,", 5u << 18) + "]").errors.empty());
  CHECK(read_text("[" + repeated("1,", 5u << 18) + "]").errors ==
        "1:1 a single value of more than 2 MiB");
}

TEST_CASE("a file larger than the limit is refused") {
  CHECK(read_text(std::string(kLimits.yaml_bytes + 1, '\n')).errors ==
        "0:0 the file is larger than 64 MiB");
}

TEST_CASE("a large map has its duplicates found") {
  std::ostringstream text;
  for (int i = 0; i < 20'000; ++i) text << "key" << i << ": 1\n";
  text << "key99: 2\n";
  CHECK(read_text(text.str()).errors == "20001:1 duplicate key `key99`, first on line 100");
}

}  // namespace
}  // namespace canreach
