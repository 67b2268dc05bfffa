// What passes in two designs, compared.
//
// Both designs are asked for all pairs of their ends.  Ends of one name are one end; its classes in
// the two designs make its joint class, so ends of one joint class changed alike.  Hosts on the
// internet are cut by both designs' rules.  Only pairs that one of the designs lists are compared:
// the others are blocked in both.  What ends get to by a name, of a service or in a hosted zone, is
// asked of one end of each joint class.
#include "analyzer/diff/connectivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "analyzer/query/all_pairs.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/pair_judge.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::uint32_t kAbsent = kNoIndex;
constexpr std::size_t kMostWays = 100'000;  // pairs whose ways are compared

/// An end of either design, or a part of the internet.
struct JointEnd {
  std::string name;
  std::uint32_t before = kAbsent;  // its class there
  std::uint32_t after = kAbsent;
  std::uint32_t before_member = kAbsent;
  std::uint32_t after_member = kAbsent;
  AddressSet hosts;
  bool is_internet = false;
};

using ClassPair = std::pair<std::uint32_t, std::uint32_t>;

std::string key_of(const EndMember& member) { return member.end.kind + " " + member.end.name; }

std::vector<JointEnd> joint_ends(const EndClasses& before, const EndClasses& after) {
  std::vector<JointEnd> ends;
  std::map<std::string, std::size_t> by_name;
  for (std::uint32_t i = 0; i < before.members.size(); ++i) {
    const EndMember& member = before.members[i];
    if (member.kind == EndMember::Kind::hosts) continue;
    by_name.emplace(key_of(member), ends.size());
    ends.push_back({member.end.name, before.class_of[i], kAbsent, i, kAbsent, {}, false});
  }
  for (std::uint32_t i = 0; i < after.members.size(); ++i) {
    const EndMember& member = after.members[i];
    if (member.kind == EndMember::Kind::hosts) continue;
    const auto found = by_name.find(key_of(member));
    if (found != by_name.end()) {
      ends[found->second].after = after.class_of[i];
      ends[found->second].after_member = i;
    } else {
      ends.push_back({member.end.name, kAbsent, after.class_of[i], kAbsent, i, {}, false});
    }
  }
  for (std::uint32_t i = 0; i < before.members.size(); ++i) {
    if (before.members[i].kind != EndMember::Kind::hosts) continue;
    for (std::uint32_t j = 0; j < after.members.size(); ++j) {
      if (after.members[j].kind != EndMember::Kind::hosts) continue;
      const AddressSet hosts = before.members[i].hosts & after.members[j].hosts;
      if (hosts.empty()) continue;
      ends.push_back({"internet", before.class_of[i], after.class_of[j], i, j, hosts, true});
    }
  }
  return ends;
}

/// Ends with the same classes in both designs.
struct JointClasses {
  std::vector<JointEnd> ends;
  std::vector<std::vector<std::uint32_t>> classes;  // ends of each
  std::map<ClassPair, std::uint32_t> by_pair;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> of_before;  // never iterated
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> of_after;

  explicit JointClasses(std::vector<JointEnd> made) : ends(std::move(made)) {
    for (std::uint32_t i = 0; i < ends.size(); ++i) {
      const ClassPair pair{ends[i].before, ends[i].after};
      const auto next = static_cast<std::uint32_t>(classes.size());
      const auto [found, is_new] = by_pair.try_emplace(pair, next);
      if (is_new) {
        classes.emplace_back();
        of_before[pair.first].push_back(next);
        of_after[pair.second].push_back(next);
      }
      classes[found->second].push_back(i);
    }
  }

  const JointEnd& first_of(std::uint32_t one) const { return ends[classes[one].front()]; }
};

class PairComparison {
 public:
  PairComparison(const Network& before, const Network& after)
      : before_(before),
        after_(after),
        internet_(internet_hosts(before) & internet_hosts(after)),
        old_pairs_(pairs_of(before)),
        new_pairs_(pairs_of(after)),
        joint_(joint_ends(*old_pairs_.from, *new_pairs_.from)),
        old_judge_(before),
        new_judge_(after) {}

  ConnectivityDiff made() {
    add_cells(old_pairs_, joint_.of_before, &Cell::before);
    add_cells(new_pairs_, joint_.of_after, &Cell::after);
    diff_.paths_compared = cells_.size() <= kMostWays;
    for (const auto& [pair, cell] : cells_) compare(pair, cell);
    for (auto& [key, change] : host_changes_) add_hosts(key, change);
    for (const std::string& name : named_targets(before_, after_)) compare_named(name);
    std::stable_sort(
        diff_.changes.begin(), diff_.changes.end(),
        [](const ConnectivityChange& a, const ConnectivityChange& b) { return rank(a) < rank(b); });
    return std::move(diff_);
  }

 private:
  AllPairs pairs_of(const Network& network) const {
    std::vector<EndMember> ends = every_end(network);
    for (EndMember& end : ends) {
      if (end.kind == EndMember::Kind::hosts) end.hosts = internet_;
    }
    const auto classes = std::make_shared<EndClasses>(classify(network, std::move(ends)));
    return all_pairs(network, classes, classes);
  }

  struct Cell {
    std::uint32_t before = 0;  // in AllPairs::traffic
    std::uint32_t after = 0;
  };
  struct HostKey {
    std::uint32_t inside = 0;  // the joint class at the other end
    bool from_internet = true;
    friend bool operator<(const HostKey& a, const HostKey& b) {
      return a.inside != b.inside ? a.inside < b.inside : a.from_internet < b.from_internet;
    }
  };
  struct HostChange {
    TrafficChange change;
    std::string old_path;
    std::string new_path;
    AddressSet hosts;
  };

  void add_cells(const AllPairs& pairs,
                 const std::unordered_map<std::uint32_t, std::vector<std::uint32_t>>& joint,
                 std::uint32_t Cell::*side) {
    for (const PairCell& cell : pairs.cells) {
      const auto from = joint.find(cell.from);
      const auto to = joint.find(cell.to);
      if (from == joint.end() || to == joint.end()) continue;
      for (const std::uint32_t one : from->second) {
        for (const std::uint32_t other : to->second) {
          cells_[{one, other}].*side = cell.traffic;
        }
      }
    }
  }

  void compare(const ClassPair& pair, const Cell& cell) {
    // A class of one end has no pair with itself.
    if (pair.first == pair.second && joint_.classes[pair.first].size() == 1) return;
    const PassingTraffic& old_traffic = old_pairs_.traffic[cell.before];
    const PassingTraffic& new_traffic = new_pairs_.traffic[cell.after];
    const TrafficChange change = change_between(old_traffic, new_traffic);
    std::string old_path;
    std::string new_path;
    if (pass_in_both(old_traffic, new_traffic) && diff_.paths_compared) {
      old_path = way(before_, old_pairs_, pair, &JointEnd::before_member);
      new_path = way(after_, new_pairs_, pair, &JointEnd::after_member);
    }
    if (change.empty() && old_path == new_path) return;
    add(pair, change, old_path, new_path);
  }

  static bool pass_in_both(const PassingTraffic& before, const PassingTraffic& after) {
    const TrafficSet then = before.reachable | before.partial;
    return !(then & (after.reachable | after.partial)).empty();
  }

  std::string way(const Network& network, const AllPairs& pairs, const ClassPair& pair,
                  std::uint32_t JointEnd::*member) const {
    for (const std::uint32_t from : joint_.classes[pair.first]) {
      for (const std::uint32_t to : joint_.classes[pair.second]) {
        if (from == to) continue;
        return way_between(network, {pairs.from->members[joint_.ends[from].*member],
                                     {pairs.to->members[joint_.ends[to].*member]}});
      }
    }
    return {};
  }

  void add(const ClassPair& pair, const TrafficChange& change, const std::string& old_path,
           const std::string& new_path) {
    const JointEnd& from = joint_.first_of(pair.first);
    const JointEnd& to = joint_.first_of(pair.second);
    if (from.is_internet || to.is_internet) {
      const bool from_internet = from.is_internet;
      const std::uint32_t hosts = from_internet ? pair.first : pair.second;
      AddressSet addresses;
      for (const std::uint32_t end : joint_.classes[hosts]) {
        addresses = addresses | joint_.ends[end].hosts;
      }
      std::vector<HostChange>& list =
          host_changes_[{from_internet ? pair.second : pair.first, from_internet}];
      const auto like = std::find_if(list.begin(), list.end(), [&](const HostChange& other) {
        return other.change == change && other.old_path == old_path && other.new_path == new_path;
      });
      if (like != list.end()) {
        like->hosts = like->hosts | addresses;
      } else {
        list.push_back({change, old_path, new_path, addresses});
      }
      return;
    }
    ConnectivityChange made;
    made.from_members = names_of_class(pair.first);
    made.to_members = names_of_class(pair.second);
    if (pair.first == pair.second)
      std::rotate(made.to_members.begin(), made.to_members.begin() + 1, made.to_members.end());
    finish(std::move(made), change, old_path, new_path);
  }

  // What is asked for by a name.

  void compare_named(const std::string& name) {
    for (std::uint32_t one = 0; one < joint_.classes.size(); ++one) {
      const JointEnd& from = joint_.first_of(one);
      if (!from.is_internet) compare_named(one, from, name);
    }
  }

  void compare_named(std::uint32_t one, const JointEnd& from, const std::string& name) {
    const std::optional<EndPair> old_pair =
        named_pair(before_, old_pairs_, from.before_member, name);
    const std::optional<EndPair> new_pair = named_pair(after_, new_pairs_, from.after_member, name);
    if (asks_itself(old_pair) || asks_itself(new_pair)) return;
    if (old_pair && new_pair && lead_alike(before_, *old_pair, after_, *new_pair)) return;
    const PassingTraffic blocked;
    const PassingTraffic old_traffic = old_pair ? passing_between(old_judge_, *old_pair) : blocked;
    const PassingTraffic new_traffic = new_pair ? passing_between(new_judge_, *new_pair) : blocked;
    const TrafficChange change = change_between(old_traffic, new_traffic);
    std::string old_path;
    std::string new_path;
    if (pass_in_both(old_traffic, new_traffic) && diff_.paths_compared) {
      old_path = way_between(before_, *old_pair);
      new_path = way_between(after_, *new_pair);
    }
    if (change.empty() && old_path == new_path) return;
    ConnectivityChange made;
    made.from_members = names_of_class(one);
    made.to_members = {name};
    made.is_named = true;
    finish(std::move(made), change, old_path, new_path);
  }

  static bool asks_itself(const std::optional<EndPair>& pair) {
    return pair &&
           any_of(pair->to, [&](const EndMember& to) { return is_same_end(pair->from, to); });
  }

  /// None: the design has no such source, or it is one that asks nothing.
  static std::optional<EndPair> named_pair(const Network& network, const AllPairs& pairs,
                                           std::uint32_t member, const std::string& name) {
    if (member == kAbsent) return std::nullopt;
    const EndMember& from = pairs.from->members[member];
    const bool is_endpoint = from.owned && from.owner_kind == ResourceKind::VpcEndpoint;
    if (is_endpoint) return std::nullopt;
    EndPair pair = asked_by_name(network, from, name);
    const bool is_service = !pair.to.empty() && pair.to.front().kind == EndMember::Kind::service;
    if (is_service && is_outside_design(from)) return std::nullopt;
    return pair;
  }

  void add_hosts(const HostKey& key, const std::vector<HostChange>& list) {
    for (const HostChange& one : list) {
      ConnectivityChange made;
      const std::vector<std::string> inside = names_of_class(key.inside);
      made.from_members = key.from_internet ? std::vector<std::string>{"internet"} : inside;
      made.to_members = key.from_internet ? inside : std::vector<std::string>{"internet"};
      (key.from_internet ? made.from_hosts : made.to_hosts) = hosts_text(internet_, one.hosts);
      made.hosts_words = hosts_words(internet_, one.hosts);
      made.hosts = one.hosts;
      finish(std::move(made), one.change, one.old_path, one.new_path);
    }
  }

  void finish(ConnectivityChange made, const TrafficChange& change, const std::string& old_path,
              const std::string& new_path) {
    made.from = group_name(made.from_members);
    made.to = group_name(made.to_members);
    made.widened = change.widened;
    made.narrowed = change.narrowed;
    made.unclear = change.unclear;
    made.old_path = old_path;
    made.new_path = new_path;
    diff_.changes.push_back(std::move(made));
  }

  std::vector<std::string> names_of_class(std::uint32_t one) const {
    std::vector<std::string> names;
    for (const std::uint32_t end : joint_.classes[one]) names.push_back(joint_.ends[end].name);
    return names;
  }

  static std::string group_name(const std::vector<std::string>& members) {
    if (members.size() == 1) return members.front();
    return fmt::format("{} +{}", members.front(), members.size() - 1);
  }

  static int rank(const ConnectivityChange& change) {
    if (!change.widened.empty()) return 0;
    if (!change.narrowed.empty()) return 1;
    return change.unclear.empty() ? 3 : 2;
  }

  const Network& before_;
  const Network& after_;
  AddressSet internet_;  // hosts that are on it before and after
  AllPairs old_pairs_;
  AllPairs new_pairs_;
  JointClasses joint_;
  PairJudge old_judge_;
  PairJudge new_judge_;
  std::map<ClassPair, Cell> cells_;
  std::map<HostKey, std::vector<HostChange>> host_changes_;
  ConnectivityDiff diff_;
};

}  // namespace

TrafficChange change_between(const PassingTraffic& before, const PassingTraffic& after) {
  const auto risen = [](const PassingTraffic& low, const PassingTraffic& high) {
    const TrafficSet more = high.reachable - low.reachable - low.undecided;
    const TrafficSet some = high.partial - low.reachable - low.partial - low.undecided;
    return more | some;
  };
  TrafficChange change;
  change.widened = risen(before, after);
  change.narrowed = risen(after, before);
  change.unclear = (before.undecided - after.undecided) | (after.undecided - before.undecided);
  return change;
}

EndFinder::EndFinder(const Network& network) : network_(network), members_(every_end(network)) {}

std::optional<EndPair> EndFinder::ends_of(const ConnectivityChange& change) const {
  const auto from = end_of(change.from_members.front(), change.hosts);
  if (!from) return std::nullopt;
  if (change.is_named) return asked_by_name(network_, *from, change.to);
  const auto to = end_of(change.to_members.front(), change.hosts);
  if (!to) return std::nullopt;
  return EndPair{*from, {*to}};
}

std::optional<EndMember> EndFinder::end_of(const std::string& name, const AddressSet& hosts) const {
  for (const EndMember& member : members_) {
    if (member.end.name != name) continue;
    EndMember end = member;
    // Of hosts that changed alike one stands for all.
    if (end.kind == EndMember::Kind::hosts && !hosts.empty()) {
      end.hosts = hosts.ranges().front().first;
    }
    return end;
  }
  return std::nullopt;
}

ConnectivityDiff connectivity_between(const Network& before, const Network& after) {
  return PairComparison(before, after).made();
}

}  // namespace canreach
