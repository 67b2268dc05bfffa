#pragma once

#include <string>
#include <string_view>

namespace canreach {

/// The difference of two texts of one file, as `git apply` and `patch -p1` take it; empty when they
/// are equal.
std::string unified_diff(std::string_view name, std::string_view before, std::string_view after);

}  // namespace canreach
