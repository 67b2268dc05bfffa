#include "model/stand_ins.h"

namespace canreach {
namespace {

constexpr int kAllLength = 24;
constexpr int kVpcLength = 56;     // what Amazon gives a VPC.  Rule: ADR-8
constexpr int kSubnetLength = 64;  // Rule: ADR-9

/// 3fff:f00::/24, within the block that RFC 9637 keeps for documentation.
constexpr std::uint64_t kAllHigh = 0x3fff0f0000000000ULL;

}  // namespace

IpPrefix stand_in_of_vpc(std::uint32_t vpc) {
  const std::uint64_t number = std::uint64_t{vpc} << (kSubnetLength - kVpcLength);
  return IpPrefix(IpAddress{Family::ipv6, kAllHigh | number, 0}, kVpcLength);
}

std::optional<IpPrefix> stand_in_of_subnet(const IpPrefix& vpc_block, std::uint32_t number) {
  if (number >= kMostStandIns) return std::nullopt;
  return IpPrefix(IpAddress{Family::ipv6, vpc_block.first().high | number, 0}, kSubnetLength);
}

const IpPrefix& all_stand_ins() {
  static const IpPrefix kAll(IpAddress{Family::ipv6, kAllHigh, 0}, kAllLength);
  return kAll;
}

bool is_stand_in(const IpAddress& address) {
  return address.family == Family::ipv6 &&
         address.high >> (64 - kAllLength) == kAllHigh >> (64 - kAllLength);
}

bool is_stand_in(const IpPrefix& block) {
  return block.length() >= kAllLength && is_stand_in(block.first());
}

}  // namespace canreach
