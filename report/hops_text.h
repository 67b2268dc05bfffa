#pragma once

#include <string>

#include "analyzer/query/answer.h"
#include "base/source.h"
#include "report/style.h"

namespace canreach {

/// The hops of both legs as a table for people, below an empty line; nothing when there are none.
std::string legs_of(const Answer& answer, const SourceFiles& files, const Style& style);

}  // namespace canreach
