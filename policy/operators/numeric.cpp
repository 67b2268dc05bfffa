#include <algorithm>
#include <utility>

#include "policy/operators/operands.h"

namespace canreach {
namespace {

bool are_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

int order_of(std::string_view a, std::string_view b) {
  const int order = a.compare(b);
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

// Of the parts without their signs.
int compare_sizes(const Decimal& a, const Decimal& b) {
  if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -1 : 1;
  const int whole = order_of(a.whole, b.whole);
  return whole != 0 ? whole : order_of(a.fraction, b.fraction);
}

}  // namespace

Result<Decimal> parse_decimal(std::string_view text) {
  Decimal result;
  std::string_view rest = text;
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    result.negative = rest.front() == '-';
    rest.remove_prefix(1);
  }
  const std::size_t dot = rest.find('.');
  std::string_view whole = rest.substr(0, dot);
  std::string_view fraction = dot == std::string_view::npos ? "" : rest.substr(dot + 1);
  const bool has_digits = !whole.empty() || !fraction.empty();
  const bool ends_well = dot == std::string_view::npos || !fraction.empty();
  if (!has_digits || !ends_well || !are_digits(whole) || !are_digits(fraction)) {
    return failure("a whole or decimal number is expected");
  }
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
  const std::size_t last = fraction.find_last_not_of('0');
  fraction = last == std::string_view::npos ? "" : fraction.substr(0, last + 1);
  result.whole = std::string(whole);
  result.fraction = std::string(fraction);
  if (whole.empty() && fraction.empty()) result.negative = false;
  return result;
}

int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  return a.negative ? -compare_sizes(a, b) : compare_sizes(a, b);
}

Result<Operand> numeric_operand(std::string_view text) {
  Result<Decimal> number = parse_decimal(text);
  if (!number) return failure(number.error().text);
  return Operand{{}, std::move(*number)};
}

bool matches_numeric(Comparison comparison, const Decimal& wanted, std::string_view given) {
  const Result<Decimal> number = parse_decimal(given);
  return number && holds(comparison, compare(*number, wanted));
}

}  // namespace canreach
