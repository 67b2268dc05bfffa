#include "analyzer/query/client_texts.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/algorithm.h"

namespace canreach {
namespace {

/// What a client speaks; the port tells it.
enum class Speech : std::uint8_t { any, http, ssh, postgres, mysql, redis, kafka, aws };

struct PortRow {
  std::uint16_t port;
  Speech speech;
};

constexpr std::array<PortRow, 17> kPorts = {{
    {22, Speech::ssh},
    {80, Speech::http},
    {443, Speech::http},
    {8080, Speech::http},
    {8443, Speech::http},
    {5432, Speech::postgres},
    {5439, Speech::postgres},
    {3306, Speech::mysql},
    {6379, Speech::redis},
    {9092, Speech::kafka},
    {9094, Speech::kafka},
    {9096, Speech::kafka},
    {9098, Speech::kafka},
    {9192, Speech::kafka},
    {9194, Speech::kafka},
    {9196, Speech::kafka},
    {9198, Speech::kafka},
}};

/// What the system tells its clients.  Rule: SY-3
struct SystemError {
  Symptom symptom;
  Reason reason;  // none: any
  std::string_view name;
  int number;
  std::string_view words;
};

constexpr std::array<SystemError, 6> kSystemErrors = {{
    {Symptom::timeout, Reason::none, "ETIMEDOUT", 110, "Connection timed out"},
    {Symptom::refused, Reason::none, "ECONNREFUSED", 111, "Connection refused"},
    {Symptom::unreachable, Reason::none, "ENETUNREACH", 101, "Network is unreachable"},
    {Symptom::dns, Reason::name_not_found, "EAI_NONAME", -2, "Name or service not known"},
    {Symptom::dns, Reason::name_without_address, "EAI_NODATA", -5,
     "No address associated with hostname"},
    {Symptom::dns, Reason::none, "EAI_AGAIN", -3, "Temporary failure in name resolution"},
}};

// When a row counts.
constexpr unsigned kTimeout = 1;
constexpr unsigned kRefused = 2;
constexpr unsigned kUnreachable = 4;
constexpr unsigned kConnecting = kTimeout | kRefused | kUnreachable;
constexpr unsigned kName = 8;
constexpr unsigned kHang = 16;

// How long a client that is not told otherwise waits.  Rules: SY-2, SY-6.
constexpr std::string_view kSystemWaits = "127 to 135 s on Linux";

struct ClientRow {
  std::string_view client;
  Speech speech;
  unsigned when;
  std::string_view text;   // of {host}, {port} and the system's {name}, {number}, {words}
  std::string_view waits;  // of a timeout or hang
};

constexpr std::array<ClientRow, 33> kClients = {{
    {"psql", Speech::postgres, kConnecting,
     "psql: error: connection to server at \"{host}\", port {port} failed: {words}",
     "127 to 135 s on Linux, or connect_timeout"},
    {"psql", Speech::postgres, kName,
     "psql: error: could not translate host name \"{host}\" to address: {words}", ""},

    {"mysql", Speech::mysql, kConnecting,
     "ERROR 2003 (HY000): Can't connect to MySQL server on '{host}:{port}' ({number})",
     "127 to 135 s on Linux, or --connect-timeout"},
    {"mysql", Speech::mysql, kName,
     "ERROR 2005 (HY000): Unknown MySQL server host '{host}' ({number})", ""},
    {"mariadb", Speech::mysql, kTimeout,
     "ERROR 2002 (HY000): Can't connect to server on '{host}' (110)",
     "127 to 135 s on Linux, or --connect-timeout"},
    {"mariadb", Speech::mysql, kRefused,
     "ERROR 2002 (HY000): Can't connect to server on '{host}' (115)", ""},
    {"mariadb", Speech::mysql, kName, "ERROR 2005 (HY000): Unknown server host '{host}' ({number})",
     ""},
    {"pymysql", Speech::mysql, kTimeout,
     "(2003, \"Can't connect to MySQL server on '{host}' (timed out)\")",
     "the seconds of connect_timeout"},
    {"pymysql", Speech::mysql, kRefused | kUnreachable | kName,
     "(2003, \"Can't connect to MySQL server on '{host}' ([Errno {number}] {words})\")", ""},

    {"redis-py", Speech::redis, kTimeout, "Timeout connecting to server",
     "127 to 135 s on Linux, or socket_connect_timeout"},
    {"redis-py", Speech::redis, kRefused | kUnreachable | kName,
     "Error {number} connecting to {host}:{port}. {words}.", ""},

    {"kafka-python", Speech::kafka, kConnecting | kName,
     "kafka.errors.NoBrokersAvailable: NoBrokersAvailable", ""},
    {"kafka (Java)", Speech::kafka, kConnecting,
     "org.apache.kafka.common.errors.TimeoutException: Topic T not present in metadata after "
     "60000 ms.",
     "60 s"},
    {"kcat", Speech::kafka, kConnecting | kName,
     "Failed to acquire metadata: Local: Broker transport failure", ""},

    {"ssh", Speech::ssh, kConnecting, "ssh: connect to host {host} port {port}: {words}",
     "127 to 135 s on Linux, or ConnectTimeout"},
    {"ssh", Speech::ssh, kName, "ssh: Could not resolve hostname {host}: {words}", ""},

    {"curl", Speech::http, kTimeout,
     "curl: (28) Failed to connect to {host} port {port} after 133263 ms: Couldn't connect to "
     "server",
     "127 to 135 s on Linux, or --connect-timeout"},
    {"curl", Speech::http, kRefused,
     "curl: (7) Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server",
     ""},
    {"curl", Speech::http, kName, "curl: (6) Could not resolve host: {host}", ""},

    {"aws", Speech::aws, kTimeout, "Connect timeout on endpoint URL: \"https://...\"",
     "60 s an attempt, up to 5 attempts"},
    {"aws", Speech::aws, kRefused | kName, "Could not connect to the endpoint URL: \"https://...\"",
     ""},
    {"aws", Speech::aws, kHang, "Read timeout on endpoint URL: \"https://...\"",
     "60 s an attempt, up to 5 attempts"},
    {"boto3", Speech::aws, kTimeout,
     "ConnectTimeoutError: Connect timeout on endpoint URL: \"https://...\"",
     "60 s an attempt, up to 5 attempts"},
    {"boto3", Speech::aws, kRefused | kName,
     "EndpointConnectionError: Could not connect to the endpoint URL: \"https://...\"", ""},
    {"boto3", Speech::aws, kHang, "ReadTimeoutError: Read timeout on endpoint URL: \"https://...\"",
     "60 s an attempt, up to 5 attempts"},

    {"system", Speech::any, kConnecting | kName, "{words} ({name}, {number})", kSystemWaits},
    {"nc", Speech::any, kTimeout,
     "nc: connect to {host} port {port} (tcp) timed out: Operation now in progress",
     "the seconds of -w"},
    {"nc", Speech::any, kRefused, "nc: connect to {host} port {port} (tcp) failed: {words}", ""},
    {"nc", Speech::any, kName, "nc: getaddrinfo for host \"{host}\" port {port}: {words}", ""},
    {"python", Speech::any, kTimeout, "TimeoutError: [Errno 110] Connection timed out",
     "127 to 135 s on Linux, or settimeout"},
    {"python", Speech::any, kRefused, "ConnectionRefusedError: [Errno 111] Connection refused", ""},
    {"python", Speech::any, kUnreachable, "OSError: [Errno 101] Network is unreachable", ""},
    {"python", Speech::any, kName, "socket.gaierror: [Errno {number}] {words}", ""},
}};

unsigned when_of(Symptom symptom) {
  switch (symptom) {
    case Symptom::timeout:
      return kTimeout;
    case Symptom::refused:
      return kRefused;
    case Symptom::unreachable:
      return kUnreachable;
    case Symptom::dns:
      return kName;
    case Symptom::hang:
      return kHang;
    case Symptom::none:
    case Symptom::http:
    case Symptom::auth:
    case Symptom::access_denied:
    case Symptom::expired_token:
    case Symptom::intermittent:
      return 0;
  }
  return 0;
}

/// A hang is no error of the system.
SystemError system_error(const Answer& answer) {
  for (const SystemError& error : kSystemErrors) {
    if (error.symptom != answer.symptom) continue;
    const bool is_so =
        error.reason == Reason::none || any_of(answer.blockers, [&](const Blocker& blocker) {
          return blocker.reason == error.reason;
        });
    if (is_so) return error;
  }
  return {answer.symptom, Reason::none, "", 0, ""};
}

/// The one TCP port that was asked for.
std::optional<std::uint16_t> port_of(const TrafficSet& asked) {
  if (asked.empty() || protocol_of(asked.sample()) != kTcp) return std::nullopt;
  const std::uint16_t port = canreach::port_of(asked.sample());
  if (!(asked == TrafficSet::ports(kTcp, port, port))) return std::nullopt;
  return port;
}

Speech speech_of(const Answer& answer, std::uint16_t port) {
  if (answer.to.kind == "service") return Speech::aws;
  for (const PortRow& row : kPorts) {
    if (row.port == port) return row.speech;
  }
  return Speech::any;
}

/// What a user of the client writes as the host.
std::string host_of(const Answer& answer) {
  if (!answer.names.empty()) return answer.names.front().name;
  const bool is_many = answer.to.kind == "internet" || answer.to.kind == "cidr" ||
                       answer.to.kind == "group" || answer.to.name.empty();
  return is_many ? "HOST" : answer.to.name;
}

}  // namespace

std::vector<ClientText> client_texts(const Answer& answer, const TrafficSet& asked) {
  const std::optional<std::uint16_t> port = port_of(asked);
  const unsigned when = when_of(answer.symptom);
  std::vector<ClientText> texts;
  if (!port || when == 0) return texts;
  const Speech speech = speech_of(answer, *port);
  const SystemError error = system_error(answer);
  const bool waits = answer.symptom == Symptom::timeout || answer.symptom == Symptom::hang;
  for (const ClientRow& row : kClients) {
    if ((row.when & when) == 0 || (row.speech != Speech::any && row.speech != speech)) continue;
    const std::string text =
        fmt::format(fmt::runtime(row.text), fmt::arg("host", host_of(answer)),
                    fmt::arg("port", *port), fmt::arg("name", error.name),
                    fmt::arg("number", error.number), fmt::arg("words", error.words));
    texts.push_back({std::string(row.client), text, std::string(waits ? row.waits : "")});
  }
  if (answer.from.kind == "function" && waits) {
    texts.push_back({"lambda", "Task timed out after N seconds", "the function's own timeout"});
  }
  return texts;
}

}  // namespace canreach
