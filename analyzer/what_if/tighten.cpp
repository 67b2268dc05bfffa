// Tightening.  One rule after the other is taken away from a copy of the design, and all intents
// that hold today are asked of the rest.  Where one would fail, the rule stays, and narrower ones
// are tried in its place: with no more traffic than the intents name, then for a group or a smaller
// block instead of its block.  A change that is kept is there when the next one is tried, so what
// is proposed holds all at once.  The cost is a check for each attempt; their number is bounded.
#include "analyzer/what_if/tighten.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/intents/check.h"
#include "analyzer/query/query.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/stand_ins.h"

namespace canreach {
namespace {

constexpr std::size_t kMostAttempts = 2000;
constexpr std::size_t kMostPeers = 24;  // that are tried for one rule

std::string words_of(const SecurityGroupRule& rule, Direction direction) {
  return fmt::format("{} {} {}", rule.traffic.possibly.to_string(),
                     direction == Direction::ingress ? "from" : "to",
                     rule.peer.kind == SecurityGroupPeer::Kind::cidr ? rule.peer.cidr.to_string()
                                                                     : rule.peer.name);
}

std::string words_of(const NetworkAclEntry& entry, Direction direction) {
  return fmt::format("rule {} allow {} {} {}", entry.number, entry.traffic.possibly.to_string(),
                     direction == Direction::ingress ? "from" : "to",
                     entry.cidr.is_known() ? entry.cidr.get().to_string() : "?");
}

std::string words_of(const Design& design, const Route& route) {
  const std::string to = route.prefix_list.is_known()   ? design.get(route.prefix_list).name
                         : route.destination.is_known() ? route.destination.get().to_string()
                                                        : "?";
  return fmt::format("{} -> {}", to, route.target.name);
}

class Tightener {
 public:
  Tightener(const Network& network, const IntentSpec& spec, const NoEgressOf& no_egress)
      : design_(*network.design), spec_(spec), no_egress_(no_egress) {
    design_.other_worlds.clear();
    design_.open_conditions.clear();
    keep_what_holds(network);
    find_wanted(network);
  }

  TightenAnswer run() {
    if (spec_.intents.empty()) return std::move(answer_);
    for (std::uint32_t i = 0; i < design_.all<SecurityGroup>().size(); ++i) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        tighten_group(i, direction);
      }
    }
    for (std::uint32_t i = 0; i < design_.all<NetworkAcl>().size(); ++i) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        tighten_acl(i, direction);
      }
    }
    for (std::uint32_t i = 0; i < design_.all<RouteTable>().size(); ++i) tighten_table(i);
    std::stable_sort(
        answer_.proposals.begin(), answer_.proposals.end(),
        [](const TightenProposal& a, const TightenProposal& b) { return a.at < b.at; });
    return std::move(answer_);
  }

 private:
  void keep_what_holds(const Network& network) {
    CheckQuery query;
    query.spec = spec_;
    const CheckAnswer today = check(network, query);
    spec_.intents.clear();
    for (const IntentAnswer& one : today.intents) {
      if (one.verdict == IntentVerdict::holds && !one.error) spec_.intents.push_back(one.intent);
    }
    answer_.intents = spec_.intents.size();
    answer_.left_out = today.intents.size() - answer_.intents;
    spec_.waivers.clear();
  }

  /// The traffic that intents want to pass.
  void find_wanted(const Network& network) {
    for (const Intent& intent : spec_.intents) {
      if (intent.kind != Intent::Kind::allow) continue;
      TraceQuery query;
      query.from = intent.flow.from;
      query.to = intent.flow.to;
      const auto answer = trace(network, query);
      if (!answer) continue;
      for (const FlowSet& flow : answer->flows)
        wanted_.insert({flow.protocol, flow.destination_ports});
    }
  }

  bool still_holds() {
    if (attempts_++ >= kMostAttempts) {
      answer_.complete = false;
      return false;
    }
    CheckQuery query;
    query.spec = spec_;
    const CheckAnswer answer = check(compile(design_), query);
    return all_of(answer.intents, [](const IntentAnswer& one) {
      return one.verdict == IntentVerdict::holds && !one.error;
    });
  }

  void propose(TightenProposal proposal, ResourceKind kind, const Resource& on, SourceLoc at) {
    proposal.component = label_of(kind);
    proposal.name = on.name;
    proposal.at = at.is_somewhere() ? at : on.at;
    answer_.proposals.push_back(std::move(proposal));
  }

  static std::vector<SecurityGroupRule>& rules_of(SecurityGroup& group, Direction direction) {
    return direction == Direction::ingress ? group.ingress : group.egress;
  }
  static std::vector<NetworkAclEntry>& entries_of(NetworkAcl& acl, Direction direction) {
    return direction == Direction::ingress ? acl.ingress : acl.egress;
  }
  static std::string_view word_of(Direction direction) { return name_of(direction); }

  /// A rule that lets nothing out and stands for all others being gone.
  static bool reaches_nobody(const SecurityGroupRule& rule) {
    static const IpPrefix kLoopback = *IpPrefix::parse("127.0.0.0/8");
    static const IpPrefix kBroadcast = *IpPrefix::parse("255.255.255.255/32");
    return rule.peer.kind == SecurityGroupPeer::Kind::cidr &&
           (kLoopback.contains(rule.peer.cidr) || rule.peer.cidr == kBroadcast);
  }

  /// Without the last egress rule of a template AWS's allow-all comes back: it is turned into one
  /// that reaches nobody.  Rule: SG-4.
  bool shut(std::uint32_t index, const SecurityGroupRule& today, TightenProposal proposal) {
    SecurityGroupRule rule = today;
    rule.peer = SecurityGroupPeer();
    rule.peer.kind = SecurityGroupPeer::Kind::cidr;
    rule.peer.cidr = *IpPrefix::parse("127.0.0.1/32");
    rule.peer.name = rule.peer.cidr.to_string();
    if (!try_rule(index, Direction::egress, 0, rule)) return false;
    proposal.action = TightenProposal::Action::narrow;
    proposal.narrowed = words_of(rule, Direction::egress);
    proposal.note = "a rule that reaches nobody: without any, AWS lets everything out";
    propose(proposal, ResourceKind::SecurityGroup, design_.all<SecurityGroup>()[index], today.at);
    return true;
  }

  /// The rules of a group, the widest first: where one holds what another does, the wider one goes.
  static std::vector<std::size_t> widest_first(const std::vector<SecurityGroupRule>& rules) {
    const auto width = [&](std::size_t rule) {
      const SecurityGroupPeer& peer = rules[rule].peer;
      if (peer.kind != SecurityGroupPeer::Kind::cidr) return -1;
      return (peer.cidr.family() == Family::ipv4 ? 32 : 128) - int{peer.cidr.length()};
    };
    std::vector<std::size_t> order(rules.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return width(a) > width(b); });
    return order;
  }

  void tighten_group(std::uint32_t index, Direction direction) {
    const SourceLoc group_at = design_.all<SecurityGroup>()[index].at;
    if (!group_at.is_somewhere()) return;
    const NoEgress none =
        direction == Direction::egress ? no_egress_(group_at.file) : NoEgress::nothing;
    std::vector<std::size_t> gone;
    for (const std::size_t number :
         widest_first(rules_of(design_.all<SecurityGroup>()[index], direction))) {
      const auto before = std::count_if(gone.begin(), gone.end(),
                                        [&](std::size_t other) { return other < number; });
      const std::size_t i = number - static_cast<std::size_t>(before);
      std::vector<SecurityGroupRule>& rules =
          rules_of(design_.all<SecurityGroup>()[index], direction);
      const SecurityGroupRule rule = rules[i];
      const bool must_stay = none == NoEgress::lets_all_out && reaches_nobody(rule);
      if (!rule.at.is_somewhere() || must_stay) continue;
      ++answer_.looked_at;
      TightenProposal proposal;
      proposal.direction = word_of(direction);
      proposal.rule = words_of(rule, direction);
      const bool is_last = rules.size() == 1;
      if (is_last && none == NoEgress::lets_all_out) {
        if (!shut(index, rule, proposal)) narrow(index, direction, i, rule, proposal);
        break;
      }
      rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(i));
      if (still_holds()) {
        if (is_last && none == NoEgress::left_out) {
          proposal.note = "keep `egress: []`: without the key, AWS lets everything out";
        }
        propose(proposal, ResourceKind::SecurityGroup, design_.all<SecurityGroup>()[index],
                rule.at);
        gone.push_back(number);
        continue;
      }
      std::vector<SecurityGroupRule>& again =
          rules_of(design_.all<SecurityGroup>()[index], direction);
      again.insert(again.begin() + static_cast<std::ptrdiff_t>(i), rule);
      narrow(index, direction, i, rule, proposal);
    }
  }

  /// Sets the rule and asks; puts back what was there when that is not enough.
  bool try_rule(std::uint32_t index, Direction direction, std::size_t i,
                const SecurityGroupRule& rule) {
    SecurityGroupRule& place = rules_of(design_.all<SecurityGroup>()[index], direction)[i];
    const SecurityGroupRule before = place;
    place = rule;
    if (still_holds()) return true;
    rules_of(design_.all<SecurityGroup>()[index], direction)[i] = before;
    return false;
  }

  void narrow(std::uint32_t index, Direction direction, std::size_t i,
              const SecurityGroupRule& today, TightenProposal proposal) {
    if (!today.traffic.is_known()) return;
    SecurityGroupRule rule = today;
    const auto carries_only = [&](TrafficSet traffic) {
      const bool is_less = !traffic.empty() && traffic != rule.traffic.surely;
      SecurityGroupRule tried = rule;
      tried.traffic = TrafficMatch::of(std::move(traffic));
      if (!is_less || !try_rule(index, direction, i, tried)) return false;
      rule = std::move(tried);
      return true;
    };
    const std::vector<TrafficSet> wanted = wanted_traffic();
    bool is_narrower = any_of(
        wanted, [&](const TrafficSet& one) { return carries_only(today.traffic.surely & one); });
    // All intents together want more than each rule must carry.
    for (std::size_t one = 0; is_narrower && one < wanted.size(); ++one) {
      carries_only(rule.traffic.surely - wanted[one]);
    }
    for (const SecurityGroupPeer& peer : narrower_peers(index, today.peer)) {
      SecurityGroupRule tried = rule;
      tried.peer = peer;
      if (!try_rule(index, direction, i, tried)) continue;
      rule = tried;
      is_narrower = true;
      break;
    }
    if (!is_narrower) return;
    proposal.action = TightenProposal::Action::narrow;
    proposal.narrowed = words_of(rule, direction);
    propose(proposal, ResourceKind::SecurityGroup, design_.all<SecurityGroup>()[index], today.at);
  }

  /// What one intent wants to pass, for each of them; what all of them want.
  std::vector<TrafficSet> wanted_traffic() const {
    std::vector<TrafficSet> sets;
    TrafficSet all;
    for (const auto& [protocol, ports] : wanted_) {
      const Result<Protocol> number = parse_protocol(protocol);
      if (!number) continue;
      sets.push_back(ports_of(*number, ports));
      all = all | sets.back();
    }
    if (sets.size() > kMostPeers) sets.clear();
    sets.push_back(std::move(all));
    return sets;
  }

  static TrafficSet ports_of(Protocol protocol, const std::string& text) {
    if (!has_ports(protocol) || text.empty()) return TrafficSet::all_of(protocol);
    TrafficSet set;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t end = std::min(text.find(',', from), text.size());
      const std::string part = text.substr(from, end - from);
      const std::size_t dash = part.find('-');
      const auto first = number_of(part.substr(0, dash));
      const auto last = dash == std::string::npos ? first : number_of(part.substr(dash + 1));
      if (!first || !last) return TrafficSet::all_of(protocol);
      set = set | TrafficSet::ports(protocol, *first, *last);
      from = end + 1;
    }
    return set;
  }

  static std::optional<std::uint16_t> number_of(const std::string& text) {
    const std::optional<unsigned long long> number = parse_number(text);
    if (!number || *number > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(*number);
  }

  /// Groups of the same VPC, then blocks of subnets that the block holds, the smallest first.
  std::vector<SecurityGroupPeer> narrower_peers(std::uint32_t index,
                                                const SecurityGroupPeer& today) const {
    std::vector<SecurityGroupPeer> peers;
    const bool is_one_host =
        today.kind == SecurityGroupPeer::Kind::cidr && today.cidr.first() == today.cidr.last();
    if (today.kind != SecurityGroupPeer::Kind::cidr || is_one_host) return peers;
    const Ref<Vpc> vpc = design_.all<SecurityGroup>()[index].vpc;
    for (std::size_t i = 0; i < design_.all<SecurityGroup>().size(); ++i) {
      const SecurityGroup& group = design_.all<SecurityGroup>()[i];
      if (group.vpc != vpc || !group.at.is_somewhere() || peers.size() >= kMostPeers) continue;
      SecurityGroupPeer peer;
      peer.kind = SecurityGroupPeer::Kind::group;
      peer.group = Ref<SecurityGroup>(i);
      peer.name = group.name;
      peers.push_back(std::move(peer));
    }
    std::vector<IpPrefix> blocks;
    const auto add = [&](const Value<IpPrefix>& block) {
      if (!block.is_known() || block.get() == today.cidr || is_stand_in(block.get())) return;
      if (today.cidr.contains(block.get()) && !contains(blocks, block.get())) {
        blocks.push_back(block.get());
      }
    };
    for (const Subnet& subnet : design_.all<Subnet>()) {
      for (const Value<IpPrefix>& block : subnet.cidrs) add(block);
    }
    for (const Vpc& one : design_.all<Vpc>()) {
      for (const Value<IpPrefix>& block : one.cidrs) add(block);
    }
    std::stable_sort(blocks.begin(), blocks.end(),
                     [](const IpPrefix& a, const IpPrefix& b) { return a.length() > b.length(); });
    for (const IpPrefix& block : blocks) {
      if (peers.size() >= 2 * kMostPeers) break;
      SecurityGroupPeer peer;
      peer.kind = SecurityGroupPeer::Kind::cidr;
      peer.cidr = block;
      peer.name = block.to_string();
      peers.push_back(std::move(peer));
    }
    return peers;
  }

  void tighten_acl(std::uint32_t index, Direction direction) {
    if (!design_.all<NetworkAcl>()[index].at.is_somewhere()) return;
    std::size_t i = 0;
    while (i < entries_of(design_.all<NetworkAcl>()[index], direction).size()) {
      std::vector<NetworkAclEntry>& entries =
          entries_of(design_.all<NetworkAcl>()[index], direction);
      const NetworkAclEntry entry = entries[i];
      const bool allows = entry.allow.is_known() && entry.allow.get();
      if (!allows || !entry.at.is_somewhere()) {
        ++i;
        continue;
      }
      ++answer_.looked_at;
      entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
      if (still_holds()) {
        TightenProposal proposal;
        proposal.direction = word_of(direction);
        proposal.rule = words_of(entry, direction);
        propose(proposal, ResourceKind::NetworkAcl, design_.all<NetworkAcl>()[index], entry.at);
        continue;
      }
      std::vector<NetworkAclEntry>& again = entries_of(design_.all<NetworkAcl>()[index], direction);
      again.insert(again.begin() + static_cast<std::ptrdiff_t>(i), entry);
      ++i;
    }
  }

  /// The blocks that a route is for, as far as they are known.
  std::vector<IpPrefix> blocks_of(const Route& route) const {
    std::vector<Value<IpPrefix>> values = {route.destination};
    if (route.prefix_list.is_known()) values = design_.get(route.prefix_list).entries;
    if (route.prefix_list.is_unknown()) values.clear();
    std::vector<IpPrefix> blocks;
    for (const Value<IpPrefix>& block : values) {
      if (block.is_known()) blocks.push_back(block.get());
    }
    return blocks;
  }

  /// Of AWS's list of a service it is known that it holds none of the design's blocks.
  bool may_hold_anything(const Route& route) const {
    if (route.prefix_list.is_known()) {
      const PrefixList& list = design_.get(route.prefix_list);
      return !list.entries_known && list.service.empty();
    }
    return route.prefix_list.is_unknown() || route.destination.is_unknown();
  }

  /// Without the route, do its packets go on by another one, and elsewhere?  Then nothing is closed
  /// by taking it away, and what it leads through is passed by.
  bool goes_elsewhere(const Route& route, const std::vector<Route>& others) const {
    if (may_hold_anything(route) || any_of(others, [&](const Route& other) {
          return other.possible || may_hold_anything(other);
        })) {
      return true;
    }
    return any_of(blocks_of(route), [&](const IpPrefix& block) {
      const Route* chosen = nullptr;
      int longest = -1;
      for (const Route& other : others) {
        for (const IpPrefix& one : blocks_of(other)) {
          if (!one.contains(block) || int{one.length()} <= longest) continue;
          longest = int{one.length()};
          chosen = &other;
        }
      }
      return chosen != nullptr && (chosen->target.kind != route.target.kind ||
                                   chosen->target.index != route.target.index);
    });
  }

  void tighten_table(std::uint32_t index) {
    std::size_t i = 0;
    while (i < design_.all<RouteTable>()[index].routes.size()) {
      std::vector<Route>& routes = design_.all<RouteTable>()[index].routes;
      const Route route = routes[i];
      const bool is_written = route.at.is_somewhere() && !route.implied && !route.propagated &&
                              route.target.kind != RouteTarget::Kind::local &&
                              route.target.kind != RouteTarget::Kind::blackhole;
      if (!is_written) {
        ++i;
        continue;
      }
      ++answer_.looked_at;
      routes.erase(routes.begin() + static_cast<std::ptrdiff_t>(i));
      if (!goes_elsewhere(route, routes) && still_holds()) {
        TightenProposal proposal;
        proposal.rule = words_of(design_, route);
        propose(proposal, ResourceKind::RouteTable, design_.all<RouteTable>()[index], route.at);
        continue;
      }
      std::vector<Route>& again = design_.all<RouteTable>()[index].routes;
      again.insert(again.begin() + static_cast<std::ptrdiff_t>(i), route);
      ++i;
    }
  }

  Design design_;
  IntentSpec spec_;
  const NoEgressOf& no_egress_;
  TightenAnswer answer_;
  std::set<std::pair<std::string, std::string>> wanted_;  // protocol and ports
  std::size_t attempts_ = 0;
};

}  // namespace

std::string_view name_of(TightenProposal::Action action) {
  switch (action) {
    case TightenProposal::Action::remove:
      return "remove";
    case TightenProposal::Action::narrow:
      return "narrow";
  }
  return {};
}

TightenAnswer tighten(const Network& network, const IntentSpec& spec, const NoEgressOf& no_egress) {
  return Tightener(network, spec, no_egress).run();
}

}  // namespace canreach
