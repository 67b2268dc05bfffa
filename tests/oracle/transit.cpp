#include "tests/oracle/journey.h"

// A packet in a transit gateway: in by the attachment of the VPC that it leaves, through the table
// of that attachment, out by the attachment that the table names.

namespace canreach::oracle {
namespace {

using Attachment = TransitGatewayAttachment;

bool is_available(const Resource& resource) { return in_state(resource, {"available"}); }

// TGW-1: the attachment's subnet in the zone of another subnet.
Ref<Subnet> subnet_beside(const Design& design, const Attachment& attachment, Ref<Subnet> beside) {
  if (!beside.is_known()) return {};
  for (const Ref<Subnet> subnet : attachment.subnets) {
    if (design.get(subnet).zone == design.get(beside).zone) return subnet;
  }
  return {};
}

int length_for(const Route& route, const IpAddress& address) {
  const IpPrefix& destination = route.destination.get();
  return holds(destination, address) ? destination.length() : -1;
}

// TGW-5: the longest; of equal ones, the static.  Several that differ: nobody knows.
std::vector<const Route*> best_routes(const TransitGatewayRouteTable& table,
                                      const IpAddress& destination) {
  std::vector<const Route*> best;
  for (const Route& route : table.routes) {
    const int length = length_for(route, destination);
    if (length < 0) continue;
    if (!best.empty()) {
      const int other = length_for(*best.front(), destination);
      const bool worse =
          length < other || (length == other && route.propagated && !best.front()->propagated);
      if (worse) continue;
      const bool better = length > other || (!route.propagated && best.front()->propagated);
      if (better) best.clear();
    }
    best.push_back(&route);
  }
  return best;
}

}  // namespace

Arrival Journey::pass_transit(Ref<TransitGateway> gateway, const Sender& sender) {
  for (const Ref<NetworkInterface> sent : senders_) {  // SG-13
    const NetworkInterface& interface = design_.get(sent);
    if (!security_groups_admit(design_, interface, Direction::egress, packet_, Identity::lost)) {
      return lost("a group across a transit gateway", interface);
    }
  }
  const auto& attachments = design_.all<Attachment>();
  for (std::size_t i = 0; i < attachments.size(); ++i) {
    const Attachment& attachment = attachments[i];
    if (attachment.gateway != gateway || attachment.attached_vpc != sender.vpc) continue;
    const Ref<Subnet> subnet = subnet_beside(design_, attachment, sender.subnet);
    if (!subnet.is_known()) return lost("no subnet in the zone", attachment);
    if (!network_acl_admits(design_, subnet, Direction::ingress, packet_)) {  // TGW-6
      return lost("network acl in", design_.get(subnet));
    }
    if (!is_available(attachment)) return lost("state", attachment);
    return route_in_transit(Ref<Attachment>(i), sender.subnet);
  }
  return lost("not attached", design_.get(gateway));
}

Arrival Journey::route_in_transit(Ref<TransitGatewayAttachment> entered, Ref<Subnet> beside) {
  const Attachment& from = design_.get(entered);
  if (!from.route_table.is_known()) return lost("no association", from);  // TGW-3
  const TransitGatewayRouteTable& table = design_.get(from.route_table);
  const std::vector<const Route*> best = best_routes(table, packet_.destination);
  if (best.empty()) return lost("no route", table);
  if (best.size() > 1) return undecided("several routes", table);
  const Route& route = *best.front();
  if (route.state == Route::State::unknown) return undecided("perhaps propagated", table);  // TGW-9
  if (route.target.kind != RouteTarget::Kind::transit_gateway_attachment) {
    return lost("blackhole", table);
  }
  return come_out(design_.all<Attachment>()[route.target.index], beside, from.attached_vpc);
}

Arrival Journey::come_out(const TransitGatewayAttachment& attachment, Ref<Subnet> beside,
                          Ref<Vpc> from) {
  if (!is_available(attachment)) return lost("state", attachment);
  if (attachment.kind == Attachment::Kind::peering) {  // TGW-11
    const Attachment& other = design_.get(attachment.peer_attachment);
    if (!is_available(other)) return lost("state", other);
    identity_ = Identity::lost;
    return route_in_transit(attachment.peer_attachment, {});
  }
  if (attachment.kind != Attachment::Kind::vpc) return undecided("kind", attachment);
  Ref<Subnet> subnet = subnet_beside(design_, attachment, beside);
  if (!subnet.is_known()) {  // TGW-8: any of the others
    if (attachment.subnets.size() > 1) return undecided("any zone", attachment);
    subnet = attachment.subnets.front();
  }
  if (from.is_none() || !may_refer_across_transit(design_, from, attachment.attached_vpc)) {
    identity_ = Identity::lost;  // TGW-10
  }
  if (identity_ == Identity::kept) identity_ = Identity::by_transit;
  brought_by_transit_to_ = attachment.attached_vpc;
  return leave_subnet(Sender{attachment.attached_vpc, subnet, {}});
}

}  // namespace canreach::oracle
