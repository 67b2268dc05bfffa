#pragma once

#include <string>
#include <vector>

#include "model/net/ip.h"

namespace canreach {

/// Addresses from `first` to `last`, both included, of one family.
struct AddressRange {
  IpAddress first;
  IpAddress last;

  friend bool operator==(const AddressRange&, const AddressRange&) = default;
};

/// A set of IPv4 and IPv6 addresses: sorted, disjoint, not adjacent closed ranges, none of which
/// spans both families, so equal sets are ==.
class AddressSet {
 public:
  AddressSet() = default;
  AddressSet(const IpPrefix& prefix);                      // NOLINT: a prefix is a set of addresses
  AddressSet(const IpAddress& address);                    // NOLINT: so is an address
  static AddressSet of(std::vector<AddressRange> ranges);  ///< any order, may overlap

  bool empty() const { return ranges_.empty(); }
  bool contains(const IpAddress& address) const;
  const std::vector<AddressRange>& ranges() const { return ranges_; }

  /// The fewest prefixes that hold exactly these addresses, in order.
  std::vector<IpPrefix> prefixes() const;
  /// prefixes() joined by commas; a single address without its length; "none" when empty.
  std::string to_string() const;

  friend AddressSet operator|(const AddressSet& a, const AddressSet& b);
  friend AddressSet operator&(const AddressSet& a, const AddressSet& b);
  friend AddressSet operator-(const AddressSet& a, const AddressSet& b);
  friend bool operator==(const AddressSet&, const AddressSet&) = default;

 private:
  std::vector<AddressRange> ranges_;
};

/// Every address that hosts on the internet may have: all unicast addresses that are not private
/// (RFC 1918), shared (RFC 6598), loopback, link-local, unique-local, multicast or reserved.  The
/// documentation blocks (RFC 5737, RFC 3849) count as internet.  IPv6: 2000::/3 and what else is
/// global unicast.  Rule: IGW-5.
const AddressSet& public_addresses();
/// RFC 1918 blocks: 10/8, 172.16/12, 192.168/16.
const AddressSet& rfc1918_addresses();
/// RFC 6598: 100.64.0.0/10.
const AddressSet& rfc6598_addresses();

}  // namespace canreach
