// One sweep over the addresses that the rules of a set of groups name.  Between two of their
// boundaries the same rules match, and many rules carry the same traffic: so a run is told by which
// kinds of traffic are carried in it, and what these make together is found once for each such set.
#include "analyzer/query/group_runs.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "analyzer/query/walk.h"

namespace canreach {
namespace {

constexpr std::uint32_t kScansBeforeRuns = 4;

/// Where a kind of traffic begins or ends to be carried by one more rule.
struct Edge {
  Atom at = 0;
  std::uint32_t kind = 0;
  int change = 0;  // 1 or -1
};

class Sweep {
 public:
  /// `base`: what passes whatever the address is.
  Sweep(const Network& network, RowSets& sets, FilterRow base)
      : network_(network), sets_(sets), base_(base) {}

  void add(const GroupRule& rule) {
    if (rule.range.empty()) return;
    const auto next = static_cast<std::uint32_t>(kinds_.size());
    const auto [found, is_new] = index_.try_emplace({rule.surely, rule.possibly}, next);
    if (is_new) {
      const TrafficId surely = sets_.intern(network_.traffic[rule.surely]);
      const TrafficId possibly = sets_.intern(network_.traffic[rule.possibly]);
      kinds_.push_back({surely, sets_.united(surely, possibly)});
    }
    edges_.push_back({rule.range.first, found->second, 1});
    edges_.push_back({rule.range.last + 1, found->second, -1});
  }

  void run(GroupRuns& runs) {
    std::sort(edges_.begin(), edges_.end(),
              [](const Edge& a, const Edge& b) { return a.at < b.at; });
    std::vector<int> rules(kinds_.size(), 0);
    std::vector<bool> is_carried(kinds_.size(), false);
    add_run(runs, 0, is_carried);
    for (std::size_t i = 0; i < edges_.size();) {
      const Atom at = edges_[i].at;
      bool is_changed = false;
      for (; i < edges_.size() && edges_[i].at == at; ++i) {
        const Edge& edge = edges_[i];
        rules[edge.kind] += edge.change;
        is_changed = is_changed || is_carried[edge.kind] != (rules[edge.kind] > 0);
        is_carried[edge.kind] = rules[edge.kind] > 0;
      }
      if (is_changed) add_run(runs, at, is_carried);
    }
  }

 private:
  void add_run(GroupRuns& runs, Atom start, const std::vector<bool>& is_carried) {
    const auto [found, is_new] = rows_.try_emplace(is_carried);
    if (is_new) found->second = joined(is_carried);
    if (!runs.starts.empty() && runs.starts.back() == start) {
      runs.rows.back() = found->second;
    } else if (runs.rows.empty() || !(runs.rows.back() == found->second)) {
      runs.starts.push_back(start);
      runs.rows.push_back(found->second);
    }
  }

  FilterRow joined(const std::vector<bool>& is_carried) {
    FilterRow row = base_;
    for (std::size_t kind = 0; kind < is_carried.size(); ++kind) {
      if (is_carried[kind]) row = sets_.united(row, kinds_[kind]);
    }
    return row;
  }

  const Network& network_;
  RowSets& sets_;
  const FilterRow base_;
  std::vector<FilterRow> kinds_;  // of traffic that the rules carry
  std::map<std::pair<TrafficId, TrafficId>, std::uint32_t> index_;
  std::vector<Edge> edges_;
  std::unordered_map<std::vector<bool>, FilterRow> rows_;
};

}  // namespace

TrafficId RowSets::united(TrafficId a, TrafficId b) {
  if (a == b || b == TrafficSets::kNone) return a;
  if (a == TrafficSets::kNone) return b;
  const auto [found, is_new] = united_.try_emplace(std::uint64_t{a} << 32 | b);
  if (is_new) found->second = sets_.intern(sets_[a] | sets_[b]);
  return found->second;
}

const FilterRow& GroupRuns::at(Atom atom) const {
  const auto after = std::upper_bound(starts.begin(), starts.end(), atom);
  return rows[static_cast<std::size_t>(after - starts.begin()) - 1];
}

GroupRunsIndex::Made& GroupRunsIndex::made(std::uint32_t group_set, Direction direction) {
  return made_[std::uint64_t{group_set} * 2 + (direction == Direction::ingress ? 0 : 1)];
}

const GroupRuns& GroupRunsIndex::runs_of(Made& made, std::uint32_t group_set, Direction direction) {
  if (!made.runs) made.runs = make(network_.group_sets[group_set], direction);
  return *made.runs;
}

const GroupRuns& GroupRunsIndex::of(std::uint32_t group_set, Direction direction) {
  return runs_of(made(group_set, direction), group_set, direction);
}

const GroupRuns* GroupRunsIndex::if_worth_it(std::uint32_t group_set, Direction direction) {
  Made& one = made(group_set, direction);
  if (!one.runs && ++one.asked <= kScansBeforeRuns) return nullptr;
  return &runs_of(one, group_set, direction);
}

GroupRuns GroupRunsIndex::make(const GroupSet& set, Direction direction) {
  GroupRuns runs;
  bool is_known = set.complete;
  for (const std::uint32_t group : set.groups) {
    is_known = is_known && network_.groups[group].rules_known;
  }
  const TrafficId unknown = is_known ? TrafficSets::kNone : TrafficSets::kAll;
  Sweep sweep(network_, sets_, {TrafficSets::kNone, unknown});
  for (const std::uint32_t group : set.groups) {
    const Slice rules = rules_of(network_.groups[group], direction);
    for (std::uint32_t i = rules.first; i < rules.first + rules.count; ++i) {
      const GroupRule& rule = network_.group_rules[i];
      switch (rule.kind) {
        case PeerKind::addresses:
          sweep.add(rule);
          break;
        case PeerKind::group:
          runs.references.push_back(i);
          break;
        case PeerKind::never:
          break;
        case PeerKind::service_list:
        case PeerKind::foreign_group:
        case PeerKind::maybe:
          runs.looks_further = true;
          break;
      }
    }
  }
  sweep.run(runs);
  return runs;
}

}  // namespace canreach
