#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "model/design_checks.h"
#include "model/usable_addresses.h"

// The addresses of interfaces: inside their subnet, not one that AWS keeps, and nobody else's.

namespace canreach {
namespace {

/// An address of an interface, or a prefix that is delegated to it.
struct Held {
  const NetworkInterface* interface;
  IpPrefix block;
  bool is_prefix;

  std::string to_string() const {
    return quoted(is_prefix ? block.to_string() : block.first().to_string());
  }
};

std::vector<Held> held_by(const NetworkInterface& interface) {
  std::vector<Held> held;
  for (const InterfaceAddress& address : interface.addresses) {
    held.push_back({&interface, IpPrefix::host(address.address), false});
  }
  for (const IpPrefix& prefix : interface.prefixes) held.push_back({&interface, prefix, true});
  return held;
}

/// What AWS does with the addresses that no interface can have.  Rule: ADR-10.
std::string use_of(const IpPrefix& subnet, const IpAddress& reserved) {
  if (subnet.family() == Family::ipv6) return "AWS keeps the first four and the last address";
  if (reserved == subnet.first()) return "it is the network address";
  if (reserved == subnet.last()) return "it is the broadcast address";
  const IpAddress router = subnet.first().next();
  if (reserved == router) return "it is the VPC's router";
  if (reserved == router.next()) return "AWS keeps it for DNS";
  return "AWS keeps it for future use";
}

std::optional<IpAddress> reserved_in(const IpPrefix& subnet, const IpPrefix& block) {
  if (block.first() < first_usable(subnet)) return block.first();
  if (block.last() > last_usable(subnet)) return block.last();
  return std::nullopt;
}

void check_reserved(const Subnet& subnet, const IpPrefix& cidr, const Held& held,
                    Diagnostics& diagnostics) {
  const std::optional<IpAddress> reserved = reserved_in(cidr, held.block);
  if (!reserved) return;
  diagnostics.report(
      DiagnosticKind::address_reserved, held.interface->at,
      {quoted(reserved->to_string()), fmt::format("{} ({})", described(subnet), cidr.to_string()),
       use_of(cidr, *reserved)});
}

void report_outside(const Design& design, const Subnet& subnet, const Held& held,
                    Diagnostics& diagnostics) {
  std::vector<std::string> blocks;
  for (const Value<IpPrefix>& cidr : subnet.cidrs) blocks.push_back(cidr.get().to_string());
  diagnostics.report(
      DiagnosticKind::cidr_outside_parent, held.interface->at,
      {fmt::format("{} of {}", held.to_string(), described_owner(design, *held.interface)),
       fmt::format("{} ({})", described(subnet), join(blocks, ", "))});
}

void check_place(const Design& design, const Held& held, Diagnostics& diagnostics) {
  if (!held.interface->subnet.is_known()) return;
  const Subnet& subnet = design.get(held.interface->subnet);
  bool may_lie_elsewhere = subnet.cidrs.empty();
  for (const Value<IpPrefix>& cidr : subnet.cidrs) {
    if (cidr.is_unknown()) {
      may_lie_elsewhere = true;
    } else if (cidr.get().contains(held.block)) {
      return check_reserved(subnet, cidr.get(), held, diagnostics);
    }
  }
  if (!may_lie_elsewhere) report_outside(design, subnet, held, diagnostics);
}

void check_taken(const Design& design, const std::vector<Held>& all, Diagnostics& diagnostics) {
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Ref<Vpc> vpc = vpc_of(design, *all[i].interface);
    if (!vpc.is_known()) continue;
    claims.push_back({vpc.index(), all[i].block.first(), all[i].block.last(), i});
  }
  for_each_overlap(std::move(claims), [&](const Claim& later, const Claim& earlier) {
    diagnostics.report(
        DiagnosticKind::address_taken, all[later.order].interface->at,
        {all[later.order].to_string(), described_owner(design, *all[earlier.order].interface)});
  });
}

/// A public database has one public address, in which of its subnets is not known.  Rule: SVC-1.
bool is_of_one_database(const NetworkInterface& a, const NetworkInterface& b) {
  return a.owned && b.owned && a.owner_kind == ResourceKind::Database &&
         a.owner_kind == b.owner_kind && a.owner_index == b.owner_index;
}

/// A public address belongs to one private address.  Rule: ADR-14.
void check_public(const Design& design, Diagnostics& diagnostics) {
  std::map<IpAddress, const NetworkInterface*> owners;
  for (const NetworkInterface& interface : design.all<NetworkInterface>()) {
    for (const InterfaceAddress& address : interface.addresses) {
      if (address.public_ip.kind != PublicIp::Kind::address) continue;
      const auto [found, is_new] = owners.try_emplace(address.public_ip.address, &interface);
      if (is_new || is_of_one_database(*found->second, interface)) continue;
      diagnostics.report(
          DiagnosticKind::address_taken, interface.at,
          {address.public_ip.address.to_string(), described_owner(design, *found->second)});
    }
  }
}

}  // namespace

void check_addresses(const Design& design, Diagnostics& diagnostics) {
  std::vector<Held> all;
  for (const NetworkInterface& interface : design.all<NetworkInterface>()) {
    for (const Held& held : held_by(interface)) {
      check_place(design, held, diagnostics);
      all.push_back(held);
    }
  }
  check_taken(design, all, diagnostics);
  check_public(design, diagnostics);
}

}  // namespace canreach
