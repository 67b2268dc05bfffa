#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/network/network.h"

namespace canreach {

/// Of those that may answer in the VPC (`at_least` yes: that surely do), the zone with the longest
/// domain that holds the name; kNoIndex: none.  With `wanted` public_zone the public ones, else the
/// private ones and forwarding rules, which go before a private zone of the same domain.
std::uint32_t zone_for(const Design& design, const std::string& name, HostedZone::Type wanted,
                       std::uint32_t vpc, Tri at_least);

/// The private zone with the longest domain that holds the name, wherever it answers.
std::uint32_t private_zone(const Design& design, const std::string& name);

/// The records of the name: its own, or those of the wildcard that stands for it.  Names as
/// dns_name_of() gives them.
std::vector<const DnsRecord*> records_of(const HostedZone& zone, const std::string& name);

/// Has a name below the zone's domain, at or above this one, records of other types than A, AAAA
/// and CNAME alone?  They may be of the type NS, which leaves all below it to other servers.
bool may_be_delegated(const HostedZone& zone, const std::string& name);

}  // namespace canreach
