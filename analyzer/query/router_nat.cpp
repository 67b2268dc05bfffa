// The part of a path at NAT gateways: what they translate, and how the answers come back.
#include <algorithm>

#include "analyzer/network/routes.h"
#include "analyzer/query/router.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

/// AWS's prefix for addresses of IPv4 hosts that an IPv6 packet may name.  Rule: NAT-5
bool is_nat64(const IpAddress& address) {
  static const IpPrefix kNat64 = IpPrefix::parse("64:ff9b::/96").value();
  return kNat64.contains(address);
}

}  // namespace

/// Of several addresses a gateway takes any for a connection.  Rule: NAT-14
void Router::nat_gateway(State& state) {
  const NatGateway& nat = design_.all<NatGateway>()[state.component];
  const Slice faces =
      nat.interface.is_known() ? network_.interfaces[nat.interface.index()].faces : Slice{};
  if (faces.count == 0) return translate_by_nat(state, kNoIndex);
  if (faces.count == 1 || state.leg == Leg::reply) return translate_by_nat(state, faces.first);
  if (out_ == nullptr) {
    forks_ = true;
    return;
  }
  for (std::uint32_t face = faces.first; face < faces.first + faces.count; ++face) {
    kind_ = Transition::Kind::possible;
    const std::size_t first = steps_.size();
    State next = state;
    translate_by_nat(next, face);
    for (std::size_t i = first; i < steps_.size(); ++i) {
      const bool is_choice =
          steps_[i].kind == StepKind::gateway && steps_[i].component == ResourceKind::NatGateway;
      if (is_choice && steps_[i].reason == Reason::none) steps_[i].reason = Reason::unknown_value;
    }
  }
}

/// `face`: what it sends from; kNoIndex: that is not known, or it is regional.
void Router::translate_by_nat(State& state, std::uint32_t face) {
  const std::uint32_t index = state.component;
  const NatGateway& nat = design_.all<NatGateway>()[index];
  if (state.leg == Leg::reply) {
    refuse(step(state, StepKind::gateway, ResourceKind::NatGateway, index),
           Reason::reply_misrouted);
    return dead(state);
  }
  const auto used_before = [&](const Translation& made) {
    return !made.by_appliance && made.index == index;
  };
  const auto end = state.translations.begin() + state.translation_count;
  if (std::any_of(state.translations.begin(), end, used_before) ||
      state.translation_count == state.translations.size()) {
    refuse(step(state, StepKind::route, ResourceKind::RouteTable, state.table),
           Reason::routing_loop);
    return dead(state);
  }
  const std::uint32_t subnet = nat.subnet.is_known() ? nat.subnet.index() : kNoIndex;
  const bool regional = nat.subnet.is_none();
  if (!regional && subnet != state.subnet) enter_subnet(state, subnet);
  Step& protocol = step(state, StepKind::protocol, ResourceKind::NatGateway, index);
  protocol.reason = Reason::nat_protocol;
  Step& passed = step(state, StepKind::gateway, ResourceKind::NatGateway, index);
  passed.effect = Effect::rewrites;
  passed.rewrite = Rewrite::source;
  Reason reason = Reason::none;
  const Tri up = is_working(ResourceKind::NatGateway, nat, reason);
  if (up != Tri::yes) refuse(passed, reason, up);
  const bool ipv6 = !network_.is_symbolic(state.destination.atom) &&
                    state.destination.address.family == Family::ipv6;
  if (ipv6) {
    const bool translated = is_nat64(state.destination.address);
    refuse(passed, translated ? Reason::not_modelled : Reason::nat_protocol,
           translated ? Tri::maybe : Tri::no);
    return translated ? jump_unknown(state) : dead(state);
  }
  Translation& made = state.translations[state.translation_count++];
  made = {false, index, state.vpc, state.source, false};
  state.references = References::lost;
  state.transit = false;
  state.masquerading = kNoIndex;
  if (regional) {
    const Subnet* from = state.subnet == kNoIndex ? nullptr : &design_.all<Subnet>()[state.subnet];
    if (!nat.zones.empty() && from != nullptr && !contains(nat.zones, from->zone) &&
        passed.outcome == Tri::yes) {
      const bool open = from->zone.empty() || contains(nat.zones, std::string());
      refuse(passed, open ? Reason::unknown_value : Reason::regional_nat_zone,
             open ? Tri::maybe : Tri::no);
    }
    if (nat.zones.empty()) assume(Reason::regional_nat_assumed, ResourceKind::NatGateway, index);
    state.source = some_public_address(network_);
    passed.rewritten = state.source;
    state.interface = kNoIndex;
    if (!nat.route_table.is_none()) return follow_regional_table(state, nat.route_table);
    if (!network_.is_public(state.destination.atom)) {
      if (passed.outcome == Tri::yes) refuse(passed, Reason::igw_private_destination);
      return dead(state);
    }
    return go(state, Stage::internet);
  }
  if (face == kNoIndex || subnet == kNoIndex) {
    if (passed.outcome == Tri::yes) refuse(passed, Reason::not_collected, Tri::maybe);
    return jump_unknown(state);
  }
  state.source = party_of_face(face);
  passed.rewritten = state.source;
  state.subnet = subnet;
  state.interface = network_.faces[face].interface;
  if (in_subnet(state, subnet)) return to_neighbour(state);
  go(state, Stage::leave_subnet);
}

/// By the own table of a regional NAT gateway.  Where that leads to but the internet gateway is not
/// followed.  Rule: NAT-15
void Router::follow_regional_table(State& state, Ref<RouteTable> table) {
  state.table = table.is_known() ? table.index() : kNoIndex;
  if (state.table == kNoIndex) {
    refuse(steps_.back(), Reason::not_collected, Tri::maybe);
    return jump_unknown(state);
  }
  const RouteChoice choice = choose_route(network_, state.table, state.destination.atom);
  const bool has_gateway = network_.vpcs[state.vpc].internet_gateway != kNoIndex;
  if (choice.routes.empty()) {
    if (with_changes_ && has_gateway && network_.is_public(state.destination.atom)) {
      kind_ = Transition::Kind::change;
      refuse(route_step(state), Reason::no_route);
      State next = state;
      go(next, Stage::internet);
      kind_ = Transition::Kind::configured;
    }
    refuse(route_step(state), Reason::no_route);
    return dead(state);
  }
  Step& taken = route_step(state);
  taken.direction = Direction::egress;
  taken.route = choice.routes.front();
  taken.effect = Effect::forwards;
  const Route& route = route_of(network_, state.table, network_.routes[choice.routes.front()]);
  const bool is_certain = choice.routes.size() == 1 && !choice.no_route_possible &&
                          route.state != Route::State::unknown;
  using Kind = RouteTarget::Kind;
  const bool is_dead =
      route.state == Route::State::blackhole || route.target.kind == Kind::blackhole;
  if (is_certain && is_dead) {
    refuse(taken, Reason::blackhole_route);
    return dead(state);
  }
  const bool is_out = route.target.kind == Kind::internet_gateway &&
                      network_.vpcs[state.vpc].internet_gateway == route.target.index;
  if (is_certain && is_out && network_.is_public(state.destination.atom)) {
    return go(state, Stage::internet);
  }
  if (is_certain && is_out) {
    refuse(taken, Reason::igw_private_destination);
    return dead(state);
  }
  refuse(taken, is_certain ? Reason::not_modelled : Reason::unknown_value, Tri::maybe);
  jump_unknown(state);
}

void Router::undo_translation(State& state) {
  const Translation last = state.translations[--state.translation_count];
  const ResourceKind kind =
      last.by_appliance ? ResourceKind::NetworkInterface : ResourceKind::NatGateway;
  Step& undone = step(state, StepKind::gateway, kind, last.index);
  undone.effect = Effect::rewrites;
  undone.rewrite = Rewrite::destination;
  undone.rewritten = last.inside;
  state.destination = last.inside;
  state.ports = state.translation_count > 0 ? PortSource::remapped : PortSource::client;
  if (last.by_appliance) {
    ++state.replying_appliances;
    state.transit = true;
    return go(state, Stage::leave_interface);
  }
  if (state.subnet == kNoIndex) return leave_regional_gateway(state);
  if (in_subnet(state, state.subnet)) return to_neighbour(state);
  go(state, Stage::leave_subnet);
}

/// Which routes its answers to another VPC follow is not known.  Rule: NAT-15
void Router::leave_regional_gateway(State& state) {
  const std::uint32_t face = state.destination.face;
  const bool own =
      face == kNoIndex || network_.interfaces[network_.faces[face].interface].vpc == state.vpc;
  if (own) return go(state, Stage::local_delivery);
  refuse(step(state, StepKind::gateway, ResourceKind::Vpc, state.vpc), Reason::not_modelled,
         Tri::maybe);
  jump_unknown(state);
}

}  // namespace canreach
