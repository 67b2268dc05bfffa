#pragma once

#include <string>

#include "model/net/ip.h"

namespace canreach {

/// Of a text that a test knows to be one.
inline IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }
inline IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }

}  // namespace canreach
