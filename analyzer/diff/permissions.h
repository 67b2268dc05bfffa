#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/access/access_facts.h"
#include "analyzer/access/call_questions.h"
#include "analyzer/access/policy_store.h"
#include "analyzer/diff/diff.h"
#include "analyzer/network/network.h"

namespace canreach {

/// Every principal and workload that may do something in one of the designs and may not in the
/// other: the verbs on what holds data, the actions of its service that some policy names, and what
/// the statements that differ are about.
struct PermissionDiff {
  std::vector<PermissionChange> changes;
  std::vector<std::string> differing;  // texts of AccessFacts that one of the designs has
  std::set<std::string> compared;      // of these: every call that they decide was asked about
  std::set<std::string> shown;         // a change is about one of their calls
  bool calls_left_out = false;
};
PermissionDiff permissions_between(const Network& before, const AccessFacts& old_facts,
                                   const Network& after, const AccessFacts& new_facts);

/// What one design says of calls, each asked once.
class CallVerdicts {
 public:
  using Who = std::pair<std::string, std::string>;  // kind and name
  using Verdicts = std::map<Who, AccessVerdict>;    // of all but those who may not

  explicit CallVerdicts(const Network& network) : network_(network), store_(*network.design) {}

  /// Of the design's principals and workloads; none: it lacks a name of the question.
  const std::optional<Verdicts>& of_all(const CallQuestion& question);
  /// Of a principal that the design does not hold.
  std::optional<AccessVerdict> of_caller(const std::string& caller, const CallQuestion& question);
  /// Of who is meant by a change: denied where the design lacks one of its names.
  AccessVerdict of(const PermissionChange& change);

 private:
  const Network& network_;
  PolicyStore store_;
  std::map<CallQuestion, std::optional<Verdicts>> asked_;
};

}  // namespace canreach
