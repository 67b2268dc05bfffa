#pragma once

#include <vector>

#include "analyzer/network/network.h"

namespace canreach {

/// Every block that a firewall's rules name, for the atoms.
std::vector<IpPrefix> firewall_prefixes(const Design& design);

/// Network::firewalls.  Needs the atoms.
void compile_firewalls(Network& network);

}  // namespace canreach
