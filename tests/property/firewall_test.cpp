// What a firewall does, asked of the engine's sets and of a packet-by-packet evaluation that knows
// nothing of sets.  A connection is four packets: the opening one, its answer, and one each way
// once it is established.  Rules that pass are plain, so that what they pass has its replies
// passed.
#include <optional>
#include <string>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/firewall_rules.h"
#include "model/complete_design.h"
#include "tests/catch.h"
#include "tests/oracle/build.h"
#include "tests/oracle/random.h"

namespace canreach {
namespace {

using Action = FirewallRule::Action;
using Otherwise = FirewallPolicy::Otherwise;
using Side = FirewallRule::Side;
using RuleState = FirewallRule::State;

constexpr int kWorlds = 400;
constexpr std::uint16_t kClientPort = 40000;

struct OnePacket {
  IpAddress source;
  IpAddress destination;
  std::uint16_t source_port;
  std::uint16_t destination_port;
  bool to_server;
  bool is_established;
};

std::vector<FirewallAddresses> random_addresses(oracle::Random& random) {
  const std::vector<std::string> pool = {"10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24",
                                         "10.0.1.10/32", "0.0.0.0/0"};
  std::vector<FirewallAddresses> parts;
  if (random.one_in(3)) return parts;
  for (std::size_t n = 1 + random.below(2); n > 0; --n) {
    FirewallAddresses part;
    const std::size_t kind = random.below(6);
    if (kind == 0) part.kind = FirewallAddresses::Kind::home;
    if (kind == 1) part.kind = FirewallAddresses::Kind::external;
    part.addresses = AddressSet(oracle::prefix(random.pick(pool)));
    part.excluded = random.one_in(4);
    parts.push_back(part);
  }
  return parts;
}

Value<IntervalSet> random_ports(oracle::Random& random) {
  const std::vector<Interval> pool = {{0, 65535}, {0, 65535}, {443, 443}, {80, 443}, {1024, 65535}};
  return IntervalSet(random.pick(pool));
}

FirewallRule random_rule(oracle::Random& random, bool is_stateful) {
  FirewallRule rule;
  const std::vector<Action> stateful = {Action::pass, Action::drop, Action::reject, Action::alert};
  const std::vector<Action> stateless = {Action::pass, Action::drop, Action::forward};
  rule.action = random.pick(is_stateful ? stateful : stateless);
  rule.source = random_addresses(random);
  rule.destination = random_addresses(random);
  rule.source_ports = random_ports(random);
  rule.destination_ports = random_ports(random);
  if (!is_stateful) return rule;
  rule.both_directions = random.one_in(4);
  if (rule.action == Value<Action>(Action::pass)) return rule;
  const std::vector<Side> sides = {Side::any, Side::any, Side::to_server, Side::to_client};
  const std::vector<RuleState> states = {RuleState::any, RuleState::any, RuleState::established,
                                         RuleState::not_established};
  rule.side = random.pick(sides);
  rule.state = random.pick(states);
  return rule;
}

Design random_design(oracle::Random& random) {
  Design design;
  const Ref<Vpc> vpc = oracle::add_vpc(design, "A", {"10.0.0.0/16"});
  const Ref<Subnet> subnet = oracle::add_subnet(design, vpc, "fw", "az-a", {"10.0.9.0/24"});
  const Ref<VpcEndpoint> endpoint =
      oracle::add_inspection_endpoint(design, subnet, "fw", oracle::address("10.0.9.10"));
  FirewallPolicy policy;
  policy.name = "policy";
  for (const bool is_stateful : {false, true}) {
    FirewallRuleGroup group;
    group.name = is_stateful ? "stateful" : "stateless";
    group.is_stateful = is_stateful;
    for (std::size_t n = random.below(is_stateful ? 5 : 3); n > 0; --n) {
      group.rules.push_back(random_rule(random, is_stateful));
    }
    const Ref<FirewallRuleGroup> ref = design.add(std::move(group));
    FirewallGroupUse use;
    use.group = ref;
    (is_stateful ? policy.stateful_groups : policy.stateless_groups).push_back(use);
  }
  const std::vector<Action> defaults = {Action::pass, Action::drop, Action::forward,
                                        Action::forward, Action::forward};
  policy.stateless_default = random.pick(defaults);
  policy.is_strict = random.one_in(2);
  const std::vector<Otherwise> others = {Otherwise::pass, Otherwise::drop,
                                         Otherwise::drop_established};
  policy.otherwise = random.pick(others);
  Firewall firewall;
  firewall.name = "firewall";
  firewall.policy = design.add(std::move(policy));
  design.get(endpoint).offered = Ref<EndpointService>::none();
  design.get(endpoint).firewall = design.add(std::move(firewall));
  return oracle::completed(std::move(design));
}

// ---- packet by packet

bool holds(const std::vector<FirewallAddresses>& parts, const IpAddress& address) {
  const bool home = oracle::prefix("10.0.0.0/16").contains(address);
  bool some = false;
  bool held = false;
  for (const FirewallAddresses& part : parts) {
    bool inside = part.addresses.contains(address);
    if (part.kind == FirewallAddresses::Kind::home) inside = home;
    if (part.kind == FirewallAddresses::Kind::external) inside = !home;
    if (part.excluded && inside) return false;
    some = some || !part.excluded;
    held = held || (!part.excluded && inside);
  }
  return held || !some;
}

bool matches(const FirewallRule& rule, const OnePacket& packet) {
  if (rule.side == Side::to_server && !packet.to_server) return false;
  if (rule.side == Side::to_client && packet.to_server) return false;
  if (rule.state == RuleState::established && !packet.is_established) return false;
  if (rule.state == RuleState::not_established && packet.is_established) return false;
  const auto reads = [&](const IpAddress& source, std::uint16_t source_port,
                         const IpAddress& destination, std::uint16_t destination_port) {
    return holds(rule.source, source) && holds(rule.destination, destination) &&
           rule.source_ports.get().contains(source_port) &&
           rule.destination_ports.get().contains(destination_port);
  };
  if (reads(packet.source, packet.source_port, packet.destination, packet.destination_port)) {
    return true;
  }
  return rule.both_directions &&
         reads(packet.destination, packet.destination_port, packet.source, packet.source_port);
}

Action stateless(const Design& design, const OnePacket& packet) {
  for (const FirewallRule& rule : design.all<FirewallRuleGroup>()[0].rules) {
    if (matches(rule, packet)) return rule.action.get();
  }
  return design.all<FirewallPolicy>()[0].stateless_default.get();
}

/// The rule that decides; none: nothing does.
const FirewallRule* stateful(const Design& design, const OnePacket& packet) {
  const std::vector<FirewallRule>& rules = design.all<FirewallRuleGroup>()[1].rules;
  if (design.all<FirewallPolicy>()[0].is_strict.get()) {
    for (const FirewallRule& rule : rules) {
      if (rule.action.get() != Action::alert && matches(rule, packet)) return &rule;
    }
    return nullptr;
  }
  for (const Action action : {Action::pass, Action::drop, Action::reject}) {
    for (const FirewallRule& rule : rules) {
      if (rule.action.get() == action && matches(rule, packet)) return &rule;
    }
  }
  return nullptr;
}

bool passes_undecided(const FirewallPolicy& policy, const OnePacket& packet) {
  if (!policy.is_strict.get() || policy.otherwise.get() == Otherwise::pass) return true;
  return policy.otherwise.get() == Otherwise::drop_established && !packet.is_established;
}

bool passes_stateful(const Design& design, const OnePacket& request, const OnePacket& packet) {
  const FirewallRule* of_request = stateful(design, request);
  const FirewallRule* rule = packet.to_server ? of_request : stateful(design, packet);
  const bool is_answer = !packet.to_server && of_request != nullptr;
  if (is_answer && of_request->action.get() == Action::pass) return true;
  if (rule == nullptr) return passes_undecided(design.all<FirewallPolicy>()[0], packet);
  return rule->action.get() == Action::pass;
}

/// Does the connection work?  None: the stateful rules see one direction alone.
std::optional<bool> connects(const Design& design, const OnePacket& request) {
  OnePacket reply = request;
  std::swap(reply.source, reply.destination);
  std::swap(reply.source_port, reply.destination_port);
  reply.to_server = false;
  const Action there = stateless(design, request);
  const Action back = stateless(design, reply);
  if (there == Action::drop || back == Action::drop) return false;
  bool works = true;
  for (const bool is_established : {false, true}) {
    OnePacket first = request;
    OnePacket second = reply;
    first.is_established = second.is_established = is_established;
    if (there == Action::forward && !passes_stateful(design, first, first)) works = false;
    if (back == Action::forward && there == Action::forward) {
      works = works && passes_stateful(design, first, second);
    }
  }
  if (works && there != back) return std::nullopt;
  return works;
}

Tri engine_says(const Network& network, const OnePacket& request) {
  Step step;
  step.kind = StepKind::firewall;
  step.component = ResourceKind::Firewall;
  step.index = 0;
  step.source = {network.atom_of(request.source), request.source, kNoIndex};
  step.destination = {network.atom_of(request.destination), request.destination, kNoIndex};
  const Traffic traffic = traffic_of(kTcp, request.destination_port);
  const Tri there = judge_firewall(network, step, traffic).outcome;
  step.leg = Leg::reply;
  std::swap(step.source, step.destination);
  return both(there, judge_firewall(network, step, traffic).outcome);
}

}  // namespace

TEST_CASE("a firewall's sets agree with asking packet by packet") {
  const std::vector<std::string> ends = {"10.0.1.10", "10.0.1.11", "10.0.2.20", "203.0.113.7"};
  for (std::uint64_t seed = 1; seed <= kWorlds; ++seed) {
    oracle::Random random(seed);
    const Design design = random_design(random);
    const Network network = compile(design);
    for (const std::string& from : ends) {
      for (const std::string& to : ends) {
        for (const int port : {80, 443, 5432}) {
          const OnePacket request{oracle::address(from),
                                  oracle::address(to),
                                  kClientPort,
                                  static_cast<std::uint16_t>(port),
                                  true,
                                  false};
          const std::optional<bool> expected = connects(design, request);
          const Tri wanted = expected ? tri(*expected) : Tri::maybe;
          if (engine_says(network, request) != wanted) {
            FAIL_CHECK("seed " << seed << ": " << from << " -> " << to << ":" << port << " wanted "
                               << static_cast<int>(wanted) << ", got "
                               << static_cast<int>(engine_says(network, request)));
          }
        }
      }
    }
  }
}

}  // namespace canreach
