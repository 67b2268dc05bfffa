#pragma once

#include <cstddef>

namespace canreach {

/// Bounds on hostile input.  Exceeding one is a diagnostic (CR1003) that names it.
struct Limits {
  std::size_t file_bytes = std::size_t{512} << 20;  ///< JSON and whole inputs
  std::size_t yaml_bytes = std::size_t{64} << 20;   ///< YAML is slower to read
  std::size_t depth = 200;                          ///< nesting of lists and maps
  std::size_t alias_nodes = 10'000;                 ///< nodes that YAML aliases may add
  std::size_t nodes = 40'000'000;                   ///< values of one file
  std::size_t files = 20'000;                       ///< files of one directory input
};
inline constexpr Limits kLimits;

}  // namespace canreach
