#pragma once

#include <optional>

#include "model/resources/policy_document.h"
#include "parsers/readers/readers.h"

namespace canreach {

/// A policy document of a collected object: an object, a JSON text or a percent-encoded one.  None
/// when there is none; unknown when it cannot be read, which is reported as left out.
std::optional<PolicyDocument> collected_policy(SnapshotReading& reading, const SyntaxNode* node,
                                               PolicyUse use);

}  // namespace canreach
