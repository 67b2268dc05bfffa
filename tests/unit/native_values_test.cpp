#include "tests/catch.h"
#include "tests/unit/native_reading.h"

namespace canreach {

namespace {

const NetworkInterface& first_interface(const Design& design, const Workload& workload) {
  return design.get(workload.interfaces.at(0));
}

}  // namespace

TEST_CASE("unknown stays unknown wherever the model can hold it") {
  const NativeReading reading = read_native_text(R"yaml(canreach: 1
block_public_access: unknown
vpcs:
  v:
    cidr: [10.0.0.0/16, unknown]
    dns: {support: unknown, hostnames: unknown}
    block_public_access: unknown
    internet_gateway: {name: igw, state: unknown}
    subnets:
      s: {cidr: 10.0.1.0/24, route_table: unknown, network_acl: unknown, map_public_ip: unknown}
      o: {cidr: unknown, zone: unknown}
    route_tables:
      r: {routes: [{to: unknown, via: unknown}, {to: 0.0.0.0/0, via: igw}]}
    nat_gateways: {n: {subnet: s, private: unknown}}
    network_acls:
      a: {ingress: [{rule: 7, action: unknown, protocol: tcp, ports: [22, unknown], cidr: unknown}]}
      b: {egress: unknown}
    security_groups:
      g: {ingress: [{protocol: unknown, from: unknown}], egress: unknown}
      h: {external: true}
instances:
  i: {subnet: s, security_groups: [unknown, g], source_dest_check: unknown, listens: unknown}
  j: {subnet: unknown}
databases:
  d: {engine: unknown, subnets: [o], public: unknown}
peerings:
  p: {vpcs: [v, unknown], dns_resolution: unknown, state: unknown}
prefix_lists:
  l: {cidr: unknown}
)yaml");
  REQUIRE(reading.lines() == std::vector<std::string>());
  const Design& design = reading.design;
  CHECK(design.block_public_access.at(0).mode.is_unknown());
  const Vpc& vpc = named<Vpc>(design, "v");
  CHECK(vpc.cidrs.at(1).is_unknown());
  CHECK(vpc.dns_support.is_unknown());
  CHECK(vpc.exclusion.is_unknown());
  CHECK(named<InternetGateway>(design, "igw").state.is_unknown());
  const Subnet& subnet = named<Subnet>(design, "s");
  CHECK(subnet.route_table.is_unknown());
  CHECK(subnet.network_acl.is_unknown());
  const RouteTable& table = named<RouteTable>(design, "r");
  CHECK(table.routes.at(0).destination.is_unknown());
  CHECK(table.routes.at(0).target.kind == RouteTarget::Kind::unknown);
  CHECK(table.routes.at(1).state == Route::State::unknown);
  const NetworkInterface& nat = design.get(named<NatGateway>(design, "n").interface);
  CHECK(nat.wanted_public_ip.kind == PublicIp::Kind::unknown);
  const NetworkAclEntry& entry = named<NetworkAcl>(design, "a").ingress.at(0);
  CHECK(entry.allow.is_unknown());
  CHECK(entry.cidr.is_unknown());
  CHECK(entry.traffic.surely == TrafficSet::ports(kTcp, 22, 22));
  CHECK(entry.traffic.possibly == TrafficSet::all_of(kTcp));
  CHECK(named<NetworkAcl>(design, "b").egress.at(0).allow.is_unknown());
  CHECK(named<NetworkAcl>(design, "b").ingress.empty());
  const SecurityGroup& group = named<SecurityGroup>(design, "g");
  CHECK(group.rules_known);
  CHECK(group.egress.at(0).peer.kind == SecurityGroupPeer::Kind::unknown);
  CHECK(group.egress.at(0).traffic.surely.empty());
  CHECK(group.ingress.at(0).peer.kind == SecurityGroupPeer::Kind::unknown);
  CHECK(group.ingress.at(0).traffic.surely.empty());
  CHECK(group.ingress.at(0).traffic.possibly == TrafficSet::all());
  CHECK_FALSE(named<SecurityGroup>(design, "h").rules_known);
  CHECK(named<SecurityGroup>(design, "h").egress.empty());
  const Instance& instance = named<Instance>(design, "i");
  CHECK_FALSE(instance.listens_known);
  CHECK_FALSE(first_interface(design, instance).security_groups_known);
  CHECK(first_interface(design, instance).wanted_public_ip.kind == PublicIp::Kind::unknown);
  CHECK(first_interface(design, instance).source_dest_check.is_unknown());
  CHECK(first_interface(design, named<Instance>(design, "j")).subnet.is_unknown());
  const Database& database = named<Database>(design, "d");
  CHECK(database.publicly_accessible.is_unknown());
  CHECK_FALSE(database.listens_known);
  CHECK_FALSE(first_interface(design, database).addresses_known);
  const VpcPeering& peering = named<VpcPeering>(design, "p");
  CHECK(peering.requester == Ref<Vpc>(0));
  CHECK(peering.accepter.is_unknown());
  CHECK(peering.state.is_unknown());
  CHECK_FALSE(named<PrefixList>(design, "l").entries_known);
}

TEST_CASE("what is left out is what AWS gives, with IPv6 where the VPC has it") {
  const NativeReading reading = read_native_text(R"yaml(canreach: 1
region: eu-west-1
vpcs:
  v:
    cidr: ["2001:db8::/56", 10.0.0.0/16]
    default: true
    security_groups:
      default: {default: true}
      none: {egress: []}
    network_acls:
      default: {default: true}
      own: {}
)yaml");
  REQUIRE(reading.lines() == std::vector<std::string>());
  const Design& design = reading.design;
  CHECK(named<Vpc>(design, "v").cidrs.at(0).get().to_string() == "10.0.0.0/16");
  CHECK(named<Vpc>(design, "v").dns_hostnames == Value<bool>(true));
  const SecurityGroup& group = named<SecurityGroup>(design, "default");
  REQUIRE(group.ingress.size() == 1);
  CHECK(group.ingress[0].peer.group == Ref<SecurityGroup>(0));
  REQUIRE(group.egress.size() == 2);
  CHECK(group.egress[1].peer.name == "::/0");
  CHECK(named<SecurityGroup>(design, "none").egress.empty());
  const NetworkAcl& acl = named<NetworkAcl>(design, "default");
  REQUIRE(acl.ingress.size() == 2);
  CHECK(acl.ingress[0].number == 100);
  CHECK(acl.ingress[1].number == 101);
  CHECK(named<NetworkAcl>(design, "own").ingress.empty());
}

TEST_CASE("addresses, public addresses and further interfaces are as written") {
  const NativeReading reading = load_native_text(R"yaml(canreach: 1
vpcs:
  v:
    cidr: [10.0.0.0/16, "2001:db8::/56"]
    internet_gateway: {name: igw, state: detached}
    subnets:
      s: {cidr: [10.0.1.0/24, "2001:db8:0:1::/64"], map_public_ip: true}
      t: {cidr: 10.0.2.0/24}
    route_tables: {r: {routes: [{to: 0.0.0.0/0, via: igw}, {to: 192.168.0.0/16, via: tgw}]}}
network_interfaces:
  e: {subnet: t, public_ip: 198.51.100.7}
instances:
  i:
    subnet: s
    address: 10.0.1.9
    ipv6: "2001:db8:0:1::9"
    secondary_addresses: [10.0.1.20, {address: 10.0.1.21, public_ip: 198.51.100.21}]
    prefixes: 10.0.1.32/28
    interfaces: e
  k: {subnet: s, ipv6: true, secondary_addresses: 10.0.1.30, public_ip: none}
caches:
  c: {engine: redis, subnets: [s, t], address: {t: 10.0.2.50}}
transit_gateways:
  tgw: {}
)yaml");
  REQUIRE(reading.lines() == std::vector<std::string>());
  const Design& design = reading.design;
  const auto shown = [&](const Workload& workload, std::size_t number) {
    std::string text;
    for (const InterfaceAddress& held : design.get(workload.interfaces.at(number)).addresses) {
      text += held.address.to_string();
      if (held.public_ip.kind == PublicIp::Kind::assigned) text += "=assigned";
      if (held.public_ip.kind == PublicIp::Kind::address) {
        text += "=" + held.public_ip.address.to_string();
      }
      text += " ";
    }
    return text;
  };
  const Instance& i = named<Instance>(design, "i");
  CHECK(shown(i, 0) == "10.0.1.9=assigned 10.0.1.20 10.0.1.21=198.51.100.21 2001:db8:0:1::9 ");
  CHECK(shown(i, 1) == "10.0.2.4=198.51.100.7 ");
  CHECK(shown(named<Instance>(design, "k"), 0) == "10.0.1.4 10.0.1.30 2001:db8:0:1::4 ");
  CHECK(shown(named<Cache>(design, "c"), 0) == "10.0.1.5 ");
  CHECK(shown(named<Cache>(design, "c"), 1) == "10.0.2.50 ");
  CHECK(named<InternetGateway>(design, "igw").vpc.is_none());
  const RouteTable& table = named<RouteTable>(design, "r");
  REQUIRE(table.routes.size() == 4);  // two local routes before the written ones
  CHECK(table.routes[2].state == Route::State::blackhole);
  CHECK(table.routes[3].target.kind == RouteTarget::Kind::transit_gateway);
  CHECK(table.routes[3].target.name == "tgw");
}

TEST_CASE("listens are TCP ports unless they say udp, and an instance still answers ping") {
  const Design design = read_native_text(R"yaml(canreach: 1
vpcs: {v: {cidr: 10.0.0.0/16, subnets: {s: {cidr: 10.0.1.0/24}}}}
instances: {i: {subnet: s, listens: [80-81, 53/udp], source_ports: linux}}
databases: {d: {subnets: s, engine: mysql, port: 3307}}
)yaml")
                            .design;
  const TrafficSet& listens = *named<Instance>(design, "i").listens;
  CHECK(listens.ports_to_string(kTcp) == "80-81");
  CHECK(listens.ports_to_string(kUdp) == "53");
  CHECK(listens.contains(icmp_traffic(kIcmp, 8, 0)));
  CHECK(named<Instance>(design, "i").source_ports.first == 32768);
  CHECK(*named<Database>(design, "d").listens == TrafficSet::ports(kTcp, 3307, 3307));
}

TEST_CASE("peers may be blocks, groups, prefix lists, AWS's lists and groups of other accounts") {
  const NativeReading reading = read_native_text(R"yaml(canreach: 1
region: us-east-1
account: 111122223333
vpcs:
  v:
    cidr: 10.0.0.0/16
    security_groups:
      g:
        id: sg-01
        egress:
          - protocol: tcp
            ports: 443
            to: [10.0.0.0/8, g, l, service/s3, 444455556666/sg-02, 111122223333/sg-01]
prefix_lists: {l: {cidr: 192.0.2.0/24}}
)yaml");
  REQUIRE(reading.lines() == std::vector<std::string>());
  const SecurityGroup& group = named<SecurityGroup>(reading.design, "g");
  using Kind = SecurityGroupPeer::Kind;
  const std::vector<Kind> expected = {Kind::cidr,        Kind::group,         Kind::prefix_list,
                                      Kind::prefix_list, Kind::foreign_group, Kind::group};
  REQUIRE(group.egress.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(group.egress[i].peer.kind == expected[i]);
  CHECK(named<PrefixList>(reading.design, "com.amazonaws.us-east-1.s3").service == "s3");
}

}  // namespace canreach
