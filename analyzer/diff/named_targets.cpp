#include "analyzer/diff/named_targets.h"

#include <fmt/format.h>

#include <array>

#include "analyzer/network/stand_ins.h"
#include "analyzer/query/dns.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::size_t kMostNames = 200;  // of hosted zones

/// A gateway by its name, an appliance by its interface's.
std::string station(const Network& network, const Step& step, const EndPair& pair) {
  const bool is_gateway = step.kind == StepKind::gateway && step.index != kNoIndex;
  if (is_gateway) return resource_of(*network.design, step.component, step.index).name;
  const bool is_interface = step.kind == StepKind::security_group && step.index != kNoIndex;
  if (!is_interface) return {};
  const auto is_its_own = [&](const EndMember& end) {
    return any_of(end.faces,
                  [&](std::uint32_t face) { return network.faces[face].interface == step.index; });
  };
  if (is_its_own(pair.from) || any_of(pair.to, is_its_own)) return {};
  return network.design->all<NetworkInterface>()[step.index].name;
}

/// Which part of a way it is: what the source sends, what an endpoint sends on, or what a load
/// balancer does.
enum class WayPart : std::size_t { front, behind_endpoint, behind_balancer };

WayPart part_of(const Network& network, const Case& made, const EndMember& from) {
  if (made.ends.origin == FlowEnds::Origin::endpoint) return WayPart::behind_endpoint;
  const std::uint32_t face = made.ends.source.face;
  if (face == kNoIndex || contains(from.faces, face)) return WayPart::front;
  const CompiledInterface& sender = network.interfaces[network.faces[face].interface];
  const bool is_node =
      sender.owner_kind == ResourceKind::LoadBalancer && sender.owner_index != kNoIndex;
  return is_node ? WayPart::behind_balancer : WayPart::front;
}

/// The member's owner and addresses, comparable between designs.
std::string identity(const Network& network, const EndMember& member) {
  std::string text = fmt::format("{} {}", static_cast<int>(member.kind), member.service);
  if (member.owned) {
    text += ' ' + resource_of(*network.design, member.owner_kind, member.owner_index).name;
  }
  for (const std::uint32_t face : member.faces) {
    const std::uint32_t interface = network.faces[face].interface;
    text += ' ' + network.design->all<NetworkInterface>()[interface].name;
    if (!network.is_symbolic(network.faces[face].atom)) {
      text += ' ' + network.faces[face].address.to_string();
    }
  }
  if (member.kind == EndMember::Kind::private_address) text += ' ' + member.address.to_string();
  return text + ' ' + text_of(member.hosts);
}

/// Services that endpoints, rules or routes name; what gets to others shows as traffic to the
/// internet.
void add_services(const Network& network, std::vector<std::string>& services) {
  std::vector<bool> named(network.services.size(), false);
  const auto note = [&](std::uint32_t service) {
    if (service != kNoIndex) named[service] = true;
  };
  for (const VpcEndpoint& endpoint : network.design->all<VpcEndpoint>()) {
    note(network.service_index(endpoint.service));
  }
  for (const GroupRule& rule : network.group_rules) {
    if (rule.kind == PeerKind::service_list) note(rule.index);
  }
  for (const CompiledRoute& route : network.routes) note(route.service);
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (named[i]) services.push_back("service/" + network.services[i]);
  }
}

}  // namespace

std::vector<std::string> named_targets(const Network& before, const Network& after) {
  std::vector<std::string> services;
  std::vector<std::string> names;
  for (const Network* network : {&before, &after}) {
    add_services(*network, services);
    for (const HostedZone& zone : network->design->all<HostedZone>()) {
      for (const DnsRecord& record : zone.records) {
        if (!record.is_other && record.name.front() != '*') names.push_back(record.name);
      }
    }
  }
  sort_unique(names);
  if (names.size() > kMostNames) names.resize(kMostNames);
  services.insert(services.end(), names.begin(), names.end());
  sort_unique(services);
  return services;
}

EndPair asked_by_name(const Network& network, const EndMember& from, const std::string& name) {
  Endpoint asking;
  asking.end = from.end;
  asking.members.push_back(from);
  EndPair pair;
  pair.from = from;
  const auto target = resolve_endpoint(network, name, &asking);
  if (!target) return pair;
  for (const EndMember& member : target->members) {
    if (is_given_to(network, from, member)) pair.to.push_back(member);
  }
  return pair;
}

PassingTraffic passing_between(PairJudge& judge, const EndPair& pair) {
  if (pair.to.empty()) return PassingTraffic::of(TrafficTally::of(Tri::maybe));
  TrafficTally tally = TrafficTally::of_nothing();
  for (const EndMember& member : pair.to) tally.add(judge.tally(pair.from, member));
  const PassingTraffic passing = PassingTraffic::of(tally);
  const EndMember& first = pair.to.front();
  const bool is_service = first.kind == EndMember::Kind::service && first.listens;
  return is_service ? passing.within(*first.listens) : passing;
}

std::string way_between(const Network& network, const EndPair& pair) {
  std::array<std::vector<std::string>, 3> parts;  // one after the other
  PairJudge judge(network);
  judge.listen([&](const Case& made, const Path& path, const TrafficTally& tally) {
    if (tally.all.empty() && tally.some_pass.empty()) return;
    std::vector<std::string> stations;
    for (const Step& step : path.steps) {
      if (step.leg != Leg::forward) break;
      const std::string name = station(network, step, pair);
      if (!name.empty() && !contains(stations, name)) stations.push_back(name);
    }
    const std::string way = stations.empty() ? "direct" : join(stations, ", ");
    auto& ways = parts[static_cast<std::size_t>(part_of(network, made, pair.from))];
    if (!contains(ways, way)) ways.push_back(way);
  });
  for (const EndMember& member : pair.to) judge.judge(pair.from, member);
  std::vector<std::string> words;
  for (const std::vector<std::string>& ways : parts) {
    const bool has_station = any_of(ways, [](const std::string& way) { return way != "direct"; });
    if (has_station) words.push_back(join(ways, " or "));
  }
  const bool passes = !parts.front().empty() || !words.empty();
  return words.empty() && passes ? "direct" : join(words, ", then ");
}

bool lead_alike(const Network& before, const EndPair& old_pair, const Network& after,
                const EndPair& new_pair) {
  if (old_pair.to.size() != new_pair.to.size()) return false;
  for (std::size_t i = 0; i < old_pair.to.size(); ++i) {
    const EndMember& one = old_pair.to[i];
    if (one.kind == EndMember::Kind::service) return false;
    if (identity(before, one) != identity(after, new_pair.to[i])) return false;
  }
  return true;
}

}  // namespace canreach
