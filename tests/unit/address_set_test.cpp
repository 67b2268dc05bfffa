#include "model/net/address_set.h"

#include <cstddef>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/addresses.h"

namespace canreach {
namespace {

AddressSet range(const std::string& first, const std::string& last) {
  return AddressSet::of({{address(first), address(last)}});
}

TEST_CASE("a set is printed as its fewest prefixes") {
  struct Row {
    std::string first;
    std::string last;
    std::string expected;
  };
  const Row row = GENERATE(values<Row>({
      {"10.0.0.1", "10.0.0.1", "10.0.0.1"},
      {"10.0.0.0", "10.0.255.255", "10.0.0.0/16"},
      {"10.0.0.1", "10.0.0.6", "10.0.0.1,10.0.0.2/31,10.0.0.4/31,10.0.0.6"},
      {"10.0.0.4", "10.0.0.12", "10.0.0.4/30,10.0.0.8/30,10.0.0.12"},
      {"0.0.0.0", "255.255.255.255", "0.0.0.0/0"},
      {"128.0.0.0", "255.255.255.255", "128.0.0.0/1"},
      {"255.255.255.254", "255.255.255.255", "255.255.255.254/31"},
      {"::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0"},
      {"::1", "::3", "::1,::2/127"},
      {"2001:db8::", "2001:db8::1:ffff:ffff:ffff:ffff", "2001:db8::/63"},
      {"2001:db8::ffff:ffff:ffff:ffff",
       "2001:db8:0:1::", "2001:db8::ffff:ffff:ffff:ffff,2001:db8:0:1::"},
  }));
  CHECK(range(row.first, row.last).to_string() == row.expected);
}

TEST_CASE("a set of both families lists IPv4 first, and the families never join") {
  const AddressSet all = AddressSet(prefix("::/0")) | prefix("0.0.0.0/0");
  CHECK(all.ranges().size() == 2);
  CHECK(all.to_string() == "0.0.0.0/0,::/0");
  const AddressSet border = AddressSet(address("255.255.255.255")) | address("::");
  CHECK(border.to_string() == "255.255.255.255,::");
}

TEST_CASE("an empty set is printed as none") {
  CHECK(AddressSet().to_string() == "none");
  CHECK(AddressSet().prefixes().empty());
}

TEST_CASE("the worst range takes two prefixes a bit") {
  CHECK(range("0.0.0.1", "255.255.255.254").prefixes().size() == 62);
  CHECK(range("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe").prefixes().size() == 254);
}

TEST_CASE("ranges that overlap, touch or repeat become one") {
  const AddressSet set = AddressSet::of({{address("10.0.0.8"), address("10.0.0.9")},
                                         {address("10.0.0.0"), address("10.0.0.3")},
                                         {address("10.0.0.4"), address("10.0.0.5")},
                                         {address("10.0.0.2"), address("10.0.0.4")}});
  CHECK(set == (range("10.0.0.0", "10.0.0.5") | range("10.0.0.8", "10.0.0.9")));
  CHECK(set.ranges().size() == 2);
  CHECK(set.contains(address("10.0.0.5")));
  CHECK_FALSE(set.contains(address("10.0.0.6")));
}

TEST_CASE("a whole family without its ends keeps the rest") {
  const AddressSet all = prefix("::/0");
  const AddressSet last = address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  CHECK((all - last) == range("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"));
  CHECK((all - address("::")) == range("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
  CHECK((all - prefix("0.0.0.0/0")) == all);
  CHECK((all & prefix("0.0.0.0/0")).empty());
  CHECK((AddressSet(prefix("0.0.0.0/0")) - address("255.255.255.255")) ==
        range("0.0.0.0", "255.255.255.254"));
}

/// The addresses of `block` (three host bits) whose bits are set.
AddressSet subset(const IpPrefix& block, unsigned bits) {
  std::vector<AddressRange> ranges;
  for (unsigned i = 0; i < 8; ++i) {
    const IpAddress member{block.family(), block.first().high, block.first().low + i};
    if ((bits >> i & 1) != 0) ranges.push_back({member, member});
  }
  return AddressSet::of(ranges);
}

/// The fewest aligned blocks that make up the lowest `size` bits, by halving: nothing, one, or both
/// halves.
std::size_t fewest_blocks(unsigned bits, unsigned size) {
  const unsigned full = (1u << size) - 1;
  if ((bits & full) == 0) return 0;
  if ((bits & full) == full) return 1;
  return fewest_blocks(bits, size / 2) + fewest_blocks(bits >> size / 2, size / 2);
}

TEST_CASE(
    "prefixes cover exactly and are the fewest, for every set at the borders of the families") {
  const std::string text =
      GENERATE("0.0.0.0/29", "255.255.255.248/29", "::/125", "::ffff:ffff:ffff:fff8/125",
               "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff8/125");
  for (unsigned bits = 0; bits < 256; ++bits) {
    const AddressSet set = subset(prefix(text), bits);
    AddressSet covered;
    for (const IpPrefix& block : set.prefixes()) covered = covered | block;
    const bool minimal = set.prefixes().size() == fewest_blocks(bits, 8);
    if (covered != set || !minimal) FAIL(text << " bits=" << bits);
  }
}

TEST_CASE("public addresses are what hosts on the internet may have") {
  struct Row {
    std::string text;
    bool is_public;
  };
  const Row row = GENERATE(values<Row>({
      {"0.255.255.255", false},
      {"1.0.0.0", true},
      {"9.255.255.255", true},
      {"10.0.0.0", false},
      {"10.255.255.255", false},
      {"11.0.0.0", true},
      {"100.63.255.255", true},
      {"100.64.0.0", false},
      {"100.127.255.255", false},
      {"100.128.0.0", true},
      {"126.255.255.255", true},
      {"127.0.0.1", false},
      {"128.0.0.0", true},
      {"169.253.255.255", true},
      {"169.254.169.254", false},
      {"169.255.0.0", true},
      {"172.15.255.255", true},
      {"172.16.0.0", false},
      {"172.31.255.255", false},
      {"172.32.0.0", true},
      {"191.255.255.255", true},
      {"192.0.0.255", false},
      {"192.0.1.0", true},
      {"192.0.2.1", true},
      {"192.167.255.255", true},
      {"192.168.0.0", false},
      {"192.168.255.255", false},
      {"192.169.0.0", true},
      {"198.17.255.255", true},
      {"198.18.0.0", false},
      {"198.19.255.255", false},
      {"198.20.0.0", true},
      {"198.51.100.10", true},
      {"203.0.113.7", true},
      {"223.255.255.255", true},
      {"224.0.0.0", false},
      {"240.0.0.1", false},
      {"255.255.255.255", false},
      {"::", false},
      {"::1", false},
      {"::ffff:1.2.3.4", false},
      {"64:ff9b::1", false},
      {"2000::", true},
      {"2001:db8::7", true},
      {"2600:1f18::1", true},
      {"3fff::1", true},
      {"4000::", false},
      {"fd00:ec2::253", false},
      {"fe80::1", false},
      {"ff02::1", false},
      {"1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
      {"3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true},
  }));
  CAPTURE(row.text);
  CHECK(public_addresses().contains(address(row.text)) == row.is_public);
}

TEST_CASE("the private and the shared blocks are those of their RFCs") {
  CHECK(rfc1918_addresses().to_string() == "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16");
  CHECK(rfc6598_addresses().to_string() == "100.64.0.0/10");
  CHECK((public_addresses() & rfc1918_addresses()).empty());
  CHECK((public_addresses() & rfc6598_addresses()).empty());
}

}  // namespace
}  // namespace canreach
