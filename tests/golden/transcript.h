#pragma once

#include <string>
#include <vector>

#include "tests/golden/scenario.h"

namespace canreach::golden {

/// The transcript of a scenario as it must be: the commands that transcript.txt shows, run again in
/// the scenario's folder, without a terminal.  A transcript without commands gets one, of the
/// scenario's first request.  Commands are lines that begin with "$ canreach"; one that ends with
/// "; echo $?" shows its exit status.
std::string transcript_of(const Scenario& scenario, const std::string& written);

}  // namespace canreach::golden
