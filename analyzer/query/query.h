#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/answer.h"
#include "base/result.h"
#include "model/resources/workload.h"

namespace canreach {

/// What `trace` asks: two ends in the grammar of the product page, and which packets.
struct TraceQuery {
  std::string from;
  std::string to;  // may carry :PORT/PROTOCOL, which then must not be given below as well
  std::optional<std::string> protocol;  // "tcp", "udp", "icmp", "all", "0" to "255"
  std::optional<std::string> port;      // "443", "80-90", a service's name
  std::optional<int> icmp_type;         // 0 to 255
  std::optional<int> icmp_code;
  std::optional<std::string> source_ports;  // "linux", "windows", "A-B"
  bool finds_changes = false;               // Answer::changes is wanted
  bool lists_passed_over = false;           // Hop::passed_over is wanted
  bool verbose = false;                     // flows name hosts of the internet in words
};

/// Why a query cannot be asked.
struct QueryError {
  std::string code;  // "CR1201"
  std::string slug;  // "unknown-name"
  std::string message;
  std::vector<std::string> suggestions;
};

/// The verdict over all packets asked for and all values that an unknown may have, with the path,
/// every blocker of the path that needs the fewest changes, and what was assumed.
tl::expected<Answer, QueryError> trace(const Network& network, const TraceQuery& query);
/// Of this network alone, whatever the other designs are that its template stands for.
tl::expected<Answer, QueryError> trace_alone(const Network& network, const TraceQuery& query);

}  // namespace canreach
