// The parts of a path inside a VPC: interfaces, subnets, route tables.  Gateways are in
// router_gateways.cpp and router_transit.cpp.
#include "analyzer/query/router.h"

#include <algorithm>

#include "analyzer/network/routes.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

/// More places than any legal path has: a packet that goes on is in a loop.
constexpr std::uint8_t kMostHops = 100;

bool is_link_local_service(const IpAddress& address) {
  static const std::vector<IpAddress> kServices = [] {
    std::vector<IpAddress> addresses;
    // Metadata, Amazon DNS, Time Sync, ECS task metadata, Windows licensing.  Rules: IMDS-1,
    // DNS-1, NACL-12
    for (const char* text : {"169.254.169.254", "169.254.169.253", "169.254.169.123",
                             "169.254.170.2", "169.254.169.250", "169.254.169.251", "fd00:ec2::254",
                             "fd00:ec2::253", "fd00:ec2::123", "fd00:ec2::240"}) {
      addresses.push_back(IpAddress::parse(text).value());
    }
    return addresses;
  }();
  return contains(kServices, address);
}

/// Addresses that the VPC's router never forwards to.  Rule: RT-5.
bool is_router_space(const IpAddress& address) {
  static const IpPrefix kLinkLocal = IpPrefix::parse("169.254.0.0/16").value();
  static const IpPrefix kEc2 = IpPrefix::parse("fd00:ec2::/32").value();
  return kLinkLocal.contains(address) || kEc2.contains(address);
}

}  // namespace

Party some_public_address(const Network& network) {
  Party party;
  party.atom = static_cast<Atom>(network.atom_starts.size());
  return party;
}

Router::Router(const Network& network, const FlowEnds& ends)
    : network_(network), design_(*network.design), ends_(ends) {}

State Router::start() const {
  State state;
  state.source = ends_.source;
  state.destination = ends_.destination;
  return state;
}

void Router::restart(const FlowEnds& ends) {
  ends_ = ends;
  steps_.clear();
  assumptions_.clear();
  first_step_ = 0;
}

void Router::expand(const State& state, bool with_changes, std::vector<Transition>& out) {
  out_ = &out;
  with_changes_ = with_changes;
  kind_ = Transition::Kind::configured;
  first_step_ = static_cast<std::uint32_t>(steps_.size());
  State next = state;
  ++next.hops;
  take(next);
}

bool Router::advance(State& state) {
  out_ = nullptr;
  with_changes_ = false;
  forks_ = false;
  ++state.hops;
  take(state);
  if (forks_) --state.hops;
  return !forks_;
}

void Router::take(State& state) {
  if (state.hops > kMostHops) {
    refuse(step(state, StepKind::route, ResourceKind::Vpc, state.vpc), Reason::routing_loop);
    return dead(state);
  }
  switch (state.stage) {
    case Stage::begin:
      return begin(state);
    case Stage::leave_interface:
      return leave_interface(state);
    case Stage::leave_subnet:
      return leave_subnet(state);
    case Stage::route:
      return route(state);
    case Stage::internet_gateway:
      return internet_gateway(state);
    case Stage::internet:
      return internet(state);
    case Stage::enter_vpc:
      return enter_vpc(state);
    case Stage::local_delivery:
      return local_delivery(state);
    case Stage::deliver:
      return deliver(state);
    case Stage::nat_gateway:
      return nat_gateway(state);
    case Stage::peering:
      return peering(state);
    case Stage::gateway_endpoint:
      return gateway_endpoint(state);
    case Stage::enter_transit:
      return enter_transit(state);
    case Stage::associate:
      return associate(state);
    case Stage::leave_transit:
      return leave_transit(state);
    case Stage::vpn_gateway:
      return vpn_gateway(state);
    case Stage::enter_by_vpn:
      return enter_by_vpn(state);
    case Stage::on_premises:
      return on_premises(state);
    case Stage::leave_premises:
      return leave_premises(state);
    case Stage::turn:
      return turn(state);
    case Stage::arrived:
    case Stage::dead:
      return;
  }
}

Step& Router::step(const State& state, StepKind kind, ResourceKind component, std::uint32_t index) {
  Step& made = steps_.emplace_back();
  made.kind = kind;
  made.leg = state.leg;
  made.component = component;
  made.index = index;
  made.ports = state.ports;
  made.references = state.references;
  made.uncertain = state.uncertain;
  if (state.leg == Leg::forward) made.origin_face = ends_.source.face;
  made.source = state.source;
  made.destination = state.destination;
  if (ends_.relay_face != kNoIndex && is_filter(kind)) show_client(made);
  return made;
}

/// A node that keeps its client's address: filters see the client, group rules the node, and the
/// reply goes to the node all the same.  Rules: ELB-13, ELB-15.
void Router::show_client(Step& step) const {
  step.relay_face = ends_.relay_face;
  Party& client = step.leg == Leg::forward ? step.source : step.destination;
  if (client.face == ends_.source.face) client = ends_.client;
}

void Router::refuse(Step& step, Reason reason, Tri outcome) {
  step.reason = reason;
  step.outcome = outcome;
  step.effect = outcome == Tri::no ? Effect::denies : Effect::unknown;
}

void Router::assume(Reason reason, ResourceKind component, std::uint32_t index) {
  assumptions_.push_back({reason, component, index});
}

void Router::go(State& state, Stage stage) {
  state.stage = stage;
  if (out_ == nullptr) return;
  Transition transition;
  transition.kind = kind_;
  transition.next = state;
  transition.first_step = first_step_;
  transition.step_count = static_cast<std::uint32_t>(steps_.size()) - first_step_;
  out_->push_back(transition);
  first_step_ = static_cast<std::uint32_t>(steps_.size());
}

void Router::dead(State& state) { go(state, Stage::dead); }

void Router::arrive(State& state, ResourceKind component, std::uint32_t index) {
  Step& arrival = step(state, StepKind::arrival, component, index);
  arrival.effect = Effect::delivers;
  go(state, state.leg == Leg::forward ? Stage::turn : Stage::arrived);
}

/// A stopped instance neither sends nor answers.  Rules: RT-12, SVC-16
void Router::require_running(const State& state) {
  const CompiledInterface& interface = network_.interfaces[state.interface];
  if (interface.up == Tri::yes) return;
  const bool own = interface.owner_index == kNoIndex || interface.is_down_itself;
  refuse(step(state, StepKind::gateway, own ? ResourceKind::NetworkInterface : interface.owner_kind,
              own ? state.interface : interface.owner_index),
         interface.down_reason, interface.up);
}

Party Router::party_of_face(std::uint32_t face) const {
  return {network_.faces[face].atom, network_.faces[face].address, face};
}

bool Router::owns(std::uint32_t interface, const Party& party) const {
  return party.face != kNoIndex && network_.faces[party.face].interface == interface;
}

/// Did this interface forward the request whose reply this is?
bool Router::knows_reply(const State& state, std::uint32_t interface) const {
  const auto end = state.appliances.begin() + state.appliance_count;
  return state.leg == Leg::reply &&
         std::any_of(state.appliances.begin(), end, [&](const Forwarder& one) {
           return one.interface == interface && one.source == state.destination.address &&
                  one.destination == state.source.address;
         });
}

void Router::begin(State& state) {
  if (ends_.origin == FlowEnds::Origin::interface) {
    const Face& face = network_.faces[state.source.face];
    state.interface = face.interface;
    state.vpc = network_.interfaces[face.interface].vpc;
    state.subnet = network_.interfaces[face.interface].subnet;
    find_owner(state);
    if (state.destination.face == state.source.face) {
      step(state, StepKind::arrival, ResourceKind::NetworkInterface, state.interface).effect =
          Effect::delivers;
      return go(state, Stage::arrived);
    }
    return go(state, Stage::leave_interface);
  }
  if (ends_.origin == FlowEnds::Origin::endpoint) return begin_at_endpoint(state);
  if (ends_.origin == FlowEnds::Origin::on_premises) {
    state.on_premises = ends_.on_premises;
    return go(state, Stage::leave_premises);
  }
  const bool private_target =
      !network_.is_public(state.destination.atom) && ends_.target_face == kNoIndex;
  if (ends_.origin == FlowEnds::Origin::aws && private_target) {
    refuse(step(state, StepKind::gateway, ResourceKind::Function, kNoIndex), Reason::outside_vpc);
    return dead(state);
  }
  go(state, Stage::internet);
}

/// The face with the destination's address in this VPC, or kNoIndex.
std::uint32_t Router::destination_in(const State& state, std::uint32_t vpc) const {
  if (ends_.target_face != kNoIndex) {
    const Face& face = network_.faces[ends_.target_face];
    const bool meant = face.address == state.destination.address;
    if (meant && network_.interfaces[face.interface].vpc == vpc) return ends_.target_face;
  }
  return network_.face_at(vpc, state.destination.address);
}

/// Whose private address the destination is, as far as the source can get to: group rules of the
/// first interface already ask.
void Router::find_owner(State& state) const {
  if (state.destination.face != kNoIndex || network_.is_symbolic(state.destination.atom)) return;
  const Tri own = network_.vpc_holds(state.vpc, state.destination.atom);
  state.destination.face = destination_in(state, state.vpc);
  if (state.destination.face != kNoIndex || own != Tri::no) return;
  for (const std::uint32_t index : network_.vpcs[state.vpc].peerings) {
    const std::uint32_t other = network_.other_side(index, state.vpc);
    if (other == kNoIndex || network_.vpc_holds(other, state.destination.atom) == Tri::no) continue;
    const std::uint32_t face = destination_in(state, other);
    if (face != kNoIndex) state.destination.face = face;
  }
}

/// Rules: SG-24, NACL-12, IMDS-1, DNS-1 to DNS-3.
bool Router::link_local(State& state) {
  if (network_.is_symbolic(state.destination.atom)) return false;
  const IpAddress& address = state.destination.address;
  const bool resolver = state.vpc != kNoIndex && network_.vpcs[state.vpc].resolver == address;
  if (!resolver && !is_router_space(address)) return false;
  if (resolver) {
    const Value<bool>& support = design_.all<Vpc>()[state.vpc].dns_support;
    if (tri(support, true) != Tri::yes) {
      refuse(step(state, StepKind::gateway, ResourceKind::Vpc, state.vpc), Reason::dns_failure,
             tri(support, true));
    }
  } else if (!is_link_local_service(address)) {
    refuse(step(state, StepKind::gateway, ResourceKind::Vpc, state.vpc), Reason::router_address);
    dead(state);
    return true;
  }
  step(state, StepKind::arrival, ResourceKind::Vpc, state.vpc).effect = Effect::delivers;
  go(state, Stage::arrived);
  return true;
}

void Router::filter_groups(const State& state, std::uint32_t interface, Direction direction) {
  if (!network_.group_sets[network_.interfaces[interface].group_set].filters) return;
  // Replies to an admitted flow pass where the flow was tracked.  Rules: MOD-8, SG-17
  if (state.leg == Leg::reply && (!state.transit || knows_reply(state, interface))) return;
  step(state, StepKind::security_group, ResourceKind::NetworkInterface, interface).direction =
      direction;
}

bool Router::in_subnet(const State& state, std::uint32_t subnet) const {
  if (network_.is_symbolic(state.destination.atom)) return false;
  return any_of(network_.subnets[subnet].ranges,
                [&](const AtomRange& range) { return range.contains(state.destination.atom); });
}

void Router::leave_interface(State& state) {
  if (!state.transit && state.leg == Leg::forward) {
    if (link_local(state)) return;
    using Type = NetworkInterface::Type;
    const CompiledInterface& interface = network_.interfaces[state.interface];
    if (interface.type == Type::endpoint || interface.type == Type::nat_gateway) {
      refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.interface),
             Reason::endpoint_cannot_initiate);
    }
    require_running(state);
    if (interface.type == Type::client_vpn && !leave_client_vpn(state)) return;
  }
  filter_groups(state, state.interface, Direction::egress);
  if (state.subnet == kNoIndex) {
    refuse(step(state, StepKind::route, ResourceKind::NetworkInterface, state.interface),
           Reason::not_collected, Tri::maybe);
    return jump_unknown(state);
  }
  if (!in_subnet(state, state.subnet)) return go(state, Stage::leave_subnet);
  if (sends_through_acl(state)) note_leaving(state);
  to_neighbour(state);
}

/// What a classic load balancer sends meets the ACL of its subnet even where the target is in the
/// same one.  Rule: ELB-19
bool Router::sends_through_acl(const State& state) const {
  const CompiledInterface& interface = network_.interfaces[state.interface];
  if (state.transit || state.leg != Leg::forward) return false;
  if (interface.owner_kind != ResourceKind::LoadBalancer || interface.owner_index == kNoIndex) {
    return false;
  }
  return design_.all<LoadBalancer>()[interface.owner_index].type == "classic";
}

/// The face of the VPC at hand that has the destination's address, or kNoIndex: another VPC that
/// the source sees may have the same one.
std::uint32_t Router::owner_here(const State& state) const {
  const std::uint32_t face = state.destination.face;
  const bool is_here =
      face != kNoIndex && network_.interfaces[network_.faces[face].interface].vpc == state.vpc;
  if (is_here) return face;
  if (network_.is_symbolic(state.destination.atom)) return kNoIndex;
  return network_.face_at(state.vpc, state.destination.address);
}

/// The same subnet: no ACL, no route.  Rule: MOD-4
void Router::to_neighbour(State& state) {
  const std::uint32_t face = owner_here(state);
  if (face == kNoIndex) return local_owner_missing(state);
  state.destination.face = face;
  state.interface = network_.faces[face].interface;
  state.transit = false;
  go(state, Stage::deliver);
}

void Router::enter_subnet(const State& state, std::uint32_t subnet) {
  const std::uint32_t acl = subnet == kNoIndex ? kNoIndex : network_.subnets[subnet].acl;
  Step& entered = step(state, StepKind::network_acl, ResourceKind::NetworkAcl, acl);
  entered.direction = Direction::ingress;
  entered.route = subnet;
}

void Router::note_leaving(const State& state) {
  const std::uint32_t acl = network_.subnets[state.subnet].acl;
  Step& left = step(state, StepKind::network_acl, ResourceKind::NetworkAcl, acl);
  left.direction = Direction::egress;
  left.route = state.subnet;
}

void Router::leave_subnet(State& state) {
  const CompiledSubnet& subnet = network_.subnets[state.subnet];
  note_leaving(state);
  if (state.leg == Leg::reply && state.translation_count > 0) {
    const Translation& last = state.translations[state.translation_count - 1u];
    if (!last.by_appliance && last.crossed_peering && state.vpc != last.vpc) {
      return return_to_sender(state, last);
    }
  }
  state.table = subnet.table;
  state.edge = false;
  go(state, Stage::route);
}

void Router::route(State& state) {
  if (state.table == kNoIndex && !state.edge && state.subnet != kNoIndex) {
    const std::vector<std::uint32_t> tables = possible_tables(state);
    if (tables.size() > 1) return route_by_one_of(state, tables);
    if (tables.size() == 1) state.table = tables.front();
  }
  if (state.table == kNoIndex) {
    const bool complete =
        state.subnet == kNoIndex ||
        design_.is_complete(ResourceKind::RouteTable, design_.all<Subnet>()[state.subnet]);
    refuse(step(state, StepKind::route, ResourceKind::Subnet, state.subnet),
           complete ? Reason::unknown_value : Reason::not_collected, Tri::maybe);
    return jump_unknown(state);
  }
  const RouteInterval* interval = certain_interval(network_, state.table, state.destination.atom);
  if (interval != nullptr && !with_changes_) {
    const bool routed = interval->choices.count == 1;
    return take_only(state, routed ? network_.route_choices[interval->choices.first] : kNoIndex);
  }
  const RouteChoice choice = choose_route(network_, state.table, state.destination.atom);
  const bool open = choice.routes.size() + (choice.no_route_possible ? 1u : 0u) > 1;
  if (open && out_ == nullptr) {
    forks_ = true;
    return;
  }
  if (!open && !with_changes_) {
    return take_only(state, choice.routes.empty() ? kNoIndex : choice.routes.front());
  }
  const auto kind = open ? Transition::Kind::possible : Transition::Kind::configured;
  for (const std::uint32_t compiled : choice.routes) {
    kind_ = kind;
    const std::size_t first = steps_.size();
    State next = state;
    follow(next, compiled);
    if (!open) continue;
    const bool symbolic = network_.is_symbolic(state.destination.atom);
    Step& taken = steps_[first];
    if (taken.reason == Reason::none) {
      taken.reason = choice.ambiguous ? Reason::ambiguous_route
                     : symbolic       ? Reason::service_addresses
                                      : Reason::unknown_value;
    }
  }
  if (choice.no_route_possible) {
    kind_ = kind;
    Step& none = route_step(state);
    none.direction = Direction::egress;
    refuse(none, reason_for_change(state, kNoIndex));
    State next = state;
    dead(next);
  }
  if (!with_changes_) return;
  kind_ = Transition::Kind::change;
  change_route(state, choice.routes.empty() ? kNoIndex : choice.routes.front());
}

/// The one way that there is: a route, or none (kNoIndex).
void Router::take_only(State& state, std::uint32_t compiled_route) {
  if (compiled_route != kNoIndex) return follow(state, compiled_route);
  Step& none = route_step(state);
  none.direction = Direction::egress;
  refuse(none, reason_for_change(state, kNoIndex));
  dead(state);
}

/// The step at the table of a VPC or of a transit gateway.
Step& Router::route_step(const State& state) {
  if (!network_.is_transit_table(state.table)) {
    return step(state, StepKind::route, ResourceKind::RouteTable, state.table);
  }
  const std::uint32_t index = state.table - network_.transit_table(0);
  return step(state, StepKind::route, ResourceKind::TransitGatewayRouteTable, index);
}

void Router::follow(State& state, std::uint32_t compiled_route) {
  const CompiledRoute& route = network_.routes[compiled_route];
  Step& taken = route_step(state);
  taken.route = compiled_route;
  taken.effect = Effect::forwards;
  if (route.state == Route::State::blackhole || route.target == RouteTarget::Kind::blackhole) {
    const bool of_transit = network_.is_transit_table(state.table);
    refuse(taken, of_transit ? Reason::tgw_blackhole : Reason::blackhole_route);
  } else if (route.state == Route::State::unknown) {
    refuse(taken, Reason::unknown_value, Tri::maybe);
  }
  follow_target(state, route.target, route.target_index);
}

void Router::follow_target(State& state, RouteTarget::Kind target, std::uint32_t index) {
  using Kind = RouteTarget::Kind;
  state.component = index;
  switch (target) {
    case Kind::local:
      return go(state, Stage::local_delivery);
    case Kind::internet_gateway:
      return to_internet_gateway(state, index);
    case Kind::egress_only_internet_gateway:
      return to_egress_only_gateway(state, index);
    case Kind::nat_gateway:
      return go(state, Stage::nat_gateway);
    case Kind::network_interface:
      return to_interface(state, index);
    case Kind::vpc_peering:
      return go(state, Stage::peering);
    case Kind::vpc_endpoint:
      return go(state, Stage::gateway_endpoint);
    case Kind::blackhole:
      return dead(state);
    case Kind::vpn_gateway:
      return go(state, Stage::vpn_gateway);
    case Kind::transit_gateway:
      return to_transit_gateway(state, index);
    case Kind::transit_gateway_attachment:
      return go(state, Stage::leave_transit);
    case Kind::not_modelled:
    case Kind::unknown:
      break;
  }
  Step& taken = steps_.back();
  if (taken.outcome == Tri::yes) {
    const bool named = target == Kind::not_modelled;
    refuse(taken, named ? Reason::not_modelled : Reason::unknown_value, Tri::maybe);
  }
  jump_unknown(state);
}

/// A route to a network interface: an appliance, or a NAT instance.  Rules: RT-12, RT-14, RT-17.
void Router::to_interface(State& state, std::uint32_t interface) {
  const CompiledInterface& compiled = network_.interfaces[interface];
  if (state.edge && !state.edge_of_vpn) {
    const bool has_public =
        compiled.faces.count > 0 &&
        network_.faces[compiled.faces.first].public_ip.kind != PublicIp::Kind::none;
    if (!has_public) {
      refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, interface),
             Reason::edge_needs_public_ip);
    }
  }
  if (compiled.subnet == kNoIndex || compiled.subnet != state.subnet) {
    enter_subnet(state, compiled.subnet);
  }
  state.interface = interface;
  state.transit = true;
  go(state, Stage::deliver);
}

void Router::local_delivery(State& state) {
  state.subnet = kNoIndex;
  const std::uint32_t face = owner_here(state);
  if (face == kNoIndex) return local_owner_missing(state);
  state.destination.face = face;
  state.interface = network_.faces[face].interface;
  state.transit = false;
  enter_subnet(state, network_.interfaces[state.interface].subnet);
  go(state, Stage::deliver);
}

void Router::local_owner_missing(State& state) {
  Reason reason = Reason::none;
  const bool open = network_.may_have_owner(state.vpc, reason);
  Step& missing = step(state, StepKind::gateway, ResourceKind::Vpc, state.vpc);
  if (!open) {
    refuse(missing, Reason::no_such_address);
    return dead(state);
  }
  refuse(missing, reason, Tri::maybe);
  go(state, Stage::arrived);
}

void Router::deliver(State& state) {
  const CompiledInterface& interface = network_.interfaces[state.interface];
  state.vpc = interface.vpc;
  state.subnet = interface.subnet;
  if (interface.type == NetworkInterface::Type::nat_gateway) {
    const bool expected =
        state.leg == Leg::reply && state.translation_count > 0 &&
        !state.translations[state.translation_count - 1u].by_appliance &&
        interface.owner_index != kNoIndex &&
        state.translations[state.translation_count - 1u].index == interface.owner_index;
    if (expected) return undo_translation(state);
    Step& refused = step(state, StepKind::gateway, ResourceKind::NatGateway, interface.owner_index);
    refuse(refused, state.leg == Leg::forward ? Reason::nat_no_inbound : Reason::reply_misrouted);
    return dead(state);
  }
  if (state.destination.face == kNoIndex && !network_.is_symbolic(state.destination.atom)) {
    state.destination.face = network_.face_at(state.vpc, state.destination.address);
  }
  const bool addressed = owns(state.interface, state.destination);
  const Tri checked = interface.checked;
  if (!addressed && checked != Tri::no) {
    Step& check =
        step(state, StepKind::source_dest_check, ResourceKind::NetworkInterface, state.interface);
    check.direction = Direction::ingress;
    refuse(check, checked == Tri::yes ? Reason::source_dest_check : Reason::unknown_value,
           checked == Tri::yes ? Tri::no : Tri::maybe);
  }
  state.transit = !addressed;
  // VPCs that do not meet may use the same addresses: the packet went to somebody else, whose rules
  // do not matter.  Rule: PEER-7
  const bool is_request = addressed && state.leg == Leg::forward;
  if (is_request && ends_.target_face != kNoIndex && state.destination.face != ends_.target_face) {
    refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.interface),
           Reason::other_owner);
    return dead(state);
  }
  filter_groups(state, state.interface, Direction::ingress);
  if (addressed) return accept(state);
  forward_as_appliance(state);
}

void Router::accept(State& state) {
  if (state.leg == Leg::reply) return accept_reply(state);
  const CompiledInterface& interface = network_.interfaces[state.interface];
  using Type = NetworkInterface::Type;
  if (interface.type == Type::function || interface.type == Type::client_vpn) {
    const bool is_function = interface.type == Type::function;
    refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.interface),
           is_function ? Reason::function_accepts_nothing : Reason::client_accepts_nothing);
  }
  const bool is_node =
      interface.owner_kind == ResourceKind::LoadBalancer && interface.owner_index != kNoIndex;
  if ((interface.type == Type::load_balancer && !is_node) ||
      interface.type == Type::transit_gateway ||
      interface.type == Type::gateway_load_balancer_endpoint) {
    refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.interface),
           Reason::not_modelled, Tri::maybe);
  }
  // An interface of AWS's own serves what its service serves, and which that is its owner tells.
  const bool is_of_service = interface.type == Type::managed || interface.type == Type::endpoint;
  if (is_of_service && interface.owner_index == kNoIndex) {
    refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.interface),
           Reason::owner_not_collected, Tri::maybe);
  }
  require_running(state);
  step(state, StepKind::listener, ResourceKind::NetworkInterface, state.interface).direction =
      Direction::ingress;
  arrive(state, ResourceKind::NetworkInterface, state.interface);
}

void Router::accept_reply(State& state) {
  if (state.translation_count > 0) {
    const Translation& last = state.translations[state.translation_count - 1u];
    if (last.by_appliance && last.index == state.interface) return undo_translation(state);
  }
  const bool home = ends_.origin == FlowEnds::Origin::interface &&
                    state.destination.face == ends_.source.face && state.translation_count == 0;
  if (!home) {
    refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.interface),
           Reason::reply_misrouted);
    return dead(state);
  }
  const auto forwarded = state.appliances.begin() + state.appliance_count;
  const auto first = std::find_if(state.appliances.begin(), forwarded,
                                  [](const Forwarder& one) { return !one.is_endpoint; });
  const auto appliances =
      std::count_if(first, forwarded, [](const Forwarder& one) { return !one.is_endpoint; });
  if (state.replying_appliances < appliances) {
    assume(Reason::asymmetric_return, ResourceKind::NetworkInterface, first->interface);
  }
  check_symmetry(state);
  arrive(state, ResourceKind::NetworkInterface, state.interface);
}

void Router::turn(State& state) {
  if (!ends_.wants_reply || state.uncertain) return go(state, Stage::arrived);
  if (ends_.origin == FlowEnds::Origin::endpoint) return go(state, Stage::arrived);
  state.leg = Leg::reply;
  if (state.references != References::lost) state.references = References::hold;
  std::swap(state.source, state.destination);
  state.ports = state.translation_count > 0 ? PortSource::remapped : PortSource::client;
  state.transit = false;
  state.masquerading = kNoIndex;
  state.edge = false;
  const bool from_premises = state.on_premises != kNoIndex && state.interface == kNoIndex;
  if (from_premises) return go(state, Stage::leave_premises);
  if (state.by_service_endpoint) return go(state, Stage::local_delivery);
  if (state.interface != kNoIndex) return go(state, Stage::leave_interface);
  go(state, Stage::internet);
}

/// After a part of the path that is not known, only what every continuation must pass is looked at.
void Router::jump_unknown(State& state) {
  state.uncertain = true;
  if (state.leg == Leg::reply) return go(state, Stage::arrived);
  std::uint32_t face = state.destination.face;
  if (face == kNoIndex) face = ends_.target_face;
  if (face == kNoIndex) return go(state, Stage::arrived);
  state.destination = party_of_face(face);
  state.interface = network_.faces[face].interface;
  state.transit = false;
  go(state, Stage::deliver);
}

}  // namespace canreach
