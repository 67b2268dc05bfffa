#pragma once

#include "analyzer/access/call.h"
#include "analyzer/access/caller.h"
#include "analyzer/access/policy_store.h"
#include "analyzer/access/request_context.h"
#include "analyzer/access/way.h"
#include "policy/decision.h"
#include "policy/evaluate.h"

namespace canreach {

/// Every policy that has a say when the caller makes this call by this way.  Rules: EVA-3 to EVA-6,
/// SCP-2, RCP-3, VPE-1 to VPE-10, KMS-1.
CompiledPolicySet policies_of_call(PolicyStore& store, const Design& design, const Caller& caller,
                                   const Call& call, const ServiceWay& way);

/// Has the resource, which the design does not hold, a policy of its own that decides?  A key and a
/// role that is assumed always have one; what is of another account needs one to be used.  Rules:
/// KMS-1, STS-1, XAC-3.
bool has_unseen_policy(const Caller& caller, const Call& call);

/// What those policies say of the call.
Decision decide_call(PolicyStore& store, const Network& network, const Caller& caller,
                     const Call& call, const ServiceWay& way, const RequestFacts& facts);

/// Does S3 take no public policy for the bucket of the call, or its access point?  What was
/// collected is there all the same.  Rule: S3-3
Truth refuses_public_policy(const Design& design, const Call& call);

/// The policy that is attached to the resource itself: nullptr when it has none.
const PolicyDocument* resource_policy_of(const Design& design, ResourceKind kind,
                                         std::uint32_t index);

/// The outcome alone of a call without a session policy and without a way: for many callers.
Outcome outcome_of_call(PolicyStore& store, const Network& network, const Caller& caller,
                        const Call& call, const RequestFacts& facts, DecisionCache& cache);

}  // namespace canreach
