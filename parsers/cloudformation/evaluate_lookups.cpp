#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/values.h"

// What is looked up elsewhere: in mappings, in the exports of other stacks, in their outputs.

namespace canreach {
namespace {

const SyntaxNode* entry_of(const SyntaxNode& map, const DeclaredValue& key) {
  return map.find(key.text);
}

}  // namespace

DeclaredValue TemplateEvaluator::find_in_map(const TemplateCall& call, const TemplateScope& scope) {
  const std::optional<std::span<const SyntaxNode>> items =
      items_of(call, 3, 4, "a list of a mapping and two keys");
  const SourceLoc at = call.argument->at();
  if (!items) return mistaken(at);
  DeclaredValue keys[3];
  for (std::size_t i = 0; i < 3; ++i) {
    keys[i] = value((*items)[i], scope);
    if (keys[i].is_text()) continue;
    if (keys[i].is_list() || keys[i].is_map()) needs(call, (*items)[i].at(), "texts as keys");
    return DeclaredValue::unknown(missing_of(keys[i]), at);
  }
  const SyntaxNode* otherwise = items->size() == 4 ? (*items)[3].find("DefaultValue") : nullptr;
  if (items->size() == 4 && otherwise == nullptr) {
    needs(call, (*items)[3].at(), "`DefaultValue` in its fourth item");
  }
  const SyntaxNode* mappings = scope.stack.source->mappings;
  const SyntaxNode* mapping = mappings == nullptr ? nullptr : entry_of(*mappings, keys[0]);
  if (mapping != nullptr) return map_entry(call, *mapping, keys, otherwise, scope);
  if (otherwise != nullptr) return value(*otherwise, scope);
  if (scope.stack.source->has_macros ||
      (mappings != nullptr && mappings->find("Fn::Transform") != nullptr)) {
    return DeclaredValue::unknown("a mapping that a macro makes", at);
  }
  std::vector<std::string> known;
  if (mappings != nullptr) {
    for (const SyntaxNode::Member& member : mappings->members()) known.push_back(member.key);
  }
  const bool is_shown = (*items)[0].is_scalar();
  report(DiagnosticKind::unknown_name, (*items)[0].at(),
         {"mapping", is_shown ? quoted(keys[0].text) : "that"},
         is_shown ? suggestion(keys[0].text, known) : "");
  return mistaken(at);
}

DeclaredValue TemplateEvaluator::map_entry(const TemplateCall& call, const SyntaxNode& mapping,
                                           const DeclaredValue (&keys)[3],
                                           const SyntaxNode* otherwise,
                                           const TemplateScope& scope) {
  const SourceLoc at = call.argument->at();
  const SyntaxNode* row = entry_of(mapping, keys[1]);
  const SyntaxNode* entry = row == nullptr ? nullptr : entry_of(*row, keys[2]);
  if (entry != nullptr) return value(*entry, {scope.stack, nullptr});
  if (otherwise != nullptr) return value(*otherwise, scope);
  const std::string of = quoted(keys[0].text);
  const bool is_open = mapping.find("Fn::Transform") != nullptr || scope.stack.source->has_macros;
  if (is_open) return DeclaredValue::unknown(fmt::format("the mapping {}", of), at);
  const DeclaredValue& missing = row == nullptr ? keys[1] : keys[2];
  if (options_.region.empty() && missing.text == region()) {
    return DeclaredValue::unknown(fmt::format("a region that the mapping {} has (`--region`)", of),
                                  at);
  }
  const bool is_secret = shows_secrets_ && touched_secret_;
  report(DiagnosticKind::template_value, at,
         {quoted(call.name), fmt::format("the mapping {} has no key {}", of,
                                         is_secret ? "like this" : quoted(missing.text))});
  return mistaken(at);
}

DeclaredValue TemplateEvaluator::import_value(const TemplateCall& call,
                                              const TemplateScope& scope) {
  const SourceLoc at = call.argument->at();
  const DeclaredValue name = value(*call.argument, scope, call.argument_tag);
  if (name.is_list() || name.is_map() || (name.is_text() && name.text.empty())) {
    needs(call, at, "the name of an export");
    return mistaken(at);
  }
  if (!name.is_text()) return DeclaredValue::unknown(missing_of(name), at);
  if (!has_exports_) {
    has_exports_ = true;  // what is asked for meanwhile is not exported yet
    const Meanwhile<ConditionReading> reading(reading_, ConditionReading::decided);
    for (const std::unique_ptr<Stack>& stack : stacks_) find_exports(*stack);
  }
  const auto found = exports_.find(name.text);
  if (found != exports_.end()) {
    return output_value(*found->second.stack, *found->second.output, at);
  }
  return DeclaredValue::unknown(fmt::format("the export {}", quoted(name.text)), at);
}

void TemplateEvaluator::find_exports(Stack& stack) {
  if (!is_present(stack)) return;
  for (StackOutput& output : stack.outputs) add_export(stack, output);
  for (StackResource& resource : stack.resources) {
    if (resource.nested != nullptr) find_exports(*resource.nested);
  }
}

void TemplateEvaluator::add_export(Stack& stack, StackOutput& output) {
  const SyntaxNode* exported = output.node->find("Export");
  const SyntaxNode* name_node = exported == nullptr ? nullptr : exported->find("Name");
  if (name_node == nullptr || presence(stack, *output.node, output.loop) == Truth::no) return;
  const Meanwhile<bool> secrets(shows_secrets_, false);
  const DeclaredValue name = value(*name_node, {stack, output.loop});
  if (!name.is_text()) return;
  const auto [entry, is_new] = exports_.emplace(name.text, Export{&stack, &output});
  if (is_new) return;
  report(DiagnosticKind::template_export, name_node->at(),
         {quoted(name.text),
          fmt::format("the output {} of the stack {}", quoted(entry->second.output->name),
                      quoted(entry->second.stack->name))});
}

bool TemplateEvaluator::is_present(Stack& stack) {
  for (Stack* inner = &stack; inner->outer != nullptr; inner = inner->outer) {
    const StackResource* resource = inner->outer->find_resource(inner->id);
    if (resource != nullptr &&
        presence(*inner->outer, *resource->node, resource->loop) == Truth::no)
      return false;
  }
  return true;
}

DeclaredValue TemplateEvaluator::get_stack_output(const TemplateCall& call,
                                                  const TemplateScope& scope) {
  const SourceLoc at = call.argument->at();
  const SyntaxNode* stack_node = call.argument->find("StackName");
  const SyntaxNode* output_node = call.argument->find("OutputName");
  if (stack_node == nullptr || output_node == nullptr) {
    needs(call, at, "a map with `StackName` and `OutputName`");
    return mistaken(at);
  }
  const DeclaredValue stack_name = value(*stack_node, scope);
  const DeclaredValue output_name = value(*output_node, scope);
  if (!stack_name.is_text()) return DeclaredValue::unknown(missing_of(stack_name), at);
  if (!output_name.is_text()) return DeclaredValue::unknown(missing_of(output_name), at);
  for (const std::unique_ptr<Stack>& stack : stacks_) {
    if (stack->name != stack_name.text) continue;
    StackOutput* output = stack->find_output(output_name.text);
    if (output != nullptr) return output_value(*stack, *output, at);
  }
  return DeclaredValue::unknown(
      fmt::format("output {} of the stack {}", quoted(output_name.text), quoted(stack_name.text)),
      at);
}

DeclaredValue TemplateEvaluator::output_value(Stack& stack, StackOutput& output, SourceLoc at) {
  const std::string words = fmt::format("output {}", quoted(output.name));
  const SyntaxNode* node = output.node->find("Value");
  if (node == nullptr) {
    report(DiagnosticKind::missing_key, output.at, {words, quoted("Value")});
    return mistaken(at);
  }
  if (presence(stack, *output.node, output.loop) == Truth::no) {
    return DeclaredValue::unknown(fmt::format("{}, which its condition leaves out", words), at);
  }
  if (output.value.is_busy) {
    report(DiagnosticKind::template_cycle, output.at, {words});
    return mistaken(at);
  }
  std::optional<DeclaredValue>& kept = output.value.values[static_cast<std::size_t>(reading_)];
  if (!kept) {
    const Meanwhile<bool> busy(output.value.is_busy, true);
    const Meanwhile<bool> secrets(shows_secrets_, false);
    kept = value(*node, {stack, output.loop});
  }
  return charged(*kept);
}

}  // namespace canreach
