#include "parsers/cloudformation/cidr_blocks.h"

#include <fmt/format.h>

namespace canreach {
namespace {

/// `address` plus `number` blocks of `bits` bits each.
IpAddress advanced(IpAddress address, std::uint64_t number, int bits) {
  if (bits >= 64) {
    address.high += bits >= 128 ? 0 : number << (bits - 64);
    return address;
  }
  const std::uint64_t low = address.low + (number << bits);
  address.high += low < address.low ? 1 : 0;
  if (bits > 0) address.high += number >> (64 - bits);
  address.low = low;
  return address;
}

}  // namespace

Result<std::vector<std::string>> cidr_blocks(const IpPrefix& block, std::size_t count,
                                             int host_bits) {
  const int length = bits_of(block.family()) - host_bits;
  const int spare = length - block.length();
  const bool has_room = spare >= 0 && (spare >= 20 || count <= (std::size_t{1} << spare));
  if (!has_room) {
    return tl::unexpected(Error{fmt::format("{} has no room for {} blocks of {} bits",
                                            block.to_string(), count, host_bits)});
  }
  std::vector<std::string> blocks;
  for (std::size_t i = 0; i < count; ++i) {
    blocks.push_back(IpPrefix(advanced(block.first(), i, host_bits), length).to_string());
  }
  return blocks;
}

}  // namespace canreach
