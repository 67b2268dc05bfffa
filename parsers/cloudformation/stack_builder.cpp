#include "parsers/cloudformation/stack_builder.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/cloudformation/values.h"

// Which templates are stacks of their own, and which are parts of others?  A nested stack names its
// template by an address in S3 that nobody has yet, so the file is found by the end of that
// address: the file with which it shares the most parts of its path.
//
// That address may depend on parameters.  So templates are tried with the parameters of the user
// first, only to see which of them are named by others; the rest become stacks, and then each
// nested stack is looked up once more with what it is really given.

namespace canreach {
namespace {

constexpr std::size_t kMostResources = 20'000;
constexpr std::size_t kDeepestStack = 20;

constexpr std::array<std::string_view, 13> kResourceKeys = {
    "Type",           "Properties",    "Condition",      "DependsOn",           "Metadata",
    "DeletionPolicy", "UpdatePolicy",  "CreationPolicy", "UpdateReplacePolicy", "Description",
    "Connectors",     "IgnoreGlobals", "Fn::Transform"};

bool is_logical_id(std::string_view id) {
  return !id.empty() &&
         all_of(id, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
}

bool is_nested_type(std::string_view type) {
  return type == "AWS::CloudFormation::Stack" || type == "AWS::Serverless::Application";
}

/// The parts of a path from its end on, without what follows a "?".
std::vector<std::string_view> parts_from_end(std::string_view path) {
  path = path.substr(0, path.find('?'));
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find_last_of("/\\");
    parts.push_back(slash == std::string_view::npos ? path : path.substr(slash + 1));
    if (slash == std::string_view::npos) break;
    path = path.substr(0, slash);
  }
  return parts;
}

std::size_t shared_parts(std::string_view a, std::string_view b) {
  const std::vector<std::string_view> as = parts_from_end(a);
  const std::vector<std::string_view> bs = parts_from_end(b);
  std::size_t count = 0;
  while (count < as.size() && count < bs.size() && as[count] == bs[count] && !as[count].empty()) {
    ++count;
  }
  return count;
}

/// The known end of a text: what stands behind the last hole.
std::string_view known_end(const DeclaredValue& value) {
  if (value.is_text()) return value.text;
  if (value.items.empty() || !value.items.back().is_text()) return {};
  return value.items.back().text;
}

}  // namespace

void StackBuilder::build() {
  const std::vector<bool> is_nested = nested_ones();
  add_outer_stacks(is_nested);
  check_given_parameters();
  share_ids();
  for (const std::unique_ptr<Stack>& stack : evaluator_.stacks()) add_nested_stacks(*stack);
}

std::vector<bool> StackBuilder::nested_ones() {
  struct NamedTemplate {
    std::string path;
    const Template* by;
  };
  std::vector<bool> is_nested(templates_.size());
  if (templates_.size() < 2) return is_nested;
  std::vector<NamedTemplate> named;
  for (const Template& source : templates_) {
    Diagnostics unheard;
    TemplateEvaluator evaluator(options_, unheard);
    StackBuilder trial(templates_, options_, evaluator);
    const std::unique_ptr<Stack> stack = trial.new_stack(source, stack_name_of(source.name));
    trial.give_parameters(*stack);
    trial.read_sections(*stack);
    for (const StackResource& resource : stack->resources) {
      if (resource.kind != StackResource::Kind::nested_stack) continue;
      named.push_back({std::string(known_end(trial.path_of(*stack, resource))), &source});
    }
  }
  for (const NamedTemplate& one : named) claims_.push_back(one.path);
  for (const NamedTemplate& one : named) {
    const Result<std::size_t> found = template_at(one.path, one.by);
    if (found) is_nested[*found] = true;
  }
  return is_nested;
}

void StackBuilder::add_outer_stacks(const std::vector<bool>& is_nested) {
  std::unordered_set<std::string> names;
  for (std::size_t i = 0; i < templates_.size(); ++i) {
    if (is_nested[i]) continue;
    const std::string wanted = stack_name_of(templates_[i].name);
    std::string name = wanted;
    for (std::size_t n = 2; !names.insert(name).second; ++n) name = fmt::format("{}-{}", wanted, n);
    std::unique_ptr<Stack> stack = new_stack(templates_[i], std::move(name));
    give_parameters(*stack);
    read_sections(*stack);
    evaluator_.stacks().push_back(std::move(stack));
  }
  if (evaluator_.stacks().empty() && !templates_.empty()) {
    evaluator_.report(DiagnosticKind::template_cycle, templates_[0].root.at(),
                      {fmt::format("the nested stack {}", quoted(templates_[0].name))});
  }
}

std::unique_ptr<Stack> StackBuilder::new_stack(const Template& source, std::string name) {
  std::unique_ptr<Stack> stack = std::make_unique<Stack>();
  stack->source = &source;
  stack->name = std::move(name);
  for (const TemplateParameter& declared : source.parameters) {
    stack->parameters[declared.name].declared = &declared;
  }
  return stack;
}

const std::string* StackBuilder::given_value(const std::string& name) const {
  const auto given = options_.parameters.find(name);
  if (given != options_.parameters.end()) return &given->second;
  const auto assumed = options_.assumptions.find(name);
  return assumed != options_.assumptions.end() ? &assumed->second : nullptr;
}

void StackBuilder::give_parameters(Stack& stack) {
  for (auto& [name, parameter] : stack.parameters) {
    for (const std::string& key : {stack.name + "." + name, name}) {
      const auto given = given_value(key);
      if (given == nullptr) continue;
      parameter.given = *given;
      evaluator_.check_given(*parameter.declared, *given);
      break;
    }
  }
}

void StackBuilder::check_given_parameters() {
  std::vector<std::string> known;
  std::unordered_set<std::string> accepted;
  for (const std::unique_ptr<Stack>& stack : evaluator_.stacks()) {
    for (const TemplateParameter& parameter : stack->source->parameters) {
      known.push_back(parameter.name);
      accepted.insert(parameter.name);
      accepted.insert(stack->name + "." + parameter.name);
    }
  }
  for (const auto& [name, text] : options_.parameters) {
    if (accepted.count(name) != 0) continue;
    evaluator_.report(DiagnosticKind::template_parameter, SourceLoc(), {quoted(name)},
                      nearest(name, known).value_or(""));
  }
  for (const std::unique_ptr<Stack>& stack : evaluator_.stacks()) {
    for (const StackCondition& condition : stack->conditions) {
      known.push_back(condition.name);
      accepted.insert(condition.name);
      accepted.insert(stack->name + "." + condition.name);
    }
  }
  for (const auto& [name, text] : options_.assumptions) {
    if (accepted.count(name) != 0) continue;
    evaluator_.report(DiagnosticKind::template_assumption, SourceLoc(),
                      {quoted(name),
                       "what a template leaves open is assumed by the name of one of its "
                       "parameters or conditions"},
                      nearest(name, known).value_or(""));
  }
}

void StackBuilder::share_ids() {
  std::unordered_map<std::string, std::size_t> stacks_with;
  for (const std::unique_ptr<Stack>& stack : evaluator_.stacks()) {
    for (const StackResource& resource : stack->resources) ++stacks_with[resource.id];
    for (const StackCondition& one : stack->conditions) ++stacks_with[shared_condition(one.name)];
    for (const TemplateParameter& parameter : stack->source->parameters) {
      if (!parameter.resource_type().empty()) ++stacks_with[parameter.name];
    }
  }
  std::unordered_set<std::string> shared;
  for (const auto& [id, count] : stacks_with) {
    if (count > 1) shared.insert(id);
  }
  evaluator_.set_shared_ids(std::move(shared));
}

void StackBuilder::read_sections(Stack& stack) {
  const TemplateScope scope = {stack, nullptr};
  if (stack.source->conditions != nullptr) {
    evaluator_.for_each_member(
        *stack.source->conditions, scope,
        [&stack](std::string key, const SyntaxNode::Member& member, const TemplateScope& inner) {
          if (!stack.condition_numbers.emplace(key, stack.conditions.size()).second) return;
          StackCondition condition;
          condition.name = std::move(key);
          condition.at = member.key_at;
          condition.node = &member.value;
          condition.loop = inner.loop;
          stack.conditions.push_back(std::move(condition));
        });
  }
  if (stack.source->outputs != nullptr) {
    evaluator_.for_each_member(
        *stack.source->outputs, scope,
        [&stack](std::string key, const SyntaxNode::Member& member, const TemplateScope& inner) {
          if (!stack.output_numbers.emplace(key, stack.outputs.size()).second) return;
          StackOutput output;
          output.name = std::move(key);
          output.at = member.key_at;
          output.node = &member.value;
          output.loop = inner.loop;
          stack.outputs.push_back(std::move(output));
        });
  }
  if (stack.source->resources == nullptr) return;
  stack.resources.reserve(stack.source->resources->members().size());
  evaluator_.for_each_member(*stack.source->resources, scope,
                             [this, &stack](std::string key, const SyntaxNode::Member& member,
                                            const TemplateScope& inner) {
                               add_resource(stack, std::move(key), member, inner.loop);
                             });
}

void StackBuilder::add_resource(Stack& stack, std::string id, const SyntaxNode::Member& member,
                                const LoopTurn& loop) {
  if (id == "Fn::Transform") return;  // read with the template's macros
  if (!check_resource(id, member)) return;
  StackResource resource;
  resource.type = in_loop(member.value.find("Type")->text(), loop);
  resource.id = std::move(id);
  resource.at = member.key_at;
  resource.node = &member.value;
  resource.loop = loop;
  if (is_nested_type(resource.type)) {
    resource.kind = StackResource::Kind::nested_stack;
  } else if (resource.type == "AWS::Serverless::Function" && stack.source->is_serverless) {
    resource.kind = StackResource::Kind::serverless_function;
    add_role_of_function(stack, resource);
  }
  insert(stack, std::move(resource));
}

bool StackBuilder::check_resource(const std::string& id, const SyntaxNode::Member& member) {
  const SyntaxNode& node = member.value;
  const auto words = [&id] { return fmt::format("resource {}", quoted(id)); };
  if (!is_logical_id(id)) {
    evaluator_.report(DiagnosticKind::template_logical_id, member.key_at, {quoted(id)});
    return false;
  }
  if (node.is_null()) {
    evaluator_.report(DiagnosticKind::template_null, node.at(), {words()});
    return false;
  }
  if (!node.is_map()) {
    evaluator_.report(DiagnosticKind::wrong_type, node.at(),
                      {words(), "a map", std::string(name_of(node.kind()))});
    return false;
  }
  check_keys(id, node);
  const SyntaxNode* type = node.find("Type");
  if (type != nullptr && type->is_scalar() && !type->text().empty()) return true;
  evaluator_.report(DiagnosticKind::missing_key, member.key_at, {words(), quoted("Type")});
  return false;
}

/// Others than these change nothing, but a misspelt `Properties` would be lost.
void StackBuilder::check_keys(const std::string& id, const SyntaxNode& node) {
  for (const SyntaxNode::Member& member : node.members()) {
    if (contains(kResourceKeys, std::string_view(member.key))) continue;
    const std::vector<std::string> known(kResourceKeys.begin(), kResourceKeys.end());
    const std::optional<std::string> meant = nearest(member.key, known);
    if (!meant) continue;
    evaluator_.report(DiagnosticKind::unknown_key, member.key_at,
                      {quoted(member.key), fmt::format("resource {}", quoted(id))}, *meant);
  }
}

/// SAM gives a function without a role one that is named after it.
void StackBuilder::add_role_of_function(Stack& stack, const StackResource& function) {
  const SyntaxNode* properties = function.node->find("Properties");
  if (properties != nullptr && properties->find("Role") != nullptr) return;
  if (stack.source->function_globals != nullptr &&
      stack.source->function_globals->find("Role") != nullptr) {
    return;
  }
  StackResource role;
  role.kind = StackResource::Kind::serverless_role;
  role.id = function.id + "Role";
  role.type = "AWS::IAM::Role";
  role.at = function.at;
  role.node = function.node;
  role.loop = function.loop;
  insert(stack, std::move(role));
}

void StackBuilder::insert(Stack& stack, StackResource resource) {
  if (++resources_ > kMostResources) {
    if (resources_ == kMostResources + 1) {
      evaluator_.report(DiagnosticKind::limit_exceeded, resource.at,
                        {fmt::format("the templates have more than {} resources", kMostResources)});
    }
    return;
  }
  const auto parameter = stack.parameters.find(resource.id);
  const StackResource* other = stack.find_resource(resource.id);
  if (parameter != stack.parameters.end() || other != nullptr) {
    const std::uint32_t line =
        other != nullptr ? other->at.line : parameter->second.declared->at.line;
    evaluator_.report(DiagnosticKind::duplicate_name, resource.at,
                      {quoted(resource.id), std::to_string(line)});
    return;
  }
  stack.resource_numbers.emplace(resource.id, stack.resources.size());
  stack.resources.push_back(std::move(resource));
}

void StackBuilder::add_nested_stacks(Stack& stack) {
  for (StackResource& resource : stack.resources) {
    if (resource.kind != StackResource::Kind::nested_stack) continue;
    if (evaluator_.is_exhausted() || resources_ > kMostResources) return;
    const Meanwhile<ConditionReading> reading(evaluator_.reading(), ConditionReading::open);
    if (evaluator_.presence(stack, *resource.node, resource.loop) == Truth::no) continue;
    add_nested_stack(stack, resource);
  }
}

void StackBuilder::add_nested_stack(Stack& stack, StackResource& resource) {
  const Result<std::size_t> found = template_of(stack, resource);
  const std::string address = evaluator_.address_of(stack, resource.id);
  if (!found) {
    evaluator_.report(DiagnosticKind::template_nested_stack, resource.at,
                      {quoted(address), found.error().text});
    return;
  }
  const Template& source = templates_[*found];
  for (const Stack* outer = &stack; outer != nullptr; outer = outer->outer) {
    if (outer->source != &source && stack.depth < kDeepestStack) continue;
    evaluator_.report(DiagnosticKind::template_cycle, resource.at,
                      {fmt::format("the nested stack {}", quoted(address))});
    return;
  }
  std::unique_ptr<Stack> nested = new_stack(source, fmt::format("{}-{}", stack.name, resource.id));
  nested->id = resource.id;
  nested->address = address;
  nested->outer = &stack;
  nested->outer_loop = resource.loop;
  nested->depth = stack.depth + 1;
  const SyntaxNode* properties = resource.node->find("Properties");
  const SyntaxNode* parameters = properties == nullptr ? nullptr : properties->find("Parameters");
  if (parameters != nullptr) give_arguments(*nested, *parameters);
  read_sections(*nested);
  add_nested_stacks(*nested);
  resource.nested = std::move(nested);
}

void StackBuilder::give_arguments(Stack& nested, const SyntaxNode& parameters) {
  if (find_call(parameters, CallPlace::value, TagUse::counts).kind != TemplateCall::Kind::none) {
    for (auto& [name, parameter] : nested.parameters) parameter.argument = &parameters;
    return;
  }
  std::vector<std::string> known;
  for (const TemplateParameter& declared : nested.source->parameters) {
    known.push_back(declared.name);
  }
  for (const SyntaxNode::Member& member : parameters.members()) {
    const auto found = nested.parameters.find(member.key);
    if (found != nested.parameters.end()) {
      found->second.argument = &member.value;
      continue;
    }
    evaluator_.report(
        DiagnosticKind::unknown_name, member.key_at,
        {fmt::format("parameter of the stack {}", quoted(nested.address)), quoted(member.key)},
        nearest(member.key, known).value_or(""));
  }
}

Result<std::size_t> StackBuilder::template_of(Stack& stack, const StackResource& resource) {
  const DeclaredValue path = path_of(stack, resource);
  const std::string_view end = known_end(path);
  if (end.empty()) return failure("its address is not known");
  return template_at(end, stack.source);
}

DeclaredValue StackBuilder::path_of(Stack& stack, const StackResource& resource) {
  const SyntaxNode* metadata = resource.node->find("Metadata");
  const SyntaxNode* asset = metadata == nullptr ? nullptr : metadata->find("aws:asset:path");
  if (asset != nullptr) return DeclaredValue::of_text(asset->text(), asset->at());
  const SyntaxNode* properties = resource.node->find("Properties");
  if (properties == nullptr) return {};
  for (const std::string_view key : {"TemplateURL", "Location"}) {
    const SyntaxNode* node = properties->find(key);
    if (node != nullptr) return evaluator_.value(*node, {stack, resource.loop});
  }
  return {};
}

Result<std::size_t> StackBuilder::template_at(std::string_view path, const Template* self) const {
  std::size_t best = 0;
  std::size_t number = 0;
  bool is_ambiguous = false;
  for (std::size_t i = 0; i < templates_.size(); ++i) {
    if (&templates_[i] == self) continue;
    const std::size_t shared = shared_parts(path, templates_[i].name);
    is_ambiguous = shared == best ? is_ambiguous || shared > 0 : shared < best && is_ambiguous;
    if (shared <= best) continue;
    best = shared;
    number = i;
  }
  if (best == 0) {
    const std::vector<std::string_view> parts = parts_from_end(path);
    return failure(fmt::format("no file is called {}", quoted(parts.empty() ? path : parts[0])));
  }
  // Another nested stack names this file better, so this one means another file.
  const bool is_taken = any_of(claims_, [this, number, best](const std::string& claim) {
    return shared_parts(claim, templates_[number].name) > best;
  });
  if (is_taken) return failure(fmt::format("no file fits {}", quoted(path)));
  if (is_ambiguous) return failure(fmt::format("several files fit {}", quoted(path)));
  return number;
}

}  // namespace canreach
