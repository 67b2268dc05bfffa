#pragma once

#include <chrono>
#include <cstddef>
#include <cstring>
#include <functional>
#include <type_traits>
#include <vector>

namespace canreach::bench {

/// What one run of something took.
struct Cost {
  double seconds = 0;     // of the processor, which other programs disturb less than the clock's
  double peak_bytes = 0;  // resident memory beyond what was there before
};

template <class Work>
double seconds_of(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// The value below which `share` of the values lie: 0.5 is the median.  Zero for no values.
double quantile(std::vector<double> values, double share);

/// The medians of both parts.
Cost median(const std::vector<Cost>& costs);

/// Runs `work`, which fills `size` bytes, in a process of its own, whose memory is fresh.  Ends the
/// program when that process fails.
void run_in_child(void* result, std::size_t size, const std::function<void(void*)>& work);

template <class Work>
auto in_child(const Work& work) {
  using Result = decltype(work());
  static_assert(std::is_trivially_copyable_v<Result>);
  Result result{};
  run_in_child(&result, sizeof result, [&](void* out) {
    const Result made = work();
    std::memcpy(out, &made, sizeof made);
  });
  return result;
}

/// The most memory that this process has held, in bytes.  At the beginning of a child it is what
/// the parent holds.
double peak_bytes();

/// Processor time that this process has used.
double processor_seconds();

/// Cost of work in this process, which should be a fresh child.
template <class Work>
Cost cost_of(const Work& work) {
  const double before = peak_bytes();
  const double begin = processor_seconds();
  work();
  Cost cost;
  cost.seconds = processor_seconds() - begin;
  cost.peak_bytes = peak_bytes() - before;
  return cost;
}

}  // namespace canreach::bench
