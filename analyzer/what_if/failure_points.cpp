// Single points of failure.  All ways that a flow may take are one graph: its vertices are the
// things that the ways pass and the zones that these stand in, between a source and a sink.  What
// every way passes are the vertices that dominate the sink.  The graph says nothing of filters and
// of names that then mean something else, so each candidate is taken away and the flow asked again:
// only what stops it is reported.
#include "analyzer/what_if/failure_points.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "analyzer/query/endpoint.h"
#include "analyzer/query/pair_judge.h"
#include "analyzer/what_if/removal.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

constexpr std::size_t kMostPaths = 4096;
constexpr std::size_t kMostCandidates = 64;

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

/// What a way passes: a thing, or a zone.
struct Stop {
  Removable thing;
  std::string zone;  // empty: a thing
};

class Ways {
 public:
  explicit Ways(const Network& network)
      : network_(network), design_(*network.design), source_(add({})), sink_(add({})) {}

  void add_way(const Case& made, const Path& path) {
    if (!path.arrives) return;
    if (++count_ > kMostPaths) return;
    std::vector<Vertex> passed;
    for (const Step& step : path.steps) {
      if (std::optional<Removable> thing = thing_of(step)) pass({*thing, {}}, passed);
      const std::string zone = zone_of(step);
      if (!zone.empty()) pass({{}, zone}, passed);
    }
    const std::optional<Vertex> first = balancer_at(made.ends.source);
    const std::optional<Vertex> last = balancer_at(made.ends.destination);
    link(first.value_or(source_), passed, last.value_or(sink_));
  }

  /// The flow's own ends are not on its way.
  void end_at(const EndMember& member) {
    if (member.owned) ends_.push_back({member.owner_kind, member.owner_index});
  }

  bool complete() const { return count_ <= kMostPaths; }

  /// Of every way, in the order in which they are passed.
  std::vector<Stop> on_every_way() const {
    std::vector<Vertex> dominators(boost::num_vertices(graph_),
                                   boost::graph_traits<Graph>::null_vertex());
    boost::lengauer_tarjan_dominator_tree(
        graph_, source_,
        boost::make_iterator_property_map(dominators.begin(),
                                          boost::get(boost::vertex_index, graph_)));
    std::vector<Stop> found;
    for (Vertex vertex = dominators[sink_];
         vertex != boost::graph_traits<Graph>::null_vertex() && vertex != source_;
         vertex = dominators[vertex]) {
      if (!is_end(stops_[vertex])) found.push_back(stops_[vertex]);
    }
    std::reverse(found.begin(), found.end());
    std::stable_partition(found.begin(), found.end(),
                          [](const Stop& stop) { return stop.zone.empty(); });
    return found;
  }

 private:
  Vertex add(Stop stop) {
    stops_.push_back(std::move(stop));
    return boost::add_vertex(graph_);
  }

  Vertex vertex_of(const Stop& stop) {
    const auto key =
        std::make_tuple(stop.zone, static_cast<int>(stop.thing.kind), stop.thing.index);
    const auto [entry, is_new] = vertices_.try_emplace(key, Vertex());
    if (is_new) entry->second = add(stop);
    return entry->second;
  }

  void pass(const Stop& stop, std::vector<Vertex>& passed) {
    const Vertex vertex = vertex_of(stop);
    if (!contains(passed, vertex)) passed.push_back(vertex);
  }

  void link(Vertex from, const std::vector<Vertex>& passed, Vertex to) {
    Vertex last = from;
    for (const Vertex vertex : passed) {
      if (vertex == from || vertex == to) continue;
      boost::add_edge(last, vertex, graph_);
      last = vertex;
    }
    if (last != to) boost::add_edge(last, to, graph_);
  }

  std::optional<Removable> owner_of(std::uint32_t interface) const {
    const NetworkInterface& declared = design_.all<NetworkInterface>()[interface];
    const Removable owner{declared.owner_kind, declared.owner_index};
    if (!declared.owned || !is_removable(design_, owner)) return std::nullopt;
    return owner;
  }

  /// A node at which one half of a relayed flow ends and the other begins.
  std::optional<Vertex> balancer_at(const Party& party) {
    if (party.face == kNoIndex) return std::nullopt;
    const std::optional<Removable> owner = owner_of(network_.faces[party.face].interface);
    if (!owner || owner->kind != ResourceKind::LoadBalancer) return std::nullopt;
    return vertex_of({*owner, {}});
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
  Graph graph_;
  std::vector<Stop> stops_;  // of each vertex
  std::map<std::tuple<std::string, int, std::uint32_t>, Vertex> vertices_;
  std::vector<Removable> ends_;
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
