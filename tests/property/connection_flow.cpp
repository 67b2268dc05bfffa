#include "tests/property/connection_flow.h"

#include "base/algorithm.h"

namespace canreach {
namespace {

Traffic traffic_asked(const oracle::Connection& connection) {
  if (has_icmp_types(connection.protocol)) {
    return icmp_traffic(connection.protocol, connection.icmp_type, connection.icmp_code);
  }
  if (!has_ports(connection.protocol)) return traffic_of(connection.protocol, 0);
  return traffic_of(connection.protocol, connection.destination_port);
}

}  // namespace

std::optional<FlowEnds> ends_of(const Network& network, const oracle::Connection& connection) {
  FlowEnds ends;
  ends.source = {network.atom_of(connection.source), connection.source, kNoIndex};
  ends.destination = {network.atom_of(connection.destination), connection.destination, kNoIndex};
  if (connection.source_interface.is_known()) {
    ends.origin = FlowEnds::Origin::interface;
    const Slice faces = network.interfaces[connection.source_interface.index()].faces;
    for (std::uint32_t face = faces.first; face < faces.first + faces.count; ++face) {
      if (network.faces[face].address == connection.source) ends.source.face = face;
    }
    const NetworkInterface& own = network.design->get(connection.source_interface);
    const bool is_delegated = any_of(
        own.prefixes, [&](const IpPrefix& prefix) { return prefix.contains(connection.source); });
    if (ends.source.face == kNoIndex && is_delegated) ends.source.face = faces.first;
    if (ends.source.face == kNoIndex) return std::nullopt;
  } else {
    ends.origin = FlowEnds::Origin::internet;
  }
  return ends;
}

Packet packet_of(const oracle::Connection& connection) {
  Packet packet;
  packet.traffic = traffic_asked(connection);
  packet.client_port = connection.source_port;
  packet.remapped_port = connection.nat_port != 0 ? connection.nat_port : connection.source_port;
  return packet;
}

}  // namespace canreach
