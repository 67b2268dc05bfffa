#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "analyzer/query/end_classes.h"
#include "analyzer/query/traffic_tally.h"

namespace canreach {

/// What passes from the ends of one class to those of another.
struct PairCell {
  std::uint32_t from = 0;     // class of AllPairs::from
  std::uint32_t to = 0;       // class of AllPairs::to
  std::uint32_t traffic = 0;  // in AllPairs::traffic
};

/// How much work it was.
struct PairCounts {
  std::size_t ends_from = 0;  // members, hosts outside counted as one
  std::size_t ends_to = 0;
  std::size_t class_pairs = 0;  // of classes
  std::size_t dead = 0;         // of those, pairs that no route connects
  std::size_t judged = 0;       // pairs that the engine was asked about
  std::size_t by_pattern = 0;   // pairs whose way was known from another one's
};

/// What passes between every two ends.  A pair of classes that is not listed is blocked.
struct AllPairs {
  std::shared_ptr<const EndClasses> from;
  std::shared_ptr<const EndClasses> to;
  std::vector<PairCell> cells;          // sorted by `from`, then `to`
  std::vector<PassingTraffic> traffic;  // each once; the first is blocked
  PairCounts counts;

  /// Of two members, by their indexes; blocked where they are the same end.
  const PassingTraffic& between(std::uint32_t from_member, std::uint32_t to_member) const;
};

/// From these members to those; pairs of two ends outside the design are not asked.
AllPairs all_pairs(const Network& network, std::shared_ptr<const EndClasses> from,
                   std::shared_ptr<const EndClasses> to);
AllPairs all_pairs(const Network& network, std::vector<EndMember> from, std::vector<EndMember> to);

}  // namespace canreach
