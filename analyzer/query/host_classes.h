#pragma once

#include <vector>

#include "analyzer/network/network.h"

namespace canreach {

/// Hosts whose addresses no rule of the design tells apart: a representative and all of them.
struct HostClass {
  IpAddress representative;
  AddressSet hosts;
};

std::vector<HostClass> classes_of(const Network& network, const AddressSet& hosts, Family family);

/// The hosts of one family in sets that no rule, route or range of the design tells apart, in the
/// order of their first addresses.
std::vector<AddressSet> alike_hosts(const Network& network, const AddressSet& hosts, Family family);

}  // namespace canreach
