#include "base/compact_vector.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"

namespace canreach {
namespace {

// Longer than a std::string holds without memory of its own.
std::string long_text(std::size_t number) {
  return "a text that needs memory, " + std::to_string(number);
}

std::vector<std::string> plain(const CompactVector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

TEST_CASE("a compact vector takes one pointer") {
  CHECK(sizeof(CompactVector<std::string>) == sizeof(void*));
  const CompactVector<std::string> none;
  CHECK(none.empty());
  CHECK(none.size() == 0);
  CHECK(none.begin() == none.end());
}

TEST_CASE("a compact vector does what a vector does") {
  std::mt19937 random(1);
  CompactVector<std::string> compact;
  std::vector<std::string> expected;
  for (std::size_t step = 0; step < 5'000; ++step) {
    switch (random() % 9) {
      case 0:
        compact.push_back(long_text(step));
        expected.push_back(long_text(step));
        break;
      case 1:
      case 2:
        compact.emplace_back(std::size_t{40}, 'x');
        expected.emplace_back(std::size_t{40}, 'x');
        break;
      case 3:
        if (expected.empty()) break;
        compact.pop_back();
        expected.pop_back();
        break;
      case 4: {
        CompactVector<std::string> copy = compact;
        compact = copy;
        break;
      }
      case 5: {
        CompactVector<std::string> moved = std::move(compact);
        compact = std::move(moved);
        break;
      }
      case 6:
        if (random() % 20 != 0) break;
        compact.clear();
        expected.clear();
        break;
      case 7: {
        const std::vector<std::string> more = {long_text(step), "short"};
        compact.append(more.begin(), more.end());
        expected.insert(expected.end(), more.begin(), more.end());
        break;
      }
      default:
        compact.reserve(random() % 50);
    }
    if (plain(compact) != expected || compact.empty() != expected.empty()) {
      FAIL("they differ after step " << step);
    }
  }
}

TEST_CASE("an element can be added to its own vector, which grows for it") {
  CompactVector<std::string> texts = {long_text(1)};
  for (std::size_t i = 0; i < 20; ++i) texts.push_back(texts.front());
  CHECK(texts.size() == 21);
  CHECK(texts.back() == long_text(1));
  texts.back() = long_text(2);
  const CompactVector<std::string>& same = texts;
  texts = same;
  CHECK(texts[20] == long_text(2));
}

TEST_CASE("a type can hold a compact vector of itself") {
  struct Tree {
    std::string text;
    CompactVector<Tree> branches;
  };
  Tree tree{long_text(0), {}};
  for (std::size_t i = 1; i < 10; ++i) tree = Tree{long_text(i), {tree}};
  CHECK(tree.branches.front().text == long_text(8));
}

}  // namespace
}  // namespace canreach
