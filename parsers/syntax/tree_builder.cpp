#include "parsers/syntax/tree_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "base/limits.h"
#include "base/text.h"

// Children wait in one vector for all open lists and one for all open maps.  When a list or map is
// closed, its children are the last ones there: they move into the tree, side by side, and the
// closed node becomes a child of the next open one.  So every node moves twice, and a text of n
// values costs O(n), plus O(k log k) for the duplicates among the k keys of a large map.

namespace canreach {
namespace {

// In a map of so few members comparing each pair is faster than sorting.
constexpr std::size_t kFewMembers = 16;

SourceLoc place_of(std::string_view text, std::uint32_t file, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t last_end = before.rfind('\n');
  const std::size_t start = last_end == std::string_view::npos ? 0 : last_end + 1;
  const std::ptrdiff_t ends = std::count(before.begin(), before.end(), '\n');
  return {file, static_cast<std::uint32_t>(ends + 1),
          static_cast<std::uint32_t>(offset - start + 1)};
}

std::string size_in_words(std::size_t bytes) { return fmt::format("{} MiB", bytes >> 20); }

// UTF-16 has a mark of its own, or else a NUL in every other byte of plain English.
bool looks_like_utf16(std::string_view text) {
  const std::string_view mark = text.substr(0, 2);
  if (mark == "\xff\xfe" || mark == "\xfe\xff") return true;
  if (text.size() < 4) return false;
  const bool even = text[0] == '\0' && text[2] == '\0';
  const bool odd = text[1] == '\0' && text[3] == '\0';
  return even != odd;
}

bool is_forbidden(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

std::string byte_in_words(char c) {
  return fmt::format("byte 0x{:02x}", static_cast<unsigned char>(c));
}

// The members that repeat an earlier key: the number of each with the number of the first.
struct Duplicate {
  std::size_t member;
  std::size_t first;
};

std::vector<Duplicate> duplicates_of_few(std::span<const SyntaxNode::Member> members) {
  std::vector<Duplicate> result;
  for (std::size_t i = 1; i < members.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (members[i].key != members[j].key) continue;
      result.push_back({i, j});
      break;
    }
  }
  return result;
}

std::vector<Duplicate> duplicates_of(std::span<const SyntaxNode::Member> members) {
  if (members.size() <= kFewMembers) return duplicates_of_few(members);
  std::vector<Duplicate> result;
  const std::vector<std::uint32_t> order = order_of_keys(members);
  std::size_t first = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (members[order[i]].key != members[order[first]].key) {
      first = i;
    } else {
      result.push_back({order[i], order[first]});
    }
  }
  std::sort(result.begin(), result.end(),
            [](const Duplicate& a, const Duplicate& b) { return a.member < b.member; });
  return result;
}

}  // namespace

std::string too_deep() {
  return fmt::format("more than {} lists and maps inside each other", kLimits.depth);
}

std::string_view noun_of(SyntaxKind kind) {
  const std::string_view name = name_of(kind);
  return name.substr(name.substr(0, 2) == "a " ? 2 : 0);
}

bool check_text(const SourceFiles& files, std::uint32_t file, std::size_t largest,
                Diagnostics& diagnostics) {
  const std::string_view text = files.text(file);
  if (text.size() > largest) {
    diagnostics.report(DiagnosticKind::limit_exceeded, {file, 0, 0},
                       {fmt::format("the file is larger than {}", size_in_words(largest))});
    return false;
  }
  if (looks_like_utf16(text)) {
    diagnostics.report(DiagnosticKind::invalid_syntax, {file, 1, 1},
                       {"the file is UTF-16: save it as UTF-8"});
    return false;
  }
  const std::string_view::const_iterator control =
      std::find_if(text.begin(), text.end(), [](char c) { return is_forbidden(c); });
  if (control != text.end()) {
    const SourceLoc at = place_of(text, file, static_cast<std::size_t>(control - text.begin()));
    const std::string what = *control == '\0' ? "a NUL byte: this is not a text file"
                                              : fmt::format("control character {} is not allowed",
                                                            quoted(std::string_view(&*control, 1)));
    diagnostics.report(DiagnosticKind::invalid_syntax, at, {what});
    return false;
  }
  const std::size_t invalid = first_invalid_utf8(text);
  if (invalid == text.size()) return true;
  diagnostics.report(
      DiagnosticKind::invalid_syntax, place_of(text, file, invalid),
      {fmt::format("{} is not UTF-8: save the file as UTF-8", byte_in_words(text[invalid]))});
  return false;
}

bool TreeBuilder::add(const SyntaxNode& value) {
  if (failed_ || !count(value.at())) return false;
  place(SyntaxTree::borrowed(value));
  return true;
}

bool TreeBuilder::add_key(std::string_view key, SourceLoc at) {
  assert(wants_key());
  if (failed_) return false;
  open_.back().has_key = true;
  members_.push_back({tree_->keep(key), at, SyntaxNode()});
  return true;
}

bool TreeBuilder::open(SyntaxKind kind, SourceLoc at, std::string tag) {
  if (failed_ || !count(at)) return false;
  if (open_.size() >= kLimits.depth) {
    fail(DiagnosticKind::limit_exceeded, at, too_deep());
    return false;
  }
  const std::size_t first = kind == SyntaxKind::list ? elements_.size() : members_.size();
  const std::uint32_t number = next_container();
  homes_.push_back(open_.empty() ? Home{number, 0}
                                 : Home{open_.back().container, children(open_.back())});
  open_.push_back({kind, at, std::move(tag), first, number});
  return true;
}

void TreeBuilder::close() {
  if (failed_) return;
  assert(!open_.empty());
  const Open closed = std::move(open_.back());
  open_.pop_back();
  SyntaxNode node = closed.kind == SyntaxKind::list ? closed_list(closed) : closed_map(closed);
  tree_->set_tag(node, closed.tag);
  place(std::move(node));
}

void TreeBuilder::fail(DiagnosticKind kind, SourceLoc at, std::string message) {
  if (failed_) return;
  failed_ = true;
  diagnostics_.report(kind, at, {std::move(message)});
}

bool TreeBuilder::wants_key() const {
  return !open_.empty() && open_.back().kind == SyntaxKind::map && !open_.back().has_key;
}

SourceLoc TreeBuilder::key_at() const {
  const bool has_key = !open_.empty() && open_.back().has_key;
  return has_key ? members_.back().key_at : SourceLoc();
}

bool TreeBuilder::has_children() const {
  const Open& innermost = open_.back();
  return innermost.first <
         (innermost.kind == SyntaxKind::list ? elements_.size() : members_.size());
}

const SyntaxNode* TreeBuilder::container(std::uint32_t number) const {
  if (dropped_any_ || find_open(number) != nullptr) return nullptr;
  std::vector<std::uint32_t> way;
  const Open* outer = nullptr;
  for (; outer == nullptr; outer = find_open(number)) {
    way.push_back(homes_[number].child);
    if (homes_[number].parent == number) return nullptr;
    number = homes_[number].parent;
  }
  const SyntaxNode* node = child(*outer, way.back());
  for (way.pop_back(); !way.empty(); way.pop_back()) {
    node = node->is_list() ? &node->elements()[way.back()] : &node->members()[way.back()].value;
  }
  return node;
}

SyntaxNode TreeBuilder::take() {
  if (failed_) return {};
  return SyntaxTree::root(root_);
}

bool TreeBuilder::count(SourceLoc at) {
  if (++nodes_ <= kLimits.nodes) return true;
  fail(DiagnosticKind::limit_exceeded, at, fmt::format("more than {} values", kLimits.nodes));
  return false;
}

void TreeBuilder::place(SyntaxNode value) {
  if (open_.empty()) {
    root_ = std::move(value);
    complete_ = true;
  } else if (open_.back().kind == SyntaxKind::list) {
    elements_.push_back(std::move(value));
  } else {
    assert(open_.back().has_key);
    members_.back().value = std::move(value);
    open_.back().has_key = false;
  }
}

SyntaxNode TreeBuilder::closed_list(const Open& list) {
  return tree_->list(elements_, list.first, list.at);
}

SyntaxNode TreeBuilder::closed_map(const Open& map) {
  drop_duplicates(map.first);
  return tree_->map(members_, map.first, map.at);
}

// Of the waiting members from `first` on.
void TreeBuilder::drop_duplicates(std::size_t first) {
  const std::span<const SyntaxNode::Member> members =
      std::span<const SyntaxNode::Member>(members_).subspan(first);
  const std::vector<Duplicate> duplicates = duplicates_of(members);
  if (duplicates.empty()) return;
  dropped_any_ = true;
  std::vector<bool> is_dropped(members.size());
  for (const Duplicate& duplicate : duplicates) {
    const SyntaxNode::Member& member = members[duplicate.member];
    is_dropped[duplicate.member] = true;
    diagnostics_.report(DiagnosticKind::duplicate_key, member.key_at,
                        {quoted(member.key), std::to_string(members[duplicate.first].key_at.line)});
  }
  std::size_t kept = first;
  for (std::size_t i = 0; i < is_dropped.size(); ++i) {
    if (!is_dropped[i]) members_[kept++] = std::move(members_[first + i]);
  }
  members_.resize(kept);
}

// How many children the innermost open list or map has, before the one that comes now.
std::uint32_t TreeBuilder::children(const Open& open) const {
  const std::size_t number = open.kind == SyntaxKind::list ? elements_.size() - open.first
                                                           : members_.size() - 1 - open.first;
  return static_cast<std::uint32_t>(number);
}

// An inner list or map has a higher number than the ones around it.
const TreeBuilder::Open* TreeBuilder::find_open(std::uint32_t number) const {
  const std::vector<Open>::const_iterator found = std::lower_bound(
      open_.begin(), open_.end(), number,
      [](const Open& open, std::uint32_t wanted) { return open.container < wanted; });
  return found != open_.end() && found->container == number ? &*found : nullptr;
}

const SyntaxNode* TreeBuilder::child(const Open& open, std::uint32_t number) const {
  if (open.kind == SyntaxKind::list) return &elements_[open.first + number];
  return &members_[open.first + number].value;
}

}  // namespace canreach
