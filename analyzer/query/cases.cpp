// From what the user named to packets: which addresses of each end are used, which are alike.
#include "analyzer/query/cases.h"

#include <fmt/format.h>

#include "analyzer/network/routes.h"
#include "analyzer/query/client_vpn.h"
#include "analyzer/query/end_classes.h"
#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/fronts.h"
#include "analyzer/query/host_classes.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

using EndKind = EndMember::Kind;

Family family_of(const Network& network, std::uint32_t face) {
  return network.faces[face].address.family;
}

std::vector<std::uint32_t> faces_of(const Network& network, const EndMember& member,
                                    Family family) {
  std::vector<std::uint32_t> faces;
  for (const std::uint32_t face : member.faces) {
    if (family_of(network, face) == family) faces.push_back(face);
  }
  return faces;
}

std::uint32_t vpc_of(const Network& network, std::uint32_t face) {
  return network.interfaces[network.faces[face].interface].vpc;
}

Party private_party(const Network& network, std::uint32_t face) {
  return {network.faces[face].atom, network.faces[face].address, face};
}

/// The face of a member, with the address that was asked for where a prefix that is delegated to
/// its interface holds that.  Rule: ADR-16.
Party private_party(const Network& network, const EndMember& member, std::uint32_t face) {
  Party party = private_party(network, face);
  const bool is_delegated = member.by_address && !member.by_public_address &&
                            member.address != party.address &&
                            network.face_at(vpc_of(network, face), member.address) == face;
  if (!is_delegated) return party;
  party.address = member.address;
  party.atom = network.atom_of(member.address);
  return party;
}

Party public_party(const Network& network, std::uint32_t face) {
  return {network.faces[face].public_atom, network.faces[face].public_ip.address, kNoIndex};
}

Party host_party(const Network& network, const IpAddress& address) {
  return {network.atom_of(address), address, kNoIndex};
}

bool has_public(const Network& network, std::uint32_t face) {
  return network.faces[face].public_ip.kind != PublicIp::Kind::none;
}

Case decided(Reason reason, Tri outcome, const EndMember& about) {
  Case made;
  made.decided = reason;
  made.outcome = outcome;
  if (about.owned) {
    made.component = about.owner_kind;
    made.index = about.owner_index;
  }
  made.subject = about.end.name;
  return made;
}

/// Does the source's route table lead to this private address by something else than a default
/// route?
bool routed_privately(const Network& network, std::uint32_t source, std::uint32_t target) {
  const std::uint32_t subnet = network.interfaces[network.faces[source].interface].subnet;
  if (subnet == kNoIndex || network.subnets[subnet].table == kNoIndex) return true;
  const std::uint32_t table = network.subnets[subnet].table;
  const RouteChoice choice = choose_route(network, table, network.faces[target].atom);
  return any_of(choice.routes, [&](std::uint32_t route) {
    using Target = RouteTarget::Kind;
    const Target kind = route_of(network, table, network.routes[route]).target.kind;
    return kind != Target::internet_gateway && kind != Target::nat_gateway &&
           kind != Target::blackhole;
  });
}

/// Names of internet-facing load balancers give public addresses everywhere.  Names of databases
/// resolve to the public address for a peer, unless the peering resolves them.  Rules: ELB-2,
/// SVC-4, AMB-8.
bool resolves_publicly(const Network& network, const EndMember& from, const EndMember& to,
                       std::uint32_t source, std::uint32_t target) {
  if (to.by_address || !has_public(network, target)) return false;
  if (to.owned && to.owner_kind == ResourceKind::LoadBalancer) return true;
  const std::uint32_t vpc = vpc_of(network, target);
  if (asks_its_vpc(network, from) != Tri::yes && to.owned &&
      to.owner_kind == ResourceKind::Database) {
    return true;
  }
  if (vpc == vpc_of(network, source)) return false;
  const std::uint32_t peering = network.peering_between(vpc_of(network, source), vpc);
  if (peering == kNoIndex) return !routed_privately(network, source, target);
  if (!to.owned || to.owner_kind != ResourceKind::Database) return false;
  const VpcPeering& declared = network.design->all<VpcPeering>()[peering];
  return !declared.dns_resolution_of(Ref<Vpc>(vpc)).get_or(true);
}

Case face_to_face(const Network& network, const EndMember& from, const EndMember& to,
                  std::uint32_t source, std::uint32_t target) {
  Case made;
  made.ends.origin = FlowEnds::Origin::interface;
  made.ends.source = private_party(network, from, source);
  made.ends.target_face = target;
  const bool by_name = resolves_publicly(network, from, to, source, target);
  made.by_public_address = by_name;
  made.ends.destination = to.by_public_address || by_name ? public_party(network, target)
                                                          : private_party(network, to, target);
  return made;
}

/// Why an end has no address: nobody listed it, or the design leaves it open.
Reason missing_address(const Network& network) {
  const bool is_listed = network.design->is_complete(ResourceKind::NetworkInterface);
  return is_listed ? Reason::unknown_address : Reason::not_collected;
}

// An instance with several interfaces sends from the first.  Others call it there, too, but what
// another interface admits gets in: that one refuses is no refusal of the instance.  The same goes
// for a second address of an interface.

/// The member with the addresses that it sends from.
EndMember as_sender(const Network& network, const EndMember& member) {
  EndMember sender = member;
  sender.faces.clear();
  for (const std::uint32_t face : member.faces) {
    if (!is_further(network, member, face)) sender.faces.push_back(face);
  }
  return sender;
}

/// Where nothing but further addresses can be asked for, these are meant.
void mark_further(const Network& network, const EndMember& to, std::vector<Case>& cases) {
  if (to.faces.size() < 2) return;
  bool all_are = true;
  for (Case& made : cases) {
    const std::uint32_t face = made.ends.target_face;
    made.further = face != kNoIndex && is_further(network, to, face);
    all_are = all_are && made.further;
  }
  if (!all_are) return;
  for (Case& made : cases) made.further = false;
}

class CaseMaker {
 public:
  CaseMaker(const Network& network, const EndMember& from, const EndMember& to)
      : network_(network), from_(from), to_(to) {}

  std::vector<std::vector<Case>> make() {
    for (const EndMember* member : {&from_, &to_}) {
      const bool placeless = any_of(
          member->faces, [&](std::uint32_t face) { return vpc_of(network_, face) == kNoIndex; });
      if (placeless) return one(decided(Reason::unknown_value, Tri::maybe, *member));
    }
    if (to_.kind == EndKind::unresolved) return one(unresolved());
    if (to_.kind == EndKind::no_address) return one(no_address(to_));
    if (from_.kind == EndKind::no_address) return one(no_address(from_));
    if (from_.kind == EndKind::private_address) {
      const ClientVpnEndpoint* endpoint = endpoint_of_client(network_, from_.address);
      if (endpoint != nullptr) return one(by_client(escaped(endpoint->name)));
      Reason reason = Reason::none;
      if (network_.may_have_owner(from_.vpc, reason)) {
        Case open = decided(reason, Tri::maybe, from_);
        if (reason == Reason::undeclared_network) {
          open.message = fmt::format(
              "a VPN or Direct Connect leads to networks that are not in the input, one of which "
              "may have {}",
              from_.address.to_string());
          open.supply = "`on_premises`: the network that has the address, and its `via`";
        }
        return one(std::move(open));
      }
      return one(decided(Reason::no_such_address, Tri::no, from_));
    }
    for (const EndMember* member : {&from_, &to_}) {
      const ElasticIp* elastic = elastic_ip_of(network_, *member);
      // What an interface sends there is followed on its way.
      const bool is_followed = member == &to_ && from_.kind == EndKind::faces;
      if (elastic != nullptr && !is_followed) return one(at_elastic_ip(*elastic, *member));
    }
    const bool is_itself = is_same_end(from_, to_);
    if (is_itself && to_.owner_kind == ResourceKind::ClientVpnEndpoint) return one(among_clients());
    const bool is_own_call = is_itself && to_.owner_kind == ResourceKind::Function;
    if (is_own_call || to_.kind == EndKind::outside) {
      return one(decided(Reason::function_accepts_nothing, Tri::no, to_));
    }
    if (to_.kind == EndKind::service) return to_service();
    switch (from_.kind) {
      case EndKind::faces:
        if (to_.one_of_hosts) return one_of_them(from_faces());
        return {from_faces()};
      case EndKind::hosts:
        return {from_outside(FlowEnds::Origin::internet)};
      case EndKind::outside:
        return {from_outside(FlowEnds::Origin::aws)};
      case EndKind::on_premises:
        return {from_on_premises()};
      case EndKind::private_address:
      case EndKind::service:
      case EndKind::no_address:
      case EndKind::unresolved:
        break;
    }
    return one(decided(Reason::external_contents, Tri::maybe, from_));
  }

 private:
  static std::vector<std::vector<Case>> one(Case made) { return {{std::move(made)}}; }

  Case no_address(const EndMember& member) const {
    const bool modelled = any_of(resource_kind_rows(), [&](const ResourceKindRow& row) {
      return row.label == member.end.kind;
    });
    return decided(modelled ? missing_address(network_) : Reason::not_modelled, Tri::maybe, member);
  }

  /// Nobody has it, or what has it is not in the input.  Rule: IGW-3
  Case at_elastic_ip(const ElasticIp& elastic, const EndMember& member) const {
    const bool is_free = elastic.associated == Value<bool>(false);
    Case made = is_free ? decided(Reason::free_elastic_ip, Tri::no, member)
                        : decided(Reason::foreign_elastic_ip, Tri::maybe, member);
    made.ends.destination = host_party(network_, elastic.address);
    return made;
  }

  /// Rule: CVPN-2
  Case by_client(const std::string& endpoint) const {
    Case made = decided(Reason::unknown_value, Tri::maybe, from_);
    made.message = fmt::format("{} is a client of {}", from_.address.to_string(), endpoint);
    made.supply = quoted(endpoint) + " as the source";
    return made;
  }
  Case among_clients() const {
    Case made = decided(Reason::not_modelled, Tri::maybe, to_);
    made.message = fmt::format("what one client of {} sends to another is not modelled",
                               escaped(to_.end.name));
    made.supply = "nothing: this version does not model it";
    return made;
  }

  /// A name that gives no address, or none that is known.
  Case unresolved() const {
    const Unresolved& why = *to_.unresolved;
    Case made = decided(why.reason, why.outcome, to_);
    made.component = why.component;
    made.index = why.index;
    made.message = why.message;
    made.supply = why.supply;
    return made;
  }

  /// The target is one of the hosts: what is true of each of them is true of it.
  static std::vector<std::vector<Case>> one_of_them(std::vector<Case> cases) {
    std::map<IpAddress, std::size_t> places;
    std::vector<std::vector<Case>> alternatives;
    for (Case& made : cases) {
      const auto [found, is_new] =
          places.try_emplace(made.ends.destination.address, alternatives.size());
      if (is_new) alternatives.emplace_back();
      alternatives[found->second].push_back(std::move(made));
    }
    return alternatives;
  }

  std::vector<Case> from_faces() const {
    if (to_.kind == EndKind::faces) return faces_to_faces();
    if (to_.kind == EndKind::private_address) return faces_to_address();
    return faces_to_hosts();
  }

  std::vector<Case> faces_to_faces() const {
    std::vector<Case> cases;
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      for (const std::uint32_t source : faces_of(network_, from_, family)) {
        for (const std::uint32_t target : faces_of(network_, to_, family)) {
          if (to_.by_public_address && !has_public(network_, target)) continue;
          cases.push_back(face_to_face(network_, from_, to_, source, target));
        }
      }
      if (!cases.empty()) return cases;
    }
    return {decided(Reason::no_address_family, Tri::no, to_.by_address ? from_ : to_)};
  }

  std::vector<Case> faces_to_address() const {
    std::vector<Case> cases;
    for (const std::uint32_t source : faces_of(network_, from_, to_.address.family)) {
      Case made;
      made.ends.origin = FlowEnds::Origin::interface;
      made.ends.source = private_party(network_, from_, source);
      made.ends.destination = host_party(network_, to_.address);
      made.ends.target_vpc = to_.vpc;
      cases.push_back(made);
    }
    if (cases.empty()) return {decided(Reason::no_address_family, Tri::no, from_)};
    return cases;
  }

  std::vector<Case> faces_to_hosts() const {
    std::vector<Case> cases;
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const std::vector<HostClass> classes = classes_of(network_, to_.hosts, family);
      for (const std::uint32_t source : faces_of(network_, from_, family)) {
        for (const HostClass& hosts : classes) {
          if (network_.vpc_holds(vpc_of(network_, source), hosts.representative)) {
            // The local route wins: nothing gets to the part on premises.  Rule: RT-8
            if (to_.kind == EndKind::on_premises) cases.push_back(kept_in_vpc(source, hosts));
            continue;
          }
          Case made;
          made.ends.origin = FlowEnds::Origin::interface;
          made.ends.source = private_party(network_, from_, source);
          made.ends.destination = host_party(network_, hosts.representative);
          made.destinations = hosts.hosts;
          if (to_.kind == EndKind::on_premises) made.ends.target_on_premises = to_.on_premises;
          cases.push_back(made);
        }
      }
    }
    if (cases.empty()) return {decided(Reason::no_address_family, Tri::no, from_)};
    return cases;
  }

  Case kept_in_vpc(std::uint32_t source, const HostClass& hosts) const {
    Case made = decided(Reason::kept_in_vpc, Tri::no, to_);
    made.component = ResourceKind::Vpc;
    made.index = vpc_of(network_, source);
    made.destinations = hosts.hosts;
    return made;
  }

  /// Hosts on the internet, or functions that AWS runs outside every VPC.
  std::vector<Case> from_outside(FlowEnds::Origin origin) const {
    if (to_.kind == EndKind::private_address) {
      return outside_to(origin, host_party(network_, to_.address), kNoIndex, to_.address.family);
    }
    if (to_.kind != EndKind::faces) {
      const bool allowed = origin == FlowEnds::Origin::aws && to_.kind == EndKind::hosts;
      if (!allowed) return {decided(Reason::external_contents, Tri::maybe, to_)};
      return {decided(Reason::none, Tri::yes, to_)};
    }
    std::vector<Case> cases;
    const bool has_ipv6 = !faces_of(network_, to_, Family::ipv6).empty();
    const bool is_public_elsewhere = any_of(to_.faces, [&](std::uint32_t face) {
      return is_further(network_, to_, face) && has_public(network_, face);
    });
    for (const std::uint32_t target : to_.faces) {
      const Family family = family_of(network_, target);
      const bool v4 = family == Family::ipv4;
      const bool reachable = v4 && has_public(network_, target);
      const bool asked = has_family(network_, from_, family);
      if (v4 && !reachable && is_public_elsewhere) continue;
      if (v4 && !reachable && has_ipv6 && has_family(network_, from_, Family::ipv6)) continue;
      if (!asked) continue;
      Party destination = private_party(network_, to_, target);
      if (reachable && !(to_.by_address && !to_.by_public_address)) {
        destination = public_party(network_, target);
      }
      if (!v4) destination.face = kNoIndex;
      if (origin == FlowEnds::Origin::aws && v4 && !has_public(network_, target)) {
        cases.push_back(decided(Reason::outside_vpc, Tri::no, from_));
        cases.back().ends.target_face = target;
        continue;
      }
      for (Case& made : outside_to(origin, destination, target, family)) {
        cases.push_back(std::move(made));
      }
    }
    if (cases.empty()) return {decided(Reason::no_address_family, Tri::no, to_)};
    return cases;
  }

  std::vector<Case> outside_to(FlowEnds::Origin origin, const Party& destination,
                               std::uint32_t target, Family family) const {
    Case made;
    made.ends.origin = origin;
    made.ends.destination = destination;
    made.ends.target_face = target;
    if (origin == FlowEnds::Origin::aws) {
      made.ends.source.atom = static_cast<Atom>(network_.atom_starts.size());
      return {made};
    }
    std::vector<Case> cases;
    for (const HostClass& hosts : classes_of(network_, from_.hosts, family)) {
      made.ends.source = host_party(network_, hosts.representative);
      made.sources = hosts.hosts;
      cases.push_back(made);
    }
    return cases;
  }

  std::vector<Case> from_on_premises() const {
    std::vector<Case> cases;
    if (to_.kind == EndKind::private_address) {
      premises_to(host_party(network_, to_.address), kNoIndex, cases);
      for (Case& made : cases) made.ends.target_vpc = to_.vpc;
      return cases;
    }
    if (to_.kind == EndKind::on_premises) return premises_to_premises();
    if (to_.kind != EndKind::faces) return {decided(Reason::external_contents, Tri::maybe, to_)};
    for (const std::uint32_t target : to_.faces) {
      if (is_named_publicly(target)) {
        premises_by_internet(target, cases);
      } else {
        premises_to(private_party(network_, to_, target), target, cases);
      }
    }
    if (cases.empty()) return {decided(Reason::no_address_family, Tri::no, to_)};
    return cases;
  }

  /// The names of public databases and load balancers give public addresses outside the VPC.  Rule:
  /// AMB-8.
  bool is_named_publicly(std::uint32_t target) const {
    if (to_.by_public_address) return true;
    if (to_.by_address || !has_public(network_, target) || !to_.owned) return false;
    return to_.owner_kind == ResourceKind::LoadBalancer || to_.owner_kind == ResourceKind::Database;
  }

  void premises_to(const Party& destination, std::uint32_t target, std::vector<Case>& cases) const {
    for (const HostClass& hosts : classes_of(network_, from_.hosts, destination.address.family)) {
      Case made;
      made.ends.origin = FlowEnds::Origin::on_premises;
      made.ends.on_premises = from_.on_premises;
      made.ends.source = host_party(network_, hosts.representative);
      made.ends.destination = destination;
      made.ends.target_face = target;
      made.sources = hosts.hosts;
      cases.push_back(made);
    }
  }

  std::vector<Case> premises_to_premises() const {
    if (to_.on_premises == from_.on_premises) {
      return {decided(Reason::external_contents, Tri::maybe, to_)};
    }
    std::vector<Case> cases;
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      for (const HostClass& hosts : classes_of(network_, to_.hosts, family)) {
        const std::size_t before = cases.size();
        premises_to(host_party(network_, hosts.representative), kNoIndex, cases);
        for (std::size_t i = before; i < cases.size(); ++i) {
          cases[i].destinations = hosts.hosts;
          cases[i].ends.target_on_premises = to_.on_premises;
        }
      }
    }
    if (cases.empty()) return {decided(Reason::no_address_family, Tri::no, to_)};
    return cases;
  }

  /// By its own way to the internet, with the public addresses that it declares.
  void premises_by_internet(std::uint32_t target, std::vector<Case>& cases) const {
    const auto& network = network_.design->all<OnPremisesNetwork>()[from_.on_premises];
    const std::size_t before = cases.size();
    for (const IpAddress& address : network.public_ips) {
      if (address.family != family_of(network_, target)) continue;
      Case made;
      made.ends.origin = FlowEnds::Origin::internet;
      made.ends.source = host_party(network_, address);
      made.ends.destination = public_party(network_, target);
      made.ends.target_face = target;
      cases.push_back(made);
    }
    if (cases.size() > before) return;
    cases.push_back(decided(Reason::undeclared_network, Tri::maybe, from_));
    cases.back().ends.target_face = target;
  }

  // Services: by name, as the source's resolver answers.  Rules: PUB-1, IEP-3, IEP-4.

  std::vector<std::vector<Case>> to_service() const {
    const Tri is_by_vpc = calls_services_by_vpc(network_, from_);
    if (is_by_vpc == Tri::no) return one(decided(Reason::none, Tri::yes, to_));
    if (from_.kind != EndKind::faces) {
      return one(decided(Reason::external_contents, Tri::maybe, to_));
    }
    std::vector<Case> private_cases;
    std::vector<Case> public_cases;
    Tri resolves_privately = Tri::no;
    for (const std::uint32_t source : faces_of(network_, from_, Family::ipv4)) {
      const Vpc& vpc = network_.design->all<Vpc>()[vpc_of(network_, source)];
      const bool asks = asks_its_vpc(network_, from_) == Tri::yes;
      if (asks && tri(vpc.dns_support, false) == Tri::yes && vpc.dns_servers.empty()) {
        const bool known = vpc.dns_servers_known;
        Case failing = decided(known ? Reason::dns_failure : Reason::unknown_value,
                               known ? Tri::no : Tri::maybe, from_);
        failing.component = ResourceKind::Vpc;
        failing.index = vpc_of(network_, source);
        public_cases.push_back(failing);
        continue;
      }
      Tri here = Tri::no;
      for (const std::uint32_t index : network_.vpcs[vpc_of(network_, source)].endpoints) {
        const Tri answers = both(answers_privately(index, vpc), asks_its_vpc(network_, from_));
        if (answers == Tri::no) continue;
        here = either(here, answers);
        add_endpoint_cases(source, index, private_cases);
      }
      if (here == Tri::no && network_.may_have_unlisted_endpoint(vpc_of(network_, source))) {
        here = Tri::maybe;
        Case missing = decided(Reason::endpoints_not_collected, Tri::maybe, from_);
        missing.component = ResourceKind::Vpc;
        missing.index = vpc_of(network_, source);
        private_cases.push_back(missing);
      }
      resolves_privately = either(resolves_privately, here);
      if (here != Tri::yes) add_public_cases(source, vpc, public_cases);
    }
    if (faces_of(network_, from_, Family::ipv4).empty()) {
      return one(decided(Reason::no_address_family, Tri::no, from_));
    }
    std::vector<std::vector<Case>> alternatives;
    if (is_by_vpc == Tri::maybe) alternatives.push_back({decided(Reason::none, Tri::yes, to_)});
    if (resolves_privately == Tri::maybe) {
      alternatives.push_back(std::move(private_cases));
    } else {
      for (Case& made : private_cases) public_cases.push_back(std::move(made));
    }
    alternatives.push_back(std::move(public_cases));
    return alternatives;
  }

  static std::string full_service_name(const std::string& region, const std::string& service) {
    return fmt::format("com.amazonaws.{}.{}", region, service);
  }

  Tri answers_privately(std::uint32_t index, const Vpc& vpc) const {
    const VpcEndpoint& endpoint = network_.design->all<VpcEndpoint>()[index];
    const bool any_service = endpoint.service.empty();
    const bool is_elsewhere = !to_.service_region.empty() && to_.service_region != vpc.region;
    // Whether the private names of another Region's service work as its own do is open.
    // Rule: IAMB-22
    const bool leads_there =
        is_elsewhere && endpoint.service == full_service_name(to_.service_region, to_.service);
    const bool fits = any_service || leads_there || endpoint.service == to_.service;
    if (endpoint.type != EndpointType::interface || !fits) return Tri::no;
    if (is_elsewhere && !leads_there) return Tri::no;
    Tri answers = tri(endpoint.private_dns, true);
    answers = both(answers, tri(vpc.dns_support, true));
    answers = both(answers, tri(vpc.dns_hostnames, true));
    const bool open =
        any_service || leads_there || !vpc.dns_servers.empty() || !vpc.dns_servers_known;
    return open ? both(answers, Tri::maybe) : answers;
  }

  void add_endpoint_cases(std::uint32_t source, std::uint32_t index,
                          std::vector<Case>& cases) const {
    const VpcEndpoint& endpoint = network_.design->all<VpcEndpoint>()[index];
    for (const Ref<NetworkInterface>& interface : endpoint.interfaces) {
      const Slice faces =
          interface.is_known() ? network_.interfaces[interface.index()].faces : Slice{};
      if (faces.count == 0) {
        Case missing = decided(Reason::not_collected, Tri::maybe, to_);
        missing.component = ResourceKind::VpcEndpoint;
        missing.index = index;
        cases.push_back(missing);
        continue;
      }
      EndMember target;
      target.faces = {faces.first};
      cases.push_back(face_to_face(network_, from_, target, source, faces.first));
    }
  }

  void add_public_cases(std::uint32_t source, const Vpc& vpc, std::vector<Case>& cases) const {
    Case made;
    made.ends.origin = FlowEnds::Origin::interface;
    made.ends.source = private_party(network_, from_, source);
    made.ends.service = true;
    const bool own_region = to_.service_region.empty() || to_.service_region == vpc.region;
    const std::uint32_t service = own_region ? network_.service_index(to_.service) : kNoIndex;
    const auto first_symbol = static_cast<Atom>(network_.atom_starts.size());
    if (service == kNoIndex || network_.service_ranges[service].empty()) {
      made.ends.destination.atom =
          service == kNoIndex ? first_symbol + 1 : first_symbol + 2 + service;
      cases.push_back(made);
      return;
    }
    std::vector<AddressRange> ranges;
    for (const AtomRange& range : network_.service_ranges[service]) {
      ranges.push_back({network_.atom_starts[range.first], network_.last_address_of(range.last)});
    }
    for (const HostClass& hosts :
         classes_of(network_, AddressSet::of(std::move(ranges)), Family::ipv4)) {
      made.ends.destination = host_party(network_, hosts.representative);
      made.destinations = hosts.hosts;
      cases.push_back(made);
    }
  }

  const Network& network_;
  const EndMember& from_;
  const EndMember& to_;
};

/// The face by which the node of a pod is seen; kNoIndex: it has none, or nothing is known of it.
std::uint32_t face_of_node(const Network& network, Ref<Instance> node) {
  if (!node.is_known()) return kNoIndex;
  const Instance& instance = network.design->get(node);
  if (instance.interfaces.empty() || !instance.interfaces.front().is_known()) return kNoIndex;
  const Slice& faces = network.interfaces[instance.interfaces.front().index()].faces;
  return faces.count == 0 ? kNoIndex : faces.first;
}

/// What a pod sends out of its VPC over IPv4 has the address of its node, unless external source
/// NAT is on: then it leaves by the node's interface, and the node's rules count.  Rule: SVC-11.
void put_behind_node(const Network& network, const EndMember& from,
                     std::vector<std::vector<Case>>& alternatives) {
  if (!from.owned || from.owner_kind != ResourceKind::Service) return;
  const Service& service = network.design->all<Service>()[from.owner_index];
  const Tri keeps = tri(service.external_snat, true);
  if (service.node.is_none() || keeps == Tri::yes) return;
  const std::uint32_t node = face_of_node(network, service.node);
  std::vector<std::vector<Case>> behind = alternatives;
  bool is_changed = false;
  for (std::vector<Case>& cases : behind) {
    for (Case& made : cases) {
      const Party& target = made.ends.destination;
      const std::uint32_t face = made.ends.source.face;
      const bool sends = made.subject.empty() && face != kNoIndex;
      if (!sends || network.faces[face].address.family != Family::ipv4) continue;
      const bool is_inside = network.vpc_holds(vpc_of(network, face), target.atom) == Tri::yes &&
                             !network.is_symbolic(target.atom);
      if (is_inside) continue;
      is_changed = true;
      if (node == kNoIndex) {
        made = decided(Reason::unknown_value, Tri::maybe, from);
      } else {
        made.ends.source = private_party(network, node);
        made.behind_node = true;
      }
    }
  }
  if (!is_changed) return;
  if (keeps == Tri::no) alternatives.clear();
  for (std::vector<Case>& cases : behind) alternatives.push_back(std::move(cases));
}

}  // namespace

bool has_family(const Network& network, const EndMember& member, Family family) {
  if (member.kind == EndKind::outside) return true;
  const bool is_address = member.kind == EndKind::private_address;
  if (is_address && member.address.family == family) return true;
  if (!faces_of(network, member, family).empty()) return true;
  return any_of(member.hosts.ranges(),
                [&](const AddressRange& range) { return range.first.family == family; });
}

Family family_of(const Network& network, const Case& made) {
  const Party& party = made.ends.destination;
  return network.is_symbolic(party.atom) ? Family::ipv4 : party.address.family;
}

std::vector<std::vector<Case>> cases_of(const Network& network, const EndMember& from,
                                        const EndMember& to) {
  const bool has_further =
      any_of(from.faces, [&](std::uint32_t face) { return is_further(network, from, face); });
  if (has_further) return cases_of(network, as_sender(network, from), to);
  std::vector<std::vector<Case>> alternatives = CaseMaker(network, from, to).make();
  put_behind_node(network, from, alternatives);
  for (std::vector<Case>& cases : alternatives) mark_further(network, to, cases);
  // An end with interfaces or addresses that the input does not give has more cases than these.
  for (const EndMember* member : {&from, &to}) {
    if (member->complete || member->kind != EndMember::Kind::faces) continue;
    const bool is_further = knows_first_interface(network, *member);
    if (is_further && member == &from) continue;
    for (auto& cases : alternatives) {
      cases.push_back(decided(missing_address(network), Tri::maybe, *member));
      cases.back().further = is_further;
    }
  }
  const bool is_outside = from.kind == EndKind::hosts || from.kind == EndKind::outside;
  const NotModelled* front = is_outside ? front_of(network, to) : nullptr;
  if (front == nullptr) return alternatives;
  Case made = decided(Reason::not_modelled, Tri::maybe, to);
  made.message = fmt::format("{} is {}, which is not modelled and may lead there",
                             escaped(front->name), escaped(kind_in_words(*network.design, *front)));
  made.supply = fmt::format("what {} lets in", escaped(front->name));
  alternatives.push_back({std::move(made)});
  return alternatives;
}

}  // namespace canreach
