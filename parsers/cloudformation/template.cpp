#include "parsers/cloudformation/template.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/cloudformation/functions.h"

namespace canreach {
namespace {

constexpr std::string_view kStored = "AWS::SSM::Parameter::Value<";

constexpr std::array<std::string_view, 12> kSections = {"AWSTemplateFormatVersion",
                                                        "Description",
                                                        "Metadata",
                                                        "Parameters",
                                                        "Rules",
                                                        "Mappings",
                                                        "Conditions",
                                                        "Transform",
                                                        "Resources",
                                                        "Outputs",
                                                        "Globals",
                                                        "Hooks"};

/// "X" of "List<X>", and of what may stand around it.
std::string_view inside(std::string_view type, std::string_view beginning) {
  if (!type.starts_with(beginning) || type.back() != '>') return type;
  return type.substr(beginning.size(), type.size() - beginning.size() - 1);
}

std::string_view stored_type(std::string_view type) { return inside(type, kStored); }

class SectionReader {
 public:
  SectionReader(Template& result, Diagnostics& diagnostics)
      : template_(result), diagnostics_(diagnostics) {}

  void read() {
    if (!template_.root.is_map()) {
      wrong_type("a template", "a map", template_.root);
      return;
    }
    read_transforms();
    check_keys();
    template_.mappings = section("Mappings");
    template_.conditions = section("Conditions");
    template_.resources = section("Resources");
    template_.outputs = section("Outputs");
    if (template_.root.find("Resources") == nullptr) {
      diagnostics_.report(DiagnosticKind::missing_key, template_.root.at(),
                          {"a template", quoted("Resources")});
    }
    read_parameters();
    read_globals();
  }

 private:
  void wrong_type(std::string what, std::string wanted, const SyntaxNode& node) {
    diagnostics_.report(DiagnosticKind::wrong_type, node.at(),
                        {std::move(what), std::move(wanted), std::string(name_of(node.kind()))});
  }

  void check_keys() {
    for (const SyntaxNode::Member& member : template_.root.members()) {
      if (contains(kSections, member.key) || template_.has_macros) continue;
      const std::vector<std::string> known(kSections.begin(), kSections.end());
      diagnostics_.report(DiagnosticKind::unknown_key, member.key_at,
                          {quoted(member.key), "a template"},
                          nearest(member.key, known).value_or(""));
    }
  }

  const SyntaxNode* section(std::string_view name) {
    const SyntaxNode* node = template_.root.find(name);
    if (node == nullptr || node->is_map()) return node;
    if (node->is_null()) {
      diagnostics_.report(DiagnosticKind::template_null, node->at(), {quoted(name)});
    } else {
      wrong_type(quoted(name), "a map", *node);
    }
    return nullptr;
  }

  void read_transforms() {
    for (const std::string_view key : {"Transform", "Fn::Transform"}) {
      const SyntaxNode* node = template_.root.find(key);
      if (node == nullptr) continue;
      if (!node->is_list()) read_transform(*node);
      for (const SyntaxNode& element : node->elements()) read_transform(element);
    }
    // Among the resources, AWS::Include or a macro adds what it likes.
    const SyntaxNode* resources = template_.root.find("Resources");
    const SyntaxNode* added = resources == nullptr ? nullptr : resources->find("Fn::Transform");
    if (added != nullptr) read_transform(*added);
  }

  void read_transform(const SyntaxNode& node) {
    const SyntaxNode* named = node.find("Name");
    const SyntaxText name = named != nullptr ? named->text() : node.text();
    if (name == "AWS::LanguageExtensions") {
      template_.has_extensions = true;
    } else if (name.starts_with("AWS::Serverless")) {
      template_.is_serverless = true;
    } else if (!name.starts_with("AWS::SecretsManager") && name != "AWS::CodeDeployBlueGreen") {
      if (name == "AWS::Include") {
        diagnostics_.report(DiagnosticKind::include_not_read, node.at(), {quoted(name)});
      } else if (!template_.has_macros) {
        diagnostics_.report(DiagnosticKind::template_macro, node.at(), {quoted(name)});
      }
      template_.has_macros = true;
    }
  }

  void read_parameters() {
    const SyntaxNode* parameters = section("Parameters");
    if (parameters == nullptr) return;
    for (const SyntaxNode::Member& member : parameters->members()) read_parameter(member);
  }

  void read_parameter(const SyntaxNode::Member& member) {
    TemplateParameter parameter;
    parameter.name = member.key;
    parameter.at = member.key_at;
    if (member.value.is_map()) parameter.node = &member.value;
    if (!member.value.is_map()) {
      wrong_type(fmt::format("parameter {}", quoted(member.key)), "a map", member.value);
    } else if (const SyntaxNode* type = member.value.find("Type"); type != nullptr) {
      parameter.type = type->text();
    } else {
      diagnostics_.report(DiagnosticKind::missing_key, member.key_at,
                          {fmt::format("parameter {}", quoted(member.key)), quoted("Type")});
    }
    read_default(member.value.find("Default"), parameter);
    const SyntaxNode* secret = member.value.find("NoEcho");
    parameter.is_secret = secret != nullptr && to_lower(secret->text()) == "true";
    template_.parameters.push_back(std::move(parameter));
  }

  void read_default(const SyntaxNode* node, TemplateParameter& parameter) {
    if (node == nullptr) return;
    if (node->is_null()) {
      diagnostics_.report(DiagnosticKind::template_null, node->at(), {quoted("Default")});
    } else if (!node->is_scalar()) {
      wrong_type(quoted("Default"), "a string or a number", *node);
    } else {
      parameter.default_value = node;
    }
  }

  void read_globals() {
    const SyntaxNode* globals = template_.root.find("Globals");
    if (globals != nullptr) template_.function_globals = globals->find("Function");
  }

  Template& template_;
  Diagnostics& diagnostics_;
};

std::string without_suffixes(std::string_view file) {
  const std::size_t slash = file.find_last_of("/\\");
  if (slash != std::string_view::npos) file = file.substr(slash + 1);
  for (const std::string_view suffix : {".json", ".yaml", ".yml", ".template", ".cfn"}) {
    if (file.size() > suffix.size() && file.substr(file.size() - suffix.size()) == suffix) {
      file.remove_suffix(suffix.size());
    }
  }
  return std::string(file);
}

}  // namespace

bool TemplateParameter::is_list() const {
  const std::string_view value = stored_type(type);
  return value == "CommaDelimitedList" || value.starts_with("List<");
}

bool TemplateParameter::is_stored() const { return type.starts_with(kStored); }

std::string TemplateParameter::resource_type() const {
  const std::string_view id = inside(stored_type(type), "List<");
  for (const std::string_view resource :
       {"AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::SecurityGroup"}) {
    if (id.starts_with(resource) && id.substr(resource.size()) == "::Id") {
      return std::string(resource);
    }
  }
  return {};
}

const TemplateParameter* Template::find_parameter(std::string_view wanted) const {
  for (const TemplateParameter& parameter : parameters) {
    if (parameter.name == wanted) return &parameter;
  }
  return nullptr;
}

Template read_template(std::string name, const SyntaxNode& root, Diagnostics& diagnostics) {
  Template result;
  result.name = std::move(name);
  result.root = merge_keys(root, diagnostics).value_or(root);
  SectionReader(result, diagnostics).read();
  return result;
}

std::string stack_name_of(std::string_view file) {
  std::string name = without_suffixes(file);
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') c = '-';
  }
  return name.empty() ? "stack" : name;
}

}  // namespace canreach
