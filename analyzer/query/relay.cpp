// Load balancers, second half.  A node takes a connection that one of its listeners is for and
// opens another one to a target: whichever target, rule and node is chosen, the client must get
// through, so every one of them is a way of its own.  Conditions of rules are not judged: a client
// may send what any of them asks for.
//
// An endpoint of a service of the design is the same: it takes a connection, and the service's
// load balancer gets it (PLS-1).
//
// Which targets a node uses: healthy ones, or all when none is healthy (ELB-11); of its own zone
// where it does not cross zones (ELB-10); never of a zone without a node (ELB-1).
#include "analyzer/query/relay.h"

#include <algorithm>
#include <utility>

#include "base/algorithm.h"

namespace canreach {
namespace {

using TargetType = TargetGroup::Type;

const LoadBalancer& declared(const Network& network, std::uint32_t balancer) {
  return network.design->all<LoadBalancer>()[balancer];
}

/// A zone's name; unknown where the interface's subnet or its zone is not known.
Value<std::string> zone_of(const Network& network, std::uint32_t interface) {
  const std::uint32_t subnet = network.interfaces[interface].subnet;
  if (subnet == kNoIndex) return kUnknown;
  return network.design->all<Subnet>()[subnet].zone;
}

Tri same_zone(const Network& network, std::uint32_t a, std::uint32_t b) {
  if (network.interfaces[a].subnet == network.interfaces[b].subnet) return Tri::yes;
  const Value<std::string> zone = zone_of(network, a);
  const Value<std::string> other = zone_of(network, b);
  if (zone.is_unknown() || other.is_unknown()) return Tri::maybe;
  return tri(zone.get() == other.get());
}

/// Across accounts, too: the names of zones mean something in one account alone.  Rule: ADR-17.
Tri in_one_zone(const Network& network, std::uint32_t a, std::uint32_t b) {
  const std::uint32_t here = network.interfaces[a].subnet;
  const std::uint32_t there = network.interfaces[b].subnet;
  if (here == kNoIndex || there == kNoIndex) return Tri::maybe;
  if (here == there) return Tri::yes;
  const Subnet& own = network.design->all<Subnet>()[here];
  const Subnet& other = network.design->all<Subnet>()[there];
  if (!own.zone_id.empty() && !other.zone_id.empty()) return tri(own.zone_id == other.zone_id);
  const bool is_named = !own.zone.empty() && !other.zone.empty();
  if (is_named && own.account == other.account) return tri(own.zone == other.zone);
  return Tri::maybe;
}

class RelayMaker {
 public:
  RelayMaker(const Network& network, const Case& front)
      : network_(network),
        balancer_index_(balancer_of(network, front)),
        balancer_(declared(network, balancer_index_)),
        front_(front),
        node_(front.ends.target_face),
        node_interface_(network.faces[node_].interface) {}

  std::vector<Relay> make(const TrafficSet& asked, const Party& client, SourcePorts client_ports) {
    client_ = client;
    client_ports_ = client_ports;
    std::vector<Relay> relays;
    for (std::uint32_t i = 0; i < balancer_.listeners.size(); ++i) {
      Relay relay;
      relay.balancer = balancer_index_;
      relay.listener = i;
      relay.traffic = asked & balancer_.listeners[i].traffic;
      if (relay.traffic.empty()) continue;
      add_ways(balancer_.listeners[i], relay);
      relays.push_back(std::move(relay));
    }
    return relays;
  }

  /// Of a Gateway Load Balancer, whatever its listener is called.
  Fleet fleet() const {
    Fleet best{Tri::no, Reason::no_targets};
    bool some = false;
    for (const Listener& listener : balancer_.listeners) {
      if (!listener.forwards_known) return {Tri::maybe, Reason::unknown_targets};
      for (const std::uint32_t index : groups_of(listener)) {
        const Fleet one = fleet_of(balancer_.target_groups[index]);
        if (!some || one.outcome < best.outcome) best = one;
        some = true;
      }
    }
    if (!some) return {Tri::maybe, Reason::unknown_targets};
    return best;
  }

  /// Has some group that the asked traffic leads to a target that this node may use?
  bool has_target(const TrafficSet& asked) const {
    for (const Listener& listener : balancer_.listeners) {
      if ((asked & listener.traffic).empty()) continue;
      if (!listener.forwards_known || listener.answers) return true;
      for (const std::uint32_t index : groups_of(listener)) {
        const TargetGroup& group = balancer_.target_groups[index];
        if (!group.targets_known || is_function_group(group)) return true;
        for (const std::uint32_t target : usable(group)) {
          if (is_in_reach(group, group.targets[target]) != Tri::no) return true;
        }
      }
    }
    return false;
  }

 private:
  static std::vector<std::uint32_t> groups_of(const Listener& listener) {
    std::vector<std::uint32_t> groups = listener.forwards;
    for (const ListenerRule& rule : listener.rules) {
      groups.insert(groups.end(), rule.forwards.begin(), rule.forwards.end());
    }
    return groups;
  }

  static bool is_function_group(const TargetGroup& group) {
    return group.type.is_known() && group.type.get() == TargetType::function;
  }

  /// One that does not run is no target, unless none runs.  Rule: ELB-11.
  std::vector<std::uint32_t> usable(const TargetGroup& group) const {
    std::vector<std::uint32_t> targets;
    std::vector<std::uint32_t> running;
    const bool none_is_healthy = fails_open(group);
    for (std::uint32_t i = 0; i < group.targets.size(); ++i) {
      const bool unhealthy = group.targets[i].health == BalancerTarget::Health::unhealthy;
      if (unhealthy && !none_is_healthy) continue;
      targets.push_back(i);
      if (!is_down(group.targets[i])) running.push_back(i);
    }
    return running.empty() ? targets : running;
  }

  bool is_down(const BalancerTarget& target) const {
    const std::vector<std::uint32_t> interfaces = interfaces_of(target);
    return !interfaces.empty() && all_of(interfaces, [&](std::uint32_t interface) {
      return network_.interfaces[interface].up == Tri::no;
    });
  }

  static bool fails_open(const TargetGroup& group) {
    return !group.targets.empty() &&
           std::all_of(group.targets.begin(), group.targets.end(),
                       [](const BalancerTarget& target) {
                         return target.health == BalancerTarget::Health::unhealthy;
                       });
  }

  Fleet fleet_of(const TargetGroup& group) const {
    if (!group.targets_known) return {Tri::maybe, Reason::unknown_targets};
    if (group.targets.empty()) return {Tri::no, Reason::no_targets};
    if (fails_open(group)) return {Tri::maybe, Reason::unhealthy_appliances};
    Tri reach = Tri::no;
    for (const std::uint32_t target : usable(group)) {
      reach = either(reach, is_in_reach(group, group.targets[target]));
    }
    if (reach == Tri::maybe) return {Tri::maybe, Reason::unknown_value};
    return {reach, reach == Tri::no ? Reason::no_target_in_zone : Reason::none};
  }

  void add_ways(const Listener& listener, Relay& relay) {
    if (!listener.forwards_known) relay.assumption = Reason::forwarding_not_given;
    for (const std::uint32_t group : listener.forwards) add_group(group, {}, relay);
    for (const ListenerRule& rule : listener.rules) {
      for (const std::uint32_t group : rule.forwards) add_group(group, rule.condition(), relay);
    }
  }

  void add_group(std::uint32_t index, const std::string& condition, Relay& relay) {
    const TargetGroup& group = balancer_.target_groups[index];
    RelayWay way;
    way.group = index;
    way.condition = condition;
    way.source_ports = kAnySourcePorts;
    if (!group.targets_known) relay.ways.push_back(decided(way, Reason::unknown_targets));
    if (is_function_group(group)) return;
    if (group.targets.empty() && group.targets_known) {
      relay.ways.push_back(decided(way, Reason::no_targets, Tri::no));
      return;
    }
    bool some = !group.targets_known;
    for (const std::uint32_t target : usable(group)) {
      const Tri reach = is_in_reach(group, group.targets[target]);
      if (reach == Tri::no) continue;
      some = true;
      way.target = target;
      way.assumption = fails_open(group) ? Reason::fail_open : Reason::none;
      add_target(group, group.targets[target], reach, way, relay);
    }
    way.target = kNoIndex;
    if (!some) relay.ways.push_back(decided(way, Reason::no_target_in_zone, Tri::no));
  }

  RelayWay decided(RelayWay way, Reason reason, Tri outcome = Tri::maybe) const {
    way.made = Case();
    way.made.decided = reason;
    way.made.outcome = outcome;
    way.made.component = ResourceKind::LoadBalancer;
    way.made.index = balancer_index_;
    way.made.subject = balancer_.name;
    return way;
  }

  /// Interfaces that a target stands for: the first one of an instance, all of what has one a
  /// subnet.  Rule: ELB-9.
  std::vector<std::uint32_t> interfaces_of(const BalancerTarget& target) const {
    const Design& design = *network_.design;
    if (target.kind == ResourceKind::NetworkInterface) return {target.index};
    const Workload* workload = workload_of(design, target.kind, target.index);
    std::vector<std::uint32_t> interfaces;
    if (workload == nullptr) return interfaces;
    for (const Ref<NetworkInterface>& ref : workload->interfaces) {
      if (!ref.is_known()) continue;
      interfaces.push_back(ref.index());
      if (target.kind == ResourceKind::Instance) break;
    }
    return interfaces;
  }

  std::vector<std::uint32_t> node_interfaces() const {
    std::vector<std::uint32_t> nodes;
    for (const Ref<NetworkInterface>& ref : balancer_.interfaces) {
      if (ref.is_known()) nodes.push_back(ref.index());
    }
    return nodes;
  }

  Value<bool> crosses_zones(const TargetGroup& group) const {
    return group.cross_zone ? *group.cross_zone : balancer_.cross_zone;
  }

  /// May the node use this target, as far as zones go?  Addresses outside its VPC are in every
  /// zone.  Rules: ELB-1, ELB-10.
  Tri is_in_reach(const TargetGroup& group, const BalancerTarget& target) const {
    std::vector<std::uint32_t> interfaces;
    if (target.owned) {
      interfaces = interfaces_of(target);
    } else {
      const std::uint32_t face = network_.face_at(vpc(), target.address);
      if (face != kNoIndex) interfaces.push_back(network_.faces[face].interface);
    }
    if (interfaces.empty()) return Tri::yes;
    Tri reach = Tri::no;
    for (const std::uint32_t interface : interfaces) {
      reach = either(reach, interface_is_in_reach(group, interface));
    }
    return reach;
  }

  Tri interface_is_in_reach(const TargetGroup& group, std::uint32_t interface) const {
    if (network_.interfaces[interface].vpc != vpc()) return Tri::yes;
    Tri enabled = Tri::no;
    for (const std::uint32_t node : node_interfaces()) {
      enabled = either(enabled, same_zone(network_, node, interface));
    }
    const Value<bool> crosses = crosses_zones(group);
    if (crosses.get_or(false)) return enabled;
    const Tri own = same_zone(network_, node_interface_, interface);
    if (crosses.is_unknown() && own == Tri::no) return both(enabled, Tri::maybe);
    return both(enabled, own);
  }

  std::uint32_t vpc() const { return network_.interfaces[node_interface_].vpc; }

  void add_target(const TargetGroup& group, const BalancerTarget& target, Tri reach,
                  const RelayWay& way, Relay& relay) {
    if (reach == Tri::maybe) relay.ways.push_back(decided(way, Reason::unknown_value));
    if (!target.owned) return add_address(group, target, way, relay);
    const std::vector<std::uint32_t> interfaces = interfaces_of(target);
    if (interfaces.empty()) relay.ways.push_back(decided(way, Reason::unknown_targets));
    for (const std::uint32_t interface : interfaces) {
      if (interface_is_in_reach(group, interface) == Tri::no) continue;
      const CompiledInterface& compiled = network_.interfaces[interface];
      // Instances of other VPCs cannot be registered.  Rule: ELB-8.
      const bool elsewhere = target.kind == ResourceKind::Instance && compiled.vpc != vpc();
      const std::uint32_t face = face_of(compiled);
      if (elsewhere) {
        relay.ways.push_back(decided(way, Reason::target_not_allowed, Tri::no));
      } else if (face == kNoIndex) {
        relay.ways.push_back(decided(way, Reason::unknown_targets));
      } else {
        const Face& there = network_.faces[face];
        add_way(group, target, {there.atom, there.address, face}, way, relay);
      }
    }
  }

  /// The first IPv4 address: target groups are for these, whatever the client's family is; else the
  /// first address.
  std::uint32_t face_of(const CompiledInterface& interface) const {
    const std::uint32_t face = face_of(interface, Family::ipv4);
    return face == kNoIndex ? face_of(interface, Family::ipv6) : face;
  }

  std::uint32_t face_of(const CompiledInterface& interface, Family family) const {
    for (std::uint32_t i = 0; i < interface.faces.count; ++i) {
      const std::uint32_t face = interface.faces.first + i;
      if (network_.faces[face].address.family == family) return face;
    }
    return kNoIndex;
  }

  void add_address(const TargetGroup& group, const BalancerTarget& target, const RelayWay& way,
                   Relay& relay) {
    const Atom atom = network_.atom_of(target.address);
    if (network_.is_public(atom)) {
      relay.ways.push_back(decided(way, Reason::target_not_allowed, Tri::no));
      return;
    }
    std::uint32_t face = network_.face_at(vpc(), target.address);
    for (const std::uint32_t peering : network_.vpcs[vpc()].peerings) {
      if (face != kNoIndex) break;
      const std::uint32_t peer = network_.other_side(peering, vpc());
      if (peer != kNoIndex) face = network_.face_at(peer, target.address);
    }
    add_way(group, target, {atom, target.address, face}, way, relay);
  }

  void add_way(const TargetGroup& group, const BalancerTarget& target, const Party& there,
               RelayWay way, Relay& relay) {
    const Value<int> port = target.port ? *target.port : group.port;
    const bool may_keep =
        group.keeps_client_ip.is_unknown() && front_.ends.origin != FlowEnds::Origin::endpoint;
    if (port.is_unknown() || group.protocol.empty() || may_keep) {
      relay.ways.push_back(decided(way, Reason::unknown_targets));
      if (port.is_unknown() || group.protocol.empty()) return;
    }
    way.traffic = sent(group, static_cast<std::uint16_t>(port.get()), relay.traffic);
    way.made.ends.origin = FlowEnds::Origin::interface;
    const Family family = there.address.family;
    std::uint32_t sender = node_;
    if (network_.faces[node_].address.family != family) {
      sender = face_of(network_.interfaces[node_interface_], family);
      if (sender == kNoIndex) {
        relay.ways.push_back(decided(std::move(way), Reason::unknown_targets));
        return;
      }
    }
    const Face& node = network_.faces[sender];
    way.made.ends.source = {node.atom, node.address, sender};
    way.made.ends.destination = there;
    way.made.ends.target_face = there.face;
    if (there.face == kNoIndex && network_.vpc_holds(vpc(), there.address)) {
      way.made.ends.target_vpc = vpc();
    }
    // An address of the other family cannot be kept.
    if (sender == node_ && group.keeps_client_ip.get_or(false)) {
      if (may_not_keep(there)) relay.ways.push_back(decided(way, Reason::client_kept_elsewhere));
      keep_client(there, way);
    }
    relay.ways.push_back(std::move(way));
  }

  /// Clients' addresses are kept towards interfaces of the own VPC and of peered ones of the
  /// Region, but for endpoints and other network load balancers.  What a transit gateway does is
  /// for the router to say.  Rule: ELB-14.
  bool may_not_keep(const Party& there) const {
    if (front_.ends.origin == FlowEnds::Origin::endpoint) return false;  // Rule: PLS-2
    if (there.face == kNoIndex) return !network_.vpc_holds(vpc(), there.address);
    const CompiledInterface& target = network_.interfaces[network_.faces[there.face].interface];
    if (target.owner_kind == ResourceKind::VpcEndpoint) return true;
    if (target.owner_kind == ResourceKind::LoadBalancer && target.owner_index != kNoIndex &&
        declared(network_, target.owner_index).type != "application") {
      return true;
    }
    if (target.vpc == vpc() || target.vpc == kNoIndex) return false;
    return network_.peering_between(vpc(), target.vpc) == kNoIndex ||
           network_.same_region(vpc(), target.vpc) == Tri::no;
  }

  /// Rules: ELB-13, ELB-16.
  void keep_client(const Party& there, RelayWay& way) const {
    if (front_.ends.origin == FlowEnds::Origin::endpoint) return;  // Rule: PLS-2
    const bool itself = !network_.is_symbolic(client_.atom) && client_.atom == there.atom &&
                        client_.address == there.address && client_.face == there.face &&
                        there.face != kNoIndex;
    if (itself) {
      way = decided(std::move(way), Reason::hairpin, Tri::no);
      return;
    }
    way.made.ends.relay_face = node_;
    way.made.ends.client = client_;
    way.made.sources = front_.sources;
    way.source_ports = client_ports_;
  }

  /// The group's protocol; `tcp_udp` forwards each as it comes.  Rule: ELB-20.
  static TrafficSet sent(const TargetGroup& group, std::uint16_t port, const TrafficSet& taken) {
    const bool both = group.protocol == "tcp_udp";
    TrafficSet traffic;
    for (const Protocol protocol : {kTcp, kUdp}) {
      const bool carried =
          protocol == kTcp ? carries_tcp(group.protocol) : carries_udp(group.protocol);
      const bool came = !both || !(taken & TrafficSet::all_of(protocol)).empty();
      if (carried && came) traffic = traffic | TrafficSet::ports(protocol, port, port);
    }
    return traffic;
  }

  const Network& network_;
  std::uint32_t balancer_index_;
  const LoadBalancer& balancer_;
  const Case& front_;
  std::uint32_t node_;  // face
  std::uint32_t node_interface_;
  Party client_;
  SourcePorts client_ports_;
};

/// The way from an endpoint to the load balancers of its service.
class ServiceMaker {
 public:
  ServiceMaker(const Network& network, std::uint32_t endpoint, const Case& front)
      : network_(network),
        endpoint_index_(endpoint),
        endpoint_(network.design->all<VpcEndpoint>()[endpoint]),
        interface_(network.faces[front.ends.target_face].interface),
        family_(network.faces[front.ends.target_face].address.family) {}

  Relay make(const TrafficSet& asked, const Party& client, SourcePorts client_ports) {
    way_.traffic = asked;
    way_.source_ports = client_ports;
    client_ = client;
    relay_.endpoint = endpoint_index_;
    relay_.traffic = asked;
    if (endpoint_.offered.is_unknown()) {
      const bool named = !endpoint_.service_name.empty();
      decide(Reason::service_not_here, Tri::maybe, named ? endpoint_.service_name : endpoint_.name);
      return relay_;
    }
    const EndpointService& service = network_.design->get(endpoint_.offered);
    for (const Ref<LoadBalancer>& balancer : service.load_balancers) {
      if (balancer.is_known()) {
        add_nodes(network_.design->get(balancer));
      } else {
        decide(Reason::unknown_value, Tri::maybe);
      }
    }
    if (service.load_balancers.empty()) decide(Reason::unknown_value, Tri::maybe);
    return relay_;
  }

 private:
  /// Nodes of the endpoint's own zone take its traffic.
  void add_nodes(const LoadBalancer& balancer) {
    Tri some = Tri::no;
    for (const Ref<NetworkInterface>& ref : balancer.interfaces) {
      if (!ref.is_known()) continue;
      const Tri beside = in_one_zone(network_, interface_, ref.index());
      some = either(some, beside);
      if (beside == Tri::yes) add_node(ref.index());
      if (beside == Tri::maybe) decide(Reason::unknown_value, Tri::maybe);
    }
    if (some == Tri::no) decide(Reason::service_not_in_zone, Tri::no);
  }

  void add_node(std::uint32_t node) {
    const Slice& faces = network_.interfaces[node].faces;
    for (std::uint32_t face = faces.first; face < faces.first + faces.count; ++face) {
      if (network_.faces[face].address.family != family_) continue;
      RelayWay way = way_;
      way.made.ends.origin = FlowEnds::Origin::endpoint;
      way.made.ends.endpoint = endpoint_index_;
      way.made.ends.source = client_;
      way.made.ends.destination = {network_.faces[face].atom, network_.faces[face].address, face};
      way.made.ends.target_face = face;
      relay_.ways.push_back(std::move(way));
      return;
    }
    decide(Reason::unknown_address, Tri::maybe);
  }

  void decide(Reason reason, Tri outcome, const std::string& subject = {}) {
    RelayWay way = way_;
    way.made.decided = reason;
    way.made.outcome = outcome;
    way.made.subject = subject.empty() ? endpoint_.name : subject;
    const bool is_offered = subject.empty() && endpoint_.offered.is_known();
    way.made.component = ResourceKind::EndpointService;
    if (is_offered) way.made.index = endpoint_.offered.index();
    relay_.ways.push_back(std::move(way));
  }

  const Network& network_;
  std::uint32_t endpoint_index_;
  const VpcEndpoint& endpoint_;
  std::uint32_t interface_;
  Family family_;
  Party client_;
  RelayWay way_;
  Relay relay_;
};

}  // namespace

std::uint32_t endpoint_of(const Network& network, const Case& front) {
  if (!front.subject.empty() || front.ends.target_face == kNoIndex) return kNoIndex;
  const CompiledInterface& there =
      network.interfaces[network.faces[front.ends.target_face].interface];
  const bool is_endpoint =
      there.owner_kind == ResourceKind::VpcEndpoint && there.owner_index != kNoIndex;
  if (!is_endpoint) return kNoIndex;
  const VpcEndpoint& endpoint = network.design->all<VpcEndpoint>()[there.owner_index];
  const bool is_for_service =
      endpoint.type == EndpointType::interface && !endpoint.offered.is_none();
  return is_for_service ? there.owner_index : kNoIndex;
}

bool is_relayed(const Network& network, const Case& front) {
  return balancer_of(network, front) != kNoIndex || endpoint_of(network, front) != kNoIndex;
}

std::uint32_t balancer_of(const Network& network, const Case& front) {
  if (!front.subject.empty() || front.ends.target_face == kNoIndex) return kNoIndex;
  const CompiledInterface& node =
      network.interfaces[network.faces[front.ends.target_face].interface];
  const bool is_node = node.owner_kind == ResourceKind::LoadBalancer;
  return is_node ? node.owner_index : kNoIndex;
}

Party seen_source(const Paths& paths, const Party& source) {
  for (const Path& path : paths.paths) {
    for (const Step& step : path.steps) {
      if (step.kind == StepKind::arrival && step.leg == Leg::forward) return step.source;
    }
  }
  return source;
}

std::vector<Relay> relays_of(const Network& network, const Case& front, const TrafficSet& asked,
                             const Party& client, SourcePorts client_ports) {
  const std::uint32_t endpoint = endpoint_of(network, front);
  if (endpoint != kNoIndex) {
    return {ServiceMaker(network, endpoint, front).make(asked, client, client_ports)};
  }
  return RelayMaker(network, front).make(asked, client, client_ports);
}

bool is_idle(const Network& network, const Case& front, const TrafficSet& asked) {
  const std::uint32_t index = balancer_of(network, front);
  if (index == kNoIndex || RelayMaker(network, front).has_target(asked)) return false;
  for (const Ref<NetworkInterface>& ref : declared(network, index).interfaces) {
    if (!ref.is_known()) continue;
    const Slice& faces = network.interfaces[ref.index()].faces;
    if (faces.count == 0) continue;
    Case other = front;
    other.ends.target_face = faces.first;
    if (RelayMaker(network, other).has_target(asked)) return true;
  }
  return false;
}

Fleet fleet_of(const Network& network, std::uint32_t balancer, std::uint32_t interface) {
  const LoadBalancer& fleet = declared(network, balancer);
  if (fleet.type != "gateway") return {Tri::maybe, Reason::unknown_value};
  Tri some = Tri::no;
  for (const Ref<NetworkInterface>& ref : fleet.interfaces) {
    if (!ref.is_known()) continue;
    const Tri beside = in_one_zone(network, interface, ref.index());
    some = either(some, beside);
    if (beside != Tri::yes) continue;
    const Slice& faces = network.interfaces[ref.index()].faces;
    if (faces.count == 0) return {Tri::maybe, Reason::unknown_address};
    Case node;
    node.ends.target_face = faces.first;
    return RelayMaker(network, node).fleet();
  }
  if (some == Tri::maybe) return {Tri::maybe, Reason::unknown_value};
  return {Tri::no, Reason::service_not_in_zone};
}

}  // namespace canreach
