#include "app/check_request.h"

#include "report/check_report.h"
#include "tests/catch.h"

namespace canreach {
namespace {

constexpr const char* kCheckedDesign = R"(canreach: 1
region: us-east-1
vpcs:
  main:
    cidr: 10.0.0.0/16
    subnets: {app: {cidr: 10.0.1.0/24, zone: a}}
    security_groups:
      open: {ingress: [{protocol: tcp, ports: [21, 22], from: 10.0.0.0/16}]}
instances:
  edge: {subnet: app, security_groups: open}
  core: {subnet: app, security_groups: open}
intents:
  - {id: no-ftp, deny: "edge -> core:21"}
)";

Design loaded(const std::string& text) {
  Diagnostics diagnostics;
  Design design = load_design({{"design.yaml", text}}, {}, diagnostics);
  REQUIRE_FALSE(diagnostics.has_errors());
  return design;
}

CheckAnswer checked(const Design& design, Baseline baseline = {}) {
  CheckQuery query;
  query.spec = design.spec;
  query.baseline = std::move(baseline);
  return check(compile(design), query);
}

}  // namespace

TEST_CASE("a baseline lets the failures pass that it was written of, and no others") {
  const Design design = loaded(kCheckedDesign);
  const CheckAnswer before = checked(design);
  REQUIRE(before.verdict == IntentVerdict::fails);
  SourceFiles files;
  Diagnostics diagnostics;
  const Baseline known = read_baseline({"known.json", baseline_of(before)}, files, diagnostics);
  CHECK_FALSE(diagnostics.has_errors());
  REQUIRE(known.size() == 1);
  const CheckAnswer after = checked(design, known);
  CHECK(after.verdict == IntentVerdict::holds);
  CHECK(after.in_baseline == 1);
  const Design worse =
      loaded(std::string(kCheckedDesign) + "  - {id: no-ssh, deny: \"edge -> core:22\"}\n");
  CHECK(checked(worse, known).verdict == IntentVerdict::fails);
}

TEST_CASE("what is left of a known failure is known, and more of it is new") {
  const std::string head =
      std::string(kCheckedDesign).substr(0, std::string(kCheckedDesign).find("intents:"));
  const std::string intent = "intents:\n  - {id: apart, deny: \"edge -> core/tcp\"}\n";
  const auto with_ports = [&](const std::string& ports) {
    std::string text = head + intent;
    return loaded(text.replace(text.find("[21, 22]"), 8, ports));
  };
  SourceFiles files;
  Diagnostics diagnostics;
  const Baseline known = read_baseline({"known.json", baseline_of(checked(with_ports("[21, 22]")))},
                                       files, diagnostics);
  const CheckAnswer less = checked(with_ports("[22]"), known);
  CHECK(less.verdict == IntentVerdict::holds);
  CHECK(less.in_baseline == 1);
  CHECK(less.baseline_gone == 0);
  CHECK(checked(with_ports("[21, 22, 23]"), known).verdict == IntentVerdict::fails);
  CHECK(checked(with_ports("[23]"), known).verdict == IntentVerdict::fails);
}

TEST_CASE("a waiver that has ended is told in every format") {
  const Design design =
      loaded(std::string(kCheckedDesign) +
             "waivers:\n  - {intent: no-ftp, until: 2020-01-01, owner: netops, reason: moves}\n");
  CheckQuery query;
  query.spec = design.spec;
  query.today = day_of("2026-01-01");
  const CheckAnswer answer = check(compile(design), query);
  for (const Format format : {Format::text, Format::markdown, Format::sarif, Format::junit,
                              Format::github, Format::gitlab}) {
    const std::string text = written(answer, design.files, format, {});
    CHECK(text.find("its waiver ended on 2020") != std::string::npos);
  }
}

TEST_CASE("other hosts of a known failure are new, fewer of them are known") {
  const auto from_block = [](const std::string& block) {
    return loaded(
        "canreach: 1\nregion: us-east-1\nvpcs:\n  main:\n    cidr: 10.0.0.0/16\n"
        "    internet_gateway: igw\n"
        "    subnets: {app: {cidr: 10.0.1.0/24, zone: a, route_table: out}}\n"
        "    route_tables: {out: {routes: [{to: 0.0.0.0/0, via: igw}]}}\n"
        "    security_groups:\n"
        "      open: {ingress: [{protocol: tcp, ports: 22, from: " +
        block +
        "}]}\ninstances:\n"
        "  edge: {subnet: app, public_ip: 198.51.100.7, security_groups: open}\n"
        "intents:\n  - {id: closed, deny: internet -> edge}\n");
  };
  SourceFiles files;
  Diagnostics diagnostics;
  const std::string text = baseline_of(checked(from_block("203.0.113.0/24")));
  const Baseline known = read_baseline({"known.json", text}, files, diagnostics);
  CHECK(checked(from_block("203.0.113.0/24"), known).verdict == IntentVerdict::holds);
  CHECK(checked(from_block("203.0.113.7/32"), known).verdict == IntentVerdict::holds);
  CHECK(checked(from_block("192.0.2.0/24"), known).verdict == IntentVerdict::fails);
  CHECK(checked(from_block("0.0.0.0/0"), known).verdict == IntentVerdict::fails);
}

TEST_CASE("a waiver for a block does not hold for addresses outside of it") {
  const auto waived = [](const std::string& from) {
    const Design design = loaded(
        "canreach: 1\nregion: us-east-1\nvpcs:\n  main:\n    cidr: 10.0.0.0/16\n"
        "    subnets: {a: {cidr: 10.0.2.0/24, zone: a}, b: {cidr: 10.0.3.0/24, zone: b}}\n"
        "    security_groups:\n"
        "      open: {ingress: [{protocol: tcp, ports: 22, from: 10.0.0.0/16}]}\n"
        "instances:\n  edge: {subnet: a, security_groups: open}\n"
        "services:\n"
        "  jobs: {subnets: [a, b], address: {a: 10.0.2.30, b: 10.0.3.30}}\n"
        "intents:\n  - {id: closed, deny: \"jobs -> edge:22\"}\n"
        "waivers:\n  - {intent: closed, from: " +
        from + ", owner: ops, reason: known, until: 2030-01-01}\n");
    return checked(design).verdict;
  };
  CHECK(waived("10.0.0.0/16") == IntentVerdict::holds);
  CHECK(waived("jobs") == IntentVerdict::holds);
  CHECK(waived("10.0.2.0/24") == IntentVerdict::fails);
}

TEST_CASE("lines elsewhere do not change what a baseline knows") {
  const CheckAnswer before = checked(loaded(kCheckedDesign));
  const CheckAnswer after = checked(loaded("# a comment\n" + std::string(kCheckedDesign)));
  CHECK(baseline_of(before) == baseline_of(after));
}

TEST_CASE("what is no baseline is refused") {
  for (const char* text : {"{}", "[]", R"({"schema":"canreach/result/v1","failures":[]})",
                           R"({"schema":"canreach/baseline/v1"})"}) {
    SourceFiles files;
    Diagnostics diagnostics;
    CHECK(read_baseline({"known.json", text}, files, diagnostics).empty());
    REQUIRE(diagnostics.all().size() == 1);
    CHECK(row_of(diagnostics.all().front().kind).code == "CR1705");
  }
}

TEST_CASE("the day of a time is its date") {
  CHECK(day_of("2026-12-31")->to_string() == "2026-12-31");
  CHECK(day_of("2026-12-31T23:59:59Z")->to_string() == "2026-12-31");
  CHECK_FALSE(day_of("2026-12-31 or so"));
  CHECK_FALSE(day_of("tomorrow"));
}

}  // namespace canreach
