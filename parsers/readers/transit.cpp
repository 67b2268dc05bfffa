#include <map>
#include <utility>

#include "base/algorithm.h"
#include "parsers/readers/readers.h"

// Transit gateways, their attachments and tables, VPN connections.
//
// Several commands describe an attachment: the list of all kinds has the association, that of VPCs
// the subnets, that of peerings the other gateway.  Propagated routes stand in the tables' routes,
// which are searched table by table; a table that nobody searched may hold anything.

namespace canreach {
namespace {

using Attachment = TransitGatewayAttachment;
using TransitTable = TransitGatewayRouteTable;
using Learnt = Route::Learnt;

Value<bool> enabled(const ResourceRecord& options, std::string_view key, Value<bool> otherwise) {
  const std::string word = options.text(key);
  if (word.empty()) return otherwise;
  return word == "enable";
}

/// A gateway that another account shares, or that was not collected.
Ref<TransitGateway> gateway_of(SnapshotReading& reading, const std::string& id,
                               const SourceLoc& at) {
  if (id.empty()) return Ref<TransitGateway>::unknown();
  const Ref<TransitGateway> known = reading.find<TransitGateway>(id);
  if (known.is_known()) return known;
  TransitGateway external;
  external.id = id;
  external.name = id;
  external.external = true;
  external.security_group_referencing = kUnknown;
  external.at = at;
  return reading.add(std::move(external));
}

void read_gateways_themselves(SnapshotReading& reading) {
  reading.read_each<TransitGateway>(
      "TransitGateways", "TransitGatewayId",
      [&](const SnapshotObject& object,
          const ResourceRecord& record) -> std::optional<TransitGateway> {
        TransitGateway gateway;
        reading.read_common(gateway, object, record,
                            {.id = "TransitGatewayId", .arn = "TransitGatewayArn"});
        gateway.state = state_of(record.text("State"), {"available", "modifying"});
        gateway.security_group_referencing =
            enabled(record.record("Options"), "SecurityGroupReferencingSupport", false);
        return gateway;
      });
}

void read_transit_tables(SnapshotReading& reading) {
  reading.read_each<TransitTable>(
      "TransitGatewayRouteTables", "TransitGatewayRouteTableId",
      [&](const SnapshotObject& object,
          const ResourceRecord& record) -> std::optional<TransitTable> {
        TransitTable table;
        reading.read_common(table, object, record, {.id = "TransitGatewayRouteTableId"});
        table.state = state_of(record.text("State"), {"available"});
        table.gateway = gateway_of(reading, record.text("TransitGatewayId"), record.at());
        table.routes_known = false;  // until its routes are read
        return table;
      });
}

void read_connections(SnapshotReading& reading) {
  reading.read_each<VpnConnection>(
      "VpnConnections", "VpnConnectionId",
      [&](const SnapshotObject& object,
          const ResourceRecord& record) -> std::optional<VpnConnection> {
        VpnConnection connection;
        reading.read_common(connection, object, record, {.id = "VpnConnectionId"});
        connection.state = state_of(record.text("State"), {"available"});
        const std::string vpn_gateway = record.text("VpnGatewayId");
        if (!vpn_gateway.empty()) {
          connection.vpn_gateway =
              reading.resolve<VpnGateway>(vpn_gateway, connection.id, record.at());
        }
        const std::string transit = record.text("TransitGatewayId");
        if (!transit.empty()) {
          connection.transit_gateway = gateway_of(reading, transit, record.at());
        }
        const std::optional<bool> fixed = record.record("Options").boolean("StaticRoutesOnly");
        connection.static_routes_only = fixed ? Value<bool>(*fixed) : Value<bool>(kUnknown);
        for (const ResourceRecord& route : record.records("Routes")) {
          const std::optional<IpPrefix> cidr = route.prefix("DestinationCidrBlock");
          if (cidr) connection.routes.push_back(*cidr);
        }
        // No tunnel up.  Rule: VPN-5.
        const std::vector<ResourceRecord> tunnels = record.records("VgwTelemetry");
        const bool down = !tunnels.empty() && all_of(tunnels, [](const ResourceRecord& tunnel) {
          return tunnel.text("Status") == "DOWN";
        });
        if (down && connection.state == Value<std::string>(std::string())) {
          connection.state = std::string("down");
        }
        return connection;
      });
}

/// An attachment by its id and its gateway: both ends of a peering have one id.
using Places = std::map<std::pair<std::string, std::string>, Ref<Attachment>>;

class Attachments {
 public:
  explicit Attachments(SnapshotReading& reading) : reading_(reading) {}

  void read() {
    each("TransitGatewayAttachments",
         [&](const SnapshotObject& object, const ResourceRecord& record) {
           Attachment& attachment = place(object, record, record.text("TransitGatewayId"));
           read_kind(attachment, record);
           read_association(attachment, record);
         });
    each("TransitGatewayVpcAttachments",
         [&](const SnapshotObject& object, const ResourceRecord& record) {
           Attachment& attachment = place(object, record, record.text("TransitGatewayId"));
           attachment.kind = Attachment::Kind::vpc;
           attachment.attached_vpc = vpc_of(record.text("VpcId"));
           read_options(attachment, record);
         });
    each("TransitGatewayPeeringAttachments",
         [&](const SnapshotObject& object, const ResourceRecord& record) {
           const std::string requester = record.record("RequesterTgwInfo").text("TransitGatewayId");
           const std::string accepter = record.record("AccepterTgwInfo").text("TransitGatewayId");
           read_end(object, record, requester, accepter);
           read_end(object, record, accepter, requester);
         });
    finish();
  }

 private:
  template <class Read>
  void each(std::string_view key, Read read) {
    reading_.read_each<Attachment>(key, "TransitGatewayAttachmentId",
                                   [&](const SnapshotObject& object,
                                       const ResourceRecord& record) -> std::optional<Attachment> {
                                     read(object, record);
                                     if (record.has_problem()) doubt(record);
                                     return std::nullopt;
                                   });
  }

  /// What a bad description says of its attachment is not known.
  void doubt(const ResourceRecord& record) {
    const std::string id = record.text("TransitGatewayAttachmentId");
    for (Attachment& attachment : reading_.design.all<Attachment>()) {
      if (attachment.id != id) continue;
      attachment.state = kUnknown;
      attachment.route_table = Ref<TransitTable>::unknown();
      attachment.appliance_mode = kUnknown;
      attachment.security_group_referencing = kUnknown;
      attachment.ipv6 = kUnknown;
      if (attachment.kind == Attachment::Kind::vpc) {
        attachment.subnets = {Ref<Subnet>::unknown()};
        if (!attachment.attached_vpc.is_known()) attachment.attached_vpc = Ref<Vpc>::unknown();
      }
    }
  }

  Attachment& place(const SnapshotObject& object, const ResourceRecord& record,
                    const std::string& gateway) {
    const std::string id = record.text("TransitGatewayAttachmentId");
    const auto [found, is_new] = places_.try_emplace({id, gateway});
    if (is_new) {
      Attachment attachment;
      reading_.read_common(attachment, object, record, {.id = "TransitGatewayAttachmentId"});
      attachment.gateway = gateway_of(reading_, gateway, record.at());
      if (attachment.gateway.is_known()) {
        attachment.scope = reading_.design.get(attachment.gateway).name;
      }
      attachment.state = state_of(record.text("State"), {"available", "modifying"});
      attachment.route_table = Ref<TransitTable>::unknown();
      attachment.security_group_referencing = kUnknown;
      attachment.appliance_mode = kUnknown;
      attachment.attached_vpc = Ref<Vpc>::none();
      attachment.ipv6 = kUnknown;
      found->second = reading_.add(std::move(attachment));
      return reading_.design.get(found->second);
    }
    // Two commands, and the attachment changed between them.
    Attachment& known = reading_.design.get(found->second);
    const Value<std::string> again = state_of(record.text("State"), {"available", "modifying"});
    if (record.has("State") && known.state != again) known.state = kUnknown;
    return known;
  }

  void read_kind(Attachment& attachment, const ResourceRecord& record) const {
    const std::string type = record.text("ResourceType");
    const std::string id = record.text("ResourceId");
    if (type == "vpc") {
      attachment.kind = Attachment::Kind::vpc;
      attachment.attached_vpc = vpc_of(id);
      if (attachment.subnets.empty()) attachment.subnets = {Ref<Subnet>::unknown()};
    } else if (type == "vpn") {
      attachment.kind = Attachment::Kind::vpn;
      attachment.vpn = reading_.find<VpnConnection>(id);
      if (!attachment.vpn.is_known()) attachment.vpn = Ref<VpnConnection>::unknown();
    } else if (type == "direct-connect-gateway") {
      attachment.kind = Attachment::Kind::direct_connect;
    } else if (type == "peering" || type == "tgw-peering") {
      attachment.kind = Attachment::Kind::peering;
      attachment.peer = Ref<TransitGateway>::unknown();
    } else {
      attachment.kind = Attachment::Kind::not_modelled;
      attachment.label = "transit-gateway-" + type;
    }
  }

  Ref<Vpc> vpc_of(const std::string& id) const {
    const Ref<Vpc> vpc = reading_.find<Vpc>(id);
    return vpc.is_known() ? vpc : Ref<Vpc>::unknown();
  }

  /// Who does not own the gateway does not see its tables.
  void read_association(Attachment& attachment, const ResourceRecord& record) const {
    const ResourceRecord association = record.record("Association");
    if (record.has("Association")) association.required_text("TransitGatewayRouteTableId");
    const std::string id = association.text("TransitGatewayRouteTableId");
    const std::string state = association.text("State");
    if (id.empty() || state == "disassociated") {
      const bool sees_tables =
          any_of(reading_.design.all<TransitTable>(), [&](const TransitTable& table) {
            return table.gateway == attachment.gateway && attachment.gateway.is_known();
          });
      attachment.route_table =
          sees_tables ? Ref<TransitTable>::none() : Ref<TransitTable>::unknown();
      return;
    }
    const Ref<TransitTable> table = reading_.find<TransitTable>(id);
    const bool is_changing = !state.empty() && state != "associated";
    attachment.route_table =
        table.is_known() && !is_changing ? table : Ref<TransitTable>::unknown();
  }

  void read_options(Attachment& attachment, const ResourceRecord& record) const {
    attachment.subnets.clear();
    for (const std::string& id : record.texts("SubnetIds")) {
      const Ref<Subnet> subnet = reading_.find<Subnet>(id);
      attachment.subnets.push_back(subnet.is_known() ? subnet : Ref<Subnet>::unknown());
    }
    const ResourceRecord options = record.record("Options");
    attachment.appliance_mode = enabled(options, "ApplianceModeSupport", false);
    attachment.ipv6 = enabled(options, "Ipv6Support", false);
    attachment.security_group_referencing =
        enabled(options, "SecurityGroupReferencingSupport", kUnknown);
  }

  void read_end(const SnapshotObject& object, const ResourceRecord& record,
                const std::string& gateway, const std::string& other) {
    const bool is_here = reading_.find<TransitGateway>(gateway).is_known();
    if (!is_here || gateway.empty()) return;
    const Ref<TransitGateway> peer = gateway_of(reading_, other, record.at());
    Attachment& attachment = place(object, record, gateway);
    attachment.kind = Attachment::Kind::peering;
    attachment.peer = peer;
  }

  void finish() {
    for (Attachment& attachment : reading_.design.all<Attachment>()) {
      const bool is_bare = attachment.kind == Attachment::Kind::vpc && attachment.subnets.empty();
      if (is_bare) attachment.subnets = {Ref<Subnet>::unknown()};
    }
  }

  SnapshotReading& reading_;
  Places places_;
};

Learnt learnt_from(const std::string& type) {
  if (type == "vpc") return Learnt::vpc;
  if (type == "direct-connect-gateway") return Learnt::direct_connect;
  if (type == "connect") return Learnt::connect;
  if (type == "vpn") return Learnt::vpn;
  return Learnt::otherwise;
}

/// Attachments by id and gateway.
using Attached = std::map<std::pair<std::string, Ref<TransitGateway>>, std::uint32_t>;

/// One that leads to several attachments (equal paths) may take any of them, whatever their types.
void add_routes(const Design& design, const Attached& places, const ResourceRecord& record,
                TransitTable& table) {
  Route route;
  route.at = record.at();
  const std::optional<IpPrefix> cidr = record.prefix("DestinationCidrBlock");
  if (cidr) route.destination = *cidr;
  if (!cidr) route.destination = kUnknown;
  route.propagated = record.text("Type") == "propagated";
  const std::string state = record.text("State");
  if (state == "blackhole") {
    route.state = Route::State::blackhole;
    route.target = {RouteTarget::Kind::blackhole, 0, "blackhole", {}};
    table.routes.push_back(route);
    return;
  }
  if (state == "deleted") return;
  if (state != "active") route.state = Route::State::unknown;
  const std::vector<ResourceRecord> attachments = record.records("TransitGatewayAttachments");
  if (!attachments.empty()) route.learnt = learnt_from(attachments.front().text("ResourceType"));
  for (const ResourceRecord& named : attachments) {
    const std::string id = named.text("TransitGatewayAttachmentId");
    Route one = route;
    one.target = {RouteTarget::Kind::unknown, 0, id, {}};
    const auto found = places.find({id, table.gateway});
    if (found != places.end()) {
      const Attachment& attachment = design.all<Attachment>()[found->second];
      one.target = {
          RouteTarget::Kind::transit_gateway_attachment, found->second, attachment.name, {}};
    }
    table.routes.push_back(one);
  }
  if (!attachments.empty()) return;
  route.target = {RouteTarget::Kind::unknown, 0, "unknown", {}};
  table.routes.push_back(route);
}

/// The table that a search was made in.
Ref<TransitTable> searched(const SnapshotReading& reading, const SnapshotScope& scope) {
  for (const std::string& argument : scope.arguments) {
    const Ref<TransitTable> table = reading.find<TransitTable>(argument);
    if (table.is_known()) return table;
  }
  return Ref<TransitTable>::none();
}

void read_routes(SnapshotReading& reading) {
  const auto lists = reading.snapshot.lists.find("Routes");
  if (lists != reading.snapshot.lists.end()) {
    const bool whole = reading.snapshot.incomplete.count("Routes") == 0;
    for (const SnapshotScope* scope : lists->second) {
      const Ref<TransitTable> table = searched(reading, *scope);
      if (table.is_known()) reading.design.get(table).routes_known = whole;
    }
  }
  Attached places;
  const auto& attachments = reading.design.all<Attachment>();
  for (std::uint32_t i = 0; i < attachments.size(); ++i) {
    places.try_emplace({attachments[i].id, attachments[i].gateway}, i);
  }
  for (const SnapshotObject& object : reading.snapshot.of("Routes")) {
    const Ref<TransitTable> ref = searched(reading, *object.scope);
    if (!ref.is_known()) continue;
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    TransitTable& table = reading.design.get(ref);
    add_routes(reading.design, places, record, table);
    if (problem.found()) table.routes_known = false;
  }
  for (TransitTable& table : reading.design.all<TransitTable>()) {
    if (table.routes_known) continue;
    Route any;
    any.destination = kUnknown;
    any.target.name = "unknown";
    any.possible = true;
    any.at = table.at;
    table.routes.push_back(std::move(any));
  }
}

}  // namespace

void read_transit_gateways(SnapshotReading& reading) {
  read_gateways_themselves(reading);
  read_transit_tables(reading);
  read_connections(reading);
  Attachments(reading).read();
  read_routes(reading);
}

}  // namespace canreach
