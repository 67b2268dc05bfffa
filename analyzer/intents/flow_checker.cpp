// Intents about traffic.
//
// All of them ask the pairs of two sets of ends what passes (all_pairs.h, one walk for ends that
// behave alike) and compare it with what the intent wants.  `waypoint` and `path` moreover look at
// each path that something passes by.  `only` asks every end of the design, and takes from what
// passes the packets of the flows that it lists.
#include "analyzer/intents/flow_checker.h"

#include <fmt/format.h>

#include <map>
#include <tuple>
#include <utility>

#include "analyzer/intents/counter_example.h"
#include "analyzer/intents/zones.h"
#include "analyzer/network/routes.h"
#include "analyzer/query/end_classes.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/matrix.h"
#include "analyzer/query/names.h"
#include "analyzer/query/pair_judge.h"
#include "analyzer/query/query_errors.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

using IntentKind = Intent::Kind;

/// How a path gets there.
struct Way {
  bool endpoint = false;
  bool nat = false;
  bool internet = false;
  bool waypoint = false;      // it passes what the intent names
  bool waypoint_back = true;  // and so do the replies, if there are any
};

/// What a waypoint's name means: resources of any kind, and interfaces of workloads.
struct Waypoint {
  std::vector<NamedThing> things;
  std::vector<std::uint32_t> interfaces;
};

bool holds_interface(const Step& step) {
  return step.kind == StepKind::security_group || step.kind == StepKind::listener ||
         step.component == ResourceKind::NetworkInterface;
}

bool is_at(const Network& network, const Step& step, const Waypoint& waypoint) {
  const bool is_gateway = step.kind == StepKind::gateway || step.kind == StepKind::firewall;
  if (is_gateway && any_of(waypoint.things, [&](const NamedThing& thing) {
        return thing.kind == step.component && thing.index == step.index;
      })) {
    return true;
  }
  if (step.kind == StepKind::route && step.route != kNoIndex) {
    // Replies that an appliance knows pass its interface without a filter.
    const RouteTarget& target =
        route_of(network, table_of(network, step), network.routes[step.route]).target;
    return target.kind == RouteTarget::Kind::network_interface &&
           contains(waypoint.interfaces, target.index);
  }
  return holds_interface(step) && contains(waypoint.interfaces, step.index);
}

Way way_of(const Network& network, const Path& path, const Waypoint& waypoint) {
  const Design& design = *network.design;
  Way way;
  bool has_reply = false;
  bool reply_passes = false;
  for (const Step& step : path.steps) {
    has_reply = has_reply || step.leg == Leg::reply;
    if (step.index == kNoIndex) continue;
    if (is_at(network, step, waypoint))
      (step.leg == Leg::reply ? reply_passes : way.waypoint) = true;
    if (step.leg != Leg::forward) continue;
    if (step.kind == StepKind::gateway || step.kind == StepKind::firewall) {
      way.endpoint = way.endpoint || is_service_endpoint(design, step.component, step.index);
      way.nat = way.nat || step.component == ResourceKind::NatGateway;
      way.internet = way.internet || step.component == ResourceKind::InternetGateway ||
                     step.component == ResourceKind::EgressOnlyInternetGateway;
    }
    if (!holds_interface(step)) continue;
    const CompiledInterface& interface = network.interfaces[step.index];
    const bool masquerades = step.rewrite == Rewrite::source;
    way.nat = way.nat || (masquerades && step.component == ResourceKind::NetworkInterface &&
                          interface.type == NetworkInterface::Type::ordinary);
    way.endpoint =
        way.endpoint || is_service_endpoint(design, interface.owner_kind, interface.owner_index);
  }
  way.waypoint_back = reply_passes || !has_reply;
  return way;
}

bool is_by(const Way& way, Intent::Path wanted) {
  switch (wanted) {
    case Intent::Path::any_path:
      return true;
    case Intent::Path::endpoint:
      return way.endpoint;
    case Intent::Path::nat:
      return way.nat;
    case Intent::Path::internet:
      return way.internet && !way.nat && !way.endpoint;
  }
  return true;
}

tl::expected<Waypoint, QueryError> waypoint_of(const Network& network, const std::string& name) {
  const NameIndex& names = names_of(network);
  Waypoint waypoint;
  waypoint.things = names.named(name);
  if (waypoint.things.empty()) waypoint.things = names.find(name);
  for (const NamedThing& thing : waypoint.things) {
    if (thing.source != NamedThing::Source::resource) continue;
    if (thing.kind == ResourceKind::NetworkInterface) waypoint.interfaces.push_back(thing.index);
    const Workload* workload = workload_of(*network.design, thing.kind, thing.index);
    if (workload == nullptr) continue;
    for (const Ref<NetworkInterface>& interface : workload->interfaces) {
      if (interface.is_known()) waypoint.interfaces.push_back(interface.index());
    }
  }
  if (!waypoint.things.empty()) return waypoint;
  return tl::unexpected(query_error(DiagnosticKind::unknown_name,
                                    "nothing in the design is called " + quoted(name),
                                    names.suggestions(name)));
}

bool is_target(const BalancerTarget& target, const Network& network, const EndMember& end) {
  if (target.owned) {
    return end.owned && end.owner_kind == target.kind && end.owner_index == target.index;
  }
  return any_of(end.faces,
                [&](std::uint32_t face) { return network.faces[face].address == target.address; });
}

bool forwards_to(const Network& network, const LoadBalancer& balancer,
                 const std::vector<EndMember>& ends) {
  return any_of(balancer.target_groups, [&](const TargetGroup& group) {
    return any_of(group.targets, [&](const BalancerTarget& target) {
      return any_of(ends, [&](const EndMember& end) { return is_target(target, network, end); });
    });
  });
}

class FlowChecker {
 public:
  FlowChecker(const Network& network, const Intent& intent) : network_(network), intent_(intent) {
    answer_.intent = intent;
  }

  IntentAnswer checked() {
    if (intent_.kind == IntentKind::only || intent_.kind == IntentKind::scope) {
      intent_.kind == IntentKind::only ? check_only() : check_scope();
      return std::move(answer_);
    }
    const bool is_allow = intent_.kind == IntentKind::allow;
    const auto flow = resolve_flow(network_, intent_.flow,
                                   is_allow ? AddressMeans::itself : AddressMeans::its_owner);
    if (!flow) {
      answer_.error = flow.error();
      return std::move(answer_);
    }
    if (intent_.kind == IntentKind::allow) check_allow(*flow);
    if (intent_.kind == IntentKind::deny) check_deny(*flow);
    if (intent_.kind == IntentKind::waypoint) check_ways(*flow);
    if (intent_.kind == IntentKind::allow && intent_.path != Intent::Path::any_path)
      check_ways(*flow);
    if (intent_.kind == IntentKind::allow && intent_.survives_zone) check_zones(*flow);
    return std::move(answer_);
  }

 private:
  void fail(IntentFinding finding, const EndMember& from, const EndMember& to,
            const TrafficSet& traffic, const std::string& named = {}, const Wrong& wrong = {}) {
    const Example example =
        wrong ? example_of(network_, {from, to, traffic}, wrong) : Example{from, to, traffic};
    IntentFailure failure;
    failure.finding = finding;
    failure.from = failure_name(from.kind == EndMember::Kind::hosts ? example.from : from);
    failure.to = failure_name(to.kind == EndMember::Kind::hosts ? example.to : to);
    failure.from_hosts = hosts_of(from);
    failure.to_hosts = hosts_of(to);
    TrafficSet whole = traffic;
    // Hosts on the internet that rules tell apart are one end for people.
    const Shown key{finding, failure.from, failure.to, named};
    const bool is_internet = from.end.kind == "internet" || to.end.kind == "internet";
    const auto listed = is_internet ? shown_.find(key) : shown_.end();
    if (listed != shown_.end()) whole = whole | listed->second.second;
    failure.traffic = shown(whole);
    failure.message = message_of(finding, failure.traffic, failure.from, failure.to, named);
    if (listed != shown_.end()) {
      IntentFailure& first = answer_.failures[listed->second.first];
      first.from_hosts = first.from_hosts | hosts_of(from);
      first.to_hosts = first.to_hosts | hosts_of(to);
      first.traffic = std::move(failure.traffic);
      first.message = std::move(failure.message);
      listed->second.second = std::move(whole);
      return;
    }
    failure.counter_example = packet_query(example.from, example.to, example.traffic);
    failure.counter_example->source_ports = intent_.flow.source_ports;
    // Today's design shows nothing of a lost zone.
    if (finding != IntentFinding::zone_lost) failure.command = command_of(*failure.counter_example);
    if (is_internet && answer_.failures.size() < kMostFailures) {
      shown_[key] = {answer_.failures.size(), whole};
    }
    add_failure(answer_, std::move(failure));
  }

  PassingTraffic judged(const EndMember& from, const EndMember& to) {
    if (!judge_) judge_.emplace(network_);
    return judge_->judge(from, to);
  }

  static AddressSet hosts_of(const EndMember& member) {
    return member.kind == EndMember::Kind::hosts ? member.hosts : AddressSet();
  }

  static std::string failure_name(const EndMember& member) {
    return member.end.kind == "internet" ? member.end.name : query_name(member);
  }

  void note_open(const EndMember& from, const EndMember& to) {
    ++answer_.open;
    if (answer_.undecided.size() >= kMostRemarks) return;
    Remark remark;
    remark.reason = Reason::unknown_value;
    remark.message =
        fmt::format("it is not known what gets from {} to {}", query_name(from), query_name(to));
    remark.component = from.end.kind;
    remark.name = from.end.name;
    remark.supply =
        fmt::format("what `canreach trace {} {}` asks for", query_name(from), query_name(to));
    answer_.undecided.push_back(std::move(remark));
  }

  void check_allow(const ResolvedFlow& flow) {
    const AllPairs pairs = all_pairs(network_, flow.from.members, flow.to.members);
    bool any_passes = false;
    std::vector<std::pair<VisitedPair, Verdict>> others;
    for_each_pair(network_, pairs, [&](const VisitedPair& pair) {
      ++answer_.asked;
      const TrafficSet asked =
          traffic_of(network_, flow, pair.from, pair.to, Unnamed::what_is_served);
      const Verdict verdict = canreach::verdict_of(pair.passing, asked);
      any_passes = any_passes || verdict == Verdict::reachable;
      if (verdict != Verdict::reachable) others.push_back({pair, verdict});
    });
    if (answer_.asked == 0) answer_.note = "there is no pair to ask about";
    if (intent_.every == Intent::Every::any && any_passes) return;
    for (const auto& [pair, verdict] : others) judge_blocked(flow, pair, verdict);
    // That one may pass leaves it open.
    if (intent_.every == Intent::Every::any && answer_.open > 0) answer_.failures.clear();
  }

  void judge_blocked(const ResolvedFlow& flow, const VisitedPair& pair, Verdict verdict) {
    const TrafficSet asked =
        traffic_of(network_, flow, pair.from, pair.to, Unnamed::what_is_served);
    if (verdict == Verdict::undecided) return note_open(pair.from, pair.to);
    const PassingTraffic& passing = pair.passing;
    const TrafficSet failing = asked - passing.reachable - passing.undecided;
    fail(verdict == Verdict::partial ? IntentFinding::partly_reachable
                                     : IntentFinding::not_reachable,
         pair.from, pair.to, failing.empty() ? asked : failing, {},
         [&](const EndMember& from, const EndMember& to) {
           const PassingTraffic one = judged(from, to);
           const TrafficSet fails = asked - one.reachable - one.undecided;
           const TrafficSet blocked = fails - one.partial;
           return blocked.empty() ? fails : blocked;
         });
  }

  void check_deny(const ResolvedFlow& flow) {
    const AllPairs pairs = all_pairs(network_, flow.from.members, flow.to.members);
    answer_.asked = pairs.counts.ends_from * pairs.counts.ends_to;
    for_each_passing_pair(network_, pairs, [&](const VisitedPair& pair) {
      const TrafficSet asked = traffic_of(network_, flow, pair.from, pair.to, Unnamed::everything);
      judge_passing(pair, asked, IntentFinding::passes);
    });
    if (answer_.asked == 0) answer_.note = "there is no pair to ask about";
    note_balancers_before(flow);
  }

  /// Load balancers that the sources get to and that forward to the targets: they open connections
  /// of their own, which the intent does not ask about.  Rule: ELB-5
  void note_balancers_before(const ResolvedFlow& flow) {
    std::vector<EndMember> before;
    const auto& balancers = network_.design->all<LoadBalancer>();
    for (std::uint32_t i = 0; i < balancers.size(); ++i) {
      EndMember balancer =
          member_of(network_, {NamedThing::Source::resource, ResourceKind::LoadBalancer, i});
      const auto is_it = [&](const EndMember& end) { return is_same_end(end, balancer); };
      const bool is_named = any_of(flow.to.members, is_it) || any_of(flow.from.members, is_it);
      if (!is_named && forwards_to(network_, balancers[i], flow.to.members)) {
        before.push_back(std::move(balancer));
      }
    }
    if (before.empty()) return;
    std::vector<std::string> names;
    const AllPairs pairs = all_pairs(network_, flow.from.members, std::move(before));
    for_each_passing_pair(network_, pairs, [&](const VisitedPair& pair) {
      const PassingTraffic& passing = pair.passing;
      if ((passing.reachable | passing.partial | passing.undecided).empty()) return;
      if (!contains(names, pair.to.end.name)) names.push_back(pair.to.end.name);
    });
    if (names.empty()) return;
    answer_.note = fmt::format(
        "{} may get to {} through {}, which opens connections of its own: an intent about that "
        "asks "
        "for it",
        intent_.flow.from, intent_.flow.to, join(names, ", "));
  }

  /// Nothing of these packets may pass.
  void judge_passing(const VisitedPair& pair, const TrafficSet& asked, IntentFinding finding) {
    const PassingTraffic within = pair.passing.within(asked);
    const TrafficSet passes = within.reachable | within.partial;
    if (!passes.empty()) {
      return fail(finding, pair.from, pair.to, passes, {},
                  [&](const EndMember& from, const EndMember& to) {
                    const PassingTraffic one = judged(from, to).within(asked);
                    return one.reachable.empty() ? one.partial : one.reachable;
                  });
    }
    if (!within.undecided.empty()) note_open(pair.from, pair.to);
  }

  // Only.

  /// The flows resolved; none after an error.
  std::optional<std::vector<ResolvedFlow>> resolved(const std::vector<IntentFlow>& flows) {
    std::vector<ResolvedFlow> result;
    for (const IntentFlow& flow : flows) {
      auto one = resolve_flow(network_, flow, AddressMeans::its_owner);
      if (!one) {
        answer_.error = one.error();
        return std::nullopt;
      }
      result.push_back(std::move(*one));
    }
    return result;
  }

  /// What is left of the packets between two ends when those of the flows are taken away.
  TrafficSet without(const std::vector<ResolvedFlow>& flows, const VisitedPair& pair) const {
    TrafficSet rest = TrafficSet::all();
    for (const ResolvedFlow& flow : flows) {
      if (!holds(flow.from, pair.from) || !holds(flow.to, pair.to)) continue;
      rest = rest - traffic_of(network_, flow, pair.from, pair.to, Unnamed::everything);
    }
    return rest;
  }

  void check_scope() {
    const auto matched = resolved(intent_.flows);
    const auto excluded = matched ? resolved(intent_.excluded) : std::nullopt;
    if (!excluded) return;
    for (const ResolvedFlow& flow : *matched) {
      std::vector<EndMember> sources = flow.from.members;
      for (const ResolvedFlow& other : *excluded) sources = cut(std::move(sources), other);
      const AllPairs pairs = all_pairs(network_, std::move(sources), flow.to.members);
      answer_.asked += pairs.counts.ends_from * pairs.counts.ends_to;
      for_each_passing_pair(network_, pairs, [&](const VisitedPair& pair) {
        const TrafficSet asked =
            traffic_of(network_, flow, pair.from, pair.to, Unnamed::everything);
        judge_passing(pair, asked & without(*excluded, pair), IntentFinding::passes);
      });
    }
    // Parts that were not read may match less, or exclude more.
    if (intent_.not_covered.empty() || answer_.failures.empty()) return;
    answer_.open += answer_.failures.size();
    answer_.failures.clear();
    Remark remark;
    remark.reason = Reason::not_modelled;
    remark.message = fmt::format("flows pass that the scope may match: {} of it is not read",
                                 intent_.not_covered.front());
    remark.at = intent_.at;
    remark.supply = "intents that say the same";
    answer_.undecided.push_back(std::move(remark));
  }

  void check_only() {
    const auto into = resolve_end(network_, intent_.into, nullptr, AddressMeans::its_owner);
    if (!into) {
      answer_.error = into.error();
      return;
    }
    const auto listed = resolved(intent_.flows);
    if (!listed) return;
    const AllPairs pairs = all_pairs(network_, sources_for(*listed, *into), into->members);
    answer_.asked = pairs.counts.ends_from * pairs.counts.ends_to;
    for_each_passing_pair(network_, pairs, [&](const VisitedPair& pair) {
      judge_passing(pair, without(*listed, pair), IntentFinding::other_source);
    });
  }

  /// Every end but those inside, the internet cut so that each listed flow has all of a part or
  /// nothing of it.
  std::vector<EndMember> sources_for(const std::vector<ResolvedFlow>& listed,
                                     const Endpoint& into) const {
    std::vector<EndMember> sources;
    for (EndMember& end : every_end(network_)) {
      if (any_of(into.members, [&](const EndMember& one) { return is_same_end(one, end); })) {
        continue;
      }
      sources.push_back(std::move(end));
    }
    for (const ResolvedFlow& flow : listed) sources = cut(std::move(sources), flow);
    return sources;
  }

  static std::vector<EndMember> cut(std::vector<EndMember> sources, const ResolvedFlow& flow) {
    for (const EndMember& member : flow.from.members) {
      if (member.kind == EndMember::Kind::hosts) sources = cut(std::move(sources), member.hosts);
    }
    return sources;
  }

  static std::vector<EndMember> cut(std::vector<EndMember> sources, const AddressSet& hosts) {
    std::vector<EndMember> parts;
    for (EndMember& source : sources) {
      if (source.kind != EndMember::Kind::hosts) {
        parts.push_back(std::move(source));
        continue;
      }
      for (AddressSet part : {source.hosts & hosts, source.hosts - hosts}) {
        if (part.empty()) continue;
        parts.push_back(source);
        parts.back().hosts = std::move(part);
      }
    }
    return parts;
  }

  static bool holds(const Endpoint& endpoint, const EndMember& end) {
    return any_of(endpoint.members, [&](const EndMember& member) {
      // A function outside every VPC comes from addresses of AWS on the internet.  Rule: SVC-5
      if (end.kind == EndMember::Kind::outside && member.end.kind == "internet") return true;
      if (end.kind == EndMember::Kind::hosts) {
        return member.kind == EndMember::Kind::hosts && (end.hosts - member.hosts).empty();
      }
      return is_same_end(member, end);
    });
  }

  // Ways.

  void check_ways(const ResolvedFlow& flow) {
    Waypoint waypoint;
    if (intent_.kind == IntentKind::waypoint) {
      auto named = waypoint_of(network_, intent_.via);
      if (!named) {
        answer_.error = named.error();
        return;
      }
      waypoint = std::move(*named);
    }
    const Unnamed unnamed =
        intent_.kind == IntentKind::waypoint ? Unnamed::everything : Unnamed::what_is_served;
    TrafficSet astray;  // what passes by another way
    TrafficSet open;
    bool only_back = true;  // what is astray passes the waypoint, and its replies do not
    bool has_path = false;  // false: nothing of the design is on the way
    PairJudge judge(network_);
    judge.listen([&](const Case&, const Path& path, const TrafficTally& tally) {
      has_path = true;
      const Way way = way_of(network_, path, waypoint);
      const bool is_waypoint = intent_.kind == IntentKind::waypoint;
      const bool fits = is_waypoint ? way.waypoint && way.waypoint_back : is_by(way, intent_.path);
      if (fits) return;
      only_back = only_back && way.waypoint;
      astray = astray | tally.all | tally.some_pass;
      open = open | (TrafficSet::all() - tally.none);
    });
    const auto passing_of = [&](const EndMember& from, const EndMember& to) {
      astray = open = {};
      only_back = true;
      has_path = false;
      return judge.judge(from, to).within(traffic_of(network_, flow, from, to, unnamed));
    };
    const auto wrong_of = [&](const PassingTraffic& passing) {
      const TrafficSet passes = passing.reachable | passing.partial;
      return has_path ? astray & passes : passes;
    };
    const Wrong wrong_between = [&](const EndMember& from, const EndMember& to) {
      const PassingTraffic passing = passing_of(from, to);
      const TrafficSet wrong = wrong_of(passing);
      const TrafficSet all_of_it = wrong & passing.reachable;
      return all_of_it.empty() ? wrong : all_of_it;
    };
    const AllPairs pairs = all_pairs(network_, flow.from.members, flow.to.members);
    bool something_passes = false;
    for_each_class_pair(pairs, [&](const EndMember& from, const EndMember& to, const Blame& blame) {
      const PassingTraffic passing = passing_of(from, to);
      something_passes = something_passes || !passing.is_blocked();
      const TrafficSet wrong = wrong_of(passing);
      const TrafficSet may_pass = passing.reachable | passing.partial | passing.undecided;
      const bool is_back = only_back && has_path;
      blame({wrong, wrong.empty() && !(open & may_pass).empty(),
             is_back ? intent_.via + " on the way back" : intent_.via, wrong_between});
    });
    if (intent_.kind == IntentKind::waypoint && !something_passes) {
      answer_.note = "nothing passes, so nothing avoids " + intent_.via;
    }
  }

  /// Of two classes of ends what goes wrong, or may.
  struct Astray {
    TrafficSet wrong;
    bool is_open = false;
    std::string avoided;   // where the intent names a waypoint
    const Wrong& between;  // for any two of them
  };
  using Blame = std::function<void(const Astray&)>;

  /// For two classes of which something passes, what goes wrong; told of each pair of theirs.
  template <class Ask>
  void for_each_class_pair(const AllPairs& pairs, const Ask& ask) {
    for (const PairCell& cell : pairs.cells) {
      const auto two = representatives(*pairs.from, cell.from, *pairs.to, cell.to);
      if (!two) continue;
      ask(pairs.from->members[two->first], pairs.to->members[two->second],
          [&](const Astray& astray) { judge_ways(pairs, cell, astray); });
    }
  }

  void judge_ways(const AllPairs& pairs, const PairCell& cell, const Astray& astray) {
    const bool is_waypoint = intent_.kind == IntentKind::waypoint;
    const IntentFinding finding = is_waypoint ? IntentFinding::not_via : IntentFinding::other_path;
    const std::string named = is_waypoint ? astray.avoided : words_of(intent_.path);
    for (const std::uint32_t i : pairs.from->classes[cell.from]) {
      for (const std::uint32_t j : pairs.to->classes[cell.to]) {
        const EndMember& from = pairs.from->members[i];
        const EndMember& to = pairs.to->members[j];
        if (is_same_end(from, to) || !is_meant(network_, from, to)) continue;
        if (is_waypoint) ++answer_.asked;
        if (!astray.wrong.empty()) fail(finding, from, to, astray.wrong, named, astray.between);
        if (astray.is_open) note_open(from, to);
      }
    }
  }

  static std::string words_of(Intent::Path path) {
    switch (path) {
      case Intent::Path::any_path:
        return "any way";
      case Intent::Path::endpoint:
        return "a VPC endpoint";
      case Intent::Path::nat:
        return "a NAT gateway or instance";
      case Intent::Path::internet:
        return "an internet gateway alone";
    }
    return {};
  }

  // Zones.

  void check_zones(const ResolvedFlow& flow) {
    const bool is_single = fail_of_single(flow, flow.from) || fail_of_single(flow, flow.to);
    for (const std::string& zone : zones_of(*network_.design)) {
      const auto from = outside_zone(network_, flow.from.members, zone);
      const auto to = outside_zone(network_, flow.to.members, zone);
      if (!from || !to) {
        note_zone();
        continue;
      }
      for (const LeftOfEnd* end : {&*from, &*to}) {
        if (end->moved != nullptr) note_standby(*end->moved, zone);
        if (end->members.size() > end->open.size() || end->open.empty()) continue;
        if (!is_single) note_standby(end->open.front(), zone);
      }
      if (is_lost(*from) || is_lost(*to)) {
        fail_of_zone(flow, fmt::format("{} is lost, which holds all of {}", zone,
                                       is_lost(*from) ? flow.from.end.name : flow.to.end.name));
        continue;
      }
      if (!from->members.empty() && !to->members.empty()) check_zone(flow, zone, *from, *to);
    }
  }

  static bool is_lost(const LeftOfEnd& end) { return end.members.empty() && end.moved == nullptr; }

  void fail_of_zone(const ResolvedFlow& flow, const std::string& named) {
    const EndMember& from = flow.from.members.front();
    const EndMember& to = flow.to.members.front();
    fail(IntentFinding::zone_lost, from, to,
         traffic_of(network_, flow, from, to, Unnamed::what_is_served), named);
  }

  /// Whichever of its zones something without a standby is in: that one cannot be lost.
  bool fail_of_single(const ResolvedFlow& flow, const Endpoint& end) {
    const std::vector<std::string> zones = zones_of_single(network_, end.members);
    if (zones.empty()) return false;
    fail_of_zone(flow, fmt::format("that holds {} is lost, one of {}: it has no standby",
                                   end.end.name, join(zones, ", ")));
    return true;
  }

  void note_standby(const EndMember& member, const std::string& zone) {
    ++answer_.open;
    if (answer_.undecided.size() >= kMostRemarks) return;
    Remark remark;
    remark.reason = Reason::unknown_value;
    remark.message = fmt::format("it is not known where {} is when the zone {} is lost",
                                 query_name(member), zone);
    remark.component = member.end.kind;
    remark.name = member.end.name;
    remark.supply = fmt::format("`multi_az` of {}, and the zone that it is in", query_name(member));
    answer_.undecided.push_back(std::move(remark));
  }

  void note_zone() {
    ++answer_.open;
    Remark remark;
    remark.reason = Reason::unknown_value;
    remark.message = "the zone of a subnet is not known";
    remark.supply = "`zone` of every subnet";
    answer_.undecided.push_back(std::move(remark));
  }

  void check_zone(const ResolvedFlow& flow, const std::string& zone, const LeftOfEnd& from,
                  const LeftOfEnd& to) {
    const Design left = without_zone(*network_.design, zone);
    const Network network = compile(left);
    const AllPairs pairs = all_pairs(network, from.members, to.members);
    bool any_passes = false;
    IntentAnswer lost;
    std::swap(lost, answer_);
    shown_.clear();
    for_each_pair(network, pairs, [&](const VisitedPair& pair) {
      const TrafficSet asked =
          traffic_of(network, flow, pair.from, pair.to, Unnamed::what_is_served);
      const Verdict verdict = canreach::verdict_of(pair.passing, asked);
      const bool is_open = may_be_lost(from, pair.from) || may_be_lost(to, pair.to);
      any_passes = any_passes || (verdict == Verdict::reachable && !is_open);
      const bool fails = verdict == Verdict::blocked || verdict == Verdict::partial;
      const bool may_serve = intent_.every == Intent::Every::any && verdict == Verdict::reachable;
      if (verdict == Verdict::undecided || (is_open && (fails || may_serve))) {
        note_open(pair.from, pair.to);
      }
      if (is_open || !fails) return;
      const TrafficSet failing = asked - pair.passing.reachable - pair.passing.undecided;
      fail(IntentFinding::zone_lost, pair.from, pair.to, failing.empty() ? asked : failing,
           zone + " is lost");
    });
    std::swap(lost, answer_);
    shown_.clear();
    if (intent_.every == Intent::Every::any && any_passes) return;
    // That one may pass leaves it open.
    if (intent_.every == Intent::Every::any && lost.open > 0) lost.failures.clear();
    for (IntentFailure& failure : lost.failures) add_failure(answer_, std::move(failure));
    answer_.failures_left_out += lost.failures_left_out;
    answer_.open += lost.open;
    for (Remark& remark : lost.undecided) answer_.undecided.push_back(std::move(remark));
  }

  static bool may_be_lost(const LeftOfEnd& end, const EndMember& member) {
    return any_of(end.open, [&](const EndMember& one) { return is_same_end(one, member); });
  }

  static constexpr std::size_t kMostRemarks = 20;

  /// What a failure says of: finding, ends, what the intent names.
  using Shown = std::tuple<IntentFinding, std::string, std::string, std::string>;

  const Network& network_;
  const Intent& intent_;
  IntentAnswer answer_;
  std::optional<PairJudge> judge_;                             // of single pairs
  std::map<Shown, std::pair<std::size_t, TrafficSet>> shown_;  // index in the failures, packets
};

}  // namespace

std::string message_of(IntentFinding finding, const std::string& what, const std::string& from,
                       const std::string& to, const std::string& named) {
  return fmt::format(fmt::runtime(row_of(finding).words), what == "all" ? "any packet" : what, from,
                     to, named);
}

void add_failure(IntentAnswer& answer, IntentFailure failure) {
  if (answer.failures.size() == kMostFailures) {
    ++answer.failures_left_out;
    return;
  }
  answer.failures.push_back(std::move(failure));
}

IntentAnswer check_flow_intent(const Network& network, const Intent& intent) {
  return FlowChecker(network, intent).checked();
}

}  // namespace canreach
