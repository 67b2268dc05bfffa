#include "tests/oracle/worlds.h"

#include <set>

#include "tests/catch.h"

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

TEST_CASE("small worlds are all different") {
  std::set<std::string> labels;
  for_each_small_world(
      [&labels](const Design&, const std::string& label) { labels.insert(label); });
  CHECK(labels.size() == 5184);
}

}  // namespace canreach::oracle
