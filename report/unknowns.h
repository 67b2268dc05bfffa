#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/design.h"

namespace canreach {

/// How many resources of a kind have a property that is not known, wholly or in part.
struct UnknownCount {
  ResourceKind kind{};
  std::string_view property;  // the native format's word
  std::size_t count = 0;
};

/// What of the design stayed unknown, by kind, and in the order of the properties.
std::vector<UnknownCount> unknowns_of(const Design& design);

}  // namespace canreach
