// What is decided with a value unknown must hold for every value: for the one that was there
// before, too.  Each random world is asked once as it is and once with one of its values made
// unknown.
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/query/reach.h"
#include "tests/catch.h"
#include "tests/oracle/worlds.h"
#include "tests/property/connection_flow.h"
#include "tests/property/seeds.h"

namespace canreach {
namespace {

using oracle::Connection;

/// A way to forget one value of a design; the number picks which.  False when the design has no
/// such value.
struct Forgetting {
  const char* what;
  std::function<bool(Design&, std::size_t)> apply;
};

template <class T>
T* pick(std::vector<T>& all, std::size_t number) {
  return all.empty() ? nullptr : &all[number % all.size()];
}

SecurityGroupRule* pick_rule(Design& design, std::size_t number) {
  SecurityGroup* group = pick(design.all<SecurityGroup>(), number);
  if (group == nullptr) return nullptr;
  return pick(number % 2 == 0 ? group->ingress : group->egress, number / 2);
}

NetworkAclEntry* pick_entry(Design& design, std::size_t number) {
  NetworkAcl* acl = pick(design.all<NetworkAcl>(), number);
  if (acl == nullptr) return nullptr;
  return pick(number % 2 == 0 ? acl->ingress : acl->egress, number / 2);
}

Route* pick_route(Design& design, std::size_t number) {
  RouteTable* table = pick(design.all<RouteTable>(), number);
  Route* route = table == nullptr ? nullptr : pick(table->routes, number / 3);
  return route == nullptr || route->target.kind == RouteTarget::Kind::local ? nullptr : route;
}

template <class Picker, class Change>
Forgetting forgetting(const char* what, Picker picker, Change change) {
  return {what, [=](Design& design, std::size_t number) {
            auto* found = picker(design, number);
            if (found != nullptr) change(*found);
            return found != nullptr;
          }};
}

template <class T, class Change>
Forgetting forgetting_of(const char* what, Change change) {
  return forgetting(
      what, [](Design& design, std::size_t number) { return pick(design.all<T>(), number); },
      change);
}

std::vector<Forgetting> forgettings() {
  const TrafficMatch any{TrafficSet(), TrafficSet::all()};
  return {
      forgetting("the peer of a group rule", pick_rule,
                 [](SecurityGroupRule& rule) { rule.peer = SecurityGroupPeer(); }),
      forgetting("the traffic of a group rule", pick_rule,
                 [=](SecurityGroupRule& rule) { rule.traffic = any; }),
      forgetting("the block of an ACL entry", pick_entry,
                 [](NetworkAclEntry& entry) { entry.cidr = kUnknown; }),
      forgetting("the action of an ACL entry", pick_entry,
                 [](NetworkAclEntry& entry) { entry.allow = kUnknown; }),
      forgetting("the traffic of an ACL entry", pick_entry,
                 [=](NetworkAclEntry& entry) { entry.traffic = any; }),
      forgetting("the number of an ACL entry", pick_entry,
                 [](NetworkAclEntry& entry) { entry.number_known = false; }),
      forgetting("whether there is a route", pick_route,
                 [](Route& route) { route.possible = true; }),
      forgetting("the target of a route", pick_route,
                 [](Route& route) { route.target = RouteTarget(); }),
      forgetting("the state of a route", pick_route,
                 [](Route& route) { route.state = Route::State::unknown; }),
      forgetting_of<Subnet>(
          "a subnet's route table",
          [](Subnet& subnet) { subnet.route_table = Ref<RouteTable>::unknown(); }),
      forgetting_of<Subnet>(
          "a subnet's network ACL",
          [](Subnet& subnet) { subnet.network_acl = Ref<NetworkAcl>::unknown(); }),
      forgetting_of<NetworkInterface>(
          "further groups of an interface",
          [](NetworkInterface& interface) { interface.security_groups_known = false; }),
      forgetting_of<NetworkInterface>(
          "a source/destination check",
          [](NetworkInterface& interface) { interface.source_dest_check = kUnknown; }),
      forgetting_of<NetworkInterface>("a public address",
                                      [](NetworkInterface& interface) {
                                        if (interface.type != NetworkInterface::Type::ordinary)
                                          return;
                                        for (auto& address : interface.addresses) {
                                          if (address.address.family == Family::ipv6) continue;
                                          if (address.public_ip.kind != PublicIp::Kind::none)
                                            continue;
                                          address.public_ip.kind = PublicIp::Kind::unknown;
                                        }
                                      }),
      forgetting_of<NatGateway>("a NAT gateway's state",
                                [](NatGateway& gateway) { gateway.state = kUnknown; }),
      forgetting_of<InternetGateway>("an internet gateway's state",
                                     [](InternetGateway& gateway) { gateway.state = kUnknown; }),
      forgetting_of<VpcPeering>("a peering's state",
                                [](VpcPeering& peering) { peering.state = kUnknown; }),
      forgetting_of<Instance>("an instance's state",
                              [](Instance& instance) { instance.state = kUnknown; }),
  };
}

Tally verdict(const Network& network, Reach& reach, const Connection& connection) {
  const std::optional<FlowEnds> ends = ends_of(network, connection);
  if (!ends) return {};
  const Packet packet = packet_of(connection);
  Asked asked;
  asked.traffic = TrafficSet::one(packet.traffic);
  asked.client_ports = {packet.client_port, packet.client_port};
  return tally_of_any(find_paths(network, *ends).paths, [&](const Path& path) {
    Tally tally;
    for (const PassingProtocol& part : reach.passing(path, asked)) tally.add(part.tally());
    return tally;
  });
}

}  // namespace

TEST_CASE("what is decided without a value holds with it") {
  const std::vector<Forgetting> ways = forgettings();
  std::size_t decided = 0;
  std::size_t open = 0;
  for (std::uint64_t seed = 1; seed <= seeds(150); ++seed) {
    const Design world = oracle::random_world(seed);
    const Network known = compile(world);
    Reach known_reach(known);
    const auto connections = oracle::sample_connections(world, seed, 40);
    for (std::size_t way = 0; way < ways.size(); ++way) {
      Design forgotten = world;
      if (!ways[way].apply(forgotten, seed + 7 * way)) continue;
      const Network unknown = compile(forgotten);
      Reach unknown_reach(unknown);
      for (const Connection& connection : connections) {
        const Tally truth = verdict(known, known_reach, connection);
        const Tally answer = verdict(unknown, unknown_reach, connection);
        (answer.all || answer.none ? decided : open) += 1;
        const bool wrong = (answer.all && !truth.all) || (answer.none && !truth.none);
        if (wrong) {
          FAIL_CHECK("seed " << seed << ", without " << ways[way].what << ": "
                             << connection.source.to_string() << " -> "
                             << connection.destination.to_string() << ":"
                             << connection.destination_port << " protocol "
                             << static_cast<int>(connection.protocol) << ": answered "
                             << (answer.all ? "reachable" : "blocked") << ", truth all "
                             << truth.all << " none " << truth.none);
        }
      }
    }
  }
  CHECK(decided > 0);
  CHECK(open > 0);
}

}  // namespace canreach
