#pragma once

#include <optional>

#include "analyzer/query/answer.h"
#include "analyzer/query/judged.h"
#include "analyzer/query/walk.h"
#include "model/change.h"

namespace canreach {

/// The narrowest change that lets the refused step of the path pass; none where no rule, entry or
/// route would.  `step` is an index into `path`; `answer` names the ends.
std::optional<DesignChange> change_for(const Network& network, const Path& path, std::size_t step,
                                       const Judgement& judgement, const Judged& judged,
                                       const Packet& packet, const Answer& answer);

}  // namespace canreach
