#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "policy/decision.h"
#include "policy/policy_set.h"
#include "policy/request.h"

namespace canreach {

/// A request, taken apart once so that many policies can be asked about it.
struct PreparedRequest {
  explicit PreparedRequest(Request asked);

  Request request;
  std::string action;         // lower case
  std::string service;        // "s3"
  std::uint64_t action_hash;  // of the lower-case action
  std::string resource;       // the ARN that is compared
  Truth same_account;
  bool is_iam_or_sts = false;
  bool is_key = false;           // a KMS key.  Rule: KMS-1
  bool is_role_trust = false;    // assuming a role.  Rule: STS-1
  bool other_partition = false;  // nothing crosses a partition.  Rule: ARN-2
};

/// Remembers which statements of a policy name an action, so that the next question about both is
/// quick.  For one thread; policies that are gone leave nothing wrong behind.
class DecisionCache {
 public:
  DecisionCache();
  ~DecisionCache();
  DecisionCache(const DecisionCache&) = delete;
  DecisionCache& operator=(const DecisionCache&) = delete;

  struct Plans;
  Plans& plans() { return *plans_; }

 private:
  std::unique_ptr<Plans> plans_;
};

/// The outcome alone.
Outcome decide(const PreparedRequest& request, const CompiledPolicySet& policies,
               DecisionCache& cache);

/// The outcome and everything that is to be said about it.  The documents that the policies were
/// compiled from must still be there.
///
/// Where a Deny may match and surely nothing allows, the outcome is implicit_deny: denied either
/// way.
Decision evaluate(const Request& request, const CompiledPolicySet& policies);

/// Does the service (lower case) answer requests that nobody signed?  Most of AWS's do not; where
/// it is not known, they are taken.  Rule: RBP-12.
bool takes_anonymous(std::string_view service);

}  // namespace canreach
