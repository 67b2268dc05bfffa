#include "parsers/cloudformation/functions.h"

#include <cassert>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

using F = TemplateFunction;

constexpr TemplateFunctionRow kRows[] = {
    {F::ref, "Ref", "!Ref", false},
    {F::get_att, "Fn::GetAtt", "!GetAtt", false},
    {F::sub, "Fn::Sub", "!Sub", false},
    {F::join, "Fn::Join", "!Join", false},
    {F::select, "Fn::Select", "!Select", false},
    {F::split, "Fn::Split", "!Split", false},
    {F::find_in_map, "Fn::FindInMap", "!FindInMap", false},
    {F::get_azs, "Fn::GetAZs", "!GetAZs", false},
    {F::import_value, "Fn::ImportValue", "!ImportValue", false},
    {F::get_stack_output, "Fn::GetStackOutput", "!GetStackOutput", false},
    {F::cidr, "Fn::Cidr", "!Cidr", false},
    {F::base64, "Fn::Base64", "!Base64", false},
    {F::transform, "Fn::Transform", "!Transform", false},
    {F::length, "Fn::Length", "!Length", true},
    {F::to_json_string, "Fn::ToJsonString", "!ToJsonString", true},
    {F::choice, "Fn::If", "!If", false},
    {F::equals, "Fn::Equals", "!Equals", false},
    {F::negation, "Fn::Not", "!Not", false},
    {F::conjunction, "Fn::And", "!And", false},
    {F::disjunction, "Fn::Or", "!Or", false},
    {F::condition, "Condition", "!Condition", false},
    {F::rule_only, "Fn::Contains", "!Contains", false},
    {F::rule_only, "Fn::EachMemberEquals", "!EachMemberEquals", false},
    {F::rule_only, "Fn::EachMemberIn", "!EachMemberIn", false},
    {F::rule_only, "Fn::RefAll", "!RefAll", false},
    {F::rule_only, "Fn::ValueOf", "!ValueOf", false},
    {F::rule_only, "Fn::ValueOfAll", "!ValueOfAll", false},
};

const TemplateFunctionRow* find_name(std::string_view name) {
  for (const TemplateFunctionRow& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

const TemplateFunctionRow* find_tag(std::string_view tag) {
  for (const TemplateFunctionRow& row : kRows) {
    if (row.tag == tag) return &row;
  }
  return nullptr;
}

/// Would somebody write this key for anything but a function?
bool looks_like_function(std::string_view key) {
  return key.size() > 3 && key[2] == ':' && (key[0] == 'F' || key[0] == 'f') &&
         (key[1] == 'n' || key[1] == 'N') && key.substr(0, kLoopKey.size()) != kLoopKey;
}

TemplateCall mistake(TemplateCall::Kind kind, std::string_view name, SourceLoc at) {
  TemplateCall call;
  call.kind = kind;
  call.name = name;
  call.at = at;
  return call;
}

TemplateCall call_of(const TemplateFunctionRow& row, const SyntaxNode& argument, TagUse tag,
                     SourceLoc at) {
  TemplateCall call = mistake(TemplateCall::Kind::call, row.name, at);
  call.row = &row;
  call.argument = &argument;
  call.argument_tag = tag;
  return call;
}

TemplateCall tagged_call(const SyntaxNode& node) {
  const TemplateFunctionRow* row = find_tag(node.tag());
  if (row == nullptr) return mistake(TemplateCall::Kind::unknown_tag, node.tag(), node.at());
  return call_of(*row, node, TagUse::ignored, node.at());
}

/// A function with neighbours is a mistake, but for Fn::Transform, which changes them.
TemplateCall call_among_others(std::span<const SyntaxNode::Member> members) {
  for (const SyntaxNode::Member& member : members) {
    if (!looks_like_function(member.key)) continue;
    const TemplateFunctionRow* row = find_name(member.key);
    if (row != nullptr && row->function == F::transform) {
      return call_of(*row, member.value, TagUse::counts, member.key_at);
    }
    return mistake(TemplateCall::Kind::not_alone, member.key, member.key_at);
  }
  return {};
}

}  // namespace

std::span<const TemplateFunctionRow> template_functions() { return kRows; }

const TemplateFunctionRow& row_of(TemplateFunction function) {
  for (const TemplateFunctionRow& row : kRows) {
    if (row.function == function) return row;
  }
  assert(false);
  return kRows[0];
}

TemplateCall find_call(const SyntaxNode& node, CallPlace place, TagUse tag) {
  if (tag == TagUse::counts && !node.tag().empty()) return tagged_call(node);
  if (!node.is_map()) return {};
  const std::span<const SyntaxNode::Member> members = node.members();
  if (members.size() != 1) return call_among_others(members);
  const SyntaxNode::Member& member = members.front();
  if (!looks_like_function(member.key) && member.key != "Ref" && member.key != "Condition") {
    return {};
  }
  if (member.key == "Condition" && place == CallPlace::value) return {};
  const TemplateFunctionRow* row = find_name(member.key);
  if (row == nullptr) return mistake(TemplateCall::Kind::unknown, member.key, member.key_at);
  return call_of(*row, member.value, TagUse::counts, member.key_at);
}

std::string nearest_function(std::string_view name) {
  std::vector<std::string> candidates;
  for (const TemplateFunctionRow& row : kRows) {
    candidates.emplace_back(name.substr(0, 1) == "!" ? row.tag : row.name);
  }
  return nearest(name, candidates).value_or("");
}

}  // namespace canreach
