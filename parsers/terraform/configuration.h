#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// A module as it was written, once however often it is called.
struct ModuleConfig {
  std::unordered_map<std::string_view, const SyntaxNode*> resources;  // `aws_vpc.main`, `data.…`
  const SyntaxNode* outputs = nullptr;
  const SyntaxNode* variables = nullptr;
  struct Call {
    const SyntaxNode* node = nullptr;
    std::unique_ptr<ModuleConfig> module;
  };
  std::map<std::string_view, Call> calls;
};

/// `module` is `configuration.root_module` of a plan, or the `module` of a call.
std::unique_ptr<ModuleConfig> module_config(const SyntaxNode& module);

/// find() that takes nullptr.
inline const SyntaxNode* find_in(const SyntaxNode* node, std::string_view key) {
  return node == nullptr ? nullptr : node->find(key);
}

/// The text of a member; empty when there is none.
inline SyntaxText text_in(const SyntaxNode* node, std::string_view key) {
  const SyntaxNode* value = find_in(node, key);
  return value == nullptr ? SyntaxText() : value->text();
}

/// Is it the boolean `true`?
inline bool is_true(const SyntaxNode* node) {
  return node != nullptr && node->kind() == SyntaxKind::boolean && node->text() == "true";
}

}  // namespace canreach
