#include "model/complete_design.h"

#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/built_design.h"

namespace canreach {
namespace {

using Strings = std::vector<std::string>;

Diagnostics completed(Design& design) {
  Diagnostics diagnostics;
  complete_design(design, diagnostics);
  return diagnostics;
}

std::string shown(const Route& route) {
  const std::string destination =
      !route.prefix_list.is_none()
          ? "prefix list"
          : (route.destination.is_known() ? route.destination.get().to_string() : "unknown");
  const bool is_local = route.target.kind == RouteTarget::Kind::local;
  return destination + " -> " + (is_local ? "local" : route.target.name) +
         (route.implied ? "" : ", written");
}

Strings routes_of(const RouteTable& table) {
  Strings routes;
  for (const Route& route : table.routes) routes.push_back(shown(route));
  return routes;
}

Strings addresses_of(const NetworkInterface& interface) {
  Strings addresses;
  for (const InterfaceAddress& held : interface.addresses) {
    addresses.push_back(held.address.to_string() + (held.assumed ? ", assumed" : ""));
  }
  return addresses;
}

Strings completions_of(const Design& design) {
  Strings completions;
  for (const Completion& completion : design.completions) {
    completions.push_back(completion.kind + " " + completion.name + ": " + completion.what);
  }
  return completions;
}

std::string peer_of(const Design& design, const SecurityGroupRule& rule) {
  if (rule.peer.kind == SecurityGroupPeer::Kind::group) return design.get(rule.peer.group).name;
  return rule.peer.cidr.to_string();
}

Strings peers_of(const Design& design, const std::vector<SecurityGroupRule>& rules) {
  Strings peers;
  for (const SecurityGroupRule& rule : rules) {
    CHECK(rule.traffic.surely == TrafficSet::all());
    peers.push_back(peer_of(design, rule));
  }
  return peers;
}

Strings entries_of(const std::vector<NetworkAclEntry>& entries) {
  Strings shown;
  for (const NetworkAclEntry& entry : entries) {
    CHECK(entry.allow == Value<bool>(true));
    CHECK(entry.traffic.surely == TrafficSet::all());
    shown.push_back(std::to_string(entry.number) + " " + entry.cidr.get().to_string());
  }
  return shown;
}

TEST_CASE("a VPC gets a main route table, a default network ACL and a default security group") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  built.design.get(vpc).account = "111122223333";
  built.design.get(vpc).region = "eu-west-1";
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.1.0/24"});
  Design& design = built.design;
  CHECK_FALSE(completed(design).has_errors());

  const RouteTable& table = design.get(design.get(app).route_table);
  CHECK(table.name == "main");
  CHECK(table.scope == "shop");
  CHECK(table.account == "111122223333");
  CHECK(table.region == "eu-west-1");
  CHECK(table.main);
  CHECK(table.implied);
  CHECK_FALSE(table.at.is_somewhere());
  CHECK(routes_of(table) == Strings{"10.0.0.0/16 -> local"});

  const NetworkAcl& acl = design.get(design.get(app).network_acl);
  CHECK(acl.name == "default");
  CHECK(acl.is_default);
  CHECK(acl.implied);
  CHECK(entries_of(acl.ingress) == Strings{"100 0.0.0.0/0"});
  CHECK(entries_of(acl.egress) == Strings{"100 0.0.0.0/0"});

  REQUIRE(design.all<SecurityGroup>().size() == 1);
  const SecurityGroup& group = design.all<SecurityGroup>()[0];
  CHECK(group.name == "default");
  CHECK(group.is_default);
  CHECK(group.implied);
  CHECK(peers_of(design, group.ingress) == Strings{"default"});
  CHECK(peers_of(design, group.egress) == Strings{"0.0.0.0/0"});

  CHECK(completions_of(design) ==
        Strings{"route-table main: implicit main route table of vpc `shop`",
                "subnet app: the VPC's main route table `main`",
                "network-acl default: implicit default network ACL of vpc `shop`",
                "subnet app: the VPC's default network ACL `default`",
                "security-group default: implicit default security group of vpc `shop`",
                "route-table main: 10.0.0.0/16 -> local"});
}

TEST_CASE("the defaults of a VPC with an IPv6 block admit IPv6 too") {
  BuiltDesign built;
  built.vpc("shop", {"10.0.0.0/16", "2001:db8:1::/56"});
  Design& design = built.design;
  completed(design);
  CHECK(entries_of(design.all<NetworkAcl>()[0].ingress) == Strings{"100 0.0.0.0/0", "101 ::/0"});
  CHECK(entries_of(design.all<NetworkAcl>()[0].egress) == Strings{"100 0.0.0.0/0", "101 ::/0"});
  CHECK(peers_of(design, design.all<SecurityGroup>()[0].egress) == Strings{"0.0.0.0/0", "::/0"});
  CHECK(routes_of(design.all<RouteTable>()[0]) ==
        Strings{"10.0.0.0/16 -> local", "2001:db8:1::/56 -> local"});
}

TEST_CASE("what is there already stays") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  const Ref<RouteTable> main = built.in<RouteTable>(vpc, "rt");
  const Ref<RouteTable> own = built.in<RouteTable>(vpc, "own");
  const Ref<NetworkAcl> acl = built.in<NetworkAcl>(vpc, "acl");
  const Ref<SecurityGroup> group = built.in<SecurityGroup>(vpc, "sg");
  Design& design = built.design;
  design.get(main).main = true;
  design.get(acl).is_default = true;
  design.get(group).is_default = true;
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.1.0/24"});
  const Ref<Subnet> data = built.subnet(vpc, "data", {"10.0.2.0/24"});
  design.get(data).route_table = own;
  completed(design);
  CHECK(design.all<RouteTable>().size() == 2);
  CHECK(design.all<NetworkAcl>().size() == 1);
  CHECK(design.all<SecurityGroup>().size() == 1);
  CHECK(design.get(app).route_table == main);
  CHECK(design.get(data).route_table == own);
  CHECK(design.get(app).network_acl == acl);
  CHECK(design.get(acl).ingress.empty());
  CHECK(design.get(group).ingress.empty());
}

TEST_CASE("completing twice changes nothing") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16", "unknown"});
  const Ref<RouteTable> table = built.in<RouteTable>(vpc, "app");
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.1.0/24"});
  built.gateway_endpoint(vpc, "s3", "s3", {table});
  const Ref<NetworkInterface> web = built.wanting(app, "web");
  Design& design = built.design;
  completed(design);
  const std::size_t notes = design.completions.size();
  completed(design);
  CHECK(design.completions.size() == notes);
  CHECK(addresses_of(design.get(web)) == Strings{"10.0.1.4, assumed"});
  CHECK(routes_of(design.get(table)) ==
        Strings{"10.0.0.0/16 -> local", "unknown -> local", "prefix list -> s3"});
}

TEST_CASE("a name that is taken gets a number") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  built.in<RouteTable>(vpc, "main");
  built.in<RouteTable>(vpc, "main-2");
  built.in<SecurityGroup>(vpc, "default");
  const Ref<Vpc> other = built.vpc("other", {"10.1.0.0/16"});
  Design& design = built.design;
  completed(design);
  CHECK(design.all<RouteTable>()[2].name == "main-3");
  CHECK(design.all<RouteTable>()[3].name == "main");
  CHECK(design.all<RouteTable>()[3].vpc == other);
  CHECK(design.all<SecurityGroup>()[1].name == "default-2");
  CHECK(peers_of(design, design.all<SecurityGroup>()[1].ingress) == Strings{"default-2"});
}

TEST_CASE("each route table has one local route for each block of the VPC") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16", "10.1.0.0/16", "2001:db8::/56"});
  const Ref<RouteTable> table = built.in<RouteTable>(vpc, "app");
  const Ref<RouteTable> edge = built.in<RouteTable>(vpc, "edge");
  Design& design = built.design;
  design.get(edge).edge.kind = EdgeGateway::Kind::internet_gateway;
  design.get(table).main = true;

  SECTION("written ones and replaced ones count") {
    built.route(table, "10.0.0.0/16", RouteTarget::Kind::local);
    built.route(table, "10.1.0.0/16", RouteTarget::Kind::network_interface).target.name = "fw";
    completed(design);
    CHECK(routes_of(design.get(table)) == Strings{"2001:db8::/56 -> local",
                                                  "10.0.0.0/16 -> local, written",
                                                  "10.1.0.0/16 -> fw, written"});
  }
  SECTION("a propagated one does not") {
    built.route(table, "10.0.0.0/16", RouteTarget::Kind::vpn_gateway).propagated = true;
    completed(design);
    CHECK(routes_of(design.get(table)).size() == 4);
  }
  SECTION("nor does a narrower one") {
    built.route(table, "10.0.1.0/24", RouteTarget::Kind::network_interface);
    completed(design);
    CHECK(routes_of(design.get(table)).size() == 4);
  }
  completed(design);
  CHECK(routes_of(design.get(edge)) ==
        Strings{"10.0.0.0/16 -> local", "10.1.0.0/16 -> local", "2001:db8::/56 -> local"});
}

TEST_CASE("an unknown block of the VPC is a local route to an unknown destination") {
  BuiltDesign built;
  built.vpc("shop", {"10.0.0.0/16", "unknown"});
  completed(built.design);
  CHECK(routes_of(built.design.all<RouteTable>()[0]) ==
        Strings{"10.0.0.0/16 -> local", "unknown -> local"});
}

TEST_CASE("a gateway endpoint adds a route to each of its tables") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  const Ref<RouteTable> app = built.in<RouteTable>(vpc, "app");
  const Ref<RouteTable> data = built.in<RouteTable>(vpc, "data");
  const Ref<RouteTable> other = built.in<RouteTable>(vpc, "other");
  built.gateway_endpoint(vpc, "to-s3", "s3", {app, data, Ref<RouteTable>::unknown()});
  Design& design = built.design;

  SECTION("to AWS's list, which is added with unknown entries") {
    completed(design);
    REQUIRE(design.all<PrefixList>().size() == 1);
    const PrefixList& list = design.all<PrefixList>()[0];
    CHECK(list.service == "s3");
    CHECK(list.implied);
    CHECK_FALSE(list.entries_known);
    CHECK(routes_of(design.get(app)) == Strings{"10.0.0.0/16 -> local", "prefix list -> to-s3"});
    CHECK(routes_of(design.get(data)) == Strings{"10.0.0.0/16 -> local", "prefix list -> to-s3"});
    CHECK_FALSE(design.get(app).routes.back().possible);
    // One of its tables is not known: it may be this one.
    CHECK(routes_of(design.get(other)) == Strings{"10.0.0.0/16 -> local", "prefix list -> to-s3"});
    CHECK(design.get(other).routes.back().possible);
  }
  SECTION("to the declared list of that service") {
    PrefixList list = built.named<PrefixList>("pl-s3");
    list.service = "s3";
    const Ref<PrefixList> declared = design.add(list);
    completed(design);
    CHECK(design.all<PrefixList>().size() == 1);
    CHECK(design.get(app).routes.back().prefix_list == declared);
  }
  SECTION("unless the input lists it") {
    Route& route = built.route(app, "0.0.0.0/0", RouteTarget::Kind::vpc_endpoint, 0);
    route.prefix_list = Ref<PrefixList>::unknown();
    completed(design);
    CHECK(design.get(app).routes.size() == 2);
    CHECK(design.get(data).routes.size() == 2);
  }
}

TEST_CASE("an interface that is given no group gets the VPC's default one") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  const Ref<SecurityGroup> web = built.in<SecurityGroup>(vpc, "web");
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.1.0/24"});
  Design& design = built.design;
  NetworkInterface& interface = design.get(built.interface(app, "eni", {"10.0.1.10"}));
  interface.has_security_groups = true;

  SECTION("the implicit one") {
    completed(design);
    REQUIRE(interface.security_groups.size() == 1);
    CHECK(design.get(interface.security_groups[0]).name == "default");
    CHECK(design.completions[5].what == "the VPC's default security group `default`");
  }
  SECTION("but not beside a given one") {
    interface.security_groups = {web};
    completed(design);
    CHECK(interface.security_groups == std::vector<Ref<SecurityGroup>>{web});
  }
  SECTION("but not where its kind has none") {
    interface.has_security_groups = false;
    completed(design);
    CHECK(interface.security_groups.empty());
  }
  SECTION("but not where its groups are unknown") {
    interface.security_groups_known = false;
    completed(design);
    CHECK(interface.security_groups.empty());
  }
}

TEST_CASE("nothing is added of a kind that the input may hold only a part of") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.1.0/24"});
  Design& design = built.design;
  NetworkInterface& interface = design.get(built.interface(app, "eni", {"10.0.1.10"}));
  interface.has_security_groups = true;

  SECTION("route tables") {
    const Ref<RouteTable> main = built.in<RouteTable>(vpc, "rt");
    design.get(main).main = true;
    design.set_incomplete(ResourceKind::RouteTable);
    completed(design);
    CHECK(design.all<RouteTable>().size() == 1);
    CHECK(design.get(app).route_table.is_unknown());
    CHECK(design.get(app).network_acl.is_known());
  }
  SECTION("network ACLs") {
    design.set_incomplete(ResourceKind::NetworkAcl);
    completed(design);
    CHECK(design.all<NetworkAcl>().empty());
    CHECK(design.get(app).network_acl.is_unknown());
  }
  SECTION("security groups") {
    design.set_incomplete(ResourceKind::SecurityGroup);
    completed(design);
    CHECK(design.all<SecurityGroup>().empty());
    CHECK_FALSE(interface.security_groups_known);
  }
}

TEST_CASE("a VPC of a collected design lacks only what was not collected") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("own", {"10.0.0.0/16"});
  const Ref<Vpc> shared = built.vpc("shared", {"10.1.0.0/16"});
  const Ref<RouteTable> main = built.in<RouteTable>(vpc, "rtb-1");
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.1.0/24"});
  const Ref<Subnet> guest = built.subnet(shared, "guest", {"10.1.1.0/24"});
  built.gateway_endpoint(vpc, "s3", "s3", {main});
  Design& design = built.design;
  design.get(main).main = true;
  NetworkInterface& interface = design.get(built.interface(guest, "eni", {"10.1.1.10"}));
  interface.has_security_groups = true;
  Diagnostics diagnostics;
  complete_design(design, diagnostics, Origin::collected);
  CHECK(design.get(app).route_table == main);
  CHECK(routes_of(design.get(main)) == Strings{"10.0.0.0/16 -> local"});
  CHECK(design.get(guest).route_table.is_unknown());
  CHECK(design.get(guest).network_acl.is_unknown());
  CHECK_FALSE(interface.security_groups_known);
  CHECK(design.all<RouteTable>().size() == 1);
  CHECK(design.all<NetworkAcl>().empty());
  CHECK(design.all<SecurityGroup>().empty());
}

TEST_CASE("an external VPC gets its local routes and nothing else") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("partner", {"10.9.0.0/16"});
  const Ref<RouteTable> table = built.in<RouteTable>(vpc, "rt");
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.9.1.0/24"});
  Design& design = built.design;
  design.get(vpc).external = true;
  NetworkInterface& interface = design.get(built.interface(app, "eni", {"10.9.1.10"}));
  interface.has_security_groups = true;
  completed(design);
  REQUIRE(design.get(table).routes.size() == 1);
  CHECK(design.get(table).routes[0].target.kind == RouteTarget::Kind::local);
  CHECK(design.all<RouteTable>().size() == 1);
  CHECK(design.all<NetworkAcl>().empty());
  CHECK(design.all<SecurityGroup>().empty());
  CHECK(design.get(app).route_table.is_unknown());
  CHECK(design.get(app).network_acl.is_unknown());
  CHECK_FALSE(interface.security_groups_known);
  CHECK(design.completions.size() == 1);
}

TEST_CASE("network ACL entries are sorted by number") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  NetworkAcl& acl = built.design.get(built.in<NetworkAcl>(vpc, "data"));
  for (const int number : {110, 90, 32766, 1}) {
    acl.ingress.push_back(built.entry(number, "0.0.0.0/0"));
  }
  completed(built.design);
  std::vector<int> numbers;
  for (const NetworkAclEntry& entry : built.design.all<NetworkAcl>()[0].ingress) {
    numbers.push_back(entry.number);
  }
  CHECK(numbers == std::vector<int>{1, 90, 110, 32766});
}

TEST_CASE("addresses are given upwards, in the order of the input, around what is declared") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.12.0/24"});
  const Ref<Subnet> data = built.subnet(vpc, "data", {"10.0.21.0/24"});
  const Ref<NetworkInterface> a = built.wanting(app, "a");
  const Ref<NetworkInterface> other = built.wanting(data, "other");
  const Ref<NetworkInterface> b = built.wanting(app, "b");
  built.interface(app, "declared-later", {"10.0.12.5"});
  const Ref<NetworkInterface> router = built.interface(app, "router", {"10.0.12.7"});
  Design& design = built.design;
  design.get(router).prefixes = {prefix_of("10.0.12.16/28")};
  std::vector<Ref<NetworkInterface>> further;
  for (int i = 0; i < 9; ++i) further.push_back(built.wanting(app, "further"));
  CHECK_FALSE(completed(design).has_errors());

  CHECK(addresses_of(design.get(a)) == Strings{"10.0.12.4, assumed"});
  CHECK(addresses_of(design.get(other)) == Strings{"10.0.21.4, assumed"});
  CHECK(addresses_of(design.get(b)) == Strings{"10.0.12.6, assumed"});
  CHECK(addresses_of(design.get(further[0])) == Strings{"10.0.12.8, assumed"});
  CHECK(addresses_of(design.get(further[7])) == Strings{"10.0.12.15, assumed"});
  CHECK(addresses_of(design.get(further[8])) == Strings{"10.0.12.32, assumed"});
  CHECK(addresses_of(design.get(router)) == Strings{"10.0.12.7"});
}

TEST_CASE("an address that was given is noted under the name that users know") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.12.0/24"});
  Design& design = built.design;
  design.add(built.named<Instance>("web"));
  NetworkInterface& interface = design.get(built.wanting(app, "web-eni"));
  interface.owned = true;
  interface.owner_kind = ResourceKind::Instance;
  interface.wanted_public_ip.kind = PublicIp::Kind::assigned;
  completed(design);
  CHECK(completions_of(design).back() ==
        "instance web: 10.0.12.4: the next free address of subnet `app`");
  CHECK(interface.addresses[0].public_ip.kind == PublicIp::Kind::assigned);
  CHECK_FALSE(interface.wants_ipv4);
}

TEST_CASE(
    "IPv4 stands in front of given addresses and IPv6 last, after the first four of the block") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16", "2001:db8::/56"});
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.1.0/24", "2001:db8::/64"});
  Design& design = built.design;
  NetworkInterface& interface = design.get(built.interface(app, "eni", {"10.0.1.10"}));
  interface.wants_ipv4 = true;
  interface.wants_ipv6 = true;
  completed(design);
  CHECK(addresses_of(interface) ==
        Strings{"10.0.1.4, assumed", "10.0.1.10", "2001:db8::4, assumed"});
}

TEST_CASE("a /28 has eleven addresses to give") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  const Ref<Subnet> app = built.subnet(vpc, "app", {"10.0.1.0/28"});
  std::vector<Ref<NetworkInterface>> interfaces;
  for (int i = 4; i <= 15; ++i) interfaces.push_back(built.wanting(app, "n" + std::to_string(i)));
  const Diagnostics diagnostics = completed(built.design);
  CHECK(addresses_of(built.design.get(interfaces[10])) == Strings{"10.0.1.14, assumed"});
  CHECK(messages_of(diagnostics) ==
        Strings{"CR1107 subnet `app` has no free address left for network-interface `n15`"});
  CHECK(built.design.get(interfaces[11]).addresses.empty());
}

TEST_CASE("where the subnet or its block is not known, neither is the address") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16"});
  const Ref<Subnet> undecided = built.subnet(vpc, "undecided", {"unknown"});
  const Ref<NetworkInterface> a = built.wanting(undecided, "a");
  const Ref<NetworkInterface> b = built.wanting(undecided, "b");
  Design& design = built.design;
  design.get(b).subnet = Ref<Subnet>::unknown();
  CHECK_FALSE(completed(design).has_errors());
  CHECK_FALSE(design.get(a).addresses_known);
  CHECK_FALSE(design.get(b).addresses_known);
}

TEST_CASE("a subnet gives addresses of its own families only") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("shop", {"10.0.0.0/16", "2001:db8::/56"});
  const Ref<Subnet> v4 = built.subnet(vpc, "v4", {"10.0.1.0/24"});
  const Ref<Subnet> v6 = built.subnet(vpc, "v6", {"2001:db8:0:1::/64"});
  const Ref<NetworkInterface> a = built.wanting(v4, "a");
  const Ref<NetworkInterface> b = built.wanting(v6, "b");
  Design& design = built.design;
  design.get(a).wants_ipv6 = true;
  design.get(b).wants_ipv6 = true;
  CHECK(messages_of(completed(design)) ==
        Strings{"CR1111 network-interface `a` takes an IPv6 address, but subnet `v4` has no IPv6 "
                "block"});
  CHECK(addresses_of(design.get(b)) == Strings{"2001:db8:0:1::4, assumed"});
  CHECK(design.get(b).addresses_known);
}

}  // namespace
}  // namespace canreach
