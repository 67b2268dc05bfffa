// The parts of a path at gateways, NAT gateways, peerings and endpoints, and the route changes that
// the search for the least change may propose; the tables that an unknown one may be.
#include <algorithm>

#include "analyzer/network/routes.h"
#include "analyzer/query/client_vpn.h"
#include "analyzer/query/router.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

bool same_address(const Network& network, const Party& a, const Party& b) {
  if (network.is_symbolic(a.atom) || network.is_symbolic(b.atom)) return a.atom == b.atom;
  return a.address == b.address;
}

}  // namespace

/// The VPC that the request came into has no internet gateway: the request was refused for it, the
/// reply is not again.
bool Router::gateway_is_counted(const State& state) const {
  return state.leg == Leg::reply && state.entered_vpc == state.vpc &&
         network_.vpcs[state.vpc].internet_gateway == kNoIndex;
}

void Router::to_internet_gateway(State& state, std::uint32_t gateway) {
  const InternetGateway& declared = design_.all<InternetGateway>()[gateway];
  const Ref<Vpc>& attached = declared.vpc;
  if (attached.is_unknown()) {
    refuse(steps_.back(), Reason::unknown_value, Tri::maybe);
  } else if (attached.is_none() || network_.vpcs[state.vpc].internet_gateway != gateway) {
    // A route to a gateway that is not attached is a blackhole, once for both legs.  Rule: IGW-1
    if (steps_.back().outcome == Tri::yes && !gateway_is_counted(state)) {
      refuse(steps_.back(), Reason::blackhole_route);
    }
  } else if (declared.state.is_unknown() && steps_.back().outcome == Tri::yes) {
    refuse(steps_.back(), Reason::unknown_value, Tri::maybe);
  }
  state.component = gateway;
  go(state, Stage::internet_gateway);
}

void Router::to_egress_only_gateway(State& state, std::uint32_t gateway) {
  const bool attached = network_.vpcs[state.vpc].egress_only_gateway == gateway;
  const bool open = design_.all<EgressOnlyInternetGateway>()[gateway].state.is_unknown();
  if ((!attached || open) && steps_.back().outcome == Tri::yes) {
    refuse(steps_.back(), attached ? Reason::unknown_value : Reason::blackhole_route,
           attached ? Tri::maybe : Tri::no);
  }
  const ResourceKind kind = ResourceKind::EgressOnlyInternetGateway;
  // An answer to what came in by another gateway is no flow of its own.  Rule: EIGW-1
  if (state.leg == Leg::reply && !gateway_is_counted(state)) {
    refuse(step(state, StepKind::gateway, kind, gateway), Reason::reply_misrouted);
    return dead(state);
  }
  state.via_egress_only = true;
  block_public_access(state, state.source.face);
  const auto inspected = state.appliances.begin() + state.appliance_count;
  const bool came_through_endpoint = std::any_of(
      state.appliances.begin(), inspected, [](const Forwarder& one) { return one.is_endpoint; });
  if (came_through_endpoint) {
    refuse(step(state, StepKind::gateway, kind, gateway), Reason::inspected_egress_only);
  }
  Step& passed = step(state, StepKind::gateway, kind, gateway);
  passed.direction = Direction::egress;
  passed.effect = Effect::forwards;
  if (!network_.is_public(state.destination.atom)) {
    refuse(passed, Reason::igw_private_destination);
    return dead(state);
  }
  if (!comes_from(state, state.vpc)) {
    refuse(passed, Reason::foreign_source);
    return dead(state);
  }
  state.public_face = state.source.face;
  state.interface = kNoIndex;
  go(state, Stage::internet);
}

void Router::internet_gateway(State& state) {
  if (state.leg == Leg::forward) state.left_vpc = state.vpc;
  block_public_access(state, state.source.face);
  const std::uint32_t gateway = state.component;
  if (!network_.is_public(state.destination.atom)) {
    Step& dropped = step(state, StepKind::gateway, ResourceKind::InternetGateway, gateway);
    dropped.direction = Direction::egress;
    const bool shared = rfc6598_addresses().contains(state.destination.address);
    refuse(dropped, shared ? Reason::igw_shared_destination : Reason::igw_private_destination);
    return dead(state);
  }
  if (gateway == kNoIndex) {
    Step& missing = step(state, StepKind::gateway, ResourceKind::Vpc, state.vpc);
    missing.direction = Direction::egress;
    refuse(missing, Reason::no_gateway);
  }
  masquerade(state);
  const bool replied = knows_reply(state, state.masquerading);  // before the source is rewritten
  if (!to_public_source(state)) return dead(state);
  if (state.leg == Leg::reply) {
    const bool stranger = state.masquerading != kNoIndex && !replied;
    const bool redirected = state.edge_appliance != kNoIndex;
    // An appliance that did not see the request does not keep the reply's address.  Rules: IGW-7,
    // RT-16
    if (stranger || (redirected && state.masquerading != state.edge_appliance)) {
      refuse(steps_.back(), stranger ? Reason::reply_misrouted : Reason::edge_redirection);
    }
  }
  state.interface = kNoIndex;
  go(state, Stage::internet);
}

/// Is the packet's source an address of an interface in the VPC?
bool Router::comes_from(const State& state, std::uint32_t vpc) const {
  const std::uint32_t face = state.source.face;
  return face != kNoIndex && network_.interfaces[network_.faces[face].interface].vpc == vpc;
}

/// The public address of the packet's source.  That of an interface stands for its primary private
/// address, further ones for the address that they are said for: those of delegated prefixes have
/// none.  Rules: ADR-14, IGW-2.
PublicIp::Kind Router::public_kind_of_source(const State& state) const {
  const Face& face = network_.faces[state.source.face];
  return face.address == state.source.address ? face.public_ip.kind : PublicIp::Kind::none;
}

/// A NAT instance gives packets for the internet its own address, unless their source has a public
/// one.  Rules: NATI-1, NATI-2.
void Router::masquerade(State& state) {
  if (state.leg == Leg::reply || state.masquerading == kNoIndex) return;
  if (state.source.address.family == Family::ipv6) return;
  const bool has_public =
      comes_from(state, state.vpc) && public_kind_of_source(state) != PublicIp::Kind::none;
  if (has_public) return;
  const CompiledInterface& appliance = network_.interfaces[state.masquerading];
  if (appliance.faces.count == 0 || state.translation_count == state.translations.size()) return;
  Translation& made = state.translations[state.translation_count++];
  made = {true, state.masquerading, state.vpc, state.source, false};
  Step& rewriting =
      step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.masquerading);
  rewriting.effect = Effect::rewrites;
  rewriting.rewrite = Rewrite::source;
  state.source = party_of_face(appliance.faces.first);
  rewriting.rewritten = state.source;
}

/// Gives the packet its public source, and adds the gateway's step; false: it is dropped for good.
/// Rules: IGW-2, IGW-6, IGW-9.
bool Router::to_public_source(State& state) {
  const bool is_missing = state.component == kNoIndex;
  Step& passed =
      is_missing ? step(state, StepKind::gateway, ResourceKind::Vpc, state.vpc)
                 : step(state, StepKind::gateway, ResourceKind::InternetGateway, state.component);
  passed.direction = Direction::egress;
  passed.effect = Effect::forwards;
  const std::uint32_t face = state.source.face;
  state.public_face = face;
  if (face == kNoIndex) {
    refuse(passed, Reason::no_public_ip);
    return false;
  }
  if (!comes_from(state, state.vpc)) {
    refuse(passed, Reason::foreign_source);
    return false;
  }
  if (network_.faces[face].address.family == Family::ipv6) return true;
  const PublicIp::Kind kind = public_kind_of_source(state);
  passed.rewrite = Rewrite::source;
  passed.effect = Effect::rewrites;
  if (kind == PublicIp::Kind::none) {
    const bool counted = state.leg == Leg::reply && face == ends_.target_face;
    if (!counted) refuse(passed, Reason::no_public_ip);
    state.source = some_public_address(network_);
  } else {
    if (kind == PublicIp::Kind::unknown) refuse(passed, Reason::unknown_value, Tri::maybe);
    state.source = {network_.faces[face].public_atom, network_.faces[face].public_ip.address,
                    kNoIndex};
  }
  passed.rewritten = state.source;
  state.references = References::lost;
  return true;
}

void Router::internet(State& state) {
  state.references = References::lost;  // Rule: SG-12
  if (state.leg == Leg::reply) return reply_on_internet(state);
  if (ends_.service) return arrive(state, ResourceKind::InternetGateway, kNoIndex);
  std::uint32_t face = kNoIndex;
  if (network_.is_symbolic(state.destination.atom)) {
    const Symbol& symbol = network_.symbol_of(state.destination.atom);
    if (symbol.kind == Symbol::Kind::public_address) face = symbol.index;
  } else if (state.destination.address.family == Family::ipv6) {
    face = network_.face_of_ipv6(state.destination.address);
  } else {
    face = network_.face_of_public(state.destination.address, ends_.target_face);
  }
  const bool outside = ends_.origin != FlowEnds::Origin::interface;
  if (face == kNoIndex && outside && ends_.target_face != kNoIndex) {
    face = ends_.target_face;
    const NetworkInterface& target =
        design_.all<NetworkInterface>()[network_.faces[face].interface];
    Step& missing = step(state, StepKind::gateway, ResourceKind::NetworkInterface,
                         network_.faces[face].interface);
    missing.direction = Direction::ingress;
    if (target.owned) {
      missing.component = target.owner_kind;
      missing.index = target.owner_index;
    }
    refuse(missing, Reason::no_address);
  }
  if (face == kNoIndex) {
    if (to_elastic_ip(state)) return;
    if (!outside) return arrive(state, ResourceKind::InternetGateway, kNoIndex);
    const bool is_public = network_.is_public(state.destination.atom);
    refuse(step(state, StepKind::gateway, ResourceKind::InternetGateway, kNoIndex),
           is_public ? Reason::external_contents : Reason::no_public_mapping,
           is_public ? Tri::maybe : Tri::no);
    return is_public ? go(state, Stage::arrived) : dead(state);
  }
  if (!outside)
    assume(Reason::nat_reflection, ResourceKind::NetworkInterface, network_.faces[face].interface);
  state.component = face;
  go(state, Stage::enter_vpc);
}

/// Is the destination an Elastic IP that nobody here has?  Rule: IGW-3
bool Router::to_elastic_ip(State& state) {
  if (network_.is_symbolic(state.destination.atom)) return false;
  const ElasticIp* elastic = network_.elastic_ip(state.destination.address);
  if (elastic == nullptr) return false;
  const bool is_free = elastic->associated == Value<bool>(false);
  refuse(step(state, StepKind::gateway, ResourceKind::InternetGateway, kNoIndex),
         is_free ? Reason::free_elastic_ip : Reason::foreign_elastic_ip,
         is_free ? Tri::no : Tri::maybe);
  is_free ? dead(state) : go(state, Stage::arrived);
  return true;
}

void Router::reply_on_internet(State& state) {
  if (ends_.origin == FlowEnds::Origin::on_premises) {
    refuse(step(state, StepKind::gateway, ResourceKind::InternetGateway, kNoIndex),
           Reason::reply_misrouted);
    return dead(state);
  }
  if (ends_.origin != FlowEnds::Origin::interface) {
    // The client knows the answer only by the address that it asked.  Rule: IGW-7
    const Party asked = ends_.destination;
    const bool expected =
        same_address(network_, state.source, asked) || state.public_face == ends_.target_face;
    if (!expected) {
      refuse(step(state, StepKind::gateway, ResourceKind::InternetGateway, kNoIndex),
             Reason::reply_misrouted);
      return dead(state);
    }
    check_symmetry(state);
    Step& home = step(state, StepKind::arrival, ResourceKind::InternetGateway, kNoIndex);
    home.effect = Effect::delivers;
    return go(state, Stage::arrived);
  }
  std::uint32_t face = kNoIndex;
  if (!network_.is_symbolic(state.destination.atom)) {
    face = state.destination.address.family == Family::ipv6
               ? network_.face_of_ipv6(state.destination.address)
               : network_.face_of_public(state.destination.address, ends_.source.face);
  } else {
    face = network_.symbol_of(state.destination.atom).index;
  }
  if (face == kNoIndex) return reply_to_unnamed(state);
  state.component = face;
  go(state, Stage::enter_vpc);
}

/// The request left with a public address that has no name: a regional NAT gateway's, or, in the
/// search for the least change, the one that its source would be given.
void Router::reply_to_unnamed(State& state) {
  if (state.translation_count == 0) {
    state.component = ends_.source.face;
    return go(state, Stage::enter_vpc);
  }
  const Translation last = state.translations[state.translation_count - 1u];
  std::uint32_t interface = last.index;
  if (!last.by_appliance) {
    const NatGateway& nat = design_.all<NatGateway>()[last.index];
    if (nat.interface.is_none()) {
      state.vpc = last.vpc;
      state.subnet = kNoIndex;
      return undo_translation(state);
    }
    interface = nat.interface.index();
  }
  state.component = network_.interfaces[interface].faces.first;
  go(state, Stage::enter_vpc);
}

void Router::enter_vpc(State& state) {
  const std::uint32_t face = state.component;
  const CompiledInterface& owner = network_.interfaces[network_.faces[face].interface];
  state.vpc = owner.vpc;
  state.subnet = kNoIndex;
  const CompiledVpc& vpc = network_.vpcs[state.vpc];
  const bool ipv6 = network_.faces[face].address.family == Family::ipv6;
  const bool back_by_egress_only = state.leg == Leg::reply && state.via_egress_only;
  if (state.leg == Leg::forward) {
    state.entered_vpc = state.vpc;
    block_public_access(state, face);
  }
  Step& entered =
      step(state, StepKind::gateway, ResourceKind::InternetGateway, vpc.internet_gateway);
  entered.direction = Direction::ingress;
  entered.effect = Effect::forwards;
  if (back_by_egress_only) {
    entered.component = ResourceKind::EgressOnlyInternetGateway;
    entered.index = vpc.egress_only_gateway;
  } else if (vpc.internet_gateway == kNoIndex && state.left_vpc != state.vpc) {
    const bool complete =
        design_.is_complete(ResourceKind::InternetGateway, design_.all<Vpc>()[state.vpc]);
    entered.component = ResourceKind::Vpc;
    entered.index = state.vpc;
    if (!complete) {
      refuse(entered, Reason::not_collected, Tri::maybe);
    } else if (ipv6 && vpc.egress_only_gateway != kNoIndex) {
      entered.component = ResourceKind::EgressOnlyInternetGateway;
      entered.index = vpc.egress_only_gateway;
      refuse(entered, Reason::egress_only_no_inbound);
    } else {
      refuse(entered, Reason::no_gateway);
    }
  } else if (vpc.internet_gateway != kNoIndex &&
             design_.all<InternetGateway>()[vpc.internet_gateway].state.is_unknown()) {
    refuse(entered, Reason::unknown_value, Tri::maybe);
  }
  if (ipv6 && owner.type == NetworkInterface::Type::endpoint) {
    refuse(entered, Reason::no_public_mapping);  // Rule: IGW-10
  }
  if (network_.faces[face].public_ip.kind == PublicIp::Kind::unknown && !ipv6 &&
      entered.outcome == Tri::yes) {
    refuse(entered, Reason::unknown_value, Tri::maybe);
  }
  state.destination = party_of_face(face);
  if (!ipv6 && network_.faces[face].public_ip.kind != PublicIp::Kind::none) {
    if (entered.outcome == Tri::yes) entered.effect = Effect::rewrites;
    entered.rewrite = Rewrite::destination;
    entered.rewritten = state.destination;
  }
  if (vpc.possible_edge_table != kNoIndex && !back_by_egress_only) {
    refuse(step(state, StepKind::route, ResourceKind::RouteTable, vpc.possible_edge_table),
           Reason::unknown_value, Tri::maybe);
    return jump_unknown(state);
  }
  state.edge = vpc.edge_table != kNoIndex && !back_by_egress_only;
  if (!state.edge) return go(state, Stage::local_delivery);
  state.table = vpc.edge_table;
  go(state, Stage::route);
}

/// Rules: BPA-1 to BPA-5.  A flow is judged once a gateway, where it is opened.
void Router::block_public_access(const State& state, std::uint32_t face) {
  if (state.leg == Leg::reply || face == kNoIndex || state.vpc == kNoIndex) return;
  const Value<BlockPublicAccess>& mode = network_.vpcs[state.vpc].block_public_access;
  if (mode == Value<BlockPublicAccess>(BlockPublicAccess::off)) return;
  const std::uint32_t interface = network_.faces[face].interface;
  const std::uint32_t subnet = network_.interfaces[interface].subnet;
  Value<PublicAccessExclusion> exclusion = design_.all<Vpc>()[state.vpc].exclusion;
  if (subnet != kNoIndex && !(design_.all<Subnet>()[subnet].exclusion ==
                              Value<PublicAccessExclusion>(PublicAccessExclusion::none))) {
    exclusion = design_.all<Subnet>()[subnet].exclusion;
  }
  const bool unknown = mode.is_unknown() || exclusion.is_unknown();
  if (!unknown && exclusion.get() == PublicAccessExclusion::allow_bidirectional) return;
  const bool outbound_only = state.via_egress_only || network_.interfaces[interface].type ==
                                                          NetworkInterface::Type::nat_gateway;
  const bool opened_inside = state.stage != Stage::enter_vpc;
  const bool egress_allowed = !unknown && (mode.get() == BlockPublicAccess::ingress ||
                                           exclusion.get() == PublicAccessExclusion::allow_egress);
  if (egress_allowed && outbound_only && opened_inside) return;
  Step& blocked = step(state, StepKind::gateway, ResourceKind::Vpc, state.vpc);
  blocked.direction = opened_inside ? Direction::egress : Direction::ingress;
  refuse(blocked, unknown ? Reason::unknown_value : Reason::block_public_access,
         unknown ? Tri::maybe : Tri::no);
}

/// A NAT gateway gets its replies across a peering even where the peer has no route back.  Rule:
/// NAT-10.
void Router::return_to_sender(State& state, const Translation& translation) {
  const std::uint32_t peering = network_.peering_between(state.vpc, translation.vpc);
  step(state, StepKind::gateway, ResourceKind::VpcPeering, peering).effect = Effect::forwards;
  state.vpc = translation.vpc;
  state.subnet = kNoIndex;
  go(state, Stage::local_delivery);
}

void Router::peering(State& state) {
  const std::uint32_t index = state.component;
  const VpcPeering& peering = design_.all<VpcPeering>()[index];
  Step& passed = step(state, StepKind::gateway, ResourceKind::VpcPeering, index);
  passed.effect = Effect::forwards;
  Reason reason = Reason::none;
  const Tri up = is_working(ResourceKind::VpcPeering, peering, reason);
  if (up != Tri::yes) refuse(passed, reason, up);
  const std::uint32_t other = network_.other_side(index, state.vpc);
  if (other == kNoIndex) {
    if (passed.outcome == Tri::yes) refuse(passed, Reason::external_contents, Tri::maybe);
    return jump_unknown(state);
  }
  const Tri inside = network_.vpc_holds(other, state.destination.atom);
  if (inside == Tri::no) {
    const bool outward = network_.is_public(state.destination.atom);
    refuse(passed, outward ? Reason::peering_edge_to_edge : Reason::peering_transit);
    return dead(state);
  }
  if (inside == Tri::maybe) {
    if (passed.outcome == Tri::yes) refuse(passed, Reason::external_contents, Tri::maybe);
    return jump_unknown(state);
  }
  if (state.leg == Leg::forward && state.translation_count > 0) {
    state.translations[state.translation_count - 1u].crossed_peering = true;
  }
  // Rule: PEER-8
  if (network_.same_region(state.vpc, other) == Tri::no) state.references = References::lost;
  state.vpc = other;
  state.subnet = kNoIndex;
  go(state, Stage::local_delivery);
}

void Router::gateway_endpoint(State& state) {
  const std::uint32_t index = state.component;
  const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[index];
  if (endpoint.type == EndpointType::gateway_load_balancer) return inspection_endpoint(state);
  Step& protocol = step(state, StepKind::protocol, ResourceKind::VpcEndpoint, index);
  protocol.reason = Reason::endpoint_protocol;
  Step& passed = step(state, StepKind::gateway, ResourceKind::VpcEndpoint, index);
  passed.effect = Effect::forwards;
  if (endpoint.type != EndpointType::gateway) {
    refuse(passed, Reason::not_modelled, Tri::maybe);
    return jump_unknown(state);
  }
  Reason reason = Reason::none;
  const Tri up = is_working(ResourceKind::VpcEndpoint, endpoint, reason);
  if (up != Tri::yes) refuse(passed, reason, up);
  const bool own = endpoint.vpc.is_known() && endpoint.vpc.index() == state.vpc &&
                   comes_from(state, state.vpc);  // Rules: GEP-6, TGW-12
  if (state.leg == Leg::reply || !own) {
    refuse(passed, state.leg == Leg::reply ? Reason::reply_misrouted : Reason::endpoint_elsewhere);
    return dead(state);
  }
  state.by_service_endpoint = true;
  state.interface = kNoIndex;
  arrive(state, ResourceKind::InternetGateway, kNoIndex);
}

Reason Router::reason_for_change(const State& state, std::uint32_t taken) const {
  const bool of_transit = network_.is_transit_table(state.table);
  if (taken == kNoIndex) return of_transit ? Reason::tgw_no_route : Reason::no_route;
  const CompiledRoute& today = network_.routes[taken];
  const bool dead_end =
      today.state == Route::State::blackhole || today.target == RouteTarget::Kind::blackhole;
  if (dead_end) return of_transit ? Reason::tgw_blackhole : Reason::blackhole_route;
  if (of_transit) return Reason::tgw_no_route;
  return state.leg == Leg::reply ? Reason::reply_misrouted : Reason::no_route;
}

void Router::add_change(const State& state, std::uint32_t taken, RouteTarget::Kind kind,
                        std::uint32_t index) {
  if (taken != kNoIndex) {
    const CompiledRoute& today = network_.routes[taken];
    if (today.target == kind && today.target_index == index) return;
  }
  Step& missing = route_step(state);
  missing.route = taken;
  refuse(missing, reason_for_change(state, taken));
  State next = state;
  follow_target(next, kind, index);
}

/// What the table could say instead of what it says.
void Router::change_route(const State& state, std::uint32_t taken) {
  if (network_.is_transit_table(state.table)) return attachment_changes(state, taken);
  const Atom destination = state.destination.atom;
  const std::size_t ways = out_->size();
  if (network_.vpc_holds(state.vpc, destination) == Tri::yes) {
    return add_change(state, taken, RouteTarget::Kind::local, 0);
  }
  for (const std::uint32_t index : network_.vpcs[state.vpc].peerings) {
    const std::uint32_t other = network_.other_side(index, state.vpc);
    if (other == kNoIndex || network_.vpc_holds(other, destination) != Tri::yes) continue;
    add_change(state, taken, RouteTarget::Kind::vpc_peering, index);
  }
  if (!state.edge) transit_changes(state, taken);
  if (!network_.is_public(destination) || state.edge) return;
  public_changes(state, taken);
  if (taken == kNoIndex && out_->size() == ways) add_missing_gateway(state);
}

/// Nothing leads out of the VPC: an internet gateway is missing, and the route to it.  Rule: IGW-1
void Router::add_missing_gateway(const State& state) {
  const CompiledVpc& vpc = network_.vpcs[state.vpc];
  const Vpc& declared = design_.all<Vpc>()[state.vpc];
  const bool may_have_one = vpc.internet_gateway != kNoIndex || !vpc.attachments.empty() ||
                            vpc.vpn_gateway != kNoIndex || declared.external ||
                            !design_.is_complete(ResourceKind::InternetGateway, declared);
  if (may_have_one || ends_.service || state.leg == Leg::reply) return;
  Step& missing = route_step(state);
  missing.direction = Direction::egress;
  refuse(missing, Reason::no_route);
  State next = state;
  next.component = kNoIndex;
  go(next, Stage::internet_gateway);
}

void Router::public_changes(const State& state, std::uint32_t taken) {
  const CompiledVpc& vpc = network_.vpcs[state.vpc];
  const bool ipv6 = !network_.is_symbolic(state.destination.atom) &&
                    state.destination.address.family == Family::ipv6;
  if (vpc.internet_gateway != kNoIndex) {
    add_change(state, taken, RouteTarget::Kind::internet_gateway, vpc.internet_gateway);
  }
  if (state.leg == Leg::reply) return;
  if (ipv6 && vpc.egress_only_gateway != kNoIndex) {
    add_change(state, taken, RouteTarget::Kind::egress_only_internet_gateway,
               vpc.egress_only_gateway);
  }
  if (!ipv6 && state.translation_count == 0) {
    for (const std::uint32_t nat : vpc.nat_gateways) {
      add_change(state, taken, RouteTarget::Kind::nat_gateway, nat);
    }
  }
  if (!network_.is_symbolic(state.destination.atom)) return;
  const Symbol& symbol = network_.symbol_of(state.destination.atom);
  if (symbol.kind != Symbol::Kind::service || symbol.index == kNoIndex) return;
  for (const std::uint32_t index : vpc.endpoints) {
    const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[index];
    const bool same = endpoint.service == network_.services[symbol.index];
    if (endpoint.type == EndpointType::gateway && same) {
      add_change(state, taken, RouteTarget::Kind::vpc_endpoint, index);
    }
  }
}

/// The tables that the subnet may have, those that choose alike here once.
std::vector<std::uint32_t> Router::possible_tables(const State& state) const {
  const auto only_target = [&](std::uint32_t table) -> const RouteTarget* {
    const RouteInterval* interval = certain_interval(network_, table, state.destination.atom);
    if (interval == nullptr || interval->choices.count == 0) return nullptr;
    const std::uint32_t chosen = network_.route_choices[interval->choices.first];
    const Route& route = route_of(network_, table, network_.routes[chosen]);
    return route.state == Route::State::active ? &route.target : nullptr;
  };
  std::vector<std::uint32_t> tables;
  for (const std::uint32_t table : network_.subnets[state.subnet].possible_tables) {
    const RouteTarget* target = only_target(table);
    const bool seen = target != nullptr && any_of(tables, [&](std::uint32_t other) {
                        const RouteTarget* known = only_target(other);
                        return known != nullptr && same_target(*known, *target);
                      });
    if (!seen) tables.push_back(table);
  }
  return tables;
}

/// It is not known which of several tables the subnet has.
void Router::route_by_one_of(State& state, const std::vector<std::uint32_t>& tables) {
  if (out_ == nullptr) {
    forks_ = true;
    return;
  }
  for (const std::uint32_t table : tables) {
    kind_ = Transition::Kind::possible;
    State next = state;
    next.table = table;
    Step& chosen = step(next, StepKind::route, ResourceKind::Subnet, state.subnet);
    chosen.effect = Effect::forwards;
    chosen.reason = Reason::unknown_value;
    go(next, Stage::route);
  }
}

/// The endpoint lets through what its routes and rules say, before it is in the VPC.  Does it get
/// there at all?  Rules: CVPN-2, CVPN-3, CVPN-5
bool Router::leave_client_vpn(State& state) {
  const CompiledInterface& interface = network_.interfaces[state.interface];
  const std::uint32_t endpoint = interface.owner_index;
  const bool is_known =
      interface.owner_kind == ResourceKind::ClientVpnEndpoint && endpoint != kNoIndex;
  if (!is_known) {
    refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.interface),
           Reason::owner_not_collected, Tri::maybe);
    return true;
  }
  const Atom to = state.destination.atom;
  const ClientVpnVerdict route = client_vpn_route(network_, endpoint, state.subnet, to);
  const ClientVpnVerdict rule = client_vpn_authorization(network_, endpoint, to);
  const auto passed = [&]() -> Step& {
    Step& made = step(state, StepKind::gateway, ResourceKind::ClientVpnEndpoint, endpoint);
    made.effect = Effect::forwards;
    return made;
  };
  if (route.outcome == Tri::yes && rule.outcome == Tri::yes) passed();
  if (route.outcome != Tri::yes) refuse(passed(), route.reason, route.outcome);
  if (route.may_go_by_itself) {
    jump_unknown(state);
    return false;
  }
  if (rule.outcome != Tri::yes) refuse(passed(), rule.reason, rule.outcome);
  return true;
}

}  // namespace canreach
