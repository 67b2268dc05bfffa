// The matrix must say of every pair and every kind of traffic what a single trace says of it.
// CANREACH_SEEDS (default 300) says how many random worlds, of which a tenth is compared here;
// a failure prints the seed that makes it.
#include "analyzer/query/all_pairs.h"

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/query/endpoint_members.h"
#include "analyzer/query/pair_judge.h"
#include "analyzer/query/query.h"
#include "base/algorithm.h"
#include "tests/catch.h"
#include "tests/oracle/random.h"
#include "tests/oracle/worlds.h"
#include "tests/property/seeds.h"
#include "tests/unit/native_reading.h"

namespace canreach {
namespace {

/// A few kinds of traffic: those at which some rule of the design changes its mind, and others.
std::vector<Traffic> sampled_traffic(const Design& design, oracle::Random& random) {
  const std::vector<std::uint16_t> ports = oracle::interesting_ports(design);
  std::vector<Traffic> traffic = {icmp_traffic(kIcmp, 8, 0), icmp_traffic(kIcmpv6, 128, 0),
                                  icmp_traffic(kIcmp, 3, 4), traffic_of(47, 0)};
  for (int i = 0; i < 4 && !ports.empty(); ++i) {
    traffic.push_back(traffic_of(random.one_in(3) ? kUdp : kTcp, random.pick(ports)));
  }
  return traffic;
}

TraceQuery query_for(const EndMember& from, const EndMember& to, Traffic traffic) {
  TraceQuery query;
  query.from = from.end.name;
  query.to = to.end.name;
  const Protocol protocol = protocol_of(traffic);
  query.protocol = std::to_string(protocol);
  if (has_ports(protocol)) query.port = std::to_string(port_of(traffic));
  if (has_icmp_types(protocol)) {
    query.icmp_type = port_of(traffic) >> 8;
    query.icmp_code = port_of(traffic) & 0xff;
  }
  return query;
}

Verdict traced(const Network& network, const EndMember& from, const EndMember& to,
               Traffic traffic) {
  const auto answer = trace(network, query_for(from, to, traffic));
  if (!answer) FAIL(from.end.name << " -> " << to.end.name << ": " << answer.error().message);
  return answer->verdict;
}

/// Of the hosts of one class: what the matrix says, and whether further interfaces alone answer.
struct OfHosts {
  Verdict verdict = Verdict::blocked;
  bool is_by_further_alone = true;
};

/// From the internet, an end is met at its public IPv4 addresses and its IPv6 ones: at the private
/// one where it has no others.
bool is_met_at(const Network& network, const EndMember& end, std::uint32_t face) {
  if (network.faces[face].address.family == Family::ipv6) return true;
  if (network.faces[face].public_ip.kind != PublicIp::Kind::none) return true;
  for (const std::uint32_t other : end.faces) {
    const bool has_public = network.faces[other].public_ip.kind != PublicIp::Kind::none;
    if (network.faces[other].address.family == Family::ipv6) return false;
    if (has_public && is_further(network, end, other)) return false;
  }
  return true;
}

std::vector<OfHosts> verdicts_of_hosts(const Network& network, const AllPairs& pairs,
                                       std::uint32_t inside, bool from_internet, Traffic traffic) {
  const EndClasses& hosts = from_internet ? *pairs.from : *pairs.to;
  const EndMember& end = (from_internet ? *pairs.to : *pairs.from).members[inside];
  std::vector<OfHosts> found;
  for (std::uint32_t i = 0; i < hosts.members.size(); ++i) {
    const EndMember& host = hosts.members[i];
    if (host.kind != EndMember::Kind::hosts) continue;
    const IpAddress& first = host.hosts.ranges().front().first;
    bool is_asked = false;
    bool is_own = false;  // public addresses of the VPC's own range are not the internet to it
    OfHosts one;
    for (const std::uint32_t face : end.faces) {
      const std::uint32_t vpc = network.interfaces[network.faces[face].interface].vpc;
      is_own = is_own || (!from_internet && network.vpc_holds(vpc, first));
      if (network.faces[face].address.family != first.family) continue;
      if (from_internet && !is_met_at(network, end, face)) continue;
      if (!from_internet && is_further(network, end, face)) continue;
      is_asked = true;
      if (!is_further(network, end, face)) one.is_by_further_alone = false;
    }
    if (!is_asked || is_own) continue;
    one.verdict =
        (from_internet ? pairs.between(i, inside) : pairs.between(inside, i)).verdict_of(traffic);
    found.push_back(one);
  }
  return found;
}

/// Of all hosts on the internet, as `trace` counts them.  What a further interface refuses is no
/// refusal where the first one is asked, too.
Verdict of_internet(const Network& network, const AllPairs& pairs, std::uint32_t inside,
                    bool from_internet, Traffic traffic) {
  const auto found = verdicts_of_hosts(network, pairs, inside, from_internet, traffic);
  const bool asks_first =
      any_of(found, [](const OfHosts& one) { return !one.is_by_further_alone; });
  bool some_pass = false;
  bool some_fail = false;
  bool all_blocked = true;
  bool all_pass = true;
  for (const OfHosts& one : found) {
    const Verdict verdict = one.verdict;
    if (asks_first && one.is_by_further_alone && verdict == Verdict::blocked) continue;
    some_pass = some_pass || verdict == Verdict::reachable || verdict == Verdict::partial;
    some_fail = some_fail || verdict == Verdict::blocked || verdict == Verdict::partial;
    all_pass = all_pass && verdict == Verdict::reachable;
    all_blocked = all_blocked && verdict == Verdict::blocked;
  }
  if (all_pass) return Verdict::reachable;
  if (all_blocked) return Verdict::blocked;
  return some_pass && some_fail ? Verdict::partial : Verdict::undecided;
}

bool has_all_addresses(const EndMember& end) {
  return end.complete && end.kind != EndMember::Kind::no_address;
}

/// What is asked of one end alone is what the whole says of it.
bool is_same_alone(const Network& network, const AllPairs& pairs, std::uint32_t one) {
  const auto alone = std::make_shared<EndClasses>(classify(network, {pairs.to->members[one]}));
  const AllPairs to_it = all_pairs(network, pairs.from, alone);
  const AllPairs from_it = all_pairs(network, alone, pairs.to);
  for (std::uint32_t i = 0; i < pairs.from->members.size(); ++i) {
    if (!(to_it.between(i, 0) == pairs.between(i, one))) return false;
    if (!(from_it.between(0, i) == pairs.between(one, i))) return false;
  }
  return true;
}

void compare(const Design& design, const std::string& label, std::uint64_t seed) {
  const Network network = compile(design);
  const auto ends = classes_of_every_end(network);
  const AllPairs pairs = all_pairs(network, ends, ends);
  oracle::Random random(seed);
  for (std::uint32_t i = 0; i < ends->members.size(); i += 7) {
    if (ends->members[i].kind == EndMember::Kind::hosts) continue;
    if (is_same_alone(network, pairs, i)) continue;
    FAIL_CHECK(label << ": " << ends->members[i].end.name << " asked about alone is not the same");
  }
  const std::vector<Traffic> traffic = sampled_traffic(design, random);
  for (std::uint32_t i = 0; i < pairs.from->members.size(); ++i) {
    for (std::uint32_t j = 0; j < pairs.to->members.size(); ++j) {
      const EndMember& from = pairs.from->members[i];
      const EndMember& to = pairs.to->members[j];
      if (is_outside_design(from) && is_outside_design(to)) continue;
      if (is_same_end(from, to)) continue;
      const Traffic one = random.pick(traffic);
      const bool from_internet = from.kind == EndMember::Kind::hosts;
      const bool to_internet = to.kind == EndMember::Kind::hosts;
      // of_internet() does not count addresses that are not known.
      const bool is_whole = has_all_addresses(from) && has_all_addresses(to);
      if (!is_whole && (from_internet || to_internet)) continue;
      const Verdict found = from_internet ? of_internet(network, pairs, j, true, one)
                            : to_internet ? of_internet(network, pairs, i, false, one)
                                          : pairs.between(i, j).verdict_of(one);
      const Verdict expected = traced(network, from, to, one);
      // A trace moreover asks the groups of interfaces whose addresses are not known.
      const bool is_coarser =
          found == Verdict::undecided && expected == Verdict::blocked && !is_whole;
      if (found != expected && !is_coarser) {
        FAIL_CHECK(label << ": " << from.end.name << " -> " << to.end.name << " "
                         << TrafficSet::one(one).to_string() << ": trace says " << name_of(expected)
                         << ", the matrix " << name_of(found));
      }
    }
  }
}

/// Gives some instances a further interface, beside the first one or where another one of their VPC
/// stands, with or without a public address; of some interfaces the addresses are not known.
class FurtherInterfaces {
 public:
  FurtherInterfaces(Design design, std::uint64_t seed)
      : design_(std::move(design)), random_(seed) {}

  Design made() {
    const std::vector<NetworkInterface> before = design_.all<NetworkInterface>();
    for (std::uint32_t i = 0; i < design_.all<Instance>().size() && number_ < 250; ++i) {
      const Ref<NetworkInterface> first = design_.all<Instance>()[i].interfaces.front();
      if (!random_.one_in(3)) add(i, random_.one_in(2) ? design_.get(first) : random_.pick(before));
      NetworkInterface& own = design_.get(first);
      if (!random_.one_in(6)) continue;
      own.addresses_known = false;
      if (random_.one_in(2)) own.addresses.clear();
    }
    return std::move(design_);
  }

 private:
  void add(std::uint32_t instance, NetworkInterface further) {
    const Ref<NetworkInterface> first = design_.all<Instance>()[instance].interfaces.front();
    const IpPrefix& block = design_.get(further.subnet).cidrs.front().get();
    if (further.vpc != design_.get(first).vpc || block.length() != 24) return;
    further.name = further.id = "further-" + std::to_string(instance);
    further.type = NetworkInterface::Type::ordinary;
    further.state = std::string();
    further.prefixes.clear();
    further.owned = true;
    further.owner_kind = ResourceKind::Instance;
    further.owner_index = instance;
    further.addresses.clear();
    further.addresses_known = !random_.one_in(4);
    InterfaceAddress address{block.first(), {}, false};
    address.address.low += number_;
    if (random_.one_in(2)) {
      address.public_ip = {PublicIp::Kind::address, IpAddress::ipv4(0xc6336400 + number_)};
    }
    ++number_;
    if (further.addresses_known) further.addresses.push_back(address);
    const Ref<NetworkInterface> ref = design_.add(std::move(further));
    design_.all<Instance>()[instance].interfaces.push_back(ref);
  }

  Design design_;
  oracle::Random random_;
  std::uint32_t number_ = 200;  // of addresses that the worlds do not give
};

}  // namespace

TEST_CASE("the matrix says of each pair what a single trace says, with further interfaces") {
  for (std::uint64_t seed = 1; seed <= seeds(300) / 10; ++seed) {
    compare(FurtherInterfaces(oracle::random_world(seed), seed).made(),
            "further interfaces, seed " + std::to_string(seed), seed);
  }
}

TEST_CASE("the matrix says of each pair what a single trace says, in random worlds") {
  for (std::uint64_t seed = 1; seed <= seeds(300) / 10; ++seed) {
    compare(oracle::random_world(seed), "seed " + std::to_string(seed), seed);
  }
}

TEST_CASE("the matrix says of each pair what a single trace says, in small worlds") {
  std::uint64_t number = 0;
  oracle::for_each_small_world([&](const Design& design, const std::string& label) {
    if (++number % 101 == 0) compare(design, label, number);
  });
}

TEST_CASE("ends whose addresses others have, too, are told apart where rules and routes do") {
  // Both spokes have one range, and the hub's rule names groups of the one: it finds its members
  // by address.  Rules: SG-10, PEER-4.
  const NativeReading reading = load_native_text(R"(
canreach: 1
vpcs:
  hub:
    cidr: 10.0.0.0/16
    subnets:
      hub-a: {cidr: 10.0.0.0/24, zone: a, route_table: hub}
    route_tables:
      hub: {routes: [{to: 10.1.0.0/17, via: to-one}, {to: 10.1.128.0/17, via: to-two}]}
    security_groups:
      hub-sg:
        ingress:
          - {protocol: tcp, ports: 443, from: one-sg}
          - {protocol: tcp, ports: 22, from: 10.1.128.0/17}
  one:
    cidr: 10.1.0.0/16
    subnets:
      one-a: {cidr: 10.1.0.0/17, zone: a, route_table: one}
      one-b: {cidr: 10.1.128.0/17, zone: b, route_table: one}
    route_tables:
      one: {routes: [{to: 10.0.0.0/16, via: to-one}]}
    security_groups:
      one-sg: {}
      one-other: {}
  two:
    cidr: 10.1.0.0/16
    subnets:
      two-a: {cidr: 10.1.0.0/17, zone: a, route_table: two}
      two-b: {cidr: 10.1.128.0/17, zone: b, route_table: two}
    route_tables:
      two: {routes: [{to: 10.0.0.0/16, via: to-two}]}
    security_groups:
      two-sg: {}
peerings:
  to-one: {vpcs: [hub, one]}
  to-two: {vpcs: [hub, two]}
instances:
  hub-1: {subnet: hub-a, security_groups: [hub-sg], address: 10.0.0.10}
  hub-2: {subnet: hub-a, security_groups: [hub-sg], address: 10.0.0.11}
  one-1: {subnet: one-a, security_groups: [one-sg], address: 10.1.0.10}
  one-2: {subnet: one-a, security_groups: [one-other], address: 10.1.0.11}
  one-3: {subnet: one-b, security_groups: [one-sg], address: 10.1.200.10}
  one-4: {subnet: one-b, security_groups: [one-other], address: 10.1.200.11}
  two-1: {subnet: two-a, security_groups: [two-sg], address: 10.1.0.10}
  two-2: {subnet: two-a, security_groups: [two-sg], address: 10.1.0.11}
  two-3: {subnet: two-b, security_groups: [two-sg], address: 10.1.200.10}
  two-4: {subnet: two-b, security_groups: [two-sg], address: 10.1.200.11}
  two-5: {subnet: two-b, security_groups: [two-sg], address: 10.1.200.12}
)");
  REQUIRE_FALSE(reading.diagnostics.has_errors());
  for (std::uint64_t seed = 1; seed <= 20; ++seed) compare(reading.design, "spokes", seed);
}

TEST_CASE("traffic between two ends has one verdict") {
  const Design design = oracle::random_world(7);
  const Network network = compile(design);
  PairJudge judge(network);
  const std::vector<EndMember> ends = every_end(network);
  REQUIRE(ends.size() > 2);
  const PassingTraffic passing = judge.judge(ends[0], ends[1]);
  CHECK((passing.reachable & passing.partial).empty());
  CHECK((passing.reachable & passing.undecided).empty());
  CHECK((passing.partial & passing.undecided).empty());
}

}  // namespace canreach
