#include <algorithm>
#include <cctype>

#include "base/algorithm.h"
#include "parsers/declared/to_native.h"
#include "parsers/syntax/tree_builder.h"

namespace canreach {
namespace {

bool is_number(const std::string& text) {
  constexpr std::size_t kLongest = 9;  // longer ones are names: accounts
  if (text.empty() || text.size() > kLongest || (text.size() > 1 && text.front() == '0')) {
    return false;
  }
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

SyntaxKind kind_of_text(const std::string& text) {
  if (text == "true" || text == "false") return SyntaxKind::boolean;
  return is_number(text) ? SyntaxKind::number : SyntaxKind::string;
}

bool add(TreeBuilder& builder, const DeclaredValue& value) {
  using Kind = DeclaredValue::Kind;
  if (value.kind == Kind::list) {
    if (!builder.open(SyntaxKind::list, value.at, {})) return false;
    for (const DeclaredValue& item : value.items) {
      if (!add(builder, item)) return false;
    }
    builder.close();
    return true;
  }
  if (value.kind == Kind::map) {
    if (!builder.open(SyntaxKind::map, value.at, {})) return false;
    for (const auto& [key, member] : value.members) {
      if (!builder.add_key(key, member.at) || !add(builder, member)) return false;
    }
    builder.close();
    return true;
  }
  if (value.is_unknown()) {
    return builder.add(builder.tree().scalar(SyntaxKind::string, "unknown", value.at, false));
  }
  const SyntaxKind kind = kind_of_text(value.text);
  SyntaxTree& tree = builder.tree();
  return builder.add(
      tree.scalar(kind, tree.keep(value.text), value.at, kind == SyntaxKind::string));
}

}  // namespace

SyntaxNode syntax_of(const NativeText& native, Diagnostics& diagnostics) {
  TreeBuilder builder(nullptr, diagnostics);
  add(builder, native.design);
  return builder.take();
}

}  // namespace canreach
