// Dates: the W3C's profile of ISO 8601, and seconds since 1970.  Both become seconds and
// billionths, in which they are compared.  A date without a time is its first moment in UTC, a year
// its first day.
#include <array>

#include "policy/operators/operands.h"

namespace canreach {
namespace {

constexpr std::string_view kExpected =
    "a date is expected: 2026-01-31T10:00:00Z, or seconds since 1970";
constexpr std::size_t kLongestEpoch = 15;  // digits, so that seconds fit
constexpr long long kBillion = 1'000'000'000;

// A text that is read from its beginning.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits.
  bool number(std::size_t count, int& value) {
    if (rest_.size() < count) return false;
    value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return true;
  }
  // One digit or more, as billionths.
  bool fraction(long long& billionths) {
    long long unit = kBillion / 10;
    bool any = false;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      billionths += (rest_.front() - '0') * unit;
      unit /= 10;
      rest_.remove_prefix(1);
      any = true;
    }
    return any;
  }

 private:
  std::string_view rest_;
};

struct Calendar {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  long long billionths = 0;
  int offset_minutes = 0;
};

int days_of_month(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool is_possible(const Calendar& of) {
  if (of.month < 1 || of.month > 12) return false;
  return of.day >= 1 && of.day <= days_of_month(of.year, of.month) && of.hour <= 23 &&
         of.minute <= 59 && of.second <= 59;
}

// Days since 1970-01-01, counted in years that begin in March, so that leap days come last.
long long days_since_epoch(int year, int month, int day) {
  const long long y = month <= 2 ? year - 1 : year;
  const long long era = (y >= 0 ? y : y - 399) / 400;
  const long long year_of_era = y - era * 400;
  const long long day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const long long day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

bool read_zone(Cursor& cursor, Calendar& to) {
  if (cursor.take('Z')) return true;
  const bool east = cursor.take('+');
  if (!east && !cursor.take('-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!cursor.number(2, hours) || !cursor.take(':') || !cursor.number(2, minutes)) return false;
  to.offset_minutes = (hours * 60 + minutes) * (east ? 1 : -1);
  return hours <= 23 && minutes <= 59;
}

// "10:00Z", "10:00:00Z", "10:00:00.5+01:00".
bool read_time(Cursor& cursor, Calendar& to) {
  if (!cursor.number(2, to.hour) || !cursor.take(':') || !cursor.number(2, to.minute)) return false;
  if (cursor.take(':')) {
    if (!cursor.number(2, to.second)) return false;
    if (cursor.take('.') && !cursor.fraction(to.billionths)) return false;
  }
  return read_zone(cursor, to);
}

bool read_calendar(Cursor& cursor, Calendar& to) {
  if (!cursor.number(4, to.year)) return false;
  if (!cursor.take('-')) return cursor.at_end();
  if (!cursor.number(2, to.month)) return false;
  if (!cursor.take('-')) return cursor.at_end();
  if (!cursor.number(2, to.day)) return false;
  if (cursor.take('T') && !read_time(cursor, to)) return false;
  return cursor.at_end();
}

bool is_epoch(std::string_view text) {
  return text.size() > 4 && text.size() <= kLongestEpoch &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Result<Moment> parse_moment(std::string_view text) {
  if (is_epoch(text)) {
    Moment result;
    for (const char c : text) result.seconds = result.seconds * 10 + (c - '0');
    return result;
  }
  Cursor cursor(text);
  Calendar calendar;
  if (!read_calendar(cursor, calendar) || !is_possible(calendar)) {
    return failure(std::string(kExpected));
  }
  Moment result;
  result.seconds = days_since_epoch(calendar.year, calendar.month, calendar.day) * 86400 +
                   calendar.hour * 3600 + (calendar.minute - calendar.offset_minutes) * 60 +
                   calendar.second;
  result.billionths = calendar.billionths;
  return result;
}

int compare(const Moment& a, const Moment& b) {
  if (a.seconds != b.seconds) return a.seconds < b.seconds ? -1 : 1;
  if (a.billionths != b.billionths) return a.billionths < b.billionths ? -1 : 1;
  return 0;
}

Result<Operand> date_operand(std::string_view text) {
  const Result<Moment> moment = parse_moment(text);
  if (!moment) return failure(moment.error().text);
  return Operand{{}, *moment};
}

bool matches_date(Comparison comparison, const Moment& wanted, std::string_view given) {
  const Result<Moment> moment = parse_moment(given);
  return moment && holds(comparison, compare(*moment, wanted));
}

}  // namespace canreach
