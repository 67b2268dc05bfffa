#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/query/path.h"
#include "analyzer/query/router.h"

namespace canreach {

/// Follows what is configured, and every branch that unknown values leave open.  Asked again, it
/// uses its memory again: this is the fast way to ask about many flows.
class PathFinder {
 public:
  explicit PathFinder(const Network& network) : router_(network, FlowEnds()) {}

  /// The paths hold until the next call.
  const Paths& find(const FlowEnds& ends);
  Paths take() { return std::move(found_); }

 private:
  void follow(State& state);
  void fork(State& state);
  void add_path(bool arrives);

  Router router_;
  Paths found_;
  std::size_t branches_ = 0;
};

}  // namespace canreach
