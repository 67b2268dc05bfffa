#pragma once

#include <optional>

#include "base/source.h"
#include "parsers/syntax/syntax_node.h"
#include "parsers/syntax/tree_builder.h"

namespace canreach {

/// Reads a JSON text in which there is nothing to report; none for any other text.
std::optional<SyntaxNode> parse_json(const SourceFiles& files, std::uint32_t file);

/// Reads any JSON text through nlohmann/json and reports what is wrong with it.
SyntaxNode read_json_events(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace canreach
