#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/query/cases.h"
#include "analyzer/query/endpoint.h"
#include "model/net/traffic_set.h"

namespace canreach {

/// What no filter and no route tells, and what may refuse a flow that all of them let through: the
/// verdict `reachable` is then open.  One remark for each cause, with what to supply.  Rules:
/// ENC-1, AMB-20.
std::vector<Remark> open_conditions_of(const Network& network, const Case& made,
                                       const TrafficSet& asked);

/// Does such a cause leave this pair open for some traffic?  For whole pairs: the traffic.
TrafficSet open_traffic_of(const Network& network, const Case& made);

/// The services that an end needs before it runs; empty for most.  Rule: SVC-10.
std::vector<std::string> needs_of(const Network& network, const EndMember& member);

}  // namespace canreach
