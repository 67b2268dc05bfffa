#pragma once

#include "tests/oracle/scan.h"

namespace canreach::oracle {

enum class Direction { ingress, egress };

/// What references to security groups match of a packet's other end.  Rules: SG-12, SG-13, RT-18,
/// IGW-11, TGW-10.
enum class Identity {
  kept,        // members in the VPC and in those that it peers with
  by_transit,  // it came by a transit gateway that carries them: members behind it
  lost,        // nobody: it passed an appliance, a NAT, the internet
};

/// Do the security groups of the interface admit the packet as a new flow?  Of an egress rule the
/// way to the destination counts: across a transit gateway `identity` is lost.  Rules: SG-1, SG-2,
/// SG-5 to SG-16.
bool security_groups_admit(const Design& design, const NetworkInterface& interface,
                           Direction direction, const Packet& packet, Identity identity);

/// Does the network ACL of the subnet?  Rules: NACL-1 to NACL-9.
bool network_acl_admits(const Design& design, Ref<Subnet> subnet, Direction direction,
                        const Packet& packet);

/// How a packet crosses an internet gateway or egress-only internet gateway.
enum class Crossing {
  inbound,                // opened by the internet
  outbound,               // opened by the VPC, through an internet gateway
  outbound_only_gateway,  // opened by the VPC, through a NAT gateway or egress-only internet
                          // gateway
};

/// Does Block Public Access leave it alone?  `subnet` is that of the last interface on the VPC's
/// side. Rules: BPA-1 to BPA-5.  An exclusion that allows egress is read as: there, the mode is
/// `ingress`.
bool public_access_admits(const Design& design, Ref<Subnet> subnet, Crossing crossing);

/// Do the transit gateway and both attachments let rules name groups of the other VPC?  TGW-10
bool may_refer_across_transit(const Design& design, Ref<Vpc> a, Ref<Vpc> b);

/// Connected by an active peering?  Rule: PEER-1.
bool is_active(const VpcPeering& peering);

}  // namespace canreach::oracle
