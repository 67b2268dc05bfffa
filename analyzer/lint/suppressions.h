#pragma once

#include "analyzer/lint/lint.h"
#include "analyzer/network/network.h"

namespace canreach {

/// Marks findings that a comment of the input suppresses, and adds what is wrong with the comments
/// themselves:
///
///     web: {ingress: [...]}   # canreach:ignore CR5001 until=2026-12-31 the bastion, ticket 118
///
/// A comment beside something is about that line, one on a line of its own about the next line that
/// is none.  It suppresses findings whose line or whose resource's line this is.  After the day of
/// `until` it suppresses nothing.  LintOptions::listed says the same of resources by their names.
void apply_suppressions(const Network& network, const LintOptions& options, LintResult& result);

}  // namespace canreach
