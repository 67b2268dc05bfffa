#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/oracle/filters.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/routes.h"
#include "tests/oracle/scan.h"

namespace canreach::oracle {

/// Where a packet ended.
struct Arrival {
  enum class Kind { lost, undecided, interface, internet, service };
  Kind kind = Kind::lost;
  Ref<NetworkInterface> interface;  // with Kind::interface
  Ref<Vpc> vpc;                     // with Kind::service: from which it came
};

/// One connection on its way: the packet as it is now, and what the devices on its path remember of
/// it. First the forward leg, then, after turn(), the reply.
class Journey {
 public:
  Journey(const Design& design, const Packet& packet, std::uint16_t nat_port)
      : design_(design), packet_(packet), nat_port_(nat_port) {}

  /// Sends the packet from an interface, a host on the internet, or the service of a gateway
  /// endpoint.
  Arrival send_from(Ref<NetworkInterface> interface);
  Arrival send_from_internet();
  Arrival send_from_service(Ref<Vpc> vpc);

  /// Has the reply passed every endpoint of a Gateway Load Balancer that the request passed?  Rule:
  /// GWLB-2
  bool is_inspected_both_ways() const { return inspected_ == inspected_back_; }

  /// From now on the packet is the answer to what has arrived.
  void turn();

  const Packet& packet() const { return packet_; }
  const std::string& why() const { return why_; }

 private:
  enum class Leg { forward, reply };
  enum class Through { subnet_route, edge_route };  // how an appliance got the packet

  /// A flow that an interface has seen.
  struct Sighting {
    Ref<NetworkInterface> interface;
    Packet packet;
  };
  /// A flow whose source a NAT gateway or an appliance has replaced by its own.
  struct Translation {
    Ref<NetworkInterface> interface;
    Packet before;
    Packet after;
  };
  /// A NAT gateway's flow that crossed a peering into `vpc`.
  struct NatOverPeering {
    Ref<Vpc> vpc;
    Ref<NetworkInterface> interface;
  };

  /// Who sends into a subnet's route table: an interface of the design, or the one that a transit
  /// gateway has there, which the design does not hold.
  struct Sender {
    Ref<Vpc> vpc;
    Ref<Subnet> subnet;
    Ref<NetworkInterface> interface;  // none: a transit gateway's
  };

  Arrival leave(Ref<NetworkInterface> sender);
  Arrival leave_subnet(Ref<NetworkInterface> sender);
  Arrival leave_subnet(const Sender& sender);
  Arrival follow(const Route& route, const Sender& sender);
  Arrival pass_transit(Ref<TransitGateway> gateway, const Sender& sender);
  Arrival route_in_transit(Ref<TransitGatewayAttachment> entered, Ref<Subnet> beside);
  Arrival come_out(const TransitGatewayAttachment& attachment, Ref<Subnet> beside, Ref<Vpc> from);
  Arrival deliver_in_vpc(Ref<Vpc> vpc);
  Arrival enter(Ref<NetworkInterface> receiver);
  Arrival deliver(Ref<NetworkInterface> receiver);
  Arrival deliver_to_nat_gateway(Ref<NetworkInterface> receiver);
  Arrival pass_nat_gateway(const NatGateway& gateway, const Sender& sender);
  Arrival pass_appliance(Ref<NetworkInterface> appliance, Through through);
  Arrival pass_peering(const VpcPeering& peering, const Sender& sender);
  Arrival pass_inspection(const VpcEndpoint& endpoint, Through through);
  Arrival pass_endpoint(const VpcEndpoint& endpoint, const Sender& sender);
  Arrival leave_by_internet_gateway(const InternetGateway& gateway, const Sender& sender);
  Arrival leave_by_egress_only(const EgressOnlyInternetGateway& gateway, const Sender& sender);
  Arrival cross_internet();
  Arrival enter_by_internet_gateway(Ref<NetworkInterface> owner);
  Arrival enter_by_edge_table(const RouteTable& table, Ref<NetworkInterface> owner);

  bool admit_at(Ref<NetworkInterface> interface, Direction direction);
  bool is_tracked(Ref<NetworkInterface> interface) const;
  void remember(Ref<NetworkInterface> interface) { sightings_.push_back({interface, packet_}); }
  bool may_reply_by_internet_gateway(Ref<Vpc> vpc) const;
  void masquerade(Ref<NetworkInterface> sender);
  bool make_public(const Sender& from);
  bool is_answer_by_egress_only(Ref<Vpc> vpc) const;
  Ref<NetworkInterface> nat_gateway_that_sent_here(Ref<Vpc> vpc) const;
  const Translation* translation_at(Ref<NetworkInterface> interface) const;
  void translate(Ref<NetworkInterface> interface, std::uint16_t port);
  void restore(const Translation& translation);

  /// Is the packet's source no address of that VPC?
  bool is_foreign(Ref<Vpc> vpc) const { return !source_home_.is_known() || source_home_ != vpc; }

  Arrival lost(std::string_view why, const Resource& where);
  Arrival undecided(std::string_view why, const Resource& where);

  const Design& design_;
  Packet packet_;
  std::uint16_t nat_port_;
  Leg leg_ = Leg::forward;
  Identity identity_ = Identity::kept;
  Ref<Vpc> source_home_;            // that has the packet's source; none: none
  Ref<Vpc> brought_by_transit_to_;  // the last one; none: none
  int hops_ = 0;
  std::string why_;
  std::vector<Ref<NetworkInterface>> senders_;  // whose groups let it out on this leg
  std::vector<Sighting> sightings_;
  std::vector<Translation> translations_;
  std::vector<NatOverPeering> nats_over_peerings_;
  std::vector<Ref<Vpc>> entered_by_internet_gateway_;
  std::vector<Sighting> left_by_egress_only_;  // with the interface that sent
  int inspected_ = 0;                          // endpoints of Gateway Load Balancers passed
  int inspected_back_ = 0;                     // of them by the reply
  std::vector<Ref<NetworkInterface>>
      edge_appliances_;  // that an edge table named on the forward leg
  std::vector<Ref<NetworkInterface>> passed_appliances_;  // on the reply, with the flow known there
};

}  // namespace canreach::oracle
