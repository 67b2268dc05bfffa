#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// A property that an edit writes into a template.
struct TemplateProperty {
  enum class Kind : std::uint8_t {
    text,
    number,
    reference,  // !Ref of a resource
    group_id,   // !GetAtt of a group's id
    map,
  };
  std::string key;
  Kind kind = Kind::text;
  std::string text;  // of a reference the resource's name
  std::vector<TemplateProperty> members;
};

/// How a template is written: JSON or YAML, its indentation, quotes and way to refer.
struct TemplateStyle {
  bool json = false;
  bool short_tags = true;   // !Ref, else {Ref: ...}
  bool is_flow = false;     // YAML in braces, or JSON on one line
  bool has_spaces = false;  // inside braces: { a: b }
  char quote = '\0';        // around texts of YAML; none
  std::size_t unit = 2;     // columns of a level

  /// Of the whole template; `sample` is a resource in it and `type` its Type.
  static TemplateStyle of(std::string_view text, const SyntaxNode::Member& sample);

  std::string scalar(const TemplateProperty& property) const;
  /// `{a: b, c: d}`
  std::string flow(const std::vector<TemplateProperty>& properties) const;
  /// Lines of YAML; the first one has no indentation, further ones begin in column `indent`.
  std::string block(const std::vector<TemplateProperty>& properties, std::size_t indent) const;
  /// Lines of JSON in braces that stand in column `indent`.
  std::string braces(const std::vector<TemplateProperty>& properties, std::size_t indent) const;
  std::string key(std::string_view name) const;
};

/// The quote that a scalar was written with; none when it is bare.
char quote_at(std::string_view text, const SourceLoc& at);

}  // namespace canreach
