#include "model/net/ip.h"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "tests/catch.h"
#include "tests/unit/addresses.h"

namespace canreach {
namespace {

struct AddressRow {
  std::string text;
  std::string expected;
};

const std::string kLastIpv6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

TEST_CASE("an IPv4 address is printed as it was read") {
  const std::string text =
      GENERATE("0.0.0.0", "10.0.0.1", "1.22.133.244", "203.0.113.7", "255.255.255.255");
  CHECK(address(text).family == Family::ipv4);
  CHECK(address(text).to_string() == text);
}

TEST_CASE("the parts of an IPv4 address are its bytes, the first one highest") {
  CHECK(address("1.2.3.4") == IpAddress::ipv4(0x01020304));
  CHECK(address("255.255.255.255") == IpAddress::ipv4(0xffffffff));
}

// One to three digits, at most 255, without leading zeros.
bool is_byte(std::string_view text) {
  const bool has_digits = !text.empty() && text.size() <= 3 &&
                          text.find_first_not_of("0123456789") == std::string_view::npos;
  return has_digits && (text.size() == 1 || text[0] != '0') && std::stoi(std::string(text)) <= 255;
}

TEST_CASE("of random texts those are IPv4 addresses that have four bytes") {
  std::mt19937 random(1);
  std::size_t addresses = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::size_t part = 0; part < 4 + (random() % 8 == 0 ? 1 : 0); ++part) {
      if (part > 0) text += '.';
      for (std::size_t digits = random() % 16 < 13 ? 1 + random() % 3 : random() % 6; digits > 0;
           --digits) {
        text += random() % 40 == 0 ? 'x' : static_cast<char>('0' + random() % 6);
      }
    }
    const std::vector<std::string_view> parts = split(text, '.');
    const bool expected = parts.size() == 4 && std::all_of(parts.begin(), parts.end(), is_byte);
    const Result<IpAddress> found = IpAddress::parse(text);
    if (found.has_value() != expected) FAIL(text);
    if (found && found->to_string() != text) FAIL(text);
    addresses += expected ? 1 : 0;
  }
  CHECK(addresses > 1'000);
}

TEST_CASE("an IPv6 address is printed in the form of RFC 5952") {
  const AddressRow row = GENERATE(values<AddressRow>({
      {"::", "::"},
      {"0:0:0:0:0:0:0:0", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:0db8:0000:0000:0000:0000:0000:0007", "2001:db8::7"},
      {"2001:DB8::ABCD", "2001:db8::abcd"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"},
      {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
      {"0:1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"::ffff:1.2.3.4", "::ffff:1.2.3.4"},
      {"::FFFF:0102:0304", "::ffff:1.2.3.4"},
      {"::ffff:0:0", "::ffff:0.0.0.0"},
      {"::1.2.3.4", "::102:304"},
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
      {"::fffe:1.2.3.4", "::fffe:102:304"},
      {"fd00:ec2::253", "fd00:ec2::253"},
  }));
  CHECK(address(row.text).family == Family::ipv6);
  CHECK(address(row.text).to_string() == row.expected);
  CHECK(address(row.expected) == address(row.text));
}

TEST_CASE("the groups of an IPv6 address are its 16-bit words, the first one highest") {
  const IpAddress expected{Family::ipv6, 0x0001'0002'0003'0004, 0x0005'0006'0007'0008};
  CHECK(address("1:2:3:4:5:6:7:8") == expected);
}

TEST_CASE("an IPv4 address and its IPv6 mapping are different addresses") {
  CHECK(address("1.2.3.4") != address("::ffff:1.2.3.4"));
}

TEST_CASE("what is no address is refused with the reason") {
  const std::string no_address = "must be an address such as 10.0.0.1 or 2001:db8::1";
  const AddressRow row = GENERATE_COPY(values<AddressRow>({
      {"", no_address},
      {"web", no_address},
      {"web.example.com", no_address},
      {"10", no_address},
      {" 10.0.0.1", no_address},
      {"-1.0.0.1", no_address},
      {"10.0.0", "an IPv4 address has 4 parts, not 3"},
      {"10.0.0.1.", "an IPv4 address has 4 parts, not 5"},
      {"10.0..1", "part 3 is empty, must be 0 to 255"},
      {"10.0.0.", "part 4 is empty, must be 0 to 255"},
      {"10.0.0.300", "part 4 is 300, must be 0 to 255"},
      {"256.0.0.1", "part 1 is 256, must be 0 to 255"},
      {"1.99999999999999999999999.0.1", "part 2 is `99999999999999999999999`, must be 0 to 255"},
      {"10.0.0.01", "part 4 is 01, must have no leading zeros"},
      {"10.00.0.1", "part 2 is 00, must have no leading zeros"},
      {"10.0.0.1 ", "part 4 is `1 `, must be 0 to 255"},
      {"10.0.0.+1", "part 4 is `+1`, must be 0 to 255"},
      {"10.0.0.0x1", "part 4 is `0x1`, must be 0 to 255"},
      {":", "a group is empty, `::` stands for a run of zeros"},
      {":::", "a group is empty, `::` stands for a run of zeros"},
      {"1:2:3:4:5:6:7:", "a group is empty, `::` stands for a run of zeros"},
      {":1::2", "a group is empty, `::` stands for a run of zeros"},
      {"1::2:", "a group is empty, `::` stands for a run of zeros"},
      {"1::2::3", "`::` may stand only once"},
      {"::::", "`::` may stand only once"},
      {"1:2:3", "an IPv6 address has 8 groups, not 3"},
      {"1:2:3:4:5:6:7:8:9", "an IPv6 address has 8 groups, not 9"},
      {"1:2:3:4::5:6:7:8", "`::` must stand for at least one of 8 groups"},
      {"::1:2:3:4:5:6:7:8", "`::` must stand for at least one of 8 groups"},
      {"2001:db8::12345", "group `12345` must be 1 to 4 hexadecimal digits"},
      {"2001:db8::xyz", "group `xyz` must be 1 to 4 hexadecimal digits"},
      {"2001:db8:: 1", "group ` 1` must be 1 to 4 hexadecimal digits"},
      {"[::1]", "group `[` must be 1 to 4 hexadecimal digits"},
      {"fe80::1%eth0", "an address must have no zone after `%`"},
      {"::1.2.3", "an IPv4 address has 4 parts, not 3"},
      {"::1.2.3.400", "part 4 is 400, must be 0 to 255"},
      {"::1.2.3.4:5", "group `1.2.3.4` must be 1 to 4 hexadecimal digits"},
      {"1.2.3.4::", "group `1.2.3.4` must be 1 to 4 hexadecimal digits"},
      {"1:2:3:4:5:6:7:1.2.3.4", "an IPv6 address has 8 groups, not 9"},
      {std::string(46, '1'), "too long for an address"},
      {std::string(100'000, ':'), "too long for an address"},
  }));
  CAPTURE(row.text.substr(0, 60));
  const Result<IpAddress> result = IpAddress::parse(row.text);
  REQUIRE_FALSE(result);
  CHECK(result.error().text == row.expected);
}

TEST_CASE("a null character is no part of an address") {
  CHECK_FALSE(IpAddress::parse(std::string("10.0.0.1\0", 9)));
  CHECK_FALSE(IpAddress::parse(std::string("::1\0", 4)));
}

TEST_CASE("next and previous carry across the halves and stop at the ends of a family") {
  const AddressRow row = GENERATE(values<AddressRow>({
      {"0.0.0.0", "0.0.0.1"},
      {"10.0.255.255", "10.1.0.0"},
      {"255.255.255.254", "255.255.255.255"},
      {"::", "::1"},
      {"::ffff:ffff:ffff:ffff", "0:0:0:1::"},
      {"2001:db8:0:ffff:ffff:ffff:ffff:ffff", "2001:db8:1::"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
  }));
  CHECK(address(row.text).next() == address(row.expected));
  CHECK(address(row.expected).previous() == address(row.text));
}

TEST_CASE("the ends of a family are their own neighbours") {
  CHECK(address("255.255.255.255").next() == address("255.255.255.255"));
  CHECK(address("0.0.0.0").previous() == address("0.0.0.0"));
  CHECK(address(kLastIpv6).next() == address(kLastIpv6));
  CHECK(address("::").previous() == address("::"));
}

TEST_CASE("every IPv4 address stands before every IPv6 address") {
  CHECK(address("255.255.255.255") < address("::"));
  CHECK(address("9.0.0.0") < address("10.0.0.0"));
  CHECK(address("::ffff:ffff:ffff:ffff") < address("0:0:0:1::"));
}

TEST_CASE("a prefix clears host bits, and says so") {
  struct Block {
    std::string text;
    std::string expected;
    std::string last;
    bool host_bits;
  };
  const Block row = GENERATE(values<Block>({
      {"100.68.0.18/18", "100.68.0.0/18", "100.68.63.255", true},
      {"10.0.0.0/8", "10.0.0.0/8", "10.255.255.255", false},
      {"10.0.0.1/32", "10.0.0.1/32", "10.0.0.1", false},
      {"10.0.0.1/31", "10.0.0.0/31", "10.0.0.1", true},
      {"0.0.0.0/0", "0.0.0.0/0", "255.255.255.255", false},
      {"255.255.255.255/0", "0.0.0.0/0", "255.255.255.255", true},
      {"255.255.255.255/1", "128.0.0.0/1", "255.255.255.255", true},
      {"::/0", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
      {"ffff::1/0", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true},
      {"2001:db8:0:1::/64", "2001:db8:0:1::/64", "2001:db8:0:1:ffff:ffff:ffff:ffff", false},
      {"2001:db8:0:1::1/64", "2001:db8:0:1::/64", "2001:db8:0:1:ffff:ffff:ffff:ffff", true},
      {"2001:db8:0:1::/63", "2001:db8::/63", "2001:db8:0:1:ffff:ffff:ffff:ffff", true},
      {"2001:db8::c000:0:0:0/65", "2001:db8:0:0:8000::/65", "2001:db8::ffff:ffff:ffff:ffff", true},
      {"2001:db8::7/128", "2001:db8::7/128", "2001:db8::7", false},
  }));
  CHECK(prefix(row.text).to_string() == row.expected);
  CHECK(prefix(row.text).last().to_string() == row.last);
  CHECK(IpPrefix::has_host_bits(row.text) == row.host_bits);
  CHECK(prefix(row.text) == prefix(row.expected));
}

TEST_CASE("what is no prefix is refused with the reason") {
  const AddressRow row = GENERATE(values<AddressRow>({
      {"", "must be an address such as 10.0.0.1 or 2001:db8::1"},
      {"/8", "must be an address such as 10.0.0.1 or 2001:db8::1"},
      {"10.0.0.1", "must have a length, such as 10.0.0.1/32"},
      {"2001:db8::7", "must have a length, such as 2001:db8::7/128"},
      {"10.0.0.0/33", "length must be 0 to 32"},
      {"10.0.0.0/-1", "length must be 0 to 32"},
      {"10.0.0.0/+8", "length must be 0 to 32"},
      {"10.0.0.0/", "length must be 0 to 32"},
      {"10.0.0.0/8 ", "length must be 0 to 32"},
      {"10.0.0.0/8/8", "length must be 0 to 32"},
      {"10.0.0.0/99999999999999999999999999", "length must be 0 to 32"},
      {"10.0.0.0/255.0.0.0", "length must be 0 to 32"},
      {"10.0.0.0/08", "length must have no leading zeros"},
      {"::/129", "length must be 0 to 128"},
      {"10.0.0.256/8", "part 4 is 256, must be 0 to 255"},
      {"10.0.0.0 /8", "part 4 is `0 `, must be 0 to 255"},
      {"fe80::1%eth0/64", "an address must have no zone after `%`"},
  }));
  CAPTURE(row.text);
  const Result<IpPrefix> result = IpPrefix::parse(row.text);
  REQUIRE_FALSE(result);
  CHECK(result.error().text == row.expected);
  CHECK_FALSE(IpPrefix::has_host_bits(row.text));
}

TEST_CASE("a prefix contains its addresses and narrower prefixes of its family") {
  CHECK(prefix("10.0.0.0/16").contains(address("10.0.0.0")));
  CHECK(prefix("10.0.0.0/16").contains(address("10.0.255.255")));
  CHECK_FALSE(prefix("10.0.0.0/16").contains(address("10.1.0.0")));
  CHECK_FALSE(prefix("10.0.0.0/16").contains(address("9.255.255.255")));
  CHECK(prefix("10.0.0.0/16").contains(prefix("10.0.0.0/16")));
  CHECK(prefix("10.0.0.0/16").contains(prefix("10.0.4.0/24")));
  CHECK_FALSE(prefix("10.0.4.0/24").contains(prefix("10.0.0.0/16")));
  CHECK_FALSE(prefix("0.0.0.0/0").contains(address("::1")));
  CHECK_FALSE(prefix("0.0.0.0/0").contains(prefix("::/0")));
  CHECK_FALSE(prefix("::/0").contains(address("10.0.0.1")));
  CHECK(prefix("::/0").contains(address(kLastIpv6)));
}

TEST_CASE("prefixes overlap when one contains the other") {
  CHECK(prefix("10.0.0.0/8").overlaps(prefix("10.9.0.0/16")));
  CHECK(prefix("10.9.0.0/16").overlaps(prefix("10.0.0.0/8")));
  CHECK_FALSE(prefix("10.0.0.0/9").overlaps(prefix("10.128.0.0/9")));
  CHECK_FALSE(prefix("0.0.0.0/0").overlaps(prefix("::/0")));
}

TEST_CASE("a default prefix holds all of IPv4") {
  CHECK(IpPrefix() == prefix("0.0.0.0/0"));
  CHECK(IpPrefix() == prefix(std::string(kAnyIpv4)));
  CHECK(IpPrefix::host(address("::1")).to_string() == "::1/128");
}

}  // namespace
}  // namespace canreach
