#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace canreach {

/// `text` in backticks, with control characters, escapes and invalid UTF-8 made visible (\x1b, \n),
/// and cut to 120 characters: the way a message quotes what the user wrote.
std::string quoted(std::string_view text);

/// Like quoted(), without the backticks and the cut: safe to print on a terminal.  Printable UTF-8
/// stays as it is; bidirectional overrides and zero-width characters are escaped (\u202e).
std::string escaped(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// "1 rule", "2 rules".
std::string counted(std::size_t count, std::string_view noun);

/// The candidate that `text` was probably meant to be (edit distance, case ignored); none when
/// nothing is near.  Ties go to the first candidate.
std::optional<std::string> nearest(std::string_view text,
                                   const std::vector<std::string>& candidates);

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A decimal number of digits alone; none for anything else or what does not fit.
std::optional<unsigned long long> parse_number(std::string_view text);

bool is_valid_utf8(std::string_view text);

/// The offset of the first byte that is not UTF-8; the size of the text when all of it is.
std::size_t first_invalid_utf8(std::string_view text);

}  // namespace canreach
