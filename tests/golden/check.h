#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach::golden {

/// The request of an entry as a line of `canreach api`.
std::string request_of(const SyntaxNode& entry);

/// What an answer lacks of what the entry expects, a line each: "verdict: wanted blocked, got
/// reachable".
std::vector<std::string> differences(const SyntaxNode& entry, std::string_view answer);

/// The same for the diagnostics of a design: those of this severity must be these and no others.
std::vector<std::string> differences(const SyntaxNode& entry, const Diagnostics& diagnostics,
                                     Severity severity);

/// The answer as a person wants to see it when something is wrong with it: a few lines.
std::string in_short(std::string_view answer);

}  // namespace canreach::golden
