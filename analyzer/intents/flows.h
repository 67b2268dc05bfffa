#pragma once

#include <functional>
#include <vector>

#include "analyzer/intents/check.h"
#include "analyzer/query/all_pairs.h"
#include "analyzer/query/asked.h"
#include "analyzer/query/endpoint.h"

namespace canreach {

/// A flow of an intent with its names resolved.
struct ResolvedFlow {
  Endpoint from;
  Endpoint to;
  AskedTraffic asked;
  bool names_ports = false;  // the target's text names a port or protocol
};

/// What the private address of something in the design means where nothing may pass: who has it is
/// reached by its other addresses, too.
enum class AddressMeans : std::uint8_t { itself, its_owner };
tl::expected<Endpoint, QueryError> resolve_end(const Network& network, const std::string& text,
                                               const Endpoint* beside, AddressMeans address);
tl::expected<ResolvedFlow, QueryError> resolve_flow(const Network& network, const IntentFlow& flow,
                                                    AddressMeans address);

/// The packets that a flow asks for between two of its members; all there are where `everything`
/// and the flow names no port.
enum class Unnamed : std::uint8_t { what_is_served, everything };
TrafficSet traffic_of(const Network& network, const ResolvedFlow& flow, const EndMember& from,
                      const EndMember& to, Unnamed unnamed);

/// Do these hosts mean this end?  As `trace` has it: an end without public IPv4 address but with
/// IPv6 is asked by IPv6 alone, and public addresses of the end's own VPC are not the internet.
bool is_meant(const Network& network, const EndMember& from, const EndMember& to);

/// What holds of some packets.
Verdict verdict_of(const PassingTraffic& passing, const TrafficSet& asked);

/// Calls `visit` for every two members that are not the same end, with what passes between them.
struct VisitedPair {
  const EndMember& from;
  const EndMember& to;
  const PassingTraffic& passing;
};
void for_each_pair(const Network& network, const AllPairs& pairs,
                   const std::function<void(const VisitedPair&)>& visit);

/// The same for the pairs between which something passes or may; what is left out is blocked.
void for_each_passing_pair(const Network& network, const AllPairs& pairs,
                           const std::function<void(const VisitedPair&)>& visit);

/// The name under which `trace` finds the member; of many hosts, the first address.
std::string query_name(const EndMember& member);

/// A query for one packet of the traffic between two members.
TraceQuery packet_query(const EndMember& from, const EndMember& to, const TrafficSet& traffic);
/// The query as somebody would type it.
std::string command_of(const TraceQuery& query);

}  // namespace canreach
