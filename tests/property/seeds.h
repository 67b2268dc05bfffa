#pragma once

#include <cstddef>
#include <cstdlib>

namespace canreach {

/// How many random cases a test tries: CANREACH_SEEDS where that is set.
inline std::size_t seeds(std::size_t otherwise) {
  const char* wanted = std::getenv("CANREACH_SEEDS");
  return wanted == nullptr ? otherwise : std::strtoul(wanted, nullptr, 10);
}

}  // namespace canreach
