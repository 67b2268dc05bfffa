#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace canreach {

/// The same YAML with more blanks before the lines of each text that begins as `- !Tag |`; none
/// when there is no such text.  The values, and the places of all nodes, stay the same.
///
/// yaml-cpp 0.7.0 refuses such a text when it stands only one or two columns right of its dash
/// (yaml-cpp, issue 1163).
std::optional<std::string> widened_block_scalars(std::string_view yaml);

}  // namespace canreach
