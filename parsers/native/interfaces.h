#pragma once

#include <optional>
#include <string>

#include "parsers/native/readers.h"

namespace canreach {

/// Whose interface it is, and where it is declared.
struct InterfaceOwner {
  ResourceKind kind{};
  std::uint32_t index = 0;
  const Resource* resource = nullptr;  // not touched once interfaces are added
};

/// What the keys of a workload say of its interfaces, not yet told apart by subnet.
struct InterfaceKeys {
  const SyntaxNode* subnets = nullptr;
  const SyntaxNode* security_groups = nullptr;
  const SyntaxNode* address = nullptr;
  const SyntaxNode* ipv6 = nullptr;
  const SyntaxNode* public_ip = nullptr;  // Elastic IPs, of load balancers alone
};

/// An interface of `owner` in `subnet`, without addresses and groups.
NetworkInterface interface_in(const NativeContext& context, const InterfaceOwner& owner,
                              Ref<Subnet> subnet, NetworkInterface::Type type);
/// Puts an existing interface into a subnet: VPC, scope, account and region.
void place_in(const NativeContext& context, Ref<Subnet> subnet, NetworkInterface& interface);
/// Likewise where its VPC alone is known.
void place_in_vpc(const NativeContext& context, Ref<Vpc> vpc, NetworkInterface& interface);

/// The key `security_groups`: groups of the interface's VPC, or that are associated with it.
void read_interface_groups(NativeContext& context, const SyntaxNode* node,
                           NetworkInterface& interface);

/// Has the subnet a block of the family?  Unknown where a block is.
Value<bool> has_family(const Subnet& subnet, Family family);

/// Which interfaces take an IPv6 address where `ipv6` is left out: those of a subnet without IPv4,
/// or also those of a subnet that assigns one.
enum class Ipv6Default { without_ipv4, as_subnet };

/// `address` and `ipv6`, of one interface; `public_ip` goes to the primary IPv4 address.
void read_interface_addresses(NativeContext& context, const SyntaxNode* address,
                              const SyntaxNode* ipv6, const PublicIp& public_ip,
                              Ipv6Default ipv6_default, NetworkInterface& interface);

/// One interface a subnet, as functions, databases, caches and endpoints have them.  `address`,
/// `ipv6` and `public_ip` are one value for one subnet, or a map from subnets.
std::vector<NetworkInterface> read_interfaces(NativeContext& context, const InterfaceKeys& keys,
                                              const InterfaceOwner& owner,
                                              NetworkInterface::Type type,
                                              const PublicIp& public_ip, std::string_view home);

/// Is the address in the interface's subnet, as far as one can know?  Reported where not (CR1101).
bool check_in_subnet(NativeContext& context, const SyntaxNode& node, const IpAddress& address,
                     const NetworkInterface& interface);

}  // namespace canreach
