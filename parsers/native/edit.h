#pragma once

#include <optional>

#include "model/change.h"
#include "model/grant.h"

namespace canreach {

/// The edit of a native YAML text that makes the change; none where it is written in a way that
/// this does not find its way in.  Whoever uses it reads the text again: it is a proposal.
std::optional<TextEdit> native_edit(const Design& design, const DesignChange& change);

/// The same of a statement that a role or user gets.
std::optional<TextEdit> native_edit(const Design& design, const Grant& grant);

/// One more statement in front of the first one of a policy that is written in YAML or JSON.
std::optional<TextEdit> statement_edit(const Design& design, const Grant& grant,
                                       const PolicyDocument& document);

}  // namespace canreach
