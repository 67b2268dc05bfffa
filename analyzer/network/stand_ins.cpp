#include "analyzer/network/stand_ins.h"

#include "base/algorithm.h"
#include "model/stand_ins.h"

namespace canreach {
namespace {

/// Every address that may be one which Amazon gives is one of these.  Source: RFC 4291.
const IpPrefix& global_ipv6() {
  static const IpPrefix kPrefix(IpAddress{Family::ipv6, 0x2000000000000000ULL, 0}, 3);
  return kPrefix;
}

/// Is the range part of a block that one VPC has?  No other VPC's address is in it.
bool is_of_one_vpc(const Network& network, const AtomRange& range) {
  return any_of(network.vpcs, [&](const CompiledVpc& vpc) {
    return any_of(vpc.ranges, [&](const AtomRange& block) {
      return block.first <= range.first && range.last <= block.last;
    });
  });
}

}  // namespace

bool stands_in(const Network& network, Atom atom) {
  if (network.is_symbolic(atom) || !is_stand_in(network.atom_starts[atom])) return false;
  return is_of_one_vpc(network, {atom, atom});
}

std::string stand_in_words(const Network& network, Atom atom, std::uint32_t face) {
  const Design& design = *network.design;
  std::string of;
  if (face != kNoIndex) {
    const std::uint32_t subnet = network.interfaces[network.faces[face].interface].subnet;
    if (subnet != kNoIndex) of = design.all<Subnet>()[subnet].name;
  }
  for (std::uint32_t i = 0; of.empty() && i < network.vpcs.size(); ++i) {
    if (network.vpc_holds(i, atom) == Tri::yes) of = design.all<Vpc>()[i].name;
  }
  return "an unknown IPv6 address of " + of;
}

std::string text_of(const AddressSet& set) {
  const AddressSet stand_ins(all_stand_ins());
  IpAddress before = all_stand_ins().first();
  before.high -= 1;
  before.low = ~std::uint64_t{0};
  IpAddress after = all_stand_ins().last();
  after.high += 1;
  after.low = 0;
  const bool goes_on = set.contains(before) && set.contains(after);
  return (goes_on ? set | stand_ins : set - stand_ins).to_string();
}

Tri holds_stand_in(const Network& network, const AtomRange& range, Atom atom) {
  const bool contains_it = range.contains(atom);
  const AtomRange global = network.range_of(global_ipv6());
  if (range.empty() || range.last < global.first || global.last < range.first) return Tri::no;
  if (range.first <= global.first && global.last <= range.last) return Tri::yes;
  return is_of_one_vpc(network, range) ? tri(contains_it) : Tri::maybe;
}

}  // namespace canreach
