#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/readers.h"

// Route tables, their associations with subnets and gateways, and the targets of routes.  A target
// that is not in the input but that AWS calls active exists: it becomes an external resource where
// the table's VPC says enough about it, else a target of which only the name is known.

namespace canreach {
namespace {

using TargetKind = RouteTarget::Kind;

// Targets that no verdict can follow yet.
struct LabelledKey {
  std::string_view key;
  std::string_view label;
};
constexpr std::array<LabelledKey, 4> kNotModelled = {{
    {"LocalGatewayId", "local-gateway"},
    {"CarrierGatewayId", "carrier-gateway"},
    {"CoreNetworkArn", "core-network"},
    {"OdbNetworkArn", "odb-network"},
}};

// One table while it is read.
struct TableReader {
  SnapshotReading& reading;
  RouteTable& table;

  template <class T>
  RouteTarget known(TargetKind kind, Ref<T> ref) const {
    return {kind, ref.index(), reading.design.get(ref).name, {}};
  }
  template <class T>
  Ref<T> find_or_external(const std::string& id, bool active, const SourceLoc& at) const;
  template <class T>
  RouteTarget gateway(TargetKind kind, const std::string& id, bool active,
                      const SourceLoc& at) const;
  RouteTarget endpoint(const std::string& id, const ResourceRecord& route) const;
  RouteTarget interface(const std::string& id, bool active, const ResourceRecord& route) const;
  RouteTarget instance(const std::string& id, bool active) const;
  RouteTarget peering(const std::string& id, bool active, const ResourceRecord& route) const;
  RouteTarget not_found(ResourceKind kind, const std::string& id, bool active,
                        const SourceLoc& at) const;
  RouteTarget by_gateway_id(const std::string& id, bool active, const ResourceRecord& route) const;
  RouteTarget target_of(const ResourceRecord& route, bool active) const;
  void read_destination(Route& route, const ResourceRecord& record) const;
  Route read_route(const ResourceRecord& record) const;
  EdgeGateway edge_of(const std::string& id, const SourceLoc& at) const;
  void read_associations(const ResourceRecord& record) const;
};

RouteTarget TableReader::not_found(ResourceKind kind, const std::string& id, bool active,
                                   const SourceLoc& at) const {
  if (!active) return {TargetKind::blackhole, 0, id, {}};
  reading.report_missing(kind, id, table.id, at);
  return {TargetKind::unknown, 0, id, {}};
}

template <class T>
Ref<T> TableReader::find_or_external(const std::string& id, bool active,
                                     const SourceLoc& at) const {
  const Ref<T> ref = reading.find<T>(id);
  if (ref.is_known() || !active || !table.vpc.is_known()) return ref;
  reading.report_missing(kind_of<T>(), id, table.id, at);
  T external;
  external.id = id;
  external.name = id;
  external.external = true;
  external.account = table.account;
  external.at = at;
  external.vpc = table.vpc;
  reading.place_in(external, table.vpc);
  return reading.add(std::move(external));
}

template <class T>
RouteTarget TableReader::gateway(TargetKind kind, const std::string& id, bool active,
                                 const SourceLoc& at) const {
  const Ref<T> ref = find_or_external<T>(id, active, at);
  return ref.is_known() ? known(kind, ref) : not_found(kind_of<T>(), id, active, at);
}

// A route to a prefix list leads to a gateway endpoint, any other one to a Gateway Load Balancer's.
RouteTarget TableReader::endpoint(const std::string& id, const ResourceRecord& route) const {
  const bool active = route.text("State") != "blackhole";
  const bool known_before = reading.find<VpcEndpoint>(id).is_known();
  const Ref<VpcEndpoint> ref = find_or_external<VpcEndpoint>(id, active, route.at());
  if (!ref.is_known()) return not_found(ResourceKind::VpcEndpoint, id, active, route.at());
  if (!known_before) {
    VpcEndpoint& external = reading.design.get(ref);
    const bool is_gateway = route.has("DestinationPrefixListId");
    external.type = is_gateway ? EndpointType::gateway : EndpointType::gateway_load_balancer;
    external.private_dns = kUnknown;
    external.policy_known = false;
  }
  return known(TargetKind::vpc_endpoint, ref);
}

RouteTarget TableReader::interface(const std::string& id, bool active,
                                   const ResourceRecord& route) const {
  const bool known_before = reading.find<NetworkInterface>(id).is_known();
  const Ref<NetworkInterface> ref = find_or_external<NetworkInterface>(id, active, route.at());
  if (!ref.is_known()) return not_found(ResourceKind::NetworkInterface, id, active, route.at());
  if (!known_before) {
    NetworkInterface& external = reading.design.get(ref);
    external.subnet = Ref<Subnet>::unknown();
    external.addresses_known = false;
    external.security_groups_known = false;
    external.source_dest_check = kUnknown;
  }
  return known(TargetKind::network_interface, ref);
}

// A route to an instance means its first interface.  Rule: RT-12.
RouteTarget TableReader::instance(const std::string& id, bool active) const {
  const Ref<Instance> ref = reading.find<Instance>(id);
  if (active && ref.is_known() && !reading.design.get(ref).interfaces.empty()) {
    return known(TargetKind::network_interface, reading.design.get(ref).interfaces.front());
  }
  return {active ? TargetKind::unknown : TargetKind::blackhole, 0, id, {}};
}

RouteTarget TableReader::peering(const std::string& id, bool active,
                                 const ResourceRecord& route) const {
  const Ref<VpcPeering> ref = reading.find<VpcPeering>(id);
  if (ref.is_known()) return known(TargetKind::vpc_peering, ref);
  return not_found(ResourceKind::VpcPeering, id, active, route.at());
}

RouteTarget TableReader::by_gateway_id(const std::string& id, bool active,
                                       const ResourceRecord& route) const {
  if (id == "local") return {TargetKind::local, 0, id, {}};
  if (id.starts_with("vpce-")) return endpoint(id, route);
  if (id.starts_with("vgw-"))
    return gateway<VpnGateway>(TargetKind::vpn_gateway, id, active, route.at());
  if (id.starts_with("igw-")) {
    return gateway<InternetGateway>(TargetKind::internet_gateway, id, active, route.at());
  }
  return {active ? TargetKind::not_modelled : TargetKind::blackhole, 0, id,
          active ? "gateway" : ""};
}

RouteTarget TableReader::target_of(const ResourceRecord& route, bool active) const {
  const std::string nat = route.text("NatGatewayId");
  if (!nat.empty()) {
    const bool known_before = reading.find<NatGateway>(nat).is_known();
    const RouteTarget target =
        gateway<NatGateway>(TargetKind::nat_gateway, nat, active, route.at());
    if (target.kind != TargetKind::nat_gateway || known_before) return target;
    NatGateway& external = reading.design.all<NatGateway>()[target.index];
    external.subnet = Ref<Subnet>::unknown();
    external.interface = Ref<NetworkInterface>::unknown();
    external.is_private = kUnknown;
    return target;
  }
  const std::string interface_id = route.text("NetworkInterfaceId");
  if (!interface_id.empty()) return interface(interface_id, active, route);
  const std::string pcx = route.text("VpcPeeringConnectionId");
  if (!pcx.empty()) return peering(pcx, active, route);
  const std::string egress_only = route.text("EgressOnlyInternetGatewayId");
  if (!egress_only.empty()) {
    return gateway<EgressOnlyInternetGateway>(TargetKind::egress_only_internet_gateway, egress_only,
                                              active, route.at());
  }
  const std::string transit = route.text("TransitGatewayId");
  if (!transit.empty()) {
    const Ref<TransitGateway> ref = reading.find<TransitGateway>(transit);
    if (ref.is_known()) return known(TargetKind::transit_gateway, ref);
    return {TargetKind::not_modelled, 0, transit, "transit-gateway"};
  }
  for (const LabelledKey& row : kNotModelled) {
    const std::string id = route.text(row.key);
    if (!id.empty()) return {TargetKind::not_modelled, 0, id, std::string(row.label)};
  }
  const std::string gateway_id = route.text("GatewayId");
  if (!gateway_id.empty()) return by_gateway_id(gateway_id, active, route);
  return instance(route.text("InstanceId"), active);
}

void TableReader::read_destination(Route& route, const ResourceRecord& record) const {
  const std::string list = record.text("DestinationPrefixListId");
  if (!list.empty()) {
    std::string service;
    if (route.target.kind == TargetKind::vpc_endpoint) {
      const VpcEndpoint& target = reading.design.all<VpcEndpoint>()[route.target.index];
      if (!target.external) service = target.service;
      route.implied = target.type == EndpointType::gateway;
    }
    route.prefix_list = prefix_list_of(reading, list, service, record.at());
    return;
  }
  std::optional<IpPrefix> destination = record.prefix("DestinationCidrBlock");
  if (!destination) destination = record.prefix("DestinationIpv6CidrBlock");
  if (!destination) return record.refuse("a route has no `DestinationCidrBlock`");
  route.destination = *destination;
}

Route TableReader::read_route(const ResourceRecord& record) const {
  Route route;
  route.at = record.at();
  const std::string state = record.text("State");
  const bool active = state.empty() || state == "active";
  route.state = active                 ? Route::State::active
                : state == "blackhole" ? Route::State::blackhole
                                       : Route::State::unknown;
  route.target = target_of(record, state != "blackhole");
  const std::string origin = record.text("Origin");
  route.propagated = origin == "EnableVgwRoutePropagation";
  route.implied =
      route.target.kind == TargetKind::local && (origin.empty() || origin == "CreateRouteTable");
  read_destination(route, record);
  return route;
}

// Rule: RT-14.
EdgeGateway TableReader::edge_of(const std::string& id, const SourceLoc& at) const {
  if (id.starts_with("nat-")) return {};  // associate_nat_gateway()
  if (id.starts_with("vgw-")) {
    const Ref<VpnGateway> ref = find_or_external<VpnGateway>(id, true, at);
    if (ref.is_known()) return {EdgeGateway::Kind::vpn_gateway, ref.index()};
    return {};
  }
  const Ref<InternetGateway> ref = find_or_external<InternetGateway>(id, true, at);
  if (ref.is_known()) return {EdgeGateway::Kind::internet_gateway, ref.index()};
  return {};
}

bool is_in_force(const ResourceRecord& association) {
  const std::string state = association.record("AssociationState").text("State");
  return state.empty() || state == "associated";
}

/// Does it come or go, so that nobody knows whether it is there?
bool is_changing(const ResourceRecord& association) {
  const std::string state = association.record("AssociationState").text("State");
  return state == "associating" || state == "disassociating";
}

void TableReader::read_associations(const ResourceRecord& record) const {
  for (const ResourceRecord& association : record.required_records("Associations")) {
    if (!is_in_force(association)) continue;
    const bool is_main = association.boolean("Main").value_or(false);
    if (is_main) table.main = true;
    const std::string gateway_id = association.text("GatewayId");
    if (!gateway_id.empty()) table.edge = edge_of(gateway_id, association.at());
    if (!is_main && gateway_id.empty() && association.text("SubnetId").empty()) {
      association.refuse(
          "an association has no `SubnetId`, no `GatewayId`, and is not the main one");
    }
  }
  for (const ResourceRecord& propagating : record.records("PropagatingVgws")) {
    const std::string id = propagating.text("GatewayId");
    const Ref<VpnGateway> ref = find_or_external<VpnGateway>(id, !id.empty(), propagating.at());
    if (ref.is_known()) table.propagating.push_back(ref);
  }
}

RouteTable read_table(SnapshotReading& reading, const SnapshotObject& object,
                      const ResourceRecord& record) {
  RouteTable table;
  reading.read_common(table, object, record, {.id = "RouteTableId"});
  table.vpc = reading.resolve<Vpc>(record.text("VpcId"), table.id, record.at());
  reading.place_in(table, table.vpc);
  const TableReader reader{reading, table};
  reader.read_associations(record);
  if (!record.has("Routes")) record.refuse("it has no `Routes`");
  for (const ResourceRecord& route : record.records("Routes")) {
    Route read = reader.read_route(route);
    table.routes.push_back(std::move(read));
  }
  return table;
}

void associate_subnet(SnapshotReading& reading, const ResourceRecord& association,
                      const std::string& id, Ref<RouteTable> table) {
  const std::string subnet_id = association.text("SubnetId");
  const bool changing = is_changing(association);
  if (subnet_id.empty() || !(changing || is_in_force(association))) return;
  const Ref<Subnet> subnet = reading.resolve<Subnet>(subnet_id, id, association.at());
  if (!subnet.is_known()) return;
  Ref<RouteTable>& effective = reading.design.get(subnet).route_table;
  const bool in_doubt = changing || effective.is_unknown() || !table.is_known();
  effective = in_doubt ? Ref<RouteTable>::unknown() : table;
}

// Rule: NAT-15.
void associate_nat_gateway(SnapshotReading& reading, const ResourceRecord& association,
                           const std::string& id, Ref<RouteTable> table) {
  const std::string gateway_id = association.text("GatewayId");
  if (!gateway_id.starts_with("nat-") || !is_in_force(association)) return;
  const Ref<NatGateway> gateway = reading.resolve<NatGateway>(gateway_id, id, association.at());
  if (!gateway.is_known()) return;
  reading.design.get(gateway).route_table = table.is_known() ? table : Ref<RouteTable>::unknown();
}

void associate_tables(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("RouteTables")) {
    RecordProblem reported;  // by read_table()
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, reported);
    const std::string id = record.text("RouteTableId");
    const Ref<RouteTable> table = reading.find<RouteTable>(id);
    for (const ResourceRecord& association : record.records("Associations")) {
      associate_subnet(reading, association, id, table);
      associate_nat_gateway(reading, association, id, table);
    }
  }
}

// Rule: GEP-1.
void associate_endpoints(SnapshotReading& reading) {
  for (VpcEndpoint& endpoint : reading.design.all<VpcEndpoint>()) {
    const auto tables = reading.endpoint_tables.find(endpoint.id);
    if (tables == reading.endpoint_tables.end()) continue;
    for (const std::string& id : tables->second) {
      const Ref<RouteTable> table = reading.resolve<RouteTable>(id, endpoint.name, endpoint.at);
      if (table.is_known()) endpoint.route_tables.push_back(table);
    }
  }
}

}  // namespace

void read_route_tables(SnapshotReading& reading) {
  reading.read_each<RouteTable>(
      "RouteTables", "RouteTableId",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<RouteTable> {
        return read_table(reading, object, record);
      });
  associate_tables(reading);
  associate_endpoints(reading);
}

}  // namespace canreach
