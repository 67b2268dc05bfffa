#pragma once

#include "base/diagnostics.h"
#include "model/design.h"

namespace canreach {

/// Reports what AWS would refuse in a completed design: CIDRs outside their parent, overlapping or
/// of a forbidden size or range (ADR-1 to ADR-10), reserved and doubly used addresses (ADR-10),
/// routes inside the VPC that are not allowed (RT-4, RT-5, RT-14), overlapping peers (PEER-3),
/// doubled routes and rule numbers, associations across VPCs. Unknown values are never reported.
void check_design(const Design& design, Diagnostics& diagnostics);

}  // namespace canreach
