// Which route a table chooses.
//
// For addresses that are atoms the choice is made once, at compile time: the routes of a table cut
// the axis of atoms into intervals within which the same routes match, and each interval keeps its
// choice.  Symbolic addresses (a service whose list is not in the input) are decided when asked,
// since a range may hold them or not.
#include "analyzer/network/routes.h"

#include <algorithm>

#include "analyzer/network/stand_ins.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

struct Match {
  std::uint32_t route = 0;  // in Network::routes
  Tri holds = Tri::no;
};

/// AWS's own list counts as longer than every block that could be told from it, because a block
/// that could be is only a `maybe` and stands beside it.  Rule: GEP-2.
constexpr int kServiceListLength = 129;

int length_of(const Network& network, const Match& match) {
  const CompiledRoute& route = network.routes[match.route];
  return route.service != kNoIndex ? kServiceListLength : route.length;
}

/// May this target stand in a route inside the VPC's own range?  Rule: RT-4.
bool allowed_inside_vpc(const Network& network, std::uint32_t table, const CompiledRoute& route) {
  const RouteTarget::Kind kind = route_of(network, table, route).target.kind;
  using Kind = RouteTarget::Kind;
  return kind == Kind::nat_gateway || kind == Kind::network_interface ||
         kind == Kind::vpc_endpoint || kind == Kind::local || kind == Kind::unknown;
}

class Chooser {
 public:
  Chooser(const Network& network, std::uint32_t table, std::vector<Match> matches)
      : network_(network), table_(table), matches_(std::move(matches)) {}

  RouteChoice choose() {
    drop_what_local_beats();
    RouteChoice choice;
    choice.no_route_possible =
        !any_of(matches_, [](const Match& match) { return match.holds == Tri::yes; });
    choice.routes = overlapping_lists();
    choice.ambiguous = !choice.routes.empty();
    if (choice.routes.empty()) choice.routes = longest();
    for (const Match& match : matches_) {
      if (match.holds == Tri::maybe) choice.routes.push_back(match.route);
    }
    return choice;
  }

 private:
  const CompiledRoute& route(const Match& match) const { return network_.routes[match.route]; }
  const RouteTarget& target(std::uint32_t index) const {
    return route_of(network_, table_, network_.routes[index]).target;
  }

  /// Rules: RT-8, and RT-4 for routes whose destination is unknown.
  void drop_what_local_beats() {
    const bool local = any_of(matches_, [&](const Match& match) {
      return match.holds == Tri::yes && route(match).local;
    });
    if (!local) return;
    const auto beaten = [&](const Match& match) {
      if (route(match).origin >= CompiledRoute::Origin::propagated_vpc) return true;
      return match.holds == Tri::maybe && !allowed_inside_vpc(network_, table_, route(match));
    };
    matches_.erase(std::remove_if(matches_.begin(), matches_.end(), beaten), matches_.end());
  }

  /// The routes by prefix lists when several with different targets overlap here; none when an
  /// ordinary route decides before them.  Rule: RT-10.
  std::vector<std::uint32_t> overlapping_lists() const {
    std::vector<Match> lists;
    int longest_entry = 0;
    for (const Match& match : matches_) {
      if (match.holds != Tri::yes || route(match).list == kNoIndex) continue;
      longest_entry = std::max(longest_entry, length_of(network_, match));
      const bool seen = any_of(lists, [&](const Match& other) {
        return same_target(target(other.route), target(match.route));
      });
      if (!seen) lists.push_back(match);
    }
    if (lists.size() < 2) return {};
    for (const Match& match : matches_) {
      if (match.holds != Tri::yes || route(match).list != kNoIndex) continue;
      const int length = length_of(network_, match);
      const bool is_static = route(match).origin == CompiledRoute::Origin::static_route;
      if (length > longest_entry || (is_static && length == longest_entry)) return {};
    }
    std::vector<std::uint32_t> routes;
    for (const Match& match : lists) routes.push_back(match.route);
    return routes;
  }

  /// The best route that surely matches; several when they are equal with different targets. Rules:
  /// RT-6, RT-7.
  std::vector<std::uint32_t> longest() const {
    std::vector<std::uint32_t> best;
    int best_length = -1;
    CompiledRoute::Origin best_origin = CompiledRoute::Origin::propagated;
    for (const Match& match : matches_) {
      if (match.holds != Tri::yes) continue;
      const int length = length_of(network_, match);
      const CompiledRoute::Origin origin = route(match).origin;
      if (length < best_length || (length == best_length && origin > best_origin)) continue;
      const bool better = length > best_length || origin < best_origin;
      if (better) best.clear();
      const bool seen = any_of(best, [&](std::uint32_t other) {
        return same_target(target(other), target(match.route));
      });
      if (!seen) best.push_back(match.route);
      best_length = length;
      best_origin = origin;
    }
    return best;
  }

  const Network& network_;
  std::uint32_t table_;
  std::vector<Match> matches_;
};

/// AWS's list of one service holds no address of another.  Rule: GEP-1
bool is_of_another_service(const Network& network, const CompiledRoute& route, Atom destination) {
  if (route.list == kNoIndex || !network.is_symbolic(destination)) return false;
  const std::string& service = network.design->all<PrefixList>()[route.list].service;
  const Symbol& symbol = network.symbol_of(destination);
  if (service.empty() || symbol.kind != Symbol::Kind::service) return false;
  return symbol.index == kNoIndex || network.services[symbol.index] != service;
}

Tri route_holds(const Network& network, const CompiledRoute& route, Atom destination) {
  if (route.anywhere) return Tri::maybe;
  if (route.service != kNoIndex) {
    // Where the list is given, its entries stand beside this route.  A host that is named by its
    // address is taken not to be one that a gateway endpoint leads to.
    const bool open = route.may_hold_hosts && network.is_public(destination);
    if (!network.is_symbolic(destination)) return open ? Tri::maybe : Tri::no;
    const Symbol& symbol = network.symbol_of(destination);
    return tri(symbol.kind == Symbol::Kind::service && symbol.index == route.service);
  }
  if (is_of_another_service(network, route, destination)) return Tri::no;
  return network.holds(route.range, destination);
}

/// Do the blocks of some routes hold all public addresses together, as 0.0.0.0/1 and 128.0.0.0/1
/// do?
bool hold_all_together(const Network& network, std::uint32_t table,
                       const std::vector<Match>& matches) {
  std::vector<AtomRange> ranges;
  for (const Match& match : matches) {
    const CompiledRoute& route = network.routes[match.route];
    const bool is_certain = !route.anywhere && route.service == kNoIndex && !route.range.empty() &&
                            !route_of(network, table, route).possible;
    if (is_certain) ranges.push_back(route.range);
  }
  std::sort(ranges.begin(), ranges.end(),
            [](const AtomRange& a, const AtomRange& b) { return a.first < b.first; });
  std::uint32_t inside = 0;
  Atom next = 0;
  for (const AtomRange& range : ranges) {
    const Atom first = std::max(range.first, next);
    if (first > range.last) continue;
    inside += network.public_count[range.last + 1] - network.public_count[first];
    next = range.last + 1;
  }
  return inside == network.public_count.back();
}

/// One of such routes is taken, whichever it is; those with one target are one.
void join_parts(const Network& network, std::uint32_t table, const std::vector<Match>& matches,
                RouteChoice& choice) {
  if (choice.routes.size() < 2 || !hold_all_together(network, table, matches)) return;
  choice.no_route_possible = false;
  std::vector<std::uint32_t> routes;
  for (const std::uint32_t route : choice.routes) {
    const RouteTarget& target = route_of(network, table, network.routes[route]).target;
    const bool is_seen = any_of(routes, [&](std::uint32_t other) {
      return same_target(route_of(network, table, network.routes[other]).target, target);
    });
    if (!is_seen) routes.push_back(route);
  }
  choice.routes = std::move(routes);
}

RouteChoice choose_now(const Network& network, std::uint32_t table, Atom destination) {
  const Slice& slice = network.tables[table].routes;
  std::vector<Match> matches;
  for (std::uint32_t i = slice.first; i < slice.first + slice.count; ++i) {
    Tri holds = route_holds(network, network.routes[i], destination);
    if (route_of(network, table, network.routes[i]).possible) holds = both(holds, Tri::maybe);
    if (holds != Tri::no) matches.push_back({i, holds});
  }
  RouteChoice choice = Chooser(network, table, matches).choose();
  const bool is_open = choice.no_route_possible && network.is_symbolic(destination);
  if (is_open) join_parts(network, table, matches, choice);
  return choice;
}

CompiledRoute::Origin origin_of(Route::Learnt learnt) {
  using Origin = CompiledRoute::Origin;
  switch (learnt) {
    case Route::Learnt::vpc:
      return Origin::propagated_vpc;
    case Route::Learnt::direct_connect:
      return Origin::propagated_direct_connect;
    case Route::Learnt::connect:
      return Origin::propagated_connect;
    case Route::Learnt::vpn:
      return Origin::propagated_vpn;
    case Route::Learnt::otherwise:
      break;
  }
  return Origin::propagated;
}

class TableCompiler {
 public:
  TableCompiler(Network& network, std::uint32_t table, const std::vector<Route>& routes,
                Ref<Vpc> vpc)
      : network_(network), table_(table), declared_(routes), vpc_(vpc) {}

  void compile() {
    CompiledTable compiled;
    compiled.routes.first = static_cast<std::uint32_t>(network_.routes.size());
    for (std::uint32_t i = 0; i < declared_.size(); ++i) add(declared_[i], i);
    compiled.routes.count =
        static_cast<std::uint32_t>(network_.routes.size()) - compiled.routes.first;
    network_.tables.push_back(compiled);
    make_intervals();
  }

 private:
  void add(const Route& route, std::uint32_t index) {
    CompiledRoute compiled;
    compiled.route = index;
    compiled.state = route.state;
    compiled.target = route.target.kind;
    compiled.target_index = route.target.index;
    compiled.local = route.target.kind == RouteTarget::Kind::local;
    if (route.propagated) compiled.origin = origin_of(route.learnt);
    if (route.prefix_list.is_none()) return add_cidr(route.destination, compiled);
    compiled.origin = CompiledRoute::Origin::prefix_list;
    if (route.prefix_list.is_unknown()) return add_cidr(kUnknown, compiled);
    compiled.list = route.prefix_list.index();
    const PrefixList& list = network_.design->get(route.prefix_list);
    if (!list.service.empty()) {
      compiled.service = network_.service_index(list.service);
      compiled.may_hold_hosts = !list.entries_known && !leads_to_gateway_endpoint(route);
      network_.routes.push_back(compiled);
      compiled.service = kNoIndex;
    } else if (!list.entries_known) {
      add_cidr(kUnknown, compiled);
    }
    if (!list.entries_known) return;
    for (const auto& entry : list.entries) add_cidr(entry, compiled);
  }

  bool leads_to_gateway_endpoint(const Route& route) const {
    if (route.target.kind != RouteTarget::Kind::vpc_endpoint) return false;
    const auto& endpoints = network_.design->all<VpcEndpoint>();
    return endpoints[route.target.index].type == EndpointType::gateway;
  }

  void add_cidr(const Value<IpPrefix>& cidr, CompiledRoute compiled) {
    compiled.anywhere = cidr.is_unknown();
    if (cidr.is_known()) {
      compiled.range = network_.range_of(cidr.get());
      compiled.length = static_cast<std::uint8_t>(cidr.get().length());
      compiled.family = cidr.get().family();
      compiled.local = compiled.local || is_vpc_block(cidr.get());
    }
    network_.routes.push_back(compiled);
  }

  /// The local route stays the local route when its target is replaced.  Rule: RT-3
  bool is_vpc_block(const IpPrefix& prefix) const {
    if (!vpc_.is_known()) return false;
    return any_of(network_.design->get(vpc_).cidrs, [&](const Value<IpPrefix>& cidr) {
      return cidr.is_known() && cidr.get() == prefix;
    });
  }

  void make_intervals() {
    std::vector<Atom> starts{0};
    const Slice routes = network_.tables[table_].routes;
    for (std::uint32_t i = routes.first; i < routes.first + routes.count; ++i) {
      const CompiledRoute& route = network_.routes[i];
      if (route.range.empty()) continue;
      starts.push_back(route.range.first);
      starts.push_back(route.range.last + 1);
    }
    if (may_hold_hosts(routes)) add_public_bounds(starts);
    sort_unique(starts);
    CompiledTable& table = network_.tables[table_];
    table.intervals.first = static_cast<std::uint32_t>(network_.route_intervals.size());
    for (const Atom start : starts) {
      if (start >= network_.atom_starts.size()) break;
      add_interval(start);
    }
    table.intervals.count =
        static_cast<std::uint32_t>(network_.route_intervals.size()) - table.intervals.first;
  }

  bool may_hold_hosts(const Slice& routes) const {
    const auto begin = network_.routes.begin() + routes.first;
    return std::any_of(begin, begin + routes.count,
                       [](const CompiledRoute& route) { return route.may_hold_hosts; });
  }

  /// Where public addresses begin and end.
  void add_public_bounds(std::vector<Atom>& starts) const {
    for (Atom atom = 1; atom < network_.atom_starts.size(); ++atom) {
      if (network_.is_public(atom) != network_.is_public(atom - 1)) starts.push_back(atom);
    }
  }

  void add_interval(Atom start) {
    const RouteChoice choice = choose_now(network_, table_, start);
    RouteInterval interval;
    interval.first = start;
    interval.no_route_possible = choice.no_route_possible;
    interval.choices = {static_cast<std::uint32_t>(network_.route_choices.size()),
                        static_cast<std::uint32_t>(choice.routes.size())};
    network_.route_choices.insert(network_.route_choices.end(), choice.routes.begin(),
                                  choice.routes.end());
    network_.route_intervals.push_back(interval);
  }

  Network& network_;
  std::uint32_t table_;
  const std::vector<Route>& declared_;
  Ref<Vpc> vpc_;
};

}  // namespace

bool same_target(const RouteTarget& a, const RouteTarget& b) {
  return a.kind == b.kind && a.index == b.index && a.name == b.name;
}

const Route& route_of(const Network& network, std::uint32_t table, const CompiledRoute& route) {
  const auto& tables = network.design->all<RouteTable>();
  if (table < tables.size()) return tables[table].routes[route.route];
  const auto index = static_cast<std::uint32_t>(table - tables.size());
  return network.design->all<TransitGatewayRouteTable>()[index].routes[route.route];
}

const RouteInterval* certain_interval(const Network& network, std::uint32_t table,
                                      Atom destination) {
  if (network.is_symbolic(destination) || stands_in(network, destination)) return nullptr;
  const Slice& slice = network.tables[table].intervals;
  const auto begin = network.route_intervals.begin() + slice.first;
  const auto after = std::upper_bound(
      begin, begin + slice.count, destination,
      [](Atom atom, const RouteInterval& interval) { return atom < interval.first; });
  const RouteInterval& interval = *(after - 1);
  const std::uint32_t ways = interval.choices.count + (interval.no_route_possible ? 1u : 0u);
  return ways == 1 ? &interval : nullptr;
}

RouteChoice choose_route(const Network& network, std::uint32_t table, Atom destination) {
  const RouteInterval* interval = certain_interval(network, table, destination);
  if (interval == nullptr) return choose_now(network, table, destination);
  RouteChoice choice;
  choice.no_route_possible = interval->no_route_possible;
  const auto first = network.route_choices.begin() + interval->choices.first;
  choice.routes.assign(first, first + interval->choices.count);
  return choice;
}

void compile_route_tables(Network& network) {
  std::uint32_t number = 0;
  for (const RouteTable& table : network.design->all<RouteTable>()) {
    TableCompiler(network, number++, table.routes, table.vpc).compile();
  }
  for (const TransitGatewayRouteTable& table : network.design->all<TransitGatewayRouteTable>()) {
    TableCompiler(network, number++, table.routes, Ref<Vpc>::none()).compile();
  }
}

}  // namespace canreach
