// The outcome alone, as fast as it goes: each policy is asked through its plan for the action, a
// Deny that surely matches ends it, and a layer is left as soon as it allows in the most generous
// form.
#include "policy/evaluate.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "policy/condition.h"
#include "policy/facts.h"
#include "policy/hash_table.h"
#include "policy/plan.h"

namespace canreach {

// Plans by policy and action; when there are too many, all of them are made again.
struct DecisionCache::Plans {
  /// An action that was asked about.  Its number makes keys short that are equal only when both
  /// are.
  struct ActionSlot {
    std::uint64_t text_hash = 0;
    std::uint32_t number = 0;  // 0: the slot is empty
    std::string text;

    bool is_empty() const { return number == 0; }
    std::uint64_t hash() const { return text_hash; }
  };

  /// As large as a line of most caches.
  struct alignas(64) PlanSlot {
    std::uint64_t policy = 0;  // its id; 0: the slot is empty
    std::uint64_t action = 0;  // its number
    Plan plan;

    bool is_empty() const { return policy == 0; }
    std::uint64_t hash() const { return hash_of(policy, action); }
    static std::uint64_t hash_of(std::uint64_t policy, std::uint64_t action) {
      return (policy << 32U ^ action) * 0x9e3779b97f4a7c15ULL;
    }
  };

  static constexpr std::size_t kMostPlans = 1 << 16;

  /// Before the questions about a request.
  std::uint32_t number_of_action(const PreparedRequest& request) {
    if (plans.size() >= kMostPlans || actions.size() >= kMostPlans) {
      plans.clear();
      actions.clear();
    }
    const ActionSlot* known = actions.find(request.action_hash, [&](const ActionSlot& slot) {
      return slot.text_hash == request.action_hash && slot.text == request.action;
    });
    if (known != nullptr) return known->number;
    const auto number = static_cast<std::uint32_t>(actions.size() + 1);
    return actions.add({request.action_hash, number, request.action}).number;
  }

  const Plan& of(const CompiledPolicy& policy, const PreparedRequest& request,
                 std::uint32_t action) {
    const PlanSlot* known = plans.find(
        PlanSlot::hash_of(policy.id, action),
        [&](const PlanSlot& slot) { return slot.policy == policy.id && slot.action == action; });
    if (known != nullptr) return known->plan;
    return plans.add({policy.id, action, Plan(policy, request.action)}).plan;
  }

  HashTable<ActionSlot> actions;
  HashTable<PlanSlot> plans;
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
    if (!entry.has_conditions && !reading.has_principals) return {.full = resource & entry.weight};
    const CompiledStatement& statement = policy.statements[entry.statement];
    const Grants grants = principal_matches(policy, statement, request.request.principal, reading);
    if (grants.any() == Truth::no) return {};
    const Truth conditions = conditions_hold(policy, statement, request.request.context);
    return grants & (conditions & resource & entry.weight);
  }

  Truth deny(const Plan& plan) const {
    Truth result = policy.statements_known ? Truth::no : Truth::unknown;
    plan.denies().any(policy, request, [&](const Plan::Entry& entry, Truth resource) {
      result = result | rest_of(entry, resource).any();
      return result == Truth::yes;
    });
    return result;
  }

  Grants allow(const Plan& plan) const {
    Grants result;
    if (!policy.statements_known) result.full = Truth::unknown;
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
  const std::uint32_t action = cache.plans().number_of_action(request);
  PolicyFacts facts = initial_facts(request, policies);
  const bool denied = any_layer(request, policies, [&](const LayerPolicies& layer) {
    Grants allow;
    for (const CompiledPolicy* policy : *layer.policies) {
      const Asking asking{request, *policy, reading_of(layer.layer, request, policies)};
      const Plan& plan = cache.plans().of(*policy, request, action);
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
