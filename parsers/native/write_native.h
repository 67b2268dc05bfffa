#pragma once

#include <string>

#include "base/diagnostics.h"
#include "model/design.h"

namespace canreach {

/// A completed design, of whatever input, as a native design in YAML.  What AWS adds by itself is
/// left out where reading adds it again; unknown values are the word `unknown`.  What the format
/// has no words for is reported (CR1405) and listed in a comment at the beginning; everything that
/// this leaves open is unknown in the text.  The same design gives the same bytes.
std::string write_native(const Design& design, Diagnostics& diagnostics);

}  // namespace canreach
