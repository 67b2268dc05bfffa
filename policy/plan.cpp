// Which statements can decide a resource, without looking at all of them.
//
// Most patterns of resources begin with a literal: arn:aws:s3:::ratings/*.  A resource can match
// only patterns whose literal it begins with.  The literals stand in order, and each one knows the
// longest other that it begins with itself.  The literals that a resource begins with are then
// found from the last one that is not behind the resource: it or those that it begins with, down to
// the empty literal, under which everything else stands (NotResource, variables, "*").  That takes
// a binary search and as many steps as literals lie inside each other, usually one or two, where a
// policy of fifty statements would need a hundred comparisons.  A few patterns are compared one
// after the other: that is quicker than any search.
#include "policy/plan.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/eight_bytes.h"

namespace canreach {
namespace {

constexpr std::size_t kFew = 32;  // entries

struct Key {
  std::string_view literal;
  std::uint32_t offset = 0;
  std::uint32_t entry = 0;
};

std::uint32_t common_length(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::uint32_t length = 0;
  while (length < most && a[length] == b[length]) ++length;
  return length;
}

}  // namespace

Plan::Plan(const CompiledPolicy& policy, std::string_view action) {
  add(policy, action, PolicyStatement::Effect::allow);
  denies_ = entries_.size();
  add(policy, action, PolicyStatement::Effect::deny);
  const auto index_of = [&](const Side& side) {
    const bool is_needed = side.entries_.size() > kFew;
    return is_needed ? std::make_unique<Index>(policy, side.entries_) : nullptr;
  };
  deny_index_ = index_of(denies());
  allow_index_ = index_of(allows());
}

// Of every statement that has not this effect.
void Plan::add(const CompiledPolicy& policy, std::string_view action,
               PolicyStatement::Effect other_effect) {
  for (std::uint32_t i = 0; i < policy.statements.size(); ++i) {
    const CompiledStatement& statement = policy.statements[i];
    if (statement.effect == other_effect) continue;
    Truth weight = action_matches(policy, statement, action);
    if (weight == Truth::no) continue;
    if (statement.effect == PolicyStatement::Effect::unknown) weight = Truth::unknown;
    const bool has_conditions = statement.conditions.count > 0 || !statement.conditions_known;
    const bool is_plain = statement.has_resource && !statement.not_resource;
    if (!is_plain || !statement.resources_known) {
      entries_.push_back({0, 0, Entry::kWhole, i, weight, has_conditions});
      continue;
    }
    for (std::uint32_t k = 0; k < statement.resources.count; ++k) {
      const std::uint32_t index = statement.resources.first + k;
      const TextPattern& pattern = policy.resources[index];
      entries_.push_back({pattern.tail, pattern.prefix, index, i, weight, has_conditions});
    }
  }
}

Plan::Index::Index(const CompiledPolicy& policy, std::span<const Entry> entries) {
  std::vector<Key> keys;
  for (std::uint32_t e = 0; e < entries.size(); ++e) {
    if (entries[e].pattern == Entry::kWhole) {
      keys.push_back({{}, 0, e});
      continue;
    }
    const TextPattern& pattern = policy.resources[entries[e].pattern];
    keys.push_back({policy.patterns.prefix(pattern), pattern.first, e});
  }
  std::stable_sort(keys.begin(), keys.end(),
                   [](const Key& a, const Key& b) { return a.literal < b.literal; });
  for (const Key& key : keys) {
    const bool is_new =
        nodes_.empty() || std::string_view(policy.patterns.bytes(
                              nodes_.back().first, nodes_.back().length)) != key.literal;
    if (is_new) {
      nodes_.push_back({key.offset, static_cast<std::uint32_t>(key.literal.size()), kNone,
                        static_cast<std::uint32_t>(items_.size()), 0});
    }
    ++nodes_.back().items;
    items_.push_back(key.entry);
  }
  link(policy);
}

void Plan::Index::link(const CompiledPolicy& policy) {
  const auto literal = [&](std::uint32_t node) {
    return policy.patterns.bytes(nodes_[node].first, nodes_[node].length);
  };
  for (std::uint32_t i = 1; i < nodes_.size(); ++i) {
    std::uint32_t parent = i - 1;
    while (parent != kNone && !literal(i).starts_with(literal(parent))) {
      parent = nodes_[parent].parent;
    }
    nodes_[i].parent = parent;
  }
  const std::uint32_t first = nodes_.front().length == 0 && nodes_.size() > 1 ? 1 : 0;
  common_ = common_length(literal(first), literal(static_cast<std::uint32_t>(nodes_.size() - 1)));
  for (std::uint32_t i = first; i < nodes_.size(); ++i) {
    nodes_[i].order = order_of_beginning(literal(i).substr(common_));
  }
}

std::uint32_t Plan::Index::find(const CompiledPolicy& policy, std::string_view resource) const {
  const auto literal = [&](std::uint32_t node) {
    return policy.patterns.bytes(nodes_[node].first, nodes_[node].length);
  };
  const std::uint32_t root = nodes_.front().length == 0 ? 0 : kNone;
  std::uint32_t low = root == kNone ? 0 : 1;
  auto high = static_cast<std::uint32_t>(nodes_.size());
  if (low == high || !resource.starts_with(literal(low).substr(0, common_))) return root;
  const std::string_view rest = resource.substr(common_);
  const std::uint64_t rest_order = order_of_beginning(rest);
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    const std::uint64_t order = nodes_[middle].order;
    const bool is_before =
        order == rest_order ? literal(middle).substr(common_) <= rest : order < rest_order;
    if (is_before) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return kNone;
  std::uint32_t at = low - 1;
  while (at != kNone && !resource.starts_with(literal(at))) at = nodes_[at].parent;
  return at;
}

}  // namespace canreach
