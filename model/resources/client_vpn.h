#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "model/net/ip.h"
#include "model/ref.h"
#include "model/resources/vpc.h"
#include "model/resources/workload.h"

namespace canreach {

/// A network that clients may get to.  The longest block that holds an address decides, and of
/// several equal ones any.  Rule: CVPN-3.
struct ClientVpnAuthorization {
  Value<IpPrefix> destination;
  std::string group;  // whose members alone may; empty: every client
  SourceLoc at;
};

/// Rule: CVPN-2.
struct ClientVpnRoute {
  Value<IpPrefix> destination;
  Ref<Subnet> subnet;     // by which its clients leave; none: by each that is associated
  bool implied = false;   // added with the association of its subnet
  bool possible = false;  // whether it is there is not known
  SourceLoc at;
};

/// Where laptops come in.  What their users send leaves by the interface in one of the associated
/// subnets, with its address; nothing can be opened to them.  Rules: CVPN-1, CVPN-4.
struct ClientVpnEndpoint : Workload {
  Value<IpPrefix> client_cidr = kUnknown;
  Value<bool> split_tunnel = false;  // Rule: CVPN-5
  std::vector<ClientVpnAuthorization> authorizations;
  bool authorizations_known = true;  // false: there may be further ones
  std::vector<ClientVpnRoute> routes;
  bool routes_known = true;
  std::vector<IpAddress> dns_servers;  // none: each client asks its own.  Rule: CVPN-6
  bool dns_servers_known = true;
};

}  // namespace canreach
