#include "model/check_design.h"

#include <string>
#include <vector>

#include "model/complete_design.h"
#include "tests/catch.h"
#include "tests/unit/built_design.h"

namespace canreach {
namespace {

using Strings = std::vector<std::string>;
using Target = RouteTarget::Kind;

Strings mistakes_in(Design& design) {
  Diagnostics diagnostics;
  complete_design(design, diagnostics);
  check_design(design, diagnostics);
  return messages_of(diagnostics);
}

struct VpcRow {
  Strings cidrs;
  Strings expected;
};

TEST_CASE("the blocks of a VPC") {
  const std::vector<VpcRow> rows = {
      {{"10.0.0.0/16"}, {}},
      {{"10.0.0.0/28"}, {}},
      {{"unknown"}, {}},
      {{"203.0.113.0/24", "100.64.0.0/16"}, {}},
      {{"10.0.0.0/16", "2001:db8::/56"}, {}},
      // ADR-1 and T-47
      {{"10.0.0.0/15"}, {"CR1103 `10.0.0.0/15`: an IPv4 block is /16 to /28"}},
      {{"10.0.0.0/29"}, {"CR1103 `10.0.0.0/29`: an IPv4 block is /16 to /28"}},
      {{"2001:db8::/56"},
       {"CR1104 `2001:db8::/56` is not allowed for vpc `v`: its primary block must be an IPv4 "
        "one"}},
      // ADR-2
      {{"0.1.0.0/16"},
       {"CR1104 `0.1.0.0/16` is not allowed for vpc `v`: AWS keeps 0.0.0.0/8 for itself"}},
      {{"127.0.0.0/24"},
       {"CR1104 `127.0.0.0/24` is not allowed for vpc `v`: AWS keeps 127.0.0.0/8 for itself"}},
      {{"169.254.1.0/24"},
       {"CR1104 `169.254.1.0/24` is not allowed for vpc `v`: AWS keeps 169.254.0.0/16 for "
        "itself"}},
      {{"239.0.0.0/16"},
       {"CR1104 `239.0.0.0/16` is not allowed for vpc `v`: AWS keeps 224.0.0.0/4 for itself"}},
      {{"240.0.0.0/16"}, {}},
      // ADR-4
      {{"10.0.0.0/16", "10.0.1.0/24", "unknown"},
       {"CR1102 `10.0.1.0/24` of vpc `v` overlaps `10.0.0.0/16`, another block of it"}},
      // ADR-8, AMB-14
      {{"10.0.0.0/16", "2001:db8::/44"}, {}},
      {{"10.0.0.0/16", "2001:db8::/60"}, {}},
      {{"10.0.0.0/16", "2001:db8::/58"},
       {"CR1103 `2001:db8::/58`: an IPv6 block of a VPC is /44, /48, /52, /56 or /60"}},
      {{"10.0.0.0/16", "2001:db8::/64"},
       {"CR1103 `2001:db8::/64`: an IPv6 block of a VPC is /44, /48, /52, /56 or /60"}},
      {{"10.0.0.0/16", "2001:db8::/56", "2001:db8:1::/56", "2001:db8:2::/56", "2001:db8:3::/56",
        "2001:db8:4::/56"},
       {}},
      {{"10.0.0.0/16", "2001:db8::/56", "2001:db8:1::/56", "2001:db8:2::/56", "2001:db8:3::/56",
        "2001:db8:4::/56", "2001:db8:5::/56"},
       {"CR1104 `2001:db8:5::/56` is not allowed for vpc `v`: it has five IPv6 blocks"}},
  };
  for (const VpcRow& row : rows) {
    BuiltDesign built;
    built.vpc("v", row.cidrs);
    CHECK(mistakes_in(built.design) == row.expected);
  }
}

TEST_CASE("which blocks a VPC may mix") {  // ADR-5
  const std::vector<VpcRow> rows = {
      {{"10.0.0.0/16", "10.1.0.0/16"}, {}},
      {{"10.2.0.0/16", "10.0.0.0/24"}, {}},
      {{"10.0.0.0/24", "10.0.1.0/24"},
       {"CR1104 `10.0.1.0/24` is not allowed for vpc `v`: a VPC with a block in 10.0.0.0/15 takes "
        "no further block of 10.0.0.0/16"}},
      {{"10.2.0.0/16", "10.1.0.0/16", "10.0.1.0/24"},
       {"CR1104 `10.0.1.0/24` is not allowed for vpc `v`: a VPC with a block in 10.0.0.0/15 takes "
        "no further block of 10.0.0.0/16"}},
      {{"10.0.0.0/16", "192.168.0.0/24"},
       {"CR1104 `192.168.0.0/24` is not allowed for vpc `v`: the VPC's primary block is "
        "10.0.0.0/16: no block of another private range can be added"}},
      {{"192.168.0.0/24", "172.16.0.0/16"},
       {"CR1104 `172.16.0.0/16` is not allowed for vpc `v`: the VPC's primary block is "
        "192.168.0.0/24: no block of another private range can be added"}},
      {{"10.0.0.0/16", "198.19.0.0/24"},
       {"CR1104 `198.19.0.0/24` is not allowed for vpc `v`: the VPC's primary block is "
        "10.0.0.0/16, which is private"}},
      {{"172.16.0.0/16", "172.31.0.0/24"},
       {"CR1104 `172.31.0.0/24` is not allowed for vpc `v`: the VPC's primary block is "
        "172.16.0.0/16: 172.31.0.0/16 cannot be added"}},
      {{"172.16.0.0/16", "172.18.0.0/16"}, {}},
      {{"10.0.0.0/16", "100.64.0.0/16", "203.0.113.0/24"}, {}},
      {{"100.64.0.0/16", "10.0.0.0/16"},
       {"CR1104 `10.0.0.0/16` is not allowed for vpc `v`: the VPC's primary block is "
        "100.64.0.0/16, which is not private: no private block can be added"}},
      {{"unknown", "10.0.0.0/16", "192.168.0.0/24"}, {}},
  };
  for (const VpcRow& row : rows) {
    BuiltDesign built;
    built.vpc("v", row.cidrs);
    CHECK(mistakes_in(built.design) == row.expected);
  }
}

TEST_CASE("the blocks of a subnet") {  // ADR-8, ADR-9
  const std::vector<VpcRow> rows = {
      {{"10.0.0.0/16"}, {}},
      {{"10.0.0.0/28", "2001:db8::/64"}, {}},
      {{"2001:db8::/60"}, {}},
      {{"unknown"}, {}},
      {{"10.0.0.0/29"}, {"CR1103 `10.0.0.0/29`: an IPv4 block is /16 to /28"}},
      {{"2001:db8::/62"},
       {"CR1103 `2001:db8::/62`: an IPv6 block of a subnet is /44, /48, /52, /56, /60 or /64"}},
      {{"10.1.0.0/24"},
       {"CR1101 `10.1.0.0/24` of subnet `s` lies outside vpc `v` (10.0.0.0/16, 2001:db8::/56)"}},
      {{"2001:db8:1::/64"},
       {"CR1101 `2001:db8:1::/64` of subnet `s` lies outside vpc `v` (10.0.0.0/16, "
        "2001:db8::/56)"}},
  };
  for (const VpcRow& row : rows) {
    BuiltDesign built;
    built.subnet(built.vpc("v", {"10.0.0.0/16", "2001:db8::/56"}), "s", row.cidrs);
    CHECK(mistakes_in(built.design) == row.expected);
  }
}

TEST_CASE("a subnet may lie in a block that is not known") {
  BuiltDesign built;
  built.subnet(built.vpc("v", {"10.0.0.0/16", "unknown"}), "s", {"10.1.0.0/24"});
  CHECK(mistakes_in(built.design).empty());
}

TEST_CASE("subnets of a VPC do not overlap, each one that does is reported once") {  // ADR-9
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
  const Ref<Vpc> other = built.vpc("other", {"10.0.0.0/16"});
  built.subnet(vpc, "narrow", {"10.0.1.128/25"});
  built.subnet(vpc, "wide", {"10.0.0.0/22"});
  built.subnet(vpc, "beside", {"10.0.4.0/24"});
  built.subnet(vpc, "inside", {"10.0.3.0/24"});
  built.subnet(other, "elsewhere", {"10.0.1.0/24"});
  CHECK(mistakes_in(built.design) ==
        Strings{"CR1102 `10.0.0.0/22` of subnet `wide` overlaps `10.0.1.128/25` of subnet `narrow`",
                "CR1102 `10.0.3.0/24` of subnet `inside` overlaps `10.0.0.0/22` of subnet "
                "`wide`"});
}

TEST_CASE("T-47: each mistake has its own message") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/15"});
  const Ref<Subnet> a = built.subnet(vpc, "a", {"10.0.0.0/24"});
  built.interface(a, "eni", {"10.0.0.2"});
  built.subnet(vpc, "outside", {"10.9.0.0/24"});
  built.subnet(vpc, "b", {"10.0.0.128/25"});
  CHECK(mistakes_in(built.design) ==
        Strings{"CR1103 `10.0.0.0/15`: an IPv4 block is /16 to /28",
                "CR1105 `10.0.0.2` is reserved in subnet `a` (10.0.0.0/24): AWS keeps it for DNS",
                "CR1101 `10.9.0.0/24` of subnet `outside` lies outside vpc `v` (10.0.0.0/15)",
                "CR1102 `10.0.0.128/25` of subnet `b` overlaps `10.0.0.0/24` of subnet `a`"});
}

struct HeldRow {
  std::string address;
  Strings expected;
};

TEST_CASE("an address lies in its subnet and is not one of those that AWS keeps") {  // ADR-10
  const std::string v4 = " is reserved in subnet `s` (10.0.1.0/24): ";
  const std::string v6 =
      " is reserved in subnet `s` (2001:db8::/64): AWS keeps the first four and the last address";
  const std::vector<HeldRow> rows = {
      {"10.0.1.4", {}},
      {"10.0.1.254", {}},
      {"2001:db8::4", {}},
      {"10.0.1.0", {"CR1105 `10.0.1.0`" + v4 + "it is the network address"}},
      {"10.0.1.1", {"CR1105 `10.0.1.1`" + v4 + "it is the VPC's router"}},
      {"10.0.1.2", {"CR1105 `10.0.1.2`" + v4 + "AWS keeps it for DNS"}},
      {"10.0.1.3", {"CR1105 `10.0.1.3`" + v4 + "AWS keeps it for future use"}},
      {"10.0.1.255", {"CR1105 `10.0.1.255`" + v4 + "it is the broadcast address"}},
      {"2001:db8::3", {"CR1105 `2001:db8::3`" + v6}},
      {"2001:db8::ffff:ffff:ffff:ffff", {"CR1105 `2001:db8::ffff:ffff:ffff:ffff`" + v6}},
      {"10.0.2.4",
       {"CR1101 `10.0.2.4` of network-interface `eni` lies outside subnet `s` (10.0.1.0/24, "
        "2001:db8::/64)"}},
  };
  for (const HeldRow& row : rows) {
    BuiltDesign built;
    const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16", "2001:db8::/56"});
    built.interface(built.subnet(vpc, "s", {"10.0.1.0/24", "2001:db8::/64"}), "eni", {row.address});
    CHECK(mistakes_in(built.design) == row.expected);
  }
}

TEST_CASE("an address belongs to one interface of a VPC") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
  const Ref<Vpc> other = built.vpc("other", {"10.0.0.0/16"});
  const Ref<Subnet> s = built.subnet(vpc, "s", {"10.0.1.0/24"});
  const Ref<NetworkInterface> a = built.interface(s, "a", {"10.0.1.10", "10.0.1.11"});
  built.interface(s, "b", {"10.0.1.11"});
  const Ref<NetworkInterface> c = built.interface(s, "c", {"10.0.1.40"});
  built.interface(s, "d", {"10.0.1.17"});
  built.interface(built.subnet(other, "t", {"10.0.1.0/24"}), "e", {"10.0.1.10"});
  Design& design = built.design;
  design.get(c).prefixes = {prefix_of("10.0.1.16/28")};
  design.add(built.named<Instance>("web"));
  design.get(a).owned = true;
  design.get(a).owner_kind = ResourceKind::Instance;
  CHECK(mistakes_in(design) == Strings{"CR1106 `10.0.1.11` already belongs to instance `web`",
                                       "CR1106 `10.0.1.17` already belongs to network-interface "
                                       "`c`"});
}

struct RouteRow {
  std::string to;
  Target target;
  Strings expected;
};

const std::string kNotWhole =
    " is not allowed: it lies inside vpc `v` (10.0.0.0/16), but is not the whole block of a subnet";
const std::string kAppliances =
    "a NAT gateway, a network interface or a Gateway Load Balancer endpoint";

TEST_CASE("routes inside the VPC, T-43") {  // RT-3, RT-4, RT-5
  const std::vector<RouteRow> rows = {
      {"10.0.2.20/32", Target::network_interface, {"CR1108 route to `10.0.2.20/32`" + kNotWhole}},
      {"10.0.2.0/25", Target::nat_gateway, {"CR1108 route to `10.0.2.0/25`" + kNotWhole}},
      {"10.0.2.0/24", Target::network_interface, {}},
      {"10.0.2.0/24", Target::nat_gateway, {}},
      {"10.0.2.0/24", Target::vpc_endpoint, {}},
      {"10.0.2.0/24", Target::unknown, {}},
      {"10.0.2.0/24",
       Target::internet_gateway,
       {"CR1108 route to `10.0.2.0/24` is not allowed: it lies inside vpc `v` (10.0.0.0/16): "
        "only " +
        kAppliances + " can be its target"}},
      {"10.0.2.0/24",
       Target::local,
       {"CR1108 route to `10.0.2.0/24` is not allowed: it lies inside vpc `v` (10.0.0.0/16): "
        "only " +
        kAppliances + " can be its target"}},
      {"10.0.0.0/16", Target::local, {}},
      {"10.0.0.0/16", Target::network_interface, {}},
      {"10.0.0.0/16",
       Target::not_modelled,
       {"CR1108 route to `10.0.0.0/16` is not allowed: it is a block of vpc `v`, which stays local "
        "or goes to " +
        kAppliances}},
      {"10.0.0.0/8", Target::not_modelled, {}},
      {"0.0.0.0/0", Target::internet_gateway, {}},
      {"10.7.0.0/16",
       Target::local,
       {"CR1108 route to `10.7.0.0/16` is not allowed: `local` is the target of the blocks of vpc "
        "`v` alone"}},
      {"169.254.168.0/22",
       Target::network_interface,
       {"CR1108 route to `169.254.168.0/22` is not allowed: AWS keeps 169.254.168.0/22 for its own "
        "services"}},
      {"169.254.170.2/32",
       Target::network_interface,
       {"CR1108 route to `169.254.170.2/32` is not allowed: AWS keeps 169.254.168.0/22 for its own "
        "services"}},
      {"169.254.0.0/16", Target::network_interface, {}},
      {"fd00:ec2::253/128",
       Target::network_interface,
       {"CR1108 route to `fd00:ec2::253/128` is not allowed: AWS keeps fd00:ec2::/32 for its own "
        "services"}},
  };
  for (const RouteRow& row : rows) {
    BuiltDesign built;
    const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
    const Ref<Subnet> s = built.subnet(vpc, "s", {"10.0.2.0/24"});
    built.interface(s, "eni", {"10.0.2.10"});
    built.in<InternetGateway>(vpc, "igw");
    built.in<NatGateway>(vpc, "nat");
    const Ref<VpcEndpoint> endpoint = built.in<VpcEndpoint>(vpc, "fw");
    built.design.get(endpoint).type = EndpointType::gateway_load_balancer;
    built.route(built.in<RouteTable>(vpc, "rt"), row.to, row.target);
    INFO(row.to);
    CHECK(mistakes_in(built.design) == row.expected);
  }
}

TEST_CASE("a propagated route may lie inside the VPC") {  // RT-8
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
  const Ref<VpnGateway> gateway = built.in<VpnGateway>(vpc, "vgw");
  built.route(built.in<RouteTable>(vpc, "rt"), "10.0.9.0/24", Target::vpn_gateway, gateway.index())
      .propagated = true;
  CHECK(mistakes_in(built.design).empty());
}

TEST_CASE("the table of a gateway") {  // RT-14
  const std::string whole =
      " is not allowed: a table of a gateway takes whole blocks of vpc `v` and whole blocks of its "
      "subnets alone";
  const std::vector<RouteRow> rows = {
      {"10.0.0.0/16", Target::local, {}},
      {"10.0.0.0/16", Target::network_interface, {}},
      {"10.0.2.0/24", Target::local, {}},
      {"10.0.2.0/24", Target::network_interface, {}},
      {"10.0.2.0/24",
       Target::nat_gateway,
       {"CR1108 route to `10.0.2.0/24` is not allowed: in a table of a gateway only local, a "
        "network interface or a Gateway Load Balancer endpoint can be its target"}},
      {"10.0.2.0/25", Target::network_interface, {"CR1108 route to `10.0.2.0/25`" + whole}},
      {"0.0.0.0/0", Target::network_interface, {"CR1108 route to `0.0.0.0/0`" + whole}},
  };
  for (const RouteRow& row : rows) {
    BuiltDesign built;
    const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
    built.interface(built.subnet(vpc, "s", {"10.0.2.0/24"}), "eni", {"10.0.2.10"});
    built.in<InternetGateway>(vpc, "igw");
    built.in<NatGateway>(vpc, "nat");
    const Ref<RouteTable> table = built.in<RouteTable>(vpc, "edge");
    built.design.get(table).edge.kind = EdgeGateway::Kind::internet_gateway;
    built.route(table, row.to, row.target);
    INFO(row.to);
    CHECK(mistakes_in(built.design) == row.expected);
  }
}

TEST_CASE("the table of a gateway takes neither prefix lists nor propagated routes") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
  const Ref<VpnGateway> gateway = built.in<VpnGateway>(vpc, "vgw");
  const Ref<PrefixList> list = built.design.add(built.named<PrefixList>("offices"));
  const Ref<RouteTable> table = built.in<RouteTable>(vpc, "edge");
  built.design.get(table).edge.kind = EdgeGateway::Kind::vpn_gateway;
  built.design.get(table).propagating = {gateway};
  built.route(table, "0.0.0.0/0", Target::local).prefix_list = list;
  CHECK(mistakes_in(built.design) ==
        Strings{"CR1111 route-table `edge` is a table of a gateway: no routes are propagated to it",
                "CR1108 route to `offices` is not allowed: a table of a gateway takes no prefix "
                "lists"});
}

TEST_CASE("a table has one static route to a destination") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
  const Ref<InternetGateway> igw = built.in<InternetGateway>(vpc, "igw");
  const Ref<VpnGateway> vgw = built.in<VpnGateway>(vpc, "vgw");
  const Ref<RouteTable> table = built.in<RouteTable>(vpc, "rt");
  const Ref<RouteTable> other = built.in<RouteTable>(vpc, "other");
  built.route(table, "0.0.0.0/0", Target::internet_gateway, igw.index());
  built.route(table, "0.0.0.0/0", Target::vpn_gateway, vgw.index()).propagated = true;
  built.route(table, "::/0", Target::internet_gateway, igw.index());
  built.route(other, "0.0.0.0/0", Target::internet_gateway, igw.index());
  CHECK(mistakes_in(built.design).empty());
  built.route(table, "0.0.0.0/0", Target::vpn_gateway, vgw.index());
  CHECK(mistakes_in(built.design) ==
        Strings{"CR1109 route-table `rt` has two routes to `0.0.0.0/0`"});
}

TEST_CASE("a table has one gateway endpoint of a service") {  // GEP-10
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
  const Ref<RouteTable> table = built.in<RouteTable>(vpc, "rt");
  built.gateway_endpoint(vpc, "a", "s3", {table});
  built.gateway_endpoint(vpc, "b", "dynamodb", {table});
  CHECK(mistakes_in(built.design).empty());
  built.gateway_endpoint(vpc, "c", "s3", {table});
  CHECK(mistakes_in(built.design) ==
        Strings{"CR1109 route-table `rt` has two routes to `s3`: through vpc-endpoint `a` and "
                "vpc-endpoint `c`"});
}

TEST_CASE("rule numbers are 1 to 32766 and differ, IPv4 and IPv6 together") {  // NACL-2, NACL-3
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
  const Ref<NetworkAcl> acl = built.in<NetworkAcl>(vpc, "data");
  Design& design = built.design;
  design.get(acl).ingress = {built.entry(100, "0.0.0.0/0"), built.entry(32766, "0.0.0.0/0"),
                             built.entry(1, "0.0.0.0/0")};
  design.get(acl).egress = {built.entry(100, "0.0.0.0/0")};
  CHECK(mistakes_in(design).empty());
  design.get(acl).ingress = {built.entry(100, "0.0.0.0/0"), built.entry(0, "0.0.0.0/0"),
                             built.entry(100, "::/0")};
  design.get(acl).egress = {built.entry(32767, "0.0.0.0/0")};
  CHECK(mistakes_in(design) ==
        Strings{"CR1004 invalid rule number: 0 is not 1 to 32766",
                "CR1110 network-acl `data` has two ingress rules with number 100",
                "CR1004 invalid rule number: 32767 is not 1 to 32766"});
}

TEST_CASE("peered VPCs do not overlap and are peered once, T-59") {  // PEER-3, PEER-10
  BuiltDesign built;
  const Ref<Vpc> a = built.vpc("a", {"10.0.0.0/16"});
  const Ref<Vpc> b = built.vpc("b", {"10.1.0.0/16", "unknown"});
  const Ref<Vpc> c = built.vpc("c", {"10.0.128.0/17"});
  built.peering("a-b", a, b);
  const Ref<VpcPeering> deleted = built.peering("b-a-old", b, a);
  built.design.get(deleted).state = std::string("deleted");
  CHECK(mistakes_in(built.design).empty());
  built.peering("b-a", b, a);
  const Ref<VpcPeering> pending = built.peering("a-c", a, c);
  built.design.get(pending).state = std::string("pending-acceptance");
  CHECK(mistakes_in(built.design) ==
        Strings{"CR1111 vpc-peering `b-a` joins vpc `b` and vpc `a`, as vpc-peering `a-b` does "
                "already: a pair has one peering",
                "CR1102 `10.0.0.0/16` of vpc `a` overlaps `10.0.128.0/17` of vpc `c`: vpc-peering "
                "`a-c` cannot join them"});
}

TEST_CASE("a VPC has one of each thing that it has one of") {  // IGW-1, EIGW-3
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16"});
  built.in<InternetGateway>(vpc, "igw");
  const Ref<RouteTable> one = built.in<RouteTable>(vpc, "one");
  built.in<InternetGateway>(Ref<Vpc>::none(), "detached");
  built.design.get(one).main = true;
  CHECK(mistakes_in(built.design).empty());
  built.in<EgressOnlyInternetGateway>(vpc, "out");
  CHECK(mistakes_in(built.design).empty());
  built.in<InternetGateway>(vpc, "second");
  built.in<EgressOnlyInternetGateway>(vpc, "out-2");
  const Ref<RouteTable> two = built.in<RouteTable>(vpc, "two");
  built.design.get(two).main = true;
  CHECK(mistakes_in(built.design) ==
        Strings{"CR1111 vpc `v` has one internet gateway: `igw` and `second` are two",
                "CR1111 vpc `v` has one egress-only internet gateway: `out` and `out-2` are two",
                "CR1111 vpc `v` has one main route table: `one` and `two` are two"});
}

TEST_CASE("what belongs together lies in one VPC") {
  BuiltDesign built;
  const Ref<Vpc> v = built.vpc("v", {"10.0.0.0/16"});
  const Ref<Vpc> w = built.vpc("w", {"10.1.0.0/16"});
  const Ref<Vpc> x = built.vpc("x", {"10.2.0.0/16"});
  const Ref<RouteTable> table = built.in<RouteTable>(w, "rt");
  const Ref<NetworkAcl> acl = built.in<NetworkAcl>(w, "acl");
  const Ref<SecurityGroup> group = built.in<SecurityGroup>(w, "sg");
  const Ref<SecurityGroup> shared = built.in<SecurityGroup>(w, "shared");
  const Ref<InternetGateway> igw = built.in<InternetGateway>(v, "igw");
  const Ref<VpcPeering> peering = built.peering("v-x", v, x);
  const Ref<Subnet> s = built.subnet(v, "s", {"10.0.1.0/24"});
  const Ref<NetworkInterface> eni = built.interface(s, "eni", {"10.0.1.10"});
  built.route(table, "0.0.0.0/0", Target::internet_gateway, igw.index());
  built.route(table, "10.2.0.0/16", Target::vpc_peering, peering.index());
  Design& design = built.design;
  design.get(s).route_table = table;
  design.get(s).network_acl = acl;
  design.get(shared).further_vpcs = {v};
  design.get(eni).security_groups = {group, shared, Ref<SecurityGroup>::unknown()};
  CHECK(mistakes_in(design) ==
        Strings{"CR1112 route-table `rt` is in vpc `w`, not in vpc `v`",
                "CR1112 network-acl `acl` is in vpc `w`, not in vpc `v`",
                "CR1112 security-group `sg` is in vpc `w`, not in vpc `v`",
                "CR1112 internet-gateway `igw` is in vpc `v`, not in vpc `w`",
                "CR1112 vpc-peering `v-x` is in vpc `v` and vpc `x`, not in vpc `w`"});
}

TEST_CASE("100,000 interfaces of one subnet are completed and checked in near-linear time") {
  BuiltDesign built;
  const Ref<Vpc> vpc = built.vpc("v", {"10.0.0.0/16", "10.1.0.0/16"});
  const Ref<Subnet> a = built.subnet(vpc, "a", {"10.0.0.0/16"});
  const Ref<Subnet> b = built.subnet(vpc, "b", {"10.1.0.0/16"});
  for (int i = 0; i < 50'000; ++i) {
    built.wanting(a, "a");
    built.wanting(b, "b");
  }
  CHECK(mistakes_in(built.design).empty());
  // 10.1.0.4 and 49,999 more: 4 + 49,999 = 50,003 = 195 * 256 + 83.
  CHECK(built.design.all<NetworkInterface>().back().addresses[0].address ==
        address_of("10.1.195.83"));
}

}  // namespace
}  // namespace canreach
