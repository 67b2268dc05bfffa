#pragma once

#include <cstdint>
#include <vector>

#include "model/change.h"

namespace canreach {

struct PortRange {
  std::uint32_t first = 0;
  std::uint32_t last = 65535;
};

/// The port ranges of a rule or an entry, at least one for tcp and udp; none for other protocols.
std::vector<PortRange> ranges_of(const DesignChange& change);

}  // namespace canreach
