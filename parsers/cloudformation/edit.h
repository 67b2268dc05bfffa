#pragma once

#include <string>
#include <vector>

#include "model/change.h"
#include "model/grant.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// The edits of a template's text that make the change: a rule in a group's own list, else a
/// resource of its own in front of the one that it is for.  Empty where the template is written in
/// a way that this does not find its way in, or names the parts elsewhere.  `root` is the template
/// as it is written, `at` where the changed resource is declared.  Whoever uses them reads the text
/// again: they are a proposal.  `why_not` is set where a reader should know why there are none.
std::vector<TextEdit> template_edits(const Design& design, const SyntaxNode& root,
                                     const DesignChange& change, SourceLoc at,
                                     std::string& why_not);

/// The same of a statement that a role or user gets: a policy of its own.
std::vector<TextEdit> template_edits(const Design& design, const SyntaxNode& root,
                                     const Grant& grant, SourceLoc at, std::string& why_not);

}  // namespace canreach
