#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/change.h"
#include "model/grant.h"

namespace canreach {

/// In whose words a change is said that no text of the user's shows.
enum class NamedEditStyle : std::uint8_t { terraform, aws_command };

/// The change of what was collected as an attribute of a resource, with the command that makes it:
/// "ingress" of "sg-0abc".  Empty where it cannot be said in one piece.  `at` is the resource that
/// gets the attribute.
std::vector<TextEdit> named_edits(const Design& design, const DesignChange& change, SourceLoc at);

/// The argument by which Terraform's routes name such a target; none: they are not proposed.
std::optional<std::string_view> route_argument(ResourceKind gateway);

/// The same of a statement that a role or user gets, in either style.
std::vector<TextEdit> named_edits(const Design& design, const Grant& grant, SourceLoc at,
                                  NamedEditStyle style);

}  // namespace canreach
