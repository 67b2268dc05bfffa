#include "analyzer/lint/lint.h"

#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/native_reading.h"

namespace canreach {
namespace {

constexpr char kGroups[] =
    "canreach: 1\n"
    "region: us-east-1\n"
    "instances: {app: {subnet: app}}\n"
    "vpcs:\n"
    "  main:\n"
    "    cidr: 10.0.0.0/16\n"
    "    subnets: {app: {cidr: 10.0.1.0/24, zone: a}}\n"
    "    security_groups:\n";

LintResult lint_of(const std::string& text, LintOptions options = {}) {
  const NativeReading reading = load_native_text(text);
  REQUIRE(reading.lines().empty());
  const Network network = compile(reading.design);
  return lint(network, options);
}

std::vector<std::string> codes_of(const LintResult& result) {
  std::vector<std::string> codes;
  for (const Finding& finding : result.findings) {
    codes.push_back(std::string(row_of(finding.rule).code) +
                    (finding.is_suppressed ? " suppressed" : ""));
  }
  return codes;
}

}  // namespace

TEST_CASE("rules are found by code and by slug") {
  CHECK(lint_rule_named("CR5018") == LintRule::unused_group);
  CHECK(lint_rule_named("cr5018") == LintRule::unused_group);
  CHECK(lint_rule_named("unused-group") == LintRule::unused_group);
  CHECK_FALSE(lint_rule_named("CR9999").has_value());
  CHECK_FALSE(lint_rule_named("").has_value());
}

TEST_CASE("codes of rules rise, and no two are the same") {
  for (std::size_t i = 1; i < lint_rows().size(); ++i) {
    CHECK(lint_rows()[i - 1].code < lint_rows()[i].code);
  }
}

TEST_CASE("a finding keeps its identity when lines move") {
  const std::string group = "      spare: {}\n";
  const LintResult before = lint_of(kGroups + group);
  const LintResult after = lint_of(std::string("# a\n# b\n") + kGroups + "\n\n" + group);
  REQUIRE(before.findings.size() == 1);
  REQUIRE(after.findings.size() == 1);
  CHECK(before.findings[0].at.line == 9);
  CHECK(after.findings[0].at.line == 13);
  CHECK(identity_of(before.findings[0]) == identity_of(after.findings[0]));
}

TEST_CASE("a comment suppresses until its last day is over") {
  struct Case {
    std::string comment;
    std::string today;
    std::vector<std::string> codes;
  };
  const Case cases[] = {
      {"", "2026-06-01", {"CR5018"}},
      {"# canreach:ignore CR5018 known", "2026-06-01", {"CR5018 suppressed"}},
      {"#canreach:ignore  CR5017,CR5018  known", "2026-06-01", {"CR5018 suppressed"}},
      {"# canreach:ignore CR5018 until=2026-06-01 known", "2026-06-01", {"CR5018 suppressed"}},
      {"# canreach:ignore CR5018 until=2026-05-31 known", "2026-06-01", {"CR5018", "CR5091"}},
      {"# canreach:ignore CR5018 until=2026-05-31 known", "", {"CR5018 suppressed"}},
      {"# canreach:ignore CR5018 until=31.5.2026 known", "2026-06-01", {"CR5018", "CR5090"}},
      {"# canreach:ignore CR5018 until=2026-13-01 known", "2026-06-01", {"CR5018", "CR5090"}},
      {"# canreach:ignore CR5018", "2026-06-01", {"CR5018 suppressed", "CR5092"}},
      {"# canreach:ignore CR5017 other", "2026-06-01", {"CR5018", "CR5093"}},
      {"# canreach:ignore", "2026-06-01", {"CR5018", "CR5090"}},
      {"# we canreach:ignore CR5018", "2026-06-01", {"CR5018"}},
  };
  for (const Case& c : cases) {
    LintOptions options;
    options.today = c.today;
    INFO(c.comment);
    CHECK(codes_of(lint_of(kGroups + std::string("      spare: {}  ") + c.comment + "\n",
                           options)) == c.codes);
  }
}

TEST_CASE("many comments that wait for a line are read in one pass") {
  std::string text = kGroups;
  for (int i = 0; i < 20000; ++i) text += "      # canreach:ignore CR5018 known\n";
  text += "      spare: {}\n";
  const LintResult result = lint_of(text);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].is_suppressed);
}

TEST_CASE("workloads that are alike are all found, and the path is shown once") {
  std::string text =
      "canreach: 1\nregion: us-east-1\nvpcs:\n  main:\n    cidr: 10.0.0.0/16\n"
      "    internet_gateway: igw\n"
      "    subnets: {app: {cidr: 10.0.1.0/24, zone: a, route_table: out}}\n"
      "    route_tables: {main: {main: true}, out: {routes: [{to: 0.0.0.0/0, via: igw}]}}\n"
      "    security_groups:\n"
      "      open: {ingress: [{protocol: tcp, ports: 22, from: 0.0.0.0/0}]}\n"
      "      narrow: {ingress: [{protocol: tcp, ports: 22, from: 203.0.113.0/24}]}\n"
      "instances:\n";
  for (const char* name : {"one", "two", "three"}) {
    text += std::string("  ") + name + ": {subnet: app, public_ip: auto, security_groups: open}\n";
  }
  text += "  other: {subnet: app, public_ip: auto, security_groups: narrow}\n";
  text += "  inner: {subnet: app, security_groups: open}\n";
  const LintResult result = lint_of(text);
  REQUIRE(codes_of(result) == std::vector<std::string>{"CR5001", "CR5001", "CR5001"});
  std::size_t paths = 0;
  for (const Finding& finding : result.findings) {
    CHECK(finding.at.line == 10);
    paths += finding.shown_by ? 1 : 0;
  }
  CHECK(paths == 1);
}

TEST_CASE("rules that are not asked find nothing") {
  LintOptions options;
  options.only = {LintRule::exposed_admin_port};
  const LintResult result = lint_of(std::string(kGroups) + "      spare: {}\n", options);
  CHECK(result.findings.empty());
  CHECK(result.asked == options.only);
}

}  // namespace canreach
