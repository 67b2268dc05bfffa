#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/query/path.h"

namespace canreach {

/// Some public address that nobody knows: what a source would get if it had one.
Party some_public_address(const Network& network);

/// A translation made on the forward leg, which the reply must meet again.
struct Translation {
  bool by_appliance = false;       // a NAT instance; else a NAT gateway
  std::uint32_t index = kNoIndex;  // its interface or the NAT gateway
  std::uint32_t vpc = kNoIndex;
  Party inside;                  // the source before it
  bool crossed_peering = false;  // after it.  Rule: NAT-10
};

/// An appliance that forwarded the request, and the addresses that it saw: it knows the reply by
/// them.
struct Forwarder {
  std::uint32_t interface = kNoIndex;
  IpAddress source;
  IpAddress destination;
  bool is_endpoint = false;  // a Gateway Load Balancer's or a firewall's: `interface` is its own
  bool is_stateful = false;  // it must see the reply, too
  bool has_replied = false;  // it has seen it
};

enum class Stage : std::uint8_t {
  begin,
  leave_interface,
  leave_subnet,
  route,
  internet_gateway,  // towards the internet
  internet,          // on the internet
  enter_vpc,         // at an internet gateway, coming from the internet
  local_delivery,    // the router of the VPC delivers
  deliver,           // at the interface
  nat_gateway,
  peering,
  gateway_endpoint,
  enter_transit,   // at the attachment by which a transit gateway is entered
  associate,       // the route table of that attachment is looked for
  leave_transit,   // at the attachment that the table chose
  vpn_gateway,     // towards what lies on premises
  enter_by_vpn,    // at a virtual private gateway, coming from there
  on_premises,     // arriving there
  leave_premises,  // setting out from there
  turn,            // arrived: the reply begins
  arrived,
  dead,
};

/// A packet at a place.  Small and copyable: the search for the least change keeps many.
struct State {
  Stage stage = Stage::begin;
  Leg leg = Leg::forward;
  std::uint32_t vpc = kNoIndex;
  std::uint32_t subnet = kNoIndex;     // where it leaves from
  std::uint32_t interface = kNoIndex;  // at leave_interface and deliver
  std::uint32_t table = kNoIndex;      // at route
  std::uint32_t component = kNoIndex;  // the gateway, peering ... at the stages of those
  Party source;
  Party destination;
  References references = References::hold;
  bool uncertain = false;
  bool transit = false;      // leave_interface: forwarded, not sent, by this interface
  bool edge = false;         // route: the edge table of the internet gateway or the VPN gateway
  bool edge_of_vpn = false;  // the request came in by the VPN gateway's
  PortSource ports = PortSource::request;
  std::uint8_t hops = 0;
  std::uint8_t translation_count = 0;
  std::uint8_t appliance_count = 0;
  bool by_service_endpoint = false;         // arrived at a service through a gateway endpoint
  std::uint32_t masquerading = kNoIndex;    // the appliance that sent it last
  std::uint32_t edge_appliance = kNoIndex;  // inbound traffic was redirected to this interface
  std::uint32_t public_face = kNoIndex;     // whose public address the source took
  bool via_egress_only = false;
  std::uint32_t left_vpc = kNoIndex;          // the request left this one by its internet gateway
  std::uint32_t entered_vpc = kNoIndex;       // and came into this one from the internet
  std::uint32_t attachment = kNoIndex;        // by which a transit gateway was entered
  std::uint32_t arrived_by = kNoIndex;        // by which the last one was left
  std::uint32_t appliance_subnet = kNoIndex;  // where the request came out of it.  Rule: TGW-8
  std::uint32_t on_premises = kNoIndex;       // the network that it arrived at or comes from
  std::uint8_t replying_appliances = 0;       // those that the reply has passed
  std::array<Translation, 3> translations{};
  std::array<Forwarder, 4> appliances{};  // that forwarded the request
};

/// How a packet may go on.
struct Transition {
  enum class Kind : std::uint8_t {
    configured,  // what the design says
    possible,    // what the design may say: an unknown value or an ambiguity leaves several
    change,      // what it could say after one change; its first step refuses today
  };
  Kind kind = Kind::configured;
  State next;
  std::uint32_t first_step = 0;  // in Router::steps()
  std::uint32_t step_count = 0;
};

/// Moves a packet and its reply through the network.  The walk takes the configured transitions;
/// the search for the least change takes all of them.
class Router {
 public:
  Router(const Network& network, const FlowEnds& ends);

  const Network& network() const { return network_; }
  State start() const;

  /// The one way that the design says, in place: the steps are appended to steps().  False, with
  /// nothing changed, when there are several: expand() has them.
  bool advance(State& state);

  /// All ways to go on; `with_changes` adds those that need a change.  The transitions' steps are
  /// appended to steps().
  void expand(const State& state, bool with_changes, std::vector<Transition>& out);

  const std::vector<Step>& steps() const { return steps_; }
  std::vector<Step>& steps() { return steps_; }
  const std::vector<Assumption>& assumptions() const { return assumptions_; }
  /// Forgets the steps and assumptions, and takes other ends.
  void restart(const FlowEnds& ends);

 private:
  void take(State& state);

  // What happens at each stage.  A function adds the steps of the place and then the transition.
  void begin(State& state);
  void leave_interface(State& state);
  void leave_subnet(State& state);
  std::uint32_t owner_here(const State& state) const;
  void to_neighbour(State& state);
  void route(State& state);
  std::vector<std::uint32_t> possible_tables(const State& state) const;
  void route_by_one_of(State& state, const std::vector<std::uint32_t>& tables);
  void internet_gateway(State& state);
  void internet(State& state);
  void enter_vpc(State& state);
  void local_delivery(State& state);
  void deliver(State& state);
  void nat_gateway(State& state);
  void translate_by_nat(State& state, std::uint32_t face);
  void follow_regional_table(State& state, Ref<RouteTable> table);
  void peering(State& state);
  void gateway_endpoint(State& state);
  void inspection_endpoint(State& state);
  void enter_transit(State& state);
  void associate(State& state);
  void leave_transit(State& state);
  void vpn_gateway(State& state);
  void enter_by_vpn(State& state);
  void on_premises(State& state);
  void leave_premises(State& state);
  void turn(State& state);

  // Parts of them.
  bool link_local(State& state);
  std::uint32_t destination_in(const State& state, std::uint32_t vpc) const;
  void find_owner(State& state) const;
  void take_only(State& state, std::uint32_t compiled_route);
  void follow(State& state, std::uint32_t compiled_route);
  void follow_target(State& state, RouteTarget::Kind target, std::uint32_t index);
  void to_internet_gateway(State& state, std::uint32_t gateway);
  void to_egress_only_gateway(State& state, std::uint32_t gateway);
  void to_interface(State& state, std::uint32_t interface);
  void to_transit_gateway(State& state, std::uint32_t gateway);
  void to_attached_vpc(State& state);
  void enter_attached_vpc(State& state, std::uint32_t subnet);
  void carry_references(State& state, const TransitGatewayAttachment& out) const;
  void to_peer_gateway(State& state);
  void to_attached_premises(State& state);
  void to_premises(State& state, Ref<OnPremisesNetwork> network, ResourceKind gateway,
                   std::uint32_t index);
  void check_connection(const State& state, std::uint32_t connection);
  void check_ways_in(const State& state, std::uint32_t gateway);
  Step& attachment_step(const State& state, std::uint32_t index);
  std::vector<std::uint32_t> ways_out(const State& state, bool& open) const;
  bool is_between_premises(const State& state, std::uint32_t gateway) const;
  bool leads(const PremisesEntry& entry, const Party& destination) const;
  const GatewayPrefix* prefix_behind(const State& state, std::uint32_t gateway) const;
  bool is_behind(const TransitGatewayAttachment& attachment, const Party& destination) const;
  void transit_changes(const State& state, std::uint32_t taken);
  void attachment_changes(const State& state, std::uint32_t taken);
  bool comes_from(const State& state, std::uint32_t vpc) const;
  PublicIp::Kind public_kind_of_source(const State& state) const;
  Reason not_there(ResourceKind kind) const;
  Step& route_step(const State& state);
  void change_route(const State& state, std::uint32_t taken);
  void add_change(const State& state, std::uint32_t taken, RouteTarget::Kind kind,
                  std::uint32_t index);
  Reason reason_for_change(const State& state, std::uint32_t taken) const;
  void public_changes(const State& state, std::uint32_t taken);
  void add_missing_gateway(const State& state);
  void return_to_sender(State& state, const Translation& translation);
  void block_public_access(const State& state, std::uint32_t face);
  bool to_public_source(State& state);
  void enter_subnet(const State& state, std::uint32_t subnet);
  void note_leaving(const State& state);
  bool sends_through_acl(const State& state) const;
  void filter_groups(const State& state, std::uint32_t interface, Direction direction);
  bool in_subnet(const State& state, std::uint32_t subnet) const;
  void masquerade(State& state);
  void accept(State& state);
  void begin_at_endpoint(State& state);
  bool leave_client_vpn(State& state);
  void check_service(const State& state, std::uint32_t endpoint);
  bool inspect(State& state, std::uint32_t endpoint, std::uint32_t interface);
  void filter_by_firewall(const State& state, std::uint32_t endpoint);
  void check_fleet(Step& passed, const VpcEndpoint& endpoint, std::uint32_t interface);
  void check_symmetry(const State& state);
  void undo_translation(State& state);
  void leave_regional_gateway(State& state);
  void forward_as_appliance(State& state);
  void accept_reply(State& state);
  bool to_elastic_ip(State& state);
  void reply_on_internet(State& state);
  void reply_to_unnamed(State& state);
  void jump_unknown(State& state);
  void local_owner_missing(State& state);

  Step& step(const State& state, StepKind kind, ResourceKind component, std::uint32_t index);
  void show_client(Step& step) const;
  void refuse(Step& step, Reason reason, Tri outcome = Tri::no);
  void assume(Reason reason, ResourceKind component, std::uint32_t index);
  void go(State& state, Stage stage);
  void dead(State& state);
  void arrive(State& state, ResourceKind component, std::uint32_t index);

  void require_running(const State& state);
  Party party_of_face(std::uint32_t face) const;
  bool owns(std::uint32_t interface, const Party& party) const;
  bool gateway_is_counted(const State& state) const;
  bool knows_reply(const State& state, std::uint32_t interface) const;

  const Network& network_;
  const Design& design_;
  FlowEnds ends_;
  std::vector<Step> steps_;
  std::vector<Assumption> assumptions_;
  std::vector<Transition>* out_ = nullptr;
  std::uint32_t first_step_ = 0;
  bool with_changes_ = false;
  bool forks_ = false;  // advance() met several ways
  Transition::Kind kind_ = Transition::Kind::configured;
};

}  // namespace canreach
