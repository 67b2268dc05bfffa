// Single points of failure.  All ways that a flow may take are one graph, with a chain of vertices
// for each way: the things that it passes and the zones that these stand in, between a source and a
// sink.  A flow that a load balancer or an endpoint relays passes it between two halves, and only
// there do chains meet: whoever came to a node goes on from it.  What every way passes
// is on any one of them, and without it the sink is not reached: one walk for each.  The graph says
// nothing of filters and of names that then mean something else, so each candidate is taken away
// and the flow asked again: only what stops it is reported.
#include "analyzer/what_if/failure_points.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "analyzer/intents/zones.h"
#include "analyzer/query/endpoint.h"
#include "analyzer/query/pair_judge.h"
#include "analyzer/query/relay.h"
#include "analyzer/what_if/removal.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

constexpr std::size_t kMostPaths = 4096;
constexpr std::size_t kMostCandidates = 64;

using Vertex = std::size_t;

/// What a way passes: a thing, or a zone.
struct Stop {
  Removable thing;
  std::string zone;  // empty: a thing

  friend bool operator==(const Stop&, const Stop&) = default;
};

class Ways {
 public:
  explicit Ways(const Network& network)
      : network_(network), design_(*network.design), source_(add({})), sink_(add({})) {}

  void add_way(const Case& made, const Path& path) {
    if (!path.arrives) return;
    if (++count_ > kMostPaths) return;
    std::vector<Stop> passed;
    for (const Step& step : path.steps) {
      if (std::optional<Removable> thing = thing_of(step)) pass({*thing, {}}, passed);
      const std::string zone = zone_of(step);
      if (!zone.empty()) pass({{}, zone}, passed);
    }
    const std::optional<Vertex> first = relay_before(made);
    const std::optional<Vertex> last = relay_after(made);
    link(first.value_or(source_), passed, last.value_or(sink_));
  }

  /// The flow's own ends are not on its way, but a zone that may hold all of one is.
  void end_at(const EndMember& member) {
    if (member.owned) ends_.push_back({member.owner_kind, member.owner_index});
    for (const std::string& zone : zones_that_may_hold(network_, member)) pass({{}, zone}, held_);
  }

  bool complete() const { return count_ <= kMostPaths; }

  /// Of every way, in the order in which they are passed; zones come last.
  std::vector<Stop> on_every_way() const {
    std::vector<Stop> found;
    const std::optional<std::vector<Vertex>> any = some_way({});
    if (!any) return held_;
    for (const Vertex vertex : *any) {
      const Stop& stop = stops_[vertex];
      if (is_end(stop) || contains(found, stop)) continue;
      if (!some_way(stop)) found.push_back(stop);
    }
    std::stable_partition(found.begin(), found.end(),
                          [](const Stop& stop) { return stop.zone.empty(); });
    for (const Stop& zone : held_) pass(zone, found);
    return found;
  }

 private:
  Vertex add(Stop stop) {
    stops_.push_back(std::move(stop));
    next_.emplace_back();
    return stops_.size() - 1;
  }

  /// Between two halves; of a load balancer each node (an interface) is a place of its own.
  Vertex between(const Removable& thing, std::uint32_t place) {
    const auto [entry, is_new] = between_.try_emplace({thing.kind, place}, Vertex());
    if (is_new) entry->second = add({thing, {}});
    return entry->second;
  }

  static void pass(const Stop& stop, std::vector<Stop>& passed) {
    if (!contains(passed, stop)) passed.push_back(stop);
  }

  void link(Vertex from, const std::vector<Stop>& passed, Vertex to) {
    Vertex last = from;
    for (const Stop& stop : passed) {
      if (stop == stops_[from] || stop == stops_[to]) continue;
      const Vertex vertex = add(stop);
      add_edge(last, vertex);
      last = vertex;
    }
    if (last != to) add_edge(last, to);
  }

  void add_edge(Vertex from, Vertex to) {
    if (!contains(next_[from], to)) next_[from].push_back(to);
  }

  /// What lies between source and sink on one way that does not pass the stop; none: every way
  /// does.
  std::optional<std::vector<Vertex>> some_way(const std::optional<Stop>& without) const {
    std::vector<Vertex> before(stops_.size(), sink_);  // sink_: not reached
    std::vector<Vertex> open = {source_};
    before[source_] = source_;
    for (std::size_t i = 0; i < open.size(); ++i) {
      for (const Vertex vertex : next_[open[i]]) {
        const bool is_left_out = vertex != sink_ && without && stops_[vertex] == *without;
        if (before[vertex] != sink_ || is_left_out) continue;
        before[vertex] = open[i];
        if (vertex != sink_) open.push_back(vertex);
      }
    }
    if (before[sink_] == sink_) return std::nullopt;
    std::vector<Vertex> way;
    for (Vertex at = before[sink_]; at != source_; at = before[at]) way.push_back(at);
    std::reverse(way.begin(), way.end());
    return way;
  }

  std::optional<Removable> owner_of(std::uint32_t interface) const {
    const NetworkInterface& declared = design_.all<NetworkInterface>()[interface];
    const Removable owner{declared.owner_kind, declared.owner_index};
    if (!declared.owned || !is_removable(design_, owner)) return std::nullopt;
    return owner;
  }

  /// The load balancer at which one half of a relayed flow ends and the other begins.
  std::optional<Vertex> balancer_at(std::uint32_t face) {
    if (face == kNoIndex) return std::nullopt;
    const std::uint32_t node = network_.faces[face].interface;
    const std::optional<Removable> owner = owner_of(node);
    if (!owner || owner->kind != ResourceKind::LoadBalancer) return std::nullopt;
    return between(*owner, node);
  }

  Vertex endpoint_at(std::uint32_t endpoint) {
    return between({ResourceKind::VpcEndpoint, endpoint}, endpoint);
  }

  /// Behind an endpoint the load balancer sees the consumer.  Rule: PLS-3.
  std::optional<Vertex> relay_before(const Case& made) {
    const bool is_endpoint = made.ends.origin == FlowEnds::Origin::endpoint;
    return is_endpoint ? endpoint_at(made.ends.endpoint) : balancer_at(made.ends.source.face);
  }

  std::optional<Vertex> relay_after(const Case& made) {
    const std::uint32_t endpoint = endpoint_of(network_, made);
    return endpoint != kNoIndex ? endpoint_at(endpoint) : balancer_at(made.ends.target_face);
  }

  static bool is_interface(const Step& step) {
    return step.kind == StepKind::security_group || step.kind == StepKind::source_dest_check ||
           step.kind == StepKind::listener;
  }

  std::optional<Removable> thing_of(const Step& step) const {
    if (step.index == kNoIndex) return std::nullopt;
    if (is_interface(step)) return owner_of(step.index);
    const bool is_gateway = step.kind == StepKind::gateway || step.kind == StepKind::protocol;
    const Removable thing{step.component, step.index};
    if (!is_gateway || !is_removable(design_, thing)) return std::nullopt;
    return thing;
  }

  std::string zone_of(const Step& step) const {
    std::uint32_t subnet = kNoIndex;
    if (is_interface(step) && step.index != kNoIndex) {
      subnet = network_.interfaces[step.index].subnet;
    }
    if (step.kind == StepKind::network_acl) subnet = step.route;
    const bool is_nat = step.kind == StepKind::gateway && step.index != kNoIndex &&
                        step.component == ResourceKind::NatGateway;
    if (is_nat && design_.all<NatGateway>()[step.index].subnet.is_known()) {
      subnet = design_.all<NatGateway>()[step.index].subnet.index();
    }
    return subnet == kNoIndex ? std::string() : design_.all<Subnet>()[subnet].zone;
  }

  bool is_end(const Stop& stop) const { return stop.zone.empty() && contains(ends_, stop.thing); }

  const Network& network_;
  const Design& design_;
  std::vector<Stop> stops_;  // of each vertex
  std::vector<std::vector<Vertex>> next_;
  std::map<std::pair<ResourceKind, std::uint32_t>, Vertex> between_;
  std::vector<Removable> ends_;
  std::vector<Stop> held_;  // zones that may hold all of an end
  std::size_t count_ = 0;
  Vertex source_;
  Vertex sink_;
};

/// The flow's ways; an error is that of `trace`.
void gather(const Network& network, const TraceQuery& query, Ways& ways) {
  const auto target = split_target(network, query.to);
  if (!target) return;
  const auto from = resolve_endpoint(network, query.from, nullptr);
  const auto to = from ? resolve_endpoint(network, target->endpoint, &*from) : from;
  if (!from || !to) return;
  PairJudge judge(network);
  judge.listen(
      [&](const Case& made, const Path& path, const TrafficTally&) { ways.add_way(made, path); });
  for (const EndMember& source : from->members) ways.end_at(source);
  for (const EndMember& end : to->members) ways.end_at(end);
  for (const EndMember& source : from->members) {
    for (const EndMember& end : to->members) {
      if (ways.complete()) judge.tally(source, end);
    }
  }
}

std::optional<FailurePoint> confirmed(const Network& network, const TraceQuery& query,
                                      const Stop& stop) {
  FailurePoint point;
  if (stop.zone.empty()) {
    const Resource& resource = resource_of(*network.design, stop.thing.kind, stop.thing.index);
    point.component = label_of(stop.thing.kind);
    point.name = name_of(network, stop.thing);
    point.at = resource.at;
  } else {
    point.component = "zone";
    point.name = "zone:" + stop.zone;
  }
  const auto left = design_without(network, {point.name});
  if (!left) return std::nullopt;
  const auto answer = trace(compile(*left), query);
  if (!answer || answer->verdict == Verdict::reachable) return std::nullopt;
  point.verdict = answer->verdict;
  return point;
}

}  // namespace

tl::expected<FailurePoints, QueryError> failure_points(const Network& network,
                                                       const TraceQuery& query) {
  const auto today = trace(network, query);
  if (!today) return tl::unexpected<QueryError>(today.error());
  FailurePoints result;
  result.verdict = today->verdict;
  if (today->verdict != Verdict::reachable) return result;
  Ways ways(network);
  gather(network, query, ways);
  std::vector<Stop> candidates = ways.on_every_way();
  result.complete = ways.complete() && candidates.size() <= kMostCandidates;
  if (candidates.size() > kMostCandidates) candidates.resize(kMostCandidates);
  for (const Stop& stop : candidates) {
    if (std::optional<FailurePoint> point = confirmed(network, query, stop)) {
      result.points.push_back(std::move(*point));
    }
  }
  return result;
}

}  // namespace canreach
