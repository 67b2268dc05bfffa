#pragma once

#include <vector>

#include "base/diagnostics.h"
#include "model/design.h"
#include "parsers/load.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// Reads documents of the native format (top-level key `canreach: 1`) into `design`, as one design:
/// names may refer across documents.  Strict: every unknown or duplicate key, wrong type, dangling
/// or ambiguous name is reported, with a suggestion.  Top-level kinds that are part of the format
/// but not modelled are listed in Design::not_modelled. The design still needs complete_design().
void read_native(const std::vector<const SyntaxNode*>& documents, const LoadOptions& options,
                 Design& design, Diagnostics& diagnostics);

/// Is this the root of a native document?
bool is_native(const SyntaxNode& root);

}  // namespace canreach
