#include "model/resources/intent.h"

#include "tests/catch.h"

namespace canreach {

TEST_CASE("a day is four digits, two and two, and one of the calendar") {
  struct Row {
    const char* text;
    bool is_day;
  };
  for (const Row& row :
       {Row{"2026-12-31", true}, Row{"2024-02-29", true}, Row{"2026-02-29", false},
        Row{"2000-02-29", true}, Row{"1900-02-29", false}, Row{"2026-13-01", false},
        Row{"2026-00-01", false}, Row{"2026-04-31", false}, Row{"2026-4-30", false},
        Row{"2026-12-31T00:00:00Z", false}, Row{"", false}, Row{"20x6-12-31", false}}) {
    INFO(row.text);
    CHECK(parse_date(row.text).has_value() == row.is_day);
  }
}

TEST_CASE("days are in the order of the calendar") {
  CHECK(*parse_date("2026-06-30") < *parse_date("2026-07-01"));
  CHECK(*parse_date("2025-12-31") < *parse_date("2026-01-01"));
  CHECK(parse_date("2026-01-05")->to_string() == "2026-01-05");
}

}  // namespace canreach
