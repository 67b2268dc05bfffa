#include "parsers/syntax/block_scalars.h"

#include <cctype>
#include <cstddef>

#include "base/text.h"

// A block scalar goes on as long as its lines are blank or stand right of the list or map that it
// is in.  More blanks before all of them change nothing: YAML takes away what they have in common.
// Where the common indentation is written as a digit behind `|`, the digit grows too.

namespace canreach {
namespace {

constexpr std::string_view kMoreBlanks = "    ";
constexpr std::size_t kLargestDigit = 9;

struct Header {
  std::size_t column;     // of the dash or key whose value it is: the text stands right of it
  bool is_tagged_item;    // `- !Tag |`
  std::size_t indicator;  // where `|` or `>` stands in the line
};

std::size_t indentation(std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first == std::string_view::npos ? line.size() : first;
}

bool is_blank(std::string_view line) { return trim(line).empty(); }

/// Where the line ends in `|` or `>` with its indicators; npos when it does not.
std::size_t indicator_of(std::string_view line) {
  std::size_t end = line.size();
  while (end > 0 && std::string_view(" \t\r").find(line[end - 1]) != std::string_view::npos) --end;
  std::size_t at = end;
  while (at > 0 && std::string_view("0123456789+-").find(line[at - 1]) != std::string_view::npos) {
    --at;
  }
  const bool is_one = at > 1 && (line[at - 1] == '|' || line[at - 1] == '>') && line[at - 2] == ' ';
  return is_one ? at - 1 : std::string_view::npos;
}

std::optional<Header> header_of(std::string_view line) {
  const std::size_t indicator = indicator_of(line);
  if (indicator == std::string_view::npos) return std::nullopt;
  std::size_t content = indentation(line);
  std::size_t dash = std::string_view::npos;
  while (line.substr(content, 2) == "- ") {
    dash = content;
    content = line.find_first_not_of(' ', content + 1);
  }
  const std::string_view between = trim(line.substr(content, indicator - content));
  const bool is_tag = between.substr(0, 1) == "!" && between.find(' ') == std::string_view::npos;
  const bool is_item = dash != std::string_view::npos && (between.empty() || is_tag);
  return Header{is_item ? dash : content, is_item && is_tag, indicator};
}

/// The header with a larger digit, if it has one; none when it cannot grow.
std::optional<std::string> widened_header(std::string_view line, const Header& header) {
  std::string result(line);
  for (std::size_t i = header.indicator + 1; i < line.size(); ++i) {
    if (std::isdigit(static_cast<unsigned char>(line[i])) == 0) continue;
    const std::size_t digit = static_cast<std::size_t>(line[i] - '0') + kMoreBlanks.size();
    if (digit > kLargestDigit) return std::nullopt;
    result[i] = static_cast<char>('0' + digit);
  }
  return result;
}

}  // namespace

std::optional<std::string> widened_block_scalars(std::string_view yaml) {
  std::string result;
  bool has_widened = false;
  std::optional<Header> open;
  for (const std::string_view line : split(yaml, '\n')) {
    if (!result.empty() || line.data() != yaml.data()) result += '\n';
    if (open && (is_blank(line) || indentation(line) > open->column)) {
      if (open->is_tagged_item && !is_blank(line)) result += kMoreBlanks;
      result += line;
      continue;
    }
    open = header_of(line);
    const std::optional<std::string> header =
        open && open->is_tagged_item ? widened_header(line, *open) : std::nullopt;
    if (open && !header) open->is_tagged_item = false;
    has_widened = has_widened || header.has_value();
    result += header ? std::string_view(*header) : line;
  }
  if (!has_widened) return std::nullopt;
  return result;
}

}  // namespace canreach
