#include "analyzer/query/endpoint_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "analyzer/network/stand_ins.h"
#include "analyzer/query/client_vpn.h"
#include "base/algorithm.h"
#include "base/text.h"

// From a thing of the design to what a query judges: its faces, the ports it serves, the ports it
// uses.
//
// A workload is met at the first IPv4 and the first IPv6 address of its interfaces, and at each
// further address that has a public one.  An instance has all of its interfaces at once: it sends
// from the first, and whatever another one admits gets in all the same (cases.cpp).  Any other
// workload has one interface in each subnet that AWS may use, and all of them count (SVC-1, SVC-8).
// In a group only the addresses inside the group count.  Whether one is inside is three-valued:
// where a subnet, a VPC or an address is not known, the workload is a member without an address,
// which leaves the answer undecided instead of leaving the workload out.

namespace canreach {

namespace {

using InterfaceRefs = std::vector<Ref<NetworkInterface>>;

const NetworkInterface& interface_at(const Network& network, std::uint32_t index) {
  return network.design->all<NetworkInterface>()[index];
}

Tri in_ranges(const std::vector<AtomRange>& ranges, bool known, const AtomRange& wanted) {
  const auto overlaps = [&](const AtomRange& range) {
    return range.first <= wanted.last && wanted.first <= range.last;
  };
  if (any_of(ranges, overlaps)) return Tri::yes;
  return known ? Tri::no : Tri::maybe;
}

/// Is the interface in that VPC?
Tri in_vpc(const Network& network, std::uint32_t interface, std::uint32_t vpc) {
  const Ref<Vpc>& own = interface_at(network, interface).vpc;
  return own.is_unknown() ? Tri::maybe : tri(own == Ref<Vpc>(vpc));
}

Tri in_subnet(const Network& network, std::uint32_t interface, std::uint32_t subnet) {
  const Ref<Subnet>& own = interface_at(network, interface).subnet;
  if (!own.is_unknown()) return tri(own == Ref<Subnet>(subnet));
  const std::uint32_t vpc = network.subnets[subnet].vpc;
  if (vpc == kNoIndex) return Tri::maybe;
  return both(Tri::maybe, in_vpc(network, interface, vpc));
}

Tri holds_face(const Network& network, const Extent& extent, std::uint32_t index) {
  const Face& face = network.faces[index];
  const AtomRange place{face.atom, face.atom};
  switch (extent.kind) {
    case Extent::Kind::everything:
      return Tri::yes;
    case Extent::Kind::vpc: {
      const Tri inside = in_vpc(network, face.interface, extent.index);
      if (inside != Tri::maybe) return inside;
      return both(inside, network.vpc_holds(extent.index, face.atom));
    }
    case Extent::Kind::subnet: {
      const Tri inside = in_subnet(network, face.interface, extent.index);
      if (inside != Tri::maybe) return inside;
      const CompiledSubnet& subnet = network.subnets[extent.index];
      return both(inside, in_ranges(subnet.ranges, subnet.ranges_known, place));
    }
    case Extent::Kind::prefix:
      if (stands_in(network, face.atom)) {
        return network.holds(network.range_of(extent.prefix), face.atom);
      }
      return tri(extent.prefix.contains(face.address));
  }
  return Tri::maybe;
}

/// May a prefix hold an address of the interface that is not known?
Tri may_have_address_in(const Network& network, std::uint32_t interface, const IpPrefix& prefix) {
  const AtomRange wanted = network.range_of(prefix);
  const CompiledInterface& compiled = network.interfaces[interface];
  if (compiled.subnet != kNoIndex) {
    const CompiledSubnet& subnet = network.subnets[compiled.subnet];
    return both(Tri::maybe, in_ranges(subnet.ranges, subnet.ranges_known, wanted));
  }
  if (compiled.vpc == kNoIndex) return Tri::maybe;
  const CompiledVpc& vpc = network.vpcs[compiled.vpc];
  return both(Tri::maybe, in_ranges(vpc.ranges, vpc.ranges_known, wanted));
}

/// Does the extent hold an address of the interface that the input does not give?
Tri holds_unknown_address(const Network& network, const Extent& extent, std::uint32_t interface) {
  switch (extent.kind) {
    case Extent::Kind::everything:
      return Tri::yes;
    case Extent::Kind::vpc:
      return in_vpc(network, interface, extent.index);
    case Extent::Kind::subnet:
      return in_subnet(network, interface, extent.index);
    case Extent::Kind::prefix:
      return may_have_address_in(network, interface, extent.prefix);
  }
  return Tri::maybe;
}

/// What of some interfaces is inside an extent.
struct Inside {
  std::vector<std::uint32_t> faces;
  bool further = false;  // addresses that may be inside are not known
};

/// The first IPv4 and the first IPv6 face inside, and those with a public address.
void add_inside(const Network& network, std::uint32_t interface, const Extent& extent,
                Inside& inside) {
  const Slice& faces = network.interfaces[interface].faces;
  bool has_ipv4 = false;
  bool has_ipv6 = false;
  for (std::uint32_t face = faces.first; face < faces.first + faces.count; ++face) {
    const Tri holds = holds_face(network, extent, face);
    if (holds == Tri::maybe) inside.further = true;
    if (holds != Tri::yes) continue;
    bool& has = network.faces[face].address.family == Family::ipv4 ? has_ipv4 : has_ipv6;
    const bool is_public = network.faces[face].public_ip.kind != PublicIp::Kind::none;
    if (!has || is_public) inside.faces.push_back(face);
    has = true;
  }
  const bool known = faces.count > 0 && interface_at(network, interface).addresses_known;
  if (!known && holds_unknown_address(network, extent, interface) != Tri::no) inside.further = true;
}

InterfaceRefs interfaces_of(const Network& network, const NamedThing& end) {
  const Design& design = *network.design;
  if (const Workload* workload = workload_of(design, end.kind, end.index)) {
    return workload->interfaces;
  }
  if (end.kind == ResourceKind::NetworkInterface) return {Ref<NetworkInterface>(end.index)};
  if (end.kind == ResourceKind::VpcEndpoint) {
    return design.all<VpcEndpoint>()[end.index].interfaces;
  }
  if (end.kind == ResourceKind::NatGateway) return {design.all<NatGateway>()[end.index].interface};
  return {};
}

Inside find_inside(const Network& network, const NamedThing& end, const Extent& extent) {
  Inside inside;
  for (const Ref<NetworkInterface>& interface : interfaces_of(network, end)) {
    if (interface.is_none()) continue;
    if (interface.is_unknown()) {
      inside.further = true;
    } else {
      add_inside(network, interface.index(), extent, inside);
    }
  }
  return inside;
}

/// An endpoint of one of AWS's own services, not of somebody's endpoint service.
bool is_aws_service(const VpcEndpoint& endpoint) {
  return endpoint.type == EndpointType::interface && !endpoint.service.empty() &&
         endpoint.service.find("vpce-svc-") == std::string::npos &&
         endpoint.service_name.find("vpce-svc-") == std::string::npos &&
         endpoint.service != endpoint.service_name;
}

/// The listeners of the load balancers behind an endpoint; none where they are not all known.
/// Rule: PLS-1.
std::optional<TrafficSet> listeners_behind(const Design& design, const VpcEndpoint& endpoint) {
  if (!endpoint.offered.is_known()) return std::nullopt;
  TrafficSet served;
  for (const Ref<LoadBalancer>& ref : design.get(endpoint.offered).load_balancers) {
    if (!ref.is_known()) return std::nullopt;
    const LoadBalancer& balancer = design.get(ref);
    if (!balancer.listens_known || !balancer.listens) return std::nullopt;
    served = served | *balancer.listens;
  }
  return served.empty() ? std::nullopt : std::optional<TrafficSet>(served);
}

/// What is served and used at the interfaces of that resource.
void set_ports(const Design& design, ResourceKind kind, std::uint32_t index, EndMember& member) {
  member.source_ports = kAnySourcePorts;
  if (const Workload* workload = workload_of(design, kind, index)) {
    member.listens = workload->listens;
    member.source_ports = workload->source_ports;
  } else if (kind == ResourceKind::VpcEndpoint) {
    const VpcEndpoint& endpoint = design.all<VpcEndpoint>()[index];
    member.listens = listeners_behind(design, endpoint);
    if (is_aws_service(endpoint)) member.listens = TrafficSet::ports(kTcp, 443, 443);
  } else if (kind == ResourceKind::NetworkInterface) {
    const NetworkInterface& interface = design.all<NetworkInterface>()[index];
    if (interface.owned) set_ports(design, interface.owner_kind, interface.owner_index, member);
  }
}

EndMember on_premises_member(const Network& network, const NamedThing& end, EndMember member) {
  std::vector<AddressRange> ranges;
  for (const Value<IpPrefix>& cidr : network.design->all<OnPremisesNetwork>()[end.index].cidrs) {
    if (cidr.is_known()) {
      ranges.push_back({cidr.get().first(), cidr.get().last()});
    } else {
      member.complete = false;
    }
  }
  member.hosts = AddressSet::of(std::move(ranges));
  member.on_premises = end.index;
  member.kind = member.hosts.empty() ? EndMember::Kind::no_address : EndMember::Kind::on_premises;
  return member;
}

EndMember named_member(const Network& network, const NamedThing& end) {
  const NameIndex& index = names_of(network);
  EndMember member;
  member.end = {index.unique_name(end), std::string(index.label(end)), ""};
  member.kind = EndMember::Kind::no_address;
  if (end.source != NamedThing::Source::resource) return member;
  member.owned = true;
  member.owner_kind = end.kind;
  member.owner_index = end.index;
  set_ports(*network.design, end.kind, end.index, member);
  return member;
}

bool is_outside(const Network& network, const NamedThing& end) {
  if (end.kind != ResourceKind::Function) return false;
  const Function& function = network.design->all<Function>()[end.index];
  return function.interfaces.empty() && !function.external;
}

EndMember member_with(const Network& network, const NamedThing& end, Inside inside) {
  EndMember member = named_member(network, end);
  if (is_outside(network, end)) member.kind = EndMember::Kind::outside;
  if (inside.faces.empty()) return member;
  member.kind = EndMember::Kind::faces;
  member.complete = !inside.further;
  member.faces = std::move(inside.faces);
  const Face& first = network.faces[member.faces.front()];
  member.address = first.address;
  member.vpc = network.interfaces[first.interface].vpc;
  const auto met = std::count_if(member.faces.begin(), member.faces.end(), [&](std::uint32_t face) {
    return !is_further(network, member, face);
  });
  if (met == 1 && !stands_in(network, first.atom)) {
    member.end.address = first.address.to_string();
  }
  return member;
}

/// Interfaces that stand for themselves in a group.
bool stands_alone(const Design& design, const NetworkInterface& interface) {
  switch (interface.type) {
    case NetworkInterface::Type::nat_gateway:
    case NetworkInterface::Type::endpoint:
    case NetworkInterface::Type::gateway_load_balancer_endpoint:
    case NetworkInterface::Type::transit_gateway:
      return false;
    case NetworkInterface::Type::ordinary:
    case NetworkInterface::Type::load_balancer:
    case NetworkInterface::Type::function:
    case NetworkInterface::Type::client_vpn:
    case NetworkInterface::Type::managed:
      break;
  }
  return !interface.owned ||
         workload_of(design, interface.owner_kind, interface.owner_index) == nullptr;
}

void add_if_inside(const Network& network, const NamedThing& end, const Extent& extent,
                   std::vector<EndMember>& members) {
  Inside inside = find_inside(network, end, extent);
  if (inside.faces.empty() && !inside.further) return;
  members.push_back(member_with(network, end, std::move(inside)));
}

template <class T>
void add_workloads(const Network& network, const Extent& extent, std::vector<EndMember>& members) {
  if constexpr (std::is_base_of_v<Workload, T>) {
    const std::size_t count = network.design->all<T>().size();
    for (std::uint32_t i = 0; i < count; ++i) {
      add_if_inside(network, {NamedThing::Source::resource, kind_of<T>(), i}, extent, members);
    }
  }
}

}  // namespace

EndMember member_of(const Network& network, const NamedThing& end) {
  if (end.source != NamedThing::Source::resource) return named_member(network, end);
  if (end.kind == ResourceKind::OnPremisesNetwork) {
    return on_premises_member(network, end, named_member(network, end));
  }
  return member_with(network, end, find_inside(network, end, {}));
}

EndMember member_at(const Network& network, std::uint32_t face, const IpAddress& address) {
  const std::uint32_t index = network.faces[face].interface;
  const NetworkInterface& interface = interface_at(network, index);
  EndMember member;
  member.kind = EndMember::Kind::faces;
  member.end = {address.to_string(), "address", address.to_string()};
  member.faces = {face};
  member.by_address = true;
  member.address = address;
  member.vpc = network.interfaces[index].vpc;
  member.owned = true;
  member.owner_kind = interface.owned ? interface.owner_kind : ResourceKind::NetworkInterface;
  member.owner_index = interface.owned ? interface.owner_index : index;
  set_ports(*network.design, member.owner_kind, member.owner_index, member);
  return member;
}

bool knows_first_interface(const Network& network, const EndMember& member) {
  if (!member.owned || member.owner_kind != ResourceKind::Instance) return false;
  const Instance& instance = network.design->all<Instance>()[member.owner_index];
  if (instance.interfaces.empty() || !instance.interfaces.front().is_known()) return false;
  if (member.faces.empty()) return false;
  const std::uint32_t first = instance.interfaces.front().index();
  return network.faces[member.faces.front()].interface == first &&
         network.design->all<NetworkInterface>()[first].addresses_known;
}

bool is_further(const Network& network, const EndMember& member, std::uint32_t face) {
  if (member.by_address || member.faces.size() < 2) return false;
  const Face& asked = network.faces[face];
  const bool is_instance = member.owned && member.owner_kind == ResourceKind::Instance;
  if (is_instance && network.faces[member.faces.front()].interface != asked.interface) return true;
  for (const std::uint32_t other : member.faces) {
    if (other == face) return false;
    const Face& before = network.faces[other];
    const bool is_alike = before.address.family == asked.address.family;
    if (is_alike && before.interface == asked.interface) return true;
  }
  return false;
}

void add_known_blocks(const std::vector<Value<IpPrefix>>& cidrs,
                      std::vector<AddressRange>& ranges) {
  for (const Value<IpPrefix>& cidr : cidrs) {
    if (cidr.is_known()) ranges.push_back({cidr.get().first(), cidr.get().last()});
  }
}

AddressSet addresses_outside(const Network& network) {
  std::vector<AddressRange> elastic;
  for (const ElasticIp& one : network.design->elastic_ips) {
    elastic.push_back({one.address, one.address});
  }
  return public_addresses() - known_blocks(network.design->all<Vpc>()) -
         AddressSet::of(std::move(elastic));
}

const ElasticIp* elastic_ip_of(const Network& network, const EndMember& member) {
  const bool is_one = member.kind == EndMember::Kind::hosts && member.by_address;
  return is_one ? network.elastic_ip(member.address) : nullptr;
}

AddressSet internet_hosts(const Network& network) {
  std::vector<AddressRange> owned;
  for (const Face& face : network.faces) {
    if (face.public_ip.kind != PublicIp::Kind::address) continue;
    owned.push_back({face.public_ip.address, face.public_ip.address});
  }
  return addresses_outside(network) - AddressSet::of(std::move(owned));
}

EndMember internet_member(const Network& network) {
  EndMember member;
  member.kind = EndMember::Kind::hosts;
  member.end = {"internet", "internet", ""};
  member.hosts = internet_hosts(network);
  return member;
}

namespace {

const IpPrefix& whole_family(Family family) {
  static const IpPrefix kIpv4 = IpPrefix::parse("0.0.0.0/0").value();
  static const IpPrefix kIpv6 = IpPrefix::parse("::/0").value();
  return family == Family::ipv4 ? kIpv4 : kIpv6;
}

/// Adds the widest blocks within `prefix` that hold no other addresses of `internet` than `hosts`.
void add_blocks(const IpPrefix& prefix, const AddressSet& internet, const AddressSet& hosts,
                std::vector<std::string>& blocks) {
  if (hosts.empty()) return;
  if (internet == hosts) {
    blocks.push_back(AddressSet(prefix).to_string());
    return;
  }
  const auto length = static_cast<std::uint8_t>(prefix.length() + 1);
  const IpPrefix lower(prefix.first(), length);
  for (const IpPrefix& half : {lower, IpPrefix(lower.last().next(), length)}) {
    add_blocks(half, internet & half, hosts & half, blocks);
  }
}

/// Blocks whose addresses on the internet are these hosts: shorter than the hosts themselves.
std::string blocks_of(const AddressSet& internet, const AddressSet& hosts) {
  std::vector<std::string> blocks;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const IpPrefix& whole = whole_family(family);
    add_blocks(whole, internet & whole, hosts & whole, blocks);
  }
  return join(blocks, ",");
}

/// All of one family and nothing of the other one?
bool is_whole(const AddressSet& internet, const AddressSet& hosts, Family family) {
  return hosts == (internet & whole_family(family));
}

}  // namespace

std::string hosts_text(const AddressSet& internet, const AddressSet& hosts) {
  if (hosts == internet || is_whole(internet, hosts, Family::ipv4)) return {};
  if (is_whole(internet, hosts, Family::ipv6)) return whole_family(Family::ipv6).to_string();
  return text_of(hosts);
}

std::string hosts_words(const AddressSet& internet, const AddressSet& hosts) {
  if (hosts_text(internet, hosts).empty()) return {};
  if (is_whole(internet, hosts, Family::ipv6)) return "internet (IPv6)";
  AddressSet others;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const AddressSet whole(whole_family(family));
    if (!(hosts & whole).empty()) others = others | ((internet & whole) - hosts);
  }
  const std::string text = blocks_of(internet, hosts);
  const std::string rest = blocks_of(internet, others);
  return rest.size() < text.size() ? fmt::format("internet (all but {})", rest)
                                   : fmt::format("internet ({})", text);
}

std::vector<std::uint32_t> possible_owners(const Network& network, const EndMember& member) {
  std::vector<std::uint32_t> owners;
  const bool is_one = member.kind == EndMember::Kind::hosts && member.by_address;
  if (!is_one || member.address.family != Family::ipv4) return owners;
  const ElasticIp* elastic = network.elastic_ip(member.address);
  if (elastic != nullptr && elastic->associated == Value<bool>(false)) return owners;
  std::set<std::uint32_t> classes;
  for (std::uint32_t i = 0; i < network.faces.size(); ++i) {
    const Face& face = network.faces[i];
    const bool open = face.public_ip.kind == PublicIp::Kind::assigned ||
                      face.public_ip.kind == PublicIp::Kind::unknown;
    const NetworkInterface::Type type = interface_at(network, face.interface).type;
    const bool is_workload =
        type == NetworkInterface::Type::ordinary || type == NetworkInterface::Type::managed;
    if (open && is_workload && classes.insert(face.endpoint_class).second) owners.push_back(i);
  }
  return owners;
}

std::vector<EndMember> members_inside(const Network& network, const Extent& extent) {
  std::vector<EndMember> members;
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  add_workloads<type>(network, extent, members);
#include "model/resource_kinds.def"
#undef RESOURCE
  const auto& interfaces = network.design->all<NetworkInterface>();
  for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
    if (!stands_alone(*network.design, interfaces[i])) continue;
    add_if_inside(network, {NamedThing::Source::resource, ResourceKind::NetworkInterface, i},
                  extent, members);
  }
  return members;
}

std::vector<EndMember> members_tagged(const Network& network, std::string_view key_and_value) {
  const Design& design = *network.design;
  std::vector<EndMember> members;
  std::vector<std::pair<ResourceKind, std::uint32_t>>
      workloads;  // sorted: kinds and indexes ascend
  for (const NamedThing& thing : names_of(network).tagged(key_and_value)) {
    if (thing.kind != ResourceKind::NetworkInterface) {
      workloads.emplace_back(thing.kind, thing.index);
      members.push_back(member_of(network, thing));
      continue;
    }
    const NetworkInterface& interface = design.all<NetworkInterface>()[thing.index];
    const std::pair<ResourceKind, std::uint32_t> owner{interface.owner_kind, interface.owner_index};
    const bool stands_for_owner = interface.owned && workload_of(design, interface.owner_kind,
                                                                 interface.owner_index) != nullptr;
    const bool is_listed =
        stands_for_owner && std::binary_search(workloads.begin(), workloads.end(), owner);
    if (is_listed || (!stands_for_owner && !stands_alone(design, interface))) continue;
    members.push_back(member_of(network, thing));
  }
  return members;
}

Vantage vantage_of(const Network& network, const EndMember& from) {
  switch (from.kind) {
    case EndMember::Kind::faces:
    case EndMember::Kind::private_address: {
      const std::uint32_t vpc =
          from.faces.empty() ? from.vpc
                             : network.interfaces[network.faces[from.faces.front()].interface].vpc;
      if (vpc == kNoIndex) return {};
      // Laptops ask as whoever is outside does.  Rule: CVPN-6
      if (asks_its_vpc(network, from) != Tri::yes) return {Vantage::Kind::on_premises, kNoIndex};
      return {Vantage::Kind::vpc, vpc};
    }
    case EndMember::Kind::hosts:
    case EndMember::Kind::outside:
    case EndMember::Kind::service:
      return {Vantage::Kind::internet, kNoIndex};
    case EndMember::Kind::on_premises:
      return {Vantage::Kind::on_premises, kNoIndex};
    case EndMember::Kind::no_address:
    case EndMember::Kind::unresolved:
      break;
  }
  return {};
}

Tri calls_services_by_vpc(const Network& network, const EndMember& member) {
  if (member.kind == EndMember::Kind::outside) return Tri::no;
  if (!member.owned || member.owner_kind != ResourceKind::Database) return Tri::yes;
  const Database& database = network.design->all<Database>()[member.owner_index];
  return database.engine == "redshift" ? tri(database.enhanced_vpc_routing, true) : Tri::yes;
}

}  // namespace canreach
