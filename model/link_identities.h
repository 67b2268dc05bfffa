#pragma once

#include "model/design.h"

namespace canreach {

/// Finds what names of roles, users, secrets and keys mean: a name, an id, an alias or an ARN. What
/// the design does not hold stays a name.
void link_identities(Design& design);

}  // namespace canreach
