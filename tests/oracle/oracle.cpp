#include "tests/oracle/oracle.h"

#include "tests/oracle/journey.h"

// A connection is its first packet and the answer to it (MOD-1): two journeys of which the second
// uses what the devices remember of the first.  This file knows who may begin one, who answers, and
// when the answer is the one that the client waits for.

namespace canreach::oracle {
namespace {

Packet packet_of(const Connection& connection) {
  return {.protocol = connection.protocol,
          .source = connection.source,
          .destination = connection.destination,
          .source_port = connection.source_port,
          .destination_port = connection.destination_port,
          .icmp_type = connection.icmp_type,
          .icmp_code = connection.icmp_code};
}

// Why an interface of this kind opens no such connection; empty when it may.
std::string_view refusal(const Design& design, const Connection& connection) {
  const NetworkInterface& interface = design.get(connection.source_interface);
  if (interface.type == NetworkInterface::Type::endpoint) {
    return "an endpoint opens no connections";  // IEP-6
  }
  if (interface.type == NetworkInterface::Type::nat_gateway) {
    return "a NAT gateway opens no connections of its own";
  }
  const Function* function = workload_on<Function>(design, connection.source_interface);
  const bool ipv6 = connection.source.family == Family::ipv6;
  if (function != nullptr && ipv6 && !function->ipv6_allowed) {
    return "the function may not use IPv6";  // SVC-8
  }
  return {};
}

// Load balancers, Gateway Load Balancer endpoints, client VPN endpoints and transit gateways are
// beyond the oracle.
bool is_known_kind(const NetworkInterface& interface) {
  switch (interface.type) {
    case NetworkInterface::Type::ordinary:
    case NetworkInterface::Type::nat_gateway:
    case NetworkInterface::Type::endpoint:
    case NetworkInterface::Type::function:
    case NetworkInterface::Type::managed:
      return true;
    case NetworkInterface::Type::gateway_load_balancer_endpoint:
    case NetworkInterface::Type::load_balancer:
    case NetworkInterface::Type::client_vpn:
    case NetworkInterface::Type::transit_gateway:
      return false;
  }
  return false;
}

bool expects_answer(const Packet& packet) {
  return !has_icmp_types(packet.protocol) || is_echo_request(packet);
}

// IEP-6, SVC-1: interface endpoints and databases do not answer a ping.
bool answers(const Design& design, const Arrival& arrival, const Packet& packet) {
  if (arrival.kind != Arrival::Kind::interface || !is_echo_request(packet)) return true;
  return design.get(arrival.interface).type != NetworkInterface::Type::endpoint &&
         workload_on<Database>(design, arrival.interface) == nullptr;
}

bool is_link_local(const Design& design, const Connection& connection) {
  if (!connection.source_interface.is_known()) return false;
  const NetworkInterface& interface = design.get(connection.source_interface);
  return is_link_local_service(design.get(interface.vpc), connection.destination);
}

bool is_home(const Arrival& arrival, const Connection& connection, const Packet& packet) {
  const bool there = connection.source_interface.is_known()
                         ? arrival.kind == Arrival::Kind::interface &&
                               arrival.interface == connection.source_interface
                         : arrival.kind == Arrival::Kind::internet;
  return there && packet == reply_to(packet_of(connection));
}

Arrival send(Journey& journey, const Connection& connection) {
  if (connection.source_interface.is_known()) return journey.send_from(connection.source_interface);
  const Arrival arrival = journey.send_from_internet();
  // From one host on the internet to another: no affair of the design.
  return arrival.kind == Arrival::Kind::internet ? Arrival{} : arrival;
}

Arrival answer(Journey& journey, const Arrival& arrival) {
  journey.turn();
  switch (arrival.kind) {
    case Arrival::Kind::interface:
      return journey.send_from(arrival.interface);
    case Arrival::Kind::internet:
      return journey.send_from_internet();
    case Arrival::Kind::service:
      return journey.send_from_service(arrival.vpc);
    case Arrival::Kind::lost:
    case Arrival::Kind::undecided:
      return {};
  }
  return {};
}

Outcome outcome_of_reply(const Design& design, const Connection& connection, Journey& journey,
                         const Arrival& arrival) {
  Outcome outcome{.forward = true, .seen_source = journey.packet().source, .why = {}};
  if (!expects_answer(packet_of(connection))) {
    outcome.reply = true;
    return outcome;
  }
  if (!answers(design, arrival, journey.packet())) {
    outcome.why = "reply: does not answer a ping";
    return outcome;
  }
  const Arrival end = answer(journey, arrival);
  outcome.undecided = end.kind == Arrival::Kind::undecided;
  outcome.reply = is_home(end, connection, journey.packet());
  if (outcome.reply && !journey.is_inspected_both_ways()) outcome.undecided = true;
  outcome.why = journey.why();
  if (!outcome.reply && outcome.why.empty()) outcome.why = "reply: reaches somebody else";
  return outcome;
}

Outcome not_forwarded(std::string why) {
  Outcome outcome;
  outcome.why = std::move(why);
  return outcome;
}

}  // namespace

Outcome connect(const Design& design, const Connection& connection) {
  Journey journey(design, packet_of(connection), connection.nat_port);
  if (connection.source_interface.is_known()) {
    const std::string_view why = refusal(design, connection);
    if (!why.empty()) return not_forwarded(std::string(why));
    const bool known = is_known_kind(design.get(connection.source_interface));
    if (!known) return {.undecided = true, .seen_source = {}, .why = "kind of the source"};
  }
  if (is_link_local(design, connection)) {
    return {.forward = true, .reply = true, .seen_source = connection.source, .why = {}};
  }
  const Arrival arrival = send(journey, connection);
  const bool foreign_kind =
      arrival.kind == Arrival::Kind::interface && !is_known_kind(design.get(arrival.interface));
  if (arrival.kind == Arrival::Kind::undecided || foreign_kind) {
    return {.undecided = true, .seen_source = {}, .why = journey.why()};
  }
  if (arrival.kind == Arrival::Kind::lost) {
    const bool nobody = journey.why().empty();
    return not_forwarded(nobody ? "forward: nobody of this design" : journey.why());
  }
  return outcome_of_reply(design, connection, journey, arrival);
}

}  // namespace canreach::oracle
