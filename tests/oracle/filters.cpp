#include "tests/oracle/filters.h"

namespace canreach::oracle {
namespace {

Traffic traffic_of(const Packet& packet) {
  if (has_icmp_types(packet.protocol)) {
    return icmp_traffic(packet.protocol, packet.icmp_type, packet.icmp_code);
  }
  const bool ports = has_ports(packet.protocol);
  return canreach::traffic_of(packet.protocol, ports ? packet.destination_port : std::uint16_t{0});
}

bool names(const TrafficMatch& match, const Packet& packet) {
  const Traffic traffic = traffic_of(packet);
  for (const Interval& interval : match.surely.numbers().intervals()) {
    if (interval.first <= traffic && traffic <= interval.last) return true;
  }
  return false;
}

bool are_peers(const Design& design, Ref<Vpc> a, Ref<Vpc> b) {
  for (const VpcPeering& peering : design.all<VpcPeering>()) {
    const bool joins = (peering.requester == a && peering.accepter == b) ||
                       (peering.requester == b && peering.accepter == a);
    // PEER-8: within one Region only.
    if (joins && is_active(peering) && design.get(a).region == design.get(b).region) return true;
  }
  return false;
}

bool is_member(const NetworkInterface& interface, Ref<SecurityGroup> group) {
  for (const Ref<SecurityGroup> own : interface.security_groups) {
    if (own == group) return true;
  }
  return false;
}

// SG-10: a private address of an interface that has the group, in this VPC or where the packet
// came from: a peer, or a VPC behind the transit gateway.
bool is_address_of_member(const Design& design, Ref<SecurityGroup> group,
                          const NetworkInterface& own, const IpAddress& address,
                          Identity identity) {
  const Ref<Vpc> seen_from = own.vpc;
  const auto endpoint = NetworkInterface::Type::endpoint;
  for (const NetworkInterface& interface : design.all<NetworkInterface>()) {
    bool near = interface.vpc == seen_from;
    if (identity == Identity::kept) near = near || are_peers(design, interface.vpc, seen_from);
    const bool crosses =
        identity == Identity::by_transit && own.type != endpoint && interface.type != endpoint;
    if (crosses) near = near || may_refer_across_transit(design, interface.vpc, seen_from);
    if (near && is_member(interface, group) && owns(interface, address)) return true;
  }
  return false;
}

bool matches(const Design& design, const SecurityGroupPeer& peer, const NetworkInterface& own,
             const IpAddress& address, Identity identity) {
  switch (peer.kind) {
    case SecurityGroupPeer::Kind::cidr:
      return holds(peer.cidr, address);
    case SecurityGroupPeer::Kind::prefix_list:
      return in_cidrs(design.get(peer.prefix_list).entries, address);
    case SecurityGroupPeer::Kind::group:
      return identity != Identity::lost &&
             is_address_of_member(design, peer.group, own, address, identity);
    case SecurityGroupPeer::Kind::missing_group:  // SG-14
    case SecurityGroupPeer::Kind::foreign_group:
    case SecurityGroupPeer::Kind::unknown:
      return false;
  }
  return false;
}

BlockPublicAccess mode_of(const Design& design, const Vpc& vpc) {
  for (const BlockPublicAccessSetting& setting : design.block_public_access) {
    const bool account = setting.account.empty() || setting.account == vpc.account;
    const bool region = setting.region.empty() || setting.region == vpc.region;
    if (account && region) return setting.mode.get();
  }
  return BlockPublicAccess::off;
}

}  // namespace

bool security_groups_admit(const Design& design, const NetworkInterface& interface,
                           Direction direction, const Packet& packet, Identity identity) {
  if (!interface.has_security_groups) return true;  // SG-25
  const bool inward = direction == Direction::ingress;
  const IpAddress& other = inward ? packet.source : packet.destination;  // SG-9
  for (const Ref<SecurityGroup> ref : interface.security_groups) {
    const SecurityGroup& group = design.get(ref);
    for (const SecurityGroupRule& rule : inward ? group.ingress : group.egress) {
      if (!names(rule.traffic, packet)) continue;
      if (matches(design, rule.peer, interface, other, identity)) return true;
    }
  }
  return false;
}

bool network_acl_admits(const Design& design, Ref<Subnet> subnet, Direction direction,
                        const Packet& packet) {
  const NetworkAcl& acl = design.get(design.get(subnet).network_acl);
  const bool inward = direction == Direction::ingress;
  const IpAddress& other = inward ? packet.source : packet.destination;  // NACL-7
  const NetworkAclEntry* first = nullptr;
  for (const NetworkAclEntry& entry : inward ? acl.ingress : acl.egress) {
    const bool match = names(entry.traffic, packet) && holds(entry.cidr.get(), other);
    if (match && (first == nullptr || entry.number < first->number)) first = &entry;
  }
  return first != nullptr && first->allow.get();  // NACL-3: the last rule denies
}

bool public_access_admits(const Design& design, Ref<Subnet> subnet, Crossing crossing) {
  const Subnet& place = design.get(subnet);
  const Vpc& vpc = design.get(place.vpc);
  const BlockPublicAccess mode = mode_of(design, vpc);
  if (mode == BlockPublicAccess::off) return true;
  PublicAccessExclusion exclusion = place.exclusion.get();
  if (exclusion == PublicAccessExclusion::none) exclusion = vpc.exclusion.get();
  if (exclusion == PublicAccessExclusion::allow_bidirectional) return true;
  if (mode == BlockPublicAccess::bidirectional && exclusion == PublicAccessExclusion::none) {
    return false;
  }
  return crossing == Crossing::outbound_only_gateway;  // BPA-3
}

bool may_refer_across_transit(const Design& design, Ref<Vpc> a, Ref<Vpc> b) {
  if (design.get(a).region != design.get(b).region) return false;
  const auto& attachments = design.all<TransitGatewayAttachment>();
  for (const TransitGatewayAttachment& one : attachments) {
    for (const TransitGatewayAttachment& other : attachments) {
      if (one.attached_vpc != a || other.attached_vpc != b || one.gateway != other.gateway) {
        continue;
      }
      if (one.security_group_referencing.get() && other.security_group_referencing.get() &&
          design.get(one.gateway).security_group_referencing.get()) {
        return true;
      }
    }
  }
  return false;
}

bool is_active(const VpcPeering& peering) { return in_state(peering, {"active"}); }

}  // namespace canreach::oracle
