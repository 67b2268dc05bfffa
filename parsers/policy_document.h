#pragma once

#include <cstdint>
#include <optional>

#include "base/diagnostics.h"
#include "model/resources/policy_document.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// Whether the plain word `unknown` stands for a value that is not known, as in native designs, or
/// for itself.
enum class UnknownWord : std::uint8_t { is_text, is_unknown };

/// Reads a policy document in AWS's grammar.  What AWS refuses is an error, what it takes although
/// it can hardly be meant a warning, each at its place.  None: it is not a document at all (not an
/// object); after errors inside, the rest of it is given.
///
/// The node may also be a text that holds JSON, plain or percent-encoded; places are then that of
/// the text.  Rules: GRM-1 to GRM-14 and what check_document() says.
std::optional<PolicyDocument> read_policy_document(const SyntaxNode& node, PolicyUse use,
                                                   Diagnostics& diagnostics,
                                                   UnknownWord unknown = UnknownWord::is_text);

}  // namespace canreach
