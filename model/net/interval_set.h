#pragma once

#include <cstdint>
#include <vector>

namespace canreach {

/// Numbers from `first` to `last`, both included.
struct Interval {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  friend bool operator==(const Interval&, const Interval&) = default;
};

/// A set of 32-bit numbers: sorted, disjoint, not adjacent closed intervals, so equal sets are ==.
class IntervalSet {
 public:
  IntervalSet() = default;
  IntervalSet(Interval interval) : intervals_{interval} {}  // NOLINT: an interval is a set
  static IntervalSet of(std::vector<Interval> intervals);   ///< any order, may overlap

  bool empty() const { return intervals_.empty(); }
  bool contains(std::uint32_t number) const;
  bool contains(const IntervalSet& other) const;
  /// How many numbers; a full set has 2^32.
  std::uint64_t count() const;
  const std::vector<Interval>& intervals() const { return intervals_; }

  friend IntervalSet operator|(const IntervalSet& a, const IntervalSet& b);
  friend IntervalSet operator&(const IntervalSet& a, const IntervalSet& b);
  friend IntervalSet operator-(const IntervalSet& a, const IntervalSet& b);
  friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

 private:
  std::vector<Interval> intervals_;
};

}  // namespace canreach
