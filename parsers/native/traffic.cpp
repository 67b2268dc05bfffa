#include <utility>

#include "base/algorithm.h"
#include "parsers/native/readers.h"

// The traffic that a rule names: protocol, ports, ICMP type and code.
//
// Any of the three may be unknown.  Then the rule surely matches what it would match whatever the
// unknown turns out to be, and possibly what some value of it would match: tcp with ports [22,
// unknown] surely matches port 22 and possibly every TCP port.

namespace canreach {

namespace {

constexpr int kLastPort = 65535;

std::optional<IntervalSet> parse_ports(std::string_view text) {
  const std::vector<std::string_view> ends = split(text, '-');
  if (ends.size() > 2) return std::nullopt;
  const std::optional<unsigned long long> first = parse_number(trim(ends.front()));
  const std::optional<unsigned long long> last = parse_number(trim(ends.back()));
  if (!first || !last || *first > *last || *last > kLastPort) return std::nullopt;
  return IntervalSet(
      Interval{static_cast<std::uint32_t>(*first), static_cast<std::uint32_t>(*last)});
}

/// "all", numbers, ranges; nothing after a report.
std::optional<PortList> read_port(NativeContext& context, const SyntaxNode& node) {
  const std::optional<std::string> text = read_text(context, node, "`ports`");
  if (!text) return std::nullopt;
  if (*text == "all") return PortList{IntervalSet(Interval{0, kLastPort}), true};
  const std::optional<IntervalSet> ports = parse_ports(*text);
  if (ports) return PortList{*ports, true};
  context.invalid(node, "port",
                  quoted(*text) +
                      " is neither a number from 0 to 65535, a range such as "
                      "`1024-65535`, nor `all`");
  return std::nullopt;
}

std::optional<std::uint8_t> read_protocol(NativeContext& context, const SyntaxNode& node) {
  const std::optional<std::string> text = read_text(context, node, "`protocol`");
  if (!text) return std::nullopt;
  static const std::vector<std::string> kNames = {"tcp", "udp", "icmp", "icmpv6", "all"};
  constexpr Protocol kNumbers[] = {kTcp, kUdp, kIcmp, kIcmpv6};
  for (std::size_t index = 0; index < std::size(kNumbers); ++index) {
    if (kNames[index] == *text) return kNumbers[index];
  }
  const std::optional<unsigned long long> number = parse_number(*text);
  if (number && *number <= 255) return static_cast<Protocol>(*number);
  context.invalid(node, "protocol",
                  quoted(*text) +
                      " is neither `tcp`, `udp`, `icmp`, `icmpv6`, `all` nor a number "
                      "from 0 to 255",
                  *text == "-1" ? "all" : context.suggestion(*text, kNames));
  return std::nullopt;
}

/// A number from 0 to 255; `known` becomes false for the word unknown.
std::optional<std::uint8_t> read_byte(NativeContext& context, const SyntaxNode* node,
                                      const std::string& what, bool& known) {
  if (node == nullptr) return std::nullopt;
  if (says_unknown(*node)) {
    known = false;
    return std::nullopt;
  }
  const std::optional<int> number = read_int(context, *node, what, 0, 255);
  if (!number) return std::nullopt;
  return static_cast<std::uint8_t>(*number);
}

TrafficMatch read_icmp(NativeContext& context, const SyntaxNode* node, Protocol protocol) {
  const TrafficSet all = TrafficSet::all_of(protocol);
  if (node == nullptr) return TrafficMatch::of(all);
  if (says_unknown(*node)) return {TrafficSet(), all};
  Fields fields(context, *node, "`icmp`", node->at());
  bool known = true;
  const std::optional<std::uint8_t> type =
      read_byte(context, fields.need("type"), "ICMP type", known);
  const std::optional<std::uint8_t> code =
      read_byte(context, fields.find("code"), "ICMP code", known);
  if (!known) return {TrafficSet(), TrafficSet::icmp(protocol, type, std::nullopt)};
  return TrafficMatch::of(TrafficSet::icmp(protocol, type, type ? code : std::nullopt));
}

TrafficMatch read_port_traffic(NativeContext& context, Fields& fields, Protocol protocol) {
  const SyntaxNode* node = fields.need("ports");
  if (node == nullptr) return {TrafficSet(), TrafficSet::all_of(protocol)};
  const PortList ports = read_ports(context, *node);
  const TrafficSet surely = traffic_of_ports(protocol, ports.ports);
  return {surely, ports.known ? surely : TrafficSet::all_of(protocol)};
}

}  // namespace

TrafficSet traffic_of_ports(Protocol protocol, const IntervalSet& ports) {
  TrafficSet result;
  for (const Interval& range : ports.intervals()) {
    result = result | TrafficSet::ports(protocol, static_cast<std::uint16_t>(range.first),
                                        static_cast<std::uint16_t>(range.last));
  }
  return result;
}

PortList read_ports(NativeContext& context, const SyntaxNode& node) {
  PortList result;
  for (const SyntaxNode* element : elements_of(node)) {
    if (says_unknown(*element)) {
      result.known = false;
      continue;
    }
    const std::optional<PortList> port = read_port(context, *element);
    if (port) result.ports = result.ports | port->ports;
  }
  return result;
}

std::optional<TrafficMatch> read_traffic(NativeContext& context, Fields& fields) {
  const SyntaxNode* node = fields.need("protocol");
  if (node == nullptr) {
    fields.know({"ports", "icmp"});
    return std::nullopt;
  }
  const std::string what = "`protocol: " + escaped(node->text()) + "`";
  if (says_unknown(*node)) {
    fields.know({"ports", "icmp"});
    return TrafficMatch{TrafficSet(), TrafficSet::all()};
  }
  if (node->is_scalar() && node->text() == "all") {
    fields.know({"ports"});
    fields.refuse({"icmp"}, "makes no sense with " + what);
    return TrafficMatch::of(TrafficSet::all());
  }
  const std::optional<Protocol> protocol = read_protocol(context, *node);
  if (!protocol) {
    fields.know({"ports", "icmp"});
    return std::nullopt;
  }
  if (has_icmp_types(*protocol)) {
    fields.refuse({"ports"}, "makes no sense with " + what);
    return read_icmp(context, fields.find("icmp"), *protocol);
  }
  fields.refuse({"icmp"}, "makes no sense with " + what);
  if (has_ports(*protocol)) return read_port_traffic(context, fields, *protocol);
  fields.know({"ports"});
  return TrafficMatch::of(TrafficSet::all_of(*protocol));
}

}  // namespace canreach
