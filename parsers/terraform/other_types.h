#pragma once

#include <span>

#include "parsers/terraform/types.h"

namespace canreach {

/// What tells of a type that is not translated where it lies and which policy it holds.
std::span<const AttributeRow> rows_of_other_types();

}  // namespace canreach
