#include "model/resources/intent.h"

#include <fmt/core.h>

#include "base/text.h"

namespace canreach {
namespace {

int days_of(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : kDays[month - 1];
}

}  // namespace

std::string Date::to_string() const { return fmt::format("{:04}-{:02}-{:02}", year, month, day); }

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_number(text.substr(0, 4));
  const auto month = parse_number(text.substr(5, 2));
  const auto day = parse_number(text.substr(8, 2));
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1) return std::nullopt;
  const Date date{static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day)};
  if (date.day > days_of(date.year, date.month)) return std::nullopt;
  return date;
}

std::string_view name_of(Intent::Kind kind) {
  switch (kind) {
    case Intent::Kind::allow:
      return "allow";
    case Intent::Kind::deny:
      return "deny";
    case Intent::Kind::only:
      return "only";
    case Intent::Kind::waypoint:
      return "waypoint";
    case Intent::Kind::can_call:
      return "can_call";
    case Intent::Kind::cannot_call:
      return "cannot_call";
    case Intent::Kind::region:
      return "region";
    case Intent::Kind::scope:
      return "scope";
  }
  return "allow";
}

std::string_view name_of(Intent::Path path) {
  switch (path) {
    case Intent::Path::any_path:
      return "any";
    case Intent::Path::endpoint:
      return "endpoint";
    case Intent::Path::nat:
      return "nat";
    case Intent::Path::internet:
      return "internet";
  }
  return "any";
}

}  // namespace canreach
