#include "base/eight_bytes.h"

#include <cstdint>
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

TEST_CASE("every zero byte is found, and nothing else") {
  for (unsigned bits = 0; bits < 256; ++bits) {
    std::uint64_t bytes = 0;
    std::uint64_t expected = 0;
    for (unsigned i = 0; i < 8; ++i) {
      const bool is_zero = (bits >> i & 1U) != 0;
      bytes |= std::uint64_t{is_zero ? 0U : (i % 2 == 0 ? 1U : 0x80U)} << 8 * i;
      expected |= std::uint64_t{is_zero ? 0x80U : 0U} << 8 * i;
    }
    if (all_zero_bytes(bytes) != expected) FAIL("bits " << bits);
  }
}

TEST_CASE("capital letters of ASCII become small, and nothing else changes") {
  for (unsigned byte = 0; byte < 0x80; ++byte) {
    const unsigned expected = byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
    for (unsigned at = 0; at < 8; ++at) {
      const std::uint64_t others = (kEachOne * 'Z') & ~(std::uint64_t{0xff} << 8 * at);
      const std::uint64_t lower = lower_case(others | std::uint64_t{byte} << 8 * at);
      if ((lower >> 8 * at & 0xff) != expected) FAIL("byte " << byte << " at " << at);
    }
  }
}

TEST_CASE("texts whose beginnings differ stand in the order of these") {
  const std::string texts[] = {"", "a", "a\x01", "abcdefg", "abcdefgh", "abcdefgi", "b", "\x80"};
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      const std::uint64_t first = order_of_beginning(a);
      const std::uint64_t second = order_of_beginning(b);
      if (first != second) CHECK((first < second) == (a < b));
    }
  }
  CHECK(order_of_beginning("abcdefgh") == order_of_beginning("abcdefghi"));
}

}  // namespace
}  // namespace canreach
