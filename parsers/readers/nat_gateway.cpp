#include "base/algorithm.h"
#include "parsers/readers/readers.h"

namespace canreach {
namespace {

// Has it a subnet, or is it regional?  Rule: NAT-15.
Ref<Subnet> subnet_of(SnapshotReading& reading, const NatGateway& gateway,
                      const ResourceRecord& record) {
  if (record.text("AvailabilityMode") == "regional") return Ref<Subnet>::none();
  return reading.resolve<Subnet>(record.text("SubnetId"), gateway.id, record.at());
}

void add_public_ip(InterfaceAddress& address, const ResourceRecord& entry) {
  const std::optional<IpAddress> outside = entry.address("PublicIp");
  if (outside) address.public_ip = {PublicIp::Kind::address, *outside};
}

bool is_in_use(const ResourceRecord& entry) {
  const std::string status = entry.text("Status");
  return status.empty() || status == "succeeded";
}

// The interface of a gateway whose interface was not collected, by the gateway's own addresses.
Ref<NetworkInterface> inline_interface(SnapshotReading& reading, const NatGateway& gateway,
                                       const std::string& id, const ResourceRecord& record) {
  const Ref<NetworkInterface> ref = add_hidden_interface(
      reading, gateway,
      {NetworkInterface::Type::nat_gateway, record.text("SubnetId"), {}, true, id});
  NetworkInterface& interface = reading.design.get(ref);
  interface.source_dest_check = false;
  for (const ResourceRecord& entry : record.records("NatGatewayAddresses")) {
    const std::optional<IpAddress> inside = entry.address("PrivateIp");
    if (!inside || entry.text("NetworkInterfaceId") != id || !is_in_use(entry)) continue;
    InterfaceAddress address{*inside, {}, false};
    add_public_ip(address, entry);
    const bool primary = entry.boolean("IsPrimary").value_or(false);
    interface.addresses.insert(primary ? interface.addresses.begin() : interface.addresses.end(),
                               address);
  }
  interface.addresses_known = !interface.addresses.empty();
  return ref;
}

// What the gateway itself says of its one interface counts where its interface says nothing.
void add_listed_public_ips(NetworkInterface& interface, const ResourceRecord& record) {
  for (const ResourceRecord& entry : record.records("NatGatewayAddresses")) {
    const std::optional<IpAddress> inside = entry.address("PrivateIp");
    for (InterfaceAddress& address : interface.addresses) {
      const bool is_it = inside && address.address == *inside;
      if (is_it && address.public_ip.kind == PublicIp::Kind::none) add_public_ip(address, entry);
    }
    const bool is_listed = any_of(interface.addresses, [&](const InterfaceAddress& address) {
      return inside && address.address == *inside;
    });
    if (!inside || is_listed || !is_in_use(entry)) continue;
    InterfaceAddress further{*inside, {}, false};
    add_public_ip(further, entry);
    interface.addresses.push_back(further);
  }
}

Ref<NetworkInterface> interface_of(SnapshotReading& reading, const NatGateway& gateway,
                                   const ResourceRecord& record) {
  std::string id;
  for (const ResourceRecord& entry : record.records("NatGatewayAddresses")) {
    const std::string named = entry.text("NetworkInterfaceId");
    if (id.empty() || entry.boolean("IsPrimary").value_or(false)) id = named;
  }
  if (gateway.subnet.is_none() || (id.empty() && !gateway.state.get_or("").empty())) return {};
  const Ref<NetworkInterface> known = reading.find<NetworkInterface>(id);
  if (!known.is_known()) return inline_interface(reading, gateway, id, record);
  add_listed_public_ips(reading.design.get(known), record);
  return known;
}

std::vector<std::string> zones_of(const ResourceRecord& record) {
  std::vector<std::string> zones;
  if (record.text("AvailabilityMode") != "regional") return zones;
  if (record.text("AutoProvisionZones") == "enabled") return zones;
  for (const ResourceRecord& entry : record.records("NatGatewayAddresses")) {
    const std::string zone = entry.text("AvailabilityZone");
    if (!zone.empty()) zones.push_back(zone);
  }
  return zones;
}

NatGateway read_nat_gateway(SnapshotReading& reading, const SnapshotObject& object,
                            const ResourceRecord& record) {
  NatGateway gateway;
  reading.read_common(gateway, object, record, {.id = "NatGatewayId"});
  gateway.vpc = reading.resolve<Vpc>(record.text("VpcId"), gateway.id, record.at());
  reading.place_in(gateway, gateway.vpc);
  gateway.state = state_of(record.text("State"), {"", "available"});
  gateway.is_private = record.text("ConnectivityType") == "private";
  gateway.zones = zones_of(record);
  gateway.subnet = subnet_of(reading, gateway, record);
  gateway.interface = interface_of(reading, gateway, record);
  return gateway;
}

}  // namespace

void read_nat_gateways(SnapshotReading& reading) {
  reading.read_each<NatGateway>(
      "NatGateways", "NatGatewayId",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<NatGateway> {
        return read_nat_gateway(reading, object, record);
      });
  const std::vector<NatGateway>& gateways = reading.design.all<NatGateway>();
  for (std::size_t i = 0; i < gateways.size(); ++i) {
    if (!gateways[i].interface.is_known()) continue;
    own_interfaces(reading.design, ResourceKind::NatGateway, static_cast<std::uint32_t>(i),
                   {gateways[i].interface});
  }
}

}  // namespace canreach
