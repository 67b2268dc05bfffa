#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/compile.h"
#include "policy/match.h"
#include "policy/truth.h"

namespace canreach {

/// The statements of one policy that name an action, ready for any resource.  It refers to the
/// policy by indexes alone.
class Plan {
 public:
  Plan(const CompiledPolicy& policy, std::string_view action);

  struct Entry {
    std::uint32_t statement;
    Truth weight;  // unknown: it is not known whether the action or the effect fits
  };

  /// Statements of one effect.
  class Side {
   public:
    void build(const CompiledPolicy& policy);
    /// Calls `use(entry, resource)` for each entry whose resource part may match, until it returns
    /// true.  An entry may come more than once.
    template <class Use>
    bool any(const CompiledPolicy& policy, const PreparedRequest& request, const Use& use) const;

    std::vector<Entry> entries;

   private:
    static constexpr std::uint32_t kWhole = 0xffffffff;
    static constexpr std::uint32_t kNone = 0xffffffff;
    // A pattern of an entry; kWhole: all of its resource part is looked at.
    struct Item {
      std::uint32_t entry;
      std::uint32_t pattern;
    };
    // Patterns that begin with the same literal.
    struct Node {
      std::uint32_t first, length;   // of the literal, in the policy's patterns
      std::uint32_t parent = kNone;  // the longest literal that this one begins with
      std::uint32_t first_item = 0, items = 0;
      std::uint64_t order = 0;  // the bytes behind the common ones, see order_of()
    };
    std::uint32_t find(const CompiledPolicy& policy, std::string_view resource) const;
    void link(const CompiledPolicy& policy);

    std::vector<Node> nodes_;  // in the order of their literals; empty: too few to need it
    std::vector<Item> items_;
    std::uint32_t common_ = 0;  // bytes that every literal but the empty one begins with
  };

  const Side& denies() const { return denies_; }
  const Side& allows() const { return allows_; }
  bool is_of(const CompiledPolicy& policy, std::string_view action) const {
    return policy_ == policy.id && action_ == action;
  }

 private:
  std::uint64_t policy_;
  std::string action_;
  Side denies_, allows_;
};

template <class Use>
bool Plan::Side::any(const CompiledPolicy& policy, const PreparedRequest& request,
                     const Use& use) const {
  const bool is_open = TextPatterns::is_open(request.resource, request.request.context);
  if (nodes_.empty() || request.request.every_part || is_open) {
    for (const Entry& entry : entries) {
      const CompiledStatement& statement = policy.statements[entry.statement];
      const Truth resource = resource_matches(policy, statement, request);
      if (resource != Truth::no && use(entry, resource)) return true;
    }
    return false;
  }
  for (std::uint32_t at = find(policy, request.resource); at != kNone; at = nodes_[at].parent) {
    const Node& node = nodes_[at];
    for (std::uint32_t i = node.first_item; i < node.first_item + node.items; ++i) {
      const Item& item = items_[i];
      const Entry& entry = entries[item.entry];
      const Truth resource =
          item.pattern == kWhole
              ? resource_matches(policy, policy.statements[entry.statement], request)
              : policy.patterns.compare_rest(policy.resources[item.pattern], request.resource,
                                             request.request.context);
      if (resource != Truth::no && use(entry, resource)) return true;
    }
  }
  return false;
}

}  // namespace canreach
