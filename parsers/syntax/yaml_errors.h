#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/source.h"
#include "parsers/syntax/tree_builder.h"

namespace canreach {

/// A mistake in YAML for a person: what is wrong and where.
struct YamlError {
  SourceLoc at;
  std::string message;
};

/// What yaml-cpp found wrong, with the near cause where the text shows it.  `words` are yaml-cpp's,
/// `offset` is the place `at` in bytes; `tree` holds what was read before it.
YamlError explain_yaml(std::string_view words, std::string_view text, std::size_t offset,
                       SourceLoc at, const TreeBuilder& tree);

/// The name after the `&` or `*` at the offset.
std::string_view yaml_name(std::string_view text, std::size_t offset);

}  // namespace canreach
