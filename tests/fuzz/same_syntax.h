#pragma once

#include <cstddef>

#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// The same values at the same places.
inline bool same(const SyntaxNode& a, const SyntaxNode& b) {
  if (a.kind() != b.kind() || a.at() != b.at() || a.text() != b.text() ||
      a.is_quoted() != b.is_quoted() || a.elements().size() != b.elements().size() ||
      a.members().size() != b.members().size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.elements().size(); ++i) {
    if (!same(a.elements()[i], b.elements()[i])) return false;
  }
  for (std::size_t i = 0; i < a.members().size(); ++i) {
    const SyntaxNode::Member& of_a = a.members()[i];
    const SyntaxNode::Member& of_b = b.members()[i];
    if (of_a.key != of_b.key || of_a.key_at != of_b.key_at) return false;
    if (!same(of_a.value, of_b.value)) return false;
  }
  return true;
}

}  // namespace canreach
