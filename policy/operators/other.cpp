#include <algorithm>
#include <utility>

#include "base/text.h"
#include "policy/operators/operands.h"

namespace canreach {
namespace {

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

}  // namespace

Result<bool> parse_bool(std::string_view text) {
  const std::string lower = to_lower(text);
  if (lower == "true") return true;
  if (lower == "false") return false;
  return failure("`true` or `false` is expected");
}

Result<std::string> parse_base64(std::string_view text) {
  const std::size_t end = std::min(text.find('='), text.size());
  const bool padded_well = text.size() - end <= 2 && text.size() % 4 == 0 &&
                           text.find_first_not_of('=', end) == std::string_view::npos;
  if (!padded_well) return failure("base64 is expected");
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text.substr(0, end)) {
    const int digit = base64_digit(c);
    if (digit < 0) return failure("base64 is expected");
    bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xffffU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU);
  }
  return bytes;
}

// A variable stands where the request's value shows whether it can be read.  Rule: IAMB-5.
Result<Operand> bool_operand(std::string_view text, TextPatterns::Variables variables,
                             TextPatterns& patterns) {
  const bool has_variable = text.find("${") != std::string_view::npos;
  if (has_variable && variables == TextPatterns::Variables::replaced) {
    return Operand{patterns.add(text, Wildcards::none, variables), {}};
  }
  const Result<bool> value = parse_bool(text);
  if (!value) return failure(value.error().text);
  return Operand{{}, *value};
}

Truth matches_bool(const Operand& operand, const TextPatterns& patterns, std::string_view given,
                   const Context& context) {
  const Result<bool> value = parse_bool(given);
  if (const bool* wanted = std::get_if<bool>(&operand.value))
    return truth(value && *value == *wanted);
  std::string text;
  const Truth known = patterns.expand(patterns.text_template(operand.text), context, text);
  if (known != Truth::yes) return known;
  const Result<bool> wanted = parse_bool(text);
  return truth(value && wanted && *value == *wanted);
}

Result<Operand> binary_operand(std::string_view text) {
  Result<std::string> bytes = parse_base64(text);
  if (!bytes) return failure(bytes.error().text);
  return Operand{{}, std::move(*bytes)};
}

bool matches_binary(const std::string& wanted, std::string_view given) {
  const Result<std::string> bytes = parse_base64(given);
  return bytes && *bytes == wanted;
}

}  // namespace canreach
