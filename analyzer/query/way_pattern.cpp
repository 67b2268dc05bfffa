// One walk for all pairs of two routing classes.
//
// Members of a routing class take the same ways; what differs is whose addresses the filters on
// them see, and whose interfaces ask.  So the steps of one pair, with the addresses and interfaces
// of its ends marked as such, are those of every pair.  What is left of a pair is one look-up for
// each filter that asks for one of the ends, and one for what the rows let through together.
#include "analyzer/query/way_pattern.h"

#include <algorithm>

#include "base/algorithm.h"

namespace canreach {
namespace {

using Whose = WayPattern::Whose;

/// The addresses of one end, as the steps of a way may name them.
struct EndParties {
  Party own;         // private, or of a host outside
  Party public_one;  // with has_public
  bool has_public = false;
  std::uint32_t interface = kNoIndex;
};

bool is_same(const Network& network, const Party& a, const Party& b) {
  if (a.atom != b.atom) return false;
  return network.is_symbolic(a.atom) || a.address == b.address;
}

EndParties parties_of(const Network& network, const EndMember& member, std::uint32_t index) {
  EndParties parties;
  if (index == kNoIndex) {
    const IpAddress& first = member.hosts.ranges().front().first;
    parties.own = {network.atom_of(first), first, kNoIndex};
    return parties;
  }
  const Face& face = network.faces[member.faces[index]];
  parties.own = {face.atom, face.address, member.faces[index]};
  parties.has_public = face.public_ip.kind != PublicIp::Kind::none;
  parties.public_one = {face.public_atom, face.public_ip.address, kNoIndex};
  parties.interface = face.interface;
  return parties;
}

/// Marks what the steps of one pair name.
class PatternMaker {
 public:
  PatternMaker(const Network& network, const EndMember& from, const EndMember& to)
      : network_(network), from_(from), to_(to) {}

  std::optional<WayPattern> make(const std::vector<KnownWay>& known) {
    for (const EndMember* member : {&from_, &to_}) {
      const bool is_hosts = member->kind == EndMember::Kind::hosts;
      if (member->kind != EndMember::Kind::faces && !is_hosts) return std::nullopt;
      if (member->by_address) return std::nullopt;
    }
    for (const KnownWay& way : known) {
      if (!add(way)) return std::nullopt;
    }
    return std::move(pattern_);
  }

 private:
  bool add(const KnownWay& known) {
    const FlowEnds& ends = known.made.ends;
    if (known.made.behind_node || ends.relay_face != kNoIndex) return false;
    WayPattern::Way way;
    if (!find_face(from_, ends.source.face, way.source_face)) return false;
    const bool is_to_face = to_.kind == EndMember::Kind::faces;
    if (!find_face(to_, is_to_face ? ends.target_face : kNoIndex, way.target_face)) return false;
    source_ = parties_of(network_, from_, way.source_face);
    target_ = parties_of(network_, to_, way.target_face);
    if (source_.interface != kNoIndex && source_.interface == target_.interface) return false;
    if (is_same(network_, source_.own, target_.own)) return false;
    way.family = family_of(network_, known.made);
    way.structure = tri(forward_arrives(known.path));
    way.reply_structure = tri(known.path.arrives);
    for (const Step& step : known.path.steps) {
      if (is_filter(step.kind)) {
        if (!add(step)) return false;
        continue;
      }
      Tri& leg = step.leg == Leg::forward ? way.structure : way.reply_structure;
      leg = both(leg, step.outcome);
    }
    pattern_.ways.push_back(way);
    return true;
  }

  static bool find_face(const EndMember& member, std::uint32_t face, std::uint32_t& index) {
    if (member.kind == EndMember::Kind::hosts) return face == kNoIndex;
    const auto found = std::find(member.faces.begin(), member.faces.end(), face);
    index = static_cast<std::uint32_t>(found - member.faces.begin());
    return found != member.faces.end();
  }

  bool add(const Step& step) {
    if (step.relay_face != kNoIndex) return false;
    WayPattern::Filter filter;
    filter.step = step;
    filter.way = static_cast<std::uint32_t>(pattern_.ways.size());
    const bool has_interface =
        step.kind == StepKind::security_group || step.kind == StepKind::listener;
    if (has_interface && step.index == source_.interface) filter.interface = Whose::source;
    if (has_interface && step.index == target_.interface) filter.interface = Whose::target;
    if (!mark(step.source, filter.source) || !mark(step.destination, filter.destination)) {
      return false;
    }
    note_asked(filter);
    pattern_.filters.push_back(filter);
    return true;
  }

  /// False: the address is one thing and the interface another.
  bool mark(const Party& party, Whose& whose) const {
    if (is_same(network_, party, source_.own)) whose = Whose::source;
    if (is_same(network_, party, target_.own)) whose = Whose::target;
    if (source_.has_public && is_same(network_, party, source_.public_one)) {
      whose = Whose::public_source;
    }
    if (target_.has_public && is_same(network_, party, target_.public_one)) {
      whose = Whose::public_target;
    }
    if (party.face == kNoIndex) return true;
    const bool is_source = party.face == source_.own.face;
    const bool is_target = party.face == target_.own.face;
    if (is_source) return whose == Whose::source;
    if (is_target) return whose == Whose::target;
    return whose == Whose::fixed;
  }

  /// A group's or an ACL's row is about the other end of the packet; a firewall's is about both.
  static void note_asked(WayPattern::Filter& filter) {
    const auto note = [&](Whose whose) {
      if (whose == Whose::source || whose == Whose::public_source) filter.asks_source = true;
      if (whose == Whose::target || whose == Whose::public_target) filter.asks_target = true;
    };
    note(filter.interface);
    const bool is_ingress = filter.step.direction == Direction::ingress;
    switch (filter.step.kind) {
      case StepKind::security_group:
      case StepKind::network_acl:
        note(is_ingress ? filter.source : filter.destination);
        break;
      case StepKind::firewall:
        note(filter.source);
        note(filter.destination);
        break;
      case StepKind::listener:
      case StepKind::protocol:
      case StepKind::source_dest_check:
      case StepKind::route:
      case StepKind::gateway:
      case StepKind::arrival:
        break;
    }
  }

  const Network& network_;
  const EndMember& from_;
  const EndMember& to_;
  EndParties source_;
  EndParties target_;
  WayPattern pattern_;
};

void put(const EndParties& source, const EndParties& target, Whose whose, Party& party) {
  const bool has_face = party.face != kNoIndex;
  switch (whose) {
    case Whose::fixed:
      return;
    case Whose::source:
      party = source.own;
      break;
    case Whose::target:
      party = target.own;
      break;
    case Whose::public_source:
      party = source.public_one;
      break;
    case Whose::public_target:
      party = target.public_one;
      break;
  }
  if (!has_face) party.face = kNoIndex;
}

std::uint32_t number_of(Tri value) { return static_cast<std::uint32_t>(value); }

std::uint64_t hash_of(const PassingTraffic& traffic) {
  std::uint64_t hash = 0;
  for (const TrafficSet* set : {&traffic.reachable, &traffic.partial, &traffic.undecided}) {
    for (const Interval& interval : set->numbers().intervals()) {
      hash = (hash ^ (std::uint64_t{interval.first} << 32 | interval.last)) * 0x9e3779b97f4a7c15ULL;
      hash ^= hash >> 29;
    }
    hash = hash * 31 + 1;
  }
  return hash;
}

}  // namespace

std::optional<WayPattern> WayPattern::of(const Network& network, const EndMember& from,
                                         const EndMember& to, const std::vector<KnownWay>& known) {
  return PatternMaker(network, from, to).make(known);
}

std::size_t PatternJudge::NumbersHash::operator()(const Numbers& numbers) const {
  std::uint64_t hash = numbers.size();
  for (const std::uint32_t number : numbers) {
    hash = (hash ^ number) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 32;
  }
  return static_cast<std::size_t>(hash);
}

PatternJudge::PatternJudge(const Network& network, std::vector<PassingTraffic>& sets)
    : network_(network), reach_(network), sets_(sets) {
  intern({});
}

std::uint32_t PatternJudge::intern(const PassingTraffic& traffic) {
  const std::uint64_t hash = hash_of(traffic);
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto found = first; found != last; ++found) {
    if (sets_[found->second] == traffic) return found->second;
  }
  sets_.push_back(traffic);
  const auto id = static_cast<std::uint32_t>(sets_.size() - 1);
  by_hash_.emplace(hash, id);
  return id;
}

void PatternJudge::take(WayPattern& pattern) {
  Numbers shape;
  for (const WayPattern::Way& way : pattern.ways) {
    shape.insert(shape.end(), {number_of(way.structure), number_of(way.reply_structure),
                               static_cast<std::uint32_t>(way.family)});
  }
  for (const WayPattern::Filter& filter : pattern.filters) {
    shape.insert(shape.end(), {filter.way, static_cast<std::uint32_t>(filter.step.ports)});
  }
  shape.push_back(static_cast<std::uint32_t>(pattern.ways.size()));
  const auto next = static_cast<std::uint32_t>(shapes_.size());
  pattern.shape = shapes_.try_emplace(std::move(shape), next).first->second;
}

Reach::Row PatternJudge::row(const WayPattern& pattern, const WayPattern::Filter& filter,
                             const EndMember& from, const EndMember& to) {
  const WayPattern::Way& way = pattern.ways[filter.way];
  const EndParties source = parties_of(network_, from, way.source_face);
  const EndParties target = parties_of(network_, to, way.target_face);
  Step step = filter.step;
  if (filter.interface == Whose::source) step.index = source.interface;
  if (filter.interface == Whose::target) step.index = target.interface;
  put(source, target, filter.source, step.source);
  put(source, target, filter.destination, step.destination);
  return reach_.row(step);
}

std::uint32_t PatternJudge::joined(const WayPattern& pattern, SourcePorts client_ports,
                                   const std::vector<Reach::Row>& rows) {
  asked_.clear();
  asked_.push_back(pattern.shape);
  asked_.push_back(std::uint32_t{client_ports.first} << 16 | client_ports.last);
  for (const Reach::Row& row : rows) {
    asked_.push_back(row.surely);
    asked_.push_back(row.possibly);
  }
  const auto found = joined_.find(asked_);
  if (found != joined_.end()) return found->second;
  const std::uint32_t id = intern(join(pattern, client_ports, rows));
  joined_.emplace(asked_, id);
  return id;
}

/// As PairJudge: the sets of each path, and all of them together.
PassingTraffic PatternJudge::join(const WayPattern& pattern, SourcePorts client_ports,
                                  const std::vector<Reach::Row>& rows) const {
  TrafficTally whole = TrafficTally::of_nothing();
  std::size_t next = 0;
  for (std::uint32_t way = 0; way < pattern.ways.size(); ++way) {
    PathSets sets;
    sets.structure = pattern.ways[way].structure;
    sets.reply_structure = pattern.ways[way].reply_structure;
    for (; next < pattern.filters.size() && pattern.filters[next].way == way; ++next) {
      reach_.add_row(rows[next], pattern.filters[next].step.ports, sets);
    }
    TrafficTally tally = TrafficTally::of(sets, client_ports);
    const bool is_ipv4 = pattern.ways[way].family == Family::ipv4;
    tally.refuse(TrafficSet::all_of(is_ipv4 ? kIcmpv6 : kIcmp));
    whole.add(tally);
  }
  return PassingTraffic::of(whole);
}

}  // namespace canreach
