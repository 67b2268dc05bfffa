#include "parsers/text_places.h"

#include <algorithm>
#include <cstdint>

namespace canreach {

std::size_t offset_of(std::string_view text, const SourceLoc& at) {
  std::size_t offset = 0;
  for (std::uint32_t line = 1; line < at.line; ++line) {
    const std::size_t end = text.find('\n', offset);
    if (end == std::string_view::npos) return text.size();
    offset = end + 1;
  }
  return std::min(text.size(), offset + (at.column > 0 ? at.column - 1 : 0));
}

std::size_t line_start(std::string_view text, std::size_t offset) {
  const std::size_t before = text.rfind('\n', offset == 0 ? 0 : offset - 1);
  return offset == 0 || before == std::string_view::npos ? 0 : before + 1;
}

SourceLoc place_of(std::string_view text, std::uint32_t file, std::size_t offset) {
  const auto line =
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  return {file, static_cast<std::uint32_t>(line + 1),
          static_cast<std::uint32_t>(offset - line_start(text, offset) + 1)};
}

}  // namespace canreach
