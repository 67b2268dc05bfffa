#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace canreach {

// Looking at eight bytes of a text as one number, where long runs of plain characters are common.

inline constexpr std::uint64_t kEachOne = 0x0101010101010101;
inline constexpr std::uint64_t kEachHigh = 0x8080808080808080;

inline std::uint64_t eight_bytes(const char* at) {
  std::uint64_t bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

/// High bits at the zero bytes.  Above the first there may be others.
constexpr std::uint64_t zero_bytes(std::uint64_t bytes) {
  return (bytes - kEachOne) & ~bytes & kEachHigh;
}

/// High bits at the zero bytes and nowhere else.
constexpr std::uint64_t all_zero_bytes(std::uint64_t bytes) {
  return ~(((bytes & ~kEachHigh) + ~kEachHigh) | bytes) & kEachHigh;
}

/// High bits at the bytes that are this character.  Above the first there may be others.
constexpr std::uint64_t bytes_that_are(char c, std::uint64_t bytes) {
  return zero_bytes(bytes ^ kEachOne * static_cast<unsigned char>(c));
}

/// Eight characters of ASCII in lower case.
constexpr std::uint64_t lower_case(std::uint64_t bytes) {
  const std::uint64_t from_a = bytes + kEachOne * (0x80 - 'A');
  const std::uint64_t behind_z = bytes + kEachOne * (0x7f - 'Z');
  return bytes | ((from_a ^ behind_z) & kEachHigh) >> 2;
}

/// Is any of them less than `least` (at most 0x80), or no ASCII?
constexpr bool any_outside_ascii_from(unsigned char least, std::uint64_t bytes) {
  return (((bytes - kEachOne * least) | bytes) & kEachHigh) != 0;
}

/// The first eight bytes as a number: texts whose numbers differ stand in the order of these.
inline std::uint64_t order_of_beginning(std::string_view text) {
  std::uint64_t order = 0;
  for (std::size_t i = 0; i < sizeof order; ++i) {
    order = order << 8U | static_cast<unsigned char>(i < text.size() ? text[i] : '\0');
  }
  return order;
}

/// How many characters of ASCII the text begins with that are `least` (at most 0x80) or more.
inline std::size_t ascii_run(std::string_view text, unsigned char least) {
  std::size_t at = 0;
  while (text.size() - at >= 8 && !any_outside_ascii_from(least, eight_bytes(text.data() + at))) {
    at += 8;
  }
  if (text.size() >= 8 && text.size() - at < 8) {  // of the last eight bytes some were seen
    const std::uint64_t bytes = eight_bytes(text.data() + text.size() - 8);
    if (!any_outside_ascii_from(least, bytes)) return text.size();
  }
  const auto fits = [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= least && byte < 0x80;
  };
  while (at < text.size() && fits(text[at])) ++at;
  return at;
}

/// Where the first of either character stands; the size of the text when there is none.
inline std::size_t first_of_two(std::string_view text, char a, char b) {
  std::size_t at = 0;
  for (; text.size() - at >= 8; at += 8) {
    const std::uint64_t bytes = eight_bytes(text.data() + at);
    if ((bytes_that_are(a, bytes) | bytes_that_are(b, bytes)) != 0) break;
  }
  if (text.size() >= 8 && text.size() - at < 8) {  // of the last eight bytes some were seen
    const std::uint64_t bytes = eight_bytes(text.data() + text.size() - 8);
    if ((bytes_that_are(a, bytes) | bytes_that_are(b, bytes)) == 0) return text.size();
  }
  while (at < text.size() && text[at] != a && text[at] != b) ++at;
  return at;
}

}  // namespace canreach
