#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace canreach {

inline constexpr std::size_t kColumnGap = 3;  // between columns

/// Is it a byte of a UTF-8 character that is not its first?
constexpr bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

/// The columns that a text takes on a terminal.  The text is UTF-8 without control characters, as
/// escaped() makes it; East Asian wide characters take two columns, combining marks none.
std::size_t columns_of(std::string_view text);

/// The columns of the widest cell.
std::size_t widest(const std::vector<std::string>& cells);

/// The bytes of the longest beginning that takes at most `columns`.
std::size_t bytes_within(std::string_view text, std::size_t columns);

/// `text` with blanks after it, up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// Lines of at most `width` columns, broken at blanks; a word that is longer than a line is broken
/// after a comma or slash where it has one late enough.  At least one line, which may be empty.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// The same, with `indent` blanks before every line but the first.
std::vector<std::string> wrapped_hanging(std::string_view text, std::size_t width,
                                         std::size_t indent);

/// The end of `text` that fits into `width` columns, behind `ellipsis`; cut after a slash if that
/// leaves the last part of a path whole.
std::string end_of(std::string_view text, std::size_t width, std::string_view ellipsis);

}  // namespace canreach
