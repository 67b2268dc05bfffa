// Which ends behave alike.
//
// A packet's way depends on where its ends are, on how the prefixes of routes and ranges hold their
// addresses, and on the kind and state of their interfaces: the routing key.  What the filters say
// depends moreover on the groups of the interfaces and on how the prefixes of rules hold the
// addresses: the whole key.  Members with equal keys are alike.  Rules and routes find interfaces
// by address, so whoever else has an address counts, too.  Two things make an end one of its own
// kind: a route that points at its interface, and what has no interface.
//
// How the prefixes of a role hold an address is a sum of random numbers, one a prefix, over all
// prefixes that hold it: one sweep over the atoms gives it for every atom.
#include "analyzer/query/end_classes.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/query/cases.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/fronts.h"
#include "analyzer/query/host_classes.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

using ClassKey = std::vector<std::uint64_t>;

std::uint64_t mixed(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15ULL;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9ULL;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebULL;
  return number ^ (number >> 31);
}

}  // namespace

/// What keys ask of a whole network.
struct EndMarks {
  explicit EndMarks(const Network& network);

  /// For every atom, which of the ranges that routing asks about hold it.
  class RoutingSignatures {
   public:
    explicit RoutingSignatures(const Network& network) : sums_(network.atom_starts.size() + 1, 0) {
      for (const CompiledRoute& route : network.routes) add(route.range);
      for (const CompiledVpc& vpc : network.vpcs) add(vpc.ranges);
      for (const CompiledSubnet& subnet : network.subnets) add(subnet.ranges);
      for (const std::vector<AtomRange>& ranges : network.service_ranges) add(ranges);
      for (const Network::DelegatedPrefix& one : network.delegated)
        add(network.range_of(one.prefix));
      for (const ClientVpnEndpoint& one : network.design->all<ClientVpnEndpoint>()) {
        for (const ClientVpnRoute& route : one.routes) add(network, route.destination);
        for (const ClientVpnAuthorization& rule : one.authorizations) {
          add(network, rule.destination);
        }
      }
      for (const OnPremisesNetwork& one : network.design->all<OnPremisesNetwork>()) {
        for (const Value<IpPrefix>& cidr : one.cidrs) add(network, cidr);
      }
      std::uint64_t sum = 0;
      for (std::uint64_t& number : sums_) number = sum += number;
    }

    std::uint64_t of(const Network& network, Atom atom) const {
      if (network.is_symbolic(atom)) return mixed(~std::uint64_t{0} - atom);
      return sums_[atom] + (network.is_public(atom) ? 1 : 0);
    }

   private:
    void add(const std::vector<AtomRange>& ranges) {
      for (const AtomRange& range : ranges) add(range);
    }
    void add(const Network& network, const Value<IpPrefix>& block) {
      if (block.is_known()) add(network.range_of(block.get()));
    }
    void add(const AtomRange& range) {
      if (range.empty() || range.first >= sums_.size()) return;
      const std::uint64_t number = mixed((std::uint64_t{range.first} << 32) | range.last);
      sums_[range.first] += number;
      if (range.last + 1 < sums_.size()) sums_[range.last + 1] -= number;
    }

    std::vector<std::uint64_t> sums_;
  };
  struct AddressHash {
    std::size_t operator()(const IpAddress& address) const {
      return Network::AddressHash()({0, address});
    }
  };

  RoutingSignatures routing;
  std::unordered_set<std::uint32_t> targets;  // interfaces that something sends to by itself
  std::unordered_map<IpAddress, std::vector<std::uint32_t>, AddressHash> by_address;  // faces

 private:
  void add_targets(const std::vector<Ref<NetworkInterface>>& interfaces);
  void add_targets(const Network& network, const TargetGroup& group);
};

EndMarks::EndMarks(const Network& network) : routing(network) {
  for (const RouteTable& table : network.design->all<RouteTable>()) {
    for (const Route& route : table.routes) {
      if (route.target.kind == RouteTarget::Kind::network_interface) {
        targets.insert(route.target.index);
      }
    }
  }
  for (const LoadBalancer& balancer : network.design->all<LoadBalancer>()) {
    add_targets(balancer.interfaces);
    for (const TargetGroup& group : balancer.target_groups) add_targets(network, group);
  }
  for (const VpcEndpoint& endpoint : network.design->all<VpcEndpoint>()) {
    if (!endpoint.offered.is_none()) add_targets(endpoint.interfaces);  // Rule: PLS-1
  }
  for (const ClientVpnEndpoint& endpoint : network.design->all<ClientVpnEndpoint>()) {
    add_targets(endpoint.interfaces);  // what may leave differs.  Rule: CVPN-3
  }
  for (std::uint32_t i = 0; i < network.faces.size(); ++i) {
    by_address[network.faces[i].address].push_back(i);
  }
}

/// Load balancers forward each to targets of its own, and a target that calls itself is unlike
/// other clients.  Rule: ELB-16.
void EndMarks::add_targets(const std::vector<Ref<NetworkInterface>>& interfaces) {
  for (const Ref<NetworkInterface>& ref : interfaces) {
    if (ref.is_known()) targets.insert(ref.index());
  }
}

void EndMarks::add_targets(const Network& network, const TargetGroup& group) {
  for (const BalancerTarget& target : group.targets) {
    const Workload* workload =
        target.owned ? workload_of(*network.design, target.kind, target.index) : nullptr;
    if (workload != nullptr) add_targets(workload->interfaces);
    if (target.owned && target.kind == ResourceKind::NetworkInterface) {
      targets.insert(target.index);
    }
    for (std::uint32_t vpc = 0; !target.owned && vpc < network.vpcs.size(); ++vpc) {
      const std::uint32_t face = network.face_at(vpc, target.address);
      if (face != kNoIndex) targets.insert(network.faces[face].interface);
    }
  }
}

namespace {

const EndMarks& marks_of(const Network& network) {
  if (network.end_marks == nullptr) network.end_marks = std::make_shared<EndMarks>(network);
  return *network.end_marks;
}

class KeyMaker {
 public:
  explicit KeyMaker(const Network& network) : network_(network), marks_(marks_of(network)) {}

  /// `number`: of the member, for those that are alone of their kind.
  ClassKey routing_key(const EndMember& member, std::uint32_t number) const {
    ClassKey key = {static_cast<std::uint64_t>(member.kind),
                    member.complete ? 1u : 0u,
                    member.by_address ? 1u : 0u,
                    member.by_public_address ? 1u : 0u,
                    static_cast<std::uint64_t>(member.owner_kind),
                    member.owned ? 1u : 0u,
                    front_of(network_, member) != nullptr ? 1u : 0u};
    switch (member.kind) {
      case EndMember::Kind::faces:
        for (const std::uint32_t face : member.faces) {
          add_place(face, key);
          key.push_back(is_further(network_, member, face) ? 1 : 0);
        }
        if (!member.complete) key.push_back(knows_first_interface(network_, member) ? 1 : 0);
        add_node(member, key);
        break;
      case EndMember::Kind::hosts:
        key.push_back(member.by_address ? number : hosts_key(member));
        break;
      case EndMember::Kind::outside:
      case EndMember::Kind::no_address:
        break;
      case EndMember::Kind::private_address:
      case EndMember::Kind::service:
      case EndMember::Kind::on_premises:
      case EndMember::Kind::unresolved:
        key.push_back(number);
        break;
    }
    return key;
  }

  ClassKey whole_key(const EndMember& member, std::uint32_t number) const {
    ClassKey key = routing_key(member, number);
    if (member.kind == EndMember::Kind::hosts) key.push_back(number);
    key.push_back((std::uint64_t{member.source_ports.first} << 16) | member.source_ports.last);
    for (const std::uint32_t index : member.faces) {
      const Face& face = network_.faces[index];
      key.push_back(network_.interfaces[face.interface].group_set);
      for (const std::uint32_t same : marks_.by_address.at(face.address)) {
        const std::uint32_t interface = network_.faces[same].interface;
        if (same != index) key.push_back(network_.interfaces[interface].group_set);
      }
      key.push_back(network_.atom_class[face.atom]);
      key.push_back(face.endpoint_class);
    }
    return key;
  }

 private:
  std::uint64_t hosts_key(const EndMember& member) const {
    if (member.hosts.empty()) return 0;
    const IpAddress& first = member.hosts.ranges().front().first;
    return mixed(marks_.routing.of(network_, network_.atom_of(first)) * 2 +
                 (first.family == Family::ipv4 ? 0 : 1));
  }

  void add_place(std::uint32_t index, ClassKey& key) const {
    const std::vector<std::uint32_t>& same = marks_.by_address.at(network_.faces[index].address);
    add_face(index, key);
    key.push_back(same.size());
    bool is_alone = false;
    for (const std::uint32_t face : same) {
      if (face == index) continue;
      add_face(face, key);
      is_alone = is_alone || vpc_of(face) == vpc_of(index);
    }
    key.push_back(is_alone ? index : kNoIndex);
  }

  std::uint32_t vpc_of(std::uint32_t face) const {
    return network_.interfaces[network_.faces[face].interface].vpc;
  }

  void add_face(std::uint32_t index, ClassKey& key) const {
    const Face& face = network_.faces[index];
    const CompiledInterface& interface = network_.interfaces[face.interface];
    const NetworkInterface& declared = network_.design->all<NetworkInterface>()[face.interface];
    key.push_back((std::uint64_t{interface.vpc} << 32) | interface.subnet);
    key.push_back(marks_.routing.of(network_, face.atom));
    key.push_back(static_cast<std::uint64_t>(face.public_ip.kind));
    const bool has_public = face.public_ip.kind == PublicIp::Kind::address;
    key.push_back(has_public ? marks_.routing.of(network_, face.public_atom) : 0);
    key.push_back(static_cast<std::uint64_t>(interface.type) |
                  static_cast<std::uint64_t>(interface.checked) << 8 |
                  static_cast<std::uint64_t>(interface.up) << 16 |
                  static_cast<std::uint64_t>(interface.down_reason) << 24 |
                  std::uint64_t{interface.owner_index == kNoIndex} << 40);
    key.push_back(std::hash<std::string>()(declared.state.get_or("?")));
    key.push_back(marks_.targets.count(face.interface) > 0 ? index : kNoIndex);
  }

  /// A pod may send under the address of its node, and what AWS runs may call services by ways of
  /// its own.  Rules: SVC-11, SVC-15.
  void add_node(const EndMember& member, ClassKey& key) const {
    key.push_back(static_cast<std::uint64_t>(calls_services_by_vpc(network_, member)));
    if (!member.owned || member.owner_kind != ResourceKind::Service) return;
    const Service& service = network_.design->all<Service>()[member.owner_index];
    if (service.node.is_none()) return;
    key.push_back(service.node.is_known() ? service.node.index() : kNoIndex);
    key.push_back(static_cast<std::uint64_t>(tri(service.external_snat, true)));
  }

  const Network& network_;
  const EndMarks& marks_;
};

struct KeyHash {
  std::size_t operator()(const ClassKey& key) const {
    std::uint64_t hash = key.size();
    for (const std::uint64_t number : key) hash = mixed(hash ^ number);
    return static_cast<std::size_t>(hash);
  }
};
using KeyIndex = std::unordered_map<ClassKey, std::uint32_t, KeyHash>;  // never iterated

/// Hosts that rules tell apart become members of their own.
std::vector<EndMember> with_alike_hosts(const Network& network, std::vector<EndMember> members) {
  std::vector<EndMember> result;
  for (EndMember& member : members) {
    if (member.kind != EndMember::Kind::hosts || possible_owners(network, member).size() > 0) {
      result.push_back(std::move(member));
      continue;
    }
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      for (AddressSet& hosts : alike_hosts(network, member.hosts, family)) {
        EndMember part = member;
        part.hosts = std::move(hosts);
        result.push_back(std::move(part));
      }
    }
  }
  return result;
}

std::uint32_t class_with(const ClassKey& key, KeyIndex& index,
                         std::vector<std::vector<std::uint32_t>>& lists) {
  const auto next = static_cast<std::uint32_t>(lists.size());
  const auto [found, is_new] = index.try_emplace(key, next);
  if (is_new) lists.emplace_back();
  return found->second;
}

}  // namespace

std::vector<EndMember> every_end(const Network& network) {
  std::vector<EndMember> members = members_inside(network, {});
  for (std::uint32_t i = 0; i < network.design->all<Function>().size(); ++i) {
    EndMember function =
        member_of(network, {NamedThing::Source::resource, ResourceKind::Function, i});
    if (function.kind == EndMember::Kind::outside) members.push_back(std::move(function));
  }
  const auto& endpoints = network.design->all<VpcEndpoint>();
  for (std::uint32_t i = 0; i < endpoints.size(); ++i) {
    if (endpoints[i].type != EndpointType::interface) continue;
    members.push_back(
        member_of(network, {NamedThing::Source::resource, ResourceKind::VpcEndpoint, i}));
  }
  for (std::uint32_t i = 0; i < network.design->all<OnPremisesNetwork>().size(); ++i) {
    members.push_back(
        member_of(network, {NamedThing::Source::resource, ResourceKind::OnPremisesNetwork, i}));
  }
  members.push_back(internet_member(network));
  return members;
}

bool is_outside_design(const EndMember& member) {
  return member.kind == EndMember::Kind::hosts || member.kind == EndMember::Kind::on_premises ||
         member.kind == EndMember::Kind::service;
}

bool is_same_end(const EndMember& a, const EndMember& b) {
  return a.owned && b.owned && a.owner_kind == b.owner_kind && a.owner_index == b.owner_index;
}

EndClasses classify(const Network& network, std::vector<EndMember> members) {
  EndClasses ends;
  ends.ends = members.size();
  ends.members = with_alike_hosts(network, std::move(members));
  const KeyMaker keys(network);
  KeyIndex classes;
  KeyIndex routings;
  for (std::uint32_t i = 0; i < ends.members.size(); ++i) {
    const EndMember& member = ends.members[i];
    const std::uint32_t one = class_with(keys.whole_key(member, i), classes, ends.classes);
    ends.class_of.push_back(one);
    ends.classes[one].push_back(i);
    if (ends.classes[one].size() > 1) continue;
    const ClassKey routing = keys.routing_key(member, i);
    ends.routing_of.push_back(class_with(routing, routings, ends.routings));
    ends.routings[ends.routing_of.back()].push_back(one);
  }
  return ends;
}

std::shared_ptr<const EndClasses> classes_of_every_end(const Network& network) {
  if (network.ends == nullptr) {
    network.ends = std::make_shared<EndClasses>(classify(network, every_end(network)));
  }
  return network.ends;
}

std::optional<MemberPair> representatives(const EndClasses& from, std::uint32_t from_class,
                                          const EndClasses& to, std::uint32_t to_class) {
  // Of two members on a side, one differs from what stands first on the other side.
  const std::vector<std::uint32_t>& sources = from.classes[from_class];
  const std::vector<std::uint32_t>& targets = to.classes[to_class];
  for (std::size_t i = 0; i < sources.size() && i < 2; ++i) {
    for (std::size_t j = 0; j < targets.size() && j < 2; ++j) {
      if (!is_same_end(from.members[sources[i]], to.members[targets[j]])) {
        return MemberPair{sources[i], targets[j]};
      }
    }
  }
  return std::nullopt;
}

}  // namespace canreach
