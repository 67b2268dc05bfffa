#pragma once

#include <algorithm>
#include <cstdint>

namespace canreach {

/// Yes, no, or not decided by what is known (Kleene's logic): an unknown fact makes a result
/// unknown only where it decides.
enum class Truth : std::uint8_t { no = 0, unknown = 1, yes = 2 };

constexpr Truth truth(bool value) { return value ? Truth::yes : Truth::no; }
constexpr Truth operator&(Truth a, Truth b) { return std::min(a, b); }
constexpr Truth operator|(Truth a, Truth b) { return std::max(a, b); }
constexpr Truth operator!(Truth a) { return static_cast<Truth>(2 - static_cast<int>(a)); }

}  // namespace canreach
