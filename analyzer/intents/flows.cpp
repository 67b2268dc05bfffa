#include "analyzer/intents/flows.h"

#include <fmt/format.h>

#include <utility>

#include "analyzer/query/dns.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

Family family_between(const Network& network, const EndMember& from, const EndMember& to) {
  for (const EndMember* member : {&to, &from}) {
    if (!member->hosts.empty()) return member->hosts.ranges().front().first.family;
    if (!member->faces.empty()) return network.faces[member->faces.front()].address.family;
  }
  return Family::ipv4;
}

bool has_face_of(const Network& network, const EndMember& member, Family family) {
  return any_of(member.faces,
                [&](std::uint32_t face) { return network.faces[face].address.family == family; });
}

bool has_public_ipv4(const Network& network, const EndMember& member) {
  return any_of(member.faces, [&](std::uint32_t face) {
    return network.faces[face].public_ip.kind != PublicIp::Kind::none;
  });
}

/// Of many packets one that people know.
Traffic telling(const TrafficSet& traffic) {
  for (const Protocol protocol : {kTcp, kUdp}) {
    for (const int port : {443, 80, 22, 5432, 3306, 3389, 53, 8080}) {
      const Traffic known = traffic_of(protocol, static_cast<std::uint16_t>(port));
      if (traffic.contains(known)) return known;
    }
  }
  const TrafficSet usual = traffic & (TrafficSet::all_of(kTcp) | TrafficSet::all_of(kUdp) |
                                      TrafficSet::icmp(kIcmp, 8, 0));
  return usual.empty() ? traffic.sample() : usual.sample();
}

}  // namespace

tl::expected<Endpoint, QueryError> resolve_end(const Network& network, const std::string& text,
                                               const Endpoint* beside, AddressMeans address) {
  auto end = resolve_endpoint(network, text, beside);
  const bool is_private = end && end->members.size() == 1 && end->members.front().by_address &&
                          !end->members.front().by_public_address &&
                          end->members.front().kind == EndMember::Kind::faces;
  if (address == AddressMeans::itself || !is_private) return end;
  const IpAddress& own = end->members.front().address;
  if (text != own.to_string()) return end;
  auto owner = resolve_endpoint(network, IpPrefix::host(own).to_string(), beside);
  return owner && owner->members.size() == 1 ? owner : end;
}

tl::expected<ResolvedFlow, QueryError> resolve_flow(const Network& network, const IntentFlow& flow,
                                                    AddressMeans address) {
  TraceQuery query;
  query.from = flow.from;
  query.to = flow.to;
  query.source_ports = flow.source_ports;
  const auto target = split_target(network, flow.to);
  if (!target) return tl::unexpected<QueryError>(target.error());
  const auto asked = read_asked(query, *target);
  if (!asked) return tl::unexpected<QueryError>(asked.error());
  auto from = resolve_end(network, flow.from, nullptr, address);
  if (!from) return tl::unexpected<QueryError>(from.error());
  auto to = resolve_end(network, target->endpoint, &*from, address);
  if (!to) return tl::unexpected<QueryError>(to.error());
  for (EndMember& member : from->members) {
    member.source_ports = asked->source_ports.value_or(member.source_ports);
  }
  return ResolvedFlow{std::move(*from), std::move(*to), *asked, target->port || target->protocol};
}

TrafficSet traffic_of(const Network& network, const ResolvedFlow& flow, const EndMember& from,
                      const EndMember& to, Unnamed unnamed) {
  const bool everything = unnamed == Unnamed::everything && !flow.names_ports;
  if (everything) return TrafficSet::all();
  return asked_of(flow.asked, from, to, family_between(network, from, to)).traffic;
}

bool is_meant(const Network& network, const EndMember& from, const EndMember& to) {
  if (!is_given_to(network, from, to)) return false;
  const bool from_hosts = from.kind == EndMember::Kind::hosts;
  const EndMember& hosts = from_hosts ? from : to;
  const EndMember& inside = from_hosts ? to : from;
  const bool is_internet = hosts.kind == EndMember::Kind::hosts && hosts.end.kind == "internet";
  if (!is_internet || inside.kind != EndMember::Kind::faces || hosts.hosts.empty()) return true;
  const IpAddress& first = hosts.hosts.ranges().front().first;
  const bool is_own_range = !from_hosts && any_of(inside.faces, [&](std::uint32_t face) {
    const std::uint32_t vpc = network.interfaces[network.faces[face].interface].vpc;
    return vpc != kNoIndex && network.vpc_holds(vpc, first);
  });
  if (is_own_range) return false;
  const Family family = first.family;
  if (!has_face_of(network, inside, family)) {
    return !has_face_of(network, inside, family == Family::ipv4 ? Family::ipv6 : Family::ipv4);
  }
  const bool by_ipv6_alone = from_hosts && family == Family::ipv4 &&
                             has_face_of(network, inside, Family::ipv6) &&
                             !has_public_ipv4(network, inside);
  return !by_ipv6_alone;
}

Verdict verdict_of(const PassingTraffic& passing, const TrafficSet& asked) {
  if (passing.reachable.contains(asked)) return Verdict::reachable;
  const PassingTraffic within = passing.within(asked);
  if (within.is_blocked()) return Verdict::blocked;
  const bool some_pass = !within.reachable.empty() || !within.partial.empty();
  const TrafficSet blocked = asked - within.reachable - within.partial - within.undecided;
  const bool some_fail = !within.partial.empty() || !blocked.empty();
  return some_pass && some_fail ? Verdict::partial : Verdict::undecided;
}

void for_each_pair(const Network& network, const AllPairs& pairs,
                   const std::function<void(const VisitedPair&)>& visit) {
  for (std::uint32_t i = 0; i < pairs.from->members.size(); ++i) {
    for (std::uint32_t j = 0; j < pairs.to->members.size(); ++j) {
      const EndMember& from = pairs.from->members[i];
      const EndMember& to = pairs.to->members[j];
      if (is_same_end(from, to) || (is_outside_design(from) && is_outside_design(to))) continue;
      if (is_meant(network, from, to)) visit({from, to, pairs.between(i, j)});
    }
  }
}

void for_each_passing_pair(const Network& network, const AllPairs& pairs,
                           const std::function<void(const VisitedPair&)>& visit) {
  for (const PairCell& cell : pairs.cells) {
    for (const std::uint32_t i : pairs.from->classes[cell.from]) {
      for (const std::uint32_t j : pairs.to->classes[cell.to]) {
        const EndMember& from = pairs.from->members[i];
        const EndMember& to = pairs.to->members[j];
        if (is_same_end(from, to) || !is_meant(network, from, to)) continue;
        visit({from, to, pairs.traffic[cell.traffic]});
      }
    }
  }
}

std::string query_name(const EndMember& member) {
  const bool is_many = member.kind == EndMember::Kind::hosts && !member.hosts.empty();
  return is_many ? member.hosts.ranges().front().first.to_string() : member.end.name;
}

TraceQuery packet_query(const EndMember& from, const EndMember& to, const TrafficSet& traffic) {
  TraceQuery query;
  query.from = query_name(from);
  query.to = query_name(to);
  const Traffic one = telling(traffic);
  const Protocol protocol = protocol_of(one);
  query.protocol = name_of(protocol);
  if (has_ports(protocol)) query.port = std::to_string(port_of(one));
  const bool is_echo = one == icmp_traffic(kIcmp, 8, 0) || one == icmp_traffic(kIcmpv6, 128, 0);
  if (has_icmp_types(protocol) && !is_echo) {
    query.icmp_type = port_of(one) >> 8;
    query.icmp_code = port_of(one) & 0xff;
  }
  return query;
}

std::string command_of(const TraceQuery& query) {
  const bool is_ipv6 = query.to.find(':') != std::string::npos &&
                       query.to.find_first_not_of("0123456789abcdef:") == std::string::npos;
  std::string to = is_ipv6 && query.port ? "[" + query.to + "]" : query.to;
  if (query.port) to += ":" + *query.port;
  if (query.protocol && *query.protocol != "tcp") to += "/" + *query.protocol;
  const std::string ports = query.source_ports ? " --source-ports " + *query.source_ports : "";
  return fmt::format("canreach trace {} {}{}", query.from, to, ports);
}

}  // namespace canreach
