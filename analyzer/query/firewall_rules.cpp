// What a firewall does with a flow.
//
// A packet is first asked about by the stateless rules, each packet alone: the first one that
// matches passes it on, drops it, or hands it to the stateful rules.  Those know flows: the opening
// of a connection and what follows are asked about one after the other, since a rule may be for
// either (`flow:established`), and a reply passes with its request where a plain rule passed that.
//
// All of it is algebra on sets of requests: what may pass, what may be dropped.  A rule that asks
// for more than addresses and ports, or for something unknown, may match; then both sets hold the
// request, and nobody knows.  A request of which only one direction gets to the stateful rules is
// open as well.
#include "analyzer/query/firewall_rules.h"

#include <array>

#include "base/algorithm.h"

namespace canreach {
namespace {

using Action = FirewallRule::Action;
using Otherwise = FirewallPolicy::Otherwise;

enum class Phase : std::uint8_t { opening, established };

struct Match {
  TrafficSet surely;
  TrafficSet possibly;
};

/// What may become of requests.
struct Fates {
  TrafficSet passed;  // by a rule or by default
  TrafficSet dropped;
  TrafficSet rejected;
  TrafficSet cut;             // opened, and then dropped.  Rule: NFW-5
  TrafficSet forwarded;       // to the stateful rules
  TrafficSet passed_by_rule;  // may be
  TrafficSet replied;         // surely by a rule that is for replies, too

  TrafficSet failed() const { return dropped | rejected | cut; }
};

const TrafficSet& tcp() {
  static const TrafficSet kSet = TrafficSet::all_of(kTcp);
  return kSet;
}

/// Requests that no reply belongs to.
const TrafficSet& one_way() {
  static const TrafficSet kSet = [] {
    const TrafficSet icmp = TrafficSet::all_of(kIcmp) | TrafficSet::all_of(kIcmpv6);
    const TrafficSet echo =
        TrafficSet::icmp(kIcmp, 8, std::nullopt) | TrafficSet::icmp(kIcmpv6, 128, std::nullopt);
    return TrafficSet::all_of(kUdp) | (icmp - echo);
  }();
  return kSet;
}

class FirewallJudge {
 public:
  FirewallJudge(const Network& network, const Step& step)
      : network_(network),
        firewall_(network.firewalls[step.index]),
        leg_(step.leg),
        is_uncertain_(step.uncertain),
        client_(step.leg == Leg::forward ? step.source : step.destination),
        server_(step.leg == Leg::forward ? step.destination : step.source) {}

  FirewallSets sets() const {
    if (firewall_.policy == kNoIndex) return {TrafficSet(), TrafficSet::all()};
    const Fates request = stateless(Leg::forward);
    const auto [passed, failed] =
        leg_ == Leg::forward ? of_request(request) : of_reply(request, stateless(Leg::reply));
    return {passed - failed, passed};
  }

  Judgement judge(Traffic request) const {
    const FirewallSets decided = sets();
    Judgement judgement;
    judgement.outcome = decided.surely.contains(request)     ? Tri::yes
                        : decided.possibly.contains(request) ? Tri::maybe
                                                             : Tri::no;
    find_rule(request, judgement);
    return judgement;
  }

 private:
  using Pair = std::pair<TrafficSet, TrafficSet>;  // may pass, may fail

  const FirewallPolicy& policy() const {
    return network_.design->all<FirewallPolicy>()[firewall_.policy];
  }

  /// The rule as it was declared; nullptr: one that is not known.
  const FirewallRule* declared(const CompiledFirewallRule& rule) const {
    if (rule.group == kNoIndex || rule.rule == kNoIndex) return nullptr;
    return &network_.design->all<FirewallRuleGroup>()[rule.group].rules[rule.rule];
  }

  Tri holds(const std::vector<AtomRange>& ranges, bool is_known, const Party& party) const {
    if (!is_known || is_uncertain_) return Tri::maybe;
    return network_.holds_any(ranges, party.atom);
  }

  /// The requests whose packets in a direction the rule matches, read from left to right.
  Match one_way_match(const CompiledFirewallRule& rule, Leg leg) const {
    const bool is_request = leg == Leg::forward;
    const Party& from = is_request ? client_ : server_;
    const Party& to = is_request ? server_ : client_;
    Tri matches = both(holds(rule.source, rule.source_known, from),
                       holds(rule.destination, rule.destination_known, to));
    matches = both(matches, is_request ? rule.from_client : rule.to_client);
    if (matches == Tri::no) return {};
    const TrafficSet& traffic = network_.traffic[is_request ? rule.to : rule.from];
    const FirewallRule* written = declared(rule);
    const bool is_sure =
        matches == Tri::yes && rule.ports_known && written != nullptr && written->asks.empty();
    return {is_sure ? traffic : TrafficSet(), traffic};
  }

  Match match(const CompiledFirewallRule& rule, Leg leg) const {
    Match found = one_way_match(rule, leg);
    const FirewallRule* written = declared(rule);
    if (written == nullptr || !written->both_directions) return found;
    CompiledFirewallRule turned = rule;
    std::swap(turned.source, turned.destination);
    std::swap(turned.source_known, turned.destination_known);
    std::swap(turned.to, turned.from);
    std::swap(turned.from_client, turned.to_client);
    const Match other = one_way_match(turned, leg);
    return {found.surely | other.surely, found.possibly | other.possibly};
  }

  /// Of packets in a phase: only TCP has phases that can be told.
  Match match(const CompiledFirewallRule& rule, Leg leg, Phase phase) const {
    const FirewallRule* written = declared(rule);
    if (written == nullptr) return match(rule, leg);
    const auto side =
        leg == Leg::forward ? FirewallRule::Side::to_client : FirewallRule::Side::to_server;
    if (written->side == side) return {};
    Match found = match(rule, leg);
    if (written->state == FirewallRule::State::any) return found;
    const bool fits =
        (written->state == FirewallRule::State::established) == (phase == Phase::established);
    found.surely = fits ? found.surely & tcp() : TrafficSet();
    if (!fits) found.possibly = found.possibly - tcp();
    return found;
  }

  static void add(const Value<Action>& action, const TrafficSet& traffic, Fates& fates) {
    const bool any = action.is_unknown();
    const auto is = [&](Action one) { return any || action.get() == one; };
    if (is(Action::pass)) fates.passed = fates.passed | traffic;
    if (is(Action::drop)) fates.dropped = fates.dropped | traffic;
    if (!any && is(Action::reject)) fates.rejected = fates.rejected | traffic;
    if (is(Action::forward)) fates.forwarded = fates.forwarded | traffic;
  }

  Fates stateless(Leg leg) const {
    Fates fates;
    TrafficSet rest = TrafficSet::all();
    for (const CompiledFirewallRule& rule : firewall_.stateless) {
      const Match found = match(rule, leg);
      const FirewallRule* written = declared(rule);
      add(written == nullptr ? Value<Action>(kUnknown) : written->action, rest & found.possibly,
          fates);
      rest = rest - found.surely;
    }
    add(policy().stateless_default, rest, fates);
    return fates;
  }

  void ask(const CompiledFirewallRule& rule, Leg leg, Phase phase, TrafficSet& rest,
           Fates& fates) const {
    const FirewallRule* written = declared(rule);
    const Value<Action> action = written == nullptr ? Value<Action>(kUnknown) : written->action;
    if (action == Value<Action>(Action::alert)) return;
    const Match found = match(rule, leg, phase);
    const TrafficSet hit = rest & found.possibly;
    add(action, hit, fates);
    if (action.is_unknown() || action.get() == Action::pass) {
      fates.passed_by_rule = fates.passed_by_rule | hit;
    }
    const bool is_plain = written != nullptr && written->side == FirewallRule::Side::any &&
                          written->state == FirewallRule::State::any;
    if (is_plain && action == Value<Action>(Action::pass)) {
      // Nothing that comes before it may have taken it.
      fates.replied = fates.replied | ((rest & found.surely) - fates.failed());
    }
    rest = rest - found.surely;
  }

  /// What no rule decides.  Rules: NFW-3, NFW-5
  void finish(Phase phase, const TrafficSet& rest, Fates& fates) const {
    const Value<bool>& strict = policy().is_strict;
    const Value<Otherwise>& otherwise = policy().otherwise;
    const bool may_pass =
        strict != Value<bool>(true) || otherwise.is_unknown() || otherwise.get() == Otherwise::pass;
    const bool may_be_strict = strict != Value<bool>(false);
    if (may_pass) fates.passed = fates.passed | rest;
    if (!may_be_strict) return;
    if (otherwise.is_unknown() || otherwise.get() == Otherwise::drop) {
      fates.dropped = fates.dropped | rest;
    }
    if (otherwise.is_unknown() || otherwise.get() == Otherwise::drop_established) {
      fates.passed = fates.passed | (phase == Phase::opening ? rest : rest - tcp());
      fates.cut = fates.cut | (phase == Phase::opening ? rest - tcp() : rest);
    }
  }

  Fates stateful(Leg leg, Phase phase) const {
    Fates fates;
    TrafficSet rest = TrafficSet::all();
    for (const CompiledFirewallRule& rule : firewall_.stateful) {
      ask(rule, leg, phase, rest, fates);
    }
    finish(phase, rest, fates);
    return fates;
  }

  Pair of_request(const Fates& first) const {
    TrafficSet passed = TrafficSet::all();
    TrafficSet failed;
    for (const Phase phase : {Phase::opening, Phase::established}) {
      const Fates fates = stateful(Leg::forward, phase);
      passed = passed & fates.passed;
      failed = failed | fates.failed();
    }
    return {first.passed | (first.forwarded & passed), first.dropped | (first.forwarded & failed)};
  }

  Pair of_reply(const Fates& request, const Fates& reply) const {
    TrafficSet passed = TrafficSet::all();
    TrafficSet failed;
    for (const Phase phase : {Phase::opening, Phase::established}) {
      const Fates forth = stateful(Leg::forward, phase);
      const Fates back = stateful(Leg::reply, phase);
      // What does not get there has no reply that could be dropped.
      const TrafficSet lost = TrafficSet::all() - forth.passed;
      passed = passed & (forth.passed_by_rule | back.passed | lost);
      failed = failed | (back.failed() - forth.replied - lost);
    }
    const TrafficSet half_seen =
        (request.passed & reply.forwarded) | (request.forwarded & reply.passed);
    const TrafficSet may_pass = reply.passed | (reply.forwarded & passed) | half_seen;
    const TrafficSet may_fail = reply.dropped | (reply.forwarded & failed) | half_seen;
    return {may_pass | one_way(), may_fail - one_way()};
  }

  // What decides, for words.

  /// The first rule of a list that decides a request as the outcome says.
  const CompiledFirewallRule* deciding(const std::vector<CompiledFirewallRule>& rules,
                                       Traffic request, Tri outcome, Reason& reason) const {
    for (const CompiledFirewallRule& rule : rules) {
      const FirewallRule* written = declared(rule);
      if (written != nullptr && written->action == Value<Action>(Action::alert)) continue;
      for (const Phase phase : {Phase::opening, Phase::established}) {
        const Match found = match(rule, leg_, phase);
        if (!found.possibly.contains(request)) continue;
        const bool is_sure =
            found.surely.contains(request) && written != nullptr && written->action.is_known();
        if (!is_sure && outcome != Tri::maybe) continue;
        reason = reason_of(rule, written, is_sure);
        return &rule;
      }
    }
    return nullptr;
  }

  /// Is the rule for a part of the ports that a client may pick?  Rule: MOD-7
  static bool is_by_client_ports(const CompiledFirewallRule& rule) {
    return rule.ports_known && (rule.from_client == Tri::maybe || rule.to_client == Tri::maybe);
  }

  static Reason reason_of(const CompiledFirewallRule& rule, const FirewallRule* written,
                          bool is_sure) {
    if (written == nullptr) return Reason::unknown_value;
    const bool asks = !written->asks.empty() || written->state != FirewallRule::State::any ||
                      is_by_client_ports(rule);
    if (!is_sure) return asks ? Reason::firewall_asks : Reason::unknown_value;
    if (written->action.get() == Action::drop) return Reason::firewall_drop;
    return written->action.get() == Action::reject ? Reason::firewall_reject : Reason::none;
  }

  static void name(const CompiledFirewallRule& rule, Judgement& judgement) {
    judgement.group = rule.group;
    judgement.rule = rule.rule;
  }

  void find_rule(Traffic request, Judgement& judgement) const {
    const Tri outcome = judgement.outcome;
    Reason reason = Reason::none;
    const CompiledFirewallRule* found = deciding(firewall_.stateless, request, outcome, reason);
    const FirewallRule* written = found == nullptr ? nullptr : declared(*found);
    const bool goes_on = found == nullptr ? policy_forwards()
                                          : written != nullptr &&
                                                written->action == Value<Action>(Action::forward) &&
                                                reason == Reason::none;
    if (goes_on) found = deciding(firewall_.stateful, request, outcome, reason);
    if (found != nullptr) name(*found, judgement);
    judgement.reason = reason;
    if (outcome == Tri::yes) judgement.reason = Reason::none;
    if (outcome == Tri::maybe && !is_open(reason)) {
      if (is_half_seen(request)) {
        judgement.reason = Reason::asymmetric_inspection;
      } else {
        find_open(request, judgement);
      }
    }
    const bool refuses = reason == Reason::firewall_drop || reason == Reason::firewall_reject;
    if (outcome == Tri::no && !refuses) judgement = default_refusal();
  }

  /// The first stateful rule that may take a packet or not; on the way back those of the request
  /// count, too.
  const CompiledFirewallRule* open_rule(Traffic request, Leg leg) const {
    for (const Phase phase : {Phase::opening, Phase::established}) {
      for (const CompiledFirewallRule& rule : firewall_.stateful) {
        const FirewallRule* written = declared(rule);
        if (written != nullptr && written->action == Value<Action>(Action::alert)) continue;
        const Match found = match(rule, leg, phase);
        if (!found.possibly.contains(request)) continue;
        const bool is_sure = found.surely.contains(request);
        if (!is_sure || written == nullptr || written->action.is_unknown()) return &rule;
        // It passes what is asked for by `flow`: whether with the replies, addresses do not tell.
        if (leg != leg_ && written->action.get() == Action::pass && is_by_flow(*written)) {
          return &rule;
        }
        break;
      }
    }
    return nullptr;
  }

  static bool is_by_flow(const FirewallRule& rule) {
    return rule.side != FirewallRule::Side::any || rule.state != FirewallRule::State::any;
  }

  /// Why nobody knows: a rule, or a default action that is about connections.  Rules: NFW-5, NFW-6
  void find_open(Traffic request, Judgement& judgement) const {
    judgement.reason = Reason::unknown_value;
    if (firewall_.policy == kNoIndex) return;
    const CompiledFirewallRule* found = open_rule(request, leg_);
    if (found == nullptr && leg_ == Leg::reply) found = open_rule(request, Leg::forward);
    if (found != nullptr) {
      name(*found, judgement);
      const FirewallRule* written = declared(*found);
      judgement.reason = reason_of(*found, written, false);
      if (written != nullptr && is_by_flow(*written)) judgement.reason = Reason::firewall_asks;
      return;
    }
    judgement.group = kNoIndex;
    judgement.rule = kNoIndex;
    const bool is_by_state = policy_forwards() && policy().is_strict == Value<bool>(true) &&
                             policy().otherwise == Value<Otherwise>(Otherwise::drop_established);
    if (is_by_state) judgement.reason = Reason::firewall_asks;
  }

  bool policy_forwards() const {
    return firewall_.policy != kNoIndex &&
           policy().stateless_default == Value<Action>(Action::forward);
  }

  static bool is_open(Reason reason) {
    return reason == Reason::firewall_asks || reason == Reason::unknown_value;
  }

  bool is_half_seen(Traffic request) const {
    if (firewall_.policy == kNoIndex || leg_ == Leg::forward) return false;
    const Fates forth = stateless(Leg::forward);
    const Fates back = stateless(Leg::reply);
    return ((forth.passed & back.forwarded) | (forth.forwarded & back.passed)).contains(request);
  }

  Judgement default_refusal() const {
    const bool is_cut = policy_forwards() && policy().is_strict == Value<bool>(true) &&
                        policy().otherwise == Value<Otherwise>(Otherwise::drop_established);
    return {Tri::no, is_cut ? Reason::firewall_drop_established : Reason::firewall_drop, kNoIndex,
            kNoIndex};
  }

  const Network& network_;
  const CompiledFirewall& firewall_;
  Leg leg_;
  bool is_uncertain_;
  Party client_;
  Party server_;
};

}  // namespace

FirewallSets passed_by_firewall(const Network& network, const Step& step) {
  return FirewallJudge(network, step).sets();
}

Judgement judge_firewall(const Network& network, const Step& step, Traffic request) {
  return FirewallJudge(network, step).judge(request);
}

}  // namespace canreach
