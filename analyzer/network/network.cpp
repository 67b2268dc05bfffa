#include "analyzer/network/network.h"

#include <algorithm>

#include "analyzer/network/stand_ins.h"
#include "base/algorithm.h"

namespace canreach {

namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
  hash *= 0xff51afd7ed558ccdULL;
  return hash ^ (hash >> 33);
}

}  // namespace

TrafficHull TrafficHull::of(const TrafficSet& set) {
  const auto& intervals = set.numbers().intervals();
  if (intervals.empty()) return {};
  return {static_cast<Traffic>(intervals.front().first),
          static_cast<Traffic>(intervals.back().last)};
}

TrafficSets::TrafficSets() {
  intern(TrafficSet());
  intern(TrafficSet::all());
}

TrafficId TrafficSets::intern(const TrafficSet& set) {
  std::uint64_t hash = 1;
  for (const Interval& interval : set.numbers().intervals()) {
    hash = mix(mix(hash, interval.first), interval.last);
  }
  const auto [begin, end] = by_hash_.equal_range(hash);
  for (auto found = begin; found != end; ++found) {
    if (sets_[found->second] == set) return found->second;
  }
  sets_.push_back(set);
  const auto id = static_cast<TrafficId>(sets_.size() - 1);
  by_hash_.emplace(hash, id);
  return id;
}

std::size_t Network::AddressHash::operator()(const AddressKey& key) const {
  return mix(mix(mix(key.vpc, static_cast<std::uint64_t>(key.address.family)), key.address.high),
             key.address.low);
}

Atom Network::atom_of(const IpAddress& address) const {
  const auto after = std::upper_bound(atom_starts.begin(), atom_starts.end(), address);
  return static_cast<Atom>(after - atom_starts.begin() - 1);
}

AtomRange Network::range_of(const IpPrefix& prefix) const {
  return {atom_of(prefix.first()), atom_of(prefix.last())};
}

IpAddress Network::last_address_of(Atom atom) const {
  if (atom + 1 < atom_starts.size() && atom_starts[atom + 1].family == atom_starts[atom].family) {
    return atom_starts[atom + 1].previous();
  }
  return IpPrefix(atom_starts[atom], 0).last();
}

Tri Network::holds(const AtomRange& range, Atom atom) const {
  if (!is_symbolic(atom)) {
    return stands_in(*this, atom) ? holds_stand_in(*this, range, atom) : tri(range.contains(atom));
  }
  if (range.empty()) return Tri::no;
  const std::uint32_t inside = public_count[range.last + 1] - public_count[range.first];
  if (inside == 0) return Tri::no;
  return inside == public_count.back() ? Tri::yes : Tri::maybe;
}

Tri Network::holds_any(const std::vector<AtomRange>& ranges, Atom atom) const {
  Tri held = Tri::no;
  std::uint32_t inside = 0;
  for (const AtomRange& range : ranges) {
    held = either(held, holds(range, atom));
    if (!range.empty()) inside += public_count[range.last + 1] - public_count[range.first];
  }
  return is_symbolic(atom) && inside == public_count.back() ? Tri::yes : held;
}

bool Network::is_public(Atom atom) const {
  if (is_symbolic(atom)) return true;
  return public_addresses().contains(atom_starts[atom]);
}

std::uint32_t Network::face_at(std::uint32_t vpc, const IpAddress& address) const {
  const auto found = face_index.find({vpc, address});
  if (found != face_index.end()) return found->second;
  const auto covers = [&](const DelegatedPrefix& entry) {
    return entry.vpc == vpc && entry.prefix.contains(address);
  };
  const auto after = std::upper_bound(
      delegated.begin(), delegated.end(), address, [&](const IpAddress& wanted, const auto& entry) {
        return vpc != entry.vpc ? vpc < entry.vpc : wanted < entry.prefix.first();
      });
  if (after == delegated.begin() || !covers(*(after - 1))) return kNoIndex;
  return (after - 1)->face;
}

bool Network::has_public(std::uint32_t face, const IpAddress& address) const {
  const PublicIp& own = faces[face].public_ip;
  return own.kind == PublicIp::Kind::address && own.address == address;
}

std::uint32_t Network::face_of_public(const IpAddress& address, std::uint32_t preferred) const {
  if (preferred != kNoIndex && has_public(preferred, address)) return preferred;
  const auto found = public_index.find({0, address});
  return found == public_index.end() ? kNoIndex : found->second;
}

const ElasticIp* Network::elastic_ip(const IpAddress& address) const {
  const auto found = elastic_index.find({0, address});
  return found == elastic_index.end() ? nullptr : &design->elastic_ips[found->second];
}

std::uint32_t Network::face_of_ipv6(const IpAddress& address) const {
  for (std::uint32_t vpc = 0; vpc < vpcs.size(); ++vpc) {
    if (!vpc_holds(vpc, address)) continue;
    const std::uint32_t face = face_at(vpc, address);
    if (face != kNoIndex) return face;
  }
  return kNoIndex;
}

std::uint32_t Network::service_index(const std::string& name) const {
  const auto found = std::find(services.begin(), services.end(), name);
  return found == services.end() ? kNoIndex : static_cast<std::uint32_t>(found - services.begin());
}

bool Network::vpc_holds(std::uint32_t vpc, const IpAddress& address) const {
  return vpc_holds(vpc, atom_of(address)) == Tri::yes;
}

Tri Network::vpc_holds(std::uint32_t vpc, Atom atom) const {
  if (is_symbolic(atom)) return Tri::no;
  const CompiledVpc& compiled = vpcs[vpc];
  if (any_of(compiled.ranges, [&](const AtomRange& range) { return range.contains(atom); })) {
    return Tri::yes;
  }
  return compiled.ranges_known ? Tri::no : Tri::maybe;
}

Tri Network::same_region(std::uint32_t vpc_a, std::uint32_t vpc_b) const {
  const std::string& a = design->all<Vpc>()[vpc_a].region;
  const std::string& b = design->all<Vpc>()[vpc_b].region;
  // Where others have one, each that says none is in one of its own.
  if (a.empty() && b.empty() && vpc_a != vpc_b && !design->region.empty()) return Tri::maybe;
  return same_place(a, b);
}

namespace {

/// Is there a VPN or Direct Connect to a network that is not declared?  A snapshot holds none of
/// those networks, and infrastructure code cannot say them.  Rule: VPN-8
bool leads_on_premises(const Network& network) {
  using Kind = TransitGatewayAttachment::Kind;
  const Design& design = *network.design;
  const auto& gateways = design.all<VpnGateway>();
  for (std::size_t i = 0; i < gateways.size(); ++i) {
    const CompiledVpnGateway& compiled = network.vpn_gateways[i];
    const bool is_open = design.is_collected || compiled.open ||
                         any_of(compiled.prefixes, [](const GatewayPrefix& prefix) {
                           return prefix.on_premises == kNoIndex;
                         });
    if (gateways[i].vpc.is_known() && is_open) return true;
  }
  return any_of(design.all<TransitGatewayAttachment>(), [&](const auto& attachment) {
    if (attachment.kind == Kind::vpc || attachment.kind == Kind::peering) return false;
    const bool is_told =
        attachment.on_premises.is_known() ||
        (attachment.vpn.is_known() && design.get(attachment.vpn).on_premises.is_known());
    return design.is_collected || !is_told;
  });
}

}  // namespace

bool Network::may_have_owner(std::uint32_t vpc, Reason& reason) const {
  // Kinds that are not modelled but have interfaces of their own.
  static const std::vector<std::string> kWithInterfaces = {"load-balancer", "file-system",
                                                           "firewall", "endpoint-service"};
  reason = Reason::external_contents;
  if (vpc != kNoIndex && design->all<Vpc>()[vpc].external) return true;
  if (vpc == kNoIndex && leads_on_premises(*this)) {
    if (!design->is_collected) reason = Reason::undeclared_network;
    return true;
  }
  reason = Reason::not_collected;
  const ResourceKind interfaces_kind = ResourceKind::NetworkInterface;
  const bool listed = vpc == kNoIndex
                          ? design->is_complete(interfaces_kind)
                          : design->is_complete(interfaces_kind, design->all<Vpc>()[vpc]);
  if (!listed) return true;
  reason = Reason::unknown_value;
  for (std::uint32_t i = 0; i < vpcs.size(); ++i) {
    if ((vpc == kNoIndex || vpc == i) && !vpcs[i].addresses_known) return true;
  }
  reason = Reason::not_modelled;
  return any_of(design->not_modelled, [&](const NotModelled& other) {
    return other.has_interfaces || contains(kWithInterfaces, other.kind);
  });
}

bool Network::may_have_unlisted_endpoint(std::uint32_t vpc) const {
  const Vpc& declared = design->all<Vpc>()[vpc];
  const bool is_listed =
      !design->is_collected || design->is_complete(ResourceKind::VpcEndpoint, declared);
  const Tri has_names = both(tri(declared.dns_support, true), tri(declared.dns_hostnames, true));
  if (is_listed || has_names == Tri::no) return false;
  if (!design->is_complete(ResourceKind::NetworkInterface, declared)) return true;
  return any_of(design->all<NetworkInterface>(), [&](const NetworkInterface& interface) {
    return interface.type == NetworkInterface::Type::endpoint && !interface.owned &&
           interface.vpc == Ref<Vpc>(vpc);
  });
}

std::uint32_t Network::other_side(std::uint32_t peering, std::uint32_t vpc) const {
  const VpcPeering& between = design->all<VpcPeering>()[peering];
  const bool asks = between.requester.is_known() && between.requester.index() == vpc;
  const Ref<Vpc>& other = asks ? between.accepter : between.requester;
  return other.is_known() ? other.index() : kNoIndex;
}

std::uint32_t Network::peering_between(std::uint32_t vpc_a, std::uint32_t vpc_b) const {
  for (const std::uint32_t index : vpcs[vpc_a].peerings) {
    const VpcPeering& peering = design->all<VpcPeering>()[index];
    if (!peering.requester.is_known() || !peering.accepter.is_known()) continue;
    if (peering.requester.index() == vpc_b || peering.accepter.index() == vpc_b) return index;
  }
  return kNoIndex;
}

Tri Network::transit_references(std::uint32_t vpc_a, std::uint32_t vpc_b) const {
  const auto& attachments = design->all<TransitGatewayAttachment>();
  Tri result = Tri::no;
  const Tri is_near = same_region(vpc_a, vpc_b);
  for (const std::uint32_t a : vpcs[vpc_a].attachments) {
    for (const std::uint32_t b : vpcs[vpc_b].attachments) {
      const Ref<TransitGateway>& gateway = attachments[a].gateway;
      if (!gateway.is_known() || attachments[b].gateway != gateway) continue;
      Tri here = tri(design->get(gateway).security_group_referencing, true);
      here = both(here, tri(attachments[a].security_group_referencing, true));
      here = both(here, tri(attachments[b].security_group_referencing, true));
      result = either(result, both(here, is_near));
    }
  }
  return result;
}

}  // namespace canreach
