#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "parsers/declared/declared.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

struct TemplateDocument {
  std::string name;  // of the file
  const SyntaxNode* root;
};

/// Is this a template: does it have Resources with a Type of AWS's?
bool is_cloudformation(const SyntaxNode& root);

/// Evaluates templates and adds their resources.  A template that another one names as a nested
/// stack becomes part of it; all others are stacks of their own, and see each other's exports.
/// Mistakes are reported with their places.  Open conditions count as false unless
/// DeclaredOptions::conditions decides them.
void read_cloudformation(const std::vector<TemplateDocument>& documents,
                         const DeclaredOptions& options, DeclaredDesign& design,
                         Diagnostics& diagnostics);

}  // namespace canreach
