// All pairs as a table for people and programs.
//
// Classes of all_pairs.h are alike by construction; many of them moreover behave alike, and those
// are one group here: the same traffic with every other class, in both directions, and the same
// among themselves.  Two classes that agree on all others form an equivalence, so comparing each
// class with the first of each group made so far is enough.  Hosts on the internet are no group:
// the sets of addresses with the same traffic to one group are united, and the union is a row.
#include "analyzer/query/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/matrix_worlds.h"
#include "analyzer/query/names.h"
#include "analyzer/query/query_errors.h"
#include "analyzer/query/worlds.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/net/service_ports.h"

namespace canreach {
namespace {

using GroupBy = MatrixQuery::GroupBy;

/// More classes than this are not compared with each other: each is a group of its own.
constexpr std::size_t kMostCompared = 4000;

bool is_internet(const EndMember& member) { return member.kind == EndMember::Kind::hosts; }

/// What holds of both of two things that were asked.
PassingTraffic joined(const PassingTraffic& a, const PassingTraffic& b) {
  const TrafficSet passes = a.reachable | a.partial | b.reachable | b.partial;
  const TrafficSet fails = (TrafficSet::all() - (a.reachable | a.undecided)) |
                           (TrafficSet::all() - (b.reachable | b.undecided));
  PassingTraffic both;
  both.reachable = a.reachable & b.reachable;
  both.partial = passes & fails;
  both.undecided = (a.undecided | b.undecided | passes) - both.reachable - both.partial;
  return both;
}

/// Which classes are one group by behaviour.
class Likeness {
 public:
  explicit Likeness(const AllPairs& pairs) : pairs_(pairs), count_(pairs.from->classes.size()) {
    rows_.resize(count_);
    columns_.resize(count_);
    for (const PairCell& cell : pairs.cells) {
      rows_[cell.from].push_back({cell.to, cell.traffic});
      columns_[cell.to].push_back({cell.from, cell.traffic});
    }
    for (auto& column : columns_) std::sort(column.begin(), column.end());
  }

  /// The first class of the group of each class.
  std::vector<std::uint32_t> first_of_group() const {
    std::vector<std::uint32_t> first(count_);
    std::vector<std::uint32_t> firsts;
    for (std::uint32_t one = 0; one < count_; ++one) {
      first[one] = one;
      if (count_ > kMostCompared || is_internet(pairs_.from->first_of(one))) continue;
      const auto like = std::find_if(firsts.begin(), firsts.end(),
                                     [&](std::uint32_t other) { return are_alike(other, one); });
      if (like != firsts.end()) {
        first[one] = *like;
      } else {
        firsts.push_back(one);
      }
    }
    return first;
  }

 private:
  using Cells = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

  bool are_alike(std::uint32_t a, std::uint32_t b) const {
    const EndMember& one = pairs_.from->first_of(a);
    const EndMember& other = pairs_.from->first_of(b);
    if (is_outside_design(one) || is_outside_design(other)) return false;
    if (!same_elsewhere(rows_[a], rows_[b], a, b)) return false;
    if (!same_elsewhere(columns_[a], columns_[b], a, b)) return false;
    const std::uint32_t there = traffic(a, b);
    if (there != traffic(b, a)) return false;
    return (is_single(a) || traffic(a, a) == there) && (is_single(b) || traffic(b, b) == there);
  }

  bool is_single(std::uint32_t one) const { return pairs_.from->classes[one].size() == 1; }

  static bool same_elsewhere(const Cells& one, const Cells& other, std::uint32_t a,
                             std::uint32_t b) {
    const auto counts = [&](const auto& cell) { return cell.first != a && cell.first != b; };
    auto x = one.begin();
    auto y = other.begin();
    while (true) {
      x = std::find_if(x, one.end(), counts);
      y = std::find_if(y, other.end(), counts);
      if (x == one.end() || y == other.end()) return x == one.end() && y == other.end();
      if (*x++ != *y++) return false;
    }
  }

  std::uint32_t traffic(std::uint32_t from, std::uint32_t to) const {
    const Cells& row = rows_[from];
    const auto found = std::lower_bound(row.begin(), row.end(), std::pair{to, 0u});
    return found != row.end() && found->first == to ? found->second : 0;
  }

  const AllPairs& pairs_;
  std::size_t count_;
  std::vector<Cells> rows_;
  std::vector<Cells> columns_;
};

class MatrixMaker {
 public:
  MatrixMaker(const Network& network, const MatrixQuery& query, AllPairs pairs)
      : network_(network),
        query_(query),
        internet_(internet_hosts(network)),
        pairs_(std::move(pairs)) {}

  Matrix made() {
    const bool is_square = !query_.from && !query_.to;
    if (query_.group_by == GroupBy::behaviour && is_square)
      likeness_ = Likeness(pairs_).first_of_group();
    from_groups_ = groups_of(*pairs_.from);
    to_groups_ = groups_of(*pairs_.to);
    count();
    make_rows();
    matrix_.counts = pairs_.counts;
    return std::move(matrix_);
  }

 private:
  /// A row by its groups, and by what passes.
  using Key = std::pair<std::size_t, std::size_t>;

  static constexpr std::size_t kNoGroup = std::numeric_limits<std::size_t>::max();

  /// Kind and name, as the ends have them that are asked about.
  using EndName = std::pair<std::string_view, std::string_view>;
  using GroupedName = std::pair<std::size_t, EndName>;
  struct EndNameHash {
    std::size_t operator()(const EndName& name) const {
      return std::hash<std::string_view>()(name.first) * 31 +
             std::hash<std::string_view>()(name.second);
    }
    std::size_t operator()(const GroupedName& name) const {
      return (*this)(name.second) * 31 + name.first;
    }
  };
  static EndName end_name(const EndMember& member) { return {member.end.kind, member.end.name}; }

  // Groups.

  std::vector<std::size_t> groups_of(const EndClasses& ends) {
    std::vector<std::size_t> groups;
    groups.reserve(ends.members.size());
    // By behaviour the members of a class are one group.
    std::vector<std::size_t> of_class(ends.classes.size(), kNoGroup);
    for (std::uint32_t i = 0; i < ends.members.size(); ++i) {
      const EndMember& member = ends.members[i];
      std::size_t& known = of_class[ends.class_of[i]];
      const bool is_class = query_.group_by == GroupBy::behaviour && !is_outside_design(member);
      if (!is_class || known == kNoGroup) known = group_with(key_of(ends, i), member);
      groups.push_back(known);
      MatrixGroup& group = matrix_.groups[known];
      if (is_internet(member) && !group.members.empty()) continue;
      if (!seen_.insert({known, end_name(member)}).second) continue;
      group.members.push_back(member.end);
    }
    return groups;
  }

  std::size_t group_with(const std::string& key, const EndMember& member) {
    const auto [found, is_new] = index_.try_emplace(key, matrix_.groups.size());
    if (is_new) matrix_.groups.push_back({std::string(), member.end.kind, {}});
    return found->second;
  }

  std::string key_of(const EndClasses& ends, std::uint32_t index) const {
    const EndMember& member = ends.members[index];
    const std::string own = fmt::format("end {} {}", member.end.kind, member.end.name);
    if (is_outside_design(member)) return own;
    switch (query_.group_by) {
      case GroupBy::behaviour: {
        const std::uint32_t one = ends.class_of[index];
        if (!likeness_.empty()) return fmt::format("like {}", likeness_[one]);
        return fmt::format("{} {}", &ends == pairs_.from.get() ? "from" : "to", one);
      }
      case GroupBy::vpc:
        return "group " + vpc_of_member(member);
      case GroupBy::subnet:
        return "group " + subnet_of_member(member);
      case GroupBy::tag:
        return "group " + tag_of(member);
      case GroupBy::none:
        return own;
    }
    return own;
  }

  std::string vpc_of_member(const EndMember& member) const {
    std::set<std::string> names;
    for (const std::uint32_t face : member.faces) {
      const std::uint32_t vpc = network_.interfaces[network_.faces[face].interface].vpc;
      if (vpc != kNoIndex) names.insert(network_.design->all<Vpc>()[vpc].name);
    }
    return names.empty() ? "no VPC" : join({names.begin(), names.end()}, ", ");
  }

  std::string subnet_of_member(const EndMember& member) const {
    std::set<std::string> names;
    for (const std::uint32_t face : member.faces) {
      const std::uint32_t subnet = network_.interfaces[network_.faces[face].interface].subnet;
      if (subnet == kNoIndex) continue;
      names.insert(names_of(network_).unique_name(
          {NamedThing::Source::resource, ResourceKind::Subnet, subnet}));
    }
    return names.empty() ? "no subnet" : join({names.begin(), names.end()}, ", ");
  }

  std::string tag_of(const EndMember& member) const {
    if (member.owned) {
      const Resource& resource =
          resource_of(*network_.design, member.owner_kind, member.owner_index);
      for (const auto& [key, value] : resource.tags) {
        if (key == query_.tag) return fmt::format("{}={}", key, value);
      }
    }
    return "no tag " + query_.tag;
  }

  void name_groups() {
    for (const auto& [key, index] : index_) {
      MatrixGroup& group = matrix_.groups[index];
      const std::size_t more = group.members.size() - 1;
      group.name = group.members.front().name;
      constexpr std::string_view kGroup = "group ";
      if (key.substr(0, kGroup.size()) == kGroup) {
        group.name = key.substr(kGroup.size());
        group.kind = query_.group_by == GroupBy::vpc      ? "vpc"
                     : query_.group_by == GroupBy::subnet ? "subnet"
                                                          : "tag";
      } else if (more > 0) {
        group.name += fmt::format(" +{}", more);
      }
    }
  }

  // Counts.

  void count() {
    name_groups();
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> same;
    std::unordered_map<EndName, std::uint32_t, EndNameHash> by_name;
    matrix_.ends = pairs_.counts.ends_from;
    by_name.reserve(pairs_.from->members.size());
    for (std::uint32_t i = 0; i < pairs_.from->members.size(); ++i) {
      by_name.emplace(end_name(pairs_.from->members[i]), i);
    }
    std::size_t inside_from = 0;
    std::size_t inside_to = 0;
    for (const EndMember& member : pairs_.from->members) inside_from += is_internet(member) ? 0 : 1;
    for (std::uint32_t i = 0; i < pairs_.to->members.size(); ++i) {
      const EndMember& member = pairs_.to->members[i];
      inside_to += is_internet(member) ? 0 : 1;
      const auto found = by_name.find(end_name(member));
      if (found == by_name.end() || is_internet(member)) continue;
      if (!is_same_end(member, pairs_.from->members[found->second])) continue;
      ++same[{pairs_.from->class_of[found->second], pairs_.to->class_of[i]}];
      ++same_ends_;
    }
    matrix_.pairs = inside_from * inside_to - same_ends_;
    for (const PairCell& cell : pairs_.cells) {
      if (is_internet(pairs_.from->first_of(cell.from)) ||
          is_internet(pairs_.to->first_of(cell.to))) {
        continue;
      }
      std::size_t pairs =
          pairs_.from->classes[cell.from].size() * pairs_.to->classes[cell.to].size();
      const auto found = same.find({cell.from, cell.to});
      if (found != same.end()) pairs -= found->second;
      const PassingTraffic traffic = asked(cell);
      if (!traffic.reachable.empty() || !traffic.partial.empty()) {
        matrix_.reachable += pairs;
      } else if (!traffic.undecided.empty()) {
        matrix_.open += pairs;
      }
    }
  }

  // Rows.

  PassingTraffic asked(const PairCell& cell) const {
    const PassingTraffic& whole = pairs_.traffic[cell.traffic];
    if (query_.ports == MatrixQuery::Ports::all) return whole;
    const std::optional<TrafficSet>& listens = pairs_.to->first_of(cell.to).listens;
    return whole.within(listens ? well_known_traffic() | *listens : well_known_traffic());
  }

  void make_rows() {
    std::map<Key, std::vector<std::pair<const PairCell*, std::size_t>>> cells;
    for (const PairCell& cell : pairs_.cells) {
      std::map<Key, std::size_t> parts;
      for (const std::uint32_t from : pairs_.from->classes[cell.from]) {
        for (const std::size_t to : groups_in(cell.to)) ++parts[{from_groups_[from], to}];
      }
      for (const auto& [key, number] : parts) cells[key].push_back({&cell, number});
    }
    for (const auto& [key, list] : cells) make_rows_of(key, list);
    for (auto* rows : {&matrix_.rows, &matrix_.from_internet, &matrix_.to_internet}) limit(*rows);
    limit(matrix_.undecided);
  }

  /// The groups that members of a target class are in, each once.
  std::vector<std::size_t> groups_in(std::uint32_t target_class) const {
    std::vector<std::size_t> groups;
    for (const std::uint32_t member : pairs_.to->classes[target_class]) {
      groups.push_back(to_groups_[member]);
    }
    sort_unique(groups);
    return groups;
  }

  void limit(std::vector<MatrixRow>& rows) {
    if (rows.size() <= query_.most_rows) return;
    matrix_.rows_left_out += rows.size() - query_.most_rows;
    rows.resize(query_.most_rows);
  }

  using CellList = std::vector<std::pair<const PairCell*, std::size_t>>;

  void make_rows_of(const Key& key, const CellList& cells) {
    const bool from_internet = matrix_.groups[key.first].kind == "internet";
    const bool to_internet = matrix_.groups[key.second].kind == "internet";
    if (from_internet || to_internet) return make_host_rows(key, cells, from_internet);
    std::optional<PassingTraffic> whole;
    std::size_t pairs = 0;
    for (const auto& [cell, number] : cells) {
      const PassingTraffic traffic = asked(*cell);
      whole = whole ? joined(*whole, traffic) : traffic;
      pairs += pairs_within(*cell, key);
    }
    if (pairs == 0) return;  // an end with itself
    if (pairs < pairs_between(key)) whole = joined(*whole, PassingTraffic());
    add({key.first, key.second, {}, {}, {}, *whole}, matrix_.rows);
  }

  /// Pairs of a cell that lie in two groups.
  std::size_t pairs_within(const PairCell& cell, const Key& key) const {
    std::size_t from = 0;
    std::size_t to = 0;
    std::size_t same = 0;
    for (const std::uint32_t one : pairs_.from->classes[cell.from]) {
      from += from_groups_[one] == key.first ? 1 : 0;
    }
    for (const std::uint32_t one : pairs_.to->classes[cell.to]) {
      to += to_groups_[one] == key.second ? 1 : 0;
    }
    if (key.first == key.second && cell.from == cell.to && same_ends_ > 0) same = from;
    return from * to - same;
  }

  std::size_t pairs_between(const Key& key) const {
    const std::size_t from = matrix_.groups[key.first].members.size();
    const std::size_t to = matrix_.groups[key.second].members.size();
    return from * to - (key.first == key.second ? from : 0);
  }

  /// What all hosts of a family have in common is a row; what some have beyond it, those with the
  /// same traffic together, are others.
  void make_host_rows(const Key& key, const CellList& cells, bool from_internet) {
    const EndClasses& hosts_side = from_internet ? *pairs_.from : *pairs_.to;
    const std::size_t inside =
        matrix_.groups[from_internet ? key.second : key.first].members.size();
    // For each set of hosts, what passes between it and the whole group.
    std::map<std::uint32_t, std::pair<PassingTraffic, std::size_t>> by_hosts;
    for (const auto& [cell, number] : cells) {
      const std::uint32_t hosts = from_internet ? cell->from : cell->to;
      const PassingTraffic traffic = asked(*cell);
      const std::size_t pairs = pairs_within(*cell, key);
      const auto [found, is_new] = by_hosts.try_emplace(hosts, traffic, pairs);
      if (is_new) continue;
      found->second.first = joined(found->second.first, traffic);
      found->second.second += pairs;
    }
    for (auto& [hosts, what] : by_hosts) {
      if (what.second < inside) what.first = joined(what.first, PassingTraffic());
    }
    std::vector<std::pair<PassingTraffic, AddressSet>> rows;
    const auto add_row = [&](const PassingTraffic& traffic, const AddressSet& addresses) {
      if (traffic.is_blocked()) return;
      const auto like = std::find_if(rows.begin(), rows.end(),
                                     [&](const auto& row) { return row.first == traffic; });
      if (like != rows.end()) {
        like->second = like->second | addresses;
      } else {
        rows.push_back({traffic, addresses});
      }
    };
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      std::optional<PassingTraffic> common;
      AddressSet whole;
      for (const std::uint32_t one : host_classes(hosts_side, family)) {
        const auto found = by_hosts.find(one);
        const PassingTraffic traffic =
            found == by_hosts.end() ? PassingTraffic() : found->second.first;
        common = common ? intersected(*common, traffic) : traffic;
        whole = whole | hosts_side.first_of(one).hosts;
      }
      if (!common) continue;
      add_row(*common, whole);
      for (const std::uint32_t one : host_classes(hosts_side, family)) {
        const auto found = by_hosts.find(one);
        if (found == by_hosts.end()) continue;
        const PassingTraffic& traffic = found->second.first;
        add_row({traffic.reachable - common->reachable, traffic.partial - common->partial,
                 traffic.undecided - common->undecided},
                hosts_side.first_of(one).hosts);
      }
    }
    for (const auto& [traffic, addresses] : rows) {
      MatrixRow row{key.first, key.second, {}, {}, {}, traffic};
      row.hosts_words = hosts_words(internet_, addresses);
      if (!addresses.empty()) row.hosts_family = addresses.ranges().front().first.family;
      (from_internet ? row.from_hosts : row.to_hosts) = hosts_text(internet_, addresses);
      add(std::move(row), from_internet ? matrix_.from_internet : matrix_.to_internet);
    }
  }

  static PassingTraffic intersected(const PassingTraffic& a, const PassingTraffic& b) {
    return {a.reachable & b.reachable, a.partial & b.partial, a.undecided & b.undecided};
  }

  /// Classes of hosts of one family.
  static std::vector<std::uint32_t> host_classes(const EndClasses& ends, Family family) {
    std::vector<std::uint32_t> classes;
    for (std::uint32_t one = 0; one < ends.classes.size(); ++one) {
      const EndMember& member = ends.first_of(one);
      const bool fits = is_internet(member) && !member.hosts.empty() &&
                        member.hosts.ranges().front().first.family == family;
      if (fits) classes.push_back(one);
    }
    return classes;
  }

  void add(MatrixRow row, std::vector<MatrixRow>& rows) {
    if (!row.traffic.undecided.empty()) matrix_.undecided.push_back(row);
    if (row.traffic.reachable.empty() && row.traffic.partial.empty()) return;
    rows.push_back(std::move(row));
  }

  const Network& network_;
  const MatrixQuery& query_;
  AddressSet internet_;
  AllPairs pairs_;
  Matrix matrix_;
  std::vector<std::uint32_t> likeness_;
  std::vector<std::size_t> from_groups_;  // of each member
  std::vector<std::size_t> to_groups_;
  std::map<std::string, std::size_t> index_;
  std::unordered_set<GroupedName, EndNameHash> seen_;
  std::size_t same_ends_ = 0;
};

using Ends = std::shared_ptr<const EndClasses>;

tl::expected<Ends, QueryError> ends_of(const Network& network,
                                       const std::optional<std::string>& text) {
  if (!text) return classes_of_every_end(network);
  tl::expected<Endpoint, QueryError> endpoint = resolve_endpoint(network, *text, nullptr);
  if (!endpoint) return tl::unexpected<QueryError>(endpoint.error());
  return std::make_shared<EndClasses>(classify(network, std::move(endpoint->members)));
}

tl::expected<Matrix, QueryError> matrix_of_one(const Network& network, const MatrixQuery& query) {
  auto from = ends_of(network, query.from);
  if (!from) return tl::unexpected<QueryError>(from.error());
  auto to = ends_of(network, query.to);
  if (!to) return tl::unexpected<QueryError>(to.error());
  return MatrixMaker(network, query, all_pairs(network, std::move(*from), std::move(*to))).made();
}

/// With more ends than this the worlds are not compared end by end.
constexpr std::size_t kMostEndsOfWorlds = 300;

/// Every world is asked, and each pair is decided where all agree on it.
tl::expected<Matrix, QueryError> matrix_of_worlds(const Network& network,
                                                  const MatrixQuery& query) {
  Matrix open;
  open.remarks = remarks_of_conditions(network);
  const bool is_unbounded =
      any_of(network.design->open_conditions,
             [](const OpenCondition& condition) { return condition.is_unbounded; });
  if (is_unbounded || network.other_worlds.empty()) return open;
  MatrixQuery single = query;
  single.group_by = GroupBy::none;
  single.most_rows = std::numeric_limits<std::size_t>::max();
  std::vector<Matrix> worlds;
  const auto ask = [&](const Network& world) {
    tl::expected<Matrix, QueryError> answer = matrix_of_one(world, single);
    if (!answer || answer->groups.size() > kMostEndsOfWorlds) return false;
    worlds.push_back(std::move(*answer));
    return true;
  };
  if (!ask(network)) return open;
  for (const std::shared_ptr<const Network>& world : network.other_worlds) {
    if (!ask(*world)) return open;
  }
  CommonMatrix common = common_of(worlds, query.most_rows);
  if (common.agrees) return matrix_of_one(network, query);
  common.matrix.remarks = std::move(open.remarks);
  return std::move(common.matrix);
}

}  // namespace

const TrafficSet& well_known_traffic() {
  static const TrafficSet kTraffic = [] {
    TrafficSet traffic = TrafficSet::icmp(kIcmp, 8, 0) | TrafficSet::icmp(kIcmpv6, 128, 0);
    for (const std::uint16_t port : ports_of_services()) {
      traffic = traffic | TrafficSet::ports(kTcp, port, port) | TrafficSet::ports(kUdp, port, port);
    }
    return traffic;
  }();
  return kTraffic;
}

std::string shown(const TrafficSet& traffic) {
  for (const Protocol other : {kIcmp, kIcmpv6}) {
    const TrafficSet whole = traffic | TrafficSet::all_of(other);
    if (whole == TrafficSet::all()) return "all";
  }
  return traffic.to_string();
}

tl::expected<Matrix, QueryError> matrix(const Network& network, const MatrixQuery& query) {
  return network.design->open_conditions.empty() ? matrix_of_one(network, query)
                                                 : matrix_of_worlds(network, query);
}

}  // namespace canreach
