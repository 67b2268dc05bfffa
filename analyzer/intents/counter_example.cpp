#include "analyzer/intents/counter_example.h"

#include <utility>

#include "analyzer/intents/flows.h"
#include "analyzer/query/host_classes.h"

namespace canreach {
namespace {

/// The hosts of an end that rules tell apart, or the end itself.
std::vector<EndMember> parts_of(const Network& network, const EndMember& end) {
  std::vector<EndMember> parts;
  if (!is_outside_design(end)) return {end};
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    for (AddressSet& hosts : alike_hosts(network, end.hosts, family)) {
      parts.push_back(end);
      parts.back().hosts = std::move(hosts);
      // A network is asked about by its name, some hosts of it by an address of theirs.
      if (end.kind == EndMember::Kind::on_premises) {
        parts.back().end.name = parts.back().hosts.ranges().front().first.to_string();
      }
    }
  }
  if (parts.size() < 2) return {end};
  return parts;
}

/// Does the failure say that packets get there?
bool is_of_passing(IntentFinding finding) {
  switch (finding) {
    case IntentFinding::passes:
    case IntentFinding::other_source:
    case IntentFinding::not_via:
    case IntentFinding::other_path:
      return true;
    case IntentFinding::not_reachable:
    case IntentFinding::partly_reachable:
    case IntentFinding::zone_lost:
    case IntentFinding::call_denied:
    case IntentFinding::call_allowed:
    case IntentFinding::other_region:
      return false;
  }
  return false;
}

/// Ports of the client from which something gets through, where not all do.
std::optional<std::string> ports_that_pass(const Answer& answer) {
  for (const FlowSet& flow : answer.flows) {
    if (flow.source_ports.empty() || flow.source_ports == answer.source_ports) continue;
    const std::string first = flow.source_ports.substr(0, flow.source_ports.find(','));
    return first.find('-') == std::string::npos ? first + "-" + first : first;
  }
  return std::nullopt;
}

}  // namespace

Example example_of(const Network& network, const Example& whole, const Wrong& wrong) {
  const std::vector<EndMember> sources = parts_of(network, whole.from);
  const std::vector<EndMember> targets = parts_of(network, whole.to);
  if (sources.size() == 1 && targets.size() == 1) return whole;
  for (const EndMember& from : sources) {
    for (const EndMember& to : targets) {
      if (!is_meant(network, from, to)) continue;
      TrafficSet traffic = wrong(from, to);
      if (!traffic.empty()) return {from, to, std::move(traffic)};
    }
  }
  return whole;
}

void walk_counter_example(const Network& network, IntentFailure& failure) {
  if (!failure.counter_example || failure.finding == IntentFinding::zone_lost) return;
  failure.counter_example->lists_passed_over = true;
  auto traced = trace(network, *failure.counter_example);
  if (!traced) return;
  const bool passes = is_of_passing(failure.finding);
  const auto ports =
      passes && traced->verdict == Verdict::partial ? ports_that_pass(*traced) : std::nullopt;
  if (ports) {
    TraceQuery narrowed = *failure.counter_example;
    narrowed.source_ports = ports;
    auto again = trace(network, narrowed);
    if (again && again->verdict == Verdict::reachable) {
      failure.command = command_of(narrowed);
      failure.counter_example = std::move(narrowed);
      traced = std::move(again);
    }
  }
  const bool is_so =
      passes ? traced->verdict == Verdict::reachable || traced->verdict == Verdict::partial
             : traced->verdict == Verdict::blocked || traced->verdict == Verdict::partial;
  if (is_so) {
    failure.trace = std::move(*traced);
    return;
  }
  failure.command.clear();
  failure.counter_example.reset();
}

}  // namespace canreach
