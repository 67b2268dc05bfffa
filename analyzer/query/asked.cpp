#include "analyzer/query/asked.h"

#include <fmt/format.h>

#include "base/text.h"

namespace canreach {
namespace {

tl::unexpected<QueryError> invalid(std::string message) {
  return tl::unexpected<QueryError>({"CR1301", "invalid-request", std::move(message), {}});
}

struct PortSpan {
  std::uint16_t first = 0;
  std::uint16_t last = 65535;
};

std::optional<std::uint16_t> read_port(std::string_view text) {
  const auto number = parse_number(text);
  if (number && *number <= 65535) return static_cast<std::uint16_t>(*number);
  return number ? std::nullopt : port_of_service(text);
}

std::optional<PortSpan> read_span(std::string_view text) {
  const auto single = read_port(text);
  if (single) return PortSpan{*single, *single};
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = read_port(text.substr(0, dash));
  const auto last = read_port(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortSpan{*first, *last};
}

std::optional<SourcePorts> read_source_ports(const std::string& text) {
  if (text == "linux") return kLinuxSourcePorts;
  if (text == "windows") return kWindowsSourcePorts;
  const auto span = read_span(text);
  if (!span) return std::nullopt;
  return SourcePorts{span->first, span->last};
}

class AskedReader {
 public:
  AskedReader(const TraceQuery& query, const TargetText& target) : query_(query), target_(target) {}

  tl::expected<AskedTraffic, QueryError> read() {
    if (target_.port && query_.port) return invalid("the port is given twice");
    if (target_.protocol && query_.protocol) return invalid("the protocol is given twice");
    const auto port = target_.port ? target_.port : query_.port;
    const std::string protocol = target_.protocol  ? *target_.protocol
                                 : query_.protocol ? *query_.protocol
                                                   : "tcp";
    if (query_.source_ports) {
      asked_.source_ports = read_source_ports(*query_.source_ports);
      if (!asked_.source_ports) {
        return invalid(fmt::format("source ports are linux, windows or A-B, not {}",
                                   quoted(*query_.source_ports)));
      }
    }
    if (to_lower(protocol) == "all" || protocol == "-1") return read_all(port);
    const auto number = parse_protocol(protocol);
    if (!number) {
      return invalid(fmt::format("unknown protocol {}: {}", quoted(protocol), number.error().text));
    }
    asked_.protocol = *number;
    if (has_icmp_types(*number)) return read_icmp(port);
    if (query_.icmp_type || query_.icmp_code) {
      return invalid("an ICMP type or code is given, but the protocol is not icmp");
    }
    if (has_ports(*number)) return read_ports(port);
    if (port) return invalid(fmt::format("protocol {} has no ports", name_of(*number)));
    asked_.traffic = TrafficSet::all_of(*number);
    asked_.text = name_of(*number);
    return asked_;
  }

 private:
  tl::expected<AskedTraffic, QueryError> read_all(const std::optional<std::string>& port) {
    if (port) return invalid("protocol all has no single port: leave one of the two out");
    asked_.traffic = TrafficSet::all();
    asked_.text = "all";
    return asked_;
  }

  tl::expected<AskedTraffic, QueryError> read_ports(const std::optional<std::string>& port) {
    if (!port) return asked_;
    const auto span = read_span(*port);
    if (!span) {
      return invalid(
          fmt::format("a port is a number from 0 to 65535, a range A-B or a service's name, not {}",
                      quoted(*port)));
    }
    asked_.traffic = TrafficSet::ports(asked_.protocol, span->first, span->last);
    asked_.text = asked_.traffic->to_string();
    return asked_;
  }

  tl::expected<AskedTraffic, QueryError> read_icmp(const std::optional<std::string>& port) {
    if (port) return invalid("icmp has no ports: give icmp_type and icmp_code");
    const auto in_range = [](const std::optional<int>& number) {
      return !number || (*number >= 0 && *number <= 255);
    };
    if (!in_range(query_.icmp_type) || !in_range(query_.icmp_code)) {
      return invalid("an ICMP type or code is a number from 0 to 255");
    }
    asked_.icmp_echo = !query_.icmp_type && !query_.icmp_code;
    const bool v6 = asked_.protocol == kIcmpv6;
    const auto type = static_cast<std::uint8_t>(query_.icmp_type.value_or(v6 ? 128 : 8));
    const auto code = static_cast<std::uint8_t>(query_.icmp_code.value_or(0));
    asked_.traffic = TrafficSet::icmp(asked_.protocol, type, code);
    asked_.text = asked_.icmp_echo ? "icmp" : asked_.traffic->to_string();
    return asked_;
  }

  const TraceQuery& query_;
  const TargetText& target_;
  AskedTraffic asked_;
};

}  // namespace

tl::expected<AskedTraffic, QueryError> read_asked(const TraceQuery& query,
                                                  const TargetText& target) {
  return AskedReader(query, target).read();
}

Asked asked_of(const AskedTraffic& asked, const EndMember& from, const EndMember& to,
               Family family) {
  Asked made;
  made.client_ports = asked.source_ports.value_or(from.source_ports);
  if (asked.icmp_echo) {
    made.traffic =
        family == Family::ipv6 ? TrafficSet::icmp(kIcmpv6, 128, 0) : TrafficSet::icmp(kIcmp, 8, 0);
    return made;
  }
  if (asked.traffic) {
    made.traffic = *asked.traffic;
    return made;
  }
  const TrafficSet whole = TrafficSet::all_of(asked.protocol);
  if (to.listens) made.traffic = *to.listens & whole;
  if (made.traffic.empty()) made.traffic = whole;
  return made;
}

}  // namespace canreach
