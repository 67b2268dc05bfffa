// The parts of a path beyond a VPC's own gateways: transit gateways, virtual private gateways and
// networks on premises.
//
// A packet goes into a transit gateway by the attachment of the VPC that it leaves, in the zone it
// comes from (TGW-1), and meets the ACL of the attachment's subnet (TGW-6).  The route table that
// the attachment is associated with chooses where it goes (TGW-3).  It comes out at a subnet of the
// target's attachment, meets that subnet's ACL unless its receiver is in the same subnet, and
// follows that subnet's route table.  A reply is a packet like any other: nothing remembers the way
// (TGW-7).
#include <algorithm>

#include "analyzer/network/routes.h"
#include "analyzer/query/router.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

using Attachment = TransitGatewayAttachment;

/// In larger designs no change is looked for behind a peering.
constexpr std::size_t kMostSearched = 1000;

/// The attachment's subnet in a zone.  Names of zones tell in one account only.  Rule: ADR-17
struct InZone {
  Tri there = Tri::no;
  std::uint32_t subnet = kNoIndex;
};

InZone subnet_in_zone(const Design& design, const Attachment& attachment, std::uint32_t beside) {
  InZone found;
  if (beside == kNoIndex) return {Tri::maybe, kNoIndex};
  const Subnet& from = design.all<Subnet>()[beside];
  for (const Ref<Subnet> ref : attachment.subnets) {
    if (!ref.is_known()) {
      found.there = Tri::maybe;
      continue;
    }
    const Subnet& subnet = design.get(ref);
    const bool named = !subnet.zone.empty() && !from.zone.empty() && subnet.account == from.account;
    const bool has_ids = !subnet.zone_id.empty() && !from.zone_id.empty();
    const bool same = ref.index() == beside || (named && subnet.zone == from.zone) ||
                      (has_ids && subnet.zone_id == from.zone_id);
    if (same) return {Tri::yes, ref.index()};
    if (!named && !has_ids) found.there = Tri::maybe;
  }
  return found;
}

/// Prefixes beside those that are known.
bool may_know_more(const CompiledVpnGateway& gateway) {
  return gateway.open ||
         any_of(gateway.prefixes, [](const GatewayPrefix& prefix) { return prefix.anywhere; });
}

bool is_ipv6(const Network& network, const Party& party) {
  return !network.is_symbolic(party.atom) && party.address.family == Family::ipv6;
}

}  // namespace

Reason Router::not_there(ResourceKind kind) const {
  return design_.is_complete(kind) ? Reason::unknown_value : Reason::not_collected;
}

/// From a VPC's route table.
void Router::to_transit_gateway(State& state, std::uint32_t gateway) {
  const Ref<TransitGateway> wanted(gateway);
  const auto& attachments = design_.all<Attachment>();
  std::uint32_t found = kNoIndex;
  for (const std::uint32_t index : network_.vpcs[state.vpc].attachments) {
    if (attachments[index].gateway != wanted) continue;
    Reason ignored = Reason::none;
    const ResourceKind kind = ResourceKind::TransitGatewayAttachment;
    if (found != kNoIndex && is_working(kind, attachments[index], ignored) == Tri::no) continue;
    found = index;
  }
  state.component = found;
  if (found != kNoIndex) return go(state, Stage::enter_transit);
  Step& missing = step(state, StepKind::gateway, ResourceKind::TransitGateway, gateway);
  missing.direction = Direction::ingress;
  const bool open =
      design_.all<TransitGateway>()[gateway].external ||
      !design_.is_complete(ResourceKind::TransitGatewayAttachment) ||
      any_of(attachments, [&](const Attachment& one) {
        const bool fits = one.gateway == wanted || one.gateway.is_unknown();
        return fits && one.kind == Attachment::Kind::vpc && one.attached_vpc.is_unknown();
      });
  if (!open) {
    refuse(missing, Reason::tgw_no_attachment);
    return dead(state);
  }
  refuse(missing, not_there(ResourceKind::TransitGatewayAttachment), Tri::maybe);
  jump_unknown(state);
}

/// Rules: TGW-1, TGW-2, TGW-6, TGW-13, AMB-6.
void Router::enter_transit(State& state) {
  const Attachment& attachment = design_.all<Attachment>()[state.component];
  const ResourceKind kind = ResourceKind::TransitGatewayAttachment;
  InZone zone{Tri::yes, kNoIndex};
  if (attachment.kind == Attachment::Kind::vpc) {
    zone = subnet_in_zone(design_, attachment, state.subnet);
    if (zone.there == Tri::yes) enter_subnet(state, zone.subnet);
  }
  Step& passed = step(state, StepKind::gateway, kind, state.component);
  passed.direction = Direction::ingress;
  passed.effect = Effect::forwards;
  if (zone.there != Tri::yes) {
    refuse(passed, zone.there == Tri::no ? Reason::tgw_zone : not_there(kind), zone.there);
  }
  Reason reason = Reason::none;
  Tri up = is_working(kind, attachment, reason);
  if (up != Tri::yes) refuse(passed, reason, up);
  if (attachment.gateway.is_known()) {
    up = is_working(ResourceKind::TransitGateway, design_.get(attachment.gateway), reason);
    if (up != Tri::yes && passed.outcome == Tri::yes) refuse(passed, reason, up);
  }
  // Rule: ELB-14
  if (ends_.relay_face != kNoIndex && passed.outcome == Tri::yes) {
    refuse(passed, Reason::client_kept_elsewhere, Tri::maybe);
  }
  state.attachment = state.component;
  go(state, Stage::associate);
}

/// Rules: TGW-3, TGW-4.
void Router::associate(State& state) {
  const Attachment& attachment = design_.all<Attachment>()[state.attachment];
  const ResourceKind kind = ResourceKind::TransitGatewayAttachment;
  state.edge = false;
  if (attachment.route_table.is_known()) {
    state.table = network_.transit_table(attachment.route_table.index());
    return go(state, Stage::route);
  }
  const Reason why = attachment.route_table.is_none()
                         ? Reason::tgw_no_association
                         : not_there(ResourceKind::TransitGatewayRouteTable);
  if (attachment.route_table.is_unknown()) {
    refuse(step(state, StepKind::gateway, kind, state.attachment), why, Tri::maybe);
    return jump_unknown(state);
  }
  if (with_changes_) {
    kind_ = Transition::Kind::change;
    const auto& tables = design_.all<TransitGatewayRouteTable>();
    for (std::uint32_t i = 0; i < tables.size(); ++i) {
      if (tables[i].gateway != attachment.gateway) continue;
      refuse(step(state, StepKind::gateway, kind, state.attachment), why);
      State next = state;
      next.table = network_.transit_table(i);
      go(next, Stage::route);
    }
    kind_ = Transition::Kind::configured;
  }
  refuse(step(state, StepKind::gateway, kind, state.attachment), why);
  dead(state);
}

/// The table of the transit gateway has chosen an attachment.
void Router::leave_transit(State& state) {
  const std::uint32_t index = state.component;
  const Attachment& attachment = design_.all<Attachment>()[index];
  switch (attachment.kind) {
    case Attachment::Kind::vpc:
      return to_attached_vpc(state);
    case Attachment::Kind::peering:
      return to_peer_gateway(state);
    case Attachment::Kind::vpn:
    case Attachment::Kind::direct_connect:
      return to_attached_premises(state);
    case Attachment::Kind::not_modelled:
      break;
  }
  refuse(attachment_step(state, index), Reason::not_modelled, Tri::maybe);
  jump_unknown(state);
}

/// The step at an attachment by which a packet leaves a transit gateway.
Step& Router::attachment_step(const State& state, std::uint32_t index) {
  const ResourceKind kind = ResourceKind::TransitGatewayAttachment;
  Step& passed = step(state, StepKind::gateway, kind, index);
  passed.direction = Direction::egress;
  passed.effect = Effect::forwards;
  Reason reason = Reason::none;
  const Tri up = is_working(kind, design_.all<Attachment>()[index], reason);
  if (up != Tri::yes) refuse(passed, reason, up);
  return passed;
}

/// The subnets that the packet may come out at.  One of the zone that it comes from, if there is
/// one; with appliance mode any, the same for both legs.  Of those that differ in nothing, the
/// first.  Rule: TGW-8.
std::vector<std::uint32_t> Router::ways_out(const State& state, bool& open) const {
  const Attachment& attachment = design_.all<Attachment>()[state.component];
  const Tri appliance_mode = tri(attachment.appliance_mode, true);
  if (appliance_mode == Tri::no) {
    const InZone zone = subnet_in_zone(design_, attachment, state.subnet);
    if (zone.there == Tri::yes) return {zone.subnet};
  }
  std::vector<std::uint32_t> ways;
  for (const Ref<Subnet> ref : attachment.subnets) {
    open = open || !ref.is_known();
    if (!ref.is_known()) continue;
    if (appliance_mode == Tri::yes && state.leg == Leg::reply &&
        ref.index() == state.appliance_subnet) {
      return {ref.index()};
    }
    const bool known = any_of(ways, [&](std::uint32_t other) {
      return network_.subnets[other].table == network_.subnets[ref.index()].table &&
             network_.subnets[other].possible_tables ==
                 network_.subnets[ref.index()].possible_tables &&
             network_.subnets[other].acl == network_.subnets[ref.index()].acl &&
             in_subnet(state, other) == in_subnet(state, ref.index());
    });
    if (!known) ways.push_back(ref.index());
  }
  return ways;
}

void Router::to_attached_vpc(State& state) {
  const std::uint32_t index = state.component;
  const Attachment& attachment = design_.all<Attachment>()[index];
  bool open = false;
  const std::vector<std::uint32_t> ways = ways_out(state, open);
  if (ways.size() > 1 && out_ == nullptr) {
    forks_ = true;
    return;
  }
  const bool is_here = attachment.attached_vpc.is_known();
  if (!is_here || ways.empty()) {
    Step& passed = attachment_step(state, index);
    const bool foreign = !is_here || design_.get(attachment.attached_vpc).external;
    if (passed.outcome == Tri::yes) {
      refuse(
          passed,
          foreign ? Reason::external_contents : not_there(ResourceKind::TransitGatewayAttachment),
          Tri::maybe);
    }
    return jump_unknown(state);
  }
  for (const std::uint32_t subnet : ways) {
    if (ways.size() > 1) kind_ = Transition::Kind::possible;
    Step& passed = attachment_step(state, index);
    if (passed.outcome == Tri::yes && open) refuse(passed, Reason::unknown_value, Tri::maybe);
    if (passed.outcome == Tri::yes && ways.size() > 1) passed.reason = Reason::tgw_zone_choice;
    if (ways.size() == 1) return enter_attached_vpc(state, subnet);
    State next = state;
    enter_attached_vpc(next, subnet);
  }
}

/// Rules: SG-12, TGW-10.
void Router::carry_references(State& state, const TransitGatewayAttachment& out) const {
  if (state.references == References::lost) return;
  const bool was_open = state.references == References::maybe_by_transit;
  state.references = References::lost;
  if (state.attachment == kNoIndex) return;
  const Attachment& in = design_.all<Attachment>()[state.attachment];
  if (!in.attached_vpc.is_known() || !out.gateway.is_known()) return;
  Tri carries = was_open ? Tri::maybe : Tri::yes;
  carries = both(carries, network_.same_region(in.attached_vpc.index(), out.attached_vpc.index()));
  carries = both(carries, tri(design_.get(out.gateway).security_group_referencing, true));
  carries = both(carries, tri(in.security_group_referencing, true));
  carries = both(carries, tri(out.security_group_referencing, true));
  if (carries == Tri::yes) state.references = References::by_transit;
  if (carries == Tri::maybe) state.references = References::maybe_by_transit;
}

void Router::enter_attached_vpc(State& state, std::uint32_t subnet) {
  const Attachment& attachment = design_.all<Attachment>()[state.component];
  const std::uint32_t vpc = attachment.attached_vpc.index();
  carry_references(state, attachment);
  if (state.leg == Leg::forward && tri(attachment.appliance_mode, true) != Tri::no) {
    state.appliance_subnet = subnet;
  }
  state.arrived_by = state.component;
  state.attachment = kNoIndex;
  state.masquerading = kNoIndex;
  state.vpc = vpc;
  state.subnet = subnet;
  if (in_subnet(state, subnet)) return to_neighbour(state);
  go(state, Stage::leave_subnet);
}

/// Rule: TGW-11.
void Router::to_peer_gateway(State& state) {
  const Attachment& attachment = design_.all<Attachment>()[state.component];
  Step& passed = attachment_step(state, state.component);
  if (!attachment.peer_attachment.is_known()) {
    if (passed.outcome == Tri::yes) refuse(passed, Reason::external_contents, Tri::maybe);
    return jump_unknown(state);
  }
  const std::uint32_t other = attachment.peer_attachment.index();
  const bool foreign = attachment.peer.is_known() && design_.get(attachment.peer).external &&
                       design_.all<Attachment>()[other].route_table.is_unknown();
  if (foreign && passed.outcome == Tri::yes) {
    refuse(passed, Reason::external_contents, Tri::maybe);
    return jump_unknown(state);
  }
  state.references = References::lost;
  state.subnet = kNoIndex;
  state.attachment = other;
  go(state, Stage::associate);
}

void Router::to_attached_premises(State& state) {
  const Attachment& attachment = design_.all<Attachment>()[state.component];
  const std::uint32_t index = state.component;
  attachment_step(state, index);
  Ref<OnPremisesNetwork> network = attachment.on_premises;
  if (attachment.vpn.is_known()) {
    network = design_.get(attachment.vpn).on_premises;
    check_connection(state, attachment.vpn.index());
  }
  to_premises(state, network, ResourceKind::TransitGatewayAttachment, index);
}

/// Rule: VPN-5.
void Router::check_connection(const State& state, std::uint32_t connection) {
  Reason reason = Reason::none;
  const ResourceKind kind = ResourceKind::VpnConnection;
  const Tri up = is_working(kind, design_.all<VpnConnection>()[connection], reason);
  if (up == Tri::yes) return;
  refuse(step(state, StepKind::gateway, kind, connection), reason, up);
}

void Router::to_premises(State& state, Ref<OnPremisesNetwork> network, ResourceKind gateway,
                         std::uint32_t index) {
  state.attachment = kNoIndex;
  if (network.is_known()) {
    state.component = network.index();
    return go(state, Stage::on_premises);
  }
  refuse(step(state, StepKind::gateway, gateway, index), Reason::undeclared_network, Tri::maybe);
  jump_unknown(state);
}

/// Rule: VPN-8.
void Router::on_premises(State& state) {
  const std::uint32_t index = state.component;
  const ResourceKind kind = ResourceKind::OnPremisesNetwork;
  const CompiledOnPremises& network = network_.on_premises[index];
  const bool holds = any_of(network.ranges, [&](const AtomRange& range) {
    return range.contains(state.destination.atom);
  });
  if (!holds || network_.is_symbolic(state.destination.atom)) {
    refuse(step(state, StepKind::gateway, kind, index), Reason::undeclared_network, Tri::maybe);
    return jump_unknown(state);
  }
  if (state.leg == Leg::reply) {
    const bool home = ends_.origin == FlowEnds::Origin::on_premises && ends_.on_premises == index &&
                      state.translation_count == 0;
    if (home) check_symmetry(state);
    if (home) return arrive(state, kind, index);
    refuse(step(state, StepKind::gateway, kind, index), Reason::reply_misrouted);
    return dead(state);
  }
  const bool other = ends_.target_face != kNoIndex ||
                     (ends_.target_on_premises != kNoIndex && ends_.target_on_premises != index);
  if (other) {
    refuse(step(state, StepKind::gateway, kind, index), Reason::other_owner);
    return dead(state);
  }
  assume(Reason::on_premises_assumed, kind, index);
  state.on_premises = index;
  state.interface = kNoIndex;
  arrive(state, kind, index);
}

/// Does this way from a network on premises lead to the destination?
bool Router::leads(const PremisesEntry& entry, const Party& destination) const {
  if (entry.by_vpn_gateway) {
    const Ref<Vpc> vpc = design_.all<VpnGateway>()[entry.index].vpc;
    return vpc.is_known() && network_.vpc_holds(vpc.index(), destination.atom) != Tri::no;
  }
  const Ref<TransitGatewayRouteTable> table = design_.all<Attachment>()[entry.index].route_table;
  if (table.is_none()) return false;
  if (table.is_unknown()) return true;
  const RouteChoice choice =
      choose_route(network_, network_.transit_table(table.index()), destination.atom);
  return !choice.routes.empty();
}

/// A network on premises sends where AWS tells it that the destination is; what else it knows is
/// not part of the design.
void Router::leave_premises(State& state) {
  const ResourceKind kind = ResourceKind::OnPremisesNetwork;
  const CompiledOnPremises& network = network_.on_premises[state.on_premises];
  std::vector<const PremisesEntry*> ways;
  for (const PremisesEntry& entry : network.entries) {
    if (leads(entry, state.destination)) ways.push_back(&entry);
  }
  if (ways.empty()) {
    for (const PremisesEntry& entry : network.entries) ways.push_back(&entry);
  }
  if (ways.size() > 1 && out_ == nullptr) {
    forks_ = true;
    return;
  }
  if (ways.empty() || !network.entries_known) {
    refuse(step(state, StepKind::gateway, kind, state.on_premises), Reason::undeclared_network,
           Tri::maybe);
    return jump_unknown(state);
  }
  if (state.leg == Leg::forward) assume(Reason::on_premises_assumed, kind, state.on_premises);
  for (const PremisesEntry* way : ways) {
    if (ways.size() > 1) {
      kind_ = Transition::Kind::possible;
      Step& sent = step(state, StepKind::gateway, kind, state.on_premises);
      sent.effect = Effect::forwards;
      sent.reason = Reason::undeclared_network;
    }
    State next = state;
    next.component = way->index;
    next.subnet = kNoIndex;
    if (!way->by_vpn_gateway) {
      const Ref<VpnConnection> vpn = design_.all<Attachment>()[way->index].vpn;
      if (vpn.is_known()) check_connection(next, vpn.index());
    }
    go(next, way->by_vpn_gateway ? Stage::enter_by_vpn : Stage::enter_transit);
    if (ways.size() == 1) state = next;
  }
}

/// Does it go to another network on premises that the gateway knows, or may know?  Rule: VPN-9.
bool Router::is_between_premises(const State& state, std::uint32_t gateway) const {
  const Ref<Vpc> vpc = design_.all<VpnGateway>()[gateway].vpc;
  const bool may_be_inside =
      vpc.is_unknown() ||
      (vpc.is_known() && network_.vpc_holds(vpc.index(), state.destination.atom) != Tri::no);
  if (may_be_inside || network_.is_public(state.destination.atom)) return false;
  const GatewayPrefix* behind = prefix_behind(state, gateway);
  if (behind == nullptr) return may_know_more(network_.vpn_gateways[gateway]);
  return behind->on_premises != state.on_premises;
}

/// Rules: VPN-2, VPN-3, VPN-5, VPN-9, RT-14, RT-15.
void Router::enter_by_vpn(State& state) {
  const std::uint32_t index = state.component;
  const VpnGateway& gateway = design_.all<VpnGateway>()[index];
  check_ways_in(state, index);
  Step& entered = step(state, StepKind::gateway, ResourceKind::VpnGateway, index);
  entered.direction = Direction::ingress;
  entered.effect = Effect::forwards;
  Reason reason = Reason::none;
  const Tri up = is_working(ResourceKind::VpnGateway, gateway, reason);
  if (up != Tri::yes) refuse(entered, reason, up);
  if (is_between_premises(state, index)) {
    if (entered.outcome != Tri::no) refuse(entered, Reason::cloud_hub, Tri::maybe);
    return jump_unknown(state);
  }
  if (!gateway.vpc.is_known()) {
    if (gateway.vpc.is_none()) {
      refuse(entered, Reason::vpn_edge_to_edge);
      return dead(state);
    }
    refuse(entered, not_there(ResourceKind::VpnGateway), Tri::maybe);
    return jump_unknown(state);
  }
  state.vpc = gateway.vpc.index();
  const Tri inside = network_.vpc_holds(state.vpc, state.destination.atom);
  if (inside != Tri::yes) {
    if (inside == Tri::no) refuse(entered, Reason::vpn_edge_to_edge);
    if (inside == Tri::maybe) refuse(entered, Reason::unknown_value, Tri::maybe);
    return inside == Tri::no ? dead(state) : jump_unknown(state);
  }
  const CompiledVpnGateway& compiled = network_.vpn_gateways[index];
  if (compiled.possible_edge_table != kNoIndex) {
    refuse(step(state, StepKind::route, ResourceKind::RouteTable, compiled.possible_edge_table),
           Reason::unknown_value, Tri::maybe);
    return jump_unknown(state);
  }
  if (compiled.edge_table == kNoIndex) return go(state, Stage::local_delivery);
  state.edge = true;
  state.edge_of_vpn = true;
  state.table = compiled.edge_table;
  go(state, Stage::route);
}

/// The connections from the network to the gateway: one that works is enough.  Rule: VPN-5.
void Router::check_ways_in(const State& state, std::uint32_t gateway) {
  const PremisesEntry* entry = nullptr;
  for (const PremisesEntry& one : network_.on_premises[state.on_premises].entries) {
    if (one.by_vpn_gateway && one.index == gateway) entry = &one;
  }
  if (entry == nullptr || contains(entry->connections, kNoIndex)) return;
  Tri best = Tri::no;
  for (const std::uint32_t connection : entry->connections) {
    Reason ignored = Reason::none;
    best = either(best, is_working(ResourceKind::VpnConnection,
                                   design_.all<VpnConnection>()[connection], ignored));
  }
  if (best != Tri::yes) check_connection(state, entry->connections.front());
  if (!is_ipv6(network_, state.destination)) return;
  refuse(step(state, StepKind::gateway, ResourceKind::VpnGateway, gateway), Reason::vpn_ipv6);
}

/// Rules: VPN-2, VPN-3, VPN-6.
void Router::vpn_gateway(State& state) {
  const std::uint32_t index = state.component;
  const bool attached = network_.vpcs[state.vpc].vpn_gateway == index;
  if (!attached && steps_.back().outcome == Tri::yes) {
    const bool open = design_.all<VpnGateway>()[index].vpc.is_unknown();
    refuse(steps_.back(), open ? Reason::unknown_value : Reason::blackhole_route,
           open ? Tri::maybe : Tri::no);
  }
  const bool by_another = state.leg == Leg::reply && state.edge_of_vpn &&
                          state.edge_appliance != kNoIndex &&
                          state.masquerading != state.edge_appliance;
  Step& passed = step(state, StepKind::gateway, ResourceKind::VpnGateway, index);
  passed.direction = Direction::egress;
  passed.effect = Effect::forwards;
  Reason reason = Reason::none;
  const Tri up = is_working(ResourceKind::VpnGateway, design_.all<VpnGateway>()[index], reason);
  if (up != Tri::yes) refuse(passed, reason, up);
  if (by_another) refuse(passed, Reason::edge_redirection);
  if (!comes_from(state, state.vpc)) {
    refuse(passed, Reason::vpn_foreign_source);
    return dead(state);
  }
  const GatewayPrefix* best = prefix_behind(state, index);
  if (best != nullptr) {
    if (best->connection != kNoIndex) check_connection(state, best->connection);
    const Ref<OnPremisesNetwork> network = best->on_premises == kNoIndex
                                               ? Ref<OnPremisesNetwork>::none()
                                               : Ref<OnPremisesNetwork>(best->on_premises);
    return to_premises(state, network, ResourceKind::VpnGateway, index);
  }
  const bool open = may_know_more(network_.vpn_gateways[index]);
  if (passed.outcome == Tri::yes) {
    refuse(passed, open ? Reason::undeclared_network : Reason::vpn_unknown_prefix,
           open ? Tri::maybe : Tri::no);
  }
  if (open) return jump_unknown(state);
  dead(state);
}

/// The longest prefix, of equal ones the preferred, of connections that work before others.
const GatewayPrefix* Router::prefix_behind(const State& state, std::uint32_t gateway) const {
  const GatewayPrefix* best = nullptr;
  const auto works = [&](const GatewayPrefix& prefix) {
    Reason ignored = Reason::none;
    return prefix.connection == kNoIndex ||
           is_working(ResourceKind::VpnConnection, design_.all<VpnConnection>()[prefix.connection],
                      ignored) != Tri::no;
  };
  const bool ipv6 = is_ipv6(network_, state.destination);
  for (const GatewayPrefix& prefix : network_.vpn_gateways[gateway].prefixes) {
    const bool carries = !ipv6 || prefix.connection == kNoIndex;  // Rule: VPN-5
    if (prefix.anywhere || !carries || !prefix.range.contains(state.destination.atom)) continue;
    if (best == nullptr) {
      best = &prefix;
      continue;
    }
    if (works(prefix) != works(*best)) {
      if (works(prefix)) best = &prefix;
      continue;
    }
    const bool longer = prefix.length > best->length;
    const bool preferred = prefix.length == best->length && prefix.rank < best->rank;
    if (longer || preferred) best = &prefix;
  }
  return best;
}

/// A route of a VPC's table to a gateway that leads to the destination.
void Router::transit_changes(const State& state, std::uint32_t taken) {
  const auto& attachments = design_.all<Attachment>();
  for (const std::uint32_t index : network_.vpcs[state.vpc].attachments) {
    const Ref<TransitGateway> gateway = attachments[index].gateway;
    if (!gateway.is_known()) continue;
    const bool leads_there = any_of(attachments, [&](const Attachment& other) {
      return other.gateway == gateway && is_behind(other, state.destination);
    });
    if (!leads_there) continue;
    add_change(state, taken, RouteTarget::Kind::transit_gateway, gateway.index());
  }
  const std::uint32_t vpn = network_.vpcs[state.vpc].vpn_gateway;
  if (vpn == kNoIndex || prefix_behind(state, vpn) == nullptr) return;
  add_change(state, taken, RouteTarget::Kind::vpn_gateway, vpn);
}

/// A route of a transit gateway's table to an attachment that leads to the destination.
void Router::attachment_changes(const State& state, std::uint32_t taken) {
  const auto& attachments = design_.all<Attachment>();
  const Ref<TransitGateway> gateway = attachments[state.attachment].gateway;
  for (std::uint32_t i = 0; i < attachments.size(); ++i) {
    if (attachments[i].gateway != gateway || i == state.attachment) continue;
    if (!is_behind(attachments[i], state.destination)) continue;
    add_change(state, taken, RouteTarget::Kind::transit_gateway_attachment, i);
  }
}

/// Does the attachment lead to the destination, at most one peering on?
bool Router::is_behind(const Attachment& attachment, const Party& destination) const {
  if (attachment.attached_vpc.is_known()) {
    return network_.vpc_holds(attachment.attached_vpc.index(), destination.atom) == Tri::yes;
  }
  if (attachment.kind == Attachment::Kind::peering) {
    const bool few = design_.all<Attachment>().size() <= kMostSearched;
    if (!attachment.peer.is_known() || !few) return false;
    return any_of(design_.all<Attachment>(), [&](const Attachment& other) {
      return other.gateway == attachment.peer && other.kind != Attachment::Kind::peering &&
             is_behind(other, destination);
    });
  }
  Ref<OnPremisesNetwork> network = attachment.on_premises;
  if (attachment.vpn.is_known()) network = design_.get(attachment.vpn).on_premises;
  if (!network.is_known() || network_.is_symbolic(destination.atom)) return false;
  return any_of(network_.on_premises[network.index()].ranges,
                [&](const AtomRange& range) { return range.contains(destination.atom); });
}

}  // namespace canreach
