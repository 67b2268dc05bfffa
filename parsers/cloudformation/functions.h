#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// CloudFormation's intrinsic functions.
enum class TemplateFunction : std::uint8_t {
  ref,
  get_att,
  sub,
  join,
  select,
  split,
  find_in_map,
  get_azs,
  import_value,
  get_stack_output,
  cidr,
  base64,
  transform,
  length,
  to_json_string,
  choice,       // Fn::If
  equals,       // the rest gives conditions
  negation,     // Fn::Not
  conjunction,  // Fn::And
  disjunction,  // Fn::Or
  condition,    // another condition by its name
  rule_only,    // stands in Rules, which are not read
};

struct TemplateFunctionRow {
  TemplateFunction function;
  std::string_view name;  // "Fn::Join"
  std::string_view tag;   // "!Join"
  bool is_extension;      // of AWS::LanguageExtensions
};

std::span<const TemplateFunctionRow> template_functions();
const TemplateFunctionRow& row_of(TemplateFunction function);

/// Where a call of a function may stand: `Condition` is one only among conditions.
enum class CallPlace : std::uint8_t { value, condition };

/// Does the tag of a node count?  Not of the argument of a function whose short form it is.
enum class TagUse : std::uint8_t { counts, ignored };

/// What a node says as a call of a function.
struct TemplateCall {
  enum class Kind : std::uint8_t {
    none,         // it is a plain value
    call,         // `row` and `argument`
    unknown,      // the function `name` does not exist
    not_alone,    // the function `name` has neighbours in its map
    unknown_tag,  // the tag `name` does not exist
  };
  Kind kind = Kind::none;
  const TemplateFunctionRow* row = nullptr;
  const SyntaxNode* argument = nullptr;
  TagUse argument_tag = TagUse::counts;
  std::string name;
  SourceLoc at;  // of the name
};

/// `{"Fn::Join": [...]}`, `!Join [...]`, `{"Ref": "X"}` ...
TemplateCall find_call(const SyntaxNode& node, CallPlace place, TagUse tag);

/// The function, or the tag, that was probably meant; empty when none is near.
std::string nearest_function(std::string_view name);

/// The beginning of the keys of loops, "Fn::ForEach::Name".
inline constexpr std::string_view kLoopKey = "Fn::ForEach::";

}  // namespace canreach
