#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/design.h"

namespace canreach {

/// The parts of check_design(), one file a concern.
void check_blocks(const Design& design, Diagnostics& diagnostics);     // of VPCs and subnets
void check_addresses(const Design& design, Diagnostics& diagnostics);  // of interfaces
void check_routes(const Design& design, Diagnostics& diagnostics);
void check_associations(const Design& design,
                        Diagnostics& diagnostics);  // what belongs to which VPC
void check_network_acls(const Design& design, Diagnostics& diagnostics);
void check_peerings(const Design& design, Diagnostics& diagnostics);
void check_transit(const Design& design, Diagnostics& diagnostics);  // transit gateways, VPN

/// "subnet `app-a`": for messages.
template <class T>
std::string described(const T& resource) {
  return fmt::format("{} {}", label_of(kind_of<T>()), quoted(resource.name));
}

/// "instance `web`" for an interface that belongs to one, else "network-interface `web-2`".
std::string described_owner(const Design& design, const NetworkInterface& interface);

/// Addresses of a space (a VPC) that something claims for itself.
struct Claim {
  std::size_t space = 0;
  IpAddress first;
  IpAddress last;
  std::size_t order = 0;  // which claim was made first, by the order of the input
};

/// Calls `report` with the later and the earlier one of claims of one space that overlap: for every
/// claim that overlaps another at least once.  Sorts; near-linear.
void for_each_overlap(std::vector<Claim> claims,
                      const std::function<void(const Claim& later, const Claim& earlier)>& report);

}  // namespace canreach
