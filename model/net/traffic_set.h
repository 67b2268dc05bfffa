#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "model/net/interval_set.h"

namespace canreach {

/// An IP protocol by its IANA number, 0 to 255.
using Protocol = std::uint8_t;
inline constexpr Protocol kIcmp = 1;
inline constexpr Protocol kTcp = 6;
inline constexpr Protocol kUdp = 17;
inline constexpr Protocol kIcmpv6 = 58;

constexpr bool has_ports(Protocol protocol) { return protocol == kTcp || protocol == kUdp; }
constexpr bool has_icmp_types(Protocol protocol) {
  return protocol == kIcmp || protocol == kIcmpv6;
}

/// "tcp", "udp", "icmp", "icmpv6", "esp", ...; the number for what has no usual name.
std::string name_of(Protocol protocol);
/// A name (case ignored, "icmp6" too) or a number 0 to 255.  "all" and "-1" are not protocols: the
/// caller tests them.
Result<Protocol> parse_protocol(std::string_view text);

/// The port of a usual service name ("https" 443, "postgres" 5432, "ssh" 22 ...); none when
/// unknown.
std::optional<std::uint16_t> port_of_service(std::string_view name);

/// What a packet carries, as the filters see it: protocol and destination port, or ICMP type and
/// code, as one 24-bit number: protocol << 16 | port, or protocol << 16 | type << 8 | code.
/// Protocols without either use 0.
using Traffic = std::uint32_t;
constexpr Traffic traffic_of(Protocol protocol, std::uint16_t port) {
  return std::uint32_t{protocol} << 16 | port;
}
constexpr Traffic icmp_traffic(Protocol protocol, std::uint8_t type, std::uint8_t code) {
  return std::uint32_t{protocol} << 16 | std::uint32_t{type} << 8 | code;
}
constexpr Protocol protocol_of(Traffic traffic) { return static_cast<Protocol>(traffic >> 16); }
constexpr std::uint16_t port_of(Traffic traffic) { return static_cast<std::uint16_t>(traffic); }

/// A set of traffic.  A protocol without ports or types is either wholly in (all 65,536 values) or
/// wholly out.
class TrafficSet {
 public:
  TrafficSet() = default;
  TrafficSet(IntervalSet numbers) : numbers_(std::move(numbers)) {}  // NOLINT

  static TrafficSet all();
  static TrafficSet all_of(Protocol protocol);
  static TrafficSet one(Traffic traffic);
  /// Ports `first` to `last` of tcp or udp, both included.
  static TrafficSet ports(Protocol protocol, std::uint16_t first, std::uint16_t last);
  /// ICMP types and codes; no type = all, a type without a code = all its codes.
  static TrafficSet icmp(Protocol protocol, std::optional<std::uint8_t> type,
                         std::optional<std::uint8_t> code);

  bool empty() const { return numbers_.empty(); }
  bool contains(Traffic traffic) const { return numbers_.contains(traffic); }
  bool contains(const TrafficSet& other) const { return numbers_.contains(other.numbers_); }
  const IntervalSet& numbers() const { return numbers_; }
  /// The smallest member; only for a set that is not empty.
  Traffic sample() const { return numbers_.intervals().front().first; }

  /// "tcp/22,80-81 udp/53 icmp/8 esp"; "all"; "none"; "all except tcp/22" where that names less
  /// than half as many protocols.  tcp and udp come first, then ICMP, then the rest by number.
  std::string to_string() const;
  /// What to_string() wrote; none of any other text.
  static std::optional<TrafficSet> parse(std::string_view text);
  /// Of one protocol: "22,80-81", "all" for every port; ICMP "8/0,11".
  std::string ports_to_string(Protocol protocol) const;

  friend TrafficSet operator|(const TrafficSet& a, const TrafficSet& b) {
    return a.numbers_ | b.numbers_;
  }
  friend TrafficSet operator&(const TrafficSet& a, const TrafficSet& b) {
    return a.numbers_ & b.numbers_;
  }
  friend TrafficSet operator-(const TrafficSet& a, const TrafficSet& b) {
    return a.numbers_ - b.numbers_;
  }
  friend bool operator==(const TrafficSet&, const TrafficSet&) = default;

 private:
  IntervalSet numbers_;
};

}  // namespace canreach
