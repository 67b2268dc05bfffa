#pragma once

#include "base/diagnostics.h"
#include "model/resources/policy_document.h"

namespace canreach {

/// Warns about what AWS takes and what does not do what it looks like: wildcards where the operator
/// has none, ARNs of S3 with a Region, accounts without twelve digits, sts:AssumeRole by identity
/// providers, a Deny that spares requests without the key, and a trust in every repository of
/// GitHub.  Rules: OPR-1, ARN-1, ARN-10, STS-7, STS-9.
void warn_of_usual_mistakes(const PolicyDocument& document, Diagnostics& diagnostics);

}  // namespace canreach
