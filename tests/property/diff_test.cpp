// A design does not differ from itself, and what one direction opens the other one closes.
#include "analyzer/diff/diff.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>

#include "analyzer/diff/connectivity.h"
#include "analyzer/query/matrix.h"
#include "tests/catch.h"
#include "tests/oracle/random.h"
#include "tests/oracle/worlds.h"
#include "tests/property/seeds.h"

namespace canreach {
namespace {

/// The same design with one thing of it changed, or nothing where it has no such thing.
Design changed(Design design, std::uint64_t seed) {
  oracle::Random random(seed);
  auto& groups = design.all<SecurityGroup>();
  auto& tables = design.all<RouteTable>();
  if (random.one_in(2) && !groups.empty()) {
    SecurityGroup& group = groups[random.below(groups.size())];
    auto& rules = random.one_in(3) ? group.egress : group.ingress;
    if (!rules.empty()) rules.erase(rules.begin() + static_cast<long>(random.below(rules.size())));
    return design;
  }
  if (tables.empty()) return design;
  RouteTable& table = tables[random.below(tables.size())];
  for (auto route = table.routes.begin(); route != table.routes.end(); ++route) {
    if (route->implied) continue;
    table.routes.erase(route);
    break;
  }
  return design;
}

std::set<std::string> lines(const ConnectivityDiff& diff, bool swapped) {
  std::set<std::string> result;
  for (const ConnectivityChange& one : diff.changes) {
    const TrafficSet& widened = swapped ? one.narrowed : one.widened;
    const TrafficSet& narrowed = swapped ? one.widened : one.narrowed;
    const std::string& old_path = swapped ? one.new_path : one.old_path;
    const std::string& new_path = swapped ? one.old_path : one.new_path;
    std::vector<std::string> from = one.from_members;
    std::vector<std::string> to = one.to_members;
    std::sort(from.begin(), from.end());
    std::sort(to.begin(), to.end());
    std::string line = one.from_hosts + " " + one.to_hosts;
    for (const std::string& name : from) line += " " + name;
    line += " ->";
    for (const std::string& name : to) line += " " + name;
    result.insert(line + " | " + shown(widened) + " | " + shown(narrowed) + " | " +
                  shown(one.unclear) + " | " + old_path + " | " + new_path);
  }
  return result;
}

}  // namespace

TEST_CASE("a design does not differ from itself") {
  for (std::uint64_t seed = 1; seed <= seeds(300) / 10; ++seed) {
    const Design design = oracle::random_world(seed);
    const Design again = oracle::random_world(seed);
    const DiffAnswer answer = diff(compile(design), compile(again), {});
    INFO("seed " << seed);
    CHECK(answer.connectivity.empty());
    CHECK(answer.permissions.empty());
    CHECK_FALSE(answer.has_widened());
  }
}

TEST_CASE("what one direction opens the other one closes") {
  std::size_t differing = 0;
  for (std::uint64_t seed = 1; seed <= seeds(300) / 10; ++seed) {
    const Design before = oracle::random_world(seed);
    const Design after = changed(oracle::random_world(seed), seed);
    const ConnectivityDiff there = connectivity_between(compile(before), compile(after));
    const ConnectivityDiff back = connectivity_between(compile(after), compile(before));
    INFO("seed " << seed);
    CHECK(lines(there, false) == lines(back, true));
    differing += there.changes.empty() ? 0 : 1;
  }
  CHECK(differing > 0);
}

}  // namespace canreach
