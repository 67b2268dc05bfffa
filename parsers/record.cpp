#include "parsers/record.h"

#include <fmt/core.h>

#include <charconv>
#include <cstddef>
#include <utility>

#include "base/text.h"

namespace canreach {
namespace {

char folded(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::size_t skip_underscores(std::string_view key, std::size_t from) {
  while (from < key.size() && key[from] == '_') ++from;
  return from;
}

// By the first and last letters; most keys differ there.
bool may_be_same(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return true;
  const auto differ = [](char x, char y) {
    return x != '_' && y != '_' && ((x ^ y) & ~('a' ^ 'A')) != 0;
  };
  return !differ(a.front(), b.front()) && !differ(a.back(), b.back());
}

}  // namespace

bool same_key(std::string_view a, std::string_view b) {
  if (a == b) return true;
  std::size_t i = skip_underscores(a, 0);
  std::size_t j = skip_underscores(b, 0);
  while (i < a.size() && j < b.size()) {
    if (folded(a[i]) != folded(b[j])) return false;
    i = skip_underscores(a, i + 1);
    j = skip_underscores(b, j + 1);
  }
  return i == a.size() && j == b.size();
}

ResourceRecord::ResourceRecord(const SyntaxNode& node, RecordProblem& problem)
    : node_(&node), problem_(&problem) {
  if (!node.is_map()) refuse(fmt::format("it must be a map, not {}", name_of(node.kind())));
}

void ResourceRecord::refuse(std::string why, SourceLoc at) const {
  if (problem_->found()) return;
  problem_->why = std::move(why);
  problem_->at = at;
}

void ResourceRecord::refuse_type(std::string_view key, std::string_view wanted,
                                 const SyntaxNode& value) const {
  refuse(fmt::format("{} must be {}, not {}", quoted(key), wanted, name_of(value.kind())),
         value.at());
}

const SyntaxNode* ResourceRecord::find(std::string_view key) const {
  for (const SyntaxNode::Member& member : node_->members()) {
    if (may_be_same(member.key, key) && same_key(member.key, key))
      return member.value.is_null() ? nullptr : &member.value;
  }
  return nullptr;
}

const SyntaxNode* ResourceRecord::string(std::string_view key) const {
  return of_kind(key, SyntaxKind::string);
}

const SyntaxNode* ResourceRecord::of_kind(std::string_view key, SyntaxKind kind) const {
  const SyntaxNode* value = find(key);
  if (value == nullptr || value->kind() == kind) return value;
  refuse_type(key, name_of(kind), *value);
  return nullptr;
}

SyntaxText ResourceRecord::text(std::string_view key) const {
  const SyntaxNode* value = string(key);
  return value == nullptr ? SyntaxText() : value->text();
}

SyntaxText ResourceRecord::required_text(std::string_view key) const {
  const SyntaxText found = text(key);
  if (found.empty()) refuse(fmt::format("{} is missing", quoted(key)));
  return found;
}

std::optional<bool> ResourceRecord::boolean(std::string_view key) const {
  const SyntaxNode* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->text() == "true") return true;
  if (value->text() == "false") return false;
  const std::string word = to_lower(value->text());
  if (word == "true") return true;
  if (word == "false") return false;
  refuse_type(key, "true or false", *value);
  return std::nullopt;
}

std::optional<long long> ResourceRecord::integer(std::string_view key) const {
  const SyntaxNode* value = find(key);
  if (value == nullptr) return std::nullopt;
  const std::string_view text = value->text();
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  refuse_type(key, "a whole number", *value);
  return std::nullopt;
}

std::optional<IpAddress> ResourceRecord::address(std::string_view key) const {
  const SyntaxNode* value = string(key);
  if (value == nullptr || value->text().empty()) return std::nullopt;
  const Result<IpAddress> address = IpAddress::parse(value->text());
  if (address) return *address;
  refuse(fmt::format("{} {}: {}", quoted(key), quoted(value->text()), address.error().text),
         value->at());
  return std::nullopt;
}

std::optional<IpPrefix> ResourceRecord::prefix(std::string_view key) const {
  const SyntaxNode* value = string(key);
  if (value == nullptr || value->text().empty()) return std::nullopt;
  const Result<IpPrefix> prefix = IpPrefix::parse(value->text());
  if (prefix) return *prefix;
  refuse(fmt::format("{} {}: {}", quoted(key), quoted(value->text()), prefix.error().text),
         value->at());
  return std::nullopt;
}

ResourceRecord ResourceRecord::record(std::string_view key) const {
  static const SyntaxNode kNothing = SyntaxNode::empty_map({});
  const SyntaxNode* value = of_kind(key, SyntaxKind::map);
  return ResourceRecord(value == nullptr ? kNothing : *value, *problem_);
}

std::vector<ResourceRecord> ResourceRecord::records(std::string_view key) const {
  std::vector<ResourceRecord> records;
  const SyntaxNode* list = of_kind(key, SyntaxKind::list);
  if (list == nullptr) return records;
  for (const SyntaxNode& element : list->elements()) {
    if (!element.is_map()) refuse_type(key, "a list of maps", element);
    if (element.is_map()) records.push_back(ResourceRecord(element, *problem_));
  }
  return records;
}

std::vector<ResourceRecord> ResourceRecord::required_records(std::string_view key) const {
  if (!has(key)) refuse(fmt::format("it has no {}", quoted(key)));
  return records(key);
}

std::vector<std::string> ResourceRecord::texts(std::string_view key) const {
  return scalars(key, SyntaxKind::string, "a list of strings");
}

std::vector<std::string> ResourceRecord::numbers(std::string_view key) const {
  return scalars(key, SyntaxKind::number, "a list of numbers");
}

std::vector<std::string> ResourceRecord::scalars(std::string_view key, SyntaxKind kind,
                                                 std::string_view wanted) const {
  std::vector<std::string> texts;
  const SyntaxNode* list = of_kind(key, SyntaxKind::list);
  if (list == nullptr) return texts;
  for (const SyntaxNode& element : list->elements()) {
    const bool is_wanted = element.kind() == kind;
    if (!is_wanted) refuse_type(key, wanted, element);
    if (is_wanted) texts.push_back(element.text());
  }
  return texts;
}

std::string region_of_zone(std::string_view zone) {
  std::size_t dashes = 0;
  for (std::size_t i = 0; i + 1 < zone.size(); ++i) {
    const bool lower = zone[i] >= 'a' && zone[i] <= 'z';
    if (zone[i] != '-' && !lower) return {};
    if (zone[i] != '-') continue;
    ++dashes;
    if (!is_digit(zone[i + 1])) continue;
    std::size_t end = i + 1;
    while (end < zone.size() && is_digit(zone[end])) ++end;
    return dashes >= 2 ? std::string(zone.substr(0, end)) : std::string();
  }
  return {};
}

}  // namespace canreach
