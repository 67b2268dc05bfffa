#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "model/design_checks.h"

// The address blocks of VPCs and subnets: sizes, forbidden ranges, which blocks a VPC may mix,
// nesting, overlaps.

namespace canreach {
namespace {

IpPrefix block(std::string_view text) { return IpPrefix::parse(text).value(); }

struct SizeRule {
  int shortest;
  int longest;
  int step;
  std::string_view words;
};
constexpr SizeRule kIpv4Size = {16, 28, 1, "an IPv4 block is /16 to /28"};
constexpr SizeRule kVpcIpv6Size = {44, 60, 4,
                                   "an IPv6 block of a VPC is /44, /48, /52, /56 or /60"};
constexpr SizeRule kSubnetIpv6Size = {
    44, 64, 4, "an IPv6 block of a subnet is /44, /48, /52, /56, /60 or /64"};
constexpr std::size_t kIpv6BlocksOfVpc = 5;

/// Rules: ADR-1, ADR-8, ADR-9.
void check_size(const IpPrefix& cidr, const SizeRule& ipv6, const SourceLoc& at,
                Diagnostics& diagnostics) {
  const SizeRule& rule = cidr.family() == Family::ipv4 ? kIpv4Size : ipv6;
  const int length = cidr.length();
  const bool fits = rule.shortest <= length && length <= rule.longest &&
                    (length - rule.shortest) % rule.step == 0;
  if (fits) return;
  diagnostics.report(DiagnosticKind::cidr_size, at,
                     {quoted(cidr.to_string()), std::string(rule.words)});
}

/// Rule: ADR-2.
std::optional<IpPrefix> forbidden_range(const IpPrefix& cidr) {
  static const std::vector<IpPrefix> kForbidden = {block("0.0.0.0/8"), block("127.0.0.0/8"),
                                                   block("169.254.0.0/16"), block("224.0.0.0/4")};
  for (const IpPrefix& range : kForbidden) {
    if (range.overlaps(cidr)) return range;
  }
  return std::nullopt;
}

/// The private range (RFC 1918) that a block lies in.
std::optional<IpPrefix> private_range(const IpPrefix& cidr) {
  static const std::vector<IpPrefix> kPrivate = {block("10.0.0.0/8"), block("172.16.0.0/12"),
                                                 block("192.168.0.0/16")};
  for (const IpPrefix& range : kPrivate) {
    if (range.contains(cidr)) return range;
  }
  return std::nullopt;
}

std::string mix(const IpPrefix& primary) {
  return fmt::format("the VPC's primary block is {}", primary.to_string());
}

/// Why a further IPv4 block cannot be added to a VPC with these; the primary one comes first. Rule:
/// ADR-5.
std::optional<std::string> mixing_refusal(const std::vector<IpPrefix>& before,
                                          const IpPrefix& added) {
  static const IpPrefix kBenchmarks = block("198.19.0.0/16");
  static const IpPrefix kLowTen = block("10.0.0.0/15");
  static const IpPrefix kLowestTen = block("10.0.0.0/16");
  static const IpPrefix kDefaultVpc = block("172.31.0.0/16");
  const IpPrefix& primary = before.front();
  const std::optional<IpPrefix> home = private_range(primary);
  const std::optional<IpPrefix> other = private_range(added);
  if (!home) {
    if (other) return mix(primary) + ", which is not private: no private block can be added";
    return std::nullopt;
  }
  if (other && *other != *home) {
    return mix(primary) + ": no block of another private range can be added";
  }
  if (kBenchmarks.contains(added)) return mix(primary) + ", which is private";
  const auto is_low = [](const IpPrefix& cidr) { return kLowTen.contains(cidr); };
  if (kLowestTen.contains(added) && any_of(before, is_low)) {
    return "a VPC with a block in 10.0.0.0/15 takes no further block of 10.0.0.0/16";
  }
  if (kDefaultVpc.contains(added)) {
    return mix(primary) + ": 172.31.0.0/16 cannot be added";
  }
  return std::nullopt;
}

/// Rule: ADR-6.
void check_collision(const Vpc& vpc, const IpPrefix& cidr, Diagnostics& diagnostics) {
  static const IpPrefix kDocker = block("172.17.0.0/16");
  if (!kDocker.overlaps(cidr)) return;
  diagnostics.report(DiagnosticKind::cidr_collides, vpc.at,
                     {fmt::format("{} of {}", quoted(cidr.to_string()), described(vpc)),
                      quoted(kDocker.to_string())});
}

void check_vpc_block(const Vpc& vpc, const IpPrefix& cidr, Diagnostics& diagnostics) {
  check_size(cidr, kVpcIpv6Size, vpc.at, diagnostics);
  check_collision(vpc, cidr, diagnostics);
  const std::optional<IpPrefix> forbidden = forbidden_range(cidr);
  if (!forbidden) return;
  diagnostics.report(DiagnosticKind::cidr_forbidden, vpc.at,
                     {quoted(cidr.to_string()), described(vpc),
                      fmt::format("AWS keeps {} for itself", forbidden->to_string())});
}

std::vector<IpPrefix> known_blocks(const std::vector<Value<IpPrefix>>& cidrs, Family family) {
  std::vector<IpPrefix> known;
  for (const Value<IpPrefix>& cidr : cidrs) {
    if (cidr.is_known() && cidr.get().family() == family) known.push_back(cidr.get());
  }
  return known;
}

bool all_known(const std::vector<Value<IpPrefix>>& cidrs) {
  return all_of(cidrs, [](const Value<IpPrefix>& cidr) { return cidr.is_known(); });
}

/// An unknown block may be the primary one, or one that allows a mixture: then nothing is said.
void check_mixture(const Vpc& vpc, Diagnostics& diagnostics) {
  if (!all_known(vpc.cidrs)) return;
  const std::vector<IpPrefix> blocks = known_blocks(vpc.cidrs, Family::ipv4);
  std::vector<IpPrefix> before;
  for (const IpPrefix& cidr : blocks) {
    const std::optional<std::string> refusal =
        before.empty() ? std::nullopt : mixing_refusal(before, cidr);
    if (refusal) {
      diagnostics.report(DiagnosticKind::cidr_forbidden, vpc.at,
                         {quoted(cidr.to_string()), described(vpc), *refusal});
    }
    before.push_back(cidr);
  }
}

/// Rules: ADR-1, ADR-8.
void check_number_of_blocks(const Vpc& vpc, Diagnostics& diagnostics) {
  const std::vector<IpPrefix> ipv6 = known_blocks(vpc.cidrs, Family::ipv6);
  const bool lacks_ipv4 = all_known(vpc.cidrs) && ipv6.size() == vpc.cidrs.size();
  if (lacks_ipv4 && !ipv6.empty()) {
    diagnostics.report(DiagnosticKind::cidr_forbidden, vpc.at,
                       {quoted(ipv6.front().to_string()), described(vpc),
                        "its primary block must be an IPv4 one"});
  }
  if (ipv6.size() <= kIpv6BlocksOfVpc) return;
  diagnostics.report(
      DiagnosticKind::cidr_forbidden, vpc.at,
      {quoted(ipv6[kIpv6BlocksOfVpc].to_string()), described(vpc), "it has five IPv6 blocks"});
}

void check_overlap_in(const Vpc& vpc, Diagnostics& diagnostics) {
  std::vector<Claim> claims;
  for (const Value<IpPrefix>& cidr : vpc.cidrs) {
    if (cidr.is_known()) {
      claims.push_back({0, cidr.get().first(), cidr.get().last(), claims.size()});
    }
  }
  std::vector<IpPrefix> blocks;
  for (const Value<IpPrefix>& cidr : vpc.cidrs) {
    if (cidr.is_known()) blocks.push_back(cidr.get());
  }
  for_each_overlap(std::move(claims), [&](const Claim& later, const Claim& earlier) {
    diagnostics.report(
        DiagnosticKind::cidr_overlap, vpc.at,
        {fmt::format("{} of {}", quoted(blocks[later.order].to_string()), described(vpc)),
         fmt::format("{}, another block of it", quoted(blocks[earlier.order].to_string()))});
  });
}

/// Rule: ADR-9.
void check_nesting(const Design& design, const Subnet& subnet, const IpPrefix& cidr,
                   Diagnostics& diagnostics) {
  if (!subnet.vpc.is_known()) return;
  const Vpc& vpc = design.get(subnet.vpc);
  const bool may_lie_in_one = vpc.cidrs.empty() || any_of(vpc.cidrs, [&](const auto& parent) {
                                return parent.is_unknown() || parent.get().contains(cidr);
                              });
  if (may_lie_in_one) return;
  std::vector<std::string> parents;
  for (const Value<IpPrefix>& parent : vpc.cidrs) parents.push_back(parent.get().to_string());
  diagnostics.report(DiagnosticKind::cidr_outside_parent, subnet.at,
                     {fmt::format("{} of {}", quoted(cidr.to_string()), described(subnet)),
                      fmt::format("{} ({})", described(vpc), join(parents, ", "))});
}

/// A block of a subnet, by the order of the input.
struct SubnetBlock {
  const Subnet* subnet;
  IpPrefix cidr;
};

void check_subnet_overlaps(const Design& design, Diagnostics& diagnostics) {
  std::vector<SubnetBlock> blocks;
  std::vector<Claim> claims;
  for (const Subnet& subnet : design.all<Subnet>()) {
    if (!subnet.vpc.is_known()) continue;
    for (const Value<IpPrefix>& cidr : subnet.cidrs) {
      if (!cidr.is_known()) continue;
      claims.push_back({subnet.vpc.index(), cidr.get().first(), cidr.get().last(), blocks.size()});
      blocks.push_back({&subnet, cidr.get()});
    }
  }
  const auto words = [&blocks](const Claim& claim) {
    const SubnetBlock& claimed = blocks[claim.order];
    return fmt::format("{} of {}", quoted(claimed.cidr.to_string()), described(*claimed.subnet));
  };
  for_each_overlap(std::move(claims), [&](const Claim& later, const Claim& earlier) {
    diagnostics.report(DiagnosticKind::cidr_overlap, blocks[later.order].subnet->at,
                       {words(later), words(earlier)});
  });
}

}  // namespace

void check_blocks(const Design& design, Diagnostics& diagnostics) {
  for (const Vpc& vpc : design.all<Vpc>()) {
    for (const Value<IpPrefix>& cidr : vpc.cidrs) {
      if (cidr.is_known()) check_vpc_block(vpc, cidr.get(), diagnostics);
    }
    check_number_of_blocks(vpc, diagnostics);
    check_mixture(vpc, diagnostics);
    check_overlap_in(vpc, diagnostics);
  }
  for (const Subnet& subnet : design.all<Subnet>()) {
    for (const Value<IpPrefix>& cidr : subnet.cidrs) {
      if (!cidr.is_known()) continue;
      check_size(cidr.get(), kSubnetIpv6Size, subnet.at, diagnostics);
      check_nesting(design, subnet, cidr.get(), diagnostics);
    }
  }
  check_subnet_overlaps(design, diagnostics);
}

}  // namespace canreach
