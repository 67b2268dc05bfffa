#pragma once

#include <string>

#include "analyzer/query/answer.h"

namespace canreach {

/// "web -> db tcp/5432", "internet -> web tcp/22 (perhaps) (not asked for)"; of a call
/// "role/etl s3:GetObject RESOURCE".
std::string words_of(const Opened& opened);

/// What a fix opens, counted: "3 new pairs, none to or from the internet", "2 new pairs, 1 of them
/// between the design and the internet that was not asked for".
std::string opened_text(const Fix& fix);

/// Does it let pass between the design and the internet what was not asked for?
bool exposes_more_than_asked(const Fix& fix);

}  // namespace canreach
