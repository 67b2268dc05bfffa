#pragma once

#include <string>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/query.h"
#include "model/design.h"

namespace canreach {

/// The design as it would be without something.  What is taken away keeps its index: it has left
/// its VPC, has no addresses, or is in a state in which it does not work, and routes to it drop.
///
/// A text names an instance or another workload, a gateway, NAT gateway, peering, endpoint, transit
/// gateway or attachment, VPN connection, route table, network ACL, security group or subnet, as
/// NAME, KIND/NAME or VPC/NAME; "TABLE/DESTINATION" is a route and "zone:eu-west-1a" all that is in
/// a zone.  What used a table or an ACL has the VPC's own instead, as in AWS.  Errors: CR1201 for
/// what names nothing, CR1202 for what names several things, CR1710 for what cannot be taken away.
tl::expected<Design, QueryError> design_without(const Network& network,
                                                const std::vector<std::string>& texts);

/// Something that can be taken away by itself, and how a text names it.
struct Removable {
  ResourceKind kind{};
  std::uint32_t index = 0;

  friend bool operator==(const Removable&, const Removable&) = default;
};
bool is_removable(const Design& design, const Removable& thing);
std::string name_of(const Network& network, const Removable& thing);

}  // namespace canreach
