#pragma once

#include <optional>

#include "analyzer/query/path.h"
#include "analyzer/query/walk.h"
#include "tests/oracle/oracle.h"

namespace canreach {

/// The oracle's connection in the engine's words; none when its source is not an address of its
/// interface.
std::optional<FlowEnds> ends_of(const Network& network, const oracle::Connection& connection);
Packet packet_of(const oracle::Connection& connection);

}  // namespace canreach
