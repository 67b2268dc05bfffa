#include <fmt/format.h>

#include <utility>

#include "base/algorithm.h"
#include "tests/oracle/build.h"
#include "tests/oracle/random.h"
#include "tests/oracle/worlds.h"

// A random design that AWS would accept.  Everything comes from small pools, so that rules, routes
// and addresses meet: a rule for a prefix that no host is in would test nothing.  Wrong designs are
// wanted (a NAT gateway that routes to itself, a blackhole, a stale reference), refused ones are
// not.
//
// VPC v has 10.v.0.0/16, or 10.0.0.0/16 like the first; its subnet s has 10.v.s.0.  Public
// addresses are 198.51.100.1, .2 ... in the order of their making; 192.0.2.0/24 and 203.0.113.0/24
// are elsewhere.

namespace canreach::oracle {
namespace {

// What one VPC of the world has, for those who need something of it.
struct Place {
  Ref<Vpc> vpc;
  bool ipv6 = false;
  std::vector<Ref<Subnet>> subnets;
  std::vector<Ref<RouteTable>> tables;
  std::vector<Ref<SecurityGroup>> groups;
  std::vector<Ref<InternetGateway>> gateways;
  std::vector<Ref<EgressOnlyInternetGateway>> egress_only;
  std::vector<Ref<NatGateway>> nats;
  std::vector<Ref<NetworkInterface>> instances;
  std::vector<Ref<NetworkInterface>> appliances;  // with the check off
  std::vector<Ref<VpcEndpoint>> inspections;      // of Gateway Load Balancers
  std::vector<Ref<VpcPeering>> peerings;
  std::vector<Ref<VpnGateway>> vpn_gateways;
};

const std::vector<std::string_view> kCidrs = {
    "0.0.0.0/0",    "0.0.0.0/0",    "10.0.0.0/8",      "10.0.0.0/16",     "10.0.0.0/24",
    "10.0.1.0/24",  "10.1.0.0/16",  "10.1.1.0/24",     "10.0.0.5/32",     "203.0.113.0/24",
    "192.0.2.0/25", "192.0.2.0/24", "198.51.100.0/24", "198.51.100.0/30", "203.0.113.128/25"};
const std::vector<std::string_view> kCidrs6 = {"::/0", "2001:db8::/56", "2001:db8:0:1::/64",
                                               "2001:db8:ffff::/48"};

std::vector<TrafficSet> traffic_pool() {
  return {TrafficSet::all(),
          TrafficSet::all(),
          tcp(443),
          TrafficSet::ports(kTcp, 5432, 5439),
          TrafficSet::all_of(kTcp),
          TrafficSet::ports(kTcp, 1024, 65535),
          TrafficSet::ports(kTcp, 32768, 65535),
          TrafficSet::ports(kUdp, 53, 53),
          TrafficSet::all_of(kUdp),
          TrafficSet::icmp(kIcmp, 8, {}),
          TrafficSet::icmp(kIcmp, 0, 0),
          TrafficSet::all_of(kIcmp),
          TrafficSet::all_of(kIcmpv6),
          TrafficSet::icmp(kIcmpv6, 128, {})};
}

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed), traffic_(traffic_pool()) {}

  Design made();

 private:
  void add_places();
  void add_gateways(Place& place);
  void add_subnets(Place& place, std::size_t number);
  void add_tables(Place& place);
  void add_nat(Place& place);
  void add_inspection(Place& place);
  void add_peerings();
  void add_prefix_lists();
  void add_groups();
  void add_rules(Place& place, Ref<SecurityGroup> group);
  void add_instances();
  void decorate(Ref<NetworkInterface> interface, Ref<Subnet> subnet);
  void add_services(Place& place);
  void add_acls(Place& place);
  void add_routes(Place& place, Ref<RouteTable> table);
  void add_route_inside(Place& place, Ref<RouteTable> table);
  void add_propagated(Place& place, Ref<RouteTable> table);
  void add_edge_table(Place& place);
  void set_public_access();
  void add_transit();
  Ref<TransitGatewayAttachment> attach(const Place& place, Ref<TransitGateway> gateway);
  void fill_transit_table(Ref<TransitGatewayRouteTable> table,
                          const std::vector<Ref<TransitGatewayAttachment>>& attachments);
  void route_to_transit(const Place& place, Ref<TransitGateway> gateway);

  std::string name(std::string_view kind) { return fmt::format("{}-{}", kind, ++names_); }
  IpAddress next_address(Ref<Subnet> subnet);
  IpAddress next_public() { return IpAddress::ipv4(0xc6336400 + ++publics_); }  // 198.51.100.0
  bool has_room(Ref<Subnet> subnet);
  bool can_have(Ref<RouteTable> table, const IpPrefix& destination) const;
  std::vector<Ref<SecurityGroup>> some_groups(const Place& place);
  SecurityGroupPeer random_peer(const Place& place);
  NetworkAclEntry random_entry(int number, bool ipv6);
  std::vector<NetworkAclEntry> random_entries(bool ipv6);
  RouteTarget random_target(const Place& place);
  Place& some_place() { return places_[random_.below(places_.size())]; }
  Place& place_of(Ref<Vpc> vpc);

  Random random_;
  Design design_;
  std::vector<Place> places_;
  std::vector<TrafficSet> traffic_;
  std::vector<Ref<PrefixList>> lists_;        // for groups
  std::vector<Ref<PrefixList>> route_lists_;  // none of whose entries lie in a VPC
  std::vector<std::uint32_t> taken_;          // addresses used, by subnet
  std::uint32_t publics_ = 0;
  int names_ = 0;
};

Design World::made() {
  add_places();
  add_prefix_lists();
  add_peerings();
  add_groups();
  add_instances();
  for (Place& place : places_) {
    add_services(place);
    add_acls(place);
    for (const Ref<RouteTable> table : place.tables) add_routes(place, table);
    add_edge_table(place);
  }
  set_public_access();
  add_transit();
  return completed(std::move(design_));
}

Place& World::place_of(Ref<Vpc> vpc) {
  for (Place& place : places_) {
    if (place.vpc == vpc) return place;
  }
  return places_.front();
}

void World::add_places() {
  const std::size_t count = 1 + random_.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t number = i > 0 && random_.one_in(4) ? 0 : i;
    Place place;
    place.vpc = add_vpc(design_, name("vpc"), {});
    Vpc& vpc = design_.get(place.vpc);
    vpc.cidrs.push_back(prefix(fmt::format("10.{}.0.0/16", number)));
    place.ipv6 = random_.one_in(2);
    if (place.ipv6) vpc.cidrs.push_back(prefix(fmt::format("2001:db8:{:x}00::/56", i)));
    vpc.region = i > 0 && random_.one_in(8) ? "eu-west-1" : "us-east-1";
    vpc.dns_support = !random_.one_in(6);
    add_subnets(place, number);
    add_gateways(place);
    add_tables(place);
    for (std::size_t n = random_.below(3); n > 0; --n) add_nat(place);
    if (random_.one_in(3)) add_inspection(place);
    places_.push_back(std::move(place));
  }
}

void World::add_subnets(Place& place, std::size_t number) {
  const std::vector<int> lengths = {24, 24, 26, 28};
  const std::size_t count = 1 + random_.below(3);
  const std::string six = design_.get(place.vpc).cidrs.back().get().first().to_string();
  for (std::size_t i = 0; i < count; ++i) {
    const Ref<Subnet> subnet =
        add_subnet(design_, place.vpc, name("subnet"), random_.one_in(2) ? "az-a" : "az-b", {});
    std::vector<Value<IpPrefix>>& cidrs = design_.get(subnet).cidrs;
    cidrs.push_back(prefix(fmt::format("10.{}.{}.0/{}", number, i, random_.pick(lengths))));
    if (place.ipv6) {
      IpAddress base = address(six);
      base.high |= i;
      cidrs.push_back(IpPrefix(base, 64));
    }
    place.subnets.push_back(subnet);
    taken_.push_back(0);
  }
}

void World::add_gateways(Place& place) {
  if (!random_.one_in(5)) {
    place.gateways.push_back(add_internet_gateway(design_, place.vpc, name("igw")));
    if (random_.one_in(8)) design_.get(place.gateways[0]).state = std::string("detached");
  }
  if (place.ipv6 && random_.one_in(2)) {
    place.egress_only.push_back(add_egress_only_gateway(design_, place.vpc, name("eigw")));
  }
  if (random_.one_in(3)) {
    place.vpn_gateways.push_back(add_vpn_gateway(design_, place.vpc, name("vgw")));
  }
}

void World::add_tables(Place& place) {
  const std::size_t count = 1 + random_.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    place.tables.push_back(add_route_table(design_, place.vpc, name("rt")));
  }
  if (random_.one_in(2)) design_.get(place.tables.front()).main = true;
  for (const Ref<Subnet> subnet : place.subnets) {
    if (!random_.one_in(6)) design_.get(subnet).route_table = random_.pick(place.tables);
  }
}

bool World::has_room(Ref<Subnet> subnet) {
  return taken_[subnet.index()] < 10;  // a /28 offers 11
}

IpAddress World::next_address(Ref<Subnet> subnet) {
  IpAddress result = design_.get(subnet).cidrs.front().get().first();
  result.low += 4 + taken_[subnet.index()]++;
  return result;
}

void World::add_nat(Place& place) {
  const Ref<Subnet> subnet = random_.pick(place.subnets);
  const bool is_private = random_.one_in(4);
  const std::string public_ip = is_private ? "" : next_public().to_string();
  const std::string own = next_address(subnet).to_string();
  place.nats.push_back(add_nat_gateway(design_, subnet, name("nat"), own, public_ip));
  if (random_.one_in(10)) design_.get(place.nats.back()).state = std::string("failed");
}

void World::add_inspection(Place& place) {
  const Ref<Subnet> subnet = random_.pick(place.subnets);
  place.inspections.push_back(
      add_inspection_endpoint(design_, subnet, name("gwlbe"), next_address(subnet)));
}

void World::add_peerings() {
  for (std::size_t a = 0; a < places_.size(); ++a) {
    for (std::size_t b = a + 1; b < places_.size(); ++b) {
      const IpPrefix& one = design_.get(places_[a].vpc).cidrs.front().get();
      if (one.overlaps(design_.get(places_[b].vpc).cidrs.front().get())) continue;
      if (random_.one_in(4)) continue;
      const Ref<VpcPeering> peering =
          add_peering(design_, places_[a].vpc, places_[b].vpc, name("pcx"));
      design_.get(peering).state = std::string(random_.one_in(8) ? "pending-acceptance" : "active");
      places_[a].peerings.push_back(peering);
      places_[b].peerings.push_back(peering);
    }
  }
}

void World::add_prefix_lists() {
  const Ref<PrefixList> one =
      add_prefix_list(design_, name("pl"), {"203.0.113.0/24", "192.0.2.0/26"});
  const Ref<PrefixList> two = add_prefix_list(design_, name("pl"), {"192.0.2.0/25"});
  const Ref<PrefixList> s3 = add_prefix_list(design_, "s3", {"192.0.2.128/25"});
  design_.get(s3).service = "s3";
  lists_ = {one, s3,
            add_prefix_list(design_, name("pl"), {"10.0.1.0/24", "10.1.0.0/26", "203.0.113.0/25"})};
  route_lists_ = {one, two};
}

void World::add_groups() {
  for (Place& place : places_) {
    for (std::size_t n = 1 + random_.below(3); n > 0; --n) {
      place.groups.push_back(add_group(design_, place.vpc, name("sg")));
    }
  }
  for (Place& place : places_) {
    for (const Ref<SecurityGroup> group : place.groups) add_rules(place, group);
  }
  if (places_.size() > 1 && random_.one_in(4)) {  // SG-16
    SecurityGroup& shared = design_.get(places_[0].groups[0]);
    if (design_.get(places_[1].vpc).region == design_.get(places_[0].vpc).region) {
      shared.further_vpcs.push_back(places_[1].vpc);
      places_[1].groups.push_back(places_[0].groups[0]);
    }
  }
}

void World::add_rules(Place& place, Ref<SecurityGroup> group) {
  for (std::size_t n = random_.below(4); n > 0; --n) {
    const TrafficSet& traffic = random_.pick(traffic_);
    design_.get(group).ingress.push_back(rule(traffic, random_peer(place)));
  }
  if (random_.one_in(2)) {
    const TrafficSet traffic = random_.one_in(2) ? TrafficSet::all() : random_.pick(traffic_);
    design_.get(group).ingress.push_back(rule(traffic, from_cidr(kAnyIpv4)));
    design_.get(group).ingress.push_back(rule(traffic, from_cidr(kAnyIpv6)));
  }
  if (random_.one_in(8)) {
    for (std::size_t n = random_.below(3); n > 0; --n) {
      const TrafficSet& traffic = random_.pick(traffic_);
      design_.get(group).egress.push_back(rule(traffic, random_peer(place)));
    }
    return;
  }
  design_.get(group).egress.push_back(rule(TrafficSet::all(), from_cidr(kAnyIpv4)));
  design_.get(group).egress.push_back(rule(TrafficSet::all(), from_cidr(kAnyIpv6)));
}

SecurityGroupPeer World::random_peer(const Place& place) {
  switch (random_.below(8)) {
    case 0:
    case 1:
      return from_group(design_, random_.pick(place.groups));
    case 2: {  // of a peer
      if (place.peerings.empty()) return from_missing_group();
      const VpcPeering& peering = design_.get(random_.pick(place.peerings));
      const Ref<Vpc> other = peering.requester == place.vpc ? peering.accepter : peering.requester;
      return from_group(design_, random_.pick(place_of(other).groups));
    }
    case 3:
      return from_prefix_list(design_, random_.pick(lists_));
    case 4:
      return from_cidr(random_.pick(kCidrs6));
    default:
      return from_cidr(random_.pick(kCidrs));
  }
}

std::vector<Ref<SecurityGroup>> World::some_groups(const Place& place) {
  std::vector<Ref<SecurityGroup>> groups = {random_.pick(place.groups)};
  const Ref<SecurityGroup> second = random_.pick(place.groups);
  if (random_.one_in(3) && second != groups[0]) groups.push_back(second);
  return groups;
}

void World::add_instances() {
  const std::size_t count = 3 + random_.below(6);
  for (std::size_t i = 0; i < count; ++i) {
    Place& place = some_place();
    const Ref<Subnet> subnet = random_.pick(place.subnets);
    if (!has_room(subnet)) continue;
    const IpAddress own = next_address(subnet);
    const Ref<NetworkInterface> instance =
        add_instance(design_, subnet, name("i"), own, some_groups(place));
    place.instances.push_back(instance);
    decorate(instance, subnet);
    if (!random_.one_in(3)) continue;
    design_.get(instance).source_dest_check = false;
    place.appliances.push_back(instance);
  }
}

void World::decorate(Ref<NetworkInterface> instance, Ref<Subnet> subnet) {
  if (random_.one_in(2)) set_public_ip(design_, instance, next_public());
  NetworkInterface& interface = design_.get(instance);
  if (random_.one_in(4) && has_room(subnet)) {
    InterfaceAddress second{next_address(subnet), {}, false};
    if (random_.one_in(2)) second.public_ip = {PublicIp::Kind::address, next_public()};
    interface.addresses.push_back(second);
  }
  const Subnet& place = design_.get(subnet);
  const IpPrefix& own = place.cidrs.front().get();
  if (own.length() == 24 && interface.prefixes.empty() && random_.one_in(10)) {
    IpAddress delegated = own.first();
    delegated.low += 16 * (1 + taken_[subnet.index()]);  // taken_ is never twice the same
    interface.prefixes.push_back(IpPrefix(delegated, 28));
  }
  if (place.cidrs.size() > 1 && !random_.one_in(4)) {
    IpAddress six = place.cidrs.back().get().first();
    six.low += interface.addresses.front().address.low & 0xff;
    interface.addresses.push_back({six, {}, false});
  }
  if (random_.one_in(20)) design_.all<Instance>().back().state = std::string("stopped");
  if (random_.one_in(12)) interface.state = std::string("in-use");
}

void World::add_services(Place& place) {
  const Ref<Subnet> subnet = random_.pick(place.subnets);
  if (random_.one_in(4) && has_room(subnet)) {
    add_function(design_, subnet, name("fn"), next_address(subnet), some_groups(place));
  }
  if (random_.one_in(4) && place.subnets.size() > 1) {
    const std::string database = name("db");
    for (const Ref<Subnet> one : {place.subnets[0], place.subnets[1]}) {
      if (!has_room(one)) continue;
      add_database(design_, one, database, next_address(one), {place.groups[0]});
    }
  }
  if (random_.one_in(4) && has_room(subnet)) {
    add_interface_endpoint(design_, subnet, name("vpce"), next_address(subnet), some_groups(place));
  }
  if (random_.one_in(3)) {
    add_gateway_endpoint(design_, place.vpc, name("vpce"), "s3", {random_.pick(place.tables)});
  }
}

NetworkAclEntry World::random_entry(int number, bool ipv6) {
  const Verdict verdict = random_.one_in(3) ? Verdict::deny : Verdict::allow;
  const std::string_view cidr =
      ipv6 && random_.one_in(3) ? random_.pick(kCidrs6) : random_.pick(kCidrs);
  return entry(number, verdict, random_.pick(traffic_), cidr);
}

std::vector<NetworkAclEntry> World::random_entries(bool ipv6) {
  std::vector<NetworkAclEntry> entries;
  const int count = static_cast<int>(random_.below(4));
  for (int i = count; i > 0; --i) entries.push_back(random_entry(100 * i, ipv6));
  if (random_.one_in(3)) return entries;
  entries.push_back(entry(1000, Verdict::allow, TrafficSet::all(), kAnyIpv4));
  if (ipv6) entries.push_back(entry(1010, Verdict::allow, TrafficSet::all(), kAnyIpv6));
  return entries;
}

void World::add_acls(Place& place) {
  for (const Ref<Subnet> subnet : place.subnets) {
    if (!random_.one_in(3)) continue;
    const Ref<NetworkAcl> acl = add_network_acl(design_, place.vpc, name("acl"));
    design_.get(acl).ingress = random_entries(place.ipv6);
    design_.get(acl).egress = random_entries(place.ipv6);
    design_.get(subnet).network_acl = acl;
  }
}

RouteTarget World::random_target(const Place& place) {
  switch (random_.below(8)) {
    case 0:
    case 1:
    case 2:
      if (!place.gateways.empty()) return target_of(design_, place.gateways[0]);
      break;
    case 3:
    case 4:
      if (!place.nats.empty()) return target_of(design_, random_.pick(place.nats));
      break;
    case 5:
      if (!place.inspections.empty()) return target_of(design_, place.inspections[0]);
      if (!place.appliances.empty()) return target_of(design_, random_.pick(place.appliances));
      break;
    case 6:
      if (!place.peerings.empty()) return target_of(design_, random_.pick(place.peerings));
      break;
    default:
      if (!place.instances.empty()) return target_of(design_, random_.pick(place.instances));
      break;
  }
  return random_.one_in(2) || place.gateways.empty() ? blackhole_target()
                                                     : target_of(design_, place.gateways[0]);
}

// One static route a destination.
bool World::can_have(Ref<RouteTable> table, const IpPrefix& destination) const {
  return !any_of(design_.get(table).routes, [&destination](const Route& route) {
    return route.prefix_list.is_none() && !route.propagated &&
           route.destination.get() == destination;
  });
}

void World::add_routes(Place& place, Ref<RouteTable> table) {
  const std::vector<std::string_view> pool = {"0.0.0.0/0",       "203.0.113.0/24",
                                              "192.0.2.0/24",    "192.0.2.128/25",
                                              "198.51.100.0/24", "192.168.0.0/16"};
  std::vector<Route>& routes = design_.get(table).routes;
  for (const std::string_view text : pool) {
    const bool wanted = text == kAnyIpv4 ? !random_.one_in(6) : random_.one_in(6);
    if (wanted) routes.push_back(route_to(prefix(text), random_target(place)));
  }
  for (const Ref<VpcPeering> ref : place.peerings) {
    const VpcPeering& peering = design_.get(ref);
    const Ref<Vpc> other = peering.requester == place.vpc ? peering.accepter : peering.requester;
    for (const Value<IpPrefix>& cidr : design_.get(other).cidrs) {
      const IpPrefix narrow(cidr.get().first(), cidr.get().length() + 8);
      const IpPrefix& wanted = random_.one_in(4) ? narrow : cidr.get();
      if (random_.one_in(5) || !can_have(table, wanted)) continue;
      const RouteTarget target = random_.one_in(8) && wanted.family() == Family::ipv4
                                     ? random_target(place)
                                     : target_of(design_, ref);
      routes.push_back(route_to(wanted, target));
    }
  }
  if (place.ipv6 && !random_.one_in(3)) {
    const bool only = !place.egress_only.empty() && random_.one_in(2);
    if (only)
      routes.push_back(route_to(prefix(kAnyIpv6), target_of(design_, place.egress_only[0])));
    if (!only && !place.gateways.empty()) {
      routes.push_back(route_to(prefix(kAnyIpv6), target_of(design_, place.gateways[0])));
    }
  }
  for (const Ref<PrefixList> list : route_lists_) {
    if (random_.one_in(6)) routes.push_back(route_to(list, random_target(place)));
  }
  add_route_inside(place, table);
  add_propagated(place, table);
}

// RT-3, RT-4: the whole block of a subnet or of the VPC, to an appliance or a NAT gateway.
void World::add_route_inside(Place& place, Ref<RouteTable> table) {
  if (!place.inspections.empty() && random_.one_in(2)) {
    const IpPrefix inspected = design_.get(random_.pick(place.subnets)).cidrs.front().get();
    if (!can_have(table, inspected)) return;
    design_.get(table).routes.push_back(
        route_to(inspected, target_of(design_, place.inspections[0])));
    return;
  }
  if (!random_.one_in(4)) return;
  const bool appliance = !place.appliances.empty() && (place.nats.empty() || random_.one_in(2));
  if (!appliance && place.nats.empty()) return;
  const RouteTarget target = appliance ? target_of(design_, random_.pick(place.appliances))
                                       : target_of(design_, random_.pick(place.nats));
  const IpPrefix destination = random_.one_in(6)
                                   ? design_.get(place.vpc).cidrs.front().get()
                                   : design_.get(random_.pick(place.subnets)).cidrs.front().get();
  if (can_have(table, destination)) {
    design_.get(table).routes.push_back(route_to(destination, target));
  }
}

void World::add_propagated(Place& place, Ref<RouteTable> table) {
  if (place.vpn_gateways.empty() || !random_.one_in(2)) return;
  design_.get(table).propagating.push_back(place.vpn_gateways[0]);
  const IpPrefix inside = design_.get(place.subnets[0]).cidrs.front().get();
  for (const IpPrefix& destination : {inside, prefix("203.0.113.0/24"), prefix("0.0.0.0/0")}) {
    if (!random_.one_in(2)) continue;
    Route route = route_to(destination, target_of(design_, place.vpn_gateways[0]));
    route.propagated = true;
    design_.get(table).routes.push_back(route);
  }
}

// RT-14: to an instance with a public address.
void World::add_edge_table(Place& place) {
  if (place.gateways.empty() || !random_.one_in(3)) return;
  const Ref<RouteTable> table = add_route_table(design_, place.vpc, name("edge"));
  design_.get(table).edge = {EdgeGateway::Kind::internet_gateway, place.gateways[0].index()};
  if (!place.inspections.empty()) {
    const IpPrefix inspected = design_.get(random_.pick(place.subnets)).cidrs.front().get();
    design_.get(table).routes.push_back(
        route_to(inspected, target_of(design_, place.inspections[0])));
  }
  for (const Ref<NetworkInterface> appliance : place.appliances) {
    const bool is_public =
        design_.get(appliance).addresses.front().public_ip.kind == PublicIp::Kind::address;
    const IpPrefix destination =
        design_.get(random_.pick(place.subnets)).cidrs[random_.below(1)].get();
    if (!is_public || !can_have(table, destination)) continue;
    design_.get(table).routes.push_back(route_to(destination, target_of(design_, appliance)));
  }
}

void World::set_public_access() {
  if (!random_.one_in(8)) return;
  BlockPublicAccessSetting setting;
  setting.mode = random_.one_in(2) ? BlockPublicAccess::ingress : BlockPublicAccess::bidirectional;
  design_.block_public_access.push_back(setting);
  for (Place& place : places_) {
    const PublicAccessExclusion exclusion = random_.one_in(3)
                                                ? PublicAccessExclusion::allow_egress
                                                : PublicAccessExclusion::allow_bidirectional;
    if (random_.one_in(4)) {
      design_.get(place.vpc).exclusion = exclusion;
    } else if (random_.one_in(2)) {
      design_.get(random_.pick(place.subnets)).exclusion = exclusion;
    }
  }
}

Ref<TransitGatewayAttachment> World::attach(const Place& place, Ref<TransitGateway> gateway) {
  std::vector<Ref<Subnet>> subnets;
  for (const Ref<Subnet> subnet : place.subnets) {
    const bool has_zone = any_of(subnets, [&](Ref<Subnet> other) {
      return design_.get(other).zone == design_.get(subnet).zone;
    });
    if (!has_zone && (subnets.empty() || !random_.one_in(3))) subnets.push_back(subnet);
  }
  const Ref<TransitGatewayAttachment> made =
      add_attachment(design_, gateway, name("attachment"), subnets);
  TransitGatewayAttachment& attachment = design_.get(made);
  attachment.security_group_referencing = !random_.one_in(6);
  attachment.ipv6 = random_.one_in(2);
  if (random_.one_in(12)) attachment.state = std::string("pending");
  return made;
}

// A narrow or wide route, or none at all, beside what is propagated.
void World::fill_transit_table(Ref<TransitGatewayRouteTable> table,
                               const std::vector<Ref<TransitGatewayAttachment>>& attachments) {
  const std::vector<std::string_view> pool = {"0.0.0.0/0",   "10.0.0.0/8",  "10.0.0.0/16",
                                              "10.1.0.0/16", "10.0.1.0/24", "::/0"};
  for (const std::string_view text : pool) {
    if (!random_.one_in(4)) continue;
    const RouteTarget target =
        random_.one_in(5) ? blackhole_target() : target_of(design_, random_.pick(attachments));
    design_.get(table).routes.push_back(route_to(prefix(text), target));
  }
}

void World::route_to_transit(const Place& place, Ref<TransitGateway> gateway) {
  const std::vector<std::string_view> pool = {"10.0.0.0/8", "0.0.0.0/0", "203.0.113.0/24"};
  for (const Ref<RouteTable> table : place.tables) {
    for (const std::string_view text : pool) {
      const bool wanted = text == pool.front() ? !random_.one_in(4) : random_.one_in(3);
      if (!wanted || !can_have(table, prefix(text))) continue;
      design_.get(table).routes.push_back(route_to(prefix(text), target_of(design_, gateway)));
    }
    // Narrower than what a peering is given.
    for (const Place& other : places_) {
      const IpPrefix wanted = design_.get(random_.pick(other.subnets)).cidrs.front().get();
      const bool own = design_.get(place.vpc).cidrs.front().get().overlaps(wanted);
      if (own || random_.one_in(3) || !can_have(table, wanted)) continue;
      design_.get(table).routes.push_back(route_to(wanted, target_of(design_, gateway)));
    }
    if (place.ipv6 && random_.one_in(3) && can_have(table, prefix("2001:db8::/32"))) {
      design_.get(table).routes.push_back(
          route_to(prefix("2001:db8::/32"), target_of(design_, gateway)));
    }
  }
}

bool overlap(const Vpc& a, const Vpc& b) {
  return any_of(a.cidrs, [&](const Value<IpPrefix>& one) {
    return any_of(b.cidrs,
                  [&](const Value<IpPrefix>& other) { return one.get().overlaps(other.get()); });
  });
}

void World::add_transit() {
  if (places_.size() < 2 || random_.one_in(3)) return;
  const Ref<TransitGateway> gateway = add_transit_gateway(design_, name("tgw"));
  design_.get(gateway).security_group_referencing = random_.one_in(2);
  std::vector<Ref<TransitGatewayRouteTable>> tables;
  for (std::size_t n = 1 + random_.below(2); n > 0; --n) {
    tables.push_back(add_transit_table(design_, gateway, name("tgw-rtb")));
  }
  std::vector<Ref<TransitGatewayAttachment>> attachments;
  for (const Place& place : places_) {
    const Vpc& vpc = design_.get(place.vpc);
    const bool is_elsewhere = vpc.region != design_.get(gateway).region;
    // Which of several VPCs with the same block is propagated, nobody can tell.  Rule: TGW-9.
    const bool is_hidden = any_of(attachments, [&](Ref<TransitGatewayAttachment> other) {
      return overlap(design_.get(design_.get(other).attached_vpc), vpc);
    });
    if (random_.one_in(8) || is_elsewhere || is_hidden) continue;
    attachments.push_back(attach(place, gateway));
    TransitGatewayAttachment& attachment = design_.get(attachments.back());
    if (!random_.one_in(10)) attachment.route_table = random_.pick(tables);
    for (const Ref<TransitGatewayRouteTable> table : tables) {
      if (!random_.one_in(5)) attachment.propagating.push_back(table);
    }
  }
  if (attachments.empty()) return;
  for (const Ref<TransitGatewayRouteTable> table : tables) {
    fill_transit_table(table, attachments);
  }
  for (const Place& place : places_) route_to_transit(place, gateway);
}

}  // namespace

Design random_world(std::uint64_t seed) { return World(seed).made(); }

}  // namespace canreach::oracle
