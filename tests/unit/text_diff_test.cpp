#include "base/text_diff.h"

#include <random>
#include <string>

#include "base/text.h"
#include "tests/catch.h"

namespace canreach {
namespace {

std::string random_text(std::mt19937& engine) {
  std::vector<std::string> lines;
  const std::size_t count = engine() % 8;
  for (std::size_t i = 0; i < count; ++i) lines.push_back(std::string(1, "abc"[engine() % 3]));
  return join(lines, "\n");
}

}  // namespace

TEST_CASE("lines that differ are found, adjacent ones together") {
  const std::vector<LineEdit> edits = edits_between("a\nb\nc\nd\n", "a\nx\ny\nc\n");
  REQUIRE(edits.size() == 2);
  CHECK(edits[0] == LineEdit{2, 2, {"b"}, {"x", "y"}});
  CHECK(edits[1] == LineEdit{4, 5, {"d"}, {}});
  CHECK(edits_between("a\nb", "a\nb").empty());
  CHECK(edits_between("", "a") == std::vector<LineEdit>{{1, 1, {""}, {"a"}}});
}

TEST_CASE("undoing one edit leaves the others") {
  const std::string after = "a\nx\ny\nc\n";
  const std::vector<LineEdit> edits = edits_between("a\nb\nc\nd\n", after);
  CHECK(text_without(after, edits, {true, false}) == "a\nb\nc\n");
  CHECK(text_without(after, edits, {false, true}) == "a\nx\ny\nc\nd\n");
  CHECK(text_without(after, edits, {false, false}) == after);
}

TEST_CASE("undoing all edits gives the old text, whatever the texts") {
  std::mt19937 engine(5);
  for (int i = 0; i < 2000; ++i) {
    const std::string before = random_text(engine);
    const std::string after = random_text(engine);
    const std::vector<LineEdit> edits = edits_between(before, after);
    const std::string undone = text_without(after, edits, std::vector<bool>(edits.size(), true));
    if (undone != before)
      FAIL("'" << before << "' to '" << after << "' back to '" << undone << "'");
  }
}

TEST_CASE("texts that share no line are one edit, however long they are") {
  std::string before;
  std::string after;
  for (int i = 0; i < 5000; ++i) {
    before += "old " + std::to_string(i) + "\n";
    after += "new " + std::to_string(i) + "\n";
  }
  const std::vector<LineEdit> edits = edits_between(before, after);
  REQUIRE(edits.size() == 1);
  CHECK(edits.front().removed.size() == 5000);
  CHECK(text_without(after, edits, {true}) == before);
}

}  // namespace canreach
