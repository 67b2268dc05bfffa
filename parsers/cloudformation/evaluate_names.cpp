#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/values.h"

// Ref and Fn::GetAtt: what a name stands for.  A name is looked for among the turns of loops, the
// pseudo parameters, the parameters and the resources, in this order.

namespace canreach {
namespace {

constexpr std::string_view kPseudoParameters[] = {
    "AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition",
    "AWS::Region",    "AWS::StackId", "AWS::StackName",        "AWS::URLSuffix"};

constexpr std::string_view kDefaultRegion = "us-east-1";
constexpr std::string_view kDefaultAccount = "111122223333";

/// SAM makes resources that no template declares: those of an API, and those whose names begin with
/// the name of a function.
bool is_made_by_sam(const std::string& id, const Stack& stack) {
  if (!stack.source->is_serverless) return false;
  if (id.starts_with("ServerlessRestApi") || id.starts_with("ServerlessHttpApi")) return true;
  return any_of(stack.resources, [&id](const StackResource& resource) {
    return id.starts_with(resource.id) && (resource.kind != StackResource::Kind::plain ||
                                           resource.type.starts_with("AWS::Serverless::"));
  });
}

}  // namespace

DeclaredValue TemplateEvaluator::ref(const TemplateCall& call, const TemplateScope& scope) {
  const SyntaxNode& argument = *call.argument;
  const bool is_computed = call.argument_tag == TagUse::counts && argument.is_map() &&
                           scope.stack.source->has_extensions;
  if (is_computed) {
    const DeclaredValue name = value(argument, scope);
    if (name.is_text()) return named(name.text, argument.at(), scope);
    return DeclaredValue::unknown(missing_of(name), argument.at());
  }
  if (!argument.is_scalar() || argument.text().empty()) {
    needs(call, argument.at(), "the name of a parameter or resource");
    return mistaken(argument.at());
  }
  return named(in_loop(argument.text(), scope.loop), argument.at(), scope);
}

DeclaredValue TemplateEvaluator::named(const std::string& name, SourceLoc at,
                                       const TemplateScope& scope) {
  for (const TemplateLoop* turn = scope.loop.get(); turn != nullptr; turn = turn->outer.get()) {
    if (turn->name == name) return DeclaredValue::of_text(turn->text, at);
  }
  if (name.starts_with("AWS::")) return pseudo_parameter(name, at, scope.stack);
  const auto parameter = scope.stack.parameters.find(name);
  if (parameter != scope.stack.parameters.end()) {
    return parameter_value(scope.stack, parameter->second, at);
  }
  StackResource* resource = scope.stack.find_resource(name);
  if (resource != nullptr) return resource_value(*resource, {}, at, scope.stack);
  return unknown_id(name, "parameter or resource", at, scope.stack);
}

DeclaredValue TemplateEvaluator::get_att(const TemplateCall& call, const TemplateScope& scope) {
  const SyntaxNode& argument = *call.argument;
  std::string path;
  if (argument.is_list()) {
    for (const SyntaxNode& element : argument.elements()) {
      const DeclaredValue part = value(element, scope);
      if (!part.is_text()) return DeclaredValue::unknown(missing_of(part), argument.at());
      path += (path.empty() ? "" : ".") + part.text;
    }
  } else if (argument.is_scalar()) {
    path = in_loop(argument.text(), scope.loop);
  }
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == path.size()) {
    needs(call, argument.at(), "a resource and an attribute of it");
    return mistaken(argument.at());
  }
  return attribute(path.substr(0, dot), path.substr(dot + 1), argument.at(), scope);
}

DeclaredValue TemplateEvaluator::attribute(const std::string& id, const std::string& name,
                                           SourceLoc at, const TemplateScope& scope) {
  StackResource* resource = scope.stack.find_resource(id);
  if (resource == nullptr) return unknown_id(id, "resource", at, scope.stack);
  return resource_value(*resource, name, at, scope.stack);
}

DeclaredValue TemplateEvaluator::resource_value(StackResource& resource, const std::string& name,
                                                SourceLoc at, Stack& stack) {
  if (presence(stack, *resource.node, resource.loop) == Truth::no) {
    return DeclaredValue::unknown(
        fmt::format("resource {}, which its condition leaves out", quoted(resource.id)), at);
  }
  if (resource.kind == StackResource::Kind::nested_stack) {
    return nested_value(resource, name, at, stack);
  }
  if (resource.type == "AWS::EC2::VPC" && name == "CidrBlock") {
    return cidr_block_of(resource, at, stack);
  }
  return DeclaredValue::reference(address_of(stack, resource.id), name, at);
}

DeclaredValue TemplateEvaluator::nested_value(StackResource& resource, const std::string& name,
                                              SourceLoc at, Stack& stack) {
  constexpr std::string_view kOutputs = "Outputs.";
  const std::string address = quoted(address_of(stack, resource.id));
  if (!name.starts_with(kOutputs)) {
    return DeclaredValue::unknown(fmt::format("the id of the stack {}", address), at);
  }
  const std::string output_name = name.substr(kOutputs.size());
  if (resource.nested == nullptr) {
    DeclaredValue open = DeclaredValue::unknown(
        fmt::format("output {} of the stack {}", quoted(output_name), address), at);
    open.items.push_back(DeclaredValue::reference(address_of(stack, resource.id), {}, at));
    return open;
  }
  StackOutput* output = resource.nested->find_output(output_name);
  if (output != nullptr) return output_value(*resource.nested, *output, at);
  std::vector<std::string> known;
  for (const StackOutput& candidate : resource.nested->outputs) known.push_back(candidate.name);
  report(DiagnosticKind::unknown_name, at,
         {fmt::format("output of the stack {}", address), quoted(output_name)},
         suggestion(output_name, known));
  return mistaken(at);
}

/// The block as it is written, when it is: then Fn::Cidr can cut it.
DeclaredValue TemplateEvaluator::cidr_block_of(StackResource& vpc, SourceLoc at, Stack& stack) {
  const DeclaredValue reference =
      DeclaredValue::reference(address_of(stack, vpc.id), "CidrBlock", at);
  const SyntaxNode* properties = vpc.node->find("Properties");
  const SyntaxNode* block = properties == nullptr ? nullptr : properties->find("CidrBlock");
  if (block == nullptr) return reference;
  LazyValue& lazy = stack.cidr_blocks[vpc.id];
  if (lazy.is_busy) {
    report(DiagnosticKind::template_cycle, at, {quoted(vpc.id + ".CidrBlock")});
    return mistaken(at);
  }
  std::optional<DeclaredValue>& kept = lazy.values[static_cast<std::size_t>(reading_)];
  if (!kept) {
    const Meanwhile<bool> busy(lazy.is_busy, true);
    const Meanwhile<bool> secrets(shows_secrets_, false);
    kept = value(*block, {stack, vpc.loop});
  }
  return kept->is_text() ? *kept : reference;
}

DeclaredValue TemplateEvaluator::pseudo_parameter(const std::string& name, SourceLoc at,
                                                  const Stack& stack) {
  if (name == "AWS::NoValue") return {};
  if (name == "AWS::Region") return DeclaredValue::of_text(region(), at);
  if (name == "AWS::AccountId") return DeclaredValue::of_text(account(), at);
  if (name == "AWS::Partition") return DeclaredValue::of_text(partition(), at);
  if (name == "AWS::StackName") return DeclaredValue::of_text(stack.name, at);
  if (name == "AWS::URLSuffix") {
    return DeclaredValue::of_text(partition() == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
                                  at);
  }
  if (name == "AWS::NotificationARNs") {
    return DeclaredValue::unknown("the notification ARNs of the stack", at);
  }
  if (name == "AWS::StackId") {
    return DeclaredValue::of_text(
        fmt::format("arn:{}:cloudformation:{}:{}:stack/{}/00000000-0000-0000-0000-000000000000",
                    partition(), region(), account(), stack.name),
        at);
  }
  const std::vector<std::string> known(std::begin(kPseudoParameters), std::end(kPseudoParameters));
  report(DiagnosticKind::unknown_name, at, {"pseudo parameter", quoted(name)},
         nearest(name, known).value_or(""));
  return mistaken(at);
}

std::string TemplateEvaluator::region() const {
  return options_.region.empty() ? std::string(kDefaultRegion) : options_.region;
}

std::string TemplateEvaluator::account() const {
  return options_.account.empty() ? std::string(kDefaultAccount) : options_.account;
}

std::string TemplateEvaluator::partition() const { return std::string(partition_of(region())); }

DeclaredValue TemplateEvaluator::unknown_id(const std::string& id, std::string_view what,
                                            SourceLoc at, const Stack& stack) {
  if (!charge(stack.resources.size() / 16, at)) return {};
  if (stack.source->has_macros || is_made_by_sam(id, stack)) {
    return DeclaredValue::unknown(fmt::format("{}, which a macro makes", quoted(id)), at);
  }
  report(DiagnosticKind::unknown_name, at, {std::string(what), quoted(id)}, nearest_id(id, stack));
  return mistaken(at);
}

std::string TemplateEvaluator::nearest_id(const std::string& id, const Stack& stack) {
  std::vector<std::string> known;
  for (const TemplateParameter& parameter : stack.source->parameters) {
    known.push_back(parameter.name);
  }
  for (const StackResource& resource : stack.resources) known.push_back(resource.id);
  return suggestion(id, known);
}

/// To look for near names among many takes long: only for the first mistakes.
std::string TemplateEvaluator::suggestion(const std::string& name,
                                          const std::vector<std::string>& known) {
  constexpr std::size_t kMostSuggestions = 50;
  return ++suggestions_ > kMostSuggestions ? "" : nearest(name, known).value_or("");
}

std::string TemplateEvaluator::address_of(const Stack& stack, const std::string& id) const {
  if (stack.outer != nullptr) return stack.address + "." + id;
  return shared_ids_.count(id) != 0 ? stack.name + "." + id : id;
}

}  // namespace canreach
