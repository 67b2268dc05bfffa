#pragma once

#include <vector>

#include "analyzer/query/reach.h"
#include "analyzer/query/walk.h"

namespace canreach {

/// One packet of those that surely pass every path; when none does, the first that was asked for.
/// `passing`: of each path.
Packet passing_packet(const std::vector<std::vector<PassingProtocol>>& passing, const Asked& asked);

/// A packet of the part that surely fails, or else may fail; of many ports one that people know.
Packet failing_packet(const PassingProtocol& part, const Asked& asked);

}  // namespace canreach
