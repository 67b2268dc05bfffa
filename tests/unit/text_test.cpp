#include "base/text.h"

#include "tests/catch.h"

namespace canreach {
namespace {

struct Escape {
  std::string text;
  std::string visible;
};

TEST_CASE("what a terminal would obey or hide is escaped, the rest stays") {
  const std::vector<Escape> table = {
      {"plain text", "plain text"},
      {"a\nb\rc\td", "a\\nb\\rc\\td"},
      {"\x1b[31m", "\\x1b[31m"},
      {std::string(1, '\0'), "\\x00"},
      {"\x7f", "\\x7f"},
      {"\xc2\x85", "\\u0085"},         // a C1 control
      {"caf\xc3\xa9", "caf\xc3\xa9"},  // printable UTF-8
      {"\xe2\x80\xae", "\\u202e"},     // right-to-left override
      {"\xe2\x80\x8b", "\\u200b"},     // zero width blank
      {"\xe2\x81\xa6", "\\u2066"},     // isolate
      {"\xef\xbb\xbf", "\\ufeff"},     // byte order mark
      {"\xff"
       "a",
       "\\xffa"},                           // no UTF-8 at all
      {"\xc3", "\\xc3"},                    // cut off
      {"\xc0\xaf", "\\xc0\\xaf"},           // overlong
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},  // half of a pair
  };
  for (const Escape& row : table) CHECK(escaped(row.text) == row.visible);
}

TEST_CASE("a quotation has backticks and at most 120 characters") {
  CHECK(quoted("10.0.0.0/33") == "`10.0.0.0/33`");
  CHECK(quoted("") == "``");
  CHECK(quoted("a\nb") == "`a\\nb`");
  CHECK(quoted("caf\xc3\xa9 \x7fnoir") == "`caf\xc3\xa9 \\x7fnoir`");
  CHECK(canreach::quoted(std::string(119, 'x') + "\ny") == "`" + std::string(119, 'x') + "\\n…`");
  CHECK(canreach::quoted(std::string(120, 'x')) == "`" + std::string(120, 'x') + "`");
  CHECK(canreach::quoted(std::string(121, 'x')) == "`" + std::string(120, 'x') + "…`");
}

TEST_CASE("splitting keeps empty parts and joining puts them together again") {
  using Parts = std::vector<std::string_view>;
  CHECK(split("a,b", ',') == Parts{"a", "b"});
  CHECK(split(",a,,", ',') == Parts{"", "a", "", ""});
  CHECK(split("", ',') == Parts{""});
  CHECK(join({"a", "", "b"}, ", ") == "a, , b");
  CHECK(join({}, ", ").empty());
}

TEST_CASE("trimming and lower case") {
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim(" \n").empty());
  CHECK(to_lower("VpcId \xc3\x89") == "vpcid \xc3\x89");
}

TEST_CASE("a count has its noun in the right number") {
  CHECK(counted(0, "rule") == "0 rules");
  CHECK(counted(1, "rule") == "1 rule");
  CHECK(counted(2, "rule") == "2 rules");
  CHECK(counted(2, "entry") == "2 entries");
  CHECK(counted(2, "gateway") == "2 gateways");
  CHECK(counted(2, "address") == "2 addresses");
}

struct NearestRow {
  std::string text;
  std::vector<std::string> candidates;
  std::optional<std::string> expected;
};

TEST_CASE("the nearest name is a few edits away or begins alike") {
  const std::vector<NearestRow> table = {
      {"cdir", {"name", "cidr"}, "cidr"},            // two neighbours swapped
      {"CIDR", {"cidr"}, "cidr"},                    // case does not count
      {"subnett", {"subnet", "subnets"}, "subnet"},  // a tie: the first
      {"availabiltyzone", {"availability_zone"}, "availability_zone"},
      {"sub", {"vpc", "subnet"}, "subnet"},  // a beginning
      {"subnet_ids", {"subnet"}, "subnet"},
      {"su", {"subnet"}, std::nullopt},  // too short for a beginning
      {"web", {"wab", "webserver"}, "wab"},
      {"x", {"y"}, std::nullopt},  // one letter is like any other
      {"x", {"X"}, "X"},
      {"route", {"cidr"}, std::nullopt},
      {"", {"cidr"}, std::nullopt},
      {"cidr", {}, std::nullopt},
      {std::string(65, 'a'), {std::string(65, 'a')}, std::nullopt},
      {"cidr", {"", "cidrs"}, "cidrs"},
  };
  for (const NearestRow& row : table) {
    INFO(row.text);
    CHECK(nearest(row.text, row.candidates) == row.expected);
  }
}

TEST_CASE("a number is digits alone and fits") {
  CHECK(parse_number("0") == 0ull);
  CHECK(parse_number("00022") == 22ull);
  CHECK(parse_number("18446744073709551615") == 18446744073709551615ull);
  for (const char* text : {"", "+1", "-1", " 1", "1 ", "1.0", "0x1", "18446744073709551616"}) {
    INFO(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}

TEST_CASE("the first byte that is not UTF-8 is found behind long plain text") {
  const std::string plain(21, 'x');
  CHECK(is_valid_utf8(""));
  CHECK(is_valid_utf8(plain + "\xf0\x9f\x98\x80"));
  CHECK_FALSE(is_valid_utf8(plain + "\xf4\x90\x80\x80"));  // beyond U+10FFFF
  CHECK_FALSE(is_valid_utf8("\xe2\x82"));
  CHECK(first_invalid_utf8(plain + "\xc3\xa9\x80" + plain) == 23);
  CHECK(first_invalid_utf8(plain) == 21);
}

}  // namespace
}  // namespace canreach
