#include "analyzer/query/path.h"

#include "analyzer/query/router.h"

namespace canreach {
namespace {

/// More paths than a person would read; beyond them the answer is undecided.
constexpr std::size_t kMostPaths = 64;

/// Steps of most paths and their replies; more cost another allocation.
constexpr std::size_t kUsualSteps = 24;

/// Follows what is configured, and every branch that unknown values leave open.
class PathFinder {
 public:
  PathFinder(const Network& network, const FlowEnds& ends) : router_(network, ends) {}

  Paths find() {
    follow(router_.start(), {});
    return std::move(found_);
  }

 private:
  void follow(State state, std::vector<Step> steps) {
    std::vector<Transition> transitions;
    transitions.reserve(1);
    steps.reserve(kUsualSteps);
    while (state.stage != Stage::arrived && state.stage != Stage::dead) {
      transitions.clear();
      router_.expand(state, false, transitions);
      for (std::size_t i = 1; i < transitions.size(); ++i) branch(transitions[i], steps);
      append(transitions[0], steps);
      state = transitions[0].next;
    }
    if (found_.paths.size() == kMostPaths) {
      found_.complete = false;
      return;
    }
    Path path;
    path.steps = std::move(steps);
    path.arrives = state.stage == Stage::arrived;
    path.assumptions = router_.assumptions();
    found_.paths.push_back(std::move(path));
  }

  void branch(const Transition& transition, const std::vector<Step>& so_far) {
    if (found_.paths.size() >= kMostPaths || ++branches_ > 4 * kMostPaths) {
      found_.complete = false;
      return;
    }
    std::vector<Step> steps = so_far;
    append(transition, steps);
    follow(transition.next, std::move(steps));
  }

  void append(const Transition& transition, std::vector<Step>& steps) const {
    const auto first = router_.steps().begin() + transition.first_step;
    steps.insert(steps.end(), first, first + transition.step_count);
  }

  Router router_;
  Paths found_;
  std::size_t branches_ = 0;
};

}  // namespace

Paths find_paths(const Network& network, const FlowEnds& ends) {
  return PathFinder(network, ends).find();
}

}  // namespace canreach
