#include "parsers/syntax/syntax_tree.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "base/eight_bytes.h"

// Nodes, members and texts are laid one after the other into pieces that grow from a few hundred
// bytes to a quarter of a megabyte, so a tree costs a handful of allocations however many nodes it
// has, and goes away as fast.  Destructors of nodes in a piece are not run: such nodes count
// nothing.

namespace canreach {
namespace {

constexpr std::size_t kSmallestPiece = 512;
constexpr std::size_t kLargestPiece = std::size_t{256} << 10;
// Up to so many members are looked through one by one; a larger map gets an index.
constexpr std::size_t kLinear = 64;

// How many characters all keys begin with.
std::size_t common_beginning(std::span<const SyntaxNode::Member> members) {
  if (members.empty()) return 0;
  const std::string_view first = members.front().key;
  std::size_t length = first.size();
  for (const SyntaxNode::Member& member : members) {
    const auto end = first.begin() + static_cast<std::ptrdiff_t>(length);
    length = static_cast<std::size_t>(
        std::mismatch(first.begin(), end, member.key.begin(), member.key.end()).first -
        first.begin());
  }
  return length;
}

}  // namespace

struct SyntaxNode::Tagged {
  SyntaxText tag;
  const void* content;
};

std::string_view name_of(SyntaxKind kind) {
  switch (kind) {
    case SyntaxKind::null:
      return "null";
    case SyntaxKind::boolean:
      return "a boolean";
    case SyntaxKind::number:
      return "a number";
    case SyntaxKind::string:
      return "a string";
    case SyntaxKind::list:
      return "a list";
    case SyntaxKind::map:
      return "a map";
  }
  return "null";
}

std::vector<std::uint32_t> order_of_keys(std::span<const SyntaxNode::Member> members) {
  struct Numbered {
    std::uint64_t beginning;
    std::uint32_t number;
  };
  const std::size_t common = common_beginning(members);
  std::vector<Numbered> keys(members.size());
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    keys[i] = {order_of_beginning(members[i].key.substr(common)), i};
  }
  std::sort(keys.begin(), keys.end(), [members](const Numbered& a, const Numbered& b) {
    if (a.beginning != b.beginning) return a.beginning < b.beginning;
    const int compared = members[a.number].key.compare(members[b.number].key);
    return compared != 0 ? compared < 0 : a.number < b.number;
  });
  std::vector<std::uint32_t> order;
  order.reserve(keys.size());
  for (const Numbered& key : keys) order.push_back(key.number);
  return order;
}

SyntaxTree::Handle::Handle(std::shared_ptr<const std::string> source, std::size_t expected)
    : tree_(new SyntaxTree(std::move(source), expected)) {
  tree_->retain();
}

SyntaxTree::SyntaxTree(std::shared_ptr<const std::string> source, std::size_t expected)
    : source_(std::move(source)),
      next_piece_(std::clamp(expected, kSmallestPiece, kLargestPiece)) {}

std::byte* SyntaxTree::room(std::size_t bytes, std::size_t alignment) {
  const std::size_t gap =
      (alignment - reinterpret_cast<std::uintptr_t>(next_) % alignment) % alignment;
  if (next_ == nullptr || gap + bytes > left_) {
    left_ = std::max(next_piece_, bytes);
    pieces_.push_back(std::unique_ptr<std::byte[]>(new std::byte[left_]));  // not set to zero
    next_ = pieces_.back().get();
    next_piece_ = std::min(next_piece_ * 2, kLargestPiece);
  } else {
    next_ += gap;
    left_ -= gap;
  }
  std::byte* result = next_;
  next_ += bytes;
  left_ -= bytes;
  return result;
}

SyntaxText SyntaxTree::keep(std::string_view text) {
  if (text.empty()) return {};
  char* copy = reinterpret_cast<char*>(room(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return std::string_view(copy, text.size());
}

SyntaxNode SyntaxTree::list(std::vector<SyntaxNode>& waiting, std::size_t first, SourceLoc at) {
  SyntaxNode node;
  node.raw_.tree = this;
  node.raw_.kind = SyntaxKind::list;
  node.raw_.at = at;
  const std::size_t count = waiting.size() - first;
  if (count == 0) return node;
  SyntaxNode* elements =
      reinterpret_cast<SyntaxNode*>(room(count * sizeof(SyntaxNode), alignof(SyntaxNode)));
  for (std::size_t i = 0; i < count; ++i)
    new (elements + i) SyntaxNode(std::move(waiting[first + i]));
  waiting.resize(first);
  node.raw_.content = elements;
  node.raw_.size = static_cast<std::uint32_t>(count);
  return node;
}

SyntaxNode SyntaxTree::map(std::vector<SyntaxNode::Member>& waiting, std::size_t first,
                           SourceLoc at) {
  using Member = SyntaxNode::Member;
  SyntaxNode node;
  node.raw_.tree = this;
  node.raw_.kind = SyntaxKind::map;
  node.raw_.at = at;
  const std::size_t count = waiting.size() - first;
  if (count == 0) return node;
  const bool is_large = count > kLinear;
  const std::size_t index_bytes = is_large ? count * sizeof(std::uint32_t) : 0;
  std::byte* bytes = room(count * sizeof(Member) + index_bytes, alignof(Member));
  Member* members = reinterpret_cast<Member*>(bytes);
  for (std::size_t i = 0; i < count; ++i) new (members + i) Member(std::move(waiting[first + i]));
  waiting.resize(first);
  if (is_large) {
    const std::vector<std::uint32_t> order = order_of_keys({members, count});
    std::memcpy(bytes + count * sizeof(Member), order.data(), index_bytes);
  }
  node.raw_.content = members;
  node.raw_.size = static_cast<std::uint32_t>(count);
  return node;
}

SyntaxNode SyntaxTree::deferred(SyntaxKind kind, std::string_view text, SourceLoc at) {
  SyntaxNode node = scalar(kind, text, at, false);
  node.raw_.deferred = true;
  return node;
}

void SyntaxTree::set_tag(SyntaxNode& node, std::string_view tag) {
  if (tag.empty()) return;
  std::byte* place = room(sizeof(SyntaxNode::Tagged), alignof(SyntaxNode::Tagged));
  node.raw_.content = new (place) SyntaxNode::Tagged{keep(tag), node.content()};
  node.raw_.tree = this;
  node.raw_.tagged = true;
}

SyntaxNode SyntaxTree::borrowed(const SyntaxNode& node) {
  SyntaxNode copy;
  copy.raw_ = node.raw_;
  copy.raw_.owns = false;
  return copy;
}

SyntaxNode& SyntaxNode::operator=(const SyntaxNode& other) {
  SyntaxNode copy(other);
  return *this = std::move(copy);
}

void SyntaxNode::retain() {
  raw_.owns = raw_.tree != nullptr;
  if (raw_.owns) raw_.tree->retain();
}

void SyntaxNode::release() { raw_.tree->release(); }

const void* SyntaxNode::tagged_content() const {
  return static_cast<const Tagged*>(raw_.content)->content;
}

SyntaxText SyntaxNode::tag() const {
  return raw_.tagged ? static_cast<const Tagged*>(raw_.content)->tag : SyntaxText();
}

const SyntaxNode* SyntaxNode::find(std::string_view key) const {
  const std::span<const Member> all = members();
  if (all.size() <= kLinear) {
    for (const Member& member : all) {
      if (member.key == key) return &member.value;
    }
    return nullptr;
  }
  const auto* order = reinterpret_cast<const std::uint32_t*>(all.data() + all.size());
  const std::uint32_t* end = order + all.size();
  const std::uint32_t* found = std::lower_bound(
      order, end, key,
      [all](std::uint32_t member, std::string_view wanted) { return all[member].key < wanted; });
  return found != end && all[*found].key == key ? &all[*found].value : nullptr;
}

SyntaxNode SyntaxNode::scalar(SyntaxKind kind, std::string_view text, SourceLoc at, bool quoted) {
  const SyntaxTree::Handle tree(nullptr, text.size());
  return SyntaxTree::root(tree->scalar(kind, tree->keep(text), at, quoted));
}

SyntaxNode SyntaxNode::empty_map(SourceLoc at) {
  SyntaxNode node;
  node.raw_.kind = SyntaxKind::map;
  node.raw_.at = at;
  return node;
}

}  // namespace canreach
