#include "parsers/cloudformation.h"

#include <fmt/format.h>

#include <unordered_set>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/normalise.h"
#include "parsers/cloudformation/serverless.h"
#include "parsers/cloudformation/stack_builder.h"
#include "parsers/record.h"

// Templates become stacks, stacks become resources.  What a template leaves open stays open: values
// that exist only after deployment are references to resources or unknown, with words for what
// would have to be supplied.

namespace canreach {
namespace {

bool is_cloudformation_type(const SyntaxNode* type) {
  if (type == nullptr) return false;
  for (const std::string_view beginning : {"AWS::", "Custom::", "Alexa::"}) {
    if (type->text().starts_with(beginning)) return true;
  }
  return false;
}

/// The names of the conditions that resources and values ask for.
void find_used_conditions(const SyntaxNode& node, std::unordered_set<std::string>& used) {
  const auto add_first = [&used](const SyntaxNode& list) {
    if (!list.elements().empty()) used.insert(list.elements().front().text());
  };
  if (node.tag() == "!If") add_first(node);
  if (node.tag() == "!Condition") used.insert(node.text());
  for (const SyntaxNode& element : node.elements()) find_used_conditions(element, used);
  for (const SyntaxNode::Member& member : node.members()) {
    if (member.key == "Fn::If") add_first(member.value);
    if (member.key == "Condition" && member.value.is_scalar()) used.insert(member.value.text());
    find_used_conditions(member.value, used);
  }
}

/// Writes the resources of stacks into a design.
class ResourceWriter {
 public:
  ResourceWriter(TemplateEvaluator& evaluator, DeclaredDesign& design)
      : evaluator_(evaluator), design_(design) {}

  void list_open_conditions(Stack& stack) {
    if (stack.source->has_macros) {
      design_.open_conditions.push_back(
          {"Transform", "the template as the macro leaves it", stack.source->root.at(), true});
    }
    if (stack.source->conditions != nullptr) {
      std::unordered_set<std::string> used = used_conditions(stack);
      for (OpenCondition& open : evaluator_.open_conditions(stack, used)) {
        design_.open_conditions.push_back(std::move(open));
      }
    }
    for (const StackResource& resource : stack.resources) {
      if (resource.nested != nullptr) list_open_conditions(*resource.nested);
    }
  }

  void write(Stack& stack) {
    if (design_.resources.empty()) design_.resources.reserve(stack.resources.size());
    for (StackResource& resource : stack.resources) {
      if (evaluator_.is_exhausted()) return;
      if (resource.type == "AWS::CDK::Metadata") continue;
      if (evaluator_.presence(stack, *resource.node, resource.loop) == Truth::no) continue;
      if (resource.nested != nullptr) {
        write(*resource.nested);
      } else {
        write_resource(stack, resource);
      }
    }
  }

 private:
  /// In a template with loops names are made, so all count.
  std::unordered_set<std::string> used_conditions(const Stack& stack) {
    std::unordered_set<std::string> used;
    for (const SyntaxNode* section :
         {stack.source->resources, stack.source->outputs, stack.source->conditions}) {
      if (section != nullptr) find_used_conditions(*section, used);
    }
    if (stack.source->has_extensions) {
      for (const StackCondition& condition : stack.conditions) used.insert(condition.name);
    }
    return used;
  }

  void write_resource(Stack& stack, StackResource& resource) {
    DeclaredResource declared;
    const bool is_function = resource.kind == StackResource::Kind::serverless_function;
    declared.type = is_function ? "AWS::Lambda::Function" : resource.type;
    const bool is_table = resource.type == "AWS::Serverless::SimpleTable";
    if (is_table && stack.source->is_serverless) declared.type = "AWS::DynamoDB::Table";
    declared.address = evaluator_.address_of(stack, resource.id);
    declared.at = resource.at;
    declared.properties = properties_of(stack, resource);
    normalise(declared);
    if (!evaluator_.externals().empty()) write_externals(declared.properties);
    design_.resources.push_back(std::move(declared));
    if (!is_function) return;
    for (DeclaredResource& made : serverless_permissions(evaluator_, stack, resource)) {
      design_.resources.push_back(std::move(made));
    }
  }

  DeclaredValue properties_of(Stack& stack, const StackResource& resource) {
    DeclaredValue properties = DeclaredValue::of_map(resource.at);
    const SyntaxNode* node = resource.node->find("Properties");
    if (resource.kind == StackResource::Kind::serverless_function) {
      properties = serverless_function(evaluator_, stack, resource);
    } else if (resource.kind == StackResource::Kind::serverless_role) {
      properties = serverless_role(evaluator_, stack, resource);
    } else if (node != nullptr) {
      properties = evaluator_.value(*node, {stack, resource.loop});
    }
    if (properties.is_map() && resource.node->find("Fn::Transform") == nullptr) return properties;
    if (node != nullptr && (node->is_list() || (node->is_scalar() && node->tag().empty()))) {
      report_properties(*node);
    }
    return nothing_known(resource.at);
  }

  void report_properties(const SyntaxNode& node) {
    if (node.is_null()) return;  // reported already
    evaluator_.report(DiagnosticKind::wrong_type, node.at(),
                      {quoted("Properties"), "a map", std::string(name_of(node.kind()))});
  }

  static DeclaredValue nothing_known(SourceLoc at) {
    DeclaredValue properties = DeclaredValue::of_map(at);
    properties.set("IsExternal", DeclaredValue::of_text("true", at));
    return properties;
  }

  /// What the parameters of a template name outside of it stands before the first that refers to
  /// it.
  void write_externals(const DeclaredValue& value) {
    if (value.is_reference()) {
      const auto found = evaluator_.externals().find(value.target);
      if (found == evaluator_.externals().end() || !written_.insert(value.target).second) return;
      design_.resources.push_back(found->second);
    }
    for (const DeclaredValue& item : value.items) write_externals(item);
    for (const auto& [key, member] : value.members) write_externals(member);
  }

  TemplateEvaluator& evaluator_;
  DeclaredDesign& design_;
  std::unordered_set<std::string> written_;
};

/// The region that the full name of a service of AWS has ("com.amazonaws.eu-west-1.s3"); empty: it
/// is none.
std::string region_of_service(std::string_view text) {
  constexpr std::string_view kBeginning = "com.amazonaws.";
  if (!text.starts_with(kBeginning)) return {};
  text.remove_prefix(kBeginning.size());
  const std::string_view region = text.substr(0, text.find('.'));
  return region_of_zone(region) == region ? std::string(region) : std::string();
}

/// The region of the first zone in a list with commas between ("eu-west-1a"), or of a service;
/// empty: it names none.  Other names have dashes and numbers, too, so the compass must be among
/// its words.
std::string region_of_list(std::string_view text) {
  if (text.find('-') == std::string_view::npos) return {};
  if (std::string region = region_of_service(text); !region.empty()) return region;
  const std::string_view zone = trim(text.substr(0, text.find(',')));
  if (zone.size() < 3 || zone[2] != '-') return {};
  const std::string region = region_of_zone(zone);
  const bool is_zone = !region.empty() && zone.size() == region.size() + 1;
  if (!is_zone) return {};
  for (const char* part : {"north", "south", "east", "west", "central"}) {
    if (region.find(part) != std::string::npos) return region;
  }
  return {};
}

/// The region of the first zone or service that stands in a value by itself, without a function;
/// false: there is none.
bool find_region(const SyntaxNode& node, std::string& region) {
  if (node.is_scalar()) {
    if (node.tag().empty()) region = region_of_list(node.text());
    return !region.empty();
  }
  for (const SyntaxNode& item : node.elements()) {
    if (find_region(item, region)) return true;
  }
  for (const SyntaxNode::Member& member : node.members()) {
    if (find_region(member.value, region)) return true;
  }
  return false;
}

/// The region of the first zone or service that is given as a parameter, stands as a parameter's
/// default, or is named by a resource.
std::string region_of_zones(const std::vector<TemplateDocument>& documents,
                            const std::map<std::string, std::string>& given) {
  for (const auto& [name, value] : given) {
    std::string region = region_of_list(value);
    if (!region.empty()) return region;
  }
  for (const std::string_view section : {"Resources", "Parameters"}) {
    for (const TemplateDocument& document : documents) {
      const SyntaxNode* node = document.root->find(section);
      std::string region;
      if (node != nullptr && find_region(*node, region)) return region;
    }
  }
  return {};
}

}  // namespace

bool is_cloudformation(const SyntaxNode& root) {
  const SyntaxNode* resources = root.find("Resources");
  if (resources == nullptr) return false;
  if (root.find("AWSTemplateFormatVersion") != nullptr) return true;
  return any_of(resources->members(), [](const SyntaxNode::Member& member) {
    return member.key.starts_with(kLoopKey) || is_cloudformation_type(member.value.find("Type"));
  });
}

void read_cloudformation(const std::vector<TemplateDocument>& documents,
                         const DeclaredOptions& given, DeclaredDesign& design,
                         Diagnostics& diagnostics) {
  DeclaredOptions options = given;
  if (options.region.empty()) {
    options.region = region_of_zones(documents, options.parameters);
  }
  std::vector<Template> templates;
  templates.reserve(documents.size());
  for (const TemplateDocument& document : documents) {
    templates.push_back(read_template(document.name, *document.root, diagnostics));
  }
  TemplateEvaluator evaluator(options, diagnostics);
  StackBuilder(templates, options, evaluator).build();
  design.region = evaluator.region();
  design.account = evaluator.account();
  ResourceWriter writer(evaluator, design);
  for (const std::unique_ptr<Stack>& stack : evaluator.stacks()) {
    writer.list_open_conditions(*stack);
  }
  for (const std::unique_ptr<Stack>& stack : evaluator.stacks()) writer.write(*stack);
  resolve_group_names(design.resources);
}

}  // namespace canreach
