#pragma once

#include <cstdint>
#include <vector>

#include "model/change.h"
#include "model/grant.h"

namespace canreach {

/// In whose words a change is said that no text of the user's shows.
enum class NamedEditStyle : std::uint8_t { terraform, aws_command };

/// The change as an attribute of a resource: "ingress" of "aws_security_group.db".  In AWS's style
/// with the command that makes it.  Empty where it cannot be said in one piece.  `at` is the
/// resource that gets the attribute.
std::vector<TextEdit> named_edits(const Design& design, const DesignChange& change, SourceLoc at,
                                  NamedEditStyle style);

/// The same of a statement that a role or user gets.
std::vector<TextEdit> named_edits(const Design& design, const Grant& grant, SourceLoc at,
                                  NamedEditStyle style);

}  // namespace canreach
