#pragma once

#include <cstdint>
#include <vector>

namespace canreach {

/// All ports that port_of_service() has a name for, in order, each once.
std::vector<std::uint16_t> ports_of_services();

/// Between a Gateway Load Balancer and its targets, over UDP.  Rule: GWLB-1.
inline constexpr std::uint16_t kGenevePort = 6081;

}  // namespace canreach
