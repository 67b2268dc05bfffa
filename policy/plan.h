#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "policy/compile.h"
#include "policy/match.h"
#include "policy/truth.h"

namespace canreach {

/// The statements of one policy that name an action, ready for any resource.  It refers to the
/// policy by indexes alone.  What tells most resources apart lies side by side, since a question
/// about one of many policies waits for memory more than for anything else.
class Plan {
 public:
  /// A pattern of a statement's resource part.
  struct Entry {
    static constexpr std::uint32_t kWhole = 0xffffffff;
    std::uint64_t tail;     // as the pattern's, see TextPattern
    std::uint32_t prefix;   // likewise
    std::uint32_t pattern;  // kWhole: all of the statement's resource part is looked at
    std::uint32_t statement;
    Truth weight;         // unknown: it is not known whether the action or the effect fits
    bool has_conditions;  // or may have
  };

  /// Entries that are so many that they are found by the literals which they begin with.
  class Index {
   public:
    Index(const CompiledPolicy& policy, std::span<const Entry> entries);
    /// Calls `use(number of an entry)` for each one that may match, and whose literals the resource
    /// begins with, until it returns true.
    template <class Use>
    bool any(const CompiledPolicy& policy, std::string_view resource, const Use& use) const;

   private:
    static constexpr std::uint32_t kNone = 0xffffffff;
    // Entries that begin with the same literal.
    struct Node {
      std::uint32_t first, length;   // of the literal, in the policy's patterns
      std::uint32_t parent = kNone;  // the longest literal that this one begins with
      std::uint32_t first_item = 0, items = 0;
      std::uint64_t order = 0;  // the bytes behind the common ones, see order_of_beginning()
    };
    std::uint32_t find(const CompiledPolicy& policy, std::string_view resource) const;
    void link(const CompiledPolicy& policy);

    std::vector<Node> nodes_;           // in the order of their literals
    std::vector<std::uint32_t> items_;  // numbers of entries
    std::uint32_t common_ = 0;          // bytes that every literal but the empty one begins with
  };

  /// Statements of one effect.
  class Side {
   public:
    bool empty() const { return entries_.empty(); }
    /// Calls `use(entry, resource)` for each entry whose resource part may match, until it returns
    /// true.  A statement may come more than once.
    template <class Use>
    bool any(const CompiledPolicy& policy, const PreparedRequest& request, const Use& use) const;

   private:
    friend class Plan;
    Side(std::span<const Entry> entries, const Index* index) : entries_(entries), index_(index) {}
    template <class Use>
    bool any_statement(const CompiledPolicy& policy, const PreparedRequest& request,
                       const Use& use) const;

    std::span<const Entry> entries_;  // those of a statement one after the other
    const Index* index_;              // null: too few to need it
  };

  Plan() = default;
  Plan(const CompiledPolicy& policy, std::string_view action);

  Side denies() const { return {std::span(entries_).first(denies_), deny_index_.get()}; }
  Side allows() const { return {std::span(entries_).subspan(denies_), allow_index_.get()}; }

 private:
  void add(const CompiledPolicy& policy, std::string_view action,
           PolicyStatement::Effect other_effect);

  std::vector<Entry> entries_;
  std::size_t denies_ = 0;  // so many of them come first
  std::unique_ptr<const Index> deny_index_, allow_index_;
};

template <class Use>
bool Plan::Index::any(const CompiledPolicy& policy, std::string_view resource,
                      const Use& use) const {
  for (std::uint32_t at = find(policy, resource); at != kNone; at = nodes_[at].parent) {
    const Node& node = nodes_[at];
    for (std::uint32_t i = node.first_item; i < node.first_item + node.items; ++i) {
      if (use(items_[i])) return true;
    }
  }
  return false;
}

// Statement by statement, whatever their patterns begin with.
template <class Use>
bool Plan::Side::any_statement(const CompiledPolicy& policy, const PreparedRequest& request,
                               const Use& use) const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (i > 0 && entries_[i - 1].statement == entry.statement) continue;
    const Truth resource = resource_matches(policy, policy.statements[entry.statement], request);
    if (resource != Truth::no && use(entry, resource)) return true;
  }
  return false;
}

template <class Use>
bool Plan::Side::any(const CompiledPolicy& policy, const PreparedRequest& request,
                     const Use& use) const {
  const Context& context = request.request.context;
  const bool is_open = TextPatterns::is_open(request.resource, context);
  if (request.request.every_part || is_open) return any_statement(policy, request, use);
  const auto whole = [&](const Entry& entry) {
    return resource_matches(policy, policy.statements[entry.statement], request);
  };
  if (index_ != nullptr) {
    return index_->any(policy, request.resource, [&](std::uint32_t number) {
      const Entry& entry = entries_[number];
      const Truth resource = entry.pattern == Entry::kWhole
                                 ? whole(entry)
                                 : policy.patterns.compare_rest(policy.resources[entry.pattern],
                                                                request.resource, context);
      return resource != Truth::no && use(entry, resource);
    });
  }
  for (const Entry& entry : entries_) {
    if (!TextPatterns::may_begin(entry.prefix, entry.tail, request.resource)) continue;
    const Truth resource =
        entry.pattern == Entry::kWhole
            ? whole(entry)
            : policy.patterns.compare(policy.resources[entry.pattern], request.resource, context);
    if (resource != Truth::no && use(entry, resource)) return true;
  }
  return false;
}

}  // namespace canreach
