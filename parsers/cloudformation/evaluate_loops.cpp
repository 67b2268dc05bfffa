#include <fmt/format.h>

#include <cctype>

#include "base/text.h"
#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/values.h"

// Fn::ForEach stands for members of a map: `[name, collection, {key: value}]` gives its members
// once for each item of the collection, and `${name}` in their keys and texts stands for the item.
//
// Source: AWS CloudFormation Template Reference, Fn::ForEach.

namespace canreach {
namespace {

constexpr std::size_t kDeepestLoop = 5;
constexpr std::size_t kLongestLoopName = 256;

std::string letters_and_digits(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) result += c;
  }
  return result;
}

const TemplateLoop* find_turn(std::string_view name, const LoopTurn& turn) {
  for (const TemplateLoop* at = turn.get(); at != nullptr; at = at->outer.get()) {
    if (at->name == name) return at;
  }
  return nullptr;
}

}  // namespace

std::string in_loop(std::string_view text, const LoopTurn& turn) {
  if (turn == nullptr) return std::string(text);
  std::string result;
  while (!text.empty()) {
    const std::size_t brace = text.find('{', 1);
    if (brace == std::string_view::npos) break;
    const char mark = text[brace - 1];
    const std::size_t length = text.substr(brace + 1, kLongestLoopName).find('}');
    const TemplateLoop* found = nullptr;
    if (length != std::string_view::npos && (mark == '$' || mark == '&')) {
      found = find_turn(text.substr(brace + 1, length), turn);
    }
    if (found == nullptr) {
      result += text.substr(0, brace + 1);
      text.remove_prefix(brace + 1);
      continue;
    }
    result += text.substr(0, brace - 1);
    result += mark == '&' ? letters_and_digits(found->text) : found->text;
    text.remove_prefix(brace + length + 2);
  }
  return result.append(text);
}

void TemplateEvaluator::for_each_member(const SyntaxNode& map, const TemplateScope& scope,
                                        const MemberVisit& visit) {
  visit_members(map, scope, visit, 0);
}

void TemplateEvaluator::visit_members(const SyntaxNode& map, const TemplateScope& scope,
                                      const MemberVisit& visit, std::size_t depth) {
  for (const SyntaxNode::Member& member : map.members()) {
    if (is_exhausted_) return;
    if (member.key.substr(0, kLoopKey.size()) == kLoopKey) {
      visit_loop(member, scope, visit, depth);
    } else {
      visit(in_loop(member.key, scope.loop), member, scope);
    }
  }
}

void TemplateEvaluator::visit_loop(const SyntaxNode::Member& loop, const TemplateScope& scope,
                                   const MemberVisit& visit, std::size_t depth) {
  const std::string name = quoted(loop.key);
  if (!scope.stack.source->has_extensions) {
    report(DiagnosticKind::template_extension, loop.key_at, {name});
    return;
  }
  if (depth >= kDeepestLoop) {
    report(DiagnosticKind::template_loop, loop.key_at,
           {name, fmt::format("more than {} loops inside each other", kDeepestLoop)});
    return;
  }
  const std::span<const SyntaxNode> items = loop.value.elements();
  if (items.size() != 3 || !items[0].is_scalar() || items[0].text().empty() || !items[2].is_map()) {
    report(DiagnosticKind::template_arguments, loop.value.at(),
           {name, "a list of a name, a list and a map"});
    return;
  }
  const DeclaredValue collection = value(items[1], scope);
  const std::string missing = missing_of(collection);
  if (!collection.is_list() || !missing.empty()) {
    const std::string why =
        missing.empty() ? "what it goes through is no list" : fmt::format("it needs {}", missing);
    report(DiagnosticKind::template_loop, loop.key_at, {name, why});
    return;
  }
  for (const DeclaredValue& item : collection.items) {
    if (!charge(1 + item.text.size() / 64, loop.key_at)) return;
    const TemplateScope turn = {scope.stack, std::make_shared<const TemplateLoop>(TemplateLoop{
                                                 items[0].text(), item.text, scope.loop})};
    visit_members(items[2], turn, visit, depth + 1);
  }
}

}  // namespace canreach
