#include "analyzer/query/fronts.h"

#include <string>

#include "base/algorithm.h"
#include "model/not_modelled.h"

namespace canreach {
namespace {

bool has_public_address(const Network& network, const EndMember& member) {
  return any_of(member.faces, [&](std::uint32_t face) {
    return network.faces[face].public_ip.kind != PublicIp::Kind::none;
  });
}

}  // namespace

const NotModelled* front_of(const Network& network, const EndMember& member) {
  const Design& design = *network.design;
  const bool may_have = member.kind == EndMember::Kind::faces && member.owned;
  if (!may_have || design.not_modelled.empty() || has_public_address(network, member)) {
    return nullptr;
  }
  const std::string ending =
      std::string(kInFrontOf) + resource_of(design, member.owner_kind, member.owner_index).name;
  for (const NotModelled& thing : design.not_modelled) {
    const bool is_long = thing.kind.size() > ending.size();
    if (is_long &&
        thing.kind.compare(thing.kind.size() - ending.size(), ending.size(), ending) == 0)
      return &thing;
  }
  return nullptr;
}

}  // namespace canreach
