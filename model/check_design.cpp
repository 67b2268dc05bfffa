#include "model/check_design.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "model/design_checks.h"

namespace canreach {

std::string described_owner(const Design& design, const NetworkInterface& interface) {
  if (!interface.owned) return described(interface);
  const Resource& owner = resource_of(design, interface.owner_kind, interface.owner_index);
  return fmt::format("{} {}", label_of(interface.owner_kind), quoted(owner.name));
}

// Sorted by their first addresses, a claim overlaps an earlier one exactly when it begins before
// the end of the one that reaches furthest so far.
void for_each_overlap(std::vector<Claim> claims,
                      const std::function<void(const Claim& later, const Claim& earlier)>& report) {
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.space, a.first, a.order) < std::tie(b.space, b.first, b.order);
  });
  const Claim* furthest = nullptr;
  for (const Claim& claim : claims) {
    const bool same_space = furthest != nullptr && furthest->space == claim.space;
    if (same_space && claim.first <= furthest->last) {
      const bool is_later = claim.order > furthest->order;
      report(is_later ? claim : *furthest, is_later ? *furthest : claim);
    }
    if (!same_space || furthest->last < claim.last) furthest = &claim;
  }
}

void check_design(const Design& design, Diagnostics& diagnostics) {
  check_blocks(design, diagnostics);
  check_addresses(design, diagnostics);
  check_routes(design, diagnostics);
  check_associations(design, diagnostics);
  check_network_acls(design, diagnostics);
  check_peerings(design, diagnostics);
  check_transit(design, diagnostics);
}

}  // namespace canreach
