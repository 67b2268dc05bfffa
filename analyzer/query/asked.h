#pragma once

#include "analyzer/query/endpoint.h"
#include "analyzer/query/query.h"
#include "analyzer/query/reach.h"

namespace canreach {

/// What a query asks for, before it is known what the target serves.
struct AskedTraffic {
  std::optional<TrafficSet> traffic;  // none: what the target serves, of `protocol`
  Protocol protocol = kTcp;
  bool icmp_echo = false;  // ICMP as the query says it; ICMPv6 is meant where the ends have IPv6
  std::optional<SourcePorts> source_ports;
  std::string
      text;  // "tcp/5432", "tcp": as the verdict line says it; empty when the target decides
};

/// Joins the target's text and the query's fields; a contradiction or a bad number is an error.
tl::expected<AskedTraffic, QueryError> read_asked(const TraceQuery& query,
                                                  const TargetText& target);

/// The packets asked of one target, sent by one source.
Asked asked_of(const AskedTraffic& asked, const EndMember& from, const EndMember& to,
               Family family);

}  // namespace canreach
