// Designs without something.
#include <string>
#include <vector>

#include "analyzer/what_if/failure_points.h"
#include "analyzer/what_if/removal.h"
#include "analyzer/what_if/tighten.h"
#include "parsers/load.h"
#include "tests/catch.h"

namespace canreach {
namespace {

Design loaded_design(const std::string& text) {
  Diagnostics diagnostics;
  Design design = load_design({{"d.yaml", text}}, {}, diagnostics);
  REQUIRE(diagnostics.errors() == 0);
  return design;
}

const char* const kWhatIfDesign =
    "canreach: 1\nregion: us-east-1\nvpcs:\n"
    "  A:\n    cidr: 10.0.0.0/16\n    subnets:\n"
    "      a: {cidr: 10.0.1.0/24, zone: a, route_table: rt}\n"
    "      b: {cidr: 10.0.2.0/24, zone: b, route_table: rt}\n"
    "    route_tables:\n      main: {main: true}\n"
    "      rt: {routes: [{to: 10.1.0.0/16, via: ab}]}\n"
    "    security_groups:\n      g: {ingress: [{protocol: tcp, ports: all, from: 0.0.0.0/0}]}\n"
    "  B:\n    cidr: 10.1.0.0/16\n    subnets:\n      c: {cidr: 10.1.1.0/24, zone: a}\n"
    "    route_tables:\n      main: {main: true, routes: [{to: 10.0.0.0/16, via: ab}]}\n"
    "    security_groups:\n      h: {ingress: [{protocol: tcp, ports: all, from: 0.0.0.0/0}]}\n"
    "peerings:\n  ab: {vpcs: [A, B]}\n"
    "instances:\n  x: {subnet: a, security_groups: g}\n  z: {subnet: c, security_groups: h}\n"
    "databases:\n  db: {engine: postgres, subnets: [a, b], security_groups: g}\n";

Verdict asked(const Network& network, const std::string& from, const std::string& to) {
  TraceQuery query;
  query.from = from;
  query.to = to;
  const auto answer = trace(network, query);
  REQUIRE(answer.has_value());
  return answer->verdict;
}

std::string error_of(const Network& network, const std::vector<std::string>& names) {
  const auto left = design_without(network, names);
  REQUIRE_FALSE(left.has_value());
  return left.error().code + " " + left.error().message;
}

TEST_CASE("what is taken away is gone from the copy alone") {
  const Design design = loaded_design(kWhatIfDesign);
  const Network network = compile(design);
  const auto left = design_without(network, {"ab"});
  REQUIRE(left.has_value());
  CHECK(asked(network, "x", "z:22") == Verdict::reachable);
  CHECK(asked(compile(*left), "x", "z:22") == Verdict::blocked);
}

TEST_CASE("several things go at once, and routes by their destinations") {
  const Design design = loaded_design(kWhatIfDesign);
  const Network network = compile(design);
  const auto left = design_without(network, {"A/rt/10.1.0.0/16", "subnet/b"});
  REQUIRE(left.has_value());
  const Network compiled = compile(*left);
  CHECK(asked(compiled, "x", "z:22") == Verdict::blocked);
  CHECK(asked(compiled, "x", "db") == Verdict::reachable);
}

TEST_CASE("a database is gone with the last of its zones, and reachable until then") {
  const Design design = loaded_design(kWhatIfDesign);
  const Network network = compile(design);
  const auto one = design_without(network, {"zone:us-east-1b"});
  REQUIRE(one.has_value());
  CHECK(asked(compile(*one), "x", "db") == Verdict::reachable);
  const auto both = design_without(network, {"zone:b", "subnet/a"});
  REQUIRE(both.has_value());
  CHECK(asked(compile(*both), "z", "db") == Verdict::blocked);
}

TEST_CASE("what cannot be taken away is refused by name") {
  const Design design = loaded_design(kWhatIfDesign);
  const Network network = compile(design);
  CHECK(error_of(network, {"nothing"}) == "CR1201 nothing is called `nothing`");
  CHECK(error_of(network, {"vpc/A"}) ==
        "CR1710 `vpc/A` cannot be taken away: a vpc is not taken away by itself");
  CHECK(error_of(network, {"zone:q"}) == "CR1201 no subnet is in the zone `q`");
  CHECK(error_of(network, {"A/rt/10.0.0.0/16"}) ==
        "CR1710 a local route cannot be taken away: it is the VPC's own");
}

TEST_CASE("the only way is a point of failure, and the ends are not") {
  const Design design = loaded_design(kWhatIfDesign);
  const Network network = compile(design);
  TraceQuery query;
  query.from = "x";
  query.to = "z:22";
  const auto found = failure_points(network, query);
  REQUIRE(found.has_value());
  std::vector<std::string> names;
  for (const FailurePoint& point : found->points) names.push_back(point.name);
  CHECK(names == std::vector<std::string>{"ab", "zone:us-east-1a"});
}

TEST_CASE("nothing is proposed where no intent holds") {
  const Design design = loaded_design(kWhatIfDesign);
  IntentSpec spec;
  Intent intent;
  intent.kind = Intent::Kind::allow;
  intent.flow = {"z", "x:70000", std::nullopt};
  spec.intents.push_back(intent);
  const TightenAnswer answer =
      tighten(compile(design), spec, [](std::uint32_t) { return NoEgress::nothing; });
  CHECK(answer.proposals.empty());
  CHECK(answer.intents == 0);
  CHECK(answer.left_out == 1);
}

}  // namespace
}  // namespace canreach
