#pragma once

#include <string>

#include "analyzer/query/query.h"
#include "report/show.h"

namespace canreach {

/// The view of a kind or name, or of everything where it is empty.
tl::expected<View, QueryError> view_asked_for(const Design& design, const std::string& name);

}  // namespace canreach
