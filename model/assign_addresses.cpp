#include "model/assign_addresses.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/usable_addresses.h"

// An input need not give every interface its address; an answer needs one.  The choice must be the
// same in every run and must not run into an address that is written further down, so all declared
// addresses are collected first.  Then each subnet hands out its usable addresses upwards.
//
// A subnet keeps the ranges that are taken (addresses, delegated prefixes) in order, and a cursor
// that only goes up: both the ranges and the cursor are walked once, whatever the size of the
// subnet.  The cost is that of sorting the declared addresses.
//
// Example: 10.0.12.0/24 with a declared 10.0.12.5 and three interfaces that want an address
// gives 10.0.12.4, .6, .7.

namespace canreach {
namespace {

struct Range {
  IpAddress first;
  IpAddress last;
};

/// The free addresses of one block of a subnet.
class Pool {
 public:
  Pool(const IpPrefix& block, const std::vector<Range>& taken)
      : cursor_(first_usable(block)), last_(last_usable(block)), taken_(&taken) {}

  /// The lowest address that is neither taken nor was handed out; none when there is none left.
  std::optional<IpAddress> take() {
    skip_taken();
    if (cursor_ > last_) return std::nullopt;
    const IpAddress free = cursor_;
    cursor_ = cursor_.next();
    return free;
  }

 private:
  void skip_taken() {
    while (next_ < taken_->size() && (*taken_)[next_].first <= cursor_) {
      cursor_ = std::max(cursor_, (*taken_)[next_].last.next());
      ++next_;
    }
  }

  IpAddress cursor_;
  IpAddress last_;
  const std::vector<Range>* taken_;  // sorted by their first addresses
  std::size_t next_ = 0;
};

class Assigner {
 public:
  Assigner(Design& design, Diagnostics& diagnostics)
      : design_(design),
        diagnostics_(diagnostics),
        taken_(design.all<Subnet>().size()),
        ipv4_pools_(taken_.size()),
        ipv6_pools_(taken_.size()) {}

  void run() {
    collect_taken();
    for (NetworkInterface& interface : design_.all<NetworkInterface>()) {
      if (interface.wants_ipv4) assign(interface, Family::ipv4);
      if (interface.wants_ipv6) assign(interface, Family::ipv6);
    }
  }

 private:
  void collect_taken() {
    for (const NetworkInterface& interface : design_.all<NetworkInterface>()) {
      if (!interface.subnet.is_known()) continue;
      std::vector<Range>& taken = taken_[interface.subnet.index()];
      for (const InterfaceAddress& held : interface.addresses) {
        taken.push_back({held.address, held.address});
      }
      for (const IpPrefix& prefix : interface.prefixes) {
        taken.push_back({prefix.first(), prefix.last()});
      }
    }
    for (std::vector<Range>& taken : taken_) {
      std::sort(taken.begin(), taken.end(),
                [](const Range& a, const Range& b) { return a.first < b.first; });
    }
  }

  void assign(NetworkInterface& interface, Family family) {
    bool& wants = family == Family::ipv4 ? interface.wants_ipv4 : interface.wants_ipv6;
    wants = false;
    if (!interface.addresses_known) return;
    Pool* pool = interface.subnet.is_known() ? find_pool(interface.subnet, family) : nullptr;
    if (pool == nullptr) return leave_without(interface, family);

    const std::optional<IpAddress> address = pool->take();
    if (!address) return report_full(interface);
    add(interface, *address);
  }

  Pool* find_pool(Ref<Subnet> subnet, Family family) {
    auto& pools = family == Family::ipv4 ? ipv4_pools_ : ipv6_pools_;
    std::optional<Pool>& pool = pools[subnet.index()];
    if (pool) return &*pool;
    for (const Value<IpPrefix>& cidr : design_.get(subnet).cidrs) {
      if (!cidr.is_known() || cidr.get().family() != family) continue;
      pool.emplace(cidr.get(), taken_[subnet.index()]);
      return &*pool;
    }
    return nullptr;
  }

  /// A subnet that surely lacks the family gives no address of it.  Rule: ADR-12.
  void leave_without(NetworkInterface& interface, Family family) {
    if (!interface.subnet.is_known() || may_have_more(design_.get(interface.subnet))) {
      interface.addresses_known = false;
      return;
    }
    if (family == Family::ipv4) return;
    const std::string subnet = quoted(design_.get(interface.subnet).name);
    diagnostics_.report(
        DiagnosticKind::conflicting_keys, interface.at,
        {fmt::format("{} {} takes an IPv6 address, but subnet {} has no IPv6 block",
                     kind_shown(interface), quoted(name_shown(interface)), subnet)});
  }

  static bool may_have_more(const Subnet& subnet) {
    if (subnet.cidrs.empty()) return true;
    return std::any_of(subnet.cidrs.begin(), subnet.cidrs.end(),
                       [](const Value<IpPrefix>& cidr) { return cidr.is_unknown(); });
  }

  void report_full(NetworkInterface& interface) {
    interface.addresses_known = false;
    diagnostics_.report(
        DiagnosticKind::subnet_full, interface.at,
        {fmt::format("subnet {}", quoted(design_.get(interface.subnet).name)),
         fmt::format("{} {}", kind_shown(interface), quoted(name_shown(interface)))});
  }

  void add(NetworkInterface& interface, const IpAddress& address) {
    InterfaceAddress added;
    added.address = address;
    added.assumed = true;
    std::vector<InterfaceAddress>& addresses = interface.addresses;
    if (address.family == Family::ipv4) added.public_ip = interface.wanted_public_ip;
    addresses.insert(address.family == Family::ipv4 ? addresses.begin() : addresses.end(), added);
    design_.completions.push_back(
        {std::string(kind_shown(interface)), name_shown(interface),
         fmt::format("{}: the next free address of subnet {}", address.to_string(),
                     quoted(design_.get(interface.subnet).name))});
  }

  /// Users know the instance or function, not the interface that it stands on.
  static std::string_view kind_shown(const NetworkInterface& interface) {
    return label_of(interface.owned ? interface.owner_kind : ResourceKind::NetworkInterface);
  }
  const std::string& name_shown(const NetworkInterface& interface) const {
    if (!interface.owned) return interface.name;
    return resource_of(design_, interface.owner_kind, interface.owner_index).name;
  }

  Design& design_;
  Diagnostics& diagnostics_;
  std::vector<std::vector<Range>> taken_;        // by subnet
  std::vector<std::optional<Pool>> ipv4_pools_;  // by subnet, made when first asked
  std::vector<std::optional<Pool>> ipv6_pools_;
};

}  // namespace

void assign_addresses(Design& design, Diagnostics& diagnostics) {
  Assigner(design, diagnostics).run();
}

}  // namespace canreach
