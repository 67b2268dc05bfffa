#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// The members' numbers in the order of their keys, equal keys in the order of the file.
std::vector<std::uint32_t> order_of_keys(std::span<const SyntaxNode::Member> members);

/// Holds the nodes of a text, and such texts of scalars as do not stand in it word for word.
/// Everything lies in a few large pieces that go away together.
class SyntaxTree {
 public:
  SyntaxTree(const SyntaxTree&) = delete;
  SyntaxTree& operator=(const SyntaxTree&) = delete;

  /// Keeps a tree, as a copy of one of its nodes does.
  class Handle {
   public:
    /// A new tree.  `source` may be null; `expected` is how many bytes it will probably need.
    explicit Handle(std::shared_ptr<const std::string> source, std::size_t expected = 0);
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { tree_->release(); }

    SyntaxTree& operator*() const { return *tree_; }
    SyntaxTree* operator->() const { return tree_; }

   private:
    SyntaxTree* tree_;
  };

  const std::shared_ptr<const std::string>& source() const { return source_; }

  /// A copy of a text that lives as long as the tree.
  SyntaxText keep(std::string_view text);

  // Nodes that do not keep the tree alive: for other nodes of it, or for root().
  SyntaxNode scalar(SyntaxKind kind, SyntaxText kept, SourceLoc at, bool quoted);
  /// Takes the waiting ones from `first` on.
  SyntaxNode list(std::vector<SyntaxNode>& waiting, std::size_t first, SourceLoc at);
  /// Likewise; the keys must differ.
  SyntaxNode map(std::vector<SyntaxNode::Member>& waiting, std::size_t first, SourceLoc at);
  /// A list or map by its valid text, which is a part of source().
  SyntaxNode deferred(SyntaxKind kind, std::string_view text, SourceLoc at);
  void set_tag(SyntaxNode& node, std::string_view tag);
  /// The same node, for this tree.
  static SyntaxNode borrowed(const SyntaxNode& node);

  /// A node that keeps the tree alive.
  static SyntaxNode root(const SyntaxNode& node) { return node; }

 private:
  friend class SyntaxNode;
  explicit SyntaxTree(std::shared_ptr<const std::string> source, std::size_t expected);
  ~SyntaxTree() = default;

  void retain() { ++users_; }
  void release() {
    if (--users_ == 0) delete this;
  }
  std::byte* room(std::size_t bytes, std::size_t alignment);

  std::shared_ptr<const std::string> source_;
  std::vector<std::unique_ptr<std::byte[]>> pieces_;
  std::byte* next_ = nullptr;  // in the last piece
  std::size_t left_ = 0;       // bytes from there on
  std::size_t next_piece_;     // bytes
  std::size_t users_ = 0;
};

inline SyntaxNode SyntaxTree::scalar(SyntaxKind kind, SyntaxText kept, SourceLoc at, bool quoted) {
  SyntaxNode node;
  node.raw_.tree = this;
  node.raw_.kind = kind;
  node.raw_.quoted = quoted;
  node.raw_.at = at;
  if (kind == SyntaxKind::null) return node;
  node.raw_.content = kept.data();
  node.raw_.size = static_cast<std::uint32_t>(kept.size());
  return node;
}

}  // namespace canreach
