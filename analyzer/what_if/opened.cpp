// What a change opens is asked for all traffic between all ends, not for the query's port: a route
// or an entry of a network ACL lets pass what nobody had in mind.
#include "analyzer/what_if/opened.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/diff/connectivity.h"
#include "analyzer/query/asked.h"
#include "analyzer/query/end_classes.h"
#include "analyzer/query/endpoint.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/matrix.h"

namespace canreach {
namespace {

constexpr std::string_view kInternet = "internet";

/// One side of what the query asked for.
struct AskedSide {
  std::set<std::string> names;
  AddressSet hosts;  // of the internet

  explicit AskedSide(const std::vector<EndMember>& members) {
    for (const EndMember& member : members) {
      if (member.kind == EndMember::Kind::hosts) {
        hosts = hosts | member.hosts;
      } else {
        names.insert(member.end.name);
      }
    }
  }
};

/// Which rows the query asked for.  What is not sure was not asked for.
class AskedRows {
 public:
  AskedRows(const Network& before, const TraceQuery& query) {
    const auto target = split_target(before, query.to);
    const auto from = resolve_endpoint(before, query.from, nullptr);
    if (!target || !from) return;
    const auto to = resolve_endpoint(before, target->endpoint, &*from);
    const auto asked = read_asked(query, *target);
    if (!to || !asked) return;
    for (const EndMember& member : to->members) {
      for (const EndMember& sender : from->members) {
        for (const Family family : {Family::ipv4, Family::ipv6}) {
          traffic_ = traffic_ | asked_of(*asked, sender, member, family).traffic;
        }
      }
    }
    from_.emplace(from->members);
    to_.emplace(to->members);
  }

  /// The traffic between these ends that was asked for.
  TrafficSet between(const std::string& from, const std::string& to,
                     const ConnectivityChange& change) const {
    const bool asks =
        from_ && to_ && is_of(*from_, from, change.hosts) && is_of(*to_, to, change.hosts);
    return asks ? traffic_ : TrafficSet();
  }

 private:
  static bool is_of(const AskedSide& side, const std::string& name, const AddressSet& hosts) {
    return name == kInternet ? (hosts - side.hosts).empty() : side.names.count(name) > 0;
  }

  std::optional<AskedSide> from_;
  std::optional<AskedSide> to_;
  TrafficSet traffic_;
};

class RowMaker {
 public:
  RowMaker(const Network& before, const TraceQuery& query) : asked_(before, query) {}

  void add(const ConnectivityChange& change) {
    for (const std::string& from : change.from_members) {
      for (const std::string& to : change.to_members) {
        if (from == to) continue;
        Opened row;
        row.from_internet = from == kInternet;
        row.to_internet = to == kInternet;
        row.from = row.from_internet ? named(change) : from;
        row.to = row.to_internet ? named(change) : to;
        const TrafficSet asked = asked_.between(from, to, change);
        add(row, change.widened, asked);
        row.is_sure = false;
        add(row, change.unclear - change.widened - change.narrowed, asked);
      }
    }
  }

  std::vector<Opened> made() {
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const Opened& a, const Opened& b) { return rank(a) < rank(b); });
    return std::move(rows_);
  }

 private:
  /// The internet, or which hosts of it.
  static std::string named(const ConnectivityChange& change) {
    return change.hosts_words.empty() ? std::string(kInternet) : change.hosts_words;
  }

  static int rank(const Opened& row) {
    if (row.from_internet) return 0;
    return row.to_internet ? 1 : 2;
  }

  void add(Opened row, const TrafficSet& traffic, const TrafficSet& asked) {
    if (!row.is_of_internet()) return add(row, traffic, shown(traffic));
    const TrafficSet wanted = traffic & asked;
    add(row, wanted, shown(wanted));
    row.is_asked_for = false;
    const TrafficSet rest = traffic - wanted;
    const bool is_short = !wanted.empty() && shown(traffic) == "all";
    add(row, rest, is_short ? fmt::format("all except {}", wanted.to_string()) : shown(rest));
  }

  void add(Opened row, const TrafficSet& traffic, std::string words) {
    if (traffic.empty()) return;
    row.traffic = std::move(words);
    rows_.push_back(std::move(row));
  }

  AskedRows asked_;
  std::vector<Opened> rows_;
};

}  // namespace

std::vector<Opened> opened_between(const Network& before, const Network& after,
                                   const TraceQuery& query) {
  RowMaker rows(before, query);
  for (const ConnectivityChange& change : connectivity_between(before, after).changes) {
    rows.add(change);
  }
  return rows.made();
}

std::size_t count_of_ends(const Network& network) { return every_end(network).size(); }

}  // namespace canreach
