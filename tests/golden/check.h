#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach::golden {

/// What an answer lacks of what an entry, or a case of one, expects, a line each: "verdict: wanted
/// blocked, got reachable".
std::vector<std::string> differences(const SyntaxNode& entry, std::string_view answer);

/// The same for the diagnostics of a design: those of this severity must be these and no others.
std::vector<std::string> differences(const SyntaxNode& entry, const Diagnostics& diagnostics,
                                     Severity severity);

/// The answer as a person wants to see it when something is wrong with it: a few lines.
std::string in_short(std::string_view answer);

}  // namespace canreach::golden
