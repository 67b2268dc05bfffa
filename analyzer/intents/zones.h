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

/// What a lost zone leaves of an end.
struct LeftOfEnd {
  std::vector<EndMember> members;    // with the faces that are left
  std::vector<EndMember> open;       // those of the members that may be lost, too
  const EndMember* moved = nullptr;  // one of which it is not known where a standby of it is
};

/// What is left of the members when the zone is lost; none when it is not known in which zone one
/// of their subnets is.  What has no standby (Workload::multi_az) is in one of its zones, and which
/// one is not known; what has one outlives the zone that it is in.
std::optional<LeftOfEnd> outside_zone(const Network& network, const std::vector<EndMember>& members,
                                      const std::string& zone);

/// The zones one of which holds all of an end: something without a standby, alone.  Empty: there
/// is no such zone, or it is known which one it is.
std::vector<std::string> zones_of_single(const Network& network,
                                         const std::vector<EndMember>& members);

/// The zones one of which holds all of a member, or may: it has no standby, or that is not known.
std::vector<std::string> zones_that_may_hold(const Network& network, const EndMember& member);

}  // namespace canreach
