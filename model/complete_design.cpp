#include "model/complete_design.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/assign_addresses.h"
#include "model/complete_transit.h"
#include "model/link_identities.h"

// What nobody writes is there all the same: a VPC is made with a main route table, a default
// network ACL and a default security group, and every route table with `local` routes.  Here they
// are added, so that no later stage has to know about defaults, and each addition is noted for
// `show`.  Rule: RT-20.
//
// Two things keep this honest.  A collected snapshot may lack a page of a listing: then the absence
// of an object proves nothing, and the reference becomes unknown.  And a VPC marked external holds
// what nobody told us: it gets its local routes, which every VPC has, and nothing else.

namespace canreach {
namespace {

constexpr std::string_view kMainName = "main";
constexpr std::string_view kDefaultName = "default";
constexpr int kDefaultIpv4Number = 100;
constexpr int kDefaultIpv6Number = 101;

bool is_chosen(const RouteTable& table) { return table.main; }
bool is_chosen(const NetworkAcl& acl) { return acl.is_default; }
bool is_chosen(const SecurityGroup& group) { return group.is_default; }

/// By VPC: its main route table, default network ACL or default security group; none where there is
/// none, unknown where the input may hold only a part.
template <class T>
std::vector<Ref<T>> chosen_of(const Design& design) {
  std::vector<Ref<T>> chosen;
  for (const Vpc& vpc : design.all<Vpc>()) {
    chosen.push_back(design.is_complete(kind_of<T>(), vpc) ? Ref<T>() : Ref<T>::unknown());
  }
  for (std::size_t i = 0; i < design.all<T>().size(); ++i) {
    const T& resource = design.all<T>()[i];
    if (!resource.vpc.is_known() || !is_chosen(resource)) continue;
    Ref<T>& place = chosen[resource.vpc.index()];
    if (place.is_none()) place = Ref<T>(i);
  }
  return chosen;
}

/// `base`, or "base-2" and so on where a resource of this kind in this VPC is called so.
template <class T>
class FreeNames {
 public:
  explicit FreeNames(const Design& design) {
    for (const T& resource : design.all<T>()) {
      if (resource.vpc.is_known()) taken_.insert({resource.vpc.index(), resource.name});
    }
  }
  std::string in(std::size_t vpc, std::string_view base) const {
    std::string name(base);
    for (int n = 2; taken_.count({vpc, name}) > 0; ++n) name = fmt::format("{}-{}", base, n);
    return name;
  }

 private:
  std::set<std::pair<std::size_t, std::string>> taken_;
};

template <class T>
T implied_in(const Design& design, std::size_t vpc, std::string name) {
  const Vpc& owner = design.all<Vpc>()[vpc];
  T resource;
  resource.id = name;
  resource.name = std::move(name);
  resource.scope = owner.name;
  resource.account = owner.account;
  resource.region = owner.region;
  resource.implied = true;
  resource.vpc = Ref<Vpc>(vpc);
  return resource;
}

/// Adds what `make` gives for each VPC whose place in `chosen` is empty.  Those of external VPCs
/// become unknown.
template <class T, class Make>
void add_missing(Design& design, Origin origin, std::vector<Ref<T>>& chosen, std::string_view base,
                 std::string_view words, Make make) {
  const FreeNames<T> names(design);
  for (std::size_t vpc = 0; vpc < chosen.size(); ++vpc) {
    if (!chosen[vpc].is_none()) continue;
    if (origin == Origin::collected || design.all<Vpc>()[vpc].external) {
      chosen[vpc] = Ref<T>::unknown();
      continue;
    }
    T resource = implied_in<T>(design, vpc, names.in(vpc, base));
    make(resource);
    note_completion(design, kind_of<T>(), resource.name,
                    fmt::format("{} of vpc {}", words, quoted(resource.scope)));
    chosen[vpc] = design.add(std::move(resource));
  }
}

/// May the VPC have an IPv6 block?  A rule for IPv6 is idle in a VPC without one, so an unknown
/// block counts.
bool may_have_ipv6(const Vpc& vpc) {
  return any_of(vpc.cidrs, [](const Value<IpPrefix>& cidr) {
    return cidr.is_unknown() || cidr.get().family() == Family::ipv6;
  });
}

IpPrefix any_address(Family family) {
  IpAddress zero;
  zero.family = family;
  return IpPrefix(zero, 0);
}

NetworkAclEntry allow_all(int number, Family family) {
  NetworkAclEntry entry;
  entry.number = number;
  entry.allow = true;
  entry.traffic = TrafficMatch::of(TrafficSet::all());
  entry.cidr = any_address(family);
  return entry;
}

/// Rule: NACL-4.
std::vector<NetworkAclEntry> default_entries(const Vpc& vpc) {
  std::vector<NetworkAclEntry> entries = {allow_all(kDefaultIpv4Number, Family::ipv4)};
  if (may_have_ipv6(vpc)) entries.push_back(allow_all(kDefaultIpv6Number, Family::ipv6));
  return entries;
}

SecurityGroupRule admit_all_to(Family family) {
  SecurityGroupRule rule;
  rule.traffic = TrafficMatch::of(TrafficSet::all());
  rule.peer.kind = SecurityGroupPeer::Kind::cidr;
  rule.peer.cidr = any_address(family);
  rule.peer.name = rule.peer.cidr.to_string();
  return rule;
}

SecurityGroupRule admit_all_from(Ref<SecurityGroup> group, const std::string& name) {
  SecurityGroupRule rule;
  rule.traffic = TrafficMatch::of(TrafficSet::all());
  rule.peer.kind = SecurityGroupPeer::Kind::group;
  rule.peer.group = group;
  rule.peer.name = name;
  return rule;
}

/// A subnet that names none uses its VPC's main table or default ACL.  Rules: RT-1, NACL-1.
template <class T>
void associate(Design& design, Subnet& subnet, Ref<T>& place, const std::vector<Ref<T>>& chosen,
               std::string_view words) {
  if (!place.is_none()) return;
  const bool known = subnet.vpc.is_known() && !subnet.external;
  place = known ? chosen[subnet.vpc.index()] : Ref<T>::unknown();
  if (!place.is_known()) return;
  note_completion(design, ResourceKind::Subnet, subnet.name,
                  fmt::format("{} {}", words, quoted(design.get(place).name)));
}

void complete_route_tables(Design& design, Origin origin) {
  std::vector<Ref<RouteTable>> mains = chosen_of<RouteTable>(design);
  add_missing(design, origin, mains, kMainName, "implicit main route table",
              [](RouteTable& table) { table.main = true; });
  for (Subnet& subnet : design.all<Subnet>()) {
    associate(design, subnet, subnet.route_table, mains, "the VPC's main route table");
  }
}

void sort_entries(std::vector<NetworkAclEntry>& entries) {
  std::stable_sort(
      entries.begin(), entries.end(),
      [](const NetworkAclEntry& a, const NetworkAclEntry& b) { return a.number < b.number; });
}

void complete_network_acls(Design& design, Origin origin) {
  std::vector<Ref<NetworkAcl>> defaults = chosen_of<NetworkAcl>(design);
  add_missing(design, origin, defaults, kDefaultName, "implicit default network ACL",
              [&design](NetworkAcl& acl) {
                acl.is_default = true;
                acl.ingress = default_entries(design.get(acl.vpc));
                acl.egress = acl.ingress;
              });
  for (Subnet& subnet : design.all<Subnet>()) {
    associate(design, subnet, subnet.network_acl, defaults, "the VPC's default network ACL");
  }
  for (NetworkAcl& acl : design.all<NetworkAcl>()) {
    sort_entries(acl.ingress);
    sort_entries(acl.egress);
  }
}

/// Rule: SG-3.
void add_default_rules(const Design& design, SecurityGroup& group) {
  const Ref<SecurityGroup> self(design.all<SecurityGroup>().size());
  group.is_default = true;
  group.ingress.push_back(admit_all_from(self, group.name));
  group.egress.push_back(admit_all_to(Family::ipv4));
  if (may_have_ipv6(design.get(group.vpc))) group.egress.push_back(admit_all_to(Family::ipv6));
}

void give_default_group(Design& design, NetworkInterface& interface,
                        const std::vector<Ref<SecurityGroup>>& defaults) {
  const Ref<Vpc> vpc = vpc_of(design, interface);
  const bool known = vpc.is_known() && !interface.external && defaults[vpc.index()].is_known();
  if (!known) {
    interface.security_groups_known = false;
    return;
  }
  const Ref<SecurityGroup> group = defaults[vpc.index()];
  interface.security_groups.push_back(group);
  const Resource& shown = interface.owned
                              ? resource_of(design, interface.owner_kind, interface.owner_index)
                              : interface;
  note_completion(
      design, interface.owned ? interface.owner_kind : ResourceKind::NetworkInterface, shown.name,
      fmt::format("the VPC's default security group {}", quoted(design.get(group).name)));
}

void complete_security_groups(Design& design, Origin origin) {
  std::vector<Ref<SecurityGroup>> defaults = chosen_of<SecurityGroup>(design);
  add_missing(design, origin, defaults, kDefaultName, "implicit default security group",
              [&design](SecurityGroup& group) { add_default_rules(design, group); });
  for (NetworkInterface& interface : design.all<NetworkInterface>()) {
    const bool has_none = interface.has_security_groups && interface.security_groups_known &&
                          interface.security_groups.empty();
    if (has_none) give_default_group(design, interface, defaults);
  }
}

/// A propagated route stands beside the local one of the same destination; any other takes its
/// place.  Rules: RT-3, RT-8.
bool has_route_to(const RouteTable& table, const IpPrefix& destination) {
  return any_of(table.routes, [&destination](const Route& route) {
    return !route.propagated && route.prefix_list.is_none() && route.destination.is_known() &&
           route.destination.get() == destination;
  });
}

std::size_t count_unknown_locals(const RouteTable& table) {
  return static_cast<std::size_t>(
      std::count_if(table.routes.begin(), table.routes.end(), [](const Route& route) {
        return route.target.kind == RouteTarget::Kind::local && route.prefix_list.is_none() &&
               route.destination.is_unknown();
      }));
}

Route local_route(Value<IpPrefix> destination) {
  Route route;
  route.destination = std::move(destination);
  route.target.kind = RouteTarget::Kind::local;
  route.target.name = "local";
  route.implied = true;
  return route;
}

std::vector<Route> missing_local_routes(const RouteTable& table, const Vpc& vpc) {
  std::size_t unknown_locals = count_unknown_locals(table);
  std::vector<Route> missing;
  for (const Value<IpPrefix>& cidr : vpc.cidrs) {
    if (cidr.is_known()) {
      if (!has_route_to(table, cidr.get())) missing.push_back(local_route(cidr));
    } else if (unknown_locals > 0) {
      --unknown_locals;
    } else {
      missing.push_back(local_route(kUnknown));
    }
  }
  return missing;
}

/// Rule: RT-3.
void add_local_routes(Design& design, RouteTable& table) {
  if (!table.vpc.is_known()) return;
  const std::vector<Route> missing = missing_local_routes(table, design.get(table.vpc));
  for (const Route& route : missing) {
    const std::string destination =
        route.destination.is_known() ? route.destination.get().to_string() : "unknown";
    note_completion(design, ResourceKind::RouteTable, table.name,
                    fmt::format("{} -> local", destination));
  }
  table.routes.insert(table.routes.begin(), missing.begin(), missing.end());
}

bool leads_to(const ClientVpnEndpoint& endpoint, Ref<Subnet> subnet, const Value<IpPrefix>& cidr) {
  return any_of(endpoint.routes, [&](const ClientVpnRoute& route) {
    return !route.implied && route.subnet == subnet && route.destination == cidr;
  });
}

/// Associating a subnet adds a route to its VPC; an input that has it has them all.  Whether it
/// leads to the further blocks of the VPC is not documented.  Rule: CVPN-2.
void add_client_vpn_routes(Design& design, ClientVpnEndpoint& endpoint) {
  for (const Ref<NetworkInterface> ref : endpoint.interfaces) {
    const NetworkInterface& interface = design.get(ref);
    if (!interface.vpc.is_known() || !interface.subnet.is_known()) continue;
    const std::vector<Value<IpPrefix>>& cidrs = design.get(interface.vpc).cidrs;
    if (cidrs.empty() || leads_to(endpoint, interface.subnet, cidrs.front())) continue;
    for (std::size_t i = 0; i < cidrs.size(); ++i) {
      ClientVpnRoute route{cidrs[i], interface.subnet, true, i > 0, endpoint.at};
      endpoint.routes.push_back(std::move(route));
    }
    note_completion(design, ResourceKind::ClientVpnEndpoint, endpoint.name,
                    fmt::format("the route of clients in {} to vpc {}",
                                quoted(design.get(interface.subnet).name),
                                quoted(design.get(interface.vpc).name)));
  }
}

/// AWS's list of a service's addresses in the endpoint's region.  It surely exists, so it is added
/// whatever the input leaves out; its entries are not known.
Ref<PrefixList> prefix_list_of(Design& design, const VpcEndpoint& endpoint) {
  const std::vector<PrefixList>& lists = design.all<PrefixList>();
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const bool same_region =
        lists[i].region.empty() || endpoint.region.empty() || lists[i].region == endpoint.region;
    if (lists[i].service == endpoint.service && same_region) return Ref<PrefixList>(i);
  }
  PrefixList list;
  list.name = endpoint.service_name.empty() ? endpoint.service : endpoint.service_name;
  list.id = list.name;
  list.region = endpoint.region;
  list.implied = true;
  list.entries_known = false;
  list.service = endpoint.service;
  note_completion(design, ResourceKind::PrefixList, list.name,
                  fmt::format("AWS's list of the addresses of {}", quoted(list.service)));
  return design.add(std::move(list));
}

bool has_route_through(const RouteTable& table, std::uint32_t endpoint) {
  return any_of(table.routes, [endpoint](const Route& route) {
    return route.target.kind == RouteTarget::Kind::vpc_endpoint && route.target.index == endpoint;
  });
}

Route endpoint_route(Ref<PrefixList> list, std::uint32_t index, const std::string& name,
                     bool possible) {
  Route route;
  route.possible = possible;
  route.prefix_list = list;
  route.target.kind = RouteTarget::Kind::vpc_endpoint;
  route.target.index = index;
  route.target.name = name;
  route.implied = true;
  return route;
}

/// The endpoint as it is, or as it may be: there are gateway endpoints of two services.
std::vector<VpcEndpoint> possible_services(const VpcEndpoint& endpoint) {
  if (!endpoint.service.empty()) return {endpoint};
  const std::string region = endpoint.region.empty() ? "" : endpoint.region + ".";
  std::vector<VpcEndpoint> possible;
  for (const char* service : {"s3", "dynamodb"}) {
    possible.push_back(endpoint);
    possible.back().service = service;
    possible.back().service_name = fmt::format("com.amazonaws.{}{}", region, service);
  }
  return possible;
}

void add_endpoint_route(Design& design, std::uint32_t index, Ref<RouteTable> ref, bool possible) {
  if (has_route_through(design.get(ref), index)) return;
  const std::vector<VpcEndpoint> endpoints = possible_services(design.all<VpcEndpoint>()[index]);
  for (const VpcEndpoint& endpoint : endpoints) {
    const Ref<PrefixList> list = prefix_list_of(design, endpoint);
    RouteTable& table = design.get(ref);
    table.routes.push_back(
        endpoint_route(list, index, endpoint.name, possible || endpoints.size() > 1));
    note_completion(design, ResourceKind::RouteTable, table.name,
                    fmt::format("{} -> {}{}", design.get(list).name, endpoint.name,
                                table.routes.back().possible ? " (perhaps)" : ""));
  }
}

/// The private names of an endpoint go with it, and one that nobody accepted has none.  Rule: IEP-3
void close_endpoint(VpcEndpoint& endpoint) {
  static const std::vector<std::string> kOver = {"deleted", "expired", "failed", "rejected"};
  if (endpoint.state.is_known() && contains(kOver, endpoint.state.get())) {
    endpoint.private_dns = false;
  }
}

/// Rule: GEP-1.
void add_endpoint_routes(Design& design, std::uint32_t index) {
  const VpcEndpoint& endpoint = design.all<VpcEndpoint>()[index];
  const bool deleted = endpoint.state.is_known() && endpoint.state.get() == "deleted";
  if (endpoint.type != EndpointType::gateway || endpoint.external || deleted) return;
  bool all_known = true;
  for (const Ref<RouteTable> ref : endpoint.route_tables) {
    all_known = all_known && !ref.is_unknown();
    if (ref.is_known()) add_endpoint_route(design, index, ref, false);
  }
  if (all_known || !endpoint.vpc.is_known()) return;
  for (std::size_t i = 0; i < design.all<RouteTable>().size(); ++i) {
    const RouteTable& table = design.all<RouteTable>()[i];
    const bool is_edge = table.edge.kind != EdgeGateway::Kind::none;
    if (table.vpc == endpoint.vpc && !is_edge) {
      add_endpoint_route(design, index, Ref<RouteTable>(i), true);
    }
  }
}

/// The gateway that teaches the table, or may do so; a VPC has one at most.
Ref<VpnGateway> teacher_of(const Design& design, const RouteTable& table) {
  if (table.propagating.empty() || table.propagating.front().is_known()) {
    return table.propagating.empty() ? Ref<VpnGateway>::none() : table.propagating.front();
  }
  const std::vector<VpnGateway>& gateways = design.all<VpnGateway>();
  for (std::size_t i = 0; i < gateways.size(); ++i) {
    if (table.vpc.is_known() && gateways[i].vpc == table.vpc) return Ref<VpnGateway>(i);
  }
  return Ref<VpnGateway>::none();
}

Route learnt_route(const RouteTable& table, Ref<VpnGateway> teacher, const std::string& name) {
  Route route;
  route.target.kind = RouteTarget::Kind::vpn_gateway;
  route.target.index = teacher.index();
  route.target.name = name;
  route.propagated = true;
  route.implied = true;
  route.at = table.at;
  return route;
}

/// A written table that propagates says not what it learns: what the gateway knows, and, where that
/// is not all, routes that may be there.  Rule: VPN-1.
void add_learnt_routes(Design& design, RouteTable& table, const BehindGateways& behind) {
  const bool listed = any_of(table.routes, [](const Route& route) { return route.propagated; });
  const Ref<VpnGateway> teacher = teacher_of(design, table);
  if (!teacher.is_known() || listed) return;
  const VpnGateway& gateway = design.get(teacher);
  std::vector<IpPrefix> known;
  for (const LearntNetwork& network : behind.of(teacher.index())) {
    if (network.cidr.is_unknown() || contains(known, network.cidr.get())) continue;
    known.push_back(network.cidr.get());
    Route route = learnt_route(table, teacher, gateway.name);
    route.destination = network.cidr;
    if (table.propagating.front().is_unknown()) route.state = Route::State::unknown;
    table.routes.push_back(std::move(route));
  }
  if (behind.is_open(teacher.index())) {
    for (const IpPrefix& network : learnt_networks(design)) {
      if (contains(known, network)) continue;
      Route route = learnt_route(table, teacher, gateway.name);
      route.destination = network;
      route.state = Route::State::unknown;
      table.routes.push_back(std::move(route));
    }
  }
  note_completion(design, ResourceKind::RouteTable, table.name,
                  fmt::format("routes that {} {} it", gateway.name,
                              behind.is_open(teacher.index()) ? "may teach" : "teaches"));
}

/// A collected table lists the routes of endpoints itself.
void complete_routes(Design& design, Origin origin) {
  for (RouteTable& table : design.all<RouteTable>()) add_local_routes(design, table);
  for (VpcEndpoint& endpoint : design.all<VpcEndpoint>()) close_endpoint(endpoint);
  if (origin == Origin::collected) return;
  const BehindGateways behind(design);
  for (RouteTable& table : design.all<RouteTable>()) add_learnt_routes(design, table, behind);
  for (std::uint32_t i = 0; i < design.all<VpcEndpoint>().size(); ++i) {
    add_endpoint_routes(design, i);
  }
}

}  // namespace

void note_completion(Design& design, ResourceKind kind, const std::string& name, std::string what) {
  design.completions.push_back({std::string(label_of(kind)), name, std::move(what)});
}

void complete_design(Design& design, Diagnostics& diagnostics, Origin origin) {
  complete_route_tables(design, origin);
  complete_network_acls(design, origin);
  complete_security_groups(design, origin);
  link_transit(design);
  if (origin == Origin::written) complete_transit(design);
  complete_routes(design, origin);
  for (ClientVpnEndpoint& endpoint : design.all<ClientVpnEndpoint>()) {
    if (origin == Origin::written) add_client_vpn_routes(design, endpoint);
  }
  assign_addresses(design, diagnostics);
  link_identities(design);
}

}  // namespace canreach
