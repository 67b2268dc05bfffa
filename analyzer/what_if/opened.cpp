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
constexpr std::string_view kNotAskedFor = " (not asked for)";

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

/// Of the text of a row from an end on.
bool is_internet(std::string_view end) {
  return end.substr(0, kInternet.size() + 1) == "internet ";
}

class RowMaker {
 public:
  RowMaker(const Network& before, const Network& after, const TraceQuery& query)
      : internet_(internet_hosts(before) & internet_hosts(after)), asked_(before, query) {}

  void add(const ConnectivityChange& change) {
    for (const std::string& from : change.from_members) {
      for (const std::string& to : change.to_members) {
        if (from == to) continue;
        add(from, to, change, change.widened, "");
        add(from, to, change, change.unclear - change.widened - change.narrowed, " (perhaps)");
      }
    }
  }

  std::vector<std::string> made() {
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
    return std::move(rows_);
  }

 private:
  /// Of the internet which hosts, or all but which, whatever is said with fewer words.
  std::string named(const std::string& name, const ConnectivityChange& change) const {
    const bool is_part = !change.from_hosts.empty() || !change.to_hosts.empty();
    if (name != kInternet || !is_part) return name;
    AddressSet others;
    for (const char* family : {"0.0.0.0/0", "::/0"}) {
      const AddressSet whole = internet_ & AddressSet(IpPrefix::parse(family).value());
      if (!(whole & change.hosts).empty()) others = others | (whole - change.hosts);
    }
    const std::string hosts = change.hosts.to_string();
    const std::string rest = others.to_string();
    return rest.size() < hosts.size() ? fmt::format("{} (all but {})", name, rest)
                                      : fmt::format("{} ({})", name, hosts);
  }

  static int rank(std::string_view row) {
    if (!is_of_internet(row)) return 2;
    return is_internet(row) ? 0 : 1;
  }

  void add(const std::string& from, const std::string& to, const ConnectivityChange& change,
           const TrafficSet& traffic, std::string_view certainty) {
    const std::string ends = fmt::format("{} -> {}", named(from, change), named(to, change));
    if (from != kInternet && to != kInternet) return add(ends, traffic, certainty, "");
    const TrafficSet asked = traffic & asked_.between(from, to, change);
    if (asked.empty()) return add(ends, traffic, certainty, kNotAskedFor);
    add(ends, asked, certainty, "");
    if (traffic == asked) return;
    const std::string rest = shown(traffic) == "all"
                                 ? fmt::format("all except {}", asked.to_string())
                                 : shown(traffic - asked);
    rows_.push_back(fmt::format("{} {}{}{}", ends, rest, certainty, kNotAskedFor));
  }

  void add(const std::string& ends, const TrafficSet& traffic, std::string_view certainty,
           std::string_view remark) {
    if (traffic.empty()) return;
    rows_.push_back(fmt::format("{} {}{}{}", ends, shown(traffic), certainty, remark));
  }

  AddressSet internet_;
  AskedRows asked_;
  std::vector<std::string> rows_;
};

}  // namespace

std::vector<std::string> opened_between(const Network& before, const Network& after,
                                        const TraceQuery& query) {
  RowMaker rows(before, after, query);
  for (const ConnectivityChange& change : connectivity_between(before, after).changes) {
    rows.add(change);
  }
  return rows.made();
}

std::size_t count_of_ends(const Network& network) { return every_end(network).size(); }

bool is_of_internet(std::string_view row) {
  const std::size_t arrow = row.find(" -> ");
  return is_internet(row) ||
         (arrow != std::string_view::npos && is_internet(row.substr(arrow + 4)));
}

bool is_not_asked_for(std::string_view row) {
  return is_of_internet(row) && row.size() >= kNotAskedFor.size() &&
         row.substr(row.size() - kNotAskedFor.size()) == kNotAskedFor;
}

}  // namespace canreach
