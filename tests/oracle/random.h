#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace canreach::oracle {

/// The same choices for the same seed with every standard library: its distributions differ, the
/// engine does not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 0 to `count` - 1; `count` at least 1.
  std::size_t below(std::size_t count) {
    assert(count > 0);
    return static_cast<std::size_t>(engine_() % count);
  }
  /// True once in `count` times.
  bool one_in(std::size_t count) { return below(count) == 0; }

  template <class T>
  const T& pick(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace canreach::oracle
