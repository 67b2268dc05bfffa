#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/query/path.h"
#include "analyzer/query/walk.h"

namespace canreach {

/// The way that needs the fewest changes for one packet, on both legs together: the declared one
/// where that arrives.
struct LeastChange {
  Path path;  // steps that refuse are the changes
  std::size_t changes = 0;
  struct Other {
    Path path;
    std::size_t changes = 0;
  };
  std::vector<Other> others;  // other ways that arrive, by number of changes; at most a few
};

/// Searches the graph of all places that the packet could get to, with every configured, possible
/// and changed transition; an edge weighs what refuses on it, and another route more than that.
/// When no way arrives whatever is changed, the configured path up to where it ends.
LeastChange find_least_change(const Network& network, const FlowEnds& ends, const Packet& packet);

}  // namespace canreach
