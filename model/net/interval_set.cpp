#include "model/net/interval_set.h"

#include <utility>

#include "base/algorithm.h"
#include "model/net/range_algebra.h"

namespace canreach {

IntervalSet IntervalSet::of(std::vector<Interval> intervals) {
  IntervalSet result;
  result.intervals_ = canonical_ranges(std::move(intervals));
  return result;
}

bool IntervalSet::contains(std::uint32_t number) const {
  return range_holding(intervals_, number) != nullptr;
}

bool IntervalSet::contains(const IntervalSet& other) const {
  // No interval of ours touches another, so one of theirs is inside only when it is inside one of
  // ours.
  return all_of(other.intervals_, [&](const Interval& theirs) {
    const Interval* ours = range_holding(intervals_, theirs.first);
    return ours != nullptr && theirs.last <= ours->last;
  });
}

std::uint64_t IntervalSet::count() const {
  std::uint64_t total = 0;
  for (const Interval& interval : intervals_) {
    total += std::uint64_t{interval.last} - interval.first + 1;
  }
  return total;
}

IntervalSet operator|(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet result;
  result.intervals_ = union_of(a.intervals_, b.intervals_);
  return result;
}

IntervalSet operator&(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet result;
  result.intervals_ = intersection_of(a.intervals_, b.intervals_);
  return result;
}

IntervalSet operator-(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet result;
  result.intervals_ = difference_of(a.intervals_, b.intervals_);
  return result;
}

}  // namespace canreach
