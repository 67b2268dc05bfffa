// Firewalls: the rules of a policy's groups in the order in which they are asked, bound to the
// firewall's own HOME_NET.
//
// A group that is not known may hold any rule: it stands as one rule that may match anything and
// does nobody knows what.  Where the order of groups is not known such a rule stands in front of
// all, so that nothing after it is sure.
#include "analyzer/network/firewalls.h"

#include <algorithm>
#include <set>

#include "base/algorithm.h"
#include "model/resources/workload.h"

namespace canreach {
namespace {

using AddressesKind = FirewallAddresses::Kind;

const AddressSet& every_address() {
  static const AddressSet kEvery =
      AddressSet(IpPrefix()) | AddressSet(IpPrefix(IpAddress{Family::ipv6, 0, 0}, 0));
  return kEvery;
}

const IntervalSet& every_port() {
  static const IntervalSet kEvery{Interval{0, 65535}};
  return kEvery;
}

/// Addresses, as far as they are known.
struct Bound {
  AddressSet addresses;
  bool is_known = true;
};

/// Rules that are not known: they may match anything.
CompiledFirewallRule open_rule(std::uint32_t group = kNoIndex) {
  CompiledFirewallRule rule;
  rule.source_known = false;
  rule.destination_known = false;
  rule.group = group;
  return rule;
}

class FirewallCompiler {
 public:
  FirewallCompiler(Network& network, std::uint32_t firewall)
      : network_(network), design_(*network.design), index_(firewall) {}

  CompiledFirewall compile() {
    CompiledFirewall compiled;
    const Ref<FirewallPolicy>& ref = design_.all<Firewall>()[index_].policy;
    if (!ref.is_known()) return compiled;
    compiled.policy = ref.index();
    const FirewallPolicy& policy = design_.get(ref);
    home_ = home_of(policy);
    add_stateless(policy, compiled.stateless);
    add_stateful(policy, compiled.stateful);
    compiled.is_stateful = may_forward(policy, compiled.stateless);
    return compiled;
  }

 private:
  /// The blocks of the VPC that its endpoints are in.
  Bound home_of(const FirewallPolicy& policy) {
    home_.is_known = false;
    if (policy.home_net) return bound(*policy.home_net);
    Bound home;
    home.is_known = false;
    for (const VpcEndpoint& endpoint : design_.all<VpcEndpoint>()) {
      const bool is_own = endpoint.firewall == Ref<Firewall>(index_) && endpoint.vpc.is_known();
      if (!is_own) continue;
      home.is_known = true;
      for (const Value<IpPrefix>& cidr : design_.get(endpoint.vpc).cidrs) {
        if (cidr.is_known()) home.addresses = home.addresses | AddressSet(cidr.get());
        home.is_known = home.is_known && cidr.is_known();
      }
      break;
    }
    return home;
  }

  Bound bound(const std::vector<FirewallAddresses>& parts) const {
    Bound result;
    AddressSet excluded;
    bool some = false;
    for (const FirewallAddresses& part : parts) {
      AddressSet addresses = part.addresses;
      if (part.kind == AddressesKind::home) addresses = home_.addresses;
      if (part.kind == AddressesKind::external) addresses = every_address() - home_.addresses;
      const bool asks_home =
          part.kind == AddressesKind::home || part.kind == AddressesKind::external;
      if (part.kind == AddressesKind::unknown || (asks_home && !home_.is_known))
        result.is_known = false;
      AddressSet& side = part.excluded ? excluded : result.addresses;
      side = side | addresses;
      some = some || !part.excluded;
    }
    if (!some) result.addresses = every_address();
    result.addresses = result.addresses - excluded;
    return result;
  }

  std::vector<AtomRange> ranges_of(const AddressSet& addresses) const {
    std::vector<AtomRange> ranges;
    for (const AddressRange& range : addresses.ranges()) {
      ranges.push_back({network_.atom_of(range.first), network_.atom_of(range.last)});
    }
    return ranges;
  }

  /// Does a set of ports hold those that clients take?  Rule: EPH-1.
  static Tri holds_clients(const IntervalSet& ports) {
    const IntervalSet clients{Interval{kAnySourcePorts.first, kAnySourcePorts.last}};
    if (ports.contains(clients)) return Tri::yes;
    return (ports & clients).empty() ? Tri::no : Tri::maybe;
  }

  static TrafficSet with_ports(const TrafficSet& protocols, const IntervalSet& ports) {
    TrafficSet traffic = protocols;
    if (ports == every_port()) return traffic;
    const TrafficSet ported = TrafficSet::all_of(kTcp) | TrafficSet::all_of(kUdp);
    TrafficSet named;
    for (const Interval& interval : ports.intervals()) {
      for (const Protocol protocol : {kTcp, kUdp}) {
        named = named | TrafficSet::ports(protocol, static_cast<std::uint16_t>(interval.first),
                                          static_cast<std::uint16_t>(interval.last));
      }
    }
    return protocols & ported & named;
  }

  CompiledFirewallRule compiled(const FirewallRule& rule, std::uint32_t group,
                                std::uint32_t index) {
    CompiledFirewallRule result;
    result.group = group;
    result.rule = index;
    const Bound source = bound(rule.source);
    const Bound destination = bound(rule.destination);
    result.source = ranges_of(source.addresses);
    result.destination = ranges_of(destination.addresses);
    result.source_known = source.is_known;
    result.destination_known = destination.is_known;
    result.ports_known = rule.source_ports.is_known() && rule.destination_ports.is_known() &&
                         rule.protocols.is_known();
    const TrafficSet protocols = rule.protocols.get_or(TrafficSet::all());
    const IntervalSet from = rule.source_ports.get_or(every_port());
    const IntervalSet to = rule.destination_ports.get_or(every_port());
    const TrafficSet ported = TrafficSet::all_of(kTcp) | TrafficSet::all_of(kUdp);
    const bool names_ports = from != every_port() || to != every_port();
    const TrafficSet carried = names_ports ? protocols & ported : protocols;
    result.to = network_.traffic.intern(with_ports(carried, to));
    result.from = network_.traffic.intern(with_ports(carried, from));
    result.from_client = holds_clients(from);
    result.to_client = holds_clients(to);
    return result;
  }

  void add_group(const FirewallGroupUse& use, bool is_stateful,
                 std::vector<CompiledFirewallRule>& rules) {
    if (!use.group.is_known()) return rules.push_back(open_rule());
    const FirewallRuleGroup& group = design_.get(use.group);
    if (!group.rules_known || group.is_stateful != Value<bool>(is_stateful)) {
      rules.push_back(open_rule(use.group.index()));
    }
    if (group.is_stateful != Value<bool>(is_stateful)) return;
    for (std::uint32_t i = 0; i < group.rules.size(); ++i) {
      rules.push_back(compiled(group.rules[i], use.group.index(), i));
    }
  }

  static std::vector<FirewallGroupUse> by_priority(std::vector<FirewallGroupUse> uses) {
    std::stable_sort(uses.begin(), uses.end(),
                     [](const FirewallGroupUse& a, const FirewallGroupUse& b) {
                       return a.priority.get_or(0) < b.priority.get_or(0);
                     });
    return uses;
  }

  /// Groups of which nobody knows which is asked first: after them nothing is sure.
  static bool is_order_open(const std::vector<FirewallGroupUse>& uses) {
    std::set<int> taken;
    for (const FirewallGroupUse& use : uses) {
      const bool is_told = use.priority.is_known() && taken.insert(use.priority.get()).second;
      if (!is_told && uses.size() > 1) return true;
    }
    return false;
  }

  void add_stateless(const FirewallPolicy& policy, std::vector<CompiledFirewallRule>& rules) {
    if (!policy.groups_known || is_order_open(policy.stateless_groups)) {
      rules.push_back(open_rule());
    }
    for (const FirewallGroupUse& use : by_priority(policy.stateless_groups)) {
      add_group(use, false, rules);
    }
  }

  /// In strict order as they stand; else by what they do.  Rule: NFW-3
  void add_stateful(const FirewallPolicy& policy, std::vector<CompiledFirewallRule>& rules) {
    const bool is_strict = policy.is_strict.get_or(false);
    const bool is_open = !policy.groups_known || policy.is_strict.is_unknown() ||
                         (is_strict && is_order_open(policy.stateful_groups));
    std::vector<CompiledFirewallRule> asked;
    for (const FirewallGroupUse& use : by_priority(policy.stateful_groups)) {
      add_group(use, true, asked);
    }
    if (!is_strict) {
      std::stable_sort(asked.begin(), asked.end(),
                       [this](const CompiledFirewallRule& a, const CompiledFirewallRule& b) {
                         return rank_of(a) < rank_of(b);
                       });
    }
    if (is_open) rules.push_back(open_rule());
    rules.insert(rules.end(), asked.begin(), asked.end());
  }

  /// Unknown actions first: they may be `pass`.
  int rank_of(const CompiledFirewallRule& rule) const {
    if (rule.group == kNoIndex || rule.rule == kNoIndex) return 0;
    const Value<FirewallRule::Action>& action =
        design_.all<FirewallRuleGroup>()[rule.group].rules[rule.rule].action;
    return action.is_unknown() ? 0 : 1 + static_cast<int>(action.get());
  }

  bool may_forward(const FirewallPolicy& policy,
                   const std::vector<CompiledFirewallRule>& rules) const {
    const auto forwards = [](const Value<FirewallRule::Action>& action) {
      return action.is_unknown() || action.get() == FirewallRule::Action::forward;
    };
    if (forwards(policy.stateless_default)) return true;
    return any_of(rules, [&](const CompiledFirewallRule& rule) {
      if (rule.group == kNoIndex || rule.rule == kNoIndex) return true;
      return forwards(design_.all<FirewallRuleGroup>()[rule.group].rules[rule.rule].action);
    });
  }

  Network& network_;
  const Design& design_;
  std::uint32_t index_;
  Bound home_;
};

void add_prefixes(const std::vector<FirewallAddresses>& parts, std::vector<IpPrefix>& prefixes) {
  for (const FirewallAddresses& part : parts) {
    const std::vector<IpPrefix> own = part.addresses.prefixes();
    prefixes.insert(prefixes.end(), own.begin(), own.end());
  }
}

}  // namespace

std::vector<IpPrefix> firewall_prefixes(const Design& design) {
  std::vector<IpPrefix> prefixes;
  for (const FirewallRuleGroup& group : design.all<FirewallRuleGroup>()) {
    for (const FirewallRule& rule : group.rules) {
      add_prefixes(rule.source, prefixes);
      add_prefixes(rule.destination, prefixes);
    }
  }
  for (const FirewallPolicy& policy : design.all<FirewallPolicy>()) {
    if (policy.home_net) add_prefixes(*policy.home_net, prefixes);
  }
  return prefixes;
}

void compile_firewalls(Network& network) {
  const auto count = static_cast<std::uint32_t>(network.design->all<Firewall>().size());
  for (std::uint32_t i = 0; i < count; ++i) {
    CompiledFirewall compiled = FirewallCompiler(network, i).compile();
    network.firewalls.push_back(std::move(compiled));
  }
}

}  // namespace canreach
