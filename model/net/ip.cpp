#include "model/net/ip.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"

namespace canreach {
namespace {

constexpr std::uint64_t kAllOnes = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kLastIpv4 = 0xffff'ffff;
constexpr std::size_t kGroups = 8;

/// The longest text of an address is "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".
constexpr std::size_t kLongestText = 45;

using Groups = std::vector<std::uint16_t>;

std::optional<unsigned> hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if ('a' <= c && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if ('A' <= c && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

bool has_leading_zero(std::string_view number) { return number.size() > 1 && number[0] == '0'; }

/// Of an address without a mistake, as nearly all are; none: parse_ipv4_bits() has the words for
/// it.
std::optional<std::uint32_t> faultless_ipv4_bits(std::string_view text) {
  std::uint32_t bits = 0;
  std::size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (at == text.size() || text[at++] != '.')) return std::nullopt;
    if (at == text.size() || !is_digit(text[at])) return std::nullopt;
    auto value = static_cast<std::uint32_t>(text[at++] - '0');
    const bool may_go_on = value != 0;  // there are no leading zeros
    for (; may_go_on && value <= 255 && at < text.size() && is_digit(text[at]); ++at) {
      value = value * 10 + static_cast<std::uint32_t>(text[at] - '0');
    }
    if (value > 255) return std::nullopt;
    bits = bits << 8 | value;
  }
  if (at != text.size()) return std::nullopt;
  return bits;
}

Result<std::uint32_t> parse_ipv4_part(std::string_view text, std::size_t number) {
  if (text.empty()) return failure(fmt::format("part {} is empty, must be 0 to 255", number));
  const std::optional<unsigned long long> value = parse_number(text);
  if (!value || *value > 255) {
    const std::string shown = value ? std::string(text) : quoted(text);
    return failure(fmt::format("part {} is {}, must be 0 to 255", number, shown));
  }
  if (has_leading_zero(text)) {
    return failure(fmt::format("part {} is {}, must have no leading zeros", number, text));
  }
  return static_cast<std::uint32_t>(*value);
}

Result<std::uint32_t> parse_ipv4_bits(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() != 4) {
    return failure(fmt::format("an IPv4 address has 4 parts, not {}", parts.size()));
  }
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Result<std::uint32_t> part = parse_ipv4_part(parts[i], i + 1);
    if (!part) return part;
    bits = bits << 8 | *part;
  }
  return bits;
}

Result<std::uint16_t> parse_group(std::string_view text) {
  if (text.empty()) return failure("a group is empty, `::` stands for a run of zeros");
  unsigned value = 0;
  for (const char c : text) {
    const std::optional<unsigned> digit = hex_value(c);
    if (!digit || text.size() > 4) {
      return failure(fmt::format("group {} must be 1 to 4 hexadecimal digits", quoted(text)));
    }
    value = value << 4 | *digit;
  }
  return static_cast<std::uint16_t>(value);
}

bool is_dotted(std::string_view text) { return text.find('.') != std::string_view::npos; }

/// Groups between single colons; the last may be an IPv4 address, which is two groups, where `text`
/// is the end of the address.
Result<Groups> parse_groups(std::string_view text, bool at_end) {
  Groups groups;
  if (text.empty()) return groups;
  const std::vector<std::string_view> parts = split(text, ':');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (at_end && i + 1 == parts.size() && is_dotted(parts[i])) {
      const Result<std::uint32_t> bits = parse_ipv4_bits(parts[i]);
      if (!bits) return tl::unexpected<Error>(bits.error());
      groups.push_back(static_cast<std::uint16_t>(*bits >> 16));
      groups.push_back(static_cast<std::uint16_t>(*bits));
      continue;
    }
    const Result<std::uint16_t> group = parse_group(parts[i]);
    if (!group) return tl::unexpected<Error>(group.error());
    groups.push_back(*group);
  }
  return groups;
}

IpAddress ipv6_of(const Groups& groups) {
  assert(groups.size() == kGroups);
  IpAddress address{Family::ipv6, 0, 0};
  for (std::size_t i = 0; i < kGroups; ++i) {
    std::uint64_t& half = i < kGroups / 2 ? address.high : address.low;
    half = half << 16 | groups[i];
  }
  return address;
}

Result<IpAddress> parse_whole_ipv6(std::string_view text) {
  const Result<Groups> groups = parse_groups(text, true);
  if (!groups) return tl::unexpected<Error>(groups.error());
  if (groups->size() != kGroups) {
    return failure(fmt::format("an IPv6 address has 8 groups, not {}", groups->size()));
  }
  return ipv6_of(*groups);
}

/// `head`::`tail`.
Result<IpAddress> parse_shortened_ipv6(std::string_view head, std::string_view tail) {
  if (tail.find("::") != std::string_view::npos) return failure("`::` may stand only once");
  const Result<Groups> before = parse_groups(head, false);
  if (!before) return tl::unexpected<Error>(before.error());
  const Result<Groups> after = parse_groups(tail, true);
  if (!after) return tl::unexpected<Error>(after.error());
  if (before->size() + after->size() >= kGroups) {
    return failure("`::` must stand for at least one of 8 groups");
  }
  Groups groups = *before;
  groups.resize(kGroups - after->size(), 0);
  groups.insert(groups.end(), after->begin(), after->end());
  return ipv6_of(groups);
}

Result<IpAddress> parse_ipv6(std::string_view text) {
  if (text.find('%') != std::string_view::npos) {
    return failure("an address must have no zone after `%`");
  }
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return parse_whole_ipv6(text);
  return parse_shortened_ipv6(text.substr(0, gap), text.substr(gap + 2));
}

std::string ipv4_text(std::uint64_t bits) {
  std::string text = std::to_string(bits >> 24 & 0xff);
  for (const unsigned shift : {16U, 8U, 0U}) {
    text += '.';
    text += std::to_string(bits >> shift & 0xff);
  }
  return text;
}

std::array<std::uint16_t, kGroups> groups_of(const IpAddress& address) {
  std::array<std::uint16_t, kGroups> groups{};
  for (std::size_t i = 0; i < kGroups; ++i) {
    const std::uint64_t half = i < kGroups / 2 ? address.high : address.low;
    groups[i] = static_cast<std::uint16_t>(half >> 16 * (3 - i % 4));
  }
  return groups;
}

/// A run of zero groups: where it begins and how many.
struct ZeroRun {
  std::size_t begin = 0;
  std::size_t size = 0;
};

/// The longest run of zero groups, the first of equals.
ZeroRun longest_zero_run(const std::array<std::uint16_t, kGroups>& groups) {
  ZeroRun longest;
  ZeroRun current;
  for (std::size_t i = 0; i < kGroups; ++i) {
    current = groups[i] == 0 ? ZeroRun{current.begin, current.size + 1} : ZeroRun{i + 1, 0};
    if (current.size > longest.size) longest = current;
  }
  return longest;
}

std::string ipv6_text(const IpAddress& address) {
  if (address.high == 0 && address.low >> 32 == 0xffff) {
    return "::ffff:" + ipv4_text(address.low & kLastIpv4);
  }
  const std::array<std::uint16_t, kGroups> groups = groups_of(address);
  const ZeroRun gap = longest_zero_run(groups);
  const bool shortened = gap.size >= 2;
  std::string text;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (shortened && i == gap.begin) {
      text += "::";
      i += gap.size - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += fmt::format("{:x}", groups[i]);
  }
  return text;
}

/// The lowest `count` bits of 64 set, count 0 to 64.
std::uint64_t low_bits(int count) {
  return count == 64 ? kAllOnes : (std::uint64_t{1} << count) - 1;
}

/// An address whose set bits are the host bits of a prefix of `length`.
IpAddress host_mask(Family family, int length) {
  const int host_bits = bits_of(family) - length;
  return {family, low_bits(std::max(host_bits - 64, 0)), low_bits(std::min(host_bits, 64))};
}

/// The two halves of "address/length" as they are written, host bits and all.
struct WrittenPrefix {
  IpAddress address;
  int length = 0;
};

Result<int> parse_length(std::string_view text, int most) {
  const std::optional<unsigned long long> length = parse_number(text);
  if (!length || *length > static_cast<unsigned long long>(most)) {
    return failure(fmt::format("length must be 0 to {}", most));
  }
  if (has_leading_zero(text)) return failure("length must have no leading zeros");
  return static_cast<int>(*length);
}

Result<WrittenPrefix> parse_written_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  const Result<IpAddress> address = IpAddress::parse(text.substr(0, slash));
  if (!address) return tl::unexpected<Error>(address.error());
  const int most = bits_of(address->family);
  if (slash == std::string_view::npos) {
    return failure(fmt::format("must have a length, such as {}/{}", text, most));
  }
  const Result<int> length = parse_length(text.substr(slash + 1), most);
  if (!length) return tl::unexpected<Error>(length.error());
  return WrittenPrefix{*address, *length};
}

}  // namespace

Result<IpAddress> IpAddress::parse(std::string_view text) {
  if (const std::optional<std::uint32_t> bits = faultless_ipv4_bits(text)) return ipv4(*bits);
  if (text.size() > kLongestText) return failure("too long for an address");
  if (text.find(':') != std::string_view::npos) return parse_ipv6(text);
  const bool looks_dotted = is_dotted(text) && is_digit(text[0]);
  if (!looks_dotted) return failure("must be an address such as 10.0.0.1 or 2001:db8::1");
  const Result<std::uint32_t> bits = parse_ipv4_bits(text);
  if (!bits) return tl::unexpected<Error>(bits.error());
  return ipv4(*bits);
}

IpAddress IpAddress::next() const {
  const bool is_last =
      family == Family::ipv4 ? low == kLastIpv4 : high == kAllOnes && low == kAllOnes;
  if (is_last) return *this;
  const std::uint64_t carry = low == kAllOnes ? 1 : 0;
  return {family, high + carry, low + 1};
}

IpAddress IpAddress::previous() const {
  if (high == 0 && low == 0) return *this;
  const std::uint64_t borrow = low == 0 ? 1 : 0;
  return {family, high - borrow, low - 1};
}

std::string IpAddress::to_string() const {
  return family == Family::ipv4 ? ipv4_text(low) : ipv6_text(*this);
}

IpPrefix::IpPrefix(IpAddress address, int length) : first_(address), length_(length) {
  assert(0 <= length && length <= bits_of(address.family));
  const IpAddress mask = host_mask(address.family, length);
  first_.high &= ~mask.high;
  first_.low &= ~mask.low;
}

Result<IpPrefix> IpPrefix::parse(std::string_view text) {
  const Result<WrittenPrefix> written = parse_written_prefix(text);
  if (!written) return tl::unexpected<Error>(written.error());
  return IpPrefix(written->address, written->length);
}

bool IpPrefix::has_host_bits(std::string_view text) {
  const Result<WrittenPrefix> written = parse_written_prefix(text);
  return written && IpPrefix(written->address, written->length).first() != written->address;
}

IpAddress IpPrefix::last() const {
  const IpAddress mask = host_mask(family(), length_);
  return {family(), first_.high | mask.high, first_.low | mask.low};
}

bool IpPrefix::contains(const IpAddress& address) const {
  return first_ <= address && address <= last();
}

bool IpPrefix::contains(const IpPrefix& other) const {
  return length_ <= other.length_ && contains(other.first_);
}

bool IpPrefix::overlaps(const IpPrefix& other) const {
  return contains(other.first_) || other.contains(first_);
}

std::string IpPrefix::to_string() const {
  return first_.to_string() + "/" + std::to_string(length_);
}

}  // namespace canreach
