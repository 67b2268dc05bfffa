#pragma once

#include <optional>
#include <string>

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

/// Why no change is proposed for what refuses there; empty: nothing is worth saying.
std::string why_no_change(const Network& network, const Step& step, const Judgement& judgement);

}  // namespace canreach
