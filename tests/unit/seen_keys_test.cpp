#include "parsers/syntax/seen_keys.h"

#include <deque>
#include <random>
#include <set>
#include <string>

#include "tests/catch.h"

namespace canreach {
namespace {

// Reads maps with random keys inside each other; false once a key stood twice in one of them.
class RandomMaps {
 public:
  explicit RandomMaps(unsigned seed) : random_(seed), letters_(2 + random_() % 25) {}

  bool read(int depth) {
    const std::size_t first = keys_.open();
    std::set<std::string> own;
    for (std::size_t count = random_() % (random_() % 8 == 0 ? 90 : 12); count > 0; --count) {
      texts_.push_back(key());
      has_duplicate_ = !own.insert(texts_.back()).second || has_duplicate_;
      if (!keys_.add(texts_.back(), first)) return false;
      if (depth > 0 && random_() % 6 == 0 && !read(depth - 1)) return false;
    }
    return keys_.close(first);
  }
  bool has_duplicate() const { return has_duplicate_; }

 private:
  std::string key() {
    std::string text = random_() % 2 == 0 ? "" : "Configuration";
    for (std::size_t length = 1 + random_() % 6; length > 0; --length) {
      text += static_cast<char>('a' + random_() % letters_);
    }
    return text;
  }

  std::mt19937 random_;
  std::size_t letters_;
  std::deque<std::string> texts_;
  SeenKeys keys_;
  bool has_duplicate_ = false;
};

TEST_CASE("a key that stands twice is found in small and in large maps, and no other is") {
  std::size_t without = 0;
  for (unsigned seed = 0; seed < 4'000; ++seed) {
    RandomMaps maps(seed);
    const bool is_clean = maps.read(3);
    if (is_clean == maps.has_duplicate()) FAIL("seed " << seed);
    without += is_clean ? 1 : 0;
  }
  CHECK(without > 400);
  CHECK(without < 3'600);
}

}  // namespace
}  // namespace canreach
