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

#include "analyzer/network/routes.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/pair_judge.h"
#include "analyzer/query/way_pattern.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

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
    const CompiledRoute& route = network_.routes[chosen];
    if (route.target == RouteTarget::Kind::blackhole) return true;
    // Rule: IGW-5
    if (route.target == RouteTarget::Kind::internet_gateway) {
      return !network_.is_public(destination);
    }
    if (route.target != RouteTarget::Kind::nat_gateway) return false;
    const Ref<Subnet>& next = network_.design->all<NatGateway>()[route.target_index].subnet;
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
        first_routes_(network),
        by_pattern_(network, judge_.reach(), pairs.traffic) {
    judge_.listen([this](const Case& made, const Path& path, const TrafficTally&) {
      if (is_first_) known_.push_back({made, path});
    });
  }

  void make() {
    for (const auto& targets : pairs_.to->routings) {
      for (const auto& sources : pairs_.from->routings) join(sources, targets);
    }
    sort();
  }

 private:
  using Classes = std::vector<std::uint32_t>;

  /// All pairs of classes of two routing classes.
  void join(const Classes& sources, const Classes& targets) {
    const bool asks_outside = is_outside_design(pairs_.from->first_of(sources.front())) &&
                              is_outside_design(pairs_.to->first_of(targets.front()));
    if (asks_outside) return;
    const std::size_t count = sources.size() * targets.size();
    pairs_.counts.class_pairs += count;
    const std::optional<MemberPair> first = first_pair(sources, targets);
    if (!first) return;
    const EndMember& from = pairs_.from->members[first->first];
    const EndMember& to = pairs_.to->members[first->second];
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
      join_by_pattern(sources, targets, *pattern);
    } else {
      join_one_by_one(sources, targets);
    }
  }

  std::optional<MemberPair> first_pair(const Classes& sources, const Classes& targets) const {
    for (const std::uint32_t target : targets) {
      for (const std::uint32_t source : sources) {
        const auto pair = representatives(*pairs_.from, source, *pairs_.to, target);
        if (pair) return pair;
      }
    }
    return std::nullopt;
  }

  void join_one_by_one(const Classes& sources, const Classes& targets) {
    for (const std::uint32_t target : targets) {
      for (const std::uint32_t source : sources) {
        const auto pair = representatives(*pairs_.from, source, *pairs_.to, target);
        if (!pair) continue;
        ++pairs_.counts.judged;
        const PassingTraffic passing =
            judge_.judge(pairs_.from->members[pair->first], pairs_.to->members[pair->second]);
        if (!passing.is_blocked()) keep(source, target, by_pattern_.intern(passing));
      }
    }
  }

  void join_by_pattern(const Classes& sources, const Classes& targets, const WayPattern& pattern) {
    std::vector<const EndMember*> from;
    for (const std::uint32_t source : sources) from.push_back(&pairs_.from->first_of(source));
    by_pattern_.take(pattern, from);
    for (const std::uint32_t target : targets) {
      const EndMember& to = pairs_.to->first_of(target);
      const std::vector<std::uint32_t>& found = by_pattern_.judge(to);
      for (std::size_t i = 0; i < sources.size(); ++i) {
        if (is_same_end(*from[i], to) &&
            !representatives(*pairs_.from, sources[i], *pairs_.to, target)) {
          continue;
        }
        ++pairs_.counts.by_pattern;
        keep(sources[i], target, found[i]);
      }
    }
  }

  void sort() {
    const std::size_t from = pairs_.from->classes.size();
    const std::size_t to = pairs_.to->classes.size();
    if (pairs_.cells.size() > std::max(from, to)) {
      sort_by(&PairCell::to, to);
      sort_by(&PairCell::from, from);
      return;
    }
    std::sort(pairs_.cells.begin(), pairs_.cells.end(), [](const PairCell& a, const PairCell& b) {
      return a.from != b.from ? a.from < b.from : a.to < b.to;
    });
  }

  /// By counting, keeping the order of what is equal: there may be millions of cells.
  void sort_by(std::uint32_t PairCell::*member, std::size_t values) {
    std::vector<std::size_t> next(values + 1, 0);
    for (const PairCell& cell : pairs_.cells) ++next[cell.*member + 1];
    for (std::size_t i = 0; i < values; ++i) next[i + 1] += next[i];
    std::vector<PairCell> sorted(pairs_.cells.size());
    for (const PairCell& cell : pairs_.cells) sorted[next[cell.*member]++] = cell;
    pairs_.cells = std::move(sorted);
  }

  void keep(std::uint32_t source, std::uint32_t target, std::uint32_t traffic) {
    if (traffic != 0) pairs_.cells.push_back({source, target, traffic});
  }

  AllPairs& pairs_;
  const Network& network_;
  PairJudge judge_;
  FirstRoutes first_routes_;
  PatternJudge by_pattern_;
  std::vector<KnownWay> known_;
  bool is_first_ = false;
};

}  // namespace

const PassingTraffic& AllPairs::between(std::uint32_t from_member, std::uint32_t to_member) const {
  if (is_same_end(from->members[from_member], to->members[to_member])) return traffic.front();
  const PairCell wanted{from->class_of[from_member], to->class_of[to_member], 0};
  const auto found = std::lower_bound(cells.begin(), cells.end(), wanted,
                                      [](const PairCell& a, const PairCell& b) {
                                        return a.from != b.from ? a.from < b.from : a.to < b.to;
                                      });
  const bool is_listed =
      found != cells.end() && found->from == wanted.from && found->to == wanted.to;
  return traffic[is_listed ? found->traffic : 0];
}

AllPairs all_pairs(const Network& network, std::shared_ptr<const EndClasses> from,
                   std::shared_ptr<const EndClasses> to) {
  AllPairs pairs;
  pairs.counts.ends_from = from->ends;
  pairs.counts.ends_to = to->ends;
  pairs.from = std::move(from);
  pairs.to = std::move(to);
  PairsMaker(network, pairs).make();
  return pairs;
}

AllPairs all_pairs(const Network& network, std::vector<EndMember> from, std::vector<EndMember> to) {
  return all_pairs(network, std::make_shared<EndClasses>(classify(network, std::move(from))),
                   std::make_shared<EndClasses>(classify(network, std::move(to))));
}

}  // namespace canreach
