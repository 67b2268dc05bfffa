#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/answer.h"
#include "analyzer/query/query.h"

namespace canreach {

/// All traffic that passes after a change and did not before, whatever the query asked for: one row
/// for each two ends, those with the internet at one end first.  Traffic that is not decided before
/// or after is a row of its own, and so is what has the internet at one end and is beyond the
/// query.
std::vector<Opened> opened_between(const Network& before, const Network& after,
                                   const TraceQuery& query);

/// How many ends of a design would be asked about.
std::size_t count_of_ends(const Network& network);

}  // namespace canreach
