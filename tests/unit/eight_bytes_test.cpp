#include "base/eight_bytes.h"

#include <string>

#include "tests/catch.h"

namespace canreach {
namespace {

constexpr std::size_t kLongest = 19;

std::size_t run_by_hand(const std::string& text, unsigned char least) {
  std::size_t run = 0;
  while (run < text.size() && static_cast<unsigned char>(text[run]) >= least &&
         static_cast<unsigned char>(text[run]) < 0x80) {
    ++run;
  }
  return run;
}

TEST_CASE("a run of ASCII ends at every byte outside of it, wherever among the eight it stands") {
  for (const char first : std::string("\0 !\x80", 4)) {
    const auto least = static_cast<unsigned char>(first);
    for (unsigned byte = 0; byte < 256; ++byte) {
      for (std::size_t at = 0; at < kLongest * kLongest; ++at) {
        std::string text(at / kLongest + 1, 'x');
        if (at % kLongest < text.size()) text[at % kLongest] = static_cast<char>(byte);
        if (ascii_run(text, least) != run_by_hand(text, least)) {
          FAIL("byte " << byte << " in " << text.size() << ", from " << int{least});
        }
      }
    }
  }
  CHECK(ascii_run("", ' ') == 0);
  CHECK(ascii_run("a b", ' ' + 1) == 1);
}

TEST_CASE("the first wildcard is found wherever among the eight bytes it stands") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool is_wildcard = c == '*' || c == '?';
    for (std::size_t size = 1; size <= kLongest; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = c;
        const std::size_t expected = is_wildcard ? at : text.size();
        if (first_of_two(text, '*', '?') != expected) FAIL("byte " << byte << " at " << at);
      }
    }
  }
  CHECK(first_of_two("", '*', '?') == 0);
  CHECK(first_of_two("a?b*", '*', '?') == 1);
}

}  // namespace
}  // namespace canreach
