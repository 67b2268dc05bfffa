#pragma once

#include <string>
#include <vector>

#include "parsers/syntax/syntax_node.h"

namespace canreach::golden {

/// One line of `canreach api`, and the map that says what its answer must hold.
struct Question {
  std::string request;
  SyntaxNode expected;
};

/// What an entry asks: one question, or one for each of the cases of an `evaluate`.
std::vector<Question> questions_of(const SyntaxNode& entry);

}  // namespace canreach::golden
