#include "tests/catch.h"
#include "tests/unit/native_reading.h"

namespace canreach {

namespace {

using Lines = std::vector<std::string>;

struct Mistake {
  std::string text;
  Lines reports;
};

/// A VPC `v` with a subnet `s` (10.0.1.0/24) and these further lines, 4 spaces deep, from line 6
/// on.
std::string native_with_vpc(const std::string& lines) {
  return "canreach: 1\nregion: us-east-1\nvpcs:\n  v:\n    cidr: 10.0.0.0/16\n" + lines;
}

/// A VPC with subnets in lines 4 and 5, then these lines from line 6 on.
std::string with_subnets(const std::string& lines) {
  return "canreach: 1\nvpcs:\n  v: {cidr: 10.0.0.0/16, subnets: {\n    s: {cidr: 10.0.1.0/24},\n"
         "    t: {cidr: 10.0.2.0/24}}}\n" +
         lines;
}

void check(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    INFO(mistake.text);
    CHECK(read_native_text(mistake.text).lines() == mistake.reports);
  }
}

}  // namespace

TEST_CASE("mistakes of the file are reported where they stand") {
  check({
      {"canreach: 2\n", {"1:11 CR1004 invalid version: `2` is not known: this is `canreach: 1`"}},
      {"canreach: 1\ninstance: {}\n",
       {"2:1 CR1006 unknown key `instance` in a native design (instances)"}},
      {"canreach: 1\naccount: 12\n", {"2:10 CR1004 invalid account: `12` is not 12 digits"}},
      {"canreach: 1\nregion: virginia\n",
       {"2:9 CR1004 invalid region: `virginia` does not look like us-east-1"}},
      {"canreach: 1\nvpcs: [a]\n", {"2:7 CR1005 `vpcs` must be a map of names, not a list"}},
      {"canreach: 1\nblock_public_access: on\n",
       {"2:22 CR1004 invalid `block_public_access`: `on` is none of `off`, `ingress`, "
        "`bidirectional`"}},
      {"region: us-east-1\n", {"1:1 CR1008 a native design needs the key `canreach`"}},
  });
}

TEST_CASE("mistakes of VPCs and subnets are reported where they stand") {
  check({
      {"canreach: 1\nvpcs: {v: {cidr: 10.0.0.0/16, subnet: {}}}\n",
       {"2:31 CR1006 unknown key `subnet` in VPC `v` (subnets)"}},
      {"canreach: 1\nvpcs: {v: {}}\n", {"2:8 CR1008 VPC `v` needs the key `cidr`"}},
      {native_with_vpc("    subnets: {s: {cidr: 10.0.1.0/24, route_table: pubic}}\n"
                       "    route_tables: {public: {}}\n"),
       {"6:51 CR1201 no route table is called `pubic` (public)"}},
      {native_with_vpc("    subnets: {s: {cidr: 10.0.1.0/24, zone: eu-west-1a}}\n"),
       {"6:44 CR1004 invalid zone: `eu-west-1a` is neither a letter nor a zone of `us-east-1`"}},
      {native_with_vpc("    subnets: {s: {cidr: 10.0.1.5/24}}\n"),
       {"6:25 CR1010 `10.0.1.5/24` has host bits set: read as 10.0.1.0/24"}},
      {native_with_vpc("    subnets: {s: {cidr: [10.0.1.0/24, 10.0.2.0/24]}}\n"),
       {"6:25 CR1004 invalid `cidr`: a subnet has one IPv4 block"}},
      {native_with_vpc("    subnets: {s: {cidr: 10.0.1.0/24, map_public_ip: yes}}\n"),
       {"6:53 CR1005 `map_public_ip` must be true, false or unknown, not a string"}},
      {native_with_vpc("    dns: {servers: unknwon}\n"),
       {"6:20 CR1004 invalid DNS server: must be an address such as 10.0.0.1 or "
        "2001:db8::1"}},
  });
}

TEST_CASE("mistakes of rules are reported where they stand") {
  const std::string group = "    security_groups: {g: {ingress: [";
  check({
      {native_with_vpc(group + "{protocol: tcp, from: g}]}}\n"),
       {"6:37 CR1008 an ingress rule needs the key `ports`"}},
      {native_with_vpc(group + "{protocol: tpc, ports: 1, from: g}]}}\n"),
       {"6:48 CR1004 invalid protocol: `tpc` is neither `tcp`, `udp`, `icmp`, `icmpv6`, `all` nor "
        "a number from 0 to 255 (tcp)"}},
      {native_with_vpc(group + "{protocol: -1, from: g}]}}\n"),
       {"6:48 CR1004 invalid protocol: `-1` is neither `tcp`, `udp`, `icmp`, `icmpv6`, `all` nor "
        "a number from 0 to 255 (all)"}},
      {native_with_vpc(group + "{protocol: tcp, ports: [22, 70000], from: g}]}}\n"),
       {"6:65 CR1004 invalid port: `70000` is neither a number from 0 to 65535, a range such as "
        "`1024-65535`, nor `all`"}},
      {native_with_vpc(group + "{protocol: icmp, ports: 1, from: g}]}}\n"),
       {"6:54 CR1111 `ports` makes no sense with `protocol: icmp`"}},
      {native_with_vpc(group + "{protocol: all, from: [g, gg]}]}}\n"),
       {"6:63 CR1201 no security group or prefix list is called `gg` (g)"}},
      {native_with_vpc(group + "{protocol: all, from: service/s33}]}}\n"),
       {"6:59 CR1004 invalid peer: AWS has no prefix list of `s33` (service/s3)"}},
      {native_with_vpc(group + "{protocol: all, to: g}]}}\n"),
       {"6:37 CR1008 an ingress rule needs the key `from`",
        "6:53 CR1006 unknown key `to` in an ingress rule"}},
      {native_with_vpc("    security_groups: {g: {egress: }}\n"),
       {"6:27 CR1005 `egress` must be a list of rules, not null"}},
      {native_with_vpc(
           "    network_acls: {n: {ingress: [{rule: 40000, action: allow, protocol: all, cidr: "
           "0.0.0.0/0}]}}\n"),
       {"6:41 CR1004 invalid rule number: `40000` is no number from 1 to 32766"}},
      {native_with_vpc("    network_acls: {n: {default: true}, m: {default: true}}\n"),
       {"6:40 CR1111 `n` and `m` are both the default network ACL of `v`"}},
  });
}

TEST_CASE("mistakes of routes, gateways and endpoints are reported where they stand") {
  const std::string table = "    internet_gateway: igw\n    route_tables: {r: {routes: [";
  check({
      {native_with_vpc(table + "{to: 0.0.0.0/0, via: ig}]}}\n"),
       {"7:54 CR1201 no route target is called `ig` (igw)"}},
      {native_with_vpc(table + "{to: 0.0.0.0, via: igw}]}}\n"),
       {"7:38 CR1004 invalid CIDR block: must have a length, such as 0.0.0.0/32"}},
      {native_with_vpc("    endpoints: {e: {service: sqs, type: gateway}}\n"),
       {"6:30 CR1004 invalid `service`: gateway endpoints are of `s3` and `dynamodb`, not of "
        "`sqs`"}},
      {native_with_vpc("    endpoints: {e: {service: s3, type: gateway, subnets: [s]}}\n"),
       {"6:49 CR1111 `subnets` makes no sense with `type: gateway`"}},
      {native_with_vpc("    nat_gateways: {n: {zones: [a], private: true}}\n"),
       {"6:36 CR1111 `private` needs a `subnet`: a regional NAT gateway has none"}},
      {native_with_vpc("    internet_gateway: {name: igw, state: dettached}\n"),
       {"6:42 CR1004 invalid state: `dettached` is none of AWS's states of this kind, such as "
        "`available` (detached)"}},
      {"canreach: 1\nvpcs:\n  v: {cidr: 10.0.0.0/16, internet_gateway: igw}\n"
       "  w: {cidr: 10.1.0.0/16, route_tables: {r: {routes: [{to: 0.0.0.0/0, via: igw}]}}}\n",
       {"4:75 CR1112 `igw` is in `v`, not in `w`"}},
      {native_with_vpc("peerings: {p: {vpcs: [v]}}\n"),
       {"6:22 CR1004 invalid `vpcs`: a peering has two VPCs, requester and accepter"}},
  });
}

TEST_CASE("mistakes of workloads are reported where they stand") {
  check({
      {with_subnets("instances: {i: {subnet: u}}\n"), {"6:25 CR1201 no subnet is called `u`"}},
      {with_subnets("instances: {i: {subnet: s, address: 10.0.2.5}}\n"),
       {"6:37 CR1101 `10.0.2.5` lies outside subnet `s` (10.0.1.0/24)"}},
      {with_subnets("instances: {i: {subnet: s, address: 2001:db8::5}}\n"),
       {"6:37 CR1004 invalid `address`: an IPv6 address is given by the key `ipv6`"}},
      {with_subnets("instances: {i: {subnets: s}}\n"),
       {"6:13 CR1008 instance `i` needs the key `subnet`",
        "6:17 CR1006 unknown key `subnets` in instance `i` (subnet)"}},
      {with_subnets("databases: {d: {subnets: [s, t], engine: postgre}}\n"),
       {"6:42 CR1004 invalid `engine`: `postgre` is none of `postgres`, `aurora-postgresql`, "
        "`mysql`, `mariadb`, `aurora-mysql`, `oracle`, `sqlserver`, `docdb`, `mongodb`, `neptune`, "
        "`redshift`, `opensearch` (postgres)"}},
      {with_subnets("databases: {d: {subnets: [s, t], port: 1, address: 10.0.1.5}}\n"),
       {"6:52 CR1004 invalid `address`: with several subnets it is a map from subnets to "
        "addresses"}},
      {with_subnets("databases: {d: {subnets: [s], port: 1, public_ip: 203.0.113.5}}\n"),
       {"6:51 CR1111 `public_ip` needs `public: true`"}},
      {with_subnets("functions: {f: {security_groups: [g]}}\n"),
       {"6:17 CR1111 `security_groups` needs `subnets`"}},
      {with_subnets("instances: {i: {subnet: s, source_ports: unix}}\n"),
       {"6:42 CR1004 invalid `source_ports`: `unix` is neither `linux`, `windows` nor a range such "
        "as `1024-65535`"}},
      {with_subnets("network_interfaces: {e: {subnet: s}}\n"
                    "instances: {i: {subnet: s, interfaces: [e, e]}}\n"),
       {"7:44 CR1111 network interface `e` is attached twice"}},
  });
}

TEST_CASE("a name that fits several things is ambiguous, and VPC/NAME or KIND/NAME is not") {
  const std::string two =
      "canreach: 1\nvpcs:\n  v: {cidr: 10.0.0.0/16, subnets: {s: {cidr: 10.0.1.0/24}}}\n"
      "  w: {cidr: 10.1.0.0/16, subnets: {s: {cidr: 10.1.1.0/24}}}\n";
  CHECK(read_native_text(two + "instances: {i: {subnet: s}}\n").lines() ==
        Lines{"5:25 CR1202 `s` is ambiguous: it may be `v/s` or `w/s`"});
  CHECK(read_native_text(two + "instances: {i: {subnet: w/s}}\n").lines() == Lines());
  const std::string same = native_with_vpc(
      "    nat_gateways: {x: {}}\n    internet_gateway: x\n"
      "    route_tables: {r: {routes: [{to: 0.0.0.0/0, via: ");
  CHECK(read_native_text(same + "x}]}}\n").lines() ==
        Lines{"8:54 CR1202 `x` is ambiguous: it may be `nat-gateway/x` or `internet-gateway/x`"});
  CHECK(read_native_text(same + "nat-gateway/x}]}}\n").lines() == Lines());
}

TEST_CASE("two documents are one design, in which a name is declared once") {
  const NativeReading reading =
      read_native_texts({"canreach: 1\nvpcs: {v: {cidr: 10.0.0.0/16}}\n",
                         "canreach: 1\nvpcs: {v: {cidr: 10.1.0.0/16}}\n"});
  CHECK(reading.lines() == Lines{"2:8 CR1203 VPC `v` is declared twice, first on line 2 of "
                                 "`a.yaml`"});
}

}  // namespace canreach
