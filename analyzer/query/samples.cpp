#include "analyzer/query/samples.h"

namespace canreach {
namespace {

/// Of many refused ports one that people know, rather than the lowest number.
Traffic telling_sample(const TrafficSet& traffic) {
  const Protocol protocol = protocol_of(traffic.sample());
  static constexpr std::uint16_t kKnown[] = {443, 80, 22, 5432, 3306, 53, 8080};
  for (const std::uint16_t port : kKnown) {
    const Traffic known = traffic_of(protocol, port);
    if (has_ports(protocol) && traffic.contains(known)) return known;
  }
  return traffic.sample();
}

}  // namespace

Packet passing_packet(const std::vector<std::vector<PassingProtocol>>& passing,
                      const Asked& asked) {
  Packet packet;
  packet.client_port = asked.client_ports.first;
  packet.traffic = asked.traffic.sample();
  for (const auto& parts : passing) {
    for (const PassingProtocol& part : parts) {
      if (part.surely.empty()) continue;
      packet.traffic = part.surely.sample();
      if (!part.reply_surely.empty()) packet.client_port = port_of(part.reply_surely.sample());
      if (!part.remapped_surely.empty()) {
        packet.remapped_port = port_of(part.remapped_surely.sample());
      }
      return packet;
    }
  }
  return packet;
}

Packet failing_packet(const PassingProtocol& part, const Asked& asked) {
  Packet packet;
  packet.traffic = part.asked.sample();
  packet.client_port = asked.client_ports.first;
  const auto pick = [](const TrafficSet& wanted, const TrafficSet& surely,
                       const TrafficSet& possibly) {
    const TrafficSet refused = wanted - possibly;
    if (!refused.empty()) return refused;
    return wanted - surely;
  };
  const TrafficSet forward = pick(part.asked, part.surely, part.possibly);
  if (!forward.empty()) {
    packet.traffic = telling_sample(forward);
  } else if (!part.surely.empty()) {
    packet.traffic = part.surely.sample();
  }
  const TrafficSet reply = pick(part.reply_asked, part.reply_surely, part.reply_possibly);
  if (!reply.empty()) packet.client_port = port_of(reply.sample());
  const TrafficSet remapped =
      pick(part.remapped_asked, part.remapped_surely, part.remapped_possibly);
  if (!remapped.empty()) packet.remapped_port = port_of(remapped.sample());
  return packet;
}

}  // namespace canreach
