#pragma once

#include "model/net/ip.h"

namespace canreach {

/// The first address of a subnet that an interface can have: AWS keeps the first four, of both
/// families.  Rule: ADR-10.
inline IpAddress first_usable(const IpPrefix& subnet) {
  return subnet.first().next().next().next().next();
}

/// The last one: AWS keeps the very last.  Before first_usable() when the subnet is too small for
/// any.  Rule: ADR-10.
inline IpAddress last_usable(const IpPrefix& subnet) { return subnet.last().previous(); }

}  // namespace canreach
