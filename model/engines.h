#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace canreach {

/// What an engine serves.
enum class EngineKind : std::uint8_t { database, cache, broker, file_system };

/// An engine of a database, cache, broker or file system, and the TCP port it listens on unless
/// told otherwise. Rules: SVC-1, SVC-12, SVC-13, SVC-14, SVC-15.
struct Engine {
  std::string_view name;  // "postgres"
  EngineKind kind;
  std::uint16_t port;
  std::uint16_t further_port = 0;  // that it answers on as well; clients are asked about `port`
};

const std::vector<Engine>& engines();

/// The engine of that name; nullptr when there is none.  Editions that AWS's API tells apart count
/// as their engine: "oracle-se2" and "custom-oracle-ee" are oracle, "sqlserver-ex" is sqlserver.
const Engine* find_engine(std::string_view name);

}  // namespace canreach
