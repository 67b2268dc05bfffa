#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "model/design.h"

namespace canreach::oracle {

/// A packet as one hop sees it.
struct Packet {
  Protocol protocol = kTcp;
  IpAddress source;
  IpAddress destination;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint8_t icmp_type = 0;
  std::uint8_t icmp_code = 0;

  friend bool operator==(const Packet&, const Packet&) = default;
};

/// The answer to it: both ends exchanged, echo requests become echo replies.  Rules: NACL-9,
/// MOD-10.
Packet reply_to(const Packet& packet);
bool is_echo_request(const Packet& packet);

/// Is the state empty or one of `good`?
bool in_state(const Resource& resource, std::initializer_list<std::string_view> good);

/// Attached, and to an instance that runs.  Rules: RT-12, SVC-16.
bool works(const Design& design, Ref<NetworkInterface> interface);

/// One of its private addresses, or of its delegated prefixes.  Rules: ADR-16, AMB-2.
bool owns(const NetworkInterface& interface, const IpAddress& address);
Ref<NetworkInterface> owner_in_vpc(const Design& design, Ref<Vpc> vpc, const IpAddress& address);

/// The interface whose public IPv4 or whose IPv6 address it is, in any VPC.
Ref<NetworkInterface> owner_on_internet(const Design& design, const IpAddress& address);
/// What the internet gateway makes of it on the way in; `address` belongs to owner_on_internet().
IpAddress private_address_of(const NetworkInterface& interface, const IpAddress& address);

/// Of the same family, with the same leading bits.  The oracle compares bits itself.
bool holds(const IpPrefix& prefix, const IpAddress& address);
bool in_cidrs(const std::vector<Value<IpPrefix>>& cidrs, const IpAddress& address);

/// May a host on the internet have it?  Rules: ADR-2, IGW-5.
bool is_internet_address(const IpAddress& address);
/// The Amazon DNS server, instance metadata, time: never filtered, never routed.  Rules: SG-24,
/// NACL-12, DNS-2.
bool is_link_local_service(const Vpc& vpc, const IpAddress& address);
/// Ranges that the router never forwards to.  Rule: RT-5.
bool is_never_routed(const IpAddress& address);

/// Is it an instance's, function's, database's interface?
template <class T>
const T* workload_on(const Design& design, Ref<NetworkInterface> interface) {
  for (const T& workload : design.all<T>()) {
    for (const Ref<NetworkInterface> own : workload.interfaces) {
      if (own == interface) return &workload;
    }
  }
  return nullptr;
}

}  // namespace canreach::oracle
