#pragma once

#include "analyzer/access/access.h"
#include "app/fixes.h"

namespace canreach {

/// Fills AccessAnswer::fixes of a call that is denied: the statements that the caller's role or
/// user lacks are added and the call asked again, until it is allowed.  None where the network is
/// in the way, where the caller has no credentials, and where a Deny stands in the way: no Allow
/// lifts it, and AccessAnswer::notes says which one must go.
void add_fixes(const Network& network, const AccessQuery& query, const LoadOptions& load,
               const FixLimits& limits, AccessAnswer& answer);

}  // namespace canreach
