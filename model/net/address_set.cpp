#include "model/net/address_set.h"

#include <cassert>
#include <span>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "model/net/range_algebra.h"

// prefixes() cuts a range from the left: the widest prefix that begins where the rest begins and
// does not pass its end, again and again.  That is the fewest: two prefixes are nested or disjoint,
// so the prefix of any cover that holds the first address left is no wider than ours, and what ours
// swallows is never needed again.  A range makes at most 62 prefixes in IPv4 and 254 in IPv6.
//
//   10.0.0.1 to 10.0.0.6  ->  10.0.0.1/32, 10.0.0.2/31, 10.0.0.4/31, 10.0.0.6/32

namespace canreach {
namespace {

// IPv4 blocks that no host on the internet has.  Everything else below 224.0.0.0 is internet, with
// the documentation blocks of RFC 5737, which stand for internet hosts in examples.
constexpr std::string_view kNotInternetIpv4[] = {
    "0.0.0.0/8",       // RFC 791: this network
    "10.0.0.0/8",      // RFC 1918: private
    "100.64.0.0/10",   // RFC 6598: shared, carrier-grade NAT
    "127.0.0.0/8",     // RFC 1122: loopback
    "169.254.0.0/16",  // RFC 3927: link-local
    "172.16.0.0/12",   // RFC 1918: private
    "192.0.0.0/24",    // RFC 6890: protocol assignments
    "192.168.0.0/16",  // RFC 1918: private
    "198.18.0.0/15",   // RFC 2544: benchmarking
    "224.0.0.0/4",     // RFC 5771: multicast
    "240.0.0.0/4",     // RFC 1112: reserved; RFC 919: broadcast
};

// IPv6 blocks that hosts on the internet have.  Loopback, link-local, unique-local (RFC 4193),
// multicast and what was never assigned lie outside.
constexpr std::string_view kInternetIpv6[] = {
    "2000::/3",  // RFC 4291: global unicast, with the documentation block of RFC 3849
};

constexpr std::string_view kRfc1918[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"};
constexpr std::string_view kRfc6598[] = {"100.64.0.0/10"};

AddressSet set_of(std::span<const std::string_view> blocks) {
  std::vector<AddressRange> ranges;
  ranges.reserve(blocks.size());
  for (const std::string_view block : blocks) {
    const Result<IpPrefix> prefix = IpPrefix::parse(block);
    assert(prefix);
    ranges.push_back({prefix->first(), prefix->last()});
  }
  return AddressSet::of(std::move(ranges));
}

AddressSet make_public_addresses() {
  const IpPrefix any_ipv4(IpAddress::ipv4(0), 0);
  return (any_ipv4 - set_of(kNotInternetIpv4)) | set_of(kInternetIpv6);
}

/// The widest prefix that begins at `first` and does not pass `last`.
IpPrefix widest_prefix(const IpAddress& first, const IpAddress& last) {
  IpPrefix widest = IpPrefix::host(first);
  while (widest.length() > 0) {
    const IpPrefix wider(first, widest.length() - 1);
    if (wider.first() != first || last < wider.last()) break;
    widest = wider;
  }
  return widest;
}

void append_prefixes(const AddressRange& range, std::vector<IpPrefix>& prefixes) {
  IpPrefix prefix = widest_prefix(range.first, range.last);
  prefixes.push_back(prefix);
  while (prefix.last() < range.last) {
    prefix = widest_prefix(prefix.last().next(), range.last);
    prefixes.push_back(prefix);
  }
}

}  // namespace

AddressSet::AddressSet(const IpPrefix& prefix) : ranges_{{prefix.first(), prefix.last()}} {}

AddressSet::AddressSet(const IpAddress& address) : ranges_{{address, address}} {}

AddressSet AddressSet::of(std::vector<AddressRange> ranges) {
  for ([[maybe_unused]] const AddressRange& range : ranges) {
    assert(range.first.family == range.last.family);
  }
  AddressSet result;
  result.ranges_ = canonical_ranges(std::move(ranges));
  return result;
}

bool AddressSet::contains(const IpAddress& address) const {
  return range_holding(ranges_, address) != nullptr;
}

std::vector<IpPrefix> AddressSet::prefixes() const {
  std::vector<IpPrefix> result;
  result.reserve(ranges_.size());
  for (const AddressRange& range : ranges_) append_prefixes(range, result);
  return result;
}

std::string AddressSet::to_string() const {
  if (empty()) return "none";
  std::vector<std::string> parts;
  for (const IpPrefix& prefix : prefixes()) {
    const bool single = prefix.length() == bits_of(prefix.family());
    parts.push_back(single ? prefix.first().to_string() : prefix.to_string());
  }
  return join(parts, ",");
}

AddressSet operator|(const AddressSet& a, const AddressSet& b) {
  AddressSet result;
  result.ranges_ = union_of(a.ranges_, b.ranges_);
  return result;
}

AddressSet operator&(const AddressSet& a, const AddressSet& b) {
  AddressSet result;
  result.ranges_ = intersection_of(a.ranges_, b.ranges_);
  return result;
}

AddressSet operator-(const AddressSet& a, const AddressSet& b) {
  AddressSet result;
  result.ranges_ = difference_of(a.ranges_, b.ranges_);
  return result;
}

const AddressSet& public_addresses() {
  static const AddressSet kAddresses = make_public_addresses();
  return kAddresses;
}

const AddressSet& rfc1918_addresses() {
  static const AddressSet kAddresses = set_of(kRfc1918);
  return kAddresses;
}

const AddressSet& rfc6598_addresses() {
  static const AddressSet kAddresses = set_of(kRfc6598);
  return kAddresses;
}

}  // namespace canreach
