// One pair of members, all traffic: the same steps as trace.cpp, with sets where it has verdicts.
// What tells the two apart is that nothing is explained here, so a pair costs microseconds.
#include "analyzer/query/pair_judge.h"

#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/group_refusal.h"
#include "analyzer/query/judged.h"
#include "analyzer/query/side_conditions.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

/// Where the verdicts of two tallies differ.
TrafficSet unlike(const PassingTraffic& a, const PassingTraffic& b) {
  const auto differ = [](const TrafficSet& one, const TrafficSet& other) {
    return (one - other) | (other - one);
  };
  return differ(a.reachable, b.reachable) | differ(a.partial, b.partial) |
         differ(a.undecided, b.undecided);
}

/// `a` outside `where`, `b` inside.
TrafficSet mixed(const TrafficSet& a, const TrafficSet& b, const TrafficSet& where) {
  return (a - where) | (b & where);
}

/// A name does not lead to a node that has no target for the traffic, which is told.  Rule: ELB-10.
TrafficSet leave_out_idle(const Network& network, const Case& made, TrafficTally& tally) {
  TrafficSet idle;
  const std::uint32_t balancer = balancer_of(network, made);
  if (balancer == kNoIndex) return idle;
  for (const Listener& listener : network.design->all<LoadBalancer>()[balancer].listeners) {
    if (is_idle(network, made, listener.traffic)) idle = idle | listener.traffic;
  }
  tally.all = tally.all | idle;
  tally.none = tally.none | idle;
  tally.some_pass = tally.some_pass - idle;
  tally.some_fail = tally.some_fail - idle;
  return idle;
}

}  // namespace

TrafficTally PairJudge::tally(const EndMember& from, const EndMember& to) {
  routing_ = Routing();
  TrafficTally pair = of_cases(from, to);
  consider_owners(from, to, pair);
  return pair;
}

TrafficTally PairJudge::of_cases(const EndMember& from, const EndMember& to) {
  TrafficTally whole = TrafficTally::of_nothing();
  bool is_first = true;
  for (const std::vector<Case>& cases : cases_of(network_, from, to)) {
    TrafficTally tally = TrafficTally::of_nothing();
    TrafficSet idle = TrafficSet::all();  // at every node
    for (const Case& made : cases) {
      TrafficTally one = of_case(made, from, to);
      if (balancer_of(network_, made) != kNoIndex) routing_.is_single = false;
      const bool by_name = !to.by_address || to.by_dns_name;
      idle = by_name ? idle & leave_out_idle(network_, made, one) : TrafficSet();
      if (made.further) {
        one.all = TrafficSet::all();
        one.some_fail = {};
        routing_.is_single = false;
      }
      tally.add(one);
    }
    if (!cases.empty()) tally.refuse(idle);
    if (is_first) {
      whole = tally;
    } else {
      whole.alternate(tally);
      routing_.is_single = false;
    }
    is_first = false;
  }
  return whole;
}

/// ICMP is IPv4's and ICMPv6 is IPv6's alone.  Rule: MOD-9
TrafficTally PairJudge::of_case(const Case& made, const EndMember& from, const EndMember& to) {
  if (!made.subject.empty()) {
    if (made.outcome != Tri::no) routing_.is_dead = false;
    routing_.is_single = false;
    TrafficTally decided = TrafficTally::of(made.outcome);
    if (made.outcome == Tri::maybe) {
      decided.refuse(TrafficSet::all() - admitted_by_groups(network_, from, to));
    }
    return decided;
  }
  TrafficTally tally = of_paths(made, from.source_ports);
  relay(made, arriving_, from.source_ports, 0, tally);
  const bool is_ipv4 = family_of(network_, made) == Family::ipv4;
  tally.refuse(TrafficSet::all_of(is_ipv4 ? kIcmpv6 : kIcmp));
  const TrafficSet open = open_traffic_of(network_, made);
  if (!open.empty()) {
    TrafficTally otherwise = tally;
    otherwise.refuse(open);
    tally.alternate(otherwise);
    routing_.is_single = false;
  }
  return tally;
}

/// What a load balancer's node forwards passes both halves, or none.
void PairJudge::relay(const Case& made, const Party& client, SourcePorts client_ports, int depth,
                      TrafficTally& tally) {
  if (!is_relayed(network_, made)) return;
  routing_.is_single = false;
  if (depth > kMostRelays) return tally.alternate(TrafficTally::of(Tri::no));
  for (const Relay& relay : relays_of(network_, made, TrafficSet::all(), client, client_ports)) {
    if (relay.ways.empty()) continue;
    if (relay.endpoint != kNoIndex) {
      pass_on(relay, depth, tally);
      continue;
    }
    Tally behind;
    for (const RelayWay& way : relay.ways) behind.add(of_way(way, depth));
    if (!behind.all) tally.all = tally.all - relay.traffic;
    if (behind.none) tally.none = tally.none | relay.traffic;
    if (!behind.some_pass) tally.some_pass = tally.some_pass - relay.traffic;
    if (behind.some_fail) tally.some_fail = tally.some_fail | relay.traffic;
  }
}

/// An endpoint hands on what it gets as it is, so each kind of traffic has its own answer.  Rule:
/// PLS-1.
void PairJudge::pass_on(const Relay& relay, int depth, TrafficTally& tally) {
  TrafficTally behind = TrafficTally::of_nothing();
  for (const RelayWay& way : relay.ways) behind.add(all_of_way(way, depth));
  tally.all = tally.all & behind.all;
  tally.none = tally.none | behind.none;
  tally.some_pass = tally.some_pass & behind.some_pass;
  tally.some_fail = tally.some_fail | behind.some_fail;
}

TrafficTally PairJudge::all_of_way(const RelayWay& way, int depth) {
  if (!way.made.subject.empty()) return TrafficTally::of(way.made.outcome);
  TrafficTally tally = of_paths(way.made, way.source_ports);
  relay(way.made, arriving_, way.source_ports, depth + 1, tally);
  return tally;
}

Tally PairJudge::of_way(const RelayWay& way, int depth) {
  if (!way.made.subject.empty()) return tally_of(way.made.outcome);
  const TrafficTally tally = all_of_way(way, depth);
  Tally result;
  result.all = tally.all.contains(way.traffic);
  result.none = tally.none.contains(way.traffic);
  result.some_pass = !(tally.some_pass & way.traffic).empty();
  result.some_fail = !(tally.some_fail & way.traffic).empty();
  return result;
}

TrafficTally PairJudge::of_paths(const Case& made, SourcePorts client_ports) {
  const Paths& paths = finder_.find(made.ends);
  arriving_ = seen_source(paths, made.ends.source);
  TrafficTally whole = TrafficTally::of_nothing();
  bool is_first = true;
  for (const Path& path : paths.paths) {
    const PathSets sets = reach_.sets_of(path);
    if (sets.structure != Tri::no) routing_.is_dead = false;
    const TrafficTally tally = TrafficTally::of(sets, client_ports);
    if (listener_) listener_(made, path, tally);
    if (is_first) {
      whole = tally;
    } else {
      whole.alternate(tally);
      routing_.is_single = false;
    }
    is_first = false;
  }
  if (!paths.complete) {
    whole.alternate(TrafficTally::of(Tri::maybe));
    routing_.is_dead = routing_.is_single = false;
  }
  return whole;
}

/// As `trace` does: a public address that nobody is known to have may be one of the design's own.
void PairJudge::consider_owners(const EndMember& from, const EndMember& to, TrafficTally& pair) {
  for (const EndMember* end : {&from, &to}) {
    const EndMember& other = end == &from ? to : from;
    std::size_t considered = 0;
    for (const std::uint32_t face : possible_owners(network_, *end)) {
      routing_.is_dead = routing_.is_single = false;
      if (contains(other.faces, face)) continue;
      if (++considered > kMostOwners) return pair.alternate(TrafficTally::of(Tri::maybe));
      if (network_.faces[face].public_ip.kind != PublicIp::Kind::unknown) continue;
      EndMember owner = member_at(network_, face, end->address);
      owner.by_public_address = true;
      TrafficTally either = pair;
      either.alternate(end == &from ? of_cases(owner, to) : of_cases(from, owner));
      const TrafficSet where = unlike(PassingTraffic::of(either), PassingTraffic::of(pair));
      pair.all = mixed(pair.all, either.all, where);
      pair.none = mixed(pair.none, either.none, where);
      pair.some_pass = mixed(pair.some_pass, either.some_pass, where);
      pair.some_fail = mixed(pair.some_fail, either.some_fail, where);
    }
  }
}

}  // namespace canreach
