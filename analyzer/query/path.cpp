#include "analyzer/query/path.h"

#include <utility>

#include "analyzer/query/path_finder.h"

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

}  // namespace

const Paths& PathFinder::find(const FlowEnds& ends) {
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
