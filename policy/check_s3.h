#pragma once

#include "base/diagnostics.h"
#include "model/resources/policy_document.h"

namespace canreach {

/// Warns of actions on buckets where a statement names objects alone, and the other way round: such
/// an action never matches, and nothing of the document says so.  Rule: S3-1.
void check_buckets_and_objects(const PolicyDocument& document, Diagnostics& diagnostics);

}  // namespace canreach
