#pragma once

#include <algorithm>

namespace canreach {

/// Range forms of the standard algorithms, which every compiler of ours has.
template <class Range, class Predicate>
bool any_of(const Range& range, Predicate predicate) {
  return std::any_of(range.begin(), range.end(), predicate);
}

template <class Range, class Predicate>
bool all_of(const Range& range, Predicate predicate) {
  return std::all_of(range.begin(), range.end(), predicate);
}

template <class Range, class T>
bool contains(const Range& range, const T& value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

/// Sorts and drops what is equal.
template <class Range>
void sort_unique(Range& range) {
  std::sort(range.begin(), range.end());
  range.erase(std::unique(range.begin(), range.end()), range.end());
}

}  // namespace canreach
