#pragma once

#include <vector>

#include "analyzer/query/judged.h"
#include "analyzer/query/query.h"

namespace canreach {

/// Fills what tells why the answer's verdict is what it is: hops, blockers, other paths,
/// assumptions, what is undecided, symptom; where the query wants it also what would lift the
/// blockers, and what the filters passed over.  `judged`: the cases that the verdict rests on.
void explain(const Network& network, const std::vector<Judged>& judged, const TraceQuery& query,
             Answer& answer);

/// Adds every refusal of the case, on the path that needs the fewest changes.  `answer` names the
/// ends.
void add_blockers(const Network& network, const Judged& judged, Answer& answer,
                  std::vector<Blocker>& blockers);

/// Adds a remark that is not there yet.
void add_remark(Remark remark, std::vector<Remark>& remarks);

}  // namespace canreach
