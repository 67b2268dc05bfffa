// The tally of trace.cpp, lifted from one kind of traffic to sets of them.
//
// Whether one kind of traffic passes depends on the rows of the request for that traffic, and on
// the rows of the reply for what the reply carries.  The latter is one and the same for all TCP
// (the client's own ports), nothing for UDP and for ICMP other than echo, one ICMP message for an
// echo, and the traffic itself for protocols without ports.  So five parts are enough for all of
// it, and within each the sets of a Tally's members follow by set algebra.
#include "analyzer/query/traffic_tally.h"

namespace canreach {
namespace {

/// What the filters of one leg do to the packets that must pass it.
struct LegVerdict {
  bool all = true;     // every packet surely passes
  bool none = false;   // no packet passes
  bool some = true;    // some packet surely passes
  bool fails = false;  // some packet surely does not pass

  static LegVerdict of(const TrafficSet& wanted, const TrafficSet& surely,
                       const TrafficSet& possibly) {
    LegVerdict verdict;
    verdict.all = surely.contains(wanted);
    verdict.none = (possibly & wanted).empty();
    verdict.some = !(surely & wanted).empty();
    verdict.fails = !possibly.contains(wanted);
    return verdict;
  }

  void join(const LegVerdict& other) {
    all = all && other.all;
    none = none || other.none;
    some = some && other.some;
    fails = fails || other.fails;
  }
};

class PathTally {
 public:
  PathTally(const PathSets& sets, SourcePorts client_ports)
      : sets_(sets), client_ports_(client_ports) {}

  TrafficTally made() {
    const TrafficSet tcp = TrafficSet::all_of(kTcp);
    const TrafficSet udp = TrafficSet::all_of(kUdp);
    const TrafficSet icmp = TrafficSet::all_of(kIcmp) | TrafficSet::all_of(kIcmpv6);
    const TrafficSet echo = TrafficSet::icmp(kIcmp, 8, std::nullopt);
    const TrafficSet echo_v6 = TrafficSet::icmp(kIcmpv6, 128, std::nullopt);
    add_replied(tcp, reply_ports(client_ports_), reply_ports(kAnySourcePorts));
    add_one_way(udp | (icmp - echo - echo_v6));
    add_replied(echo, TrafficSet::icmp(kIcmp, 0, 0), TrafficSet::icmp(kIcmp, 0, 0));
    add_replied(echo_v6, TrafficSet::icmp(kIcmpv6, 129, 0), TrafficSet::icmp(kIcmpv6, 129, 0));
    add_own_reply(TrafficSet::all() - tcp - udp - icmp);
    return tally_;
  }

 private:
  static TrafficSet reply_ports(SourcePorts ports) {
    return TrafficSet::ports(kTcp, ports.first, ports.last);
  }

  void add_one_way(const TrafficSet& part) { add(part, sets_.structure, LegVerdict()); }

  void add_replied(const TrafficSet& part, const TrafficSet& reply, const TrafficSet& remapped) {
    LegVerdict legs = LegVerdict::of(reply, sets_.reply_surely, sets_.reply_possibly);
    if (sets_.remaps) {
      legs.join(LegVerdict::of(remapped, sets_.remapped_surely, sets_.remapped_possibly));
    }
    add(part, both(sets_.structure, sets_.reply_structure), legs);
  }

  void add(const TrafficSet& part, Tri structure, const LegVerdict& legs) {
    const TrafficSet surely = structure == Tri::yes ? sets_.surely & part : TrafficSet();
    const TrafficSet possibly = structure != Tri::no ? sets_.possibly & part : TrafficSet();
    if (legs.all) tally_.all = tally_.all | surely;
    tally_.none = tally_.none | (legs.none ? part : part - possibly);
    if (legs.some) tally_.some_pass = tally_.some_pass | surely;
    tally_.some_fail = tally_.some_fail | (legs.fails ? part : part - possibly);
  }

  /// Protocols without ports: the reply carries what the request does.
  void add_own_reply(const TrafficSet& part) {
    TrafficSet surely = sets_.surely & sets_.reply_surely & part;
    TrafficSet possibly = sets_.possibly & sets_.reply_possibly & part;
    if (sets_.remaps) {
      surely = surely & sets_.remapped_surely;
      possibly = possibly & sets_.remapped_possibly;
    }
    const Tri structure = both(sets_.structure, sets_.reply_structure);
    if (structure != Tri::yes) surely = {};
    if (structure == Tri::no) possibly = {};
    tally_.all = tally_.all | surely;
    tally_.some_pass = tally_.some_pass | surely;
    tally_.none = tally_.none | (part - possibly);
    tally_.some_fail = tally_.some_fail | (part - possibly);
  }

  const PathSets& sets_;
  SourcePorts client_ports_;
  TrafficTally tally_;
};

}  // namespace

TrafficTally TrafficTally::of_nothing() {
  return {TrafficSet::all(), TrafficSet::all(), TrafficSet(), TrafficSet()};
}

TrafficTally TrafficTally::of(Tri outcome) {
  TrafficTally tally;
  if (outcome == Tri::yes) tally.all = tally.some_pass = TrafficSet::all();
  if (outcome == Tri::no) tally.none = tally.some_fail = TrafficSet::all();
  return tally;
}

TrafficTally TrafficTally::of(const PathSets& sets, SourcePorts client_ports) {
  return PathTally(sets, client_ports).made();
}

void TrafficTally::add(const TrafficTally& other) {
  all = all & other.all;
  none = none & other.none;
  some_pass = some_pass | other.some_pass;
  some_fail = some_fail | other.some_fail;
}

void TrafficTally::alternate(const TrafficTally& other) {
  all = all & other.all;
  none = none & other.none;
  some_pass = some_pass & other.some_pass;
  some_fail = some_fail & other.some_fail;
}

void TrafficTally::refuse(const TrafficSet& traffic) {
  all = all - traffic;
  none = none | traffic;
  some_pass = some_pass - traffic;
  some_fail = some_fail | traffic;
}

PassingTraffic PassingTraffic::of(const TrafficTally& tally) {
  PassingTraffic passing;
  passing.reachable = tally.all;
  const TrafficSet decided = tally.all | tally.none;
  passing.partial = (tally.some_pass & tally.some_fail) - decided;
  passing.undecided = TrafficSet::all() - decided - passing.partial;
  return passing;
}

Verdict PassingTraffic::verdict_of(Traffic traffic) const {
  if (reachable.contains(traffic)) return Verdict::reachable;
  if (partial.contains(traffic)) return Verdict::partial;
  return undecided.contains(traffic) ? Verdict::undecided : Verdict::blocked;
}

PassingTraffic PassingTraffic::within(const TrafficSet& traffic) const {
  return {reachable & traffic, partial & traffic, undecided & traffic};
}

}  // namespace canreach
