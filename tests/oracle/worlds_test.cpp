#include "tests/oracle/worlds.h"

#include <set>

#include "tests/catch.h"
#include "tests/oracle/scan.h"

// The worlds are made well when they hold something to get wrong: every end of a path must occur in
// them.

namespace canreach::oracle {

TEST_CASE("random worlds are accepted by AWS's rules, and connections in them end in every way") {
  constexpr int kWorlds = 200;
  constexpr int kConnections = 100;
  int reachable = 0;
  int one_way = 0;
  int undecided = 0;
  for (std::uint64_t seed = 0; seed < kWorlds; ++seed) {
    const Design design = random_world(seed);
    for (const Connection& connection : sample_connections(design, seed, kConnections)) {
      const Outcome outcome = connect(design, connection);
      CHECK((outcome.forward || !outcome.reply));
      if (outcome.undecided) {
        ++undecided;
      } else if (outcome.forward) {
        ++(outcome.reply ? reachable : one_way);
      }
    }
  }
  CAPTURE(reachable, one_way, undecided);
  CHECK(reachable > kWorlds * kConnections / 20);
  CHECK(one_way > kWorlds * kConnections / 100);
  CHECK(undecided > 0);
}

TEST_CASE("connections of random worlds cross transit gateways, and end there in every way") {
  constexpr int kWorlds = 200;
  int across = 0;
  int ends = 0;
  for (std::uint64_t seed = 0; seed < kWorlds; ++seed) {
    const Design design = random_world(seed);
    if (design.all<TransitGateway>().empty()) continue;
    for (const Connection& connection : sample_connections(design, seed, 100)) {
      const Outcome outcome = connect(design, connection);
      const bool dies = outcome.why.find("attachment-") != std::string::npos ||
                        outcome.why.find("tgw-") != std::string::npos;
      ends += dies ? 1 : 0;
      if (!connection.source_interface.is_known() || !outcome.reply) continue;
      const Ref<Vpc> home = design.get(connection.source_interface).vpc;
      const bool elsewhere = !in_cidrs(design.get(home).cidrs, connection.destination);
      across += elsewhere && !is_internet_address(connection.destination) ? 1 : 0;
    }
  }
  CAPTURE(across, ends);
  CHECK(across > 20);
  CHECK(ends > 100);
}

TEST_CASE("small worlds are all different") {
  std::set<std::string> labels;
  for_each_small_world(
      [&labels](const Design&, const std::string& label) { labels.insert(label); });
  CHECK(labels.size() == 5184);
}

}  // namespace canreach::oracle
