#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// What the contents of a file say that it is.
struct Detection {
  enum class Kind {
    native,
    cloudformation,
    terraform,
    aws_snapshot,
    other,  // something that canreach does not read
  };
  Kind kind = Kind::other;
  std::string words;       // of an other one: what it is and what to do
  std::string suggestion;  // likewise: a key that is near, or empty
};

/// Formats that are told by their text, before anything is parsed: zip archives, Terraform's
/// language and its printed plans.  None when the text is to be parsed.
std::optional<std::string> refused_text(std::string_view text);

/// By the keys at the top, never by a file's name.
Detection detect(const SyntaxNode& root);

/// The lines of a text that holds one JSON value a line; empty when it is anything else.
std::vector<std::string_view> json_lines(std::string_view text);

}  // namespace canreach
