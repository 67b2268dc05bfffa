#pragma once

#include "base/diagnostics.h"

namespace canreach {

/// Adds what a reading of infrastructure code found.  What AWS would refuse is a warning there
/// (CR1404): `is_refusal` tells which messages say so.
void add_refusals(const Diagnostics& found, bool (*is_refusal)(const DiagnosticRow& row),
                  Diagnostics& diagnostics);

}  // namespace canreach
