#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "model/design.h"
#include "parsers/load.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// One JSON text of a collected snapshot; the name is its path, which may carry the command,
/// account, region and an
/// `@argument` (inputs.md 3.2).
struct SnapshotDocument {
  std::string name;
  const SyntaxNode* root;
};

/// Reads the outputs of `aws ... describe-*` into `design`: lenient, since nobody wrote them by
/// hand.  A bad object is left out (Design::left_out, CR1401 as a warning) and counts as unknown;
/// kinds that were not collected, and pages that are not the last, make their kind incomplete
/// (Design::set_incomplete, CR1402).  Keys that no reader takes are listed in Design::not_modelled.
/// The design still needs complete_design().
void read_snapshot(const std::vector<SnapshotDocument>& documents, const LoadOptions& options,
                   Design& design, Diagnostics& diagnostics);

/// Does a top-level key (or an envelope around one) say that this is a describe output?
bool is_snapshot(const SyntaxNode& root);

}  // namespace canreach
