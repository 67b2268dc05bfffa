#pragma once

#include <vector>

#include "model/change.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// The change in Terraform's words, in the form that the plan or state uses: an argument of the
/// resource ("ingress" of aws_security_group.db), or a resource of its own beside it
/// ("aws_vpc_security_group_ingress_rule"), since blocks take away what stands beside them.  Empty
/// where it cannot be said in one piece.  `at` is the resource that the change is for.
std::vector<TextEdit> terraform_edits(const Design& design, const SyntaxNode& root,
                                      const DesignChange& change, SourceLoc at);

}  // namespace canreach
