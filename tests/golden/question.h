#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "parsers/syntax/syntax_node.h"

namespace canreach::golden {

/// One line of `canreach api`, and the map that says what its answer must hold.
struct Question {
  std::string request;
  SyntaxNode expected;
};

/// What an entry asks: one question, or one for each of the cases of an `evaluate`.  Files that it
/// names are those of the scenario's folder.
std::vector<Question> questions_of(const SyntaxNode& entry, const std::filesystem::path& folder);

}  // namespace canreach::golden
