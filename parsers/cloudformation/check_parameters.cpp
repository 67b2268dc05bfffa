// A pattern comes with the template and the value from the user, so neither may make matching slow.
// Patterns are asked that are short, repeat no group without bound, repeat few things at all and
// leave few choices: the address blocks and names that templates ask for are such.
#include "parsers/cloudformation/check_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <regex>
#include <string_view>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/cloudformation/values.h"

namespace canreach {
namespace {

constexpr std::size_t kLongestPattern = 400;
constexpr std::size_t kLongestValue = 128;
constexpr int kMostRepetitions = 3;
constexpr int kMostChoices = 16;      // "a|b", "c?"
constexpr int kMostTimesOfGroup = 8;  // "(...){8}"

bool is_number(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view rest = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
  const auto is_digits = [](std::string_view digits) {
    return !digits.empty() && digits.size() < 19 &&
           digits.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return is_digits(whole) && is_digits(rest);
}

/// "3" or "1,3": at most few times?
bool repeats_few(std::string_view bounds) {
  const std::string most(
      bounds.substr(bounds.find(',') == std::string_view::npos ? 0 : bounds.find(',') + 1));
  return !most.empty() && most.size() < 3 &&
         most.find_first_not_of("0123456789") == std::string::npos &&
         std::stoi(most) <= kMostTimesOfGroup;
}

/// Does matching surely end soon?
bool is_quick(std::string_view pattern) {
  int repetitions = 0;
  int choices = 0;
  bool is_in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      if (i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9') return false;
      ++i;
    } else if (is_in_class) {
      is_in_class = c != ']';
    } else if (c == '[') {
      is_in_class = true;
    } else if (c == '*' || c == '+') {
      if (i > 0 && pattern[i - 1] == ')') return false;
      ++repetitions;
    } else if (c == '|' || c == '?') {
      ++choices;
    } else if (c == '{') {
      const std::size_t end = pattern.find('}', i);
      if (end == std::string_view::npos || end - i > 6) return false;
      const bool is_open = pattern[end - 1] == ',';
      const bool is_of_group = i > 0 && pattern[i - 1] == ')';
      if (is_of_group && (is_open || !repeats_few(pattern.substr(i + 1, end - i - 1)))) {
        return false;
      }
      const bool is_span = pattern.substr(i, end - i).find(',') != std::string_view::npos;
      if (is_open) ++repetitions;
      if (is_span && !is_open) ++choices;
    }
  }
  return repetitions <= kMostRepetitions && choices <= kMostChoices;
}

/// None: the pattern is not asked.
std::optional<bool> fits_pattern(const std::string& pattern, const std::string& text) {
  const bool is_asked = pattern.size() <= kLongestPattern && text.size() <= kLongestValue;
  if (!is_asked || !is_quick(pattern)) return std::nullopt;
  try {
    return std::regex_match(text, std::regex(pattern));
  } catch (const std::regex_error&) {
    return std::nullopt;  // another dialect, or one that is none
  }
}

class Check {
 public:
  Check(const TemplateParameter& parameter, Diagnostics& diagnostics)
      : parameter_(parameter), diagnostics_(diagnostics) {}

  void check(const std::string& text) {
    const bool is_numeric = parameter_.type == "Number" || parameter_.type == "List<Number>";
    if (is_numeric && !is_number(text)) return refuse(text, "is no number");
    if (!check_values(text)) return;
    if (parameter_.type == "Number") return check_bounds(text);
    if (parameter_.type != "String") return;
    const auto length = static_cast<double>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
    if (const std::optional<double> least = bound("MinLength"); least && length < *least) {
      return refuse(text, fmt::format("is shorter than its MinLength of {}", *least));
    }
    if (const std::optional<double> most = bound("MaxLength"); most && length > *most) {
      return refuse(text, fmt::format("is longer than its MaxLength of {}", *most));
    }
    const SyntaxNode* pattern = find("AllowedPattern");
    if (pattern == nullptr || fits_pattern(std::string(pattern->text()), text).value_or(true))
      return;
    refuse(text, fmt::format("does not match its AllowedPattern {}", quoted(pattern->text())));
  }

 private:
  const SyntaxNode* find(std::string_view key) const {
    return parameter_.node == nullptr ? nullptr : parameter_.node->find(key);
  }

  std::optional<double> bound(std::string_view key) const {
    const SyntaxNode* node = find(key);
    if (node == nullptr || !is_number(node->text())) return std::nullopt;
    return std::stod(std::string(node->text()));
  }

  bool check_values(const std::string& text) {
    const SyntaxNode* allowed = find("AllowedValues");
    if (allowed == nullptr || !allowed->is_list()) return true;
    std::vector<std::string> known;
    for (const SyntaxNode& value : allowed->elements()) known.push_back(std::string(value.text()));
    if (contains(known, text)) return true;
    refuse(text, fmt::format("is none of its AllowedValues: {}", escaped(join(known, ", "))),
           nearest(text, known).value_or(""));
    return false;
  }

  void check_bounds(const std::string& text) {
    const double number = std::stod(text);
    if (const std::optional<double> least = bound("MinValue"); least && number < *least) {
      return refuse(text, fmt::format("is less than its MinValue of {}", *least));
    }
    if (const std::optional<double> most = bound("MaxValue"); most && number > *most) {
      return refuse(text, fmt::format("is more than its MaxValue of {}", *most));
    }
  }

  void refuse(const std::string& text, const std::string& why, std::string suggestion = {}) {
    const std::string what = parameter_.is_secret ? "the value that was given" : quoted(text);
    diagnostics_.report(DiagnosticKind::template_value, parameter_.at,
                        {fmt::format("parameter {}", quoted(parameter_.name)), what + " " + why},
                        parameter_.is_secret ? std::string() : std::move(suggestion));
  }

  const TemplateParameter& parameter_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_parameter(const TemplateParameter& parameter, const std::string& given,
                     Diagnostics& diagnostics) {
  Check check(parameter, diagnostics);
  if (!parameter.is_list()) return check.check(given);
  for (const std::string_view item : split(given, ',')) check.check(std::string(trim(item)));
}

}  // namespace canreach
