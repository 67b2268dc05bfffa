#pragma once

#include <string>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/query.h"

namespace canreach {

/// Something without which a flow that passes today does not: it lies on every way of the flow, and
/// the flow was asked again without it.
struct FailurePoint {
  std::string component;               // a kind's label, or "zone"
  std::string name;                    // as --without takes it
  Verdict verdict = Verdict::blocked;  // of the flow without it
  SourceLoc at;
};

struct FailurePoints {
  Verdict verdict = Verdict::reachable;  // of the flow today; else nothing is looked for
  std::vector<FailurePoint> points;      // in the order of the path; zones last
  bool complete = true;                  // false: there were too many ways to look at
};

/// The single points of failure of a flow.  Its ends themselves are none, and what is configuration
/// rather than a thing (tables, ACLs, groups) is none either.
tl::expected<FailurePoints, QueryError> failure_points(const Network& network,
                                                       const TraceQuery& query);

}  // namespace canreach
