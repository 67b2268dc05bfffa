#include "analyzer/query/matrix_worlds.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace canreach {
namespace {

/// A pair of ends by their names, with the hosts of the internet that are meant.
struct PairKey {
  std::size_t from;
  std::size_t to;
  std::string from_hosts;
  std::string to_hosts;
  Family hosts_family;

  friend bool operator==(const PairKey&, const PairKey&) = default;
  friend bool operator<(const PairKey& a, const PairKey& b) {
    return std::tie(a.from, a.to, a.from_hosts, a.to_hosts, a.hosts_family) <
           std::tie(b.from, b.to, b.from_hosts, b.to_hosts, b.hosts_family);
  }
};

using Pairs = std::map<PairKey, PassingTraffic>;

TrafficSet whatever(const PassingTraffic& traffic) {
  return traffic.reachable | traffic.partial | traffic.undecided;
}

/// One of the two holds, and nobody knows which.
PassingTraffic either(const PassingTraffic& a, const PassingTraffic& b) {
  PassingTraffic common;
  common.reachable = a.reachable & b.reachable;
  common.partial = a.partial & b.partial;
  common.undecided = (whatever(a) | whatever(b)) - common.reachable - common.partial;
  return common;
}

class Common {
 public:
  Common(const std::vector<Matrix>& worlds, std::size_t most_rows)
      : worlds_(worlds), most_rows_(most_rows) {}

  CommonMatrix made() {
    for (const Matrix& world : worlds_) list_groups(world);
    for (const Matrix& world : worlds_) add_world(world);
    matrix_.ends = worlds_.front().ends;
    matrix_.counts = worlds_.front().counts;
    for (const Matrix& world : worlds_) {
      matrix_.ends = std::max(matrix_.ends, world.ends);
      matrix_.pairs = std::max(matrix_.pairs, world.pairs);
    }
    for (auto& [key, traffic] : pairs_) add_row(key, traffic);
    for (const Matrix& world : worlds_) {
      agrees_ = agrees_ && world.groups.size() == matrix_.groups.size();
    }
    return {std::move(matrix_), agrees_};
  }

 private:
  void list_groups(const Matrix& world) {
    for (const MatrixGroup& group : world.groups) {
      const auto [found, is_new] =
          index_.try_emplace({group.kind, group.name}, matrix_.groups.size());
      if (is_new) matrix_.groups.push_back(group);
    }
  }

  Pairs pairs_of(const Matrix& world) {
    Pairs pairs;
    const auto add = [&](const std::vector<MatrixRow>& rows) {
      for (const MatrixRow& row : rows) {
        const MatrixGroup& from = world.groups[row.from];
        const MatrixGroup& to = world.groups[row.to];
        words_[{row.from_hosts, row.to_hosts}] = row.hosts_words;
        pairs[{index_.at({from.kind, from.name}), index_.at({to.kind, to.name}), row.from_hosts,
               row.to_hosts, row.hosts_family}] = row.traffic;
      }
    };
    for (const auto* rows :
         {&world.undecided, &world.rows, &world.from_internet, &world.to_internet}) {
      add(*rows);
    }
    return pairs;
  }

  /// A pair that a world does not list passes nothing there.
  void add_world(const Matrix& world) {
    const Pairs here = pairs_of(world);
    if (&world == &worlds_.front()) {
      first_ = pairs_ = here;
      return;
    }
    agrees_ = agrees_ && here == first_;
    for (auto& [key, traffic] : pairs_) {
      const auto found = here.find(key);
      traffic = either(traffic, found == here.end() ? PassingTraffic() : found->second);
    }
    for (const auto& [key, traffic] : here) {
      if (pairs_.count(key) == 0) pairs_[key] = either(traffic, PassingTraffic());
    }
  }

  void add_row(const PairKey& key, const PassingTraffic& traffic) {
    const bool from_internet = matrix_.groups[key.from].kind == "internet";
    const bool to_internet = matrix_.groups[key.to].kind == "internet";
    const auto words = words_.find({key.from_hosts, key.to_hosts});
    MatrixRow row;
    row.from = key.from;
    row.to = key.to;
    row.from_hosts = key.from_hosts;
    row.to_hosts = key.to_hosts;
    if (words != words_.end()) row.hosts_words = words->second;
    row.hosts_family = key.hosts_family;
    row.traffic = traffic;
    const bool passes = !traffic.reachable.empty() || !traffic.partial.empty();
    if (!traffic.undecided.empty()) put(row, matrix_.undecided);
    if (!from_internet && !to_internet) {
      matrix_.reachable += passes ? 1 : 0;
      matrix_.open += !passes && !traffic.undecided.empty() ? 1 : 0;
    }
    if (!passes) return;
    put(row, from_internet ? matrix_.from_internet
             : to_internet ? matrix_.to_internet
                           : matrix_.rows);
  }

  void put(const MatrixRow& row, std::vector<MatrixRow>& rows) {
    if (rows.size() < most_rows_) {
      rows.push_back(row);
    } else {
      ++matrix_.rows_left_out;
    }
  }

  const std::vector<Matrix>& worlds_;
  std::size_t most_rows_;
  Matrix matrix_;
  std::map<std::pair<std::string, std::string>, std::size_t> index_;  // groups by kind and name
  std::map<std::pair<std::string, std::string>, std::string> words_;  // of hosts, where shorter
  Pairs first_;
  Pairs pairs_;
  bool agrees_ = true;
};

}  // namespace

CommonMatrix common_of(const std::vector<Matrix>& worlds, std::size_t most_rows) {
  return Common(worlds, most_rows).made();
}

}  // namespace canreach
