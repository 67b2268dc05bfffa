// All pairs of ends.
//
// One pair of each two classes is judged for all of them, and most of these are not walked: ends of
// one routing class take the same ways.  So one dead pair of two routing classes stands for all
// pairs of theirs, and where each case of a pair has one path the filters on it are looked up for
// the others (way_pattern.h).  Where the way is plain (one path, nothing rewritten) a target admits
// only sources that its groups' rules name, by an address or a group, which the rules list for each
// set of groups once.  Between VPCs that nothing joins, the first route already tells.  What is
// left is walked by the same engine that answers a single trace.
//
// Cost: routing classes squared for the ways, plus a few look-ups for each pair that a rule admits.
#include "analyzer/query/all_pairs.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "analyzer/network/routes.h"
#include "analyzer/network/stand_ins.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/pair_judge.h"
#include "analyzer/query/way_pattern.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

/// Which source classes the ingress rules of a set of groups may admit by private address or group.
class Admission {
 public:
  Admission(const Network& network, const EndClasses& sources)
      : network_(network), sources_(sources), of_group_(network.groups.size()) {
    for (std::uint32_t one = 0; one < sources.classes.size(); ++one) {
      const EndMember& member = sources.first_of(one);
      if (member.faces.size() != 1) {
        always_.push_back(one);
        continue;
      }
      const Face& face = network.faces[member.faces.front()];
      by_atom_.push_back({face.atom, one});
      if (stands_in(network, face.atom)) always_.push_back(one);
      const GroupSet& set = network.group_sets[network.interfaces[face.interface].group_set];
      if (!set.complete) always_.push_back(one);
      for (const std::uint32_t group : set.groups) of_group_[group].push_back(one);
    }
    std::sort(by_atom_.begin(), by_atom_.end());
  }

  /// One entry a source class; nullptr: any may be admitted.
  const std::vector<bool>* by(const EndMember& target) {
    if (target.faces.size() != 1) return nullptr;
    const std::uint32_t set =
        network_.interfaces[network_.faces[target.faces.front()].interface].group_set;
    const auto [found, is_new] = admitted_.try_emplace(set);
    if (is_new) found->second = make(network_.group_sets[set]);
    return found->second ? &*found->second : nullptr;
  }

 private:
  std::optional<std::vector<bool>> make(const GroupSet& set) const {
    if (!set.complete || !set.filters) return std::nullopt;
    std::vector<bool> admitted(sources_.classes.size(), false);
    for (const std::uint32_t one : always_) admitted[one] = true;
    for (const std::uint32_t group : set.groups) {
      if (!network_.groups[group].rules_known) return std::nullopt;
      const Slice& rules = network_.groups[group].ingress;
      for (std::uint32_t i = rules.first; i < rules.first + rules.count; ++i) {
        if (!add(network_.group_rules[i], admitted)) return std::nullopt;
      }
    }
    return admitted;
  }

  /// False: it may admit any.
  bool add(const GroupRule& rule, std::vector<bool>& admitted) const {
    switch (rule.kind) {
      case PeerKind::addresses: {
        const std::pair<Atom, std::uint32_t> first{rule.range.first, 0};
        for (auto at = std::lower_bound(by_atom_.begin(), by_atom_.end(), first);
             at != by_atom_.end() && at->first <= rule.range.last; ++at) {
          admitted[at->second] = true;
        }
        return true;
      }
      case PeerKind::group:
        for (const std::uint32_t one : of_group_[rule.index]) admitted[one] = true;
        return true;
      case PeerKind::never:
        return true;
      case PeerKind::service_list:
      case PeerKind::foreign_group:
      case PeerKind::maybe:
        return false;
    }
    return false;
  }

  const Network& network_;
  const EndClasses& sources_;
  std::vector<std::uint32_t> always_;
  std::vector<std::pair<Atom, std::uint32_t>> by_atom_;
  std::vector<std::vector<std::uint32_t>> of_group_;
  std::unordered_map<std::uint32_t, std::optional<std::vector<bool>>> admitted_;
};

/// Ends in different VPCs between which the first route already leads nowhere: most pairs of a
/// large design are such, and need no walk.
class FirstRoutes {
 public:
  explicit FirstRoutes(const Network& network) : network_(network) {}

  /// False: a walk must tell.
  bool lead_nowhere(const EndMember& from, const EndMember& to) const {
    for (const EndMember* member : {&from, &to}) {
      if (member->kind != EndMember::Kind::faces || !member->complete) return false;
    }
    // What a pod sends may leave by its node.  Rule: SVC-11
    if (from.owned && from.owner_kind == ResourceKind::Service) return false;
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      bool is_asked = false;
      for (const std::uint32_t source : from.faces) {
        if (is_further(network_, from, source)) continue;
        for (const std::uint32_t target : to.faces) {
          const bool fits = network_.faces[source].address.family == family &&
                            network_.faces[target].address.family == family;
          if (fits && !leads_nowhere(source, target)) return false;
          is_asked = is_asked || fits;
        }
      }
      if (is_asked) return true;
    }
    return false;
  }

 private:
  bool leads_nowhere(std::uint32_t source, std::uint32_t target) const {
    const Face& there = network_.faces[target];
    const CompiledInterface& own = network_.interfaces[network_.faces[source].interface];
    const std::uint32_t vpc = network_.interfaces[there.interface].vpc;
    const bool is_placed = own.vpc != kNoIndex && own.subnet != kNoIndex && vpc != kNoIndex;
    if (!is_placed || own.vpc == vpc || there.public_ip.kind != PublicIp::Kind::none) return false;
    return leaves(own.vpc, own.subnet, there.atom) && leads_nowhere(own.subnet, there.atom, 0);
  }

  /// Does it surely leave the subnet and the VPC?
  bool leaves(std::uint32_t vpc, std::uint32_t subnet, Atom destination) const {
    const CompiledSubnet& compiled = network_.subnets[subnet];
    if (network_.is_symbolic(destination) || !compiled.ranges_known) return false;
    for (const AtomRange& range : compiled.ranges) {
      if (range.contains(destination)) return false;
    }
    return network_.vpc_holds(vpc, destination) == Tri::no;
  }

  bool leads_nowhere(std::uint32_t subnet, Atom destination, int depth) const {
    const std::uint32_t table = network_.subnets[subnet].table;
    if (table == kNoIndex || depth > kMostTranslations) return false;
    const RouteInterval* interval = certain_interval(network_, table, destination);
    if (interval == nullptr) return false;
    if (interval->choices.count == 0) return true;
    const std::uint32_t chosen = network_.route_choices[interval->choices.first];
    const RouteTarget& target = route_of(network_, table, network_.routes[chosen]).target;
    if (target.kind == RouteTarget::Kind::blackhole) return true;
    // Rule: IGW-5
    if (target.kind == RouteTarget::Kind::internet_gateway) return !network_.is_public(destination);
    if (target.kind != RouteTarget::Kind::nat_gateway) return false;
    const Ref<Subnet>& next = network_.design->all<NatGateway>()[target.index].subnet;
    if (!next.is_known()) return false;
    const std::uint32_t vpc = network_.subnets[next.index()].vpc;
    return vpc != kNoIndex && leaves(vpc, next.index(), destination) &&
           leads_nowhere(next.index(), destination, depth + 1);
  }

  static constexpr int kMostTranslations = 3;

  const Network& network_;
};

class PairsMaker {
 public:
  PairsMaker(const Network& network, AllPairs& pairs)
      : pairs_(pairs),
        network_(network),
        judge_(network),
        admission_(network, pairs.from),
        first_routes_(network),
        by_pattern_(network, pairs.traffic) {
    judge_.listen([this](const Case& made, const Path& path, const TrafficTally&) {
      if (is_first_) known_.push_back({made, path});
    });
  }

  void make() {
    for (const auto& targets : pairs_.to.routings) {
      for (const auto& sources : pairs_.from.routings) join(sources, targets);
    }
    std::sort(pairs_.cells.begin(), pairs_.cells.end(), [](const PairCell& a, const PairCell& b) {
      return a.from != b.from ? a.from < b.from : a.to < b.to;
    });
  }

 private:
  using Classes = std::vector<std::uint32_t>;

  /// All pairs of classes of two routing classes.
  void join(const Classes& sources, const Classes& targets) {
    const bool asks_outside = is_outside_design(pairs_.from.first_of(sources.front())) &&
                              is_outside_design(pairs_.to.first_of(targets.front()));
    if (asks_outside) return;
    const std::size_t count = sources.size() * targets.size();
    pairs_.counts.class_pairs += count;
    const std::optional<MemberPair> first = first_pair(sources, targets);
    if (!first) return;
    const EndMember& from = pairs_.from.members[first->first];
    const EndMember& to = pairs_.to.members[first->second];
    if (first_routes_.lead_nowhere(from, to)) {
      pairs_.counts.dead += count;
      return;
    }
    known_.clear();
    is_first_ = true;
    const PassingTraffic passing = judge_.judge(from, to);
    is_first_ = false;
    ++pairs_.counts.judged;
    const PairJudge::Routing routing = judge_.routing();
    if (routing.is_dead) {
      pairs_.counts.dead += count;
      return;
    }
    if (count == 1) return keep(sources.front(), targets.front(), by_pattern_.intern(passing));
    std::optional<WayPattern> pattern;
    if (routing.is_single) pattern = WayPattern::of(network_, from, to, known_);
    if (pattern) {
      join_by_pattern(sources, targets, *pattern, routing.is_plain);
    } else {
      join_one_by_one(sources, targets, routing.is_plain);
    }
  }

  std::optional<MemberPair> first_pair(const Classes& sources, const Classes& targets) const {
    for (const std::uint32_t target : targets) {
      for (const std::uint32_t source : sources) {
        const auto pair = representatives(pairs_.from, source, pairs_.to, target);
        if (pair) return pair;
      }
    }
    return std::nullopt;
  }

  void join_one_by_one(const Classes& sources, const Classes& targets, bool is_plain) {
    for (const std::uint32_t target : targets) {
      const std::vector<bool>* admitted =
          is_plain ? admission_.by(pairs_.to.first_of(target)) : nullptr;
      for (const std::uint32_t source : sources) {
        if (admitted != nullptr && !(*admitted)[source]) {
          ++pairs_.counts.not_admitted;
          continue;
        }
        const auto pair = representatives(pairs_.from, source, pairs_.to, target);
        if (!pair) continue;
        ++pairs_.counts.judged;
        const PassingTraffic passing =
            judge_.judge(pairs_.from.members[pair->first], pairs_.to.members[pair->second]);
        if (!passing.is_blocked()) keep(source, target, by_pattern_.intern(passing));
      }
    }
  }

  void join_by_pattern(const Classes& sources, const Classes& targets, WayPattern& pattern,
                       bool is_plain) {
    by_pattern_.take(pattern);
    const EndMember& some_target = pairs_.to.first_of(targets.front());
    const EndMember& some_source = pairs_.from.first_of(sources.front());
    std::vector<Reach::Row> rows(pattern.filters.size());
    fill(pattern, false, false, some_source, some_target, rows);
    // What the filters say that ask for the source alone.
    std::vector<Reach::Row> of_sources(pattern.filters.size() * sources.size());
    std::vector<Reach::Row> own = rows;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      fill(pattern, true, false, pairs_.from.first_of(sources[i]), some_target, own);
      std::copy(own.begin(), own.end(),
                of_sources.begin() + static_cast<std::ptrdiff_t>(i * own.size()));
    }
    for (const std::uint32_t target : targets) {
      const EndMember& to = pairs_.to.first_of(target);
      const std::vector<bool>* admitted = is_plain ? admission_.by(to) : nullptr;
      fill(pattern, false, true, some_source, to, rows);
      for (std::size_t i = 0; i < sources.size(); ++i) {
        if (admitted != nullptr && !(*admitted)[sources[i]]) {
          ++pairs_.counts.not_admitted;
          continue;
        }
        const EndMember& from = pairs_.from.first_of(sources[i]);
        if (is_same_end(from, to) && !representatives(pairs_.from, sources[i], pairs_.to, target)) {
          continue;
        }
        ++pairs_.counts.by_pattern;
        const Reach::Row* of_source = of_sources.data() + i * rows.size();
        for (std::size_t k = 0; k < rows.size(); ++k) {
          const WayPattern::Filter& filter = pattern.filters[k];
          if (filter.asks_source && !filter.asks_target) rows[k] = of_source[k];
        }
        fill(pattern, true, true, from, to, rows);
        keep(sources[i], target, by_pattern_.joined(pattern, from.source_ports, rows));
      }
    }
  }

  /// The rows of the filters that ask for these ends and no others.
  void fill(const WayPattern& pattern, bool asks_source, bool asks_target, const EndMember& from,
            const EndMember& to, std::vector<Reach::Row>& rows) {
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const WayPattern::Filter& filter = pattern.filters[k];
      if (filter.asks_source == asks_source && filter.asks_target == asks_target) {
        rows[k] = by_pattern_.row(pattern, filter, from, to);
      }
    }
  }

  void keep(std::uint32_t source, std::uint32_t target, std::uint32_t traffic) {
    if (traffic != 0) pairs_.cells.push_back({source, target, traffic});
  }

  AllPairs& pairs_;
  const Network& network_;
  PairJudge judge_;
  Admission admission_;
  FirstRoutes first_routes_;
  PatternJudge by_pattern_;
  std::vector<KnownWay> known_;
  bool is_first_ = false;
};

}  // namespace

const PassingTraffic& AllPairs::between(std::uint32_t from_member, std::uint32_t to_member) const {
  if (is_same_end(from.members[from_member], to.members[to_member])) return traffic.front();
  const PairCell wanted{from.class_of[from_member], to.class_of[to_member], 0};
  const auto found = std::lower_bound(cells.begin(), cells.end(), wanted,
                                      [](const PairCell& a, const PairCell& b) {
                                        return a.from != b.from ? a.from < b.from : a.to < b.to;
                                      });
  const bool is_listed =
      found != cells.end() && found->from == wanted.from && found->to == wanted.to;
  return traffic[is_listed ? found->traffic : 0];
}

AllPairs all_pairs(const Network& network, std::vector<EndMember> from, std::vector<EndMember> to) {
  AllPairs pairs;
  pairs.counts.ends_from = from.size();
  pairs.counts.ends_to = to.size();
  pairs.from = classify(network, std::move(from));
  pairs.to = classify(network, std::move(to));
  PairsMaker(network, pairs).make();
  return pairs;
}

}  // namespace canreach
