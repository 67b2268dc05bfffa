#pragma once

#include <string>
#include <vector>

#include "analyzer/query/answer.h"
#include "base/source.h"
#include "report/style.h"

namespace canreach {

/// What the name of the target gave, and who said so; nothing when it has no name of DNS.
std::string names_of(const Answer& answer, const SourceFiles& files, const Style& style);

/// The hops of both legs as a table for people, below an empty line; nothing when there are none.
std::string legs_of(const Answer& answer, const SourceFiles& files, const Style& style);

/// The blockers without those that say again what stands in the way on the other leg: one cause is
/// one thing to mend.
std::vector<Blocker> causes_of(const Answer& answer);

}  // namespace canreach
