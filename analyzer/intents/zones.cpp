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

/// Empty: not known.
const std::string& zone_of(const Network& network, std::uint32_t face) {
  static const std::string kNone;
  const std::uint32_t subnet = network.interfaces[network.faces[face].interface].subnet;
  return subnet == kNoIndex ? kNone : network.design->all<Subnet>()[subnet].zone;
}

/// Has the end a standby in another zone?  None: it is where its faces are.
std::optional<Value<bool>> standby_of(const Network& network, const EndMember& member) {
  if (!member.owned) return std::nullopt;
  const Workload* workload = workload_of(*network.design, member.owner_kind, member.owner_index);
  return workload == nullptr ? std::nullopt : workload->multi_az;
}

/// The zones of its faces, sorted; an empty one first where one is not known.
std::vector<std::string> zones_of(const Network& network, const EndMember& member) {
  std::vector<std::string> zones;
  for (const std::uint32_t face : member.faces) zones.push_back(zone_of(network, face));
  sort_unique(zones);
  return zones;
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

std::optional<LeftOfEnd> outside_zone(const Network& network, const std::vector<EndMember>& members,
                                      const std::string& zone) {
  LeftOfEnd left;
  for (const EndMember& member : members) {
    EndMember part = member;
    part.faces.clear();
    for (const std::uint32_t face : member.faces) {
      const std::string& there = zone_of(network, face);
      if (there.empty()) return std::nullopt;
      if (there != zone) part.faces.push_back(face);
    }
    const std::optional<Value<bool>> standby = standby_of(network, member);
    const bool is_touched = part.faces.size() < member.faces.size();
    const bool may_be_lost = is_touched && standby && *standby != Value<bool>(true);
    if (member.faces.empty() || !part.faces.empty()) {
      if (may_be_lost) left.open.push_back(part);
      left.members.push_back(std::move(part));
    } else if (standby && *standby != Value<bool>(false)) {
      left.moved = &member;
    }
  }
  return left;
}

std::vector<std::string> zones_of_single(const Network& network,
                                         const std::vector<EndMember>& members) {
  if (members.size() != 1 || standby_of(network, members.front()) != Value<bool>(false)) return {};
  const std::vector<std::string> zones = zones_of(network, members.front());
  return zones.size() > 1 && !zones.front().empty() ? zones : std::vector<std::string>();
}

std::vector<std::string> zones_that_may_hold(const Network& network, const EndMember& member) {
  const std::optional<Value<bool>> standby = standby_of(network, member);
  if (!standby || *standby == Value<bool>(true)) return {};
  std::vector<std::string> zones = zones_of(network, member);
  std::erase(zones, std::string());
  return zones;
}

}  // namespace canreach
