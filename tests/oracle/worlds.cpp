#include "tests/oracle/worlds.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/algorithm.h"
#include "tests/oracle/build.h"
#include "tests/oracle/random.h"
#include "tests/oracle/scan.h"

namespace canreach::oracle {
namespace {

enum class Acl { none, ingress_deny, egress_deny, ephemeral_partial };
enum class Admits { nothing, cidr, group };
enum class Way { local, internet_gateway, nat_gateway };

// What one subnet is like.
struct Half {
  Acl acl = Acl::none;
  Admits admits = Admits::nothing;
  Way way = Way::local;
  bool public_ip = false;
};
constexpr int kHalves = 4 * 3 * 3 * 2;

Half half_of(int number) {
  Half half;
  half.acl = static_cast<Acl>(number % 4);
  half.admits = static_cast<Admits>(number / 4 % 3);
  half.way = static_cast<Way>(number / 12 % 3);
  half.public_ip = number / 36 == 1;
  return half;
}

std::string label_of(const Half& half) {
  static constexpr const char* kAcls[] = {"no acl", "ingress deny", "egress deny", "ephemeral"};
  static constexpr const char* kAdmits[] = {"nothing", "cidr", "group"};
  static constexpr const char* kWays[] = {"local", "igw", "nat"};
  return fmt::format("{}, admits {}, {}{}", kAcls[static_cast<int>(half.acl)],
                     kAdmits[static_cast<int>(half.admits)], kWays[static_cast<int>(half.way)],
                     half.public_ip ? ", public" : "");
}

void add_acl(Design& design, Ref<Subnet> subnet, Acl kind) {
  if (kind == Acl::none) return;
  const Ref<Vpc> vpc = design.get(subnet).vpc;
  const Ref<NetworkAcl> ref = add_network_acl(design, vpc, "acl-" + design.get(subnet).name);
  NetworkAcl& acl = design.get(ref);
  const NetworkAclEntry deny = entry(100, Verdict::deny, tcp(443), "10.0.0.0/16");
  const NetworkAclEntry all = entry(200, Verdict::allow, TrafficSet::all(), kAnyIpv4);
  acl.ingress = {all};
  acl.egress = {all};
  if (kind == Acl::ingress_deny) acl.ingress = {deny, all};
  if (kind == Acl::egress_deny) acl.egress = {deny, all};
  if (kind == Acl::ephemeral_partial) {
    acl.ingress = {entry(100, Verdict::allow, tcp(443), kAnyIpv4),
                   entry(110, Verdict::allow, TrafficSet::ports(kTcp, 32768, 65535), kAnyIpv4)};
  }
  design.get(subnet).network_acl = ref;
}

class SmallWorld {
 public:
  SmallWorld() {
    vpc_ = add_vpc(design_, "vpc", {"10.0.0.0/16"});
    igw_ = add_internet_gateway(design_, vpc_, "igw");
    const Ref<Subnet> edge = add_subnet(design_, vpc_, "edge", "az-a", {"10.0.9.0/28"});
    const Ref<RouteTable> table = add_route_table(design_, vpc_, "rt-edge");
    add_route(design_, table, kAnyIpv4, target_of(design_, igw_));
    design_.get(edge).route_table = table;
    nat_ = add_nat_gateway(design_, edge, "nat", "10.0.9.5", "198.51.100.9");
    groups_ = {add_group(design_, vpc_, "sg-a"), add_group(design_, vpc_, "sg-b")};
  }

  Design with(const Half& a, const Half& b) {
    add_half(a, 0);
    add_half(b, 1);
    return completed(std::move(design_));
  }

 private:
  void add_half(const Half& half, std::size_t index) {
    const std::string letter = index == 0 ? "a" : "b";
    const Ref<Subnet> subnet = add_subnet(design_, vpc_, letter, "az-a", {});
    design_.get(subnet).cidrs.push_back(prefix(fmt::format("10.0.{}.0/24", index)));
    add_acl(design_, subnet, half.acl);
    add_table(subnet, half.way);
    add_rules(half.admits, index);
    for (const int host : {10, 11}) {
      const IpAddress own = address(fmt::format("10.0.{}.{}", index, host));
      const Ref<NetworkInterface> instance =
          add_instance(design_, subnet, fmt::format("{}{}", letter, host), own, {groups_[index]});
      if (!half.public_ip || host != 10) continue;
      set_public_ip(design_, instance, address(fmt::format("198.51.100.{}", 10 + index)));
    }
  }

  void add_table(Ref<Subnet> subnet, Way way) {
    const Ref<RouteTable> table = add_route_table(design_, vpc_, "rt-" + design_.get(subnet).name);
    design_.get(subnet).route_table = table;
    if (way == Way::internet_gateway) add_route(design_, table, kAnyIpv4, target_of(design_, igw_));
    if (way == Way::nat_gateway) add_route(design_, table, kAnyIpv4, target_of(design_, nat_));
  }

  // The group's rule names the other group.
  void add_rules(Admits admits, std::size_t index) {
    SecurityGroup& group = design_.get(groups_[index]);
    group.egress.push_back(rule(TrafficSet::all(), from_cidr(kAnyIpv4)));
    if (admits == Admits::cidr) group.ingress.push_back(rule(tcp(443), from_cidr(kAnyIpv4)));
    if (admits == Admits::group) {
      group.ingress.push_back(rule(tcp(443), from_group(design_, groups_[1 - index])));
    }
  }

  Design design_;
  Ref<Vpc> vpc_;
  Ref<InternetGateway> igw_;
  Ref<NatGateway> nat_;
  std::vector<Ref<SecurityGroup>> groups_;
};

class Prefixes {
 public:
  explicit Prefixes(const Design& design) {
    for (const Vpc& vpc : design.all<Vpc>()) add(vpc.cidrs);
    for (const Subnet& subnet : design.all<Subnet>()) add(subnet.cidrs);
    for (const PrefixList& list : design.all<PrefixList>()) add(list.entries);
    for (const SecurityGroup& group : design.all<SecurityGroup>()) {
      add(group.ingress);
      add(group.egress);
    }
    for (const NetworkAcl& acl : design.all<NetworkAcl>()) {
      for (const NetworkAclEntry& one : acl.ingress) all_.insert(one.cidr.get());
      for (const NetworkAclEntry& one : acl.egress) all_.insert(one.cidr.get());
    }
    for (const RouteTable& table : design.all<RouteTable>()) {
      for (const Route& route : table.routes) {
        if (!route.prefix_list.is_known()) all_.insert(route.destination.get());
      }
    }
  }
  const std::set<IpPrefix>& all() const { return all_; }

 private:
  void add(const std::vector<Value<IpPrefix>>& cidrs) {
    for (const Value<IpPrefix>& cidr : cidrs) all_.insert(cidr.get());
  }
  void add(const std::vector<SecurityGroupRule>& rules) {
    for (const SecurityGroupRule& one : rules) {
      if (one.peer.kind == SecurityGroupPeer::Kind::cidr) all_.insert(one.peer.cidr);
    }
  }
  std::set<IpPrefix> all_;
};

void add_ports(const TrafficSet& traffic, std::vector<std::uint16_t>& ports) {
  for (const Interval& interval : traffic.numbers().intervals()) {
    for (const Traffic bound : {interval.first, interval.last}) {
      if (!has_ports(protocol_of(bound))) continue;
      const int port = port_of(bound);
      for (const int near : {port - 1, port, port + 1}) {
        if (near >= 0 && near <= 65535) ports.push_back(static_cast<std::uint16_t>(near));
      }
    }
  }
}

std::vector<IpAddress> addresses_of_interfaces(const Design& design) {
  std::vector<IpAddress> result;
  for (const NetworkInterface& interface : design.all<NetworkInterface>()) {
    for (const InterfaceAddress& own : interface.addresses) {
      result.push_back(own.address);
      if (own.public_ip.kind == PublicIp::Kind::address) result.push_back(own.public_ip.address);
    }
    for (const IpPrefix& own : interface.prefixes) result.push_back(own.first());
  }
  return result;
}

void give_protocol(Connection& connection, Random& random,
                   const std::vector<std::uint16_t>& ports) {
  const bool ipv4 = connection.destination.family == Family::ipv4;
  const std::vector<Protocol> protocols = {kTcp, kTcp, kTcp, kTcp, kUdp, ipv4 ? kIcmp : kIcmpv6};
  connection.protocol = random.one_in(40) ? Protocol{50} : random.pick(protocols);
  if (has_ports(connection.protocol)) {
    const std::vector<std::uint16_t> own = {1024, 32767, 32768, 40000, 60999, 65535};
    connection.destination_port = random.one_in(2) ? std::uint16_t{443} : random.pick(ports);
    connection.source_port = random.pick(own);
    connection.nat_port = random.pick(own);
  }
  if (has_icmp_types(connection.protocol)) {
    const std::uint8_t echo = ipv4 ? 8 : 128;
    connection.icmp_type = random.one_in(5) ? std::uint8_t{3} : echo;
  }
}

struct Ends {
  std::vector<End> inside;
  std::vector<End> outside;
};

Ends ends_of(const Design& design) {
  Ends ends;
  for (const End& end : interesting_ends(design)) {
    (end.interface.is_known() ? ends.inside : ends.outside).push_back(end);
  }
  return ends;
}

// Not refused at the very first step.
bool is_worth_asking(const Design& design, const Connection& connection) {
  if (!connection.source_interface.is_known()) return is_internet_address(connection.destination);
  const NetworkInterface& interface = design.get(connection.source_interface);
  return interface.type != NetworkInterface::Type::nat_gateway &&
         interface.type != NetworkInterface::Type::endpoint;
}

bool is_to_itself(const Design& design, const Connection& connection) {
  return connection.source_interface.is_known() &&
         owns(design.get(connection.source_interface), connection.destination);
}

}  // namespace

void for_each_small_world(const WorldVisitor& visit) {
  for (int a = 0; a < kHalves; ++a) {
    for (int b = 0; b < kHalves; ++b) {
      const Design design = SmallWorld().with(half_of(a), half_of(b));
      visit(design, label_of(half_of(a)) + " / " + label_of(half_of(b)));
    }
  }
}

std::vector<End> interesting_ends(const Design& design) {
  std::vector<End> ends;
  for (std::size_t i = 0; i < design.all<NetworkInterface>().size(); ++i) {
    const NetworkInterface& interface = design.all<NetworkInterface>()[i];
    for (const InterfaceAddress& own : interface.addresses) {
      ends.push_back({Ref<NetworkInterface>(i), own.address});
    }
    for (const IpPrefix& own : interface.prefixes) {
      ends.push_back({Ref<NetworkInterface>(i), own.first()});
    }
  }
  for (const IpAddress& host : interesting_addresses(design)) {
    const bool elsewhere = is_internet_address(host) && !owner_on_internet(design, host).is_known();
    if (elsewhere) ends.push_back({Ref<NetworkInterface>(), host});
  }
  return ends;
}

std::vector<IpAddress> interesting_addresses(const Design& design) {
  std::vector<IpAddress> result = addresses_of_interfaces(design);
  const Prefixes prefixes(design);
  for (const IpPrefix& one : prefixes.all()) {
    result.push_back(one.first());
    result.push_back(one.last());
    result.push_back(one.first().previous());
    result.push_back(one.last().next());
    result.push_back(one.last().previous());  // rarely anybody's
  }
  for (const char* text : {"203.0.113.7", "192.0.2.5", "8.8.8.8", "2001:db8:ffff::7"}) {
    result.push_back(address(text));
  }
  sort_unique(result);
  return result;
}

std::vector<std::uint16_t> interesting_ports(const Design& design) {
  std::vector<std::uint16_t> ports = {0, 443, 1023, 1024, 65535};
  for (const SecurityGroup& group : design.all<SecurityGroup>()) {
    for (const SecurityGroupRule& one : group.ingress) add_ports(one.traffic.surely, ports);
    for (const SecurityGroupRule& one : group.egress) add_ports(one.traffic.surely, ports);
  }
  for (const NetworkAcl& acl : design.all<NetworkAcl>()) {
    for (const NetworkAclEntry& one : acl.ingress) add_ports(one.traffic.surely, ports);
    for (const NetworkAclEntry& one : acl.egress) add_ports(one.traffic.surely, ports);
  }
  sort_unique(ports);
  return ports;
}

std::vector<Connection> sample_connections(const Design& design, std::uint64_t seed, int count) {
  Random random(seed);
  const Ends ends = ends_of(design);
  const std::vector<IpAddress> owned = addresses_of_interfaces(design);
  const std::vector<IpAddress> others = interesting_addresses(design);
  const std::vector<std::uint16_t> ports = interesting_ports(design);
  std::vector<Connection> connections;
  while (static_cast<int>(connections.size()) < count) {
    const End& end = random.pick(random.one_in(4) ? ends.outside : ends.inside);
    Connection connection;
    connection.source_interface = end.interface;
    connection.source = end.address;
    connection.destination = random.pick(random.one_in(4) ? others : owned);
    if (!is_worth_asking(design, connection) && !random.one_in(20)) continue;
    if (end.address.family != connection.destination.family) continue;
    if (is_to_itself(design, connection)) continue;
    give_protocol(connection, random, ports);
    connections.push_back(connection);
  }
  return connections;
}

}  // namespace canreach::oracle
