#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzer/diff/diff.h"
#include "analyzer/network/network.h"

namespace canreach {

/// Every principal and workload that may do something to what holds data in one of the designs and
/// may not in the other: the verbs, and the actions of that service that some policy names.
struct PermissionDiff {
  std::vector<PermissionChange> changes;
  bool calls_left_out = false;
};
PermissionDiff permissions_between(const Network& before, const Network& after);

/// What the design says of the call of a change: denied where it lacks one of its names.
AccessVerdict verdict_on(const Network& network, const PermissionChange& change);

}  // namespace canreach
