// What a fix changes must be enough for the brute-force oracle, too: on random worlds each change
// that the engine proposes is made in the design, as fixes of plans and snapshots are, and the
// connection simulated hop by hop.  CANREACH_SEEDS (default 300) says how many worlds; a failure
// prints the seed that makes it.
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/query/names.h"
#include "analyzer/query/query.h"
#include "base/algorithm.h"
#include "model/change.h"
#include "tests/catch.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/worlds.h"

namespace canreach {
namespace {

constexpr int kMostRounds = 4;  // as app/fixes.cpp
constexpr int kConnections = 40;

/// What nobody wrote gets no change, so everything is written somewhere.
Design written(Design design) {
  const SourceLoc somewhere{0, 1, 1};
  for (SecurityGroup& group : design.all<SecurityGroup>()) group.at = somewhere;
  for (NetworkAcl& acl : design.all<NetworkAcl>()) acl.at = somewhere;
  for (RouteTable& table : design.all<RouteTable>()) table.at = somewhere;
  return design;
}

TraceQuery query_of(const Network& network, const oracle::Connection& connection) {
  TraceQuery query;
  NamedThing source;
  source.kind = ResourceKind::NetworkInterface;
  source.index = connection.source_interface.index();
  query.from = names_of(network).unique_name(source);
  query.to = connection.destination.to_string();
  query.protocol = "tcp";
  query.port = std::to_string(connection.destination_port);
  query.finds_changes = true;
  return query;
}

bool has(const NetworkInterface& interface, const IpAddress& address) {
  return any_of(interface.addresses,
                [&](const InterfaceAddress& own) { return own.address == address; });
}

/// An interface's name means its first address, and an address of a delegated prefix the interface.
bool is_asked_for(const Design& design, const oracle::Connection& connection) {
  if (connection.protocol != kTcp || !connection.source_interface.is_known()) return false;
  const NetworkInterface& source = design.get(connection.source_interface);
  const bool is_own = any_of(design.all<NetworkInterface>(), [&](const NetworkInterface& other) {
    return has(other, connection.destination);
  });
  return connection.destination_port != 0 && is_own && !source.addresses.empty() &&
         source.addresses.front().address == connection.source;
}

/// The design with the proposed changes, when they make the answer `reachable`.
std::optional<Design> fixed(const Design& design, const TraceQuery& query) {
  std::vector<DesignChange> changes;
  Design changed = design;
  for (int round = 0; round <= kMostRounds; ++round) {
    const auto answer = trace(compile(changed), query);
    if (!answer) return std::nullopt;
    if (answer->verdict == Verdict::reachable) {
      return changes.empty() ? std::nullopt : std::optional<Design>(std::move(changed));
    }
    const bool refused = answer->verdict == Verdict::blocked || answer->verdict == Verdict::partial;
    if (!refused || !answer->changes_complete || answer->changes.empty()) return std::nullopt;
    for (const DesignChange& change : answer->changes) {
      if (contains(changes, change) || !apply(change, changed)) return std::nullopt;
      changes.push_back(change);
    }
  }
  return std::nullopt;
}

bool passes(const oracle::Outcome& outcome) { return outcome.forward && outcome.reply; }

std::uint64_t seeds() {
  const char* text = std::getenv("CANREACH_SEEDS");
  return text == nullptr ? 300 : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("the oracle lets through what a fix was proved to let through") {
  std::size_t proved = 0;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const Design design = written(oracle::random_world(seed));
    const Network network = compile(design);
    for (oracle::Connection connection : oracle::sample_connections(design, seed, kConnections)) {
      if (!is_asked_for(design, connection)) continue;
      const TraceQuery query = query_of(network, connection);
      const std::optional<Design> changed = fixed(design, query);
      if (!changed) continue;
      for (const std::uint16_t port : {std::uint16_t{1024}, std::uint16_t{65535}}) {
        connection.source_port = connection.nat_port = port;
        const oracle::Outcome after = oracle::connect(*changed, connection);
        if (after.undecided) continue;
        ++proved;
        if (!passes(after)) {
          FAIL_CHECK("seed " << seed << ": " << query.from << " -> " << query.to << ":"
                             << *query.port << " from port " << port << ": " << after.why);
        }
      }
    }
  }
  CHECK(proved > seeds() / 10);
}

}  // namespace canreach
