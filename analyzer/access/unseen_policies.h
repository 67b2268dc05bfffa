#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/access/call.h"
#include "analyzer/access/caller.h"
#include "policy/policy_set.h"

namespace canreach {

/// Whose calls a policy could change that stands in something that is not modelled.
enum class PolicyReach : std::uint8_t {
  none,          // it says nothing of who may call what
  service,       // a policy of resources: calls of one service
  own_resource,  // its own policy: calls of one service about what the design does not hold
  identities,    // a policy of principals
  organization,  // of accounts: every principal's, every resource's
};

struct UnseenPolicy {
  PolicyReach reach = PolicyReach::none;
  std::string service;  // as actions begin, "sqs"; empty where the reach is wider
  const NotModelled* thing = nullptr;
};

/// All that hold one, in the order of the design.
std::vector<UnseenPolicy> unseen_policies(const Design& design);

/// Has it a say in the call as a policy of that layer?
bool speaks_in(const UnseenPolicy& unseen, PolicyLayer layer, const Design& design,
               const Caller& caller, const Call& call);

}  // namespace canreach
