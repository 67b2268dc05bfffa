#include "base/diagnostics.h"

#include <algorithm>
#include <set>

#include "tests/catch.h"

namespace canreach {
namespace {

std::vector<std::string> messages_of(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : diagnostics) result.push_back(diagnostic.message);
  return result;
}

TEST_CASE("the arguments stand where the words of the row say, braces and all") {
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticKind::wrong_type, {}, {"`cidr`", "a string", "{a list}"});
  diagnostics.report(DiagnosticKind::unknown_key, {}, {"`cdir`", "`vpc`"}, "cidr");
  REQUIRE(diagnostics.all().size() == 2);
  CHECK(diagnostics.all()[0].message == "`cidr` must be a string, not {a list}");
  CHECK(diagnostics.all()[1].message == "unknown key `cdir` in `vpc`");
  CHECK(diagnostics.all()[1].suggestion == "cidr");
}

TEST_CASE(
    "every row is found by its kind, has its own code and slug, and its words can be filled") {
  std::set<std::string_view> codes;
  std::set<std::string_view> slugs;
  for (const DiagnosticRow& row : diagnostic_rows()) {
    INFO(row.code);
    CHECK(&row_of(row.kind) == &row);
    CHECK(codes.insert(row.code).second);
    CHECK(slugs.insert(row.slug).second);
    Diagnostics diagnostics;
    CHECK_NOTHROW(diagnostics.report(row.kind, {}, {"a", "b", "c", "d"}));
  }
  CHECK(row_of(DiagnosticKind::invalid_syntax).code == "CR1002");
  CHECK(row_of(DiagnosticKind::duplicate_key).slug == "duplicate-key");
}

TEST_CASE("diagnostics are sorted by place, nowhere last, and keep their order at one place") {
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticKind::invalid_syntax, {}, {"nowhere"});
  diagnostics.report(DiagnosticKind::invalid_syntax, {1, 1, 1}, {"second file"});
  diagnostics.report(DiagnosticKind::invalid_syntax, {0, 2, 5}, {"later"});
  diagnostics.report(DiagnosticKind::invalid_syntax, {0, 2, 5}, {"later still"});
  diagnostics.report(DiagnosticKind::invalid_syntax, {0, 2, 1}, {"first"});
  CHECK(messages_of(diagnostics.sorted()) ==
        std::vector<std::string>{"first", "later", "later still", "second file", "nowhere"});
}

TEST_CASE("only errors count as errors") {
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticKind::left_out, {}, {"a", "b"});
  CHECK_FALSE(diagnostics.has_errors());
  diagnostics.report(DiagnosticKind::invalid_syntax, {}, {"a"});
  CHECK(diagnostics.errors() == 1);
}

TEST_CASE("errors beyond the limit are counted, not kept, and warnings take none of their room") {
  Diagnostics diagnostics;
  for (std::size_t i = 0; i < Diagnostics::kKept + 5; ++i) {
    diagnostics.report(DiagnosticKind::left_out, {}, {"a", "b"});
  }
  CHECK(diagnostics.dropped() == 5);
  for (std::size_t i = 0; i < Diagnostics::kKept + 7; ++i) {
    diagnostics.report(DiagnosticKind::invalid_syntax, {}, {"a"});
  }
  CHECK(diagnostics.errors() == Diagnostics::kKept + 7);
  CHECK(diagnostics.dropped() == 12);
  CHECK(diagnostics.all().size() == 2 * Diagnostics::kKept);
}

TEST_CASE("merging adds what was kept and what was dropped") {
  Diagnostics other;
  for (std::size_t i = 0; i < Diagnostics::kKept + 3; ++i) {
    other.report(DiagnosticKind::invalid_syntax, {}, {"a"});
  }
  Diagnostics diagnostics;
  diagnostics.report(DiagnosticKind::left_out, {}, {"a", "b"});
  diagnostics.merge(other);
  CHECK(diagnostics.all().size() == Diagnostics::kKept + 1);
  CHECK(diagnostics.errors() == Diagnostics::kKept + 3);
  CHECK(diagnostics.dropped() == 3);
  diagnostics.merge(other);
  CHECK(diagnostics.all().size() == Diagnostics::kKept + 1);
  CHECK(diagnostics.errors() == 2 * (Diagnostics::kKept + 3));
  CHECK(diagnostics.dropped() == Diagnostics::kKept + 6);
}

}  // namespace
}  // namespace canreach
