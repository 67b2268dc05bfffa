#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

struct TemplateParameter {
  std::string name;
  std::string type;
  const SyntaxNode* default_value = nullptr;  // nullptr: none
  bool is_secret = false;                     // NoEcho
  const SyntaxNode* node = nullptr;           // its map; nullptr: it is none
  SourceLoc at;

  /// CommaDelimitedList or List<...>, by itself or in the SSM parameter store.
  bool is_list() const;
  /// Does the value name a parameter of the SSM parameter store that holds the real one?
  bool is_stored() const;
  /// The kind of resource whose id it is, "AWS::EC2::Subnet"; empty for anything else.
  std::string resource_type() const;
};

/// A template as it is written: its sections, checked, but nothing evaluated.
struct Template {
  std::string name;  // of the file
  SyntaxNode root;
  const SyntaxNode* mappings = nullptr;  // sections: nullptr when they are not there
  const SyntaxNode* conditions = nullptr;
  const SyntaxNode* resources = nullptr;
  const SyntaxNode* outputs = nullptr;
  const SyntaxNode* function_globals = nullptr;  // Globals.Function of a serverless template
  std::vector<TemplateParameter> parameters;
  bool has_extensions = false;  // AWS::LanguageExtensions
  bool is_serverless = false;   // AWS::Serverless
  bool has_macros = false;      // others, which are not run

  const TemplateParameter* find_parameter(std::string_view name) const;
};

/// Reads the sections and reports what is wrong with them; `name` is the file's.
Template read_template(std::string name, const SyntaxNode& root, Diagnostics& diagnostics);

/// A tree in which the maps of YAML's merge keys `<<` stand where those keys stood; none when there
/// are none.  Each key is reported as a warning.
std::optional<SyntaxNode> merge_keys(const SyntaxNode& root, Diagnostics& diagnostics);

/// The name of a stack that is made from this file: "vpc" of "infra/vpc.template.yaml".
std::string stack_name_of(std::string_view file);

}  // namespace canreach
