#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/net/ip.h"

namespace canreach {

// An IPv6 block that Amazon gives a VPC is not known before deployment, but it is known that there
// is one, that no other VPC has it, and that its addresses are global.  In the design a block of
// its own stands for it, out of addresses that nobody has: routes and interfaces are then what they
// will be.  What a rule says of such an address is known where the rule holds all global addresses
// or none, and open where it holds some: Network::holds().

/// How the native format says such a block.
inline constexpr std::string_view kUnknownIpv6Word = "unknown-ipv6";

/// The block that stands for that of the VPC with this index.
IpPrefix stand_in_of_vpc(std::uint32_t vpc);

/// How many subnets of a VPC have a block that stands for theirs.
inline constexpr std::uint32_t kMostStandIns = 256;

/// The block for a subnet of such a VPC by its number; none from kMostStandIns on.  Rule: ADR-9.
std::optional<IpPrefix> stand_in_of_subnet(const IpPrefix& vpc_block, std::uint32_t number);

/// All of them.
const IpPrefix& all_stand_ins();

/// Does it stand for an address that is not known?
bool is_stand_in(const IpAddress& address);
bool is_stand_in(const IpPrefix& block);

}  // namespace canreach
