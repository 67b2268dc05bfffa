#include "tests/oracle/oracle.h"

#include "model/net/address_set.h"
#include "tests/catch.h"
#include "tests/oracle/fixtures.h"
#include "tests/oracle/scan.h"

// The test vectors of docs/semantics.md, section 21: the oracle must agree with what was typed from
// the rules before anything is measured against the oracle.

namespace canreach::oracle {
namespace {

constexpr std::string_view kInternetHost = "203.0.113.7";
constexpr std::string_view kInternetHost6 = "2001:db8:ffff::7";
constexpr std::uint16_t kLinuxPort = 40000;

Connection to(std::string_view destination, std::uint16_t port) {
  Connection connection;
  connection.destination = address(destination);
  connection.destination_port = port;
  connection.source_port = kLinuxPort;
  return connection;
}

Connection ping(std::string_view destination) {
  Connection connection = to(destination, 0);
  connection.protocol = kIcmp;
  connection.source_port = 0;
  connection.icmp_type = 8;
  return connection;
}

Outcome outcome(const Fixture& fixture, Ref<NetworkInterface> from, Connection connection) {
  const Design design = completed(fixture.design);
  connection.source_interface = from;
  for (const InterfaceAddress& own : design.get(from).addresses) {
    if (own.address.family == connection.destination.family) connection.source = own.address;
  }
  return connect(design, connection);
}

// "reachable", or where the packet or its answer was lost.
std::string verdict(const Outcome& outcome) {
  if (outcome.undecided) return "undecided";
  return outcome.forward && outcome.reply ? "reachable" : outcome.why;
}

std::string verdict(const Fixture& fixture, Ref<NetworkInterface> from, Connection connection) {
  return verdict(outcome(fixture, from, connection));
}

std::string verdict_from(std::string_view host, const Fixture& fixture, Connection connection) {
  connection.source = address(host);
  return verdict(connect(completed(fixture.design), connection));
}

std::string seen_as(const Fixture& fixture, Ref<NetworkInterface> from,
                    const Connection& connection) {
  const Outcome result = outcome(fixture, from, connection);
  return result.seen_source ? result.seen_source->to_string() : "nobody";
}

void replace_ingress(Fixture& f, Ref<SecurityGroup> group, SecurityGroupRule only) {
  f.design.get(group).ingress = {std::move(only)};
}

void allow_all(std::vector<NetworkAclEntry>& entries) {
  entries.push_back(entry(100, Verdict::allow, TrafficSet::all(), kAnyIpv4));
}

}  // namespace

TEST_CASE("T-01 to T-04: groups that reference groups") {
  Fixture f = fixture_b0();
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "reachable");
  CHECK(verdict(f, f.web1, to("10.0.2.20", 5432)) == "forward: security group ingress at db1");
  CHECK(verdict(f, f.app1, to("10.0.1.11", 8080)) == "forward: security group ingress at app2");
  f.design.get(f.app).ingress.push_back(rule(tcp(8080), from_group(f.design, f.app)));
  CHECK(verdict(f, f.app1, to("10.0.1.11", 8080)) == "reachable");
}

TEST_CASE("T-05: an empty network ACL does not act inside its subnet") {
  Fixture f = fixture_b0();
  f.design.get(f.app).ingress.push_back(rule(tcp(8080), from_group(f.design, f.app)));
  own_network_acl(f, f.priv_a);
  CHECK(verdict(f, f.app1, to("10.0.1.11", 8080)) == "reachable");
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "forward: network acl out at priv-a");
}

TEST_CASE("T-06, T-07: replies need the client's ports") {
  Fixture f = fixture_b0();
  NetworkAcl& acl = own_network_acl(f, f.priv_b);
  acl.ingress.push_back(entry(100, Verdict::allow, tcp(5432), "10.0.0.0/16"));
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "reply: network acl out at priv-b");
  acl.egress.push_back(
      entry(100, Verdict::allow, TrafficSet::ports(kTcp, 32768, 65535), "10.0.0.0/16"));
  Connection connection = to("10.0.2.20", 5432);
  CHECK(verdict(f, f.app1, connection) == "reachable");
  connection.source_port = 32768;
  CHECK(verdict(f, f.app1, connection) == "reachable");
  connection.source_port = 32767;
  CHECK(verdict(f, f.app1, connection) == "reply: network acl out at priv-b");
}

TEST_CASE("T-08, T-09: the lowest number that matches decides, in whatever order it is written") {
  for (const int deny : {100, 300}) {
    Fixture f = fixture_b0();
    NetworkAcl& acl = own_network_acl(f, f.priv_b);
    acl.ingress.push_back(entry(200, Verdict::allow, TrafficSet::all(), kAnyIpv4));
    acl.ingress.push_back(entry(deny, Verdict::deny, tcp(5432), "10.0.1.0/24"));
    allow_all(acl.egress);
    const std::string expected = deny == 100 ? "forward: network acl in at priv-b" : "reachable";
    CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == expected);
  }
}

TEST_CASE("T-12, T-13: a ping needs type 8 there and type 0 back") {
  Fixture f = fixture_b0();
  replace_ingress(f, f.db, rule(TrafficSet::icmp(kIcmp, 0, {}), from_group(f.design, f.app)));
  CHECK(verdict(f, f.app1, ping("10.0.2.20")) == "forward: security group ingress at db1");
  replace_ingress(f, f.db, rule(TrafficSet::icmp(kIcmp, 8, {}), from_group(f.design, f.app)));
  CHECK(verdict(f, f.app1, ping("10.0.2.20")) == "reachable");
  NetworkAcl& acl = own_network_acl(f, f.priv_b);
  acl.ingress.push_back(entry(100, Verdict::allow, TrafficSet::icmp(kIcmp, 8, {}), kAnyIpv4));
  acl.egress.push_back(entry(100, Verdict::allow, TrafficSet::all_of(kTcp), kAnyIpv4));
  CHECK(verdict(f, f.app1, ping("10.0.2.20")) == "reply: network acl out at priv-b");
  acl.egress.push_back(entry(110, Verdict::allow, TrafficSet::icmp(kIcmp, 0, {}), kAnyIpv4));
  CHECK(verdict(f, f.app1, ping("10.0.2.20")) == "reachable");
}

TEST_CASE("T-14 to T-17: groups of an interface are one union, and know their flows") {
  Fixture f = fixture_b0();
  const Ref<SecurityGroup> empty = add_group(f.design, f.a, "empty");
  f.design.get(f.db1).security_groups = {empty, f.db};
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "reachable");
  f.design.get(f.db).egress.clear();
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "reachable");
  replace_ingress(f, f.db, rule(tcp(5432), from_missing_group()));
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "forward: security group ingress at db1");
  Fixture g = fixture_b0();
  g.design.get(g.app).egress.clear();
  CHECK(verdict(g, g.app1, to("10.0.2.20", 5432)) == "forward: security group egress at app1");
}

TEST_CASE("T-18, T-19: no rule or route of one family serves the other") {
  Fixture f = fixture_b0();
  make_dual_stack(f);
  const Connection to_web = to("2001:db8:a::10", 443);
  CHECK(verdict(f, f.web1, to(kInternetHost6, 443)) == "forward: no route at rt-pub");
  add_route(f.design, f.rt_pub, kAnyIpv6, target_of(f.design, f.igw));
  CHECK(verdict(f, f.web1, to(kInternetHost6, 443)) == "reachable");
  CHECK(verdict_from(kInternetHost6, f, to_web) == "forward: security group ingress at web1");
  f.design.get(f.web).ingress.push_back(rule(tcp(443), from_cidr(kAnyIpv6)));
  CHECK(verdict_from(kInternetHost6, f, to_web) == "reachable");
}

TEST_CASE("T-20 to T-22: an internet gateway needs a public address and a route back") {
  Fixture f = fixture_b0();
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.10", 443)) == "reachable");
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.10", 80)) ==
        "forward: security group ingress at web1");
  CHECK(seen_as(f, f.web1, to(kInternetHost, 443)) == "198.51.100.10");
  Fixture without_ip = fixture_b0();
  without_ip.design.get(without_ip.web1).addresses[0].public_ip = {};
  CHECK(verdict(without_ip, without_ip.web1, to(kInternetHost, 443)) ==
        "forward: no public address at igw");
  f.design.get(f.rt_pub).routes.clear();
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.10", 443)) == "reply: no route at rt-pub");
}

TEST_CASE("T-23: behind a NAT gateway a public address is of no use to the internet") {
  Fixture f = fixture_b0();
  set_public_ip(f.design, f.app1, address("198.51.100.20"));
  f.design.get(f.app).ingress.push_back(rule(tcp(443), from_cidr(kAnyIpv4)));
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.20", 443)) == "reply: not its flow at nat");
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "reachable");
  CHECK(seen_as(f, f.app1, to(kInternetHost, 443)) == "198.51.100.9");
}

TEST_CASE("T-24 to T-26: scoped routes, private destinations, detached gateways") {
  Fixture f = fixture_b0();
  CHECK(verdict(f, f.web1, to("10.9.0.5", 443)) == "forward: private destination at igw");
  f.design.get(f.rt_pub).routes.clear();
  add_route(f.design, f.rt_pub, "203.0.113.0/24", target_of(f.design, f.igw));
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.10", 443)) == "reachable");
  CHECK(verdict_from("192.0.2.5", f, to("198.51.100.10", 443)) == "reply: no route at rt-pub");
  f.design.get(f.igw).state = std::string("detached");
  CHECK(verdict(f, f.web1, to(kInternetHost, 443)) == "forward: detached at igw");
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.10", 443)) ==
        "forward: no internet gateway at a");
}

TEST_CASE("T-27 to T-31: a NAT gateway and its own subnet") {
  Fixture f = fixture_b0();
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "reachable");
  CHECK(seen_as(f, f.app1, to(kInternetHost, 443)) == "198.51.100.9");
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.9", 443)) ==
        "forward: a NAT gateway takes no new flow at nat");
  Fixture failed = fixture_b0();
  failed.design.get(failed.nat).state = std::string("failed");
  CHECK(verdict(failed, failed.app1, to(kInternetHost, 443)) == "forward: state at nat");
  Fixture closed = fixture_b0();
  closed.design.get(closed.design.get(closed.nat).interface).addresses[0].public_ip = {};
  CHECK(verdict(closed, closed.app1, to(kInternetHost, 443)) ==
        "forward: no public address at igw");
}

TEST_CASE("T-28: a NAT gateway in a private subnet sends to itself") {
  Fixture f = fixture_b0();
  NetworkInterface& interface = f.design.get(f.design.get(f.nat).interface);
  f.design.get(f.nat).subnet = f.priv_a;
  interface.subnet = f.priv_a;
  interface.addresses[0].address = address("10.0.1.5");
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "forward: loop at nat");
}

TEST_CASE("T-32 to T-34: six network ACL checkpoints of a NAT gateway") {
  Fixture f = fixture_b0();
  NetworkAcl& acl = own_network_acl(f, f.pub_a);
  const TrafficSet high = TrafficSet::ports(kTcp, 1024, 65535);
  acl.ingress = {entry(100, Verdict::allow, high, kAnyIpv4)};
  allow_all(acl.egress);
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "forward: network acl in at pub-a");
  acl.ingress.clear();
  allow_all(acl.ingress);
  acl.egress = {entry(100, Verdict::allow, tcp(80) | tcp(443), kAnyIpv4)};
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "reply: network acl out at pub-a");
  acl.egress.clear();
  allow_all(acl.egress);
  acl.ingress = {entry(100, Verdict::allow, tcp(443), "10.0.0.0/8"),
                 entry(110, Verdict::allow, TrafficSet::ports(kTcp, 32768, 65535), kAnyIpv4)};
  Connection connection = to(kInternetHost, 443);
  connection.nat_port = 32768;
  CHECK(verdict(f, f.app1, connection) == "reachable");
  connection.nat_port = 1024;
  CHECK(verdict(f, f.app1, connection) == "reply: network acl in at pub-a");
}

TEST_CASE("T-35, T-36: a public address of the own VPC is reached by way of the gateways") {
  Fixture f = fixture_b0();
  CHECK(verdict(f, f.app1, to("198.51.100.10", 443)) == "reachable");
  CHECK(seen_as(f, f.app1, to("198.51.100.10", 443)) == "198.51.100.9");
  replace_ingress(f, f.web, rule(tcp(443), from_group(f.design, f.app)));
  CHECK(verdict(f, f.app1, to("198.51.100.10", 443)) == "forward: security group ingress at web1");
  CHECK(verdict(f, f.app1, to("10.0.0.10", 443)) == "reachable");
}

TEST_CASE("T-37: a NAT instance forwards with the check off") {
  Fixture f = fixture_b0();
  const Ref<NetworkInterface> box =
      add_instance(f.design, f.pub_a, "box", address("10.0.0.6"), {open_group(f)});
  set_public_ip(f.design, box, address("198.51.100.6"));
  f.design.get(f.rt_priv).routes.clear();
  add_route(f.design, f.rt_priv, kAnyIpv4, target_of(f.design, box));
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "forward: destination check at box");
  f.design.get(box).source_dest_check = false;
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "reachable");
  CHECK(seen_as(f, f.app1, to(kInternetHost, 443)) == "198.51.100.6");
  f.design.all<Instance>().back().state = std::string("stopped");
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "forward: not running at box");
}

TEST_CASE("T-38, T-39: a subnet without a table of its own follows the main one") {
  Fixture f = fixture_b0();
  f.design.get(f.priv_b).route_table = {};
  CHECK(verdict(f, f.db1, to(kInternetHost, 443)) == "forward: no route at main");
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "reachable");
  f.design.get(f.main).main = false;
  f.design.get(f.rt_pub).main = true;
  CHECK(verdict(f, f.db1, to(kInternetHost, 443)) == "forward: no public address at igw");
}

TEST_CASE("T-40: an egress-only internet gateway lets out and the answers in") {
  Fixture f = fixture_b0();
  make_dual_stack(f);
  const Ref<EgressOnlyInternetGateway> eigw = add_egress_only_gateway(f.design, f.a, "eigw");
  add_route(f.design, f.rt_priv, kAnyIpv6, target_of(f.design, eigw));
  f.design.get(f.app).ingress.push_back(rule(tcp(443), from_cidr(kAnyIpv6)));
  CHECK(verdict(f, f.app1, to(kInternetHost6, 443)) == "reachable");
  CHECK(verdict_from(kInternetHost6, f, to("2001:db8:a:1::10", 443)) ==
        "reply: not its flow at eigw");
}

TEST_CASE("T-41: a local route is preferred to what is propagated") {
  Fixture f = fixture_b0();
  const Ref<VpnGateway> vgw = add_vpn_gateway(f.design, f.a, "vgw");
  for (const std::string_view text : {"10.0.2.0/24", "192.168.0.0/16"}) {
    Route route = route_to(prefix(text), target_of(f.design, vgw));
    route.propagated = true;
    f.design.get(f.rt_priv).routes.push_back(route);
  }
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "reachable");
  CHECK(verdict(f, f.app1, to("192.168.1.1", 443)) == "undecided");
}

TEST_CASE("T-44, T-45: an appliance between subnets takes the group's identity away") {
  Fixture f = fixture_b0();
  const Ref<Subnet> fw = add_subnet(f.design, f.a, "fw", "az-a", {"10.0.8.0/28"});
  own_route_table(f, fw);
  const Ref<NetworkInterface> box =
      add_instance(f.design, fw, "box", address("10.0.8.5"), {open_group(f)});
  f.design.get(box).source_dest_check = false;
  add_route(f.design, own_route_table(f, f.priv_a), "10.0.2.0/24", target_of(f.design, box));
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "forward: security group ingress at db1");
  f.design.get(f.db).ingress.push_back(rule(tcp(5432), from_cidr("10.0.1.0/24")));
  CHECK(verdict(f, f.app1, to("10.0.2.20", 5432)) == "reachable");
}

TEST_CASE("T-46: two prefix lists that disagree decide nothing, unless a route comes before them") {
  Fixture f = fixture_b0();
  const Ref<PrefixList> one = add_prefix_list(f.design, "one", {"192.0.2.0/24"});
  const Ref<PrefixList> two = add_prefix_list(f.design, "two", {"192.0.2.0/25", "10.8.0.0/16"});
  RouteTable& table = f.design.get(f.rt_pub);
  table.routes.push_back(route_to(one, target_of(f.design, f.igw)));
  table.routes.push_back(route_to(two, blackhole_target()));
  CHECK(verdict(f, f.web1, to("192.0.2.5", 443)) == "undecided");
  CHECK(verdict(f, f.web1, to("192.0.2.200", 443)) == "reachable");
  CHECK(verdict(f, f.web1, to("10.8.0.1", 443)) == "forward: blackhole at rt-pub");
  add_route(f.design, f.rt_pub, "192.0.2.0/25", target_of(f.design, f.igw));
  CHECK(verdict(f, f.web1, to("192.0.2.5", 443)) == "reachable");
}

TEST_CASE("T-50 to T-52: peering needs routes on both sides and knows groups of its Region") {
  Fixture f = fixture_b1();
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "reachable");
  replace_ingress(f, f.svc_group, rule(tcp(443), from_group(f.design, f.app)));
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "reachable");
  f.design.get(f.b).region = "eu-west-1";
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "forward: security group ingress at svc");
  Fixture one_way = fixture_b1();
  one_way.design.get(one_way.rt_b).routes.clear();
  CHECK(verdict(one_way, one_way.app1, to("10.1.0.10", 443)) == "reply: no route at rt-b");
}

TEST_CASE("T-53, T-54: a peer answers a NAT gateway without a route, an instance never") {
  Fixture f = fixture_b1();
  f.design.get(f.rt_b).routes.clear();
  f.design.get(f.rt_priv).routes.back() =
      route_to(prefix("10.1.0.0/16"), target_of(f.design, f.nat));
  add_route(f.design, f.rt_pub, "10.1.0.0/16", target_of(f.design, f.pcx));
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "reachable");
  CHECK(seen_as(f, f.app1, to("10.1.0.10", 443)) == "10.0.0.5");
  CHECK(verdict(f, f.web1, to("10.1.0.10", 443)) == "reply: no route at rt-b");
}

TEST_CASE("T-55, T-56, T-59: no edge-to-edge, no transit, no pending peering") {
  Fixture f = fixture_b1();
  add_route(f.design, f.rt_b, kAnyIpv4, target_of(f.design, f.pcx));
  CHECK(verdict(f, f.svc, to(kInternetHost, 443)) == "forward: not in the peer's range at pcx");
  add_route(f.design, f.rt_priv, "10.2.0.0/16", target_of(f.design, f.pcx));
  CHECK(verdict(f, f.app1, to("10.2.0.10", 443)) == "forward: not in the peer's range at pcx");
  f.design.get(f.pcx).state = std::string("pending-acceptance");
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "forward: state at pcx");
}

TEST_CASE("T-57, T-58: a peer may use an interface endpoint, not a gateway endpoint") {
  Fixture f = fixture_b1();
  const Ref<PrefixList> s3 = add_prefix_list(f.design, "s3", {"192.0.2.0/24"});
  f.design.get(s3).service = "s3";
  add_gateway_endpoint(f.design, f.a, "vpce-s3", "s3", {f.rt_priv});
  add_route(f.design, f.rt_b, "192.0.2.0/24", target_of(f.design, f.pcx));
  CHECK(verdict(f, f.svc, to("192.0.2.5", 443)) == "forward: not in the peer's range at pcx");
  const Ref<SecurityGroup> group = add_group(f.design, f.a, "endpoint");
  replace_ingress(f, group, rule(tcp(443), from_cidr("10.1.0.0/16")));
  const Ref<NetworkInterface> endpoint =
      add_interface_endpoint(f.design, f.priv_a, "vpce-sqs", address("10.0.1.50"), {group});
  CHECK(verdict(f, f.svc, to("10.0.1.50", 443)) == "reachable");
  CHECK(verdict(f, endpoint, to("10.1.0.10", 443)) == "an endpoint opens no connections");
}

TEST_CASE("T-80 to T-82: a gateway endpoint, the groups and the network ACL before it") {
  Fixture f = fixture_b0();
  f.design.get(f.rt_priv).routes.clear();
  const Ref<PrefixList> s3 = add_prefix_list(f.design, "s3", {"192.0.2.0/24"});
  f.design.get(s3).service = "s3";
  add_gateway_endpoint(f.design, f.a, "vpce-s3", "s3", {f.rt_priv});
  CHECK(verdict(f, f.app1, to("192.0.2.5", 443)) == "reachable");
  CHECK(seen_as(f, f.app1, to("192.0.2.5", 443)) == "10.0.1.10");
  CHECK(verdict(f, f.app1, to("198.51.100.77", 443)) == "forward: no route at rt-priv");
  f.design.get(f.app).egress = {rule(tcp(443), from_cidr("10.0.0.0/16"))};
  CHECK(verdict(f, f.app1, to("192.0.2.5", 443)) == "forward: security group egress at app1");
  f.design.get(f.app).egress = {rule(tcp(443), from_prefix_list(f.design, s3))};
  CHECK(verdict(f, f.app1, to("192.0.2.5", 443)) == "reachable");
  NetworkAcl& acl = own_network_acl(f, f.priv_a);
  allow_all(acl.egress);
  acl.ingress.push_back(entry(100, Verdict::allow, TrafficSet::all(), "10.0.0.0/16"));
  CHECK(verdict(f, f.app1, to("192.0.2.5", 443)) == "reply: network acl in at priv-a");
}

TEST_CASE("T-102, SVC-7: a function has no internet in a public subnet and accepts nothing") {
  Fixture f = fixture_b0();
  const Ref<SecurityGroup> open = open_group(f);
  const Ref<NetworkInterface> in_public =
      add_function(f.design, f.pub_a, "in-public", address("10.0.0.30"), {open});
  const Ref<NetworkInterface> in_private =
      add_function(f.design, f.priv_a, "in-private", address("10.0.1.30"), {open});
  CHECK(verdict(f, in_public, to(kInternetHost, 443)) == "forward: no public address at igw");
  CHECK(verdict(f, in_private, to(kInternetHost, 443)) == "reachable");
  CHECK(verdict(f, f.app1, to("10.0.1.30", 443)) ==
        "forward: a function accepts nothing at in-private");
}

TEST_CASE("T-103: Amazon's resolver and the metadata service are never filtered") {
  Fixture f = fixture_b0();
  f.design.get(f.app).egress.clear();
  own_network_acl(f, f.priv_a);
  CHECK(verdict(f, f.app1, to("10.0.0.2", 53)) == "reachable");
  CHECK(verdict(f, f.app1, to("169.254.169.254", 80)) == "reachable");
  f.design.get(f.a).dns_support = false;
  CHECK(verdict(f, f.app1, to("10.0.0.2", 53)) == "forward: security group egress at app1");
}

TEST_CASE("T-105, T-106: public access blocked") {
  Fixture f = fixture_b0();
  BlockPublicAccessSetting setting;
  setting.mode = BlockPublicAccess::ingress;
  f.design.block_public_access = {setting};
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.10", 443)) ==
        "forward: block public access at igw");
  CHECK(verdict(f, f.web1, to(kInternetHost, 443)) == "forward: block public access at igw");
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "reachable");
  f.design.block_public_access[0].mode = BlockPublicAccess::bidirectional;
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "forward: block public access at igw");
  f.design.get(f.pub_a).exclusion = PublicAccessExclusion::allow_bidirectional;
  CHECK(verdict(f, f.app1, to(kInternetHost, 443)) == "reachable");
}

TEST_CASE("RT-14, RT-16: what an edge table sends through a middlebox returns through it") {
  Fixture f = fixture_b0();
  const Ref<Subnet> fw = add_subnet(f.design, f.a, "fw", "az-a", {"10.0.8.0/28"});
  add_route(f.design, own_route_table(f, fw), kAnyIpv4, target_of(f.design, f.igw));
  const Ref<NetworkInterface> box =
      add_instance(f.design, fw, "box", address("10.0.8.5"), {open_group(f)});
  f.design.get(box).source_dest_check = false;
  set_public_ip(f.design, box, address("198.51.100.8"));
  const Ref<RouteTable> edge = add_route_table(f.design, f.a, "edge");
  f.design.get(edge).edge = {EdgeGateway::Kind::internet_gateway, f.igw.index()};
  add_route(f.design, edge, "10.0.0.0/24", target_of(f.design, box));
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.10", 443)) == "reply: not its flow at igw");
  CHECK(verdict(f, f.web1, to(kInternetHost, 443)) ==
        "reply: the middlebox did not see the flow at box");
  f.design.get(f.rt_pub).routes[0].target = target_of(f.design, box);
  CHECK(verdict_from(kInternetHost, f, to("198.51.100.10", 443)) == "reachable");
  CHECK(verdict(f, f.web1, to(kInternetHost, 443)) == "reachable");
  // The gateway maps the address that has a public one, whichever interface hands the packet over.
  CHECK(seen_as(f, f.web1, to(kInternetHost, 443)) == "198.51.100.10");
}

TEST_CASE("the oracle's own internet agrees with the model's at every boundary") {
  for (const AddressRange& range : public_addresses().ranges()) {
    CAPTURE(range.first.to_string(), range.last.to_string());
    CHECK(is_internet_address(range.first));
    CHECK(is_internet_address(range.last));
    const IpAddress before = range.first.previous();
    const IpAddress after = range.last.next();
    CHECK(is_internet_address(before) == public_addresses().contains(before));
    CHECK(is_internet_address(after) == public_addresses().contains(after));
  }
}

TEST_CASE("T-60 to T-65: the table of a transit gateway decides, in both directions") {
  Fixture f = fixture_b2();
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "reachable");
  CHECK(verdict(f, f.db1, to("10.1.0.10", 443)) == "forward: no subnet in the zone at A");
  TransitGatewayAttachment& a = f.design.get(f.attachment_a);
  a.route_table = {};
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "forward: no association at A");
  a.route_table = add_transit_table(f.design, f.transit, "Y");
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "forward: no route at Y");
  a.route_table = f.transit_table;
  a.propagating.clear();
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "reply: no route at X");
  f.design.get(f.transit_table)
      .routes.push_back(route_to(prefix("10.1.0.0/16"), blackhole_target()));
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "forward: blackhole at X");
}

TEST_CASE("T-66: groups across a transit gateway need all three to say so") {
  Fixture f = fixture_b2();
  replace_ingress(f, f.svc_group, rule(tcp(443), from_group(f.design, f.app)));
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "forward: security group ingress at svc");
  f.design.get(f.transit).security_group_referencing = true;
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "reachable");
  f.design.get(f.attachment_a).security_group_referencing = false;
  CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "forward: security group ingress at svc");
}

TEST_CASE("T-67 to T-70: what the network ACL of the attachment's subnet is asked") {
  for (const bool own_subnet : {true, false}) {
    Fixture f = fixture_b2();
    if (own_subnet) {
      const Ref<Subnet> b9 = add_subnet(f.design, f.b, "b9", "az-a", {"10.1.9.0/28"});
      f.design.get(f.attachment_b).subnets = {b9};
      f.b1 = b9;
    }
    NetworkAcl& acl = own_network_acl(f, f.b1);
    acl.ingress.push_back(entry(50, Verdict::deny, TrafficSet::all(), "10.0.0.0/16"));
    allow_all(acl.ingress);
    allow_all(acl.egress);
    CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == "reachable");
    acl.ingress.erase(acl.ingress.begin());
    const std::string_view denied = own_subnet ? "10.1.0.0/24" : "10.0.0.0/16";
    acl.egress.push_back(entry(50, Verdict::deny, TrafficSet::all(), denied));
    const std::string expected =
        own_subnet ? "forward: network acl out at b9" : "reply: network acl out at b1";
    CHECK(verdict(f, f.app1, to("10.1.0.10", 443)) == expected);
  }
}

TEST_CASE("T-71: one way out for all VPCs needs a way back") {
  Fixture f = fixture_b2();
  Design& design = f.design;
  add_route(design, f.rt_b, kAnyIpv4, target_of(design, f.transit));
  design.get(f.transit_table)
      .routes.push_back(route_to(prefix(kAnyIpv4), target_of(design, f.attachment_a)));
  CHECK(verdict(f, f.svc, to(kInternetHost, 443)) == "reply: not its flow at igw");
  add_route(design, f.rt_pub, "10.1.0.0/16", target_of(design, f.transit));
  CHECK(verdict(f, f.svc, to(kInternetHost, 443)) == "reachable");
  CHECK(seen_as(f, f.svc, to(kInternetHost, 443)) == "198.51.100.9");
}

}  // namespace canreach::oracle
