#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/change.h"

namespace canreach {

/// The edit of a native YAML text that makes the change; none where the text is of another format,
/// or written in a way that this does not find its way in.  Whoever uses it reads the text again:
/// it is a proposal.
std::optional<TextEdit> edit_of(const Design& design, const DesignChange& change);

/// Is some text of the design one that edits are known for?
bool is_editable(const Design& design);

/// The text of a file with the edits of that file made, which must not overlap.
std::string edited(const SourceFiles& files, std::uint32_t file,
                   const std::vector<TextEdit>& edits);

}  // namespace canreach
