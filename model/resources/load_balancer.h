#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "model/resources/workload.h"

namespace canreach {

/// Does a listener or target group of this protocol, AWS's word in lower case, take TCP or UDP?
/// Rule: ELB-20.
bool carries_tcp(std::string_view protocol);
bool carries_udp(std::string_view protocol);

/// Something registered with a target group.
struct BalancerTarget {
  enum class Health : std::uint8_t { unknown, healthy, unhealthy };
  std::string name;                 // as the design says it
  ResourceKind kind{};              // with `owned`: a workload, or an application load balancer
  std::uint32_t index = 0;          // of it
  bool owned = false;               // false: an address
  IpAddress address;                // of a target that is an address.  Rule: ELB-8
  std::optional<Value<int>> port;   // its own; none: the group's.  Rule: ELB-9
  Health health = Health::unknown;  // unknown: taken as healthy
  SourceLoc at;
};

struct TargetGroup {
  enum class Type : std::uint8_t { instance, ip, function, load_balancer };
  std::string name;
  Value<Type> type = Type::instance;
  std::string protocol;  // lower case, AWS's word; empty: not known
  Value<int> port = kUnknown;
  std::vector<BalancerTarget> targets;
  bool targets_known = true;              // false: there may be more
  Value<bool> keeps_client_ip = false;    // Rule: ELB-12
  std::optional<Value<bool>> cross_zone;  // its own; none: the load balancer's
  SourceLoc at;
};

/// Conditions of a listener's rule are shown, not judged.
struct ListenerRule {
  std::vector<std::string> hosts;  // one of them, where there are any
  std::vector<std::string> paths;
  std::vector<std::uint32_t> forwards;  // indexes into LoadBalancer::target_groups
  SourceLoc at;

  /// "host api.example.com, path /v1/* or /v2/*"
  std::string condition() const;
};

struct Listener {
  TrafficSet traffic;
  std::string protocol;                 // lower case, AWS's word; empty: not said
  std::vector<std::uint32_t> forwards;  // as ListenerRule::forwards
  std::vector<ListenerRule> rules;
  /// It answers itself (redirect, fixed response), as far as no rule forwards.
  bool answers = false;
  bool forwards_known = true;  // false: the input does not say what it forwards to
  SourceLoc at;
};

/// Nodes in subnets that take connections and open others to targets.  Rules: ELB-1 to ELB-5.
struct LoadBalancer : Workload {
  std::string type;                   // "application", "network", "gateway", "classic"; empty:
                                      // not known
  Value<bool> cross_zone = kUnknown;  // Rule: ELB-10
  /// Do its groups filter what comes through endpoints?  Rule: PLS-3.
  Value<bool> filters_private_link = true;
  std::vector<Listener> listeners;  // none: its ports alone are known, as `listens`
  std::vector<TargetGroup> target_groups;
};

}  // namespace canreach
