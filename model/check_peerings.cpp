#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "model/design_checks.h"

// Peerings: no address in both VPCs, one peering a pair.

namespace canreach {
namespace {

struct BlockOf {
  const Vpc* vpc;
  IpPrefix cidr;
};

/// Any block counts, also one that no subnet uses.  Rule: PEER-3.
void check_overlap(const Design& design, const VpcPeering& peering, Diagnostics& diagnostics) {
  std::vector<BlockOf> blocks;
  for (const Ref<Vpc> side : {peering.requester, peering.accepter}) {
    for (const Value<IpPrefix>& cidr : design.get(side).cidrs) {
      if (cidr.is_known()) blocks.push_back({&design.get(side), cidr.get()});
    }
  }
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    claims.push_back({0, blocks[i].cidr.first(), blocks[i].cidr.last(), i});
  }
  const auto words = [&blocks](const Claim& claim) {
    const BlockOf& claimed = blocks[claim.order];
    return fmt::format("{} of {}", quoted(claimed.cidr.to_string()), described(*claimed.vpc));
  };
  for_each_overlap(std::move(claims), [&](const Claim& later, const Claim& earlier) {
    if (blocks[later.order].vpc == blocks[earlier.order].vpc) return;
    diagnostics.report(
        DiagnosticKind::cidr_overlap, peering.at,
        {words(earlier), fmt::format("{}: {} cannot join them", words(later), described(peering))});
  });
}

/// A peering that came to nothing stays listed for a while, and does not keep the next one away.
bool is_over(const VpcPeering& peering) {
  static const std::array<std::string_view, 5> kOver = {"deleted", "deleting", "expired", "failed",
                                                        "rejected"};
  return peering.state.is_known() && contains(kOver, std::string_view(peering.state.get()));
}

using Pair = std::pair<Ref<Vpc>, Ref<Vpc>>;

Pair sides_of(const VpcPeering& peering) {
  return std::minmax(peering.requester, peering.accepter);
}

/// Rule: PEER-10.
void check_pair(const Design& design, const VpcPeering& peering,
                std::map<Pair, const VpcPeering*>& first_of_pair, Diagnostics& diagnostics) {
  if (is_over(peering) || peering.state.is_unknown()) return;
  const auto [place, is_new] = first_of_pair.insert({sides_of(peering), &peering});
  if (is_new) return;
  diagnostics.report(
      DiagnosticKind::conflicting_keys, peering.at,
      {fmt::format("{} joins {} and {}, as {} does already: a pair has one peering",
                   described(peering), described(design.get(peering.requester)),
                   described(design.get(peering.accepter)), described(*place->second))});
}

}  // namespace

void check_peerings(const Design& design, Diagnostics& diagnostics) {
  std::map<Pair, const VpcPeering*> first_of_pair;
  for (const VpcPeering& peering : design.all<VpcPeering>()) {
    if (!peering.requester.is_known() || !peering.accepter.is_known()) continue;
    if (peering.requester == peering.accepter) continue;  // its reader says so
    check_overlap(design, peering, diagnostics);
    check_pair(design, peering, first_of_pair, diagnostics);
  }
}

}  // namespace canreach
