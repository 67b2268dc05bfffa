#include "tests/oracle/scan.h"

namespace canreach::oracle {
namespace {

constexpr std::uint8_t kEchoRequest = 8;
constexpr std::uint8_t kEchoReply = 0;
constexpr std::uint8_t kEchoRequestV6 = 128;
constexpr std::uint8_t kEchoReplyV6 = 129;

std::vector<IpPrefix> plain_prefixes(std::initializer_list<std::string_view> texts) {
  std::vector<IpPrefix> result;
  for (const std::string_view text : texts) result.push_back(*IpPrefix::parse(text));
  return result;
}

bool in_any(const std::vector<IpPrefix>& blocks, const IpAddress& address) {
  for (const IpPrefix& prefix : blocks) {
    if (holds(prefix, address)) return true;
  }
  return false;
}

// Are the first `count` bits, 0 to 64, of two words the same?
bool same_bits(std::uint64_t a, std::uint64_t b, int count) {
  return count == 0 || (a ^ b) >> (64 - count) == 0;
}

bool runs(const Design& design, Ref<NetworkInterface> interface) {
  const Instance* instance = workload_on<Instance>(design, interface);
  return instance == nullptr || in_state(*instance, {"running"});
}

}  // namespace

Packet reply_to(const Packet& packet) {
  Packet reply = packet;
  reply.source = packet.destination;
  reply.destination = packet.source;
  reply.source_port = packet.destination_port;
  reply.destination_port = packet.source_port;
  if (is_echo_request(packet)) {
    reply.icmp_type = packet.protocol == kIcmp ? kEchoReply : kEchoReplyV6;
  }
  return reply;
}

bool is_echo_request(const Packet& packet) {
  return (packet.protocol == kIcmp && packet.icmp_type == kEchoRequest) ||
         (packet.protocol == kIcmpv6 && packet.icmp_type == kEchoRequestV6);
}

bool in_state(const Resource& resource, std::initializer_list<std::string_view> good) {
  const std::string& state = resource.state.get();
  if (state.empty()) return true;
  for (const std::string_view word : good) {
    if (state == word) return true;
  }
  return false;
}

bool works(const Design& design, Ref<NetworkInterface> interface) {
  // An interface that is "available" is attached to nothing.
  return in_state(design.get(interface), {"in-use"}) && runs(design, interface);
}

bool owns(const NetworkInterface& interface, const IpAddress& address) {
  for (const InterfaceAddress& own : interface.addresses) {
    if (own.address == address) return true;
  }
  return in_any(interface.prefixes, address);
}

Ref<NetworkInterface> owner_in_vpc(const Design& design, Ref<Vpc> vpc, const IpAddress& address) {
  const std::vector<NetworkInterface>& interfaces = design.all<NetworkInterface>();
  for (std::size_t i = 0; i < interfaces.size(); ++i) {
    if (interfaces[i].vpc == vpc && owns(interfaces[i], address)) return Ref<NetworkInterface>(i);
  }
  return {};
}

Ref<NetworkInterface> owner_on_internet(const Design& design, const IpAddress& address) {
  const std::vector<NetworkInterface>& interfaces = design.all<NetworkInterface>();
  for (std::size_t i = 0; i < interfaces.size(); ++i) {
    if (address.family == Family::ipv6 && owns(interfaces[i], address)) {
      return Ref<NetworkInterface>(i);
    }
    for (const InterfaceAddress& own : interfaces[i].addresses) {
      if (own.public_ip.kind == PublicIp::Kind::address && own.public_ip.address == address) {
        return Ref<NetworkInterface>(i);
      }
    }
  }
  return {};
}

IpAddress private_address_of(const NetworkInterface& interface, const IpAddress& address) {
  for (const InterfaceAddress& own : interface.addresses) {
    if (own.public_ip.kind == PublicIp::Kind::address && own.public_ip.address == address) {
      return own.address;
    }
  }
  return address;
}

bool holds(const IpPrefix& prefix, const IpAddress& address) {
  const IpAddress& first = prefix.first();
  if (first.family != address.family) return false;
  const int length = prefix.length();
  if (address.family == Family::ipv4) return same_bits(first.low << 32, address.low << 32, length);
  if (length <= 64) return same_bits(first.high, address.high, length);
  return first.high == address.high && same_bits(first.low, address.low, length - 64);
}

bool in_cidrs(const std::vector<Value<IpPrefix>>& cidrs, const IpAddress& address) {
  for (const Value<IpPrefix>& cidr : cidrs) {
    if (holds(cidr.get(), address)) return true;
  }
  return false;
}

bool is_internet_address(const IpAddress& address) {
  static const std::vector<IpPrefix> kNowhere = plain_prefixes(
      {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
       "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"});
  static const IpPrefix kGlobalUnicast = *IpPrefix::parse("2000::/3");
  if (address.family == Family::ipv6) return holds(kGlobalUnicast, address);
  return !in_any(kNowhere, address);
}

bool is_link_local_service(const Vpc& vpc, const IpAddress& address) {
  static const std::vector<IpPrefix> kServices =
      plain_prefixes({"169.254.169.123/32", "169.254.169.250/32", "169.254.169.251/32",
                      "169.254.169.253/32", "169.254.169.254/32", "169.254.170.2/32",
                      "fd00:ec2::123/128", "fd00:ec2::253/128", "fd00:ec2::254/128"});
  static const std::vector<IpPrefix> kResolvers =
      plain_prefixes({"169.254.169.253/32", "fd00:ec2::253/128"});
  const IpAddress resolver = vpc.cidrs.front().get().first().next().next();  // ADR-11: base + 2
  if (address == resolver || in_any(kResolvers, address)) return vpc.dns_support.get();
  return in_any(kServices, address);
}

bool is_never_routed(const IpAddress& address) {
  static const std::vector<IpPrefix> kReserved =
      plain_prefixes({"169.254.168.0/22", "fd00:ec2::/32"});
  return in_any(kReserved, address);
}

}  // namespace canreach::oracle
