#pragma once

#include <vector>

#include "analyzer/diff/diff.h"
#include "analyzer/diff/named_targets.h"
#include "analyzer/network/network.h"

namespace canreach {

/// Every pair of ends of either design that the two treat otherwise, ends that changed alike
/// together.  Ends are the same when their kinds and names are.
struct ConnectivityDiff {
  std::vector<ConnectivityChange> changes;
  bool paths_compared = true;
};
ConnectivityDiff connectivity_between(const Network& before, const Network& after);

/// Traffic that one of two answers lets through and the other does not.
struct TrafficChange {
  TrafficSet widened;
  TrafficSet narrowed;
  TrafficSet unclear;

  bool empty() const { return widened.empty() && narrowed.empty() && unclear.empty(); }
  friend bool operator==(const TrafficChange&, const TrafficChange&) = default;
};
TrafficChange change_between(const PassingTraffic& before, const PassingTraffic& after);

/// The ends of a design by kind and name.
class EndFinder {
 public:
  explicit EndFinder(const Network& network);
  /// The members that a change's first ends stand for; none where the design has none of that name.
  std::optional<EndPair> ends_of(const ConnectivityChange& change) const;

 private:
  std::optional<EndMember> end_of(const std::string& name, const AddressSet& hosts) const;

  const Network& network_;
  std::vector<EndMember> members_;
};

}  // namespace canreach
