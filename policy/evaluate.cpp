// The outcome alone, as fast as it goes: each policy is asked through its plan for the action, a
// Deny that surely matches ends it, and a layer is left as soon as it allows in the most generous
// form.
#include "policy/evaluate.h"

#include <memory>
#include <utility>
#include <vector>

#include "policy/condition.h"
#include "policy/facts.h"
#include "policy/plan.h"

namespace canreach {

// Plans by policy and action in a table that is at most half full; when there are too many, all of
// them are made again.
struct DecisionCache::Plans {
  static constexpr std::size_t kFirstSlots = 64;
  static constexpr std::size_t kMostPlans = 1 << 16;

  struct Slot {
    std::uint64_t key = 0;
    std::unique_ptr<Plan> plan;
  };

  const Plan& of(const CompiledPolicy& policy, const PreparedRequest& request) {
    const std::uint64_t key = (request.action_hash ^ policy.id * 0x9e3779b97f4a7c15ULL) | 1U;
    std::size_t at = spread(key) & (slots.size() - 1);
    while (slots[at].plan != nullptr) {
      if (slots[at].key == key && slots[at].plan->is_of(policy, request.action)) {
        return *slots[at].plan;
      }
      at = (at + 1) & (slots.size() - 1);
    }
    return add(key, std::make_unique<Plan>(policy, request.action));
  }

  const Plan& add(std::uint64_t key, std::unique_ptr<Plan> plan) {
    if (count == kMostPlans) {
      slots = std::vector<Slot>(kFirstSlots);
      count = 0;
    }
    if (2 * (count + 1) > slots.size()) grow();
    ++count;
    return place(key, std::move(plan));
  }

  const Plan& place(std::uint64_t key, std::unique_ptr<Plan> plan) {
    std::size_t at = spread(key) & (slots.size() - 1);
    while (slots[at].plan != nullptr) at = (at + 1) & (slots.size() - 1);
    slots[at].key = key;
    slots[at].plan = std::move(plan);
    return *slots[at].plan;
  }

  void grow() {
    std::vector<Slot> old = std::exchange(slots, std::vector<Slot>(2 * slots.size()));
    for (Slot& slot : old) {
      if (slot.plan != nullptr) place(slot.key, std::move(slot.plan));
    }
  }

  static std::size_t spread(std::uint64_t key) {
    return static_cast<std::size_t>(key ^ key >> 32U);
  }

  std::vector<Slot> slots = std::vector<Slot>(kFirstSlots);
  std::size_t count = 0;
};

DecisionCache::DecisionCache() : plans_(std::make_unique<Plans>()) {}
DecisionCache::~DecisionCache() = default;

namespace {

// One policy of a layer being asked.
struct Asking {
  const PreparedRequest& request;
  const CompiledPolicy& policy;
  PrincipalReading reading;

  // How surely principals and conditions fit, in each form; the resource part fits already.
  Grants rest_of(const Plan::Entry& entry, Truth resource) const {
    const CompiledStatement& statement = policy.statements[entry.statement];
    const Grants grants = principal_matches(policy, statement, request.request.principal, reading);
    if (grants.any() == Truth::no) return {};
    const Truth conditions = conditions_hold(policy, statement, request.request.context);
    return grants & (conditions & resource & entry.weight);
  }

  Truth deny(const Plan& plan) const {
    Truth result = policy.document->statements_known ? Truth::no : Truth::unknown;
    plan.denies().any(policy, request, [&](const Plan::Entry& entry, Truth resource) {
      result = result | rest_of(entry, resource).any();
      return result == Truth::yes;
    });
    return result;
  }

  Grants allow(const Plan& plan) const {
    Grants result;
    if (!policy.document->statements_known) result.full = Truth::unknown;
    plan.allows().any(policy, request, [&](const Plan::Entry& entry, Truth resource) {
      result = result | rest_of(entry, resource);
      return result.full == Truth::yes;
    });
    return result;
  }
};

}  // namespace

Outcome decide(const PreparedRequest& request, const CompiledPolicySet& policies,
               DecisionCache& cache) {
  if (const std::optional<Precondition> known = precondition_of(request)) return known->outcome;
  PolicyFacts facts = initial_facts(request, policies);
  const bool denied = any_layer(request, policies, [&](const LayerPolicies& layer) {
    Grants allow;
    for (const CompiledPolicy* policy : *layer.policies) {
      const Asking asking{request, *policy, reading_of(layer.layer, request, policies)};
      const Plan& plan = cache.plans().of(*policy, request);
      facts.deny = facts.deny | (asking.deny(plan) & layer.deny_counts &
                                 is_in_force(layer.layer, *policy, policies));
      if (facts.deny == Truth::yes) return true;
      if (allow.full == Truth::yes) continue;
      allow = allow | (asking.allow(plan) & allow_counts(layer.layer, *policy, request, policies));
    }
    add_allow(facts, layer.layer, allow);
    return false;
  });
  return denied ? Outcome::explicit_deny : outcome_of(facts, request, policies);
}

}  // namespace canreach
