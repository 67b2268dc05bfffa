#pragma once

#include "base/diagnostics.h"
#include "model/design.h"
#include "parsers/load.h"

namespace canreach {

/// Reads a file of `groups`, `intents` and `waivers`, or an AWS Network Access Analyzer scope, and
/// adds it to what the design holds of them.  The design keeps the text, so that answers name its
/// lines.  A file without an intent is reported (CR1704).
void read_intents(InputFile file, Design& design, Diagnostics& diagnostics);

}  // namespace canreach
