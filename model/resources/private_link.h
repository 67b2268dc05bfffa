#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "model/ref.h"
#include "model/resources/load_balancer.h"
#include "model/resources/resource.h"

namespace canreach {

/// What consumers get to through endpoints of their own: network load balancers, or Gateway Load
/// Balancers in front of appliances.  Rules: PLS-1, GWLB-1.
struct EndpointService : Resource {
  std::string service_name;  // "com.amazonaws.vpce.us-east-1.vpce-svc-0abc"; empty: not known
  std::vector<Ref<LoadBalancer>> load_balancers;  // unknown: one that the input does not hold
  Value<bool> acceptance_required = true;
  std::vector<std::string> allowed_principals;  // ARNs, account ids, "*"
  bool principals_known = true;                 // false: there may be more
};

}  // namespace canreach
