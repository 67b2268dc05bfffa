#pragma once

#include <cstdint>

#include "analyzer/network/network.h"
#include "analyzer/query/endpoint.h"
#include "analyzer/reason.h"

namespace canreach {

/// May what a client sends to the address go on, as far as something of its endpoint decides?
struct ClientVpnVerdict {
  Tri outcome = Tri::yes;
  Reason reason = Reason::none;   // of what is not surely `yes`
  bool may_go_by_itself = false;  // by the network that the client is in.  Rule: CVPN-5
};

/// By the routes of those clients that leave by the subnet.  Rules: CVPN-2, CVPN-5.
ClientVpnVerdict client_vpn_route(const Network& network, std::uint32_t endpoint,
                                  std::uint32_t subnet, Atom destination);
/// By the authorization rules.  Rule: CVPN-3.
ClientVpnVerdict client_vpn_authorization(const Network& network, std::uint32_t endpoint,
                                          Atom destination);

/// Does the member ask the resolver of its VPC for names?  Clients of a client VPN endpoint ask
/// what it tells them, or their own servers, which may ask on.  Rule: CVPN-6.
Tri asks_its_vpc(const Network& network, const EndMember& member);

/// The endpoint that gives this address to one of its clients, or nullptr.  No VPC ever sees that
/// address.  Rule: CVPN-1.
const ClientVpnEndpoint* endpoint_of_client(const Network& network, const IpAddress& address);

}  // namespace canreach
