// One walk for all pairs of two routing classes.
//
// Members of a routing class take the same ways; what differs is whose addresses the filters on
// them see, and whose interfaces ask.  So the steps of one pair, with the addresses and interfaces
// of its ends marked as such, are those of every pair.  What a filter says of one end alone is
// looked up once for it; what is left of a pair is one look-up for each filter that asks for both
// ends, and one for what the rows let through together.
#include "analyzer/query/way_pattern.h"

#include <algorithm>

#include "base/algorithm.h"

namespace canreach {
namespace {

using Whose = WayPattern::Whose;

using EndParties = PatternJudge::Parties;

bool is_same(const Network& network, const Party& a, const Party& b) {
  if (a.atom != b.atom) return false;
  return network.is_symbolic(a.atom) || a.address == b.address;
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
    source_ = EndParties::of(network_, from_, way.source_face);
    target_ = EndParties::of(network_, to_, way.target_face);
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

bool is_of_source(Whose whose) { return whose == Whose::source || whose == Whose::public_source; }

/// Puts one end into a step: its interface, and its addresses where the packet has them.
void put(const EndParties& end, bool is_source, const WayPattern::Filter& filter, Step& step) {
  const auto put_party = [&](Whose whose, Party& party) {
    if (whose == Whose::fixed || is_of_source(whose) != is_source) return;
    const bool has_face = party.face != kNoIndex;
    const bool is_own = whose == Whose::source || whose == Whose::target;
    party = is_own ? end.own : end.public_one;
    if (!has_face) party.face = kNoIndex;
  };
  put_party(filter.source, step.source);
  put_party(filter.destination, step.destination);
  if (filter.interface != Whose::fixed && is_of_source(filter.interface) == is_source) {
    step.index = end.interface;
  }
}

std::uint32_t number_of_tri(Tri value) { return static_cast<std::uint32_t>(value); }

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

PatternJudge::PatternJudge(const Network& network, Reach& reach, std::vector<PassingTraffic>& sets)
    : network_(network), reach_(reach), sets_(sets) {
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

PatternJudge::Parties PatternJudge::Parties::of(const Network& network, const EndMember& member,
                                                std::uint32_t face) {
  Parties parties;
  if (face == kNoIndex) {
    const IpAddress& first = member.hosts.ranges().front().first;
    parties.own = {network.atom_of(first), first, kNoIndex};
    return parties;
  }
  const Face& own = network.faces[member.faces[face]];
  parties.own = {own.atom, own.address, member.faces[face]};
  parties.has_public = own.public_ip.kind != PublicIp::Kind::none;
  parties.public_one = {own.public_atom, own.public_ip.address, kNoIndex};
  parties.interface = own.interface;
  return parties;
}

std::uint32_t PatternJudge::number_of(Numbers numbers) {
  const auto next = static_cast<std::uint32_t>(numbers_.size());
  return numbers_.try_emplace(std::move(numbers), next).first->second;
}

void PatternJudge::take(const WayPattern& pattern, const std::vector<const EndMember*>& sources) {
  pattern_ = &pattern;
  steps_.clear();
  rows_.assign(pattern.filters.size(), {});
  Numbers shape;
  for (const WayPattern::Way& way : pattern.ways) {
    shape.insert(shape.end(), {number_of_tri(way.structure), number_of_tri(way.reply_structure),
                               static_cast<std::uint32_t>(way.family)});
  }
  for (std::size_t k = 0; k < pattern.filters.size(); ++k) {
    const WayPattern::Filter& filter = pattern.filters[k];
    steps_.push_back(filter.step);
    if (!filter.asks_source && !filter.asks_target) rows_[k] = reach_.row(filter.step);
    const std::uint32_t asks = (filter.asks_source ? 1u : 0u) + (filter.asks_target ? 2u : 0u);
    shape.insert(shape.end(), {filter.way, static_cast<std::uint32_t>(filter.step.ports), asks,
                               rows_[k].surely, rows_[k].possibly});
  }
  shape.push_back(static_cast<std::uint32_t>(pattern.ways.size()));
  shape_ = number_of(std::move(shape));
  sources_.clear();
  for (const EndMember* source : sources) sources_.push_back(end_of(*source, true));
  pair_filters_.clear();
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const WayPattern::Filter& filter = pattern.filters[k];
    if (filter.asks_source && filter.asks_target) pair_filters_.push_back(pair_filter(k));
  }
}

const std::vector<std::uint32_t>& PatternJudge::judge(const EndMember& target) {
  const End end = end_of(target, false);
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const WayPattern::Filter& filter = pattern_->filters[k];
    if (filter.asks_target && !filter.asks_source) rows_[k] = end.rows[k];
  }
  for (PairFilter& pair : pair_filters_) fill_rows(pair, end);
  found_.clear();
  for (std::size_t i = 0; i < sources_.size(); ++i) found_.push_back(judge(sources_[i], i, end));
  return found_;
}

PatternJudge::End PatternJudge::end_of(const EndMember& member, bool is_source) {
  End end;
  end.client_ports = member.source_ports;
  for (const WayPattern::Way& way : pattern_->ways) {
    const std::uint32_t face = is_source ? way.source_face : way.target_face;
    end.of_ways.push_back(Parties::of(network_, member, face));
  }
  end.rows.resize(steps_.size());
  Numbers asked;
  if (is_source) {
    asked.push_back(std::uint32_t{end.client_ports.first} << 16 | end.client_ports.last);
  }
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const WayPattern::Filter& filter = pattern_->filters[k];
    if (filter.asks_source != is_source || filter.asks_target == is_source) continue;
    put(end.of_ways[filter.way], is_source, filter, steps_[k]);
    end.rows[k] = reach_.row(steps_[k]);
    asked.insert(asked.end(), {end.rows[k].surely, end.rows[k].possibly});
  }
  end.profile = number_of(std::move(asked));
  return end;
}

/// Interfaces of one routing class are told apart by their groups.
std::uint64_t PatternJudge::asker_key(const Parties& end) const {
  const CompiledInterface& interface = network_.interfaces[end.interface];
  return std::uint64_t{interface.group_set} * 2 + (interface.transit_references ? 1 : 0);
}

PatternJudge::PairFilter PatternJudge::pair_filter(std::size_t filter) {
  PairFilter pair;
  pair.filter = filter;
  const WayPattern::Filter& asked = pattern_->filters[filter];
  Step& step = steps_[filter];
  const bool has_groups = step.kind == StepKind::security_group;
  pair.is_of_target = has_groups && asked.interface == Whose::target;
  pair.is_of_source = has_groups && asked.interface == Whose::source;
  std::unordered_map<std::uint64_t, std::size_t> seen;
  std::vector<Party> parties;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const Parties& end = sources_[i].of_ways[asked.way];
    if (pair.is_of_target) {
      put(end, true, asked, step);
      parties.push_back(other_party(step));
    }
    if (pair.is_of_source) {
      const auto [found, is_new] = seen.try_emplace(asker_key(end), pair.askers.size());
      if (is_new) pair.askers.push_back(i);
      pair.asker_of.push_back(found->second);
    }
  }
  if (pair.is_of_target) pair.others = reach_.others_of(step, std::move(parties));
  return pair;
}

void PatternJudge::fill_rows(PairFilter& pair, const End& target) {
  const WayPattern::Filter& asked = pattern_->filters[pair.filter];
  Step& step = steps_[pair.filter];
  const Parties& end = target.of_ways[asked.way];
  put(end, false, asked, step);
  if (pair.is_of_target) {
    const auto [known, is_new] = pair.known.try_emplace(asker_key(end));
    if (is_new) known->second = reach_.rows(step, pair.others);
    pair.rows = known->second;
    return;
  }
  pair.rows.clear();
  std::vector<Reach::Row> of_askers;
  for (const std::size_t asker : pair.askers) {
    put(sources_[asker].of_ways[asked.way], true, asked, step);
    of_askers.push_back(reach_.row(step));
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (pair.is_of_source) {
      pair.rows.push_back(of_askers[pair.asker_of[i]]);
      continue;
    }
    put(sources_[i].of_ways[asked.way], true, asked, step);
    pair.rows.push_back(reach_.row(step));
  }
}

std::uint32_t PatternJudge::judge(const End& source, std::size_t index, const End& target) {
  asked_.assign({shape_, source.profile, target.profile});
  for (const PairFilter& pair : pair_filters_) {
    asked_.insert(asked_.end(), {pair.rows[index].surely, pair.rows[index].possibly});
  }
  const auto found = joined_.find(asked_);
  if (found != joined_.end()) return found->second;
  for (const PairFilter& pair : pair_filters_) rows_[pair.filter] = pair.rows[index];
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    const WayPattern::Filter& filter = pattern_->filters[k];
    if (filter.asks_source && !filter.asks_target) rows_[k] = source.rows[k];
  }
  const std::uint32_t id = intern(join(source.client_ports));
  joined_.emplace(asked_, id);
  return id;
}

/// As PairJudge: the sets of each path, and all of them together.
PassingTraffic PatternJudge::join(SourcePorts client_ports) const {
  TrafficTally whole = TrafficTally::of_nothing();
  std::size_t next = 0;
  for (std::uint32_t way = 0; way < pattern_->ways.size(); ++way) {
    PathSets sets;
    sets.structure = pattern_->ways[way].structure;
    sets.reply_structure = pattern_->ways[way].reply_structure;
    for (; next < rows_.size() && pattern_->filters[next].way == way; ++next) {
      reach_.add_row(rows_[next], pattern_->filters[next].step.ports, sets);
    }
    TrafficTally tally = TrafficTally::of(sets, client_ports);
    const bool is_ipv4 = pattern_->ways[way].family == Family::ipv4;
    tally.refuse(TrafficSet::all_of(is_ipv4 ? kIcmpv6 : kIcmp));
    whole.add(tally);
  }
  return PassingTraffic::of(whole);
}

}  // namespace canreach
