#include "analyzer/query/path.h"

#include <array>
#include <utility>

#include "analyzer/query/path_finder.h"
#include "analyzer/query/walk.h"

namespace canreach {
namespace {

/// More paths than a person would read; beyond them the answer is undecided.
constexpr std::size_t kMostPaths = 64;

/// Steps of most paths and their replies; more cost another allocation.
constexpr std::size_t kUsualSteps = 24;

void append(const Transition& transition, const std::vector<Step>& from, std::vector<Step>& to) {
  const auto first = from.begin() + transition.first_step;
  to.insert(to.end(), first, first + transition.step_count);
}

/// The two ends of a flow, and what is known of them so far.
template <class Known>
using AtBothEnds = std::array<Known, 2>;

/// Asks memory for what filters and routes at both ends are read from.  At an end one thing leads
/// to the next (address, interface, groups, rules), and in a large network most of a verdict is
/// waiting for each of them.  Asked for here, the two ends wait at the same time.
void read_ahead(const Network& network, const FlowEnds& flow) {
  if (flow.source.face == kNoIndex || flow.target_face == kNoIndex) return;
  AtBothEnds<const CompiledInterface*> interfaces{};
  AtBothEnds<const GroupSet*> sets{};
  AtBothEnds<const CompiledSubnet*> subnets{};
  const AtBothEnds<std::uint32_t> faces = {flow.source.face, flow.target_face};
  for (std::size_t end = 0; end < 2; ++end) {
    interfaces[end] = &network.interfaces[network.faces[faces[end]].interface];
    __builtin_prefetch(interfaces[end]);
  }
  for (std::size_t end = 0; end < 2; ++end) {
    const CompiledInterface& interface = *interfaces[end];
    sets[end] = &network.group_sets[interface.group_set];
    __builtin_prefetch(sets[end]);
    if (interface.subnet == kNoIndex) continue;
    subnets[end] = &network.subnets[interface.subnet];
    __builtin_prefetch(subnets[end]);
  }
  for (std::size_t end = 0; end < 2; ++end) {
    __builtin_prefetch(sets[end]->groups.data());
    if (subnets[end] == nullptr) continue;
    __builtin_prefetch(subnets[end]->ranges.data());
    if (subnets[end]->table != kNoIndex) __builtin_prefetch(&network.tables[subnets[end]->table]);
    if (subnets[end]->acl != kNoIndex) __builtin_prefetch(&network.acls[subnets[end]->acl]);
  }
  for (const GroupSet* set : sets) {
    for (const std::uint32_t group : set->groups) __builtin_prefetch(&network.groups[group]);
  }
  for (std::size_t end = 0; end < 2; ++end) {
    const Direction direction = end == 0 ? Direction::egress : Direction::ingress;
    for (const std::uint32_t group : sets[end]->groups) {
      const Slice rules = rules_of(network.groups[group], direction);
      __builtin_prefetch(network.group_rule_hulls.data() + rules.first);
    }
    if (subnets[end] == nullptr || subnets[end]->table == kNoIndex) continue;
    const Slice& intervals = network.tables[subnets[end]->table].intervals;
    __builtin_prefetch(network.route_intervals.data() + intervals.first + intervals.count / 2);
  }
}

}  // namespace

const Paths& PathFinder::find(const FlowEnds& ends) {
  read_ahead(router_.network(), ends);
  if (!found_.paths.empty()) router_.steps().swap(found_.paths.front().steps);
  found_.paths.clear();
  found_.complete = true;
  branches_ = 0;
  router_.restart(ends);
  router_.steps().reserve(kUsualSteps);
  State state = router_.start();
  follow(state);
  return found_;
}

void PathFinder::follow(State& state) {
  while (state.stage != Stage::arrived && state.stage != Stage::dead) {
    if (!router_.advance(state)) fork(state);
  }
  add_path(state.stage == Stage::arrived);
}

/// Several ways to go on: the others are followed to their ends, then `state` takes the first.
void PathFinder::fork(State& state) {
  const std::vector<Step> so_far = router_.steps();
  std::vector<Transition> ways;
  router_.expand(state, false, ways);
  const std::vector<Step> steps = std::move(router_.steps());
  for (std::size_t i = 1; i < ways.size(); ++i) {
    if (found_.paths.size() >= kMostPaths || ++branches_ > 4 * kMostPaths) {
      found_.complete = false;
      break;
    }
    router_.steps() = so_far;
    append(ways[i], steps, router_.steps());
    follow(ways[i].next);
  }
  router_.steps() = so_far;
  append(ways.front(), steps, router_.steps());
  state = ways.front().next;
}

void PathFinder::add_path(bool arrives) {
  if (found_.paths.size() == kMostPaths) {
    found_.complete = false;
    return;
  }
  Path& path = found_.paths.emplace_back();
  path.steps.swap(router_.steps());
  lose_references_across_transit(path.steps);
  path.arrives = arrives;
  path.assumptions = router_.assumptions();
}

void lose_references_across_transit(std::vector<Step>& steps) {
  bool crosses = false;
  Leg leg = Leg::forward;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->leg != leg) crosses = false;
    leg = step->leg;
    crosses = crosses || step->component == ResourceKind::TransitGatewayAttachment;
    const bool sends =
        step->kind == StepKind::security_group && step->direction == Direction::egress;
    if (crosses && sends) step->references = References::lost;
  }
}

Paths find_paths(const Network& network, const FlowEnds& ends) {
  PathFinder finder(network);
  finder.find(ends);
  return finder.take();
}

}  // namespace canreach
