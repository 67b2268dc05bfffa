#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "model/design.h"
#include "parsers/declared/declared.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// A design in the native format, as a value: names are addresses, and what is not known is the
/// word `unknown`.
struct NativeText {
  DeclaredValue design;
  std::vector<Completion> completions;  // what the language's defaults add
  Diagnostics warnings;                 // what AWS does not make sure, and how it was taken
};

/// What the resources were declared in, where the languages differ in what they warn of.
enum class DeclaredLanguage { cloudformation, terraform };

/// Says what a declared design says in the words of the native format.  Places stay those of the
/// user's file.
NativeText to_native(DeclaredDesign declared, DeclaredLanguage language);

/// The same as a tree that the native reader takes.  Reports limits that it exceeds.
SyntaxNode syntax_of(const NativeText& native, Diagnostics& diagnostics);

}  // namespace canreach
