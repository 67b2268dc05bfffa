#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "analyzer/lint/facts.h"
#include "base/algorithm.h"
#include "base/text.h"

// Routes and NAT gateways: packets that are dropped, that pay for another zone, or for a gateway
// that they do not need.

namespace canreach {
namespace {

std::string text_of(const Design& design, const Route& route) {
  if (route.prefix_list.is_known()) return design.get(route.prefix_list).name;
  return route.destination.is_known() ? route.destination.get().to_string() : "?";
}

template <class T>
std::string why_broken(const Design& design, const RouteTarget& target) {
  const T& resource = design.all<T>()[target.index];
  Reason reason = Reason::none;
  if (is_working(kind_of<T>(), resource, reason) != Tri::no) return {};
  return fmt::format("{} {} does not work", label_of(kind_of<T>()), quoted_name(resource));
}

template <class T>
std::string why_detached(const Design& design, const RouteTarget& target, const RouteTable& table) {
  const T& gateway = design.all<T>()[target.index];
  const bool is_known = !gateway.vpc.is_unknown() && table.vpc.is_known();
  if (!is_known || gateway.vpc == table.vpc) return why_broken<T>(design, target);
  return fmt::format("{} {} is not attached to the VPC", label_of(kind_of<T>()),
                     quoted_name(gateway));
}

// What owns the interface surely does not run.
std::string why_stopped(const Network& network, std::uint32_t interface) {
  if (network.interfaces[interface].up != Tri::no) return {};
  const NetworkInterface& declared = network.design->all<NetworkInterface>()[interface];
  if (!declared.owned) return {};
  const Resource& owner = resource_of(*network.design, declared.owner_kind, declared.owner_index);
  return fmt::format("{} {} does not run", label_of(declared.owner_kind), quoted_name(owner));
}

// Why packets that take the route are dropped at once; empty: they are not, or may not be.
std::string why_dropped(const LintFacts& facts, const RouteTable& table, const Route& route) {
  const Design& design = facts.design();
  if (route.possible) return {};
  const RouteTarget& target = route.target;
  switch (target.kind) {
    case RouteTarget::Kind::blackhole:
      return target.name.empty() || target.name == "blackhole"
                 ? "its target does not exist"
                 : fmt::format("{} does not exist", quoted(target.name));
    case RouteTarget::Kind::internet_gateway:
      return why_detached<InternetGateway>(design, target, table);
    case RouteTarget::Kind::egress_only_internet_gateway:
      return why_detached<EgressOnlyInternetGateway>(design, target, table);
    case RouteTarget::Kind::nat_gateway:
      return why_broken<NatGateway>(design, target);
    case RouteTarget::Kind::vpc_peering:
      return why_broken<VpcPeering>(design, target);
    case RouteTarget::Kind::network_interface:
      return why_stopped(facts.network(), target.index);
    case RouteTarget::Kind::local:
    case RouteTarget::Kind::vpc_endpoint:
    case RouteTarget::Kind::vpn_gateway:
    case RouteTarget::Kind::transit_gateway:
    case RouteTarget::Kind::transit_gateway_attachment:
    case RouteTarget::Kind::not_modelled:
    case RouteTarget::Kind::unknown:
      return route.state == Route::State::blackhole ? "its target does not exist or work" : "";
  }
  return {};
}

// The default route of IPv4 that surely leads to a NAT gateway.
const Route* route_to_nat(const RouteTable& table) {
  for (const Route& route : table.routes) {
    const bool is_default = route.destination.is_known() && route.destination.get().length() == 0 &&
                            route.destination.get().family() == Family::ipv4 &&
                            !route.prefix_list.is_known() && !route.prefix_list.is_unknown();
    const bool is_certain = !route.possible && route.state == Route::State::active;
    if (is_default && is_certain && route.target.kind == RouteTarget::Kind::nat_gateway) {
      return &route;
    }
  }
  return nullptr;
}

// A subnet that goes out through a NAT gateway that stands in a zone.
struct Client {
  std::uint32_t subnet = 0;
  std::uint32_t table = 0;
  std::uint32_t gateway = 0;
  const Route* route = nullptr;
  std::string zone;          // of the subnet; empty: not known
  std::string gateway_zone;  // empty: not known, or a regional gateway
};

std::vector<Client> clients_of(const LintFacts& facts) {
  const Design& design = facts.design();
  std::vector<Client> clients;
  for (std::uint32_t i = 0; i < design.all<Subnet>().size(); ++i) {
    const Subnet& subnet = design.all<Subnet>()[i];
    if (!subnet.route_table.is_known()) continue;
    const Route* route = route_to_nat(design.get(subnet.route_table));
    if (route == nullptr) continue;
    const NatGateway& gateway = design.all<NatGateway>()[route->target.index];
    Client client{i, subnet.route_table.index(), route->target.index, route, subnet.zone, {}};
    if (gateway.subnet.is_known()) client.gateway_zone = design.get(gateway.subnet).zone;
    clients.push_back(std::move(client));
  }
  return clients;
}

using ZonesByVpc = std::map<std::uint32_t, std::set<std::string>>;

// The zones in which a VPC has NAT gateways that somebody uses; "" stands for one not known.
ZonesByVpc gateway_zones(const LintFacts& facts, const std::vector<Client>& clients) {
  ZonesByVpc zones;
  for (const Client& client : clients) {
    const Ref<Vpc>& vpc = facts.design().all<Subnet>()[client.subnet].vpc;
    if (vpc.is_known()) zones[vpc.index()].insert(client.gateway_zone);
  }
  return zones;
}

// Subnets in which something runs.
std::set<std::uint32_t> used_subnets(const Design& design) {
  std::set<std::uint32_t> used;
  for (const NetworkInterface& interface : design.all<NetworkInterface>()) {
    const bool runs = interface.owned && interface.subnet.is_known() &&
                      workload_of(design, interface.owner_kind, interface.owner_index) != nullptr;
    if (runs) used.insert(interface.subnet.index());
  }
  return used;
}

// Where an endpoint may take traffic to a service off the NAT gateway.
struct Endpoints {
  std::set<std::uint32_t> tables;
  std::set<std::uint32_t> vpcs;
  bool anywhere = false;
};

Endpoints endpoints_of(const Design& design, std::string_view service) {
  Endpoints result;
  for (const VpcEndpoint& endpoint : design.all<VpcEndpoint>()) {
    if (!endpoint.service.empty() && endpoint.service != service) continue;
    if (endpoint.type != EndpointType::gateway) {
      if (endpoint.vpc.is_known()) result.vpcs.insert(endpoint.vpc.index());
      result.anywhere = result.anywhere || endpoint.vpc.is_unknown();
    }
    for (const Ref<RouteTable>& table : endpoint.route_tables) {
      if (table.is_known()) result.tables.insert(table.index());
      result.anywhere = result.anywhere || table.is_unknown();
    }
  }
  return result;
}

void find_missing_endpoint(const LintFacts& facts, std::string_view service, std::string_view title,
                           Findings& findings) {
  const Design& design = facts.design();
  if (!design.is_complete(ResourceKind::VpcEndpoint)) return;
  const Endpoints endpoints = endpoints_of(design, service);
  if (endpoints.anywhere) return;
  const std::set<std::uint32_t> used = used_subnets(design);
  std::set<std::uint32_t> reported;
  for (const Client& client : clients_of(facts)) {
    const Ref<Vpc>& vpc = design.all<Subnet>()[client.subnet].vpc;
    if (!vpc.is_known() || endpoints.vpcs.count(vpc.index()) > 0) continue;
    if (endpoints.tables.count(client.table) > 0 || used.count(client.subnet) == 0) continue;
    if (!reported.insert(client.table).second) continue;
    findings.add(
        {ResourceKind::RouteTable, client.table}, std::string(service),
        fmt::format("traffic from {} to {} goes through {}, which is paid by the gigabyte: {} has "
                    "no gateway endpoint for it",
                    quoted_name(design.all<Subnet>()[client.subnet]), title,
                    quoted_name(design.all<NatGateway>()[client.gateway]),
                    quoted_name(design.all<RouteTable>()[client.table])),
        client.route->at);
  }
}

}  // namespace

void lint_blackhole_route(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  for (std::uint32_t i = 0; i < design.all<RouteTable>().size(); ++i) {
    const RouteTable& table = design.all<RouteTable>()[i];
    for (const Route& route : table.routes) {
      const std::string why = why_dropped(facts, table, route);
      if (why.empty()) continue;
      findings.add({ResourceKind::RouteTable, i}, text_of(design, route),
                   fmt::format("{} drops packets to {}: {}", quoted_name(table),
                               text_of(design, route), why),
                   route.at);
    }
  }
}

void lint_nat_without_internet(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  for (std::uint32_t i = 0; i < design.all<NatGateway>().size(); ++i) {
    const NatGateway& gateway = design.all<NatGateway>()[i];
    if (gateway.is_private.is_unknown() || gateway.is_private.get() || gateway.external) continue;
    if (!gateway.subnet.is_known()) continue;
    if (facts.subnet_leads_to_internet(gateway.subnet.index()) != Tri::no) continue;
    findings.add({ResourceKind::NatGateway, i}, "",
                 fmt::format("{} stands in subnet {}, which has no route to an internet gateway: "
                             "whatever it is sent stays there",
                             quoted_name(gateway), quoted_name(design.get(gateway.subnet))));
  }
}

void lint_nat_in_another_zone(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  const std::vector<Client> clients = clients_of(facts);
  const ZonesByVpc zones = gateway_zones(facts, clients);
  for (const Client& client : clients) {
    const Subnet& subnet = design.all<Subnet>()[client.subnet];
    if (client.zone.empty() || client.gateway_zone.empty() || !subnet.vpc.is_known()) continue;
    if (client.zone == client.gateway_zone || zones.at(subnet.vpc.index()).size() < 2) continue;
    findings.add(
        {ResourceKind::Subnet, client.subnet}, "",
        fmt::format("{} in zone {} goes out through {} in zone {}: it pays for traffic "
                    "between zones and fails with the other zone",
                    quoted_name(subnet), client.zone,
                    quoted_name(design.all<NatGateway>()[client.gateway]), client.gateway_zone),
        client.route->at);
  }
}

void lint_one_nat_for_zones(const LintFacts& facts, Findings& findings) {
  const Design& design = facts.design();
  const std::vector<Client> clients = clients_of(facts);
  const ZonesByVpc gateways = gateway_zones(facts, clients);
  std::map<std::uint32_t, std::set<std::string>> zones;  // of the clients of each NAT gateway
  for (const Client& client : clients) {
    if (!client.zone.empty()) zones[client.gateway].insert(client.zone);
  }
  for (const auto& [index, used] : zones) {
    const NatGateway& gateway = design.all<NatGateway>()[index];
    if (!gateway.subnet.is_known() || !gateway.vpc.is_known() || used.size() < 2) continue;
    const auto there = gateways.find(gateway.vpc.index());
    if (there == gateways.end() || there->second.size() != 1) continue;
    findings.add({ResourceKind::NatGateway, index}, "",
                 fmt::format("subnets of zones {} go out through {} alone: they all fail with its "
                             "zone",
                             join({used.begin(), used.end()}, ", "), quoted_name(gateway)));
  }
}

void lint_endpoint_missing(const LintFacts& facts, Findings& findings) {
  if (!facts.design().all<Bucket>().empty()) find_missing_endpoint(facts, "s3", "S3", findings);
  if (!facts.design().all<Table>().empty()) {
    find_missing_endpoint(facts, "dynamodb", "DynamoDB", findings);
  }
}

void lint_endpoint_without_routes(const LintFacts& facts, Findings& findings) {
  const std::vector<VpcEndpoint>& endpoints = facts.design().all<VpcEndpoint>();
  for (std::uint32_t i = 0; i < endpoints.size(); ++i) {
    const VpcEndpoint& endpoint = endpoints[i];
    const bool is_unused = endpoint.type == EndpointType::gateway && endpoint.route_tables.empty();
    if (!is_unused || endpoint.external) continue;
    findings.add(
        {ResourceKind::VpcEndpoint, i}, "",
        fmt::format("{} is in no route table: nothing goes through it", quoted_name(endpoint)));
  }
}

}  // namespace canreach
