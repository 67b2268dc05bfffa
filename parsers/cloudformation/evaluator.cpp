#include "parsers/cloudformation/evaluator.h"

#include <fmt/format.h>

#include "base/text.h"
#include "parsers/cloudformation/values.h"

// A template is a program without loops but one, and its values are asked for from below: a
// property asks for a parameter, which in a nested stack asks for an output of a sibling, and so
// on.  Values that several may ask for are kept; whoever asks for a value that is being made has
// found a cycle.
//
// Two things bound hostile templates: each value that is made or copied weighs something,
// characters too, and the sum is limited; and so is how deep one question may lead to another.

namespace canreach {
namespace {

constexpr std::size_t kMostValues = 2'000'000;
constexpr std::size_t kDeepest = 400;

constexpr std::string_view kDynamicReference = "{{resolve:";

bool is_transform_alone(const SyntaxNode& node) {
  return node.is_map() && node.find("Fn::Transform") != nullptr;
}

/// `{{resolve:ssm:name}}` inside of a text stands for what is known only later.
DeclaredValue dynamic_value(std::string_view text, SourceLoc at) {
  JoinedText joined(at);
  while (true) {
    const std::size_t begin = text.find(kDynamicReference);
    const std::size_t end = begin == std::string_view::npos ? begin : text.find("}}", begin);
    if (end == std::string_view::npos) break;
    joined.add(text.substr(0, begin));
    const std::string_view reference = text.substr(begin, end + 2 - begin);
    joined.add(DeclaredValue::unknown(fmt::format("the value of {}", quoted(reference)), at));
    text.remove_prefix(end + 2);
  }
  joined.add(text);
  return joined.take();
}

}  // namespace

DeclaredValue TemplateEvaluator::value(const SyntaxNode& node, const TemplateScope& scope,
                                       TagUse tag) {
  if (depth_ >= kDeepest) {
    report(DiagnosticKind::limit_exceeded, node.at(),
           {fmt::format("more than {} values that are made from each other", kDeepest)});
    is_exhausted_ = true;
  }
  if (is_exhausted_) return {};
  const Meanwhile<std::size_t> deeper(depth_, depth_ + 1);
  const TemplateCall call = find_call(node, CallPlace::value, tag);
  if (call.kind == TemplateCall::Kind::none) return plain_value(node, scope);
  if (call.kind != TemplateCall::Kind::call) return called_mistake(call, node.at());
  return charged(moved_to(called(call, node, scope), node.at()));
}

DeclaredValue TemplateEvaluator::plain_value(const SyntaxNode& node, const TemplateScope& scope) {
  if (!charge(1 + node.text().size() / 64, node.at())) return {};
  if (node.is_list()) return list_value(node, scope);
  return node.is_map() ? map_value(node, scope) : scalar_value(node, scope);
}

DeclaredValue TemplateEvaluator::scalar_value(const SyntaxNode& node, const TemplateScope& scope) {
  if (node.is_null()) {
    report(DiagnosticKind::template_null, node.at(), {"this"});
    return {};
  }
  const std::string_view text = node.text();
  if (scope.loop == nullptr && text.find(kDynamicReference) == std::string_view::npos) {
    return DeclaredValue::of_text(std::string(text), node.at());
  }
  return charged(dynamic_value(in_loop(text, scope.loop), node.at()));
}

DeclaredValue TemplateEvaluator::list_value(const SyntaxNode& node, const TemplateScope& scope) {
  CompactVector<DeclaredValue> items;
  items.reserve(node.elements().size());
  for (const SyntaxNode& element : node.elements()) {
    DeclaredValue item = value(element, scope);
    if (!item.is_absent()) items.push_back(std::move(item));
  }
  return DeclaredValue::of_list(std::move(items), node.at());
}

DeclaredValue TemplateEvaluator::map_value(const SyntaxNode& node, const TemplateScope& scope) {
  DeclaredValue map = DeclaredValue::of_map(node.at());
  map.members.reserve(node.members().size());
  for_each_member(
      node, scope,
      [this, &map](std::string key, const SyntaxNode::Member& member, const TemplateScope& inner) {
        DeclaredValue item = value(member.value, inner);
        if (!item.is_absent()) {
          map.members.emplace_back(std::move(key), std::move(item));
        }
      });
  return map;
}

DeclaredValue TemplateEvaluator::called(const TemplateCall& call, const SyntaxNode& node,
                                        const TemplateScope& scope) {
  if (call.row->is_extension && !scope.stack.source->has_extensions) {
    report(DiagnosticKind::template_extension, call.at, {quoted(call.name)});
  }
  if (call.argument_tag == TagUse::counts && is_transform_alone(*call.argument)) {
    return value(*call.argument, scope);
  }
  switch (call.row->function) {
    case TemplateFunction::ref:
      return ref(call, scope);
    case TemplateFunction::get_att:
      return get_att(call, scope);
    case TemplateFunction::sub:
      return sub(call, scope);
    case TemplateFunction::join:
      return join(call, scope);
    case TemplateFunction::select:
      return select(call, scope);
    case TemplateFunction::split:
      return split(call, scope);
    case TemplateFunction::find_in_map:
      return find_in_map(call, scope);
    case TemplateFunction::get_azs:
      return get_azs(call, scope);
    case TemplateFunction::import_value:
      return import_value(call, scope);
    case TemplateFunction::get_stack_output:
      return get_stack_output(call, scope);
    case TemplateFunction::cidr:
      return cidr(call, scope);
    case TemplateFunction::base64:
      // User data and the like: nothing that it holds moves a packet.  Its names are still checked.
      (void)value(*call.argument, scope, call.argument_tag);
      return DeclaredValue::of_text("base64", node.at());
    case TemplateFunction::transform:
      return transform(call, scope);
    case TemplateFunction::length:
      return length(call, scope);
    case TemplateFunction::to_json_string:
      return json_text_of(value(*call.argument, scope, call.argument_tag), node.at());
    case TemplateFunction::choice:
      return choice(call, scope);
    case TemplateFunction::equals:
    case TemplateFunction::negation:
    case TemplateFunction::conjunction:
    case TemplateFunction::disjunction:
    case TemplateFunction::condition:
    case TemplateFunction::rule_only:
      report(DiagnosticKind::template_function, call.at,
             {fmt::format("{} gives a condition, not a value", quoted(call.name))});
      return mistaken(node.at());
  }
  return mistaken(node.at());
}

DeclaredValue TemplateEvaluator::called_mistake(const TemplateCall& call, SourceLoc at) {
  if (call.kind == TemplateCall::Kind::not_alone) {
    report(DiagnosticKind::template_function, call.at,
           {fmt::format("{} must be the only key of its map", quoted(call.name))});
  } else {
    const std::string_view what =
        call.kind == TemplateCall::Kind::unknown_tag ? "tag" : "intrinsic function";
    report(DiagnosticKind::template_function, call.at,
           {fmt::format("there is no {} {}", what, quoted(call.name))},
           nearest_function(call.name));
  }
  return mistaken(at);
}

std::optional<std::span<const SyntaxNode>> TemplateEvaluator::items_of(const TemplateCall& call,
                                                                       std::size_t least,
                                                                       std::size_t most,
                                                                       std::string_view words) {
  const std::span<const SyntaxNode> items = call.argument->elements();
  if (call.argument->is_list() && items.size() >= least && items.size() <= most) return items;
  needs(call, call.argument->at(), words);
  return std::nullopt;
}

void TemplateEvaluator::needs(const TemplateCall& call, SourceLoc at, std::string_view words) {
  report(DiagnosticKind::template_arguments, at, {quoted(call.name), std::string(words)});
}

DeclaredValue TemplateEvaluator::mistaken(SourceLoc at) const {
  return DeclaredValue::unknown("a correct value", at);
}

DeclaredValue TemplateEvaluator::charged(DeclaredValue value) {
  if (!charge(weight_of(value), value.at)) return {};
  return value;
}

bool TemplateEvaluator::charge(std::size_t weight, SourceLoc at) {
  if (is_exhausted_) return false;
  spent_ += weight;
  if (spent_ <= kMostValues) return true;
  is_exhausted_ = true;
  report(DiagnosticKind::limit_exceeded, at,
         {fmt::format("the templates make more than {} values", kMostValues)});
  return false;
}

void TemplateEvaluator::report(DiagnosticKind kind, SourceLoc at,
                               std::vector<std::string> arguments, std::string suggestion) {
  std::string words;
  for (const std::string& argument : arguments) words += argument + '\n';
  if (!reported_.emplace(kind, at, std::move(words)).second) return;
  diagnostics_.report(kind, at, std::move(arguments), std::move(suggestion));
}

}  // namespace canreach
