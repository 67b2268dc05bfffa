#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace canreach {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// An IPv4 or IPv6 address.  All addresses of both families stand in one order, IPv4 first, so sets
/// of them are sets of intervals; an IPv4 address sits in the low 32 bits of `low`.
struct IpAddress {
  Family family = Family::ipv4;
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  static constexpr IpAddress ipv4(std::uint32_t bits) { return {Family::ipv4, 0, bits}; }

  /// "10.0.0.1" (four decimal parts, no leading zeros) or RFC 4291 text ("2001:db8::7",
  /// "::ffff:1.2.3.4").
  static Result<IpAddress> parse(std::string_view text);

  /// The last address of the family is followed by itself; the first is preceded by itself.
  IpAddress next() const;
  IpAddress previous() const;

  /// IPv6 in the form of RFC 5952.
  std::string to_string() const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
  friend std::strong_ordering operator<=>(const IpAddress&, const IpAddress&) = default;
};

/// The number of bits of an address: 32 or 128.
constexpr int bits_of(Family family) { return family == Family::ipv4 ? 32 : 128; }

/// A block of addresses in CIDR notation.  Host bits are always zero, so two prefixes are equal
/// exactly when they hold the same addresses.
class IpPrefix {
 public:
  IpPrefix() = default;  // 0.0.0.0/0
  /// `length` 0 to bits_of(address.family); host bits are cleared.
  IpPrefix(IpAddress address, int length);

  /// "address/length".  A bare address is refused, as is a length out of range; host bits may be
  /// set and are cleared, as EC2 does: 100.68.0.18/18 is 100.68.0.0/18.  Rule: ADR-3.
  static Result<IpPrefix> parse(std::string_view text);
  /// Would parse(text) clear host bits?  False for what does not parse.
  static bool has_host_bits(std::string_view text);
  static IpPrefix host(IpAddress address) { return {address, bits_of(address.family)}; }

  Family family() const { return first_.family; }
  const IpAddress& first() const { return first_; }
  IpAddress last() const;
  int length() const { return length_; }

  bool contains(const IpAddress& address) const;
  bool contains(const IpPrefix& other) const;
  bool overlaps(const IpPrefix& other) const;

  std::string to_string() const;

  friend bool operator==(const IpPrefix&, const IpPrefix&) = default;
  friend std::strong_ordering operator<=>(const IpPrefix&, const IpPrefix&) = default;

 private:
  IpAddress first_;
  int length_ = 0;
};

inline constexpr std::string_view kAnyIpv4 = "0.0.0.0/0";
inline constexpr std::string_view kAnyIpv6 = "::/0";

}  // namespace canreach
