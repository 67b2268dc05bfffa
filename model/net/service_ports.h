#pragma once

#include <cstdint>
#include <vector>

namespace canreach {

/// All ports that port_of_service() has a name for, in order, each once.
std::vector<std::uint16_t> ports_of_services();

}  // namespace canreach
