#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/network/network.h"

namespace canreach {

/// Of those that may answer in the VPC (`at_least` yes: that surely do), the zone with the longest
/// domain that holds the name; kNoIndex: none.  `wanted`: public_zone the public ones; forwarding
/// the forwarding rules; private_zone the private ones and these rules, which go before a private
/// zone of the same domain.
std::uint32_t zone_for(const Design& design, const std::string& name, HostedZone::Type wanted,
                       std::uint32_t vpc, Tri at_least);

/// The private zone with the longest domain that holds the name, wherever it answers.
std::uint32_t private_zone(const Design& design, const std::string& name);

/// The records of the name: its own, or those of the wildcard that stands for it.  Names as
/// dns_name_of() gives them.
std::vector<const DnsRecord*> records_of(const HostedZone& zone, const std::string& name);

/// Has a name below the zone's domain, at or above this one, a record of the type NS, which leaves
/// all below it to other servers?  One of a type that is not known may be of that type, unless the
/// name has an address as well.
bool may_be_delegated(const HostedZone& zone, const std::string& name);

}  // namespace canreach
