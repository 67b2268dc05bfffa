#include <string_view>
#include <unordered_set>

#include "base/algorithm.h"
#include "parsers/cloudformation/template.h"
#include "parsers/syntax/tree_builder.h"

// YAML 1.1's merge key `<<: *defaults` puts the members of another map into this one, where it does
// not have them itself.  The YAML reader leaves it as an ordinary key; the service does too, but
// `aws cloudformation package` and `deploy` merge before they upload.  So a template that has such
// keys is written anew without them, once; its places stay those of the file.

namespace canreach {
namespace {

constexpr std::string_view kMergeKey = "<<";

bool has_merge_key(const SyntaxNode& node) {
  if (node.is_list()) return any_of(node.elements(), has_merge_key);
  return any_of(node.members(), [](const SyntaxNode::Member& member) {
    return member.key == kMergeKey || has_merge_key(member.value);
  });
}

class Merger {
 public:
  explicit Merger(Diagnostics& diagnostics) : diagnostics_(diagnostics), builder_(nullptr, own_) {}

  SyntaxNode merged(const SyntaxNode& root) {
    write(root);
    if (own_.has_errors()) diagnostics_.merge(std::move(own_));
    return builder_.failed() ? SyntaxNode() : builder_.take();
  }

 private:
  using Members = std::vector<const SyntaxNode::Member*>;

  void write(const SyntaxNode& node) {
    if (builder_.failed()) return;
    if (node.is_scalar()) {
      write_scalar(node);
      return;
    }
    if (!builder_.open(node.kind(), node.at(), node.tag())) return;
    for (const SyntaxNode& element : node.elements()) write(element);
    Members members;
    std::unordered_set<std::string_view> keys;
    collect(node, members, keys);
    for (const SyntaxNode::Member* member : members) {
      if (!builder_.add_key(builder_.tree().keep(member->key), member->key_at)) return;
      write(member->value);
    }
    if (!builder_.failed()) builder_.close();
  }

  void write_scalar(const SyntaxNode& node) {
    SyntaxTree& tree = builder_.tree();
    SyntaxNode copy = tree.scalar(node.kind(), tree.keep(node.text()), node.at(), node.is_quoted());
    if (!node.tag().empty()) tree.set_tag(copy, node.tag());
    builder_.add(copy);
  }

  /// Its own members first, since they win; then those of the merged maps.
  void collect(const SyntaxNode& map, Members& members,
               std::unordered_set<std::string_view>& keys) {
    const SyntaxNode* merge = map.find(kMergeKey);
    for (const SyntaxNode::Member& member : map.members()) {
      if (&member.value != merge && keys.insert(member.key).second) members.push_back(&member);
    }
    if (merge == nullptr) return;
    warn(map);
    if (merge->is_map()) collect(*merge, members, keys);
    for (const SyntaxNode& element : merge->elements()) collect(element, members, keys);
  }

  void warn(const SyntaxNode& map) {
    for (const SyntaxNode::Member& member : map.members()) {
      if (member.key != kMergeKey) continue;
      diagnostics_.report(DiagnosticKind::template_merge_key, member.key_at, {});
    }
  }

  Diagnostics& diagnostics_;
  Diagnostics own_;
  TreeBuilder builder_;
};

}  // namespace

std::optional<SyntaxNode> merge_keys(const SyntaxNode& root, Diagnostics& diagnostics) {
  if (!has_merge_key(root)) return std::nullopt;
  return Merger(diagnostics).merged(root);
}

}  // namespace canreach
