#pragma once

#include <string_view>

#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// What a plain scalar is in the YAML 1.2 core schema: null, boolean, number or string.  So `yes`,
/// `on`, `2012-10-17` and `22:22` are strings, `0x1f` and `.inf` are numbers.
///
/// Source: YAML 1.2.2, section 10.3.2.
SyntaxKind core_schema_kind(std::string_view text);

}  // namespace canreach
