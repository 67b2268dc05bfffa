#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "parsers/syntax/syntax_node.h"
#include "parsers/syntax/syntax_tree.h"

namespace canreach {

/// "list", "map", "string" ...: name_of() without its article.
std::string_view noun_of(SyntaxKind kind);

/// The words for more levels than Limits::depth.
std::string too_deep();

/// Is this text fit to be parsed: not too long, UTF-8, and without control characters?  Reports
/// what is wrong.
bool check_text(const SourceFiles& files, std::uint32_t file, std::size_t largest,
                Diagnostics& diagnostics);

/// Makes the tree of a text from what a parser finds in it, one thing after the other, and keeps it
/// within the limits of depth and size.  Reports duplicate keys and drops them.
class TreeBuilder {
 public:
  /// A list or map that is not closed yet.
  struct Open {
    SyntaxKind kind;
    SourceLoc at;
    std::string tag;
    std::size_t first;        // where its children begin in elements_ or members_
    std::uint32_t container;  // its number among all lists and maps of the text
    bool has_key = false;     // of a map: the value of the last member is to come
  };

  TreeBuilder(std::shared_ptr<const std::string> source, Diagnostics& diagnostics)
      : diagnostics_(diagnostics), tree_(std::move(source)) {}

  /// For scalars that are made before it is known where they belong.
  SyntaxTree& tree() { return *tree_; }

  /// Each is false when the text exceeds a limit, which was reported: then nothing more is taken.
  /// A value must be of tree().
  bool add(const SyntaxNode& value);
  bool add_key(std::string_view key, SourceLoc at);
  bool open(SyntaxKind kind, SourceLoc at, std::string tag);
  void close();

  /// Reports (CR1003 or CR1002) and takes nothing more; the tree will be null.
  void fail(DiagnosticKind kind, SourceLoc at, std::string message);
  bool failed() const { return failed_; }

  const std::vector<Open>& open_ones() const { return open_; }
  /// Must a key come next?
  bool wants_key() const;
  /// The place of the key whose value comes next; nowhere outside of maps.
  SourceLoc key_at() const;
  /// Has the innermost open list or map a child yet?
  bool has_children() const;
  bool is_complete() const { return complete_; }
  /// The number that the next list or map will have.
  std::uint32_t next_container() const { return static_cast<std::uint32_t>(homes_.size()); }
  /// Is the list or map with this number still open?
  bool is_open(std::uint32_t number) const { return find_open(number) != nullptr; }
  /// A closed list or map by its number; nullptr if it is still open or was dropped.
  const SyntaxNode* container(std::uint32_t number) const;

  /// The whole tree; null after a failure.
  SyntaxNode take();

 private:
  /// Where a list or map stands: as which child of which list or map.  Nodes move while the tree
  /// grows, so a number that can be followed down again takes the place of a pointer.
  struct Home {
    std::uint32_t parent;
    std::uint32_t child;
  };

  bool count(SourceLoc at);
  void place(SyntaxNode value);
  SyntaxNode closed_list(const Open& list);
  SyntaxNode closed_map(const Open& map);
  void drop_duplicates(std::size_t first);
  std::uint32_t children(const Open& open) const;
  const Open* find_open(std::uint32_t number) const;
  const SyntaxNode* child(const Open& open, std::uint32_t number) const;

  Diagnostics& diagnostics_;
  SyntaxTree::Handle tree_;
  SyntaxNode root_;
  std::vector<Open> open_;
  std::vector<SyntaxNode> elements_;         // of the open lists, the innermost last
  std::vector<SyntaxNode::Member> members_;  // of the open maps, the innermost last
  std::vector<Home> homes_;                  // of every list and map
  std::size_t nodes_ = 0;
  bool complete_ = false;
  bool failed_ = false;
  bool dropped_any_ = false;
};

}  // namespace canreach
