#include "parsers/syntax/syntax_node.h"

#include <algorithm>
#include <numeric>

#include "parsers/syntax/tree_builder.h"

namespace canreach {
namespace {

// Up to so many members are looked through one by one; a larger map gets an index.
constexpr std::size_t kLinear = 16;

const std::string kNoText;
const std::vector<SyntaxNode> kNoElements;
const std::vector<SyntaxNode::Member> kNoMembers;

}  // namespace

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

std::vector<std::uint32_t> order_of_keys(const std::vector<SyntaxNode::Member>& members) {
  std::vector<std::uint32_t> order(members.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::sort(order.begin(), order.end(), [&members](std::uint32_t a, std::uint32_t b) {
    const int compared = members[a].key.compare(members[b].key);
    return compared != 0 ? compared < 0 : a < b;
  });
  return order;
}

SyntaxNode::SyntaxNode(const SyntaxNode& other)
    : kind_(other.kind_),
      quoted_(other.quoted_),
      at_(other.at_),
      text_(other.text_),
      content_(other.content_ ? std::make_unique<Content>(*other.content_) : nullptr) {}

SyntaxNode& SyntaxNode::operator=(const SyntaxNode& other) {
  SyntaxNode copy(other);
  *this = std::move(copy);
  return *this;
}

SyntaxNode::Content& SyntaxNode::content() {
  if (!content_) content_ = std::make_unique<Content>();
  return *content_;
}

const std::string& SyntaxNode::tag() const { return content_ ? content_->tag : kNoText; }

void SyntaxNode::set_tag(std::string tag) {
  if (tag.empty() && !content_) return;
  content().tag = std::move(tag);
}

const std::vector<SyntaxNode>& SyntaxNode::elements() const {
  return content_ ? content_->elements : kNoElements;
}

const std::vector<SyntaxNode::Member>& SyntaxNode::members() const {
  return content_ ? content_->members : kNoMembers;
}

std::vector<SyntaxNode>& SyntaxNode::mutable_elements() { return content().elements; }

std::vector<SyntaxNode::Member>& SyntaxNode::mutable_members() {
  content().by_key.clear();
  return content().members;
}

const SyntaxNode* SyntaxNode::find(std::string_view key) const {
  const std::vector<Member>& all = members();
  if (content_ && !content_->by_key.empty()) {
    const std::vector<std::uint32_t>& order = content_->by_key;
    const std::vector<std::uint32_t>::const_iterator found = std::lower_bound(
        order.begin(), order.end(), key,
        [&all](std::uint32_t member, std::string_view wanted) { return all[member].key < wanted; });
    const bool is_there = found != order.end() && all[*found].key == key;
    return is_there ? &all[*found].value : nullptr;
  }
  for (const Member& member : all) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

SyntaxNode SyntaxNode::scalar(SyntaxKind kind, std::string text, SourceLoc at, bool quoted) {
  SyntaxNode node;
  node.kind_ = kind;
  node.quoted_ = quoted;
  node.at_ = at;
  if (kind != SyntaxKind::null) node.text_ = std::move(text);
  return node;
}

SyntaxNode SyntaxNode::list(std::vector<SyntaxNode> elements, SourceLoc at) {
  SyntaxNode node;
  node.kind_ = SyntaxKind::list;
  node.at_ = at;
  if (!elements.empty()) node.content().elements = std::move(elements);
  return node;
}

SyntaxNode SyntaxNode::map(std::vector<Member> members, SourceLoc at) {
  SyntaxNode node;
  node.kind_ = SyntaxKind::map;
  node.at_ = at;
  if (members.empty()) return node;
  if (members.size() > kLinear) node.content().by_key = order_of_keys(members);
  node.content().members = std::move(members);
  return node;
}

bool looks_like_json(std::string_view text) {
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

}  // namespace canreach
