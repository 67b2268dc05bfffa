#pragma once

#include <optional>

#include "base/source.h"
#include "parsers/syntax/syntax_node.h"
#include "parsers/syntax/tree_builder.h"

namespace canreach {

/// Reads a text of the plain subset of YAML in which there is nothing to report; none for any other
/// text.
std::optional<SyntaxNode> parse_yaml(const SourceFiles& files, std::uint32_t file);

/// Reads any YAML text through yaml-cpp and reports what is wrong with it.
SyntaxNode read_yaml_events(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace canreach
