// The packet walk, the set engine and the brute-force oracle must say the same of every connection:
// exhaustively on a family of small worlds, then on random ones.  CANREACH_SEEDS (default 300) says
// how many random worlds; a failure prints the seed that makes it.
#include <cstdlib>
#include <optional>
#include <string>

#include "analyzer/query/answer.h"
#include "analyzer/query/reach.h"
#include "analyzer/query/walk.h"
#include "model/complete_design.h"
#include "tests/catch.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/worlds.h"
#include "tests/property/connection_flow.h"
#include "tests/property/seeds.h"

namespace canreach {
namespace {

using oracle::Connection;

struct Verdicts {
  Tri forward = Tri::yes;
  Tri whole = Tri::yes;  // with the reply, where one is needed
};

Verdicts walk(const Network& network, const Path& path, const Packet& packet) {
  Verdicts verdicts;
  bool arrived = path.arrives;
  for (const Step& step : path.steps) {
    const Tri outcome = judge(network, step, packet).outcome;
    if (step.leg == Leg::forward) verdicts.forward = both(verdicts.forward, outcome);
    verdicts.whole = both(verdicts.whole, outcome);
    arrived = arrived || (step.kind == StepKind::arrival && step.leg == Leg::forward);
  }
  if (!arrived) verdicts.forward = Tri::no;
  if (!path.arrives) verdicts.whole = Tri::no;
  return verdicts;
}

/// What the set engine says of the single packet.
Tri reach_one(Reach& reach, const Path& path, const Packet& packet) {
  Asked asked;
  asked.traffic = TrafficSet::one(packet.traffic);
  asked.client_ports = {packet.client_port, packet.client_port};
  const std::vector<PassingProtocol> parts = reach.passing(path, asked);
  REQUIRE(parts.size() == 1);
  PassingProtocol part = parts.front();
  if (!part.remapped_asked.empty() && has_ports(protocol_of(packet.traffic))) {
    part.remapped_asked = TrafficSet::one(reply_to(packet.traffic, packet.remapped_port));
  }
  const Tally tally = part.tally();
  if (tally.all) return Tri::yes;
  return tally.none ? Tri::no : Tri::maybe;
}

std::string describe(const Design& design, const Connection& connection) {
  std::string text =
      connection.source.to_string() + ":" + std::to_string(connection.source_port) + " -> " +
      connection.destination.to_string() + ":" + std::to_string(connection.destination_port) +
      " protocol " + std::to_string(connection.protocol) + " icmp " +
      std::to_string(connection.icmp_type) + " nat port " + std::to_string(connection.nat_port);
  if (connection.source_interface.is_known()) {
    text += " from " + design.get(connection.source_interface).name;
  }
  return text;
}

/// The walk, for the one who debugs.
std::string walked(const Network& network, const Path& path, const Packet& packet) {
  std::string text;
  for (const Step& step : path.steps) {
    const Judgement judgement = judge(network, step, packet);
    text += "\n    " + std::string(name_of(step.leg)) + " " + std::string(label_of(step.component));
    if (step.index != kNoIndex) {
      text += " " + resource_of(*network.design, step.component, step.index).name;
    }
    if (judgement.outcome == Tri::yes) continue;
    text += " " + std::string(row_of(judgement.reason).slug) + " " +
            std::string(row_of(judgement.reason).rules);
  }
  return path.arrives ? text : text + " and does not arrive";
}

/// From the internet to a public address of nobody here: the engine leaves it open, as it should.
bool leads_outside(const Network& network, const Connection& connection,
                   const oracle::Outcome& truth) {
  return connection.source_interface.is_none() && !truth.forward &&
         network.is_public(network.atom_of(connection.destination));
}

bool passes_appliance(const Path& path) {
  for (const Assumption& assumption : path.assumptions) {
    if (assumption.reason == Reason::appliance_forwards) return true;
  }
  return false;
}

/// An interface that asks for its own public address by way of an appliance: nothing says what the
/// appliance does then (AMB-18 covers the gateway alone).
bool asks_itself(const Network& network, const Connection& connection) {
  const std::uint32_t face = network.face_of_public(connection.destination);
  return face != kNoIndex && connection.source_interface.is_known() &&
         network.faces[face].interface == connection.source_interface.index();
}

void compare(const Network& network, Reach& reach, const Connection& connection,
             const std::string& world) {
  const Design& design = *network.design;
  const std::optional<FlowEnds> ends = ends_of(network, connection);
  if (!ends) return;
  const oracle::Outcome truth = oracle::connect(design, connection);
  if (truth.undecided) return;
  FlowEnds asked = *ends;
  const Packet packet = packet_of(connection);
  const Paths paths = find_paths(network, asked);
  for (const Path& path : paths.paths) {
    const Verdicts verdicts = walk(network, path, packet);
    const bool reply_needed = needs_reply(packet.traffic);
    const Tri whole = reply_needed ? verdicts.whole : verdicts.forward;
    const bool expected = truth.forward && (!reply_needed || truth.reply);
    if (leads_outside(network, connection, truth) && whole == Tri::maybe) continue;
    if (asks_itself(network, connection) && passes_appliance(path)) continue;
    const bool agrees = whole == tri(expected) && reach_one(reach, path, packet) == whole;
    if (!agrees) {
      FAIL_CHECK(world << ": " << describe(design, connection) << "\n  oracle: " << expected << " ("
                       << truth.forward << ", " << truth.reply << ") " << truth.why << "\n  path:"
                       << walked(network, path, packet) << "\n  walk: " << static_cast<int>(whole)
                       << ", set engine: " << static_cast<int>(reach_one(reach, path, packet)));
    }
  }
}

void compare_world(const Design& design, const std::string& label, std::uint64_t seed, int count) {
  const Network network = compile(design);
  Reach reach(network);
  for (const Connection& connection : oracle::sample_connections(design, seed, count)) {
    compare(network, reach, connection, label);
  }
}

}  // namespace

TEST_CASE("walk, set engine and oracle agree on every small world") {
  std::uint64_t number = 0;
  oracle::for_each_small_world([&](const Design& design, const std::string& label) {
    compare_world(design, label, ++number, 12);
  });
}

TEST_CASE("walk, set engine and oracle agree on random worlds") {
  const char* first = std::getenv("CANREACH_FIRST_SEED");
  const std::uint64_t start = first == nullptr ? 1 : std::strtoull(first, nullptr, 10);
  for (std::uint64_t seed = start; seed < start + seeds(300); ++seed) {
    compare_world(oracle::random_world(seed), "seed " + std::to_string(seed), seed, 200);
  }
}

}  // namespace canreach
