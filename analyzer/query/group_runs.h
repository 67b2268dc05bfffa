#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/path.h"

namespace canreach {

/// What a filter lets through of the packets of one other end, as numbers in TrafficSets: equal
/// rows have equal numbers.
struct FilterRow {
  TrafficId surely = TrafficSets::kNone;
  TrafficId possibly = TrafficSets::kNone;
  friend bool operator==(const FilterRow&, const FilterRow&) = default;
};

/// Rows' sets of traffic, each kept once, and unions of them, each made once.
class RowSets {
 public:
  TrafficId intern(const TrafficSet& set) { return sets_.intern(set); }
  const TrafficSet& operator[](TrafficId id) const { return sets_[id]; }
  TrafficId united(TrafficId a, TrafficId b);
  FilterRow united(const FilterRow& a, const FilterRow& b) {
    return {united(a.surely, b.surely), united(a.possibly, b.possibly)};
  }

 private:
  TrafficSets sets_;
  std::unordered_map<std::uint64_t, TrafficId> united_;  // by both numbers
};

/// What the rules of a set of groups let through in one direction by the other end's address: the
/// same for all atoms from one start to the next.  Rules that name groups stand apart.
struct GroupRuns {
  std::vector<Atom> starts;  // sorted; the first is 0
  std::vector<FilterRow> rows;
  std::vector<std::uint32_t> references;  // the rules that name groups, in Network::group_rules
  bool looks_further = false;             // some rule looks at more than addresses and groups

  /// For a known address that does not stand in for another.
  const FilterRow& at(Atom atom) const;
};

/// The runs of sets of groups, each made when it is asked for.
class GroupRunsIndex {
 public:
  GroupRunsIndex(const Network& network, RowSets& sets) : network_(network), sets_(sets) {}

  const GroupRuns& of(std::uint32_t group_set, Direction direction);
  /// nullptr for the first few who ask: to make runs takes longer than to scan the rules for each
  /// of them.
  const GroupRuns* if_worth_it(std::uint32_t group_set, Direction direction);

 private:
  struct Made {
    std::uint32_t asked = 0;
    std::optional<GroupRuns> runs;
  };
  Made& made(std::uint32_t group_set, Direction direction);
  const GroupRuns& runs_of(Made& made, std::uint32_t group_set, Direction direction);
  GroupRuns make(const GroupSet& set, Direction direction);

  const Network& network_;
  RowSets& sets_;
  std::unordered_map<std::uint64_t, Made> made_;  // by set and direction; never iterated
};

}  // namespace canreach
