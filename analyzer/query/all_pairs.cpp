// All pairs of ends.
//
// One pair of each two classes is judged for all of them.  Most pairs need not be: ends of one
// routing class take the same ways, so one dead pair of two routing classes stands for all pairs of
// theirs; and where the way is plain (one path, nothing rewritten) a target admits only sources
// that its groups' rules name, by an address or a group, which the rules list for each set of
// groups once.  What is left is walked by the same engine that answers a single trace.
//
// Cost: routing classes squared for the ways, plus one walk for each pair that a rule admits.
#include "analyzer/query/all_pairs.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "analyzer/query/pair_judge.h"
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

/// Sets of traffic, each kept once.
class PassingSets {
 public:
  explicit PassingSets(std::vector<PassingTraffic>& sets) : sets_(sets) { intern({}); }

  std::uint32_t intern(const PassingTraffic& traffic) {
    const auto [first, last] = by_hash_.equal_range(hash_of(traffic));
    for (auto found = first; found != last; ++found) {
      if (sets_[found->second] == traffic) return found->second;
    }
    sets_.push_back(traffic);
    const auto id = static_cast<std::uint32_t>(sets_.size() - 1);
    by_hash_.emplace(hash_of(traffic), id);
    return id;
  }

 private:
  static std::uint64_t hash_of(const PassingTraffic& traffic) {
    std::uint64_t hash = 0;
    for (const TrafficSet* set : {&traffic.reachable, &traffic.partial, &traffic.undecided}) {
      for (const Interval& interval : set->numbers().intervals()) {
        hash =
            (hash ^ (std::uint64_t{interval.first} << 32 | interval.last)) * 0x9e3779b97f4a7c15ULL;
        hash ^= hash >> 29;
      }
      hash = hash * 31 + 1;
    }
    return hash;
  }

  std::vector<PassingTraffic>& sets_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
};

class PairsMaker {
 public:
  PairsMaker(const Network& network, AllPairs& pairs)
      : pairs_(pairs), judge_(network), admission_(network, pairs.from), sets_(pairs.traffic) {}

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
    std::optional<PairJudge::Routing> routing;
    for (const std::uint32_t target : targets) {
      const std::vector<bool>* admitted = nullptr;
      for (const std::uint32_t source : sources) {
        if (routing && routing->is_plain) {
          if (admitted == nullptr) admitted = admission_.by(pairs_.to.first_of(target));
          if (admitted != nullptr && !(*admitted)[source]) {
            ++pairs_.counts.not_admitted;
            continue;
          }
        }
        if (!judge(source, target)) continue;
        if (routing) continue;
        routing = judge_.routing();
        if (!routing->is_dead) continue;
        pairs_.counts.dead += count;
        return;
      }
    }
  }

  /// False: the two are one end.
  bool judge(std::uint32_t source, std::uint32_t target) {
    const auto pair = representatives(pairs_.from, source, pairs_.to, target);
    if (!pair) return false;
    ++pairs_.counts.judged;
    const PassingTraffic passing =
        judge_.judge(pairs_.from.members[pair->first], pairs_.to.members[pair->second]);
    if (!passing.is_blocked()) pairs_.cells.push_back({source, target, sets_.intern(passing)});
    return true;
  }

  AllPairs& pairs_;
  PairJudge judge_;
  Admission admission_;
  PassingSets sets_;
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
