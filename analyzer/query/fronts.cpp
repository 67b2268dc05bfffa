#include "analyzer/query/fronts.h"

#include <utility>

#include "base/algorithm.h"

namespace canreach {
namespace {

bool has_public_address(const Network& network, const EndMember& member) {
  return any_of(member.faces, [&](std::uint32_t face) {
    return network.faces[face].public_ip.kind != PublicIp::Kind::none;
  });
}

}  // namespace

const NotModelled* front_of(const Network& network, const EndMember& member) {
  const std::vector<NotModelled>& things = network.design->not_modelled;
  const bool may_have = member.kind == EndMember::Kind::faces && member.owned;
  if (!may_have || things.empty() || has_public_address(network, member)) return nullptr;
  for (const NotModelled& thing : things) {
    if (contains(thing.in_front_of, std::pair(member.owner_kind, member.owner_index))) {
      return &thing;
    }
  }
  return nullptr;
}

}  // namespace canreach
