#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "parsers/declared/declared.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

struct TerraformDocument {
  std::string name;  // of the file
  const SyntaxNode* root;
};

/// Is this a plan or a state, as `terraform show -json` prints them, or a raw state?
bool is_terraform(const SyntaxNode& root);

/// Adds the resources that plans and states declare, in CloudFormation's words.  Of a plan that is
/// what will be there when it was applied; ids that are known only then are references to the
/// resources that will give them.
void read_terraform(const std::vector<TerraformDocument>& documents, const DeclaredOptions& options,
                    DeclaredDesign& design, Diagnostics& diagnostics);

}  // namespace canreach
