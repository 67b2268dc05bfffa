#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <vector>

#include "model/net/ip.h"

// Set algebra on lists of closed ranges, shared by IntervalSet and AddressSet.
//
// A range is a struct with `first` and `last`, both included.  A list is canonical when its ranges
// are sorted, disjoint and not adjacent; then two lists hold the same values exactly when they are
// equal. Every function here but canonical_ranges() takes canonical lists, walks both once from the
// left, and makes a canonical list: |a| + |b| steps, no searching and no sorting.
//
// Closed ranges can hold the last value there is, which has no value after it.  So "one after"
// stays at the end instead of wrapping to 0, and is only stored where something is known to follow.
// The two address families stand next to each other in one order, but the last IPv4 address is its
// own successor: ranges that touch there are never joined.
//
//   a      [1   4]   [7 8]
//   b          [4   6]
//   a | b  [1         8]        a & b  [4]        a - b  [1 3] [7 8]

namespace canreach {

inline std::uint32_t successor(std::uint32_t number) {
  return number == std::numeric_limits<std::uint32_t>::max() ? number : number + 1;
}
inline std::uint32_t predecessor(std::uint32_t number) { return number == 0 ? 0 : number - 1; }
inline IpAddress successor(const IpAddress& address) { return address.next(); }
inline IpAddress predecessor(const IpAddress& address) { return address.previous(); }

/// Adds a range that does not begin before the last one of `ranges`, joining what touches.
template <class Range>
void append_range(std::vector<Range>& ranges, const Range& range) {
  if (ranges.empty() || successor(ranges.back().last) < range.first) {
    ranges.push_back(range);
  } else if (ranges.back().last < range.last) {
    ranges.back().last = range.last;
  }
}

/// The canonical form of ranges in any order.
template <class Range>
std::vector<Range> canonical_ranges(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  std::vector<Range> result;
  result.reserve(ranges.size());
  for (const Range& range : ranges) {
    assert(range.first <= range.last);
    append_range(result, range);
  }
  return result;
}

/// The range that holds `value`; null when there is none.
template <class Range, class Value>
const Range* range_holding(const std::vector<Range>& ranges, const Value& value) {
  const auto found =
      std::lower_bound(ranges.begin(), ranges.end(), value,
                       [](const Range& range, const Value& wanted) { return range.last < wanted; });
  return found != ranges.end() && found->first <= value ? &*found : nullptr;
}

template <class Range>
std::vector<Range> union_of(const std::vector<Range>& a, const std::vector<Range>& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  std::vector<Range> result;
  result.reserve(a.size() + b.size());
  auto x = a.begin();
  auto y = b.begin();
  while (x != a.end() || y != b.end()) {
    const bool take_x = y == b.end() || (x != a.end() && x->first < y->first);
    append_range(result, take_x ? *x++ : *y++);
  }
  return result;
}

template <class Range>
std::vector<Range> intersection_of(const std::vector<Range>& a, const std::vector<Range>& b) {
  std::vector<Range> result;
  if (a.empty() || b.empty()) return result;
  result.reserve(a.size() + b.size() - 1);
  auto x = a.begin();
  auto y = b.begin();
  while (x != a.end() && y != b.end()) {
    const Range common{std::max(x->first, y->first), std::min(x->last, y->last)};
    if (common.first <= common.last) result.push_back(common);
    x->last < y->last ? ++x : ++y;
  }
  return result;
}

template <class Range>
std::vector<Range> difference_of(const std::vector<Range>& a, const std::vector<Range>& b) {
  if (a.empty() || b.empty()) return a;
  std::vector<Range> result;
  result.reserve(a.size() + b.size());
  auto y = b.begin();
  for (Range rest : a) {
    bool some_left = true;
    while (some_left) {
      while (y != b.end() && y->last < rest.first) ++y;
      if (y == b.end() || rest.last < y->first) break;
      if (rest.first < y->first) result.push_back({rest.first, predecessor(y->first)});
      some_left = y->last < rest.last;
      if (some_left) rest.first = successor(y->last);
    }
    if (some_left) result.push_back(rest);
  }
  return result;
}

}  // namespace canreach
