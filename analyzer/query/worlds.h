#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/answer.h"
#include "analyzer/query/query_errors.h"

// A template whose conditions are open stands for several designs.  Every one is asked, and what
// they agree on is the answer.

namespace canreach {

/// One remark for each condition that is open.
std::vector<Remark> remarks_of_conditions(const Network& network);

/// The first world's answer where all agree on it; else an undecided one.  `ask(network)` gives
/// tl::expected<Answer, QueryError>, `same(answer, answer)` tells whether two agree, and
/// `doubt(answer)` takes the verdict out of one.
template <class Ask, class Same, class Doubt>
auto agreed(const Network& network, Ask ask, Same same, Doubt doubt) {
  auto answer = ask(network);
  if (network.design->open_conditions.empty()) return answer;
  bool agree = !network.other_worlds.empty() && answer.has_value();
  for (const OpenCondition& condition : network.design->open_conditions) {
    agree = agree && !condition.is_unbounded;
  }
  for (const std::shared_ptr<const Network>& world : network.other_worlds) {
    auto other = ask(*world);
    agree = agree && other.has_value() && same(*answer, *other);
    if (!answer.has_value()) answer = std::move(other);
  }
  if (agree || !answer.has_value()) return answer;
  doubt(*answer);
  for (Remark& remark : remarks_of_conditions(network)) {
    answer->undecided.push_back(std::move(remark));
  }
  return answer;
}

}  // namespace canreach
