#pragma once

#include "parsers/native/reader.h"

namespace canreach {

/// Is this the content of an AWS Network Access Analyzer scope?
bool is_access_scope(const SyntaxNode& root);

/// Adds an intent for each of its MatchPaths: no flow passes that one matches and no ExcludePath
/// does.  What is not read of it is reported (CR1707) and leaves the intent undecided where it
/// matters.
void read_access_scope(NativeContext& context, const SyntaxNode& root);

}  // namespace canreach
