#pragma once

#include "parsers/terraform/reading.h"

namespace canreach {

/// The document of a `data.aws_iam_policy_document`: its `json` when that is known, else put
/// together from its `statement` blocks; unknown when it is made of other documents.
DeclaredValue rebuilt_policy(TerraformReading& reading, const TerraformObject& document);

}  // namespace canreach
