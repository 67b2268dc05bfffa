#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/value.h"
#include "model/net/address_set.h"
#include "model/net/interval_set.h"
#include "model/net/traffic_set.h"
#include "model/ref.h"
#include "model/resources/resource.h"

namespace canreach {

/// A part of what a firewall rule's source or destination is.
struct FirewallAddresses {
  enum class Kind : std::uint8_t {
    set,       // `addresses`
    home,      // what HOME_NET is where the rule is used: the firewall's VPC, or the policy says
    external,  // what EXTERNAL_NET is there: everything else
    unknown,
  };
  Kind kind = Kind::set;
  AddressSet addresses;
  bool excluded = false;

  friend bool operator==(const FirewallAddresses&, const FirewallAddresses&) = default;
};

/// A stateless rule, or a stateful one.  Rules: NFW-2, NFW-3.
struct FirewallRule {
  enum class Action : std::uint8_t { pass, drop, reject, alert, forward };
  enum class Side : std::uint8_t { any, to_server, to_client };
  enum class State : std::uint8_t { any, established, not_established };

  std::string name;  // "sid 7", "priority 10"
  Value<Action> action = Action::pass;
  /// One of those that are not excluded and none of those that are; none that is not excluded: any.
  std::vector<FirewallAddresses> source;
  std::vector<FirewallAddresses> destination;
  Value<IntervalSet> source_ports = IntervalSet(Interval{0, 65535});
  Value<IntervalSet> destination_ports = IntervalSet(Interval{0, 65535});
  Value<TrafficSet> protocols = TrafficSet::all();  // whole protocols, whatever the ports
  bool both_directions = false;                     // stateful: "<>"
  Side side = Side::any;                            // stateful: `flow`
  State state = State::any;                         // stateful: `flow`
  /// What it asks for that addresses and ports do not tell, "tls.sni"; empty: nothing.  Rule: NFW-6
  std::string asks;
  int priority = 0;  // stateless: the smaller one first
  SourceLoc at;
};

/// Names of hosts that are let through or not.  Rule: NFW-6
struct FirewallDomains {
  FirewallRule::Action action = FirewallRule::Action::pass;  // pass: those alone; drop, reject
  std::vector<std::string> names;                            // ".example.com"
  std::vector<std::string> types;                            // "http", "tls"
};

/// What a group's rules may call by a name, as it was written.
using FirewallVariables = std::vector<std::pair<std::string, std::vector<std::string>>>;

struct FirewallRuleGroup : Resource {
  Value<bool> is_stateful = kUnknown;  // its rules say it
  std::string text;  // of stateful rules, in Suricata's language; `rules` has what it says
  FirewallVariables variables;
  FirewallVariables port_variables;
  std::optional<FirewallDomains> domains;
  std::vector<FirewallRule> rules;  // stateless: by priority
  bool rules_known = true;          // false: there may be more
  SourceLoc stateless_use;          // where a policy lists it among its stateless groups
  SourceLoc stateful_use;           // likewise its stateful ones
};

/// A group that a policy uses.
struct FirewallGroupUse {
  Ref<FirewallRuleGroup> group;  // unknown: one that the input does not hold, AWS's own too
  Value<int> priority = 0;       // the smaller one first; stateful: in strict order; 0: not said
  std::string name;              // as the design says it
  SourceLoc at;
};

struct FirewallPolicy : Resource {
  using Action = FirewallRule::Action;
  /// What becomes of a flow that no stateful rule decides.  Rules: NFW-3, NFW-5
  enum class Otherwise : std::uint8_t { pass, drop, drop_established };

  Value<Action> stateless_default = Action::forward;  // pass, drop, forward
  std::vector<FirewallGroupUse> stateless_groups;
  std::vector<FirewallGroupUse> stateful_groups;
  bool groups_known = true;  // false: it may use more
  Value<bool> is_strict = false;
  Value<Otherwise> otherwise = Otherwise::pass;            // in strict order
  std::optional<std::vector<FirewallAddresses>> home_net;  // none: the blocks of the firewall's VPC
};

/// Its endpoints name it: VpcEndpoint::firewall.  Rule: NFW-1
struct Firewall : Resource {
  Ref<FirewallPolicy> policy;
};

}  // namespace canreach
