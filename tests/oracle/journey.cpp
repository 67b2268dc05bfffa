#include "tests/oracle/journey.h"

#include <fmt/format.h>

// The path of a packet, told as the rules tell it.  Every function is one thing that happens to the
// packet and calls the next one; what comes back is where it ended.  Nothing is looked up faster
// than by looking at everything, and nothing is computed for more than one packet.
//
//   leave          source check, group egress                        an interface sends
//   leave_subnet   same subnet: deliver; else ACL out, route table
//   follow         to what the route names
//   enter          ACL in, then deliver                              an interface gets it from
//   outside deliver        group ingress, then the end of the leg, unless the interface is a NAT's
//
// The reply is a packet like any other.  What lets it pass where a new packet would not is memory,
// and memory is kept where AWS keeps it: an interface that saw the flow admits its answer past the
// groups (MOD-8), a NAT that replaced the source puts it back, an egress-only gateway knows what it
// let out, and a peer answers a NAT gateway without a route (NAT-10).  An internet gateway
// remembers nothing, but an answer that leaves by one through which the flow did not come would be
// nobody's (IGW-7).
//
// Where the rules leave a choice, the oracle reads them so:
// - An appliance that sends towards an internet gateway with an IPv4 source that is not its own
// puts its own
//   primary address there and keeps the port; towards the VPC it changes nothing (NATI-2).
// - An appliance that sees only the answer filters it with its groups as a new flow and passes it
// on, unless
//   an edge table sent it there (RT-16).
// - A group reference in an egress rule asks for the destination's address alone; one in an ingress
// rule
//   matches no source that came past an appliance, a NAT or an internet gateway (SG-12, RT-18).
// - Delivery is one interface's: an address that nobody has is lost, whoever would have answered.

namespace canreach::oracle {
namespace {

// More than any path of different devices in a small design: a packet that goes on circles.
constexpr int kMostHops = 24;

Ref<NetworkInterface> interface_at(std::uint32_t index) { return Ref<NetworkInterface>(index); }

bool nat_carries(const Packet& packet) {  // NAT-5
  return packet.source.family == Family::ipv4 && packet.destination.family == Family::ipv4 &&
         (has_ports(packet.protocol) || packet.protocol == kIcmp);
}

// GEP-5
bool endpoint_carries(const Packet& packet) {
  return packet.protocol == kTcp || is_echo_request(packet);
}

const RouteTable* edge_table_of(const Design& design, std::size_t gateway) {
  for (const RouteTable& table : design.all<RouteTable>()) {
    if (table.edge.kind == EdgeGateway::Kind::internet_gateway && table.edge.index == gateway) {
      return &table;
    }
  }
  return nullptr;
}

bool is_attached(const Resource& gateway) { return in_state(gateway, {"available", "attached"}); }

bool service_holds(const Design& design, const VpcEndpoint& endpoint, const IpAddress& address) {
  for (const PrefixList& list : design.all<PrefixList>()) {
    if (list.service == endpoint.service && in_cidrs(list.entries, address)) return true;
  }
  return false;
}

bool has_public_ip(const NetworkInterface& interface) {
  for (const InterfaceAddress& own : interface.addresses) {
    if (own.public_ip.kind == PublicIp::Kind::address) return true;
  }
  return false;
}

}  // namespace

Arrival Journey::lost(std::string_view why, const Resource& where) {
  const char* leg = leg_ == Leg::forward ? "forward" : "reply";
  why_ = fmt::format("{}: {} at {}", leg, why, where.name);
  return {};
}

Arrival Journey::undecided(std::string_view why, const Resource& where) {
  lost(why, where);
  return {Arrival::Kind::undecided, {}, {}};
}

Arrival Journey::send_from(Ref<NetworkInterface> interface) {
  const NetworkInterface& sender = design_.get(interface);
  source_home_ = sender.vpc;
  if (!works(design_, interface)) return lost("not running", sender);
  if (!owns(sender, packet_.source) && sender.source_dest_check.get()) {  // ADR-16
    return lost("source check", sender);
  }
  return leave(interface);
}

Arrival Journey::send_from_internet() { return cross_internet(); }

Arrival Journey::send_from_service(Ref<Vpc> vpc) { return deliver_in_vpc(vpc); }

void Journey::turn() {
  packet_ = reply_to(packet_);
  leg_ = Leg::reply;
  source_home_ = {};
  brought_by_transit_to_ = {};
  identity_ = Identity::kept;
  senders_.clear();
  hops_ = 0;
}

Arrival Journey::leave(Ref<NetworkInterface> sender) {
  if (!admit_at(sender, Direction::egress)) {
    return lost("security group egress", design_.get(sender));
  }
  if (leg_ == Leg::forward) remember(sender);
  return leave_subnet(sender);
}

Arrival Journey::leave_subnet(Ref<NetworkInterface> sender) {
  const NetworkInterface& interface = design_.get(sender);
  return leave_subnet(Sender{interface.vpc, interface.subnet, sender});
}

Arrival Journey::leave_subnet(const Sender& sender) {
  const Subnet& subnet = design_.get(sender.subnet);
  if (++hops_ > kMostHops) {
    if (sender.interface.is_none()) return lost("loop", subnet);
    return lost("loop", design_.get(sender.interface));
  }
  if (in_cidrs(subnet.cidrs, packet_.destination)) {  // MOD-4, TGW-6
    const Ref<NetworkInterface> owner = owner_in_vpc(design_, sender.vpc, packet_.destination);
    return owner.is_known() ? deliver(owner) : lost("nobody has the address", subnet);
  }
  if (!network_acl_admits(design_, sender.subnet, Direction::egress, packet_)) {
    return lost("network acl out", subnet);
  }
  const Ref<NetworkInterface> nat = nat_gateway_that_sent_here(sender.vpc);
  if (nat.is_known()) return enter(nat);  // NAT-10
  const RouteTable& table = design_.get(subnet.route_table);
  const Choice choice = choose_route(design_, table, packet_.destination);
  switch (choice.kind) {
    case Choice::Kind::none:
      return lost("no route", table);
    case Choice::Kind::ambiguous:
      return undecided("ambiguous route", table);
    case Choice::Kind::blackhole:
      return lost("blackhole", table);
    case Choice::Kind::route:
      return follow(*choice.route, sender);
  }
  return {};
}

Arrival Journey::follow(const Route& route, const Sender& sender) {
  const Subnet& subnet = design_.get(sender.subnet);
  const std::uint32_t index = route.target.index;
  switch (route.target.kind) {
    case RouteTarget::Kind::local:
      return deliver_in_vpc(sender.vpc);
    case RouteTarget::Kind::internet_gateway:
      return leave_by_internet_gateway(design_.all<InternetGateway>()[index], sender);
    case RouteTarget::Kind::egress_only_internet_gateway:
      return leave_by_egress_only(design_.all<EgressOnlyInternetGateway>()[index], sender);
    case RouteTarget::Kind::nat_gateway:
      return pass_nat_gateway(design_.all<NatGateway>()[index], sender);
    case RouteTarget::Kind::network_interface:
      return pass_appliance(interface_at(index), Through::subnet_route);
    case RouteTarget::Kind::vpc_peering:
      return pass_peering(design_.all<VpcPeering>()[index], sender);
    case RouteTarget::Kind::vpc_endpoint:
      return pass_endpoint(design_.all<VpcEndpoint>()[index], sender);
    case RouteTarget::Kind::blackhole:
      return lost("blackhole", subnet);
    case RouteTarget::Kind::transit_gateway:
      return pass_transit(Ref<TransitGateway>(index), sender);
    case RouteTarget::Kind::transit_gateway_attachment:
    case RouteTarget::Kind::vpn_gateway:
    case RouteTarget::Kind::not_modelled:
    case RouteTarget::Kind::unknown:
      return undecided("target that the oracle does not know", subnet);
  }
  return {};
}

Arrival Journey::deliver_in_vpc(Ref<Vpc> vpc) {
  const Ref<NetworkInterface> owner = owner_in_vpc(design_, vpc, packet_.destination);
  return owner.is_known() ? enter(owner) : lost("nobody has the address", design_.get(vpc));
}

Arrival Journey::enter(Ref<NetworkInterface> receiver) {
  const Ref<Subnet> subnet = design_.get(receiver).subnet;
  if (!network_acl_admits(design_, subnet, Direction::ingress, packet_)) {
    return lost("network acl in", design_.get(subnet));
  }
  return deliver(receiver);
}

Arrival Journey::deliver(Ref<NetworkInterface> receiver) {
  const NetworkInterface& interface = design_.get(receiver);
  if (!works(design_, receiver)) return lost("not running", interface);
  if (interface.type == NetworkInterface::Type::nat_gateway) {
    return deliver_to_nat_gateway(receiver);
  }
  if (interface.type == NetworkInterface::Type::function && leg_ == Leg::forward) {
    return lost("a function accepts nothing", interface);  // SVC-7
  }
  if (!admit_at(receiver, Direction::ingress)) return lost("security group ingress", interface);
  if (leg_ == Leg::forward) remember(receiver);
  const Translation* translation = translation_at(receiver);
  if (translation == nullptr) return {Arrival::Kind::interface, receiver, interface.vpc};
  restore(*translation);
  passed_appliances_.push_back(receiver);
  return leave_subnet(receiver);
}

Arrival Journey::deliver_to_nat_gateway(Ref<NetworkInterface> receiver) {
  const Translation* translation = translation_at(receiver);
  if (translation == nullptr) {  // NAT-6
    return lost("a NAT gateway takes no new flow", design_.get(receiver));
  }
  restore(*translation);
  return leave_subnet(receiver);
}

Arrival Journey::pass_nat_gateway(const NatGateway& gateway, const Sender& sender) {
  if (!gateway.interface.is_known()) return undecided("regional NAT gateway", gateway);  // NAT-15
  const NetworkInterface& own = design_.get(gateway.interface);
  if (!in_state(gateway, {"available"})) return lost("state", gateway);  // NAT-2
  if (own.vpc != sender.vpc) return lost("NAT gateway of another VPC", gateway);
  if (owns(own, packet_.destination)) return enter(gateway.interface);
  if (leg_ == Leg::reply) return lost("not its flow", gateway);  // IGW-7
  if (!nat_carries(packet_)) return lost("protocol", gateway);
  if (!network_acl_admits(design_, own.subnet, Direction::ingress, packet_)) {  // NAT-8, step 2
    return lost("network acl in", design_.get(own.subnet));
  }
  // What a transit gateway brings comes from its interface in the VPC.  Rules: NAT-9, AMB-10.
  if (brought_by_transit_to_ != own.vpc &&
      !owner_in_vpc(design_, own.vpc, packet_.source).is_known()) {
    return lost("source of another VPC", gateway);
  }
  translate(gateway.interface, nat_port_ != 0 ? nat_port_ : packet_.source_port);
  return leave_subnet(gateway.interface);
}

Arrival Journey::pass_appliance(Ref<NetworkInterface> appliance, Through through) {
  const NetworkInterface& interface = design_.get(appliance);
  if (owns(interface, packet_.destination)) return enter(appliance);
  if (interface.type != NetworkInterface::Type::ordinary) {
    return undecided("not an appliance", interface);
  }
  if (!works(design_, appliance)) return lost("not running", interface);  // RT-12
  if (!network_acl_admits(design_, interface.subnet, Direction::ingress, packet_)) {
    return lost("network acl in", design_.get(interface.subnet));
  }
  if (!admit_at(appliance, Direction::ingress)) return lost("security group ingress", interface);
  if (interface.source_dest_check.get()) return lost("destination check", interface);
  const bool reply = leg_ == Leg::reply;
  if (reply && is_tracked(appliance)) passed_appliances_.push_back(appliance);
  if (reply && !is_tracked(appliance) && through == Through::edge_route) {
    return lost("the middlebox did not see the flow", interface);  // RT-16
  }
  if (!reply && through == Through::edge_route) edge_appliances_.push_back(appliance);
  if (!reply) remember(appliance);
  identity_ = Identity::lost;  // RT-18
  return leave(appliance);
}

Arrival Journey::pass_peering(const VpcPeering& peering, const Sender& sender) {
  if (!is_active(peering)) return lost("state", peering);
  const Ref<Vpc> from = sender.vpc;
  if (from != peering.requester && from != peering.accepter) {
    return lost("peering of other VPCs", peering);
  }
  const Ref<Vpc> to = from == peering.requester ? peering.accepter : peering.requester;
  if (!to.is_known() || design_.get(to).external) return undecided("external VPC", peering);
  if (!in_cidrs(design_.get(to).cidrs, packet_.destination)) {  // PEER-4, PEER-5
    return lost("not in the peer's range", peering);
  }
  const Ref<NetworkInterface> source = owner_in_vpc(design_, from, packet_.source);
  const bool nat =
      source.is_known() && design_.get(source).type == NetworkInterface::Type::nat_gateway;
  if (leg_ == Leg::forward && nat) nats_over_peerings_.push_back({to, source});
  return deliver_in_vpc(to);
}

Arrival Journey::pass_endpoint(const VpcEndpoint& endpoint, const Sender& sender) {
  if (endpoint.type == EndpointType::gateway_load_balancer) {
    return pass_inspection(endpoint, Through::subnet_route);
  }
  if (endpoint.type != EndpointType::gateway) {
    return undecided("not a gateway endpoint", endpoint);
  }
  const Ref<Vpc> vpc = sender.vpc;
  if (!in_state(endpoint, {"available"})) return lost("state", endpoint);
  if (endpoint.vpc != vpc) return lost("endpoint of another VPC", endpoint);
  if (leg_ == Leg::reply) return lost("not its flow", endpoint);
  if (!service_holds(design_, endpoint, packet_.destination)) {
    return lost("not an address of the service", endpoint);
  }
  if (!endpoint_carries(packet_)) return lost("protocol", endpoint);
  if (is_foreign(vpc)) {  // GEP-6, TGW-12
    return lost("source of another VPC", endpoint);
  }
  return {Arrival::Kind::service, {}, vpc};
}

// GWLB-1, GWLB-2, GWLB-5: addresses stay, the endpoint's subnet decides on.
Arrival Journey::pass_inspection(const VpcEndpoint& endpoint, Through through) {
  const Ref<NetworkInterface> own = endpoint.interfaces.front();
  const Ref<Subnet> subnet = design_.get(own).subnet;
  if (!in_state(endpoint, {"available"})) return lost("state", endpoint);
  if (!network_acl_admits(design_, subnet, Direction::ingress, packet_)) {
    return lost("network acl in", design_.get(subnet));
  }
  if (leg_ == Leg::forward) {
    for (const Sighting& sighting : sightings_) {
      if (sighting.interface == own && sighting.packet == packet_) return lost("loop", endpoint);
    }
    remember(own);
    ++inspected_;
    if (through == Through::edge_route) edge_appliances_.push_back(own);
  } else if (is_tracked(own)) {
    ++inspected_back_;
    passed_appliances_.push_back(own);
  } else if (through == Through::edge_route) {
    return lost("the middlebox did not see the flow", endpoint);  // RT-16
  } else {
    return undecided("one direction is inspected", endpoint);
  }
  identity_ = Identity::lost;  // RT-18
  return leave_subnet(own);
}

Arrival Journey::leave_by_internet_gateway(const InternetGateway& gateway, const Sender& sender) {
  if (!is_attached(gateway) || gateway.vpc != sender.vpc) {
    return lost("detached", gateway);  // IGW-1
  }
  if (leg_ == Leg::reply && !may_reply_by_internet_gateway(sender.vpc)) {
    return lost("not its flow", gateway);
  }
  const bool nat = sender.interface.is_known() &&
                   design_.get(sender.interface).type == NetworkInterface::Type::nat_gateway;
  const Crossing crossing = nat ? Crossing::outbound_only_gateway : Crossing::outbound;
  if (leg_ == Leg::forward && !public_access_admits(design_, sender.subnet, crossing)) {
    return lost("block public access", gateway);
  }
  if (!make_public(sender)) return lost("no public address", gateway);
  if (!is_internet_address(packet_.destination)) {  // IGW-5
    return lost("private destination", gateway);
  }
  return cross_internet();
}

// IGW-7; RT-16: what an edge table sent through a middlebox comes back through it.
bool Journey::may_reply_by_internet_gateway(Ref<Vpc> vpc) const {
  // It translates no IPv6 address and keeps no state: an IPv6 answer may leave by it whichever way
  // the request came.  Rules: IGW-4, IGW-9.
  bool entered = packet_.source.family == Family::ipv6;
  for (const Ref<Vpc> one : entered_by_internet_gateway_) entered = entered || one == vpc;
  for (const Ref<NetworkInterface> appliance : edge_appliances_) {
    if (design_.get(appliance).vpc != vpc) continue;
    bool passed = false;
    for (const Ref<NetworkInterface> one : passed_appliances_) passed = passed || one == appliance;
    entered = entered && passed;
  }
  return entered;
}

// NATI-2: what an appliance sends on for others has its address, unless it has a public one.
void Journey::masquerade(Ref<NetworkInterface> sender) {
  const NetworkInterface& interface = design_.get(sender);
  const bool foreign = !owns(interface, packet_.source);
  const bool known = leg_ == Leg::reply && is_tracked(sender);
  const bool ipv4 = packet_.source.family == Family::ipv4;
  const Ref<NetworkInterface> source_owner = owner_in_vpc(design_, interface.vpc, packet_.source);
  // What has a public address of its own keeps it behind an appliance.
  bool keeps = false;
  if (leg_ == Leg::forward && source_owner.is_known() && !is_foreign(interface.vpc)) {
    for (const InterfaceAddress& own : design_.get(source_owner).addresses) {
      keeps =
          keeps || (own.address == packet_.source && own.public_ip.kind != PublicIp::Kind::none);
    }
  }
  const bool is_inspection =
      interface.type == NetworkInterface::Type::gateway_load_balancer_endpoint;
  if (foreign && ipv4 && !known && !keeps && !is_inspection) translate(sender, packet_.source_port);
}

// IGW-2, IGW-6: puts the public address that belongs to the source in its place.
bool Journey::make_public(const Sender& from) {
  if (!from.interface.is_none()) masquerade(from.interface);
  const Ref<NetworkInterface> owner = owner_in_vpc(design_, from.vpc, packet_.source);
  if (!owner.is_known() || is_foreign(from.vpc)) return false;
  identity_ = Identity::lost;
  if (packet_.source.family == Family::ipv6) return true;  // IGW-9
  for (const InterfaceAddress& own : design_.get(owner).addresses) {
    if (own.address == packet_.source && own.public_ip.kind == PublicIp::Kind::address) {
      packet_.source = own.public_ip.address;
      return true;
    }
  }
  return false;
}

Arrival Journey::leave_by_egress_only(const EgressOnlyInternetGateway& gateway,
                                      const Sender& sender) {
  if (!is_attached(gateway) || gateway.vpc != sender.vpc) return lost("detached", gateway);
  if (packet_.source.family != Family::ipv6) return lost("not IPv6", gateway);
  if (leg_ == Leg::reply) return lost("not its flow", gateway);  // EIGW-1
  if (inspected_ > 0) return lost("inspected before", gateway);  // EIGW-2
  if (!public_access_admits(design_, sender.subnet, Crossing::outbound_only_gateway)) {
    return lost("block public access", gateway);
  }
  const Ref<NetworkInterface> owner = owner_in_vpc(design_, sender.vpc, packet_.source);
  if (is_foreign(sender.vpc) || !owner.is_known()) return lost("spoofed source", gateway);
  identity_ = Identity::lost;
  left_by_egress_only_.push_back({owner, packet_});
  return cross_internet();
}

Arrival Journey::cross_internet() {
  static const Resource kInternet = [] {
    Resource internet;
    internet.name = "internet";
    return internet;
  }();
  if (!is_internet_address(packet_.destination)) return lost("private destination", kInternet);
  if (!is_internet_address(packet_.source)) return lost("private source", kInternet);
  const Ref<NetworkInterface> owner = owner_on_internet(design_, packet_.destination);
  if (owner.is_known()) return enter_by_internet_gateway(owner);
  return {Arrival::Kind::internet, {}, {}};
}

bool Journey::is_answer_by_egress_only(Ref<Vpc> vpc) const {
  if (leg_ == Leg::forward) return false;
  for (const Sighting& sighting : left_by_egress_only_) {
    if (design_.get(sighting.interface).vpc == vpc && reply_to(sighting.packet) == packet_) {
      return true;
    }
  }
  return false;
}

Arrival Journey::enter_by_internet_gateway(Ref<NetworkInterface> owner) {
  const NetworkInterface& interface = design_.get(owner);
  if (is_answer_by_egress_only(interface.vpc)) return enter(owner);
  if (!works(design_, owner)) return lost("not running", interface);  // IGW-3: attached
  if (interface.type == NetworkInterface::Type::endpoint &&
      packet_.destination.family == Family::ipv6) {
    return lost("endpoints are closed to the internet", interface);  // IGW-10
  }
  const std::vector<InternetGateway>& gateways = design_.all<InternetGateway>();
  for (std::size_t i = 0; i < gateways.size(); ++i) {
    if (gateways[i].vpc != interface.vpc || !is_attached(gateways[i])) continue;
    packet_.destination = private_address_of(interface, packet_.destination);
    identity_ = Identity::lost;
    if (leg_ == Leg::forward) entered_by_internet_gateway_.push_back(interface.vpc);
    const RouteTable* table = edge_table_of(design_, i);
    if (table != nullptr) return enter_by_edge_table(*table, owner);
    if (leg_ == Leg::forward &&
        !public_access_admits(design_, interface.subnet, Crossing::inbound)) {
      return lost("block public access", gateways[i]);
    }
    return enter(owner);
  }
  return lost("no internet gateway", design_.get(interface.vpc));
}

// RT-14; BPA-5: the subnet that counts is the middlebox's.
Arrival Journey::enter_by_edge_table(const RouteTable& table, Ref<NetworkInterface> owner) {
  const Choice choice = choose_route(design_, table, packet_.destination);
  if (choice.kind == Choice::Kind::ambiguous) return undecided("ambiguous route", table);
  if (choice.kind != Choice::Kind::route) return lost("no edge route", table);
  const RouteTarget& target = choice.route->target;
  if (target.kind == RouteTarget::Kind::vpc_endpoint) {
    const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[target.index];
    const Ref<Subnet> subnet = design_.get(endpoint.interfaces.front()).subnet;
    if (leg_ == Leg::forward && !public_access_admits(design_, subnet, Crossing::inbound)) {
      return lost("block public access", table);
    }
    return pass_inspection(endpoint, Through::edge_route);
  }
  const bool redirected = target.kind == RouteTarget::Kind::network_interface;
  if (!redirected && target.kind != RouteTarget::Kind::local) {
    return undecided("edge route target", table);
  }
  const Ref<NetworkInterface> next = redirected ? interface_at(target.index) : owner;
  if (leg_ == Leg::forward &&
      !public_access_admits(design_, design_.get(next).subnet, Crossing::inbound)) {
    return lost("block public access", table);
  }
  if (!redirected) return enter(owner);
  const bool instance = workload_on<Instance>(design_, next) != nullptr;
  if (!instance || !has_public_ip(design_.get(next))) {
    return lost("edge target without instance or public address", design_.get(next));
  }
  return pass_appliance(next, Through::edge_route);
}

bool Journey::is_tracked(Ref<NetworkInterface> interface) const {
  if (leg_ == Leg::forward) return false;
  for (const Sighting& sighting : sightings_) {
    if (sighting.interface == interface && reply_to(sighting.packet) == packet_) return true;
  }
  for (const Translation& translation : translations_) {
    if (translation.interface == interface && reply_to(translation.after) == packet_) return true;
  }
  return false;
}

bool Journey::admit_at(Ref<NetworkInterface> interface, Direction direction) {
  if (is_tracked(interface)) return true;  // SG-17
  // The destination is named by its address alone, whatever the packet passed.
  const Identity known = direction == Direction::ingress ? identity_ : Identity::kept;
  if (direction == Direction::egress) senders_.push_back(interface);
  return security_groups_admit(design_, design_.get(interface), direction, packet_, known);
}

const Journey::Translation* Journey::translation_at(Ref<NetworkInterface> interface) const {
  if (leg_ == Leg::forward) return nullptr;
  for (const Translation& translation : translations_) {
    if (translation.interface == interface && reply_to(translation.after) == packet_) {
      return &translation;
    }
  }
  return nullptr;
}

void Journey::translate(Ref<NetworkInterface> interface, std::uint16_t port) {
  const Packet before = packet_;
  packet_.source = design_.get(interface).addresses.front().address;
  source_home_ = design_.get(interface).vpc;
  if (has_ports(packet_.protocol)) packet_.source_port = port;
  translations_.push_back({interface, before, packet_});
  identity_ = Identity::lost;
}

void Journey::restore(const Translation& translation) {
  packet_.destination = translation.before.source;
  packet_.destination_port = translation.before.source_port;
}

Ref<NetworkInterface> Journey::nat_gateway_that_sent_here(Ref<Vpc> vpc) const {
  if (leg_ == Leg::forward) return {};
  for (const NatOverPeering& crossing : nats_over_peerings_) {
    const bool to_it = owns(design_.get(crossing.interface), packet_.destination);
    if (crossing.vpc == vpc && to_it) return crossing.interface;
  }
  return {};
}

}  // namespace canreach::oracle
