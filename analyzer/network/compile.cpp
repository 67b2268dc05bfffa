#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>

#include "analyzer/network/firewalls.h"
#include "analyzer/network/network.h"
#include "analyzer/network/routes.h"
#include "base/algorithm.h"
#include "model/complete_transit.h"
#include "model/engines.h"

namespace canreach {
namespace {

/// Atoms are cut by every prefix that a rule, route or subnet names; what no prefix tells apart, no
/// verdict tells apart.  The signature of an atom is the sum of random numbers of the prefixes that
/// hold it: equal signatures are equal sets of prefixes (2^-128 aside), so atoms of one class
/// behave alike.
class AtomMaker {
 public:
  void add(const IpPrefix& prefix) { prefixes_.push_back(prefix); }
  void add(const Value<IpPrefix>& prefix) {
    if (prefix.is_known()) add(prefix.get());
  }

  void make(Network& network) {
    add(IpPrefix());
    add(IpPrefix(IpAddress{Family::ipv6, 0, 0}, 0));
    sort_unique(prefixes_);
    declared_ = prefixes_.size();
    for (const auto* set : {&public_addresses(), &rfc1918_addresses(), &rfc6598_addresses()}) {
      for (const IpPrefix& prefix : set->prefixes()) add(prefix);
      ends_of_sets_.push_back(prefixes_.size());
    }
    cut(network);
    sign(network);
    count_public(network);
  }

 private:
  using Signature = std::pair<std::uint64_t, std::uint64_t>;

  void cut(Network& network) const {
    std::vector<IpAddress>& starts = network.atom_starts;
    for (const IpPrefix& prefix : prefixes_) {
      starts.push_back(prefix.first());
      const IpAddress after = prefix.last().next();
      if (after != prefix.last()) starts.push_back(after);
    }
    sort_unique(starts);
  }

  static std::uint64_t random(std::uint64_t number) {
    number += 0x9e3779b97f4a7c15ULL;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9ULL;
    number = (number ^ (number >> 27)) * 0x94d049bb133111ebULL;
    return number ^ (number >> 31);
  }

  void sign(Network& network) const {
    std::vector<Signature> steps(network.atom_starts.size() + 1);
    for (std::size_t i = 0; i < prefixes_.size(); ++i) {
      const AtomRange range = network.range_of(prefixes_[i]);
      const std::size_t number = signed_as(i);
      const Signature value{random(2 * number), random(2 * number + 1)};
      steps[range.first].first += value.first;
      steps[range.first].second += value.second;
      steps[range.last + 1].first -= value.first;
      steps[range.last + 1].second -= value.second;
    }
    std::map<Signature, std::uint64_t> classes;
    Signature sum{0, 0};
    for (std::size_t atom = 0; atom < network.atom_starts.size(); ++atom) {
      sum.first += steps[atom].first;
      sum.second += steps[atom].second;
      network.atom_class.push_back(classes.try_emplace(sum, classes.size()).first->second);
    }
  }

  /// The blocks of one known set are one thing: nothing tells them apart.
  std::size_t signed_as(std::size_t prefix) const {
    if (prefix < declared_) return prefix;
    std::size_t number = declared_;
    for (const std::size_t end : ends_of_sets_) number += prefix >= end ? 1 : 0;
    return number;
  }

  static void count_public(Network& network) {
    network.public_count.push_back(0);
    for (std::size_t atom = 0; atom < network.atom_starts.size(); ++atom) {
      const IpAddress& start = network.atom_starts[atom];
      const bool counts = start.family == Family::ipv4 && public_addresses().contains(start);
      network.public_count.push_back(network.public_count.back() + (counts ? 1 : 0));
    }
  }

  std::vector<IpPrefix> prefixes_;         // the declared ones, then those of the known sets
  std::size_t declared_ = 0;               // how many are declared
  std::vector<std::size_t> ends_of_sets_;  // in `prefixes_`
};

void add_prefixes(const Design& design, AtomMaker& atoms) {
  for (const Vpc& vpc : design.all<Vpc>()) {
    for (const auto& cidr : vpc.cidrs) atoms.add(cidr);
  }
  for (const Subnet& subnet : design.all<Subnet>()) {
    for (const auto& cidr : subnet.cidrs) atoms.add(cidr);
  }
  for (const SecurityGroup& group : design.all<SecurityGroup>()) {
    for (const auto* rules : {&group.ingress, &group.egress}) {
      for (const SecurityGroupRule& rule : *rules) {
        if (rule.peer.kind == SecurityGroupPeer::Kind::cidr) atoms.add(rule.peer.cidr);
      }
    }
  }
  for (const NetworkAcl& acl : design.all<NetworkAcl>()) {
    for (const auto* entries : {&acl.ingress, &acl.egress}) {
      for (const NetworkAclEntry& entry : *entries) atoms.add(entry.cidr);
    }
  }
  for (const RouteTable& table : design.all<RouteTable>()) {
    for (const Route& route : table.routes) {
      if (route.prefix_list.is_none()) atoms.add(route.destination);
    }
  }
  for (const TransitGatewayRouteTable& table : design.all<TransitGatewayRouteTable>()) {
    for (const Route& route : table.routes) {
      if (route.prefix_list.is_none()) atoms.add(route.destination);
    }
  }
  for (const VpnConnection& connection : design.all<VpnConnection>()) {
    for (const auto& cidr : connection.routes) atoms.add(cidr);
  }
  for (const ClientVpnEndpoint& endpoint : design.all<ClientVpnEndpoint>()) {
    for (const ClientVpnRoute& route : endpoint.routes) atoms.add(route.destination);
    for (const ClientVpnAuthorization& rule : endpoint.authorizations) atoms.add(rule.destination);
  }
  for (const PrefixList& list : design.all<PrefixList>()) {
    for (const auto& entry : list.entries) atoms.add(entry);
  }
  for (const OnPremisesNetwork& network : design.all<OnPremisesNetwork>()) {
    for (const auto& cidr : network.cidrs) atoms.add(cidr);
  }
  for (const NetworkInterface& interface : design.all<NetworkInterface>()) {
    for (const IpPrefix& prefix : interface.prefixes) atoms.add(prefix);
  }
  for (const ElasticIp& elastic : design.elastic_ips) atoms.add(IpPrefix(elastic.address, 32));
}

void compile_elastic_ips(const Design& design, Network& network) {
  for (std::uint32_t i = 0; i < design.elastic_ips.size(); ++i) {
    const IpAddress& address = design.elastic_ips[i].address;
    if (network.face_of_public(address) != kNoIndex) continue;
    network.elastic_index.try_emplace({0, address}, i);
  }
}

/// The short names of AWS's services that the design mentions, and their addresses where it lists
/// them.
void compile_services(const Design& design, Network& network) {
  const auto add = [&](const std::string& name) {
    if (!name.empty() && network.service_index(name) == kNoIndex) network.services.push_back(name);
  };
  add("s3");
  add("dynamodb");
  for (const PrefixList& list : design.all<PrefixList>()) add(list.service);
  for (const VpcEndpoint& endpoint : design.all<VpcEndpoint>()) add(endpoint.service);
  network.service_ranges.resize(network.services.size());
  for (const PrefixList& list : design.all<PrefixList>()) {
    if (list.service.empty() || !list.entries_known) continue;
    std::vector<AtomRange>& ranges = network.service_ranges[network.service_index(list.service)];
    for (const auto& entry : list.entries) {
      if (entry.is_known()) ranges.push_back(network.range_of(entry.get()));
    }
  }
  // The first symbols: some host outside, some service outside the list, then the services.
  network.symbols.push_back({Symbol::Kind::public_address, kNoIndex});
  network.symbols.push_back({Symbol::Kind::service, kNoIndex});
  for (std::uint32_t i = 0; i < network.services.size(); ++i) {
    network.symbols.push_back({Symbol::Kind::service, i});
  }
}

class GroupCompiler {
 public:
  explicit GroupCompiler(Network& network) : network_(network), design_(*network.design) {}

  void compile() {
    for (const SecurityGroup& group : design_.all<SecurityGroup>()) {
      CompiledGroup compiled;
      compiled.vpc = group.vpc.is_known() ? group.vpc.index() : kNoIndex;
      compiled.shared = !group.further_vpcs.empty();
      compiled.rules_known = group.rules_known;
      compiled.ingress = compile_rules(group.ingress);
      compiled.egress = compile_rules(group.egress);
      network_.groups.push_back(compiled);
    }
  }

 private:
  Slice compile_rules(const std::vector<SecurityGroupRule>& rules) {
    const auto first = static_cast<std::uint32_t>(network_.group_rules.size());
    for (std::uint32_t i = 0; i < rules.size(); ++i) compile_rule(rules[i], i);
    return {first, static_cast<std::uint32_t>(network_.group_rules.size()) - first};
  }

  void compile_rule(const SecurityGroupRule& rule, std::uint32_t index) {
    GroupRule compiled;
    compiled.rule = index;
    compiled.surely = network_.traffic.intern(rule.traffic.surely);
    compiled.possibly = network_.traffic.intern(rule.traffic.possibly);
    using Kind = SecurityGroupPeer::Kind;
    switch (rule.peer.kind) {
      case Kind::cidr:
        compiled.kind = PeerKind::addresses;
        compiled.range = network_.range_of(rule.peer.cidr);
        break;
      case Kind::group:
        compiled.kind = PeerKind::group;
        compiled.index = rule.peer.group.index();
        break;
      case Kind::missing_group:
        compiled.kind = PeerKind::never;
        break;
      case Kind::foreign_group:
        compiled.kind = PeerKind::foreign_group;
        break;
      case Kind::unknown:
        compiled.kind = PeerKind::maybe;
        break;
      case Kind::prefix_list:
        return compile_list(rule.peer.prefix_list, compiled);
    }
    add(compiled);
  }

  void add(const GroupRule& rule) {
    network_.group_rules.push_back(rule);
    network_.group_rule_hulls.push_back(TrafficHull::of(network_.traffic[rule.possibly]));
  }

  void compile_list(Ref<PrefixList> ref, GroupRule compiled) {
    const bool known = ref.is_known() && design_.get(ref).entries_known;
    if (ref.is_known() && !design_.get(ref).service.empty()) {
      compiled.kind = PeerKind::service_list;
      compiled.index = network_.service_index(design_.get(ref).service);
      add(compiled);
    } else if (!known) {
      compiled.kind = PeerKind::maybe;
      add(compiled);
    }
    if (!known) return;
    for (const auto& entry : design_.get(ref).entries) {
      compiled.kind = entry.is_known() ? PeerKind::addresses : PeerKind::maybe;
      if (entry.is_known()) compiled.range = network_.range_of(entry.get());
      add(compiled);
    }
  }

  Network& network_;
  const Design& design_;
};

AclEntry compile_entry(Network& network, const NetworkAclEntry& entry, std::uint32_t index) {
  AclEntry compiled;
  compiled.anywhere = entry.cidr.is_unknown();
  if (!compiled.anywhere) compiled.range = network.range_of(entry.cidr.get());
  compiled.allow = tri(entry.allow, true);
  compiled.surely = network.traffic.intern(entry.traffic.surely);
  compiled.possibly = network.traffic.intern(entry.traffic.possibly);
  compiled.hull = TrafficHull::of(entry.traffic.possibly);
  compiled.entry = index;
  return compiled;
}

/// An entry whose number is not known is asked before or after any other: it stands in front, where
/// it matches perhaps, and once more at the end.
Slice compile_entries(Network& network, const std::vector<NetworkAclEntry>& entries) {
  const auto first = static_cast<std::uint32_t>(network.acl_entries.size());
  std::vector<AclEntry> ordered;
  std::vector<AclEntry> last;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const AclEntry compiled = compile_entry(network, entries[i], i);
    (entries[i].number_known ? ordered : last).push_back(compiled);
    if (entries[i].number_known) continue;
    network.acl_entries.push_back(compiled);
    network.acl_entries.back().surely = TrafficSets::kNone;
  }
  for (const auto* part : {&ordered, &last}) {
    network.acl_entries.insert(network.acl_entries.end(), part->begin(), part->end());
  }
  return {first, static_cast<std::uint32_t>(network.acl_entries.size()) - first};
}

void compile_acls(const Design& design, Network& network) {
  for (const NetworkAcl& acl : design.all<NetworkAcl>()) {
    CompiledAcl compiled;
    compiled.ingress = compile_entries(network, acl.ingress);
    compiled.egress = compile_entries(network, acl.egress);
    network.acls.push_back(compiled);
  }
}

std::vector<AtomRange> ranges_of(const Network& network, const std::vector<Value<IpPrefix>>& cidrs,
                                 bool& known) {
  std::vector<AtomRange> ranges;
  for (const auto& cidr : cidrs) {
    if (cidr.is_known()) {
      ranges.push_back(network.range_of(cidr.get()));
    } else {
      known = false;
    }
  }
  return ranges;
}

template <class T>
std::uint32_t index_of(const Ref<T>& ref) {
  return ref.is_known() ? ref.index() : kNoIndex;
}

void compile_subnets(const Design& design, Network& network) {
  for (const Subnet& subnet : design.all<Subnet>()) {
    CompiledSubnet compiled;
    compiled.vpc = index_of(subnet.vpc);
    compiled.table = index_of(subnet.route_table);
    for (const Ref<RouteTable> table : subnet.possible_route_tables) {
      compiled.possible_tables.push_back(table.index());
    }
    compiled.acl = index_of(subnet.network_acl);
    compiled.ranges = ranges_of(network, subnet.cidrs, compiled.ranges_known);
    network.subnets.push_back(compiled);
  }
}

Value<BlockPublicAccess> setting_for(const Design& design, const Vpc& vpc) {
  for (const BlockPublicAccessSetting& setting : design.block_public_access) {
    const auto fits = [](const std::string& of_setting, const std::string& of_vpc) {
      return of_setting.empty() ? Tri::yes : same_place(of_setting, of_vpc);
    };
    const Tri is_its = both(fits(setting.account, vpc.account), fits(setting.region, vpc.region));
    if (is_its == Tri::yes) return setting.mode;
    if (is_its == Tri::maybe) return kUnknown;
  }
  return BlockPublicAccess::off;
}

std::optional<IpAddress> resolver_of(const Vpc& vpc) {
  for (const auto& cidr : vpc.cidrs) {
    if (cidr.is_unknown() || cidr.get().family() != Family::ipv4) continue;
    return cidr.get().first().next().next();
  }
  return std::nullopt;
}

/// Words of a gateway's attachment that mean that it is of no use.  Rule: IGW-1
bool is_detached(const std::string& state) {
  return state == "detached" || state == "detaching" || state == "attaching" ||
         state == "deleted" || state == "deleting";
}

bool has_only_local_routes(const RouteTable& table) {
  return all_of(table.routes,
                [](const Route& route) { return route.target.kind == RouteTarget::Kind::local; });
}

void compile_vpcs(const Design& design, Network& network) {
  for (const Vpc& vpc : design.all<Vpc>()) {
    CompiledVpc compiled;
    compiled.ranges = ranges_of(network, vpc.cidrs, compiled.ranges_known);
    if (vpc.external && vpc.cidrs.empty()) compiled.ranges_known = false;
    compiled.block_public_access = setting_for(design, vpc);
    compiled.resolver = resolver_of(vpc);
    network.vpcs.push_back(compiled);
  }
  const auto attach = [&](const auto& resources, auto member) {
    for (std::uint32_t i = 0; i < resources.size(); ++i) {
      const Value<std::string>& state = resources[i].state;
      if (state.is_known() && is_detached(state.get())) continue;
      if (resources[i].vpc.is_known()) network.vpcs[resources[i].vpc.index()].*member = i;
    }
  };
  attach(design.all<InternetGateway>(), &CompiledVpc::internet_gateway);
  attach(design.all<EgressOnlyInternetGateway>(), &CompiledVpc::egress_only_gateway);
  attach(design.all<VpnGateway>(), &CompiledVpc::vpn_gateway);
  network.vpn_gateways.resize(design.all<VpnGateway>().size());
  const auto gather = [&](const auto& resources, auto member) {
    for (std::uint32_t i = 0; i < resources.size(); ++i) {
      if (!resources[i].vpc.is_known()) continue;
      (network.vpcs[resources[i].vpc.index()].*member).push_back(i);
    }
  };
  gather(design.all<NatGateway>(), &CompiledVpc::nat_gateways);
  gather(design.all<VpcEndpoint>(), &CompiledVpc::endpoints);
  const auto& peerings = design.all<VpcPeering>();
  for (std::uint32_t i = 0; i < peerings.size(); ++i) {
    for (const Ref<Vpc>& vpc : {peerings[i].requester, peerings[i].accepter}) {
      if (vpc.is_known()) network.vpcs[vpc.index()].peerings.push_back(i);
    }
  }
  const auto& tables = design.all<RouteTable>();
  for (std::uint32_t i = 0; i < tables.size(); ++i) {
    if (tables[i].edge.kind == EdgeGateway::Kind::unknown && tables[i].vpc.is_known() &&
        !has_only_local_routes(tables[i])) {
      CompiledVpc& vpc = network.vpcs[tables[i].vpc.index()];
      vpc.possible_edge_table = i;
      if (vpc.vpn_gateway != kNoIndex) {
        network.vpn_gateways[vpc.vpn_gateway].possible_edge_table = i;
      }
    }
    if (tables[i].edge.kind == EdgeGateway::Kind::vpn_gateway) {
      network.vpn_gateways[tables[i].edge.index].edge_table = i;
    }
    if (tables[i].edge.kind != EdgeGateway::Kind::internet_gateway) continue;
    const Ref<Vpc> vpc = design.all<InternetGateway>()[tables[i].edge.index].vpc;
    if (vpc.is_known()) network.vpcs[vpc.index()].edge_table = i;
  }
}

void compile_vpn_gateways(const Design& design, Network& network) {
  const BehindGateways behind(design);
  for (std::uint32_t i = 0; i < network.vpn_gateways.size(); ++i) {
    CompiledVpnGateway& gateway = network.vpn_gateways[i];
    gateway.open = behind.is_open(i);
    for (const LearntNetwork& learnt : behind.of(i)) {
      GatewayPrefix prefix;
      prefix.anywhere = learnt.cidr.is_unknown();
      prefix.rank = learnt.rank;
      prefix.on_premises = index_of(learnt.network);
      prefix.connection = index_of(learnt.connection);
      if (!prefix.anywhere) {
        prefix.range = network.range_of(learnt.cidr.get());
        prefix.length = static_cast<std::uint8_t>(learnt.cidr.get().length());
        prefix.family = learnt.cidr.get().family();
      }
      gateway.prefixes.push_back(prefix);
    }
  }
}

PremisesEntry& entry_by_gateway(CompiledOnPremises& network, std::uint32_t gateway) {
  for (PremisesEntry& entry : network.entries) {
    if (entry.by_vpn_gateway && entry.index == gateway) return entry;
  }
  network.entries.push_back({true, gateway, {}});
  return network.entries.back();
}

void compile_on_premises(const Design& design, Network& network) {
  for (const OnPremisesNetwork& declared : design.all<OnPremisesNetwork>()) {
    CompiledOnPremises compiled;
    compiled.ranges = ranges_of(network, declared.cidrs, compiled.ranges_known);
    if (declared.external && declared.cidrs.empty()) compiled.ranges_known = false;
    compiled.entries_known = declared.via_known;
    for (const Ref<VpnGateway> gateway : declared.vpn_gateways) {
      if (!gateway.is_known()) continue;
      entry_by_gateway(compiled, gateway.index()).connections.push_back(kNoIndex);
    }
    network.on_premises.push_back(std::move(compiled));
  }
  for (std::uint32_t i = 0; i < design.all<VpnConnection>().size(); ++i) {
    const VpnConnection& connection = design.all<VpnConnection>()[i];
    if (!connection.on_premises.is_known() || !connection.vpn_gateway.is_known()) continue;
    CompiledOnPremises& compiled = network.on_premises[connection.on_premises.index()];
    entry_by_gateway(compiled, connection.vpn_gateway.index()).connections.push_back(i);
  }
  for (std::uint32_t i = 0; i < design.all<TransitGatewayAttachment>().size(); ++i) {
    const TransitGatewayAttachment& attachment = design.all<TransitGatewayAttachment>()[i];
    Ref<OnPremisesNetwork> behind = attachment.on_premises;
    if (attachment.vpn.is_known()) behind = design.get(attachment.vpn).on_premises;
    if (!behind.is_known()) continue;
    network.on_premises[behind.index()].entries.push_back({false, i, {}});
  }
}

void compile_attachments(const Design& design, Network& network) {
  network.referencing_vpcs.resize(design.all<TransitGateway>().size());
  for (std::uint32_t i = 0; i < design.all<TransitGatewayAttachment>().size(); ++i) {
    const TransitGatewayAttachment& attachment = design.all<TransitGatewayAttachment>()[i];
    if (!attachment.attached_vpc.is_known()) continue;
    const std::uint32_t vpc = attachment.attached_vpc.index();
    network.vpcs[vpc].attachments.push_back(i);
    if (!attachment.gateway.is_known()) continue;
    const Value<bool>& refers = design.get(attachment.gateway).security_group_referencing;
    if (tri(refers, true) == Tri::no) continue;
    network.referencing_vpcs[attachment.gateway.index()].push_back(vpc);
  }
}

TrafficSet pings() {
  return TrafficSet::icmp(kIcmp, 8, std::nullopt) | TrafficSet::icmp(kIcmpv6, 128, std::nullopt);
}

/// What the owner of an interface surely does not serve; `known` is set to false when it may refuse
/// more.
TrafficSet refused_by_owner(const Design& design, const NetworkInterface& interface, bool& known) {
  if (interface.type == NetworkInterface::Type::endpoint) return pings();  // Rule: IEP-6
  if (!interface.owned) return {};
  const Workload* workload = workload_of(design, interface.owner_kind, interface.owner_index);
  if (workload == nullptr) return {};
  known = workload->listens_known;
  const bool no_ping = interface.owner_kind == ResourceKind::Database;  // Rule: SVC-1
  if (!workload->listens || !known) return no_ping ? pings() : TrafficSet();
  if (interface.owner_kind == ResourceKind::Instance) {
    const TrafficSet ports = TrafficSet::all_of(kTcp) | TrafficSet::all_of(kUdp);
    return ports - *workload->listens;
  }
  TrafficSet refused = TrafficSet::all() - *workload->listens;  // Rule: SVC-1
  const Engine* engine = workload->engine.empty() ? nullptr : find_engine(workload->engine);
  const bool has_further =
      engine != nullptr && engine->further_port != 0 &&
      *workload->listens == TrafficSet::ports(kTcp, engine->port, engine->port);
  if (has_further) {  // Rule: SVC-14
    refused = refused - TrafficSet::ports(kTcp, engine->further_port, engine->further_port);
  }
  const bool is_balancer = interface.owner_kind == ResourceKind::LoadBalancer;
  if (!is_balancer || interface.owner_index >= design.all<LoadBalancer>().size()) return refused;
  // What an application load balancer does with a ping is open: side_conditions.h.  Rule: AMB-20
  const bool is_open = design.all<LoadBalancer>()[interface.owner_index].type == "application";
  return is_open ? refused - pings() : refused;
}

/// Rule: TGW-10.
constexpr const char* kZoneWithoutReferences = "use1-az3";

class InterfaceCompiler {
 public:
  explicit InterfaceCompiler(Network& network) : network_(network), design_(*network.design) {}

  void compile() {
    const auto& interfaces = design_.all<NetworkInterface>();
    for (std::uint32_t i = 0; i < interfaces.size(); ++i) compile_one(interfaces[i], i);
    std::sort(network_.delegated.begin(), network_.delegated.end(),
              [](const auto& a, const auto& b) {
                return a.vpc != b.vpc ? a.vpc < b.vpc : a.prefix < b.prefix;
              });
    for (Face& face : network_.faces) face.endpoint_class = class_of(face);
    network_.endpoint_classes = classes_.size();
  }

 private:
  void compile_one(const NetworkInterface& interface, std::uint32_t index) {
    CompiledInterface compiled;
    compiled.vpc = index_of(interface.vpc);
    compiled.subnet = index_of(interface.subnet);
    if (!interface.addresses_known || compiled.subnet == kNoIndex) note_unplaced(compiled.vpc);
    compiled.group_set = group_set_of(interface);
    compiled.type = interface.type;
    const bool in_old_zone = interface.subnet.is_known() &&
                             design_.get(interface.subnet).zone_id == kZoneWithoutReferences;
    compiled.transit_references =
        interface.type != NetworkInterface::Type::endpoint && !in_old_zone;
    compiled.checked = tri(interface.source_dest_check, true);
    compiled.refused =
        network_.traffic.intern(refused_by_owner(design_, interface, compiled.refused_known));
    if (interface.owned) {
      compiled.owner_kind = interface.owner_kind;
      compiled.owner_index = interface.owner_index;
      compiled.up = is_working(interface.owner_kind,
                               resource_of(design_, interface.owner_kind, interface.owner_index),
                               compiled.down_reason);
    }
    if (compiled.up == Tri::yes) {
      compiled.up = is_working(ResourceKind::NetworkInterface, interface, compiled.down_reason);
      compiled.is_down_itself = compiled.up != Tri::yes;
    }
    compiled.faces.first = static_cast<std::uint32_t>(network_.faces.size());
    for (const InterfaceAddress& address : interface.addresses) {
      add_face(compiled.vpc, index, address);
    }
    compiled.faces.count = static_cast<std::uint32_t>(network_.faces.size()) - compiled.faces.first;
    if (compiled.faces.count > 0) {
      for (const IpPrefix& prefix : interface.prefixes) {
        network_.delegated.push_back({compiled.vpc, prefix, compiled.faces.first});
      }
    }
    network_.interfaces.push_back(compiled);
  }

  /// This interface may have any address of its VPC, or of any VPC.
  void note_unplaced(std::uint32_t vpc) {
    if (vpc != kNoIndex) {
      network_.vpcs[vpc].addresses_known = false;
      return;
    }
    for (CompiledVpc& any : network_.vpcs) any.addresses_known = false;
  }

  void add_face(std::uint32_t vpc, std::uint32_t interface, const InterfaceAddress& address) {
    Face face;
    face.interface = interface;
    face.address = address.address;
    face.atom = network_.atom_of(address.address);
    face.public_ip = address.public_ip;
    const auto index = static_cast<std::uint32_t>(network_.faces.size());
    if (face.public_ip.kind == PublicIp::Kind::address) {
      face.public_atom = network_.atom_of(face.public_ip.address);
      if (vpc != kNoIndex) network_.public_index.try_emplace({0, face.public_ip.address}, index);
    } else if (face.public_ip.kind != PublicIp::Kind::none) {
      face.public_atom = static_cast<Atom>(network_.atom_starts.size() + network_.symbols.size());
      network_.symbols.push_back({Symbol::Kind::public_address, index});
    }
    if (vpc != kNoIndex) network_.face_index.try_emplace({vpc, address.address}, index);
    network_.faces.push_back(face);
  }

  std::uint32_t group_set_of(const NetworkInterface& interface) {
    GroupSet set;
    set.filters = interface.has_security_groups;
    set.complete = interface.security_groups_known;
    for (const Ref<SecurityGroup>& group : interface.security_groups) {
      if (group.is_known()) {
        set.groups.push_back(group.index());
      } else {
        set.complete = false;
      }
    }
    sort_unique(set.groups);
    const auto key = std::make_tuple(set.groups, set.complete, set.filters);
    const auto [found, is_new] =
        group_sets_.try_emplace(key, static_cast<std::uint32_t>(network_.group_sets.size()));
    if (is_new) network_.group_sets.push_back(std::move(set));
    return found->second;
  }

  /// Faces of one class are treated alike by every rule, route and gateway, as a source and as a
  /// destination.
  std::uint32_t class_of(const Face& face) {
    const NetworkInterface& interface = design_.all<NetworkInterface>()[face.interface];
    const CompiledInterface& compiled = network_.interfaces[face.interface];
    const bool has_public = face.public_ip.kind == PublicIp::Kind::address;
    const int check = interface.source_dest_check.is_unknown() ? 2
                      : interface.source_dest_check.get()      ? 1
                                                               : 0;
    const auto key = std::make_tuple(
        compiled.subnet, compiled.group_set, network_.atom_class[face.atom],
        static_cast<int>(face.public_ip.kind),
        has_public ? network_.atom_class[face.public_atom] : 0, static_cast<int>(interface.type),
        check, interface.state.get_or("?"), listening_of(interface));
    return classes_.try_emplace(key, static_cast<std::uint32_t>(classes_.size())).first->second;
  }

  std::string listening_of(const NetworkInterface& interface) const {
    if (!interface.owned) return {};
    const Workload* workload = workload_of(design_, interface.owner_kind, interface.owner_index);
    if (workload == nullptr) return "owned";
    std::string text = workload->state.get_or("?");
    if (!workload->listens_known) text += " ?";
    if (workload->listens) text += ' ' + workload->listens->to_string();
    return text + ' ' + std::to_string(workload->source_ports.first) + '-' +
           std::to_string(workload->source_ports.last);
  }

  Network& network_;
  const Design& design_;
  std::map<std::tuple<std::vector<std::uint32_t>, bool, bool>, std::uint32_t> group_sets_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint64_t, int, std::uint64_t, int, int,
                      std::string, std::string>,
           std::uint32_t>
      classes_;
};

}  // namespace

Network compile(const Design& design) {
  Network network;
  network.design = &design;
  AtomMaker atoms;
  add_prefixes(design, atoms);
  for (const IpPrefix& prefix : firewall_prefixes(design)) atoms.add(prefix);
  atoms.make(network);
  compile_services(design, network);
  GroupCompiler(network).compile();
  compile_acls(design, network);
  compile_subnets(design, network);
  compile_vpcs(design, network);
  compile_vpn_gateways(design, network);
  compile_on_premises(design, network);
  compile_attachments(design, network);
  compile_firewalls(network);
  compile_route_tables(network);
  InterfaceCompiler(network).compile();
  compile_elastic_ips(design, network);
  for (const std::shared_ptr<const Design>& world : design.other_worlds) {
    network.other_worlds.push_back(std::make_shared<const Network>(canreach::compile(*world)));
  }
  return network;
}

}  // namespace canreach
