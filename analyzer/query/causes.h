#pragma once

#include <vector>

#include "analyzer/query/judged.h"

namespace canreach {

/// Fills what tells why the answer's verdict is what it is: hops, blockers, other paths,
/// assumptions, what is undecided, symptom; with `finds_changes` also what would lift the blockers.
/// `judged`: the cases that the verdict rests on.
void explain(const Network& network, const std::vector<Judged>& judged, bool finds_changes,
             Answer& answer);

/// Adds every refusal of the case, on the path that needs the fewest changes.  `answer` names the
/// ends.
void add_blockers(const Network& network, const Judged& judged, Answer& answer,
                  std::vector<Blocker>& blockers);

/// Adds a remark that is not there yet.
void add_remark(Remark remark, std::vector<Remark>& remarks);

}  // namespace canreach
