#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/query/endpoint.h"
#include "model/design.h"

namespace canreach {

/// The zones of the design's subnets, sorted.
std::vector<std::string> zones_of(const Design& design);

/// The design with nothing in that zone at work: its NAT gateways, its instances, and the
/// interfaces of endpoints there.  The resources keep their indexes.
Design without_zone(const Design& design, const std::string& zone);

/// What is left of the members when the zone is lost; none when it is not known in which zone one
/// of their subnets is.
std::optional<std::vector<EndMember>> outside_zone(const Network& network,
                                                   const std::vector<EndMember>& members,
                                                   const std::string& zone);

}  // namespace canreach
