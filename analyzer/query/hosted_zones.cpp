#include "analyzer/query/hosted_zones.h"

#include <string_view>

#include "base/algorithm.h"
#include "model/dns_names.h"

namespace canreach {
namespace {

/// Does the zone serve the resolver of the VPC?
Tri serves(const HostedZone& zone, std::uint32_t vpc) {
  if (contains(zone.vpcs, Ref<Vpc>(vpc))) return Tri::yes;
  return contains(zone.vpcs, Ref<Vpc>::unknown()) ? Tri::maybe : Tri::no;
}

bool holds(const HostedZone& zone, const std::string& name) {
  if (zone.domain == kRootDomain) return true;
  return !zone.domain.empty() && is_in_domain(name, zone.domain);
}

bool is_wanted(const HostedZone& zone, HostedZone::Type wanted) {
  if (zone.type == wanted) return true;
  return wanted == HostedZone::Type::private_zone && zone.type == HostedZone::Type::forwarding;
}

}  // namespace

std::uint32_t zone_for(const Design& design, const std::string& name, HostedZone::Type wanted,
                       std::uint32_t vpc, Tri at_least) {
  const auto& zones = design.all<HostedZone>();
  const bool is_public = wanted == HostedZone::Type::public_zone;
  std::uint32_t best = kNoIndex;
  for (std::uint32_t i = 0; i < zones.size(); ++i) {
    const HostedZone& zone = zones[i];
    if (!holds(zone, name) || !is_wanted(zone, wanted)) continue;
    const Tri here = is_public ? Tri::yes : serves(zone, vpc);
    if (here == Tri::no || (at_least == Tri::yes && here != Tri::yes)) continue;
    const bool is_longer = best == kNoIndex || zone.domain.size() > zones[best].domain.size();
    const bool is_first = best != kNoIndex && zone.domain == zones[best].domain &&
                          zone.type == HostedZone::Type::forwarding;
    if (is_longer || is_first) best = i;
  }
  return best;
}

std::uint32_t private_zone(const Design& design, const std::string& name) {
  const auto& zones = design.all<HostedZone>();
  std::uint32_t best = kNoIndex;
  for (std::uint32_t i = 0; i < zones.size(); ++i) {
    const HostedZone& zone = zones[i];
    const bool fits = zone.type == HostedZone::Type::private_zone && holds(zone, name);
    const bool is_longer = best == kNoIndex || zone.domain.size() > zones[best].domain.size();
    if (fits && is_longer) best = i;
  }
  return best;
}

std::vector<const DnsRecord*> records_of(const HostedZone& zone, const std::string& name) {
  std::vector<const DnsRecord*> found;
  const auto add_all = [&](const std::string& wanted) {
    for (const DnsRecord& record : zone.records) {
      if (record.name == wanted) found.push_back(&record);
    }
  };
  const auto exists = [&](std::string_view wanted) {
    return any_of(zone.records,
                  [&](const DnsRecord& record) { return is_in_domain(record.name, wanted); });
  };
  add_all(name);
  if (!found.empty() || exists(name)) return found;
  // The wildcard of the nearest name above that is there: others do not count.
  std::string_view above = parent_of_name(name);
  while (is_in_domain(above, zone.domain)) {
    add_all("*." + std::string(above));
    if (!found.empty() || exists(above)) break;
    above = parent_of_name(above);
  }
  return found;
}

bool may_be_delegated(const HostedZone& zone, const std::string& name) {
  const auto is_cut = [&](std::string_view at) {
    bool may_be = false;
    bool has_address = false;
    for (const DnsRecord& record : zone.records) {
      if (record.name != at) continue;
      if (record.other_type == "NS") return true;
      if (!record.is_other) has_address = true;
      if (record.is_other && record.other_type.empty()) may_be = true;
    }
    return may_be && !has_address;
  };
  std::string_view at = name;
  while (at.size() > zone.domain.size()) {
    if (is_cut(at)) return true;
    at = parent_of_name(at);
  }
  return false;
}

}  // namespace canreach
