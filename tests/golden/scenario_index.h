#pragma once

#include <string>
#include <vector>

#include "tests/golden/scenario.h"

namespace canreach::golden {

/// scenarios/README.md with its index made anew: everything from the line "## Index" on is the
/// index, a line a scenario with the first sentence of its design's comment.
std::string with_index(const std::string& readme, const std::vector<Scenario>& scenarios);

}  // namespace canreach::golden
