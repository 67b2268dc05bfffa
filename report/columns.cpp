#include "report/columns.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace canreach {
namespace {

struct Span {
  std::uint32_t first;
  std::uint32_t last;
};

// Blocks of the Unicode character database, roughly: a wrong column costs alignment, nothing else.
constexpr std::array<Span, 10> kWide = {{{0x1100, 0x115f},
                                         {0x2e80, 0xa4cf},
                                         {0xac00, 0xd7a3},
                                         {0xf900, 0xfaff},
                                         {0xfe30, 0xfe6f},
                                         {0xff00, 0xff60},
                                         {0xffe0, 0xffe6},
                                         {0x1f300, 0x1f64f},
                                         {0x1f900, 0x1f9ff},
                                         {0x20000, 0x3fffd}}};
constexpr std::array<Span, 3> kCombining = {{{0x300, 0x36f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}}};

template <std::size_t N>
bool is_in(const std::array<Span, N>& spans, std::uint32_t code) {
  return std::any_of(spans.begin(), spans.end(),
                     [code](const Span& span) { return span.first <= code && code <= span.last; });
}

std::size_t length_of_first(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && length < 4 && continues_character(text[length])) ++length;
  return length;
}

std::uint32_t code_of(std::string_view character) {
  const std::uint32_t lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead;
  std::uint32_t code = lead & (0xffu >> (character.size() + 1));
  for (const char byte : character.substr(1)) {
    code = code << 6 | (static_cast<unsigned char>(byte) & 0x3fu);
  }
  return code;
}

std::size_t columns_of_character(std::string_view character) {
  const std::uint32_t code = code_of(character);
  if (is_in(kCombining, code)) return 0;
  return is_in(kWide, code) ? 2 : 1;
}

// Where a word that is too long is broken: always after at least one character.
std::size_t break_of(std::string_view word, std::size_t width) {
  const std::size_t fits = std::max(bytes_within(word, width), length_of_first(word));
  const std::size_t after = word.substr(0, fits).find_last_of(",/");
  return after != std::string_view::npos && after + 1 > fits / 2 ? after + 1 : fits;
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const std::size_t length = length_of_first(text);
    columns += columns_of_character(text.substr(0, length));
    text.remove_prefix(length);
  }
  return columns;
}

std::size_t widest(const std::vector<std::string>& cells) {
  std::size_t width = 0;
  for (const std::string& cell : cells) width = std::max(width, columns_of(cell));
  return width;
}

std::size_t bytes_within(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = length_of_first(text.substr(at));
    const std::size_t needed = columns_of_character(text.substr(at, length));
    if (needed > columns) break;
    columns -= needed;
    at += length;
  }
  return at;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t columns = columns_of(text);
  return std::string(text) + std::string(columns < width ? width - columns : 0, ' ');
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 1);
  std::vector<std::string> lines(1);
  for (std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    const std::size_t used = columns_of(lines.back());
    if (used > 0 && used + 1 + columns_of(word) <= width) {
      lines.back() += ' ';
    } else if (used > 0) {
      lines.push_back({});
    }
    while (lines.back().empty() && columns_of(word) > width) {
      const std::size_t length = break_of(word, width);
      lines.back() = std::string(word.substr(0, length));
      word.remove_prefix(length);
      lines.push_back({});
    }
    lines.back() += word;
  }
  if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<std::string> wrapped_hanging(std::string_view text, std::size_t width,
                                         std::size_t indent) {
  std::vector<std::string> lines = wrapped(text, width);
  if (lines.size() == 1) return lines;
  const std::string_view first = lines.front();
  const std::string rest(trim(text.substr(text.find(first) + first.size())));
  lines.resize(1);
  for (const std::string& line : wrapped(rest, width - std::min(width, indent))) {
    lines.push_back(std::string(indent, ' ') + line);
  }
  return lines;
}

std::string end_of(std::string_view text, std::size_t width, std::string_view ellipsis) {
  if (columns_of(text) <= width) return std::string(text);
  const std::size_t room = width - std::min(width, columns_of(ellipsis));
  std::size_t start = 0;
  while (start < text.size() && columns_of(text.substr(start)) > room) {
    start += length_of_first(text.substr(start));
  }
  const std::size_t slash = text.find('/', start);
  if (slash != std::string_view::npos) start = slash;
  return std::string(ellipsis) + std::string(text.substr(start));
}

}  // namespace canreach
