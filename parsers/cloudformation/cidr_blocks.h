#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/net/ip.h"

namespace canreach {

/// What Fn::Cidr gives: the first `count` blocks of `block` whose addresses differ in the last
/// `host_bits` bits.  Fails when the block has no room for them.
///
/// Source: AWS CloudFormation Template Reference, Fn::Cidr.
Result<std::vector<std::string>> cidr_blocks(const IpPrefix& block, std::size_t count,
                                             int host_bits);

}  // namespace canreach
