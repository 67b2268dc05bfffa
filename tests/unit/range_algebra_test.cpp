#include "model/net/range_algebra.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "model/net/address_set.h"
#include "model/net/interval_set.h"
#include "tests/catch.h"

// Random sets near the ends of the two families and where the halves of an IPv6 address meet: there
// "one after" and "one before" go wrong first.  Every range begins and ends in one of five windows
// of eight neighbours, so a set is known when its members in the windows and one address in each
// gap between windows are; membership of these probes is compared with plain logic.

namespace canreach {
namespace {

constexpr std::uint32_t kSeed = 20'240'607;
constexpr int kRounds = 4'000;

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t bound) { return random() % bound; }

std::vector<IpAddress> window_members() {
  std::vector<IpAddress> members;
  for (const std::string start : {"0.0.0.0", "255.255.255.248", "::", "::ffff:ffff:ffff:fffc",
                                  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff8"}) {
    IpAddress member = IpAddress::parse(start).value();
    for (int i = 0; i < 8; ++i) {
      members.push_back(member);
      member = member.next();
    }
  }
  return members;
}

std::vector<IpAddress> probes() {
  std::vector<IpAddress> result = window_members();
  for (const std::string gap : {"100.1.2.3", "::1:0:0:0", "2001:db8::7"}) {
    result.push_back(IpAddress::parse(gap).value());
  }
  return result;
}

std::vector<AddressRange> random_ranges(Random& random, const std::vector<IpAddress>& members) {
  std::vector<AddressRange> ranges;
  for (std::size_t count = below(random, 7); ranges.size() < count;) {
    IpAddress first = members[below(random, members.size())];
    IpAddress last = members[below(random, members.size())];
    if (first.family != last.family) continue;
    if (last < first) std::swap(first, last);
    ranges.push_back({first, last});
  }
  return ranges;
}

bool any_holds(const std::vector<AddressRange>& ranges, const IpAddress& address) {
  for (const AddressRange& range : ranges) {
    if (range.first <= address && address <= range.last) return true;
  }
  return false;
}

bool is_canonical(const AddressSet& set) {
  const std::vector<AddressRange>& ranges = set.ranges();
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].last < ranges[i].first) return false;
    if (ranges[i].first.family != ranges[i].last.family) return false;
    if (i > 0 && ranges[i].first <= ranges[i - 1].last.next()) return false;
  }
  return true;
}

AddressSet union_of_prefixes(const AddressSet& set) {
  AddressSet result;
  for (const IpPrefix& prefix : set.prefixes()) result = result | prefix;
  return result;
}

TEST_CASE("address sets at the borders of the families agree with plain membership") {
  INFO("seed " << kSeed);
  Random random(kSeed);
  const std::vector<IpAddress> members = window_members();
  const std::vector<IpAddress> asked = probes();
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<AddressRange> a = random_ranges(random, members);
    const std::vector<AddressRange> b = random_ranges(random, members);
    const AddressSet x = AddressSet::of(a);
    const AddressSet y = AddressSet::of(b);
    const AddressSet either = x | y;
    const AddressSet both = x & y;
    const AddressSet rest = x - y;
    for (const IpAddress& address : asked) {
      const bool in_a = any_holds(a, address);
      const bool in_b = any_holds(b, address);
      const bool agrees =
          x.contains(address) == in_a && either.contains(address) == (in_a || in_b) &&
          both.contains(address) == (in_a && in_b) && rest.contains(address) == (in_a && !in_b);
      if (!agrees) FAIL("round " << round << " at " << address.to_string());
    }
    const bool canonical =
        is_canonical(x) && is_canonical(either) && is_canonical(both) && is_canonical(rest);
    if (!canonical) FAIL("round " << round << " is not canonical");
  }
}

TEST_CASE("the laws of sets hold for address sets at the borders of the families") {
  INFO("seed " << kSeed);
  Random random(kSeed);
  const std::vector<IpAddress> members = window_members();
  for (int round = 0; round < kRounds; ++round) {
    const AddressSet x = AddressSet::of(random_ranges(random, members));
    const AddressSet y = AddressSet::of(random_ranges(random, members));
    const bool holds = (x | y) == (y | x) && (x & y) == (y & x) && ((x - y) | (x & y)) == x &&
                       ((x - y) & y).empty() && ((x | y) - y) == (x - y) && (x - x).empty() &&
                       (x | x) == x && (x & x) == x;
    if (!holds) FAIL("round " << round);
  }
}

TEST_CASE("the prefixes of a random address set hold exactly the set") {
  INFO("seed " << kSeed);
  Random random(kSeed);
  const std::vector<IpAddress> members = window_members();
  for (int round = 0; round < 200; ++round) {
    const AddressSet x = AddressSet::of(random_ranges(random, members));
    if (union_of_prefixes(x) != x) FAIL("round " << round);
  }
}

/// The 16 numbers at both ends of 32 bits.
std::uint32_t number_of(std::size_t index) {
  const std::uint32_t i = static_cast<std::uint32_t>(index);
  return i < 8 ? i : 0xffff'fff0 + i;
}

IntervalSet interval_set_of(unsigned bits) {
  std::vector<Interval> intervals;
  for (std::size_t i = 0; i < 16; ++i) {
    if ((bits >> i & 1) != 0) intervals.push_back({number_of(i), number_of(i)});
  }
  return IntervalSet::of(intervals);
}

TEST_CASE("interval sets at both ends of 32 bits agree with a bitset") {
  INFO("seed " << kSeed);
  Random random(kSeed);
  for (int round = 0; round < 20'000; ++round) {
    const unsigned a = random() & 0xffff;
    const unsigned b = random() & 0xffff;
    const IntervalSet x = interval_set_of(a);
    const IntervalSet y = interval_set_of(b);
    const bool agrees = (x | y) == interval_set_of(a | b) && (x & y) == interval_set_of(a & b) &&
                        (x - y) == interval_set_of(a & ~b) && x.contains(y) == ((b & ~a) == 0);
    if (!agrees) FAIL("a=" << a << " b=" << b);
  }
}

}  // namespace
}  // namespace canreach
