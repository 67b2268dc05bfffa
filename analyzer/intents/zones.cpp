// What one lost zone leaves.
//
// A zone takes its subnets along: what runs there does not answer, NAT gateways there carry
// nothing, and the names of endpoints and of services with interfaces in several zones resolve to
// the others.
#include "analyzer/intents/zones.h"

#include "base/algorithm.h"

namespace canreach {
namespace {

bool is_in(const Design& design, const Ref<Subnet>& subnet, const std::string& zone) {
  return subnet.is_known() && design.get(subnet).zone == zone;
}

bool is_in(const Design& design, const Ref<NetworkInterface>& interface, const std::string& zone) {
  return interface.is_known() && is_in(design, design.get(interface).subnet, zone);
}

}  // namespace

std::vector<std::string> zones_of(const Design& design) {
  std::vector<std::string> zones;
  for (const Subnet& subnet : design.all<Subnet>()) {
    if (!subnet.zone.empty()) zones.push_back(subnet.zone);
  }
  sort_unique(zones);
  return zones;
}

Design without_zone(const Design& design, const std::string& zone) {
  Design left = design;
  left.other_worlds.clear();
  for (NatGateway& gateway : left.all<NatGateway>()) {
    if (is_in(design, gateway.interface, zone)) gateway.state = std::string("failed");
  }
  for (Instance& instance : left.all<Instance>()) {
    for (const Ref<NetworkInterface>& interface : instance.interfaces) {
      if (is_in(design, interface, zone)) instance.state = std::string("stopped");
    }
  }
  for (VpcEndpoint& endpoint : left.all<VpcEndpoint>()) {
    std::erase_if(endpoint.interfaces, [&](const Ref<NetworkInterface>& interface) {
      return is_in(design, interface, zone);
    });
  }
  return left;
}

std::optional<std::vector<EndMember>> outside_zone(const Network& network,
                                                   const std::vector<EndMember>& members,
                                                   const std::string& zone) {
  const Design& design = *network.design;
  std::vector<EndMember> left;
  for (const EndMember& member : members) {
    EndMember part = member;
    part.faces.clear();
    for (const std::uint32_t face : member.faces) {
      const std::uint32_t subnet = network.interfaces[network.faces[face].interface].subnet;
      if (subnet == kNoIndex || design.all<Subnet>()[subnet].zone.empty()) return std::nullopt;
      if (design.all<Subnet>()[subnet].zone != zone) part.faces.push_back(face);
    }
    if (member.faces.empty() || !part.faces.empty()) left.push_back(std::move(part));
  }
  return left;
}

}  // namespace canreach
