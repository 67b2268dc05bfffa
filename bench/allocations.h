#pragma once

#include <cstddef>

namespace canreach::bench {

/// How often this process has asked for memory so far: a count that no other load on the machine
/// changes.
std::size_t allocations();

}  // namespace canreach::bench
