#pragma once

#include "tests/oracle/scan.h"

namespace canreach::oracle {

/// What a route table makes of a destination.
struct Choice {
  enum class Kind { none, ambiguous, blackhole, route };
  Kind kind = Kind::none;
  const Route* route = nullptr;  // with Kind::route
};

/// Longest prefix, then static before prefix list before propagated; `local` before whatever is
/// propagated. Rules: RT-5 to RT-11.
Choice choose_route(const Design& design, const RouteTable& table, const IpAddress& destination);

}  // namespace canreach::oracle
