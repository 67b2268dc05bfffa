#pragma once

#include <string>

#include "analyzer/query/answer.h"
#include "analyzer/query/reach.h"
#include "model/net/traffic_set.h"
#include "model/resources/workload.h"

namespace canreach {

/// A Tally for every kind of traffic at once: each member holds the traffic for which that member
/// of a Tally would be true, had it been asked for alone.
struct TrafficTally {
  TrafficSet all;
  TrafficSet none;
  TrafficSet some_pass;
  TrafficSet some_fail;

  /// Of nothing yet: add() what there is.
  static TrafficTally of_nothing();
  /// Of all traffic alike.
  static TrafficTally of(Tri outcome);
  /// Of what gets through a path, to a client with these ports.
  static TrafficTally of(const PathSets& sets, SourcePorts client_ports);

  /// One more thing that was asked for, as Tally::add().
  void add(const TrafficTally& other);
  /// One more thing that may be the case instead, as Tally::alternate().
  void alternate(const TrafficTally& other);
  /// This traffic surely does not pass.
  void refuse(const TrafficSet& traffic);
};

/// All traffic between two ends by its verdict; what is in none of these is blocked.
struct PassingTraffic {
  TrafficSet reachable;
  TrafficSet partial;
  TrafficSet undecided;

  static PassingTraffic of(const TrafficTally& tally);

  /// Is nothing reachable, partial or undecided?
  bool is_blocked() const { return reachable.empty() && partial.empty() && undecided.empty(); }
  /// Of one kind of traffic.
  Verdict verdict_of(Traffic traffic) const;
  PassingTraffic within(const TrafficSet& traffic) const;

  friend bool operator==(const PassingTraffic&, const PassingTraffic&) = default;
};

}  // namespace canreach
