#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/query.h"
#include "parsers/load.h"

namespace canreach {

/// How far to go for fixes.
struct FixLimits {
  std::size_t text = std::size_t{1} << 20;  // bytes of all inputs, where they are read again
  std::size_t ends = 40;                    // of the design, of which all pairs are asked
  std::size_t resources = 200'000;          // of the design, which is made and compiled again
};
/// Of one line of `api`, of which there may be thousands.
inline constexpr FixLimits kLineFixLimits{std::size_t{1} << 16, 12, 500};

/// Fills Answer::fixes: makes the answer's changes in the texts of the design, reads them again and
/// asks again, until the answer is `reachable`.  The changes of a plan, state or snapshot are made
/// in the design itself.  No fix where the design is beyond the limits, some blocker needs
/// something else, or nobody knows how to write it.
void add_fixes(const Network& network, const TraceQuery& query, const LoadOptions& load,
               const FixLimits& limits, Answer& answer);

/// The fixes as a patch for `git apply`, those of plans and snapshots as one line a change; empty
/// without any.
std::string patch_of(const Design& design, const std::vector<Fix>& fixes);

}  // namespace canreach
