#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "model/design_checks.h"

// Routes that AWS refuses to create.
//
// Inside the VPC's own range little is allowed: the local route itself may get another target, and
// a subnet as a whole may be sent through an appliance (RT-3, RT-4).  A table that governs what
// enters through a gateway allows nothing else at all (RT-14).  No route may lead to the addresses
// that AWS uses for its own services on every host (RT-5), and no table has two static routes to
// one destination; propagated ones may stand beside a static one (RT-7).

namespace canreach {
namespace {

using TargetKind = RouteTarget::Kind;

constexpr std::string_view kSubnetTargets =
    "a NAT gateway, a network interface or a Gateway Load Balancer endpoint";
constexpr std::string_view kEdgeTargets =
    "local, a network interface or a Gateway Load Balancer endpoint";

/// What a VPC's subnets are, for looking up whether a destination is the whole of one.
struct SubnetBlocks {
  std::vector<std::pair<Ref<Vpc>, IpPrefix>> known;  // sorted
  std::vector<bool> has_unknown;                     // by VPC

  explicit SubnetBlocks(const Design& design) : has_unknown(design.all<Vpc>().size()) {
    for (const Subnet& subnet : design.all<Subnet>()) {
      if (subnet.vpc.is_known()) add(subnet);
    }
    std::sort(known.begin(), known.end());
  }

  /// Could this be the whole block of a subnet?
  bool may_hold(Ref<Vpc> vpc, const IpPrefix& destination) const {
    return has_unknown[vpc.index()] ||
           std::binary_search(known.begin(), known.end(), std::pair(vpc, destination));
  }

 private:
  void add(const Subnet& subnet) {
    if (subnet.cidrs.empty()) has_unknown[subnet.vpc.index()] = true;
    for (const Value<IpPrefix>& cidr : subnet.cidrs) {
      if (cidr.is_known()) {
        known.push_back({subnet.vpc, cidr.get()});
      } else {
        has_unknown[subnet.vpc.index()] = true;
      }
    }
  }
};

bool is_gateway_load_balancer_endpoint(const Design& design, const RouteTarget& target) {
  return target.kind == TargetKind::vpc_endpoint &&
         design.all<VpcEndpoint>()[target.index].type == EndpointType::gateway_load_balancer;
}

/// A target that no longer exists may have been a good one.
bool may_be_appliance(const Design& design, const RouteTarget& target) {
  return target.kind == TargetKind::network_interface || target.kind == TargetKind::unknown ||
         target.kind == TargetKind::blackhole || is_gateway_load_balancer_endpoint(design, target);
}

bool may_inspect_subnet(const Design& design, const RouteTarget& target) {
  return target.kind == TargetKind::nat_gateway || may_be_appliance(design, target);
}

class TableCheck {
 public:
  TableCheck(const Design& design, const SubnetBlocks& subnets, const RouteTable& table,
             Diagnostics& diagnostics)
      : design_(design),
        subnets_(subnets),
        table_(table),
        vpc_(design.get(table.vpc)),
        diagnostics_(diagnostics) {}

  void run() {
    const bool is_edge = table_.edge.kind != EdgeGateway::Kind::none;
    const bool may_be_none = table_.edge.kind == EdgeGateway::Kind::unknown;
    for (const Route& route : table_.routes) {
      if (route.implied) continue;
      const std::optional<std::string> refusal = is_edge ? edge_refusal(route) : refusal_of(route);
      if (refusal && !(may_be_none && !refusal_of(route))) refuse(route, *refusal);
    }
    if (is_edge && !may_be_none && !table_.propagating.empty()) report_propagation();
  }

 private:
  /// As a subnet's table.
  std::optional<std::string> refusal_of(const Route& route) const {
    if (route.propagated) return std::nullopt;
    if (!route.prefix_list.is_none()) return list_refusal(route);
    if (route.destination.is_unknown()) return std::nullopt;
    const IpPrefix& destination = route.destination.get();
    if (const std::optional<std::string> words = reserved_refusal(destination)) return words;
    const std::optional<IpPrefix> around = block_around(destination);
    if (!around) return outside_refusal(route);
    if (destination == *around) return replaced_local_refusal(route);
    return inside_refusal(route, destination, *around);
  }

  /// Each entry of a prefix list is a route.  One for a whole block of the VPC gives way to the
  /// local route.  Rules: RT-4, RT-5, RT-10.
  std::optional<std::string> list_refusal(const Route& route) const {
    if (!route.prefix_list.is_known()) return std::nullopt;
    for (const Value<IpPrefix>& entry : design_.get(route.prefix_list).entries) {
      if (entry.is_unknown()) continue;
      std::optional<std::string> words = reserved_refusal(entry.get());
      const std::optional<IpPrefix> around = block_around(entry.get());
      const bool is_inside = around && entry.get() != *around;
      if (!words && is_inside) words = inside_refusal(route, entry.get(), *around);
      if (words) return fmt::format("of its entry {}: {}", entry.get().to_string(), *words);
    }
    return std::nullopt;
  }

  /// Rule: RT-5.
  static std::optional<std::string> reserved_refusal(const IpPrefix& destination) {
    static const IpPrefix kServicesIpv4 = IpPrefix::parse("169.254.168.0/22").value();
    static const IpPrefix kServicesIpv6 = IpPrefix::parse("fd00:ec2::/32").value();
    for (const IpPrefix& kept : {kServicesIpv4, kServicesIpv6}) {
      if (kept.contains(destination)) {
        return fmt::format("AWS keeps {} for its own services", kept.to_string());
      }
    }
    return std::nullopt;
  }

  /// The VPC's block that the destination lies in.
  std::optional<IpPrefix> block_around(const IpPrefix& destination) const {
    for (const Value<IpPrefix>& cidr : vpc_.cidrs) {
      if (cidr.is_known() && cidr.get().contains(destination)) return cidr.get();
    }
    return std::nullopt;
  }

  bool may_have_more_blocks() const {
    return vpc_.cidrs.empty() ||
           any_of(vpc_.cidrs, [](const Value<IpPrefix>& cidr) { return cidr.is_unknown(); });
  }

  /// Rule: RT-3.
  std::optional<std::string> outside_refusal(const Route& route) const {
    if (route.target.kind != TargetKind::local || may_have_more_blocks()) return std::nullopt;
    return fmt::format("`local` is the target of the blocks of {} alone", described(vpc_));
  }

  /// Rules: RT-3, ADR-4.
  std::optional<std::string> replaced_local_refusal(const Route& route) const {
    if (route.target.kind == TargetKind::local || may_inspect_subnet(design_, route.target)) {
      return std::nullopt;
    }
    return fmt::format("it is a block of {}, which stays local or goes to {}", described(vpc_),
                       kSubnetTargets);
  }

  /// Rules: RT-4, ADR-4.
  std::optional<std::string> inside_refusal(const Route& route, const IpPrefix& destination,
                                            const IpPrefix& around) const {
    if (!subnets_.may_hold(table_.vpc, destination)) {
      return fmt::format("it lies inside {} ({}), but is not the whole block of a subnet",
                         described(vpc_), around.to_string());
    }
    if (may_inspect_subnet(design_, route.target)) return std::nullopt;
    return fmt::format("it lies inside {} ({}): only {} can be its target", described(vpc_),
                       around.to_string(), kSubnetTargets);
  }

  /// Rule: RT-14.
  std::optional<std::string> edge_refusal(const Route& route) const {
    if (!route.prefix_list.is_none()) {
      return "a table of a gateway takes no prefix lists";
    }
    if (route.propagated) return "a table of a gateway takes no propagated routes";
    if (const std::optional<std::string> words = edge_destination_refusal(route)) return words;
    const bool fits =
        route.target.kind == TargetKind::local || may_be_appliance(design_, route.target);
    if (fits) return std::nullopt;
    return fmt::format("in a table of a gateway only {} can be its target", kEdgeTargets);
  }

  std::optional<std::string> edge_destination_refusal(const Route& route) const {
    if (route.destination.is_unknown()) return std::nullopt;
    const IpPrefix& destination = route.destination.get();
    const std::optional<IpPrefix> around = block_around(destination);
    const bool fits = around ? destination == *around || subnets_.may_hold(table_.vpc, destination)
                             : may_have_more_blocks();
    if (fits) return std::nullopt;
    return fmt::format(
        "a table of a gateway takes whole blocks of {} and whole blocks of its subnets alone",
        described(vpc_));
  }

  void refuse(const Route& route, const std::string& why) {
    std::string destination = "unknown";
    if (route.prefix_list.is_known()) {
      destination = design_.get(route.prefix_list).name;
    } else if (route.prefix_list.is_none() && route.destination.is_known()) {
      destination = route.destination.get().to_string();
    }
    diagnostics_.report(DiagnosticKind::route_inside_vpc, route.at, {quoted(destination), why});
  }

  void report_propagation() {
    diagnostics_.report(DiagnosticKind::conflicting_keys, table_.at,
                        {fmt::format("{} is a table of a gateway: no routes are propagated to it",
                                     described(table_))});
  }

  const Design& design_;
  const SubnetBlocks& subnets_;
  const RouteTable& table_;
  const Vpc& vpc_;
  Diagnostics& diagnostics_;
};

/// A static route's destination, for finding equal ones.
struct Destination {
  Ref<PrefixList> list;
  IpPrefix cidr;
  const Route* route;

  bool same_as(const Destination& other) const { return list == other.list && cidr == other.cidr; }
};

std::vector<Destination> static_destinations(const RouteTable& table) {
  std::vector<Destination> destinations;
  for (const Route& route : table.routes) {
    if (route.propagated || route.possible || route.prefix_list.is_unknown()) continue;
    if (route.prefix_list.is_known()) {
      destinations.push_back({route.prefix_list, IpPrefix(), &route});
    } else if (route.destination.is_known()) {
      destinations.push_back({Ref<PrefixList>(), route.destination.get(), &route});
    }
  }
  std::stable_sort(destinations.begin(), destinations.end(),
                   [](const Destination& a, const Destination& b) {
                     return std::tie(a.list, a.cidr) < std::tie(b.list, b.cidr);
                   });
  return destinations;
}

SourceLoc place_of(const Route& a, const Route& b, const RouteTable& table) {
  if (!a.at.is_somewhere() && !b.at.is_somewhere()) return table.at;
  if (!a.at.is_somewhere()) return b.at;
  return b.at.is_somewhere() ? std::max(a.at, b.at) : a.at;
}

/// Two routes that nobody wrote come from two endpoints of one service: check_endpoints() tells.
void check_duplicates(const Design& design, const RouteTable& table, Diagnostics& diagnostics) {
  const std::vector<Destination> destinations = static_destinations(table);
  for (std::size_t i = 1; i < destinations.size(); ++i) {
    const Destination& before = destinations[i - 1];
    const Destination& after = destinations[i];
    const bool both_implied = before.route->implied && after.route->implied;
    if (both_implied || !after.same_as(before)) continue;
    const std::string shown =
        after.list.is_known() ? design.get(after.list).name : after.cidr.to_string();
    diagnostics.report(DiagnosticKind::duplicate_route,
                       place_of(*before.route, *after.route, table),
                       {described(table), quoted(shown)});
  }
}

/// A gateway endpoint's route table and service, and the endpoint.
struct EndpointRoute {
  Ref<RouteTable> table;
  std::string_view service;
  const VpcEndpoint* endpoint;
};

/// Rule: GEP-10.
void check_one_route_a_service(const Design& design, std::vector<EndpointRoute> routes,
                               Diagnostics& diagnostics) {
  std::stable_sort(routes.begin(), routes.end(),
                   [](const EndpointRoute& a, const EndpointRoute& b) {
                     return std::tie(a.table, a.service) < std::tie(b.table, b.service);
                   });
  for (std::size_t i = 1; i < routes.size(); ++i) {
    const EndpointRoute& before = routes[i - 1];
    const EndpointRoute& after = routes[i];
    if (before.table != after.table || before.service != after.service) continue;
    diagnostics.report(DiagnosticKind::duplicate_route, after.endpoint->at,
                       {described(design.get(after.table)),
                        fmt::format("{}: through {} and {}", quoted(after.service),
                                    described(*before.endpoint), described(*after.endpoint))});
  }
}

void check_endpoints(const Design& design, Diagnostics& diagnostics) {
  std::vector<EndpointRoute> routes;
  for (const VpcEndpoint& endpoint : design.all<VpcEndpoint>()) {
    if (endpoint.type != EndpointType::gateway || endpoint.service.empty()) continue;
    for (const Ref<RouteTable> table : endpoint.route_tables) {
      if (table.is_known()) routes.push_back({table, endpoint.service, &endpoint});
    }
  }
  check_one_route_a_service(design, std::move(routes), diagnostics);
}

}  // namespace

void check_routes(const Design& design, Diagnostics& diagnostics) {
  const SubnetBlocks subnets(design);
  for (const RouteTable& table : design.all<RouteTable>()) {
    check_duplicates(design, table, diagnostics);
    if (table.vpc.is_known()) TableCheck(design, subnets, table, diagnostics).run();
  }
  check_endpoints(design, diagnostics);
}

}  // namespace canreach
