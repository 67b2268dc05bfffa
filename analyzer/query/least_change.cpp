// The least-change path.
//
// The places that a packet can get to, with its header as it is there, are the vertices of a graph;
// an edge is one transition of the router: what the design says, what it may say, or what it could
// say after a change.  An edge weighs what refuses the packet on it, so the shortest path from the
// source to "the reply is home" is the way to make the flow work, and its refusing steps are all
// that must change.  Both legs are one search, since the way of the reply depends on what the
// request's way translated.
//
// The way that the design declares comes first, however many of its filters refuse: who routes
// through a firewall wants the firewall's rule, not a way past it.  So a route that would have to
// be another weighs more than all filters, and a gateway that refuses by its nature, whatever is
// written, weighs more than a route.  What is undecided weighs as much as a refusal, since a change
// that leaves the answer open is none.
//
// Only what the router can reach is built, and changes are proposed only towards gateways that lead
// to the destination, so the graph has some tens of vertices, whatever the size of the network.
#include "analyzer/query/least_change.h"

#include <algorithm>
#include <array>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <deque>
#include <unordered_map>

#include "analyzer/query/router.h"

namespace canreach {
namespace {

constexpr std::size_t kMostVertices = 4000;
constexpr std::size_t kMostOthers = 4;

constexpr int kRefusal = 1000;        // a step that refuses, or that is undecided
constexpr int kOtherRoute = 100'000;  // a route that says what the design does not
constexpr int kHopeless = 250'000;    // a refusal that nothing written at that place would lift

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                    boost::property<boost::edge_weight_t, int>>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

class Search {
 public:
  Search(const Network& network, const FlowEnds& ends, const Packet& packet)
      : network_(network), packet_(packet), router_(network, ends) {}

  LeastChange find() {
    build();
    const std::vector<int> distances = shortest();
    std::vector<Vertex> ends;
    for (Vertex vertex = 0; vertex < states_.size(); ++vertex) {
      if (states_[vertex].stage == Stage::arrived) ends.push_back(vertex);
    }
    std::stable_sort(ends.begin(), ends.end(),
                     [&](Vertex a, Vertex b) { return distances[a] < distances[b]; });
    LeastChange result;
    if (ends.empty()) {
      result.path = configured();
      result.changes = refusals(result.path);
      return result;
    }
    result.path = path_to(ends.front());
    result.changes = refusals(result.path);
    const std::size_t open = undecided(result.path);
    for (std::size_t i = 1; i < ends.size() && result.others.size() < kMostOthers; ++i) {
      Path path = path_to(ends[i]);
      if (undecided(path) > open) continue;
      const std::size_t changes = refusals(path);
      result.others.push_back({std::move(path), changes});
    }
    return result;
  }

 private:
  struct Edge {
    Vertex from;
    Vertex to;
    std::uint32_t first_step;  // in Router::steps()
    std::uint32_t step_count;
    int weight;
  };

  /// What of a state decides how a packet may go on, as numbers.
  using Key = std::array<std::uint32_t, 48>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      std::uint64_t hash = 0;
      for (const std::uint32_t number : key) hash = (hash ^ number) * 0x9e3779b97f4a7c15ULL;
      return static_cast<std::size_t>(hash ^ (hash >> 32));
    }
  };

  static Key key_of(const State& state) {
    Key key = {static_cast<std::uint32_t>(state.stage),
               static_cast<std::uint32_t>(state.leg),
               state.vpc,
               state.subnet,
               state.interface,
               state.table,
               state.component,
               state.source.atom,
               state.source.face,
               state.destination.atom,
               state.destination.face,
               static_cast<std::uint32_t>(state.references),
               static_cast<std::uint32_t>(state.uncertain),
               static_cast<std::uint32_t>(state.transit),
               static_cast<std::uint32_t>(state.edge),
               static_cast<std::uint32_t>(state.ports),
               static_cast<std::uint32_t>(state.translation_count),
               static_cast<std::uint32_t>(state.appliance_count),
               static_cast<std::uint32_t>(state.by_service_endpoint),
               state.masquerading,
               state.edge_appliance,
               state.left_vpc,
               state.attachment,
               state.arrived_by,
               state.appliance_subnet,
               state.on_premises,
               static_cast<std::uint32_t>(state.edge_of_vpn),
               state.entered_vpc,
               state.public_face,
               static_cast<std::uint32_t>(state.via_egress_only),
               static_cast<std::uint32_t>(state.replying_appliances)};
    std::size_t next = 31;
    for (std::size_t i = 0; i < state.translation_count; ++i) {
      key[next++] = state.translations[i].index;
      key[next++] = state.translations[i].inside.face;
      key[next++] = static_cast<std::uint32_t>(state.translations[i].crossed_peering);
    }
    for (std::size_t i = 0; i < state.appliance_count; ++i) {
      key[next++] = state.appliances[i].interface;
      key[next++] = static_cast<std::uint32_t>(state.appliances[i].has_replied);
    }
    return key;
  }

  Vertex vertex_of(const State& state) {
    const auto [found, is_new] = vertices_.try_emplace(key_of(state), states_.size());
    if (is_new) {
      states_.push_back(state);
      open_.push_back(found->second);
    }
    return found->second;
  }

  void build() {
    vertex_of(router_.start());
    std::vector<Transition> transitions;
    while (!open_.empty() && states_.size() < kMostVertices) {
      const Vertex from = open_.front();
      open_.pop_front();
      const State state = states_[from];
      transitions.clear();
      router_.expand(state, true, transitions);
      for (const Transition& transition : transitions) {
        const Vertex to = vertex_of(transition.next);
        edges_.push_back(
            {from, to, transition.first_step, transition.step_count, weight_of(transition)});
      }
    }
  }

  int weight_of(const Transition& transition) const {
    int weight = transition.kind == Transition::Kind::change ? kOtherRoute : 0;
    const auto first = router_.steps().begin() + transition.first_step;
    for (auto step = first; step != first + transition.step_count; ++step) {
      const Tri outcome = judge(network_, *step, packet_).outcome;
      if (outcome != Tri::yes) weight += is_hopeless(*step) ? kHopeless : kRefusal;
    }
    return weight;
  }

  /// An egress-only gateway lets nobody in.  Rule: EIGW-1.
  static bool is_hopeless(const Step& step) {
    return step.kind == StepKind::gateway && step.reason == Reason::egress_only_no_inbound;
  }

  std::vector<int> shortest() {
    Graph graph(states_.size());
    for (const Edge& edge : edges_) boost::add_edge(edge.from, edge.to, edge.weight, graph);
    std::vector<int> distances(states_.size());
    std::vector<Vertex> before(states_.size());
    boost::dijkstra_shortest_paths(
        graph, Vertex{0}, boost::predecessor_map(before.data()).distance_map(distances.data()));
    // The edges of the tree, the first of equal ones: the order of the router decides ties.
    incoming_.assign(states_.size(), edges_.size());
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      const Edge& edge = edges_[i];
      if (edge.to == 0 || before[edge.to] != edge.from) continue;
      if (distances[edge.from] + edge.weight != distances[edge.to]) continue;
      if (incoming_[edge.to] == edges_.size()) incoming_[edge.to] = i;
    }
    return distances;
  }

  Path path_to(Vertex vertex) const {
    std::vector<std::size_t> chain;
    while (vertex != 0 && incoming_[vertex] != edges_.size()) {
      chain.push_back(incoming_[vertex]);
      vertex = edges_[incoming_[vertex]].from;
    }
    std::reverse(chain.begin(), chain.end());
    Path path;
    for (const std::size_t index : chain)
      append(edges_[index].first_step, edges_[index].step_count, path);
    lose_references_across_transit(path.steps);
    path.arrives = true;
    return path;
  }

  /// What the design says, as far as it leads.
  Path configured() {
    Path path;
    State state = router_.start();
    std::vector<Transition> transitions;
    while (state.stage != Stage::arrived && state.stage != Stage::dead) {
      transitions.clear();
      router_.expand(state, false, transitions);
      append(transitions.front().first_step, transitions.front().step_count, path);
      state = transitions.front().next;
    }
    lose_references_across_transit(path.steps);
    return path;
  }

  void append(std::uint32_t first_step, std::uint32_t step_count, Path& path) const {
    const auto first = router_.steps().begin() + first_step;
    path.steps.insert(path.steps.end(), first, first + step_count);
  }

  std::size_t refusals(const Path& path) const { return count_of(path, Tri::no); }
  std::size_t undecided(const Path& path) const { return count_of(path, Tri::maybe); }

  std::size_t count_of(const Path& path, Tri outcome) const {
    return static_cast<std::size_t>(std::count_if(
        path.steps.begin(), path.steps.end(),
        [&](const Step& step) { return judge(network_, step, packet_).outcome == outcome; }));
  }

  const Network& network_;
  Packet packet_;
  Router router_;
  std::unordered_map<Key, Vertex, KeyHash> vertices_;
  std::vector<State> states_;
  std::deque<Vertex> open_;
  std::vector<Edge> edges_;
  std::vector<std::size_t> incoming_;
};

}  // namespace

LeastChange find_least_change(const Network& network, const FlowEnds& ends, const Packet& packet) {
  return Search(network, ends, packet).find();
}

}  // namespace canreach
