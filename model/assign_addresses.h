#pragma once

#include "base/diagnostics.h"
#include "model/design.h"

namespace canreach {

/// Gives every interface that wants an address (NetworkInterface::wants_ipv4, wants_ipv6) the next
/// free one of its subnet, in the order of the input, and notes it in Design::completions.  A
/// subnet without a free address is an error (CR1107), as is an IPv6 address wanted in a subnet
/// that has none (CR1111).  Where the subnet or its block is not known, neither are the interface's
/// addresses.  Rules: ADR-10, ADR-12, ADR-16.
void assign_addresses(Design& design, Diagnostics& diagnostics);

}  // namespace canreach
