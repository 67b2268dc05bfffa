#include "parsers/syntax/core_schema.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace canreach {
namespace {

struct Word {
  std::string_view text;
  SyntaxKind kind;
};
constexpr std::array<Word, 20> kWords = {{
    {"", SyntaxKind::null},         {"~", SyntaxKind::null},        {"null", SyntaxKind::null},
    {"Null", SyntaxKind::null},     {"NULL", SyntaxKind::null},     {"true", SyntaxKind::boolean},
    {"True", SyntaxKind::boolean},  {"TRUE", SyntaxKind::boolean},  {"false", SyntaxKind::boolean},
    {"False", SyntaxKind::boolean}, {"FALSE", SyntaxKind::boolean}, {".nan", SyntaxKind::number},
    {".NaN", SyntaxKind::number},   {".NAN", SyntaxKind::number},   {".inf", SyntaxKind::number},
    {".Inf", SyntaxKind::number},   {".INF", SyntaxKind::number},   {"-.inf", SyntaxKind::number},
    {"-.Inf", SyntaxKind::number},  {"-.INF", SyntaxKind::number},
}};

bool is_octal(char c) { return c >= '0' && c <= '7'; }
bool is_hexadecimal(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_all(std::string_view text, bool (*belongs)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), belongs);
}

std::size_t digits_at_start(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) -
                                  text.begin());
}

void drop_sign(std::string_view& text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_decimal(std::string_view text) {
  drop_sign(text);
  const std::size_t whole = digits_at_start(text);
  text.remove_prefix(whole);
  std::size_t fraction = 0;
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    fraction = digits_at_start(text);
    text.remove_prefix(fraction);
  }
  if (whole == 0 && fraction == 0) return false;
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  drop_sign(text);
  return is_all(text, is_digit);
}

bool is_number(std::string_view text) {
  if (text.substr(0, 2) == "0o") return is_all(text.substr(2), is_octal);
  if (text.substr(0, 2) == "0x") return is_all(text.substr(2), is_hexadecimal);
  return is_decimal(text);
}

}  // namespace

SyntaxKind core_schema_kind(std::string_view text) {
  for (const Word& word : kWords) {
    if (word.text == text) return word.kind;
  }
  const bool is_plus_infinity = text == "+.inf" || text == "+.Inf" || text == "+.INF";
  return is_plus_infinity || is_number(text) ? SyntaxKind::number : SyntaxKind::string;
}

}  // namespace canreach
