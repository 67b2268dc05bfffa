#pragma once

#include <functional>

#include "analyzer/query/cases.h"
#include "analyzer/query/path_finder.h"
#include "analyzer/query/reach.h"
#include "analyzer/query/relay.h"
#include "analyzer/query/traffic_tally.h"

namespace canreach {

/// Judges all traffic between two members at once: for each kind of traffic what `trace` says of it
/// alone.  Rows of filters are made once and kept, so one judge should serve many pairs of one
/// network.  It judges the network at hand; other worlds (worlds.h) have judges of their own.
class PairJudge {
 public:
  explicit PairJudge(const Network& network)
      : network_(network), finder_(network), reach_(network) {}

  TrafficTally tally(const EndMember& from, const EndMember& to);
  PassingTraffic judge(const EndMember& from, const EndMember& to) {
    return PassingTraffic::of(tally(from, to));
  }

  /// The rows that it keeps.
  Reach& reach() { return reach_; }

  /// How the pair that was judged last is connected, without its filters.
  struct Routing {
    bool is_dead = true;  // no packet gets there by any path
    /// Every case has one path, and nothing but its steps decides.
    bool is_single = true;
  };
  const Routing& routing() const { return routing_; }

  /// Told of each path of each pair that is judged, and of what gets through it.
  using Listener = std::function<void(const Case&, const Path&, const TrafficTally&)>;
  void listen(Listener listener) { listener_ = std::move(listener); }

 private:
  TrafficTally of_cases(const EndMember& from, const EndMember& to);
  TrafficTally of_case(const Case& made, const EndMember& from, const EndMember& to);
  TrafficTally of_paths(const Case& made, SourcePorts client_ports);
  void relay(const Case& made, const Party& client, SourcePorts client_ports, int depth,
             TrafficTally& tally);
  void pass_on(const Relay& relay, int depth, TrafficTally& tally);
  TrafficTally all_of_way(const RelayWay& way, int depth);
  Tally of_way(const RelayWay& way, int depth);
  void consider_owners(const EndMember& from, const EndMember& to, TrafficTally& pair);

  const Network& network_;
  PathFinder finder_;
  Reach reach_;
  Routing routing_;
  Party arriving_;  // the source as the last target that a packet got to sees it
  Listener listener_;
};

}  // namespace canreach
