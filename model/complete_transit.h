#pragma once

#include <cstdint>
#include <vector>

#include "model/design.h"

namespace canreach {

/// A block of addresses that a virtual private gateway knows the way to.
struct LearntNetwork {
  Value<IpPrefix> cidr;
  Ref<OnPremisesNetwork> network;  // none: nobody declares what is there
  Ref<VpnConnection> connection;   // none: Direct Connect, or a VPN that nobody describes
  std::uint8_t rank = 0;           // Direct Connect 0, static VPN 1, VPN with BGP 2.  Rule: VPN-6
};

/// What lies behind each virtual private gateway, as far as the design tells.  Rules: VPN-2, VPN-6.
class BehindGateways {
 public:
  explicit BehindGateways(const Design& design);
  const std::vector<LearntNetwork>& of(std::uint32_t gateway) const { return networks_[gateway]; }
  /// May the gateway know further ones?
  bool is_open(std::uint32_t gateway) const { return open_[gateway]; }

 private:
  void add(const Design& design, std::uint32_t connection);

  std::vector<std::vector<LearntNetwork>> networks_;  // by gateway
  std::vector<bool> open_;
};

/// Where a packet may be sent that is not known to be learnt: declared networks on premises and any
/// private address.
std::vector<IpPrefix> learnt_networks(const Design& design);

/// Joins both ends of peerings of transit gateways.  Of a collected design this is all.
void link_transit(Design& design);

/// Gives transit gateways what AWS makes: the default route table, attachments of VPN connections
/// and of the other end of a peering, associations, and propagated routes.  Rules: TGW-3, TGW-4.
void complete_transit(Design& design);

}  // namespace canreach
