#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "policy/decision.h"
#include "policy/evaluate.h"
#include "policy/match.h"

namespace canreach {

/// What all layers together say of a request, before it is weighed.
struct PolicyFacts {
  Truth deny = Truth::no;              // a Deny of any layer that applies
  Truth service_control = Truth::yes;  // an Allow on every level
  Truth endpoint = Truth::yes;
  Truth boundary = Truth::yes;
  Truth session = Truth::yes;
  Truth identity = Truth::no;
  Grants resource;
};

/// Facts of the layers that say nothing: nothing is attached, or it does not apply.
PolicyFacts initial_facts(const PreparedRequest& request, const CompiledPolicySet& policies);

/// A list of policies of a layer: one, or one a level.
struct LayerPolicies {
  PolicyLayer layer;
  std::size_t level;
  const Policies* policies;
  Truth deny_counts;  // how surely a Deny of this layer concerns the resource.  Rule: RCP-5
};

/// Which layers limit or serve this caller at all.
struct ApplyingLayers {
  bool service_control, boundary, session, identity;
  Truth resource_control;
};
ApplyingLayers applying_layers(const PreparedRequest& request, const CompiledPolicySet& policies);

/// Calls `use(LayerPolicies)` for each list that has a say in this request, in the order of
/// layers.def, until it returns true.
template <class Use>
bool any_layer(const PreparedRequest& request, const CompiledPolicySet& policies, const Use& use) {
  const ApplyingLayers applying = applying_layers(request, policies);
  if (applying.service_control) {
    for (std::size_t i = 0; i < policies.service_control->size(); ++i) {
      const Policies& level = (*policies.service_control)[i];
      if (use({PolicyLayer::service_control, i, &level, Truth::yes})) return true;
    }
  }
  if (applying.resource_control != Truth::no) {
    for (std::size_t i = 0; i < policies.resource_control->size(); ++i) {
      const Policies& level = (*policies.resource_control)[i];
      if (use({PolicyLayer::resource_control, i, &level, applying.resource_control})) return true;
    }
  }
  const auto one = [&](PolicyLayer layer, const Policies& list) {
    return use({layer, 0, &list, Truth::yes});
  };
  if (policies.endpoint && one(PolicyLayer::endpoint, *policies.endpoint)) return true;
  if (!policies.resource.empty() && one(PolicyLayer::resource, policies.resource)) return true;
  if (applying.boundary && one(PolicyLayer::boundary, *policies.boundary)) return true;
  if (applying.session && one(PolicyLayer::session, *policies.session)) return true;
  return applying.identity && one(PolicyLayer::identity, policies.identity);
}

PrincipalReading reading_of(PolicyLayer layer, const PreparedRequest& request,
                            const CompiledPolicySet& policies);

/// Is it a public policy that concerns only the account of its bucket, and not the caller?  Rule:
/// S3-3.
Truth shuts_out(PolicyLayer layer, const CompiledPolicy& policy, const PreparedRequest& request,
                const CompiledPolicySet& policies);

/// How surely the resource has this policy at all.  Rule: S3-3.
Truth is_in_force(PolicyLayer layer, const CompiledPolicy& policy,
                  const CompiledPolicySet& policies);

/// How surely an Allow of this policy concerns the caller.
Truth allow_counts(PolicyLayer layer, const CompiledPolicy& policy, const PreparedRequest& request,
                   const CompiledPolicySet& policies);

/// Adds what a list of policies allows to the facts; lists of one layer come one after the other.
void add_allow(PolicyFacts& facts, PolicyLayer layer, const Grants& allow);

/// What surely decides before any policy: none, or the outcome and why.  Rules: STS-8, TMP-3.
struct Precondition {
  Outcome outcome = Outcome::undecided;
  std::string why;
};
std::optional<Precondition> precondition_of(const PreparedRequest& request);

/// The grant that rule EVA-4 asks for, in one account or two.
Truth grant_of(const PolicyFacts& facts, const PreparedRequest& request,
               const CompiledPolicySet& policies);
Outcome outcome_of(const PolicyFacts& facts, const PreparedRequest& request,
                   const CompiledPolicySet& policies);

/// Does the caller have policies of its own?  Services, providers and anonymous callers do not.
bool has_account(const Principal& caller);

}  // namespace canreach
