#include "parsers/native/reader.h"

#include <utility>

#include "base/algorithm.h"

namespace canreach {

void NativeContext::report(DiagnosticKind kind, const SourceLoc& at,
                           std::vector<std::string> arguments, std::string suggestion) {
  diagnostics.report(kind, at, std::move(arguments), std::move(suggestion));
}

void NativeContext::invalid(const SyntaxNode& node, const std::string& what, const std::string& why,
                            std::string suggestion) {
  report(DiagnosticKind::invalid_value, node.at(), {what, why}, std::move(suggestion));
}

void NativeContext::wrong_type(const SyntaxNode& node, const std::string& what,
                               const std::string& wanted) {
  report(DiagnosticKind::wrong_type, node.at(), {what, wanted, std::string(name_of(node.kind()))});
}

void NativeContext::conflict(const SourceLoc& at, const std::string& words) {
  report(DiagnosticKind::conflicting_keys, at, {words});
}

void NativeContext::choose(ResourceKind kind, Ref<Vpc> vpc, const Resource& resource,
                           const std::string& word) {
  const auto [first, is_new] = chosen.insert({{kind, vpc.index()}, resource.name});
  if (is_new) return;
  conflict(resource.at, quoted(first->second) + " and " + quoted(resource.name) + " are both the " +
                            word + " " + noun_of(label_of(kind)) + " of " + quoted(resource.scope));
}

std::string NativeContext::suggestion(std::string_view text,
                                      const std::vector<std::string>& candidates) const {
  constexpr std::size_t kMostErrors = 100;
  if (diagnostics.errors() > kMostErrors) return {};
  return nearest(text, candidates).value_or("");
}

Fields::Fields(NativeContext& context, const SyntaxNode& map, std::string what, SourceLoc at)
    : context_(context), map_(map), what_(std::move(what)), at_(at) {
  constexpr std::size_t kUsualKeys = 16;
  known_.reserve(kUsualKeys);
  if (!map.is_map()) context.wrong_type(map, what_, "a map");
}

Fields::~Fields() {
  for (const SyntaxNode::Member& member : map_.members()) {
    if (contains(known_, member.key)) continue;
    context_.report(DiagnosticKind::unknown_key, member.key_at, {quoted(member.key), what_},
                    context_.suggestion(member.key, known_));
  }
}

const SyntaxNode* Fields::find(std::string_view key) {
  known_.push_back(std::string(key));
  return map_.find(key);
}

const SyntaxNode* Fields::need(std::string_view key) {
  const SyntaxNode* node = find(key);
  if (node == nullptr && map_.is_map()) {
    context_.report(DiagnosticKind::missing_key, at_, {what_, quoted(key)});
  }
  return node;
}

void Fields::know(const std::vector<std::string_view>& keys) {
  for (const std::string_view key : keys) find(key);
}

void Fields::refuse(const std::vector<std::string_view>& keys, const std::string& why) {
  know(keys);
  for (const SyntaxNode::Member& member : map_.members()) {
    if (contains(keys, std::string_view(member.key))) {
      context_.conflict(member.key_at, quoted(member.key) + " " + why);
    }
  }
}

bool says_unknown(const SyntaxNode& node) {
  return node.kind() == SyntaxKind::string && node.text() == "unknown";
}

std::vector<const SyntaxNode*> elements_of(const SyntaxNode& node) {
  if (!node.is_list()) return {&node};
  std::vector<const SyntaxNode*> result;
  for (const SyntaxNode& element : node.elements()) result.push_back(&element);
  return result;
}

const NameEntry* resolve(NativeContext& context, const SyntaxNode& node, const Wanted& wanted,
                         std::string_view home) {
  if (!node.is_scalar() || node.is_null()) {
    context.wrong_type(node, wanted.noun, "a name");
    return nullptr;
  }
  const std::vector<const NameEntry*> found = context.names.find(node.text(), wanted, home);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    context.report(DiagnosticKind::unknown_name, node.at(), {wanted.noun, quoted(node.text())},
                   context.suggestion(node.text(), context.names.suggestions(wanted, home)));
  } else {
    context.report(DiagnosticKind::ambiguous_name, node.at(),
                   {quoted(node.text()), "it may be " + Names::listed(found)});
  }
  return nullptr;
}

const NameEntry* resolve_in(NativeContext& context, const SyntaxNode& node, const Wanted& wanted,
                            std::string_view home) {
  const NameEntry* entry = resolve(context, node, wanted, home);
  if (entry == nullptr || entry->scope.empty() || entry->scope == home) return entry;
  context.report(DiagnosticKind::wrong_vpc, node.at(),
                 {quoted(entry->name), quoted(entry->scope), quoted(home)});
  return nullptr;
}

}  // namespace canreach
