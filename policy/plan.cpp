// Which statements can decide a resource, without looking at all of them.
//
// Most patterns of resources begin with a literal: arn:aws:s3:::ratings/*.  A resource can match
// only patterns whose literal it begins with.  The literals stand in order, and each one knows the
// longest other that it begins with itself.  The literals that a resource begins with are then
// found from the last one that is not behind the resource: it or those that it begins with, down to
// the empty literal, under which everything else stands (NotResource, variables, "*").  That takes
// a binary search and as many steps as literals lie inside each other, usually one or two, where a
// policy of fifty statements would need a hundred comparisons.  A few statements are compared one
// after the other: that is quicker than any search.
#include "policy/plan.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace canreach {
namespace {

constexpr std::size_t kFew = 8;

struct Key {
  std::string_view literal;
  std::uint32_t offset = 0;
  std::uint32_t entry = 0;
  std::uint32_t pattern = 0;
};

std::uint32_t common_length(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::uint32_t length = 0;
  while (length < most && a[length] == b[length]) ++length;
  return length;
}

// The first eight bytes as a number: texts whose numbers differ stand in the order of these.
std::uint64_t order_of(std::string_view text) {
  std::uint64_t order = 0;
  const std::size_t count = std::min(text.size(), sizeof order);
  for (std::size_t i = 0; i < count; ++i) {
    order |= std::uint64_t{static_cast<unsigned char>(text[i])} << (56 - 8 * i);
  }
  return order;
}

}  // namespace

Plan::Plan(const CompiledPolicy& policy, std::string_view action)
    : policy_(policy.id), action_(action) {
  for (std::uint32_t i = 0; i < policy.statements.size(); ++i) {
    const CompiledStatement& statement = policy.statements[i];
    Truth weight = action_matches(policy, statement, action);
    if (weight == Truth::no) continue;
    if (statement.effect == PolicyStatement::Effect::unknown) weight = Truth::unknown;
    const Entry entry{i, weight};
    if (statement.effect != PolicyStatement::Effect::allow) denies_.entries.push_back(entry);
    if (statement.effect != PolicyStatement::Effect::deny) allows_.entries.push_back(entry);
  }
  denies_.build(policy);
  allows_.build(policy);
}

void Plan::Side::build(const CompiledPolicy& policy) {
  if (entries.size() <= kFew) return;
  std::vector<Key> keys;
  for (std::uint32_t e = 0; e < entries.size(); ++e) {
    const CompiledStatement& statement = policy.statements[entries[e].statement];
    const bool is_plain = statement.has_resource && !statement.not_resource;
    if (!is_plain || !statement.resources_known) {
      keys.push_back({{}, 0, e, kWhole});
      continue;
    }
    for (std::uint32_t i = 0; i < statement.resources.count; ++i) {
      const std::uint32_t index = statement.resources.first + i;
      const TextPattern& pattern = policy.resources[index];
      keys.push_back({policy.patterns.prefix(pattern), pattern.first, e, index});
    }
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
    items_.push_back({key.entry, key.pattern});
  }
  link(policy);
}

void Plan::Side::link(const CompiledPolicy& policy) {
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
  if (nodes_.empty()) return;
  const std::uint32_t first = nodes_.front().length == 0 && nodes_.size() > 1 ? 1 : 0;
  common_ = common_length(literal(first), literal(static_cast<std::uint32_t>(nodes_.size() - 1)));
  for (std::uint32_t i = first; i < nodes_.size(); ++i) {
    nodes_[i].order = order_of(literal(i).substr(common_));
  }
}

std::uint32_t Plan::Side::find(const CompiledPolicy& policy, std::string_view resource) const {
  const auto literal = [&](std::uint32_t node) {
    return policy.patterns.bytes(nodes_[node].first, nodes_[node].length);
  };
  const std::uint32_t root = nodes_.front().length == 0 ? 0 : kNone;
  std::uint32_t low = root == kNone ? 0 : 1;
  auto high = static_cast<std::uint32_t>(nodes_.size());
  if (low == high || !resource.starts_with(literal(low).substr(0, common_))) return root;
  const std::string_view rest = resource.substr(common_);
  const std::uint64_t rest_order = order_of(rest);
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
