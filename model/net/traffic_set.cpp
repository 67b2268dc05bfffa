#include "model/net/traffic_set.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <vector>

#include "base/text.h"
#include "model/net/range_algebra.h"
#include "model/net/service_ports.h"

// How a set of traffic is written.  The numbers of one protocol are a slice of 65,536 values, so
// the intervals are first cut at the borders between protocols; each slice is then written in the
// words of its protocol: ports as they are, ICMP as types with codes.  An ICMP interval that
// crosses types falls into at most three pieces: codes of its first type, whole types, codes of its
// last type.
//
//   0x010304 to 0x010502  =  icmp type 3 code 4 to type 5 code 2  =  "icmp/3/4-255,4,5/0-2"
//
// A set that lacks little of everything is written as what it lacks: "all except tcp/22".

namespace canreach {
namespace {

constexpr std::uint32_t kLastValue = 0xffff;
constexpr std::uint32_t kLastCode = 0xff;
constexpr Traffic kLastTraffic = 0xff'ffff;

struct ProtocolName {
  Protocol number;
  std::string_view name;
};

// Names of the IANA registry "Protocol Numbers", as AWS and people write them.  The first name of a
// number is the one that is printed.  4 is no "ipip": in the registry, and in AWS, that is 94.
constexpr ProtocolName kProtocolNames[] = {
    {0, "hopopt"},       {1, "icmp"},   {2, "igmp"},        {4, "ipv4"},
    {4, "ipencap"},      {6, "tcp"},    {8, "egp"},         {17, "udp"},
    {33, "dccp"},        {41, "ipv6"},  {43, "ipv6-route"}, {44, "ipv6-frag"},
    {46, "rsvp"},        {47, "gre"},   {50, "esp"},        {51, "ah"},
    {58, "icmpv6"},      {58, "icmp6"}, {58, "ipv6-icmp"},  {59, "ipv6-nonxt"},
    {60, "ipv6-opts"},   {88, "eigrp"}, {89, "ospf"},       {94, "ipip"},
    {97, "etherip"},     {98, "encap"}, {103, "pim"},       {108, "ipcomp"},
    {112, "vrrp"},       {115, "l2tp"}, {132, "sctp"},      {136, "udplite"},
    {137, "mpls-in-ip"},
};

struct ServicePort {
  std::string_view name;
  std::uint16_t port;
};

// By port.  Where AWS's managed service listens elsewhere than the software it is made of, AWS
// counts: OpenSearch Service answers on 443.
constexpr ServicePort kServicePorts[] = {
    {"ftp", 21},          {"ssh", 22},           {"sftp", 22},        {"telnet", 23},
    {"smtp", 25},         {"dns", 53},           {"domain", 53},      {"tftp", 69},
    {"http", 80},         {"kerberos", 88},      {"pop3", 110},       {"ntp", 123},
    {"imap", 143},        {"snmp", 161},         {"bgp", 179},        {"ldap", 389},
    {"https", 443},       {"opensearch", 443},   {"smb", 445},        {"smtps", 465},
    {"syslog", 514},      {"submission", 587},   {"ldaps", 636},      {"imaps", 993},
    {"pop3s", 995},       {"mssql", 1433},       {"sqlserver", 1433}, {"oracle", 1521},
    {"mqtt", 1883},       {"nfs", 2049},         {"efs", 2049},       {"mysql", 3306},
    {"mariadb", 3306},    {"rdp", 3389},         {"postgres", 5432},  {"postgresql", 5432},
    {"redshift", 5439},   {"amqps", 5671},       {"amqp", 5672},      {"vnc", 5900},
    {"winrm", 5985},      {"winrm-https", 5986}, {"redis", 6379},     {"valkey", 6379},
    {"kubernetes", 6443}, {"http-alt", 8080},    {"neptune", 8182},   {"https-alt", 8443},
    {"mqtts", 8883},      {"cassandra", 9042},   {"kafka", 9092},     {"elasticsearch", 9200},
    {"memcached", 11211}, {"mongodb", 27017},    {"docdb", 27017},
};

Error unknown_protocol(std::string_view text) {
  std::vector<std::string> names;
  for (const ProtocolName& row : kProtocolNames) names.push_back(std::string(row.name));
  const std::optional<std::string> near = nearest(text, names);
  const std::string hint = near ? fmt::format(", did you mean `{}`", *near) : "";
  return {"must be a protocol such as tcp, udp or icmp, or a number 0 to 255" + hint};
}

Interval values_of(Protocol protocol) {
  return {traffic_of(protocol, 0), traffic_of(protocol, kLastValue)};
}

/// What a set holds of one protocol, as values 0 to 65,535.
struct Slice {
  Protocol protocol = 0;
  std::vector<Interval> values;

  bool whole() const { return values.front() == Interval{0, kLastValue}; }
};

/// The slices of the protocols that have members, by number.
std::vector<Slice> slices_of(const IntervalSet& numbers) {
  std::vector<Slice> slices;
  for (Interval rest : numbers.intervals()) {
    while (true) {
      const Protocol protocol = protocol_of(rest.first);
      const Interval border = values_of(protocol);
      if (slices.empty() || slices.back().protocol != protocol) slices.push_back({protocol, {}});
      const std::uint32_t last = std::min(rest.last, border.last);
      slices.back().values.push_back({rest.first - border.first, last - border.first});
      if (last == rest.last) break;
      rest.first = last + 1;
    }
  }
  return slices;
}

std::string range_text(std::uint32_t first, std::uint32_t last) {
  return first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
}

/// ICMP values `first` to `last`, type << 8 | code.
void append_icmp(const Interval& values, std::vector<std::string>& parts) {
  for (std::uint32_t first = values.first; first <= values.last;) {
    const std::uint32_t type = first >> 8;
    const std::uint32_t code = first & kLastCode;
    const std::uint32_t whole_types_end = (values.last + 1) >> 8;
    if (code == 0 && type < whole_types_end) {
      parts.push_back(range_text(type, whole_types_end - 1));
      first = whole_types_end << 8;
      continue;
    }
    const std::uint32_t last = std::min(values.last, type << 8 | kLastCode);
    parts.push_back(fmt::format("{}/{}", type, range_text(code, last & kLastCode)));
    first = last + 1;
  }
}

std::string values_text(const Slice& slice) {
  if (slice.whole()) return "all";
  std::vector<std::string> parts;
  for (const Interval& values : slice.values) {
    if (has_icmp_types(slice.protocol)) {
      append_icmp(values, parts);
    } else {
      parts.push_back(range_text(values.first, values.last));
    }
  }
  return join(parts, ",");
}

std::string slice_text(const Slice& slice) {
  const std::string name = name_of(slice.protocol);
  return slice.whole() ? name : name + "/" + values_text(slice);
}

/// tcp and udp come first, then ICMP, then the rest.
int place_of(Protocol protocol) {
  if (has_ports(protocol)) return 0;
  return has_icmp_types(protocol) ? 1 : 2;
}

/// With at most two thirds of the 256 protocols, what a set holds is named, else what it lacks may
/// be shorter.
constexpr std::size_t kMostProtocolsNamed = 170;

std::string slices_text(std::vector<Slice> slices) {
  std::stable_sort(slices.begin(), slices.end(), [](const Slice& a, const Slice& b) {
    return place_of(a.protocol) < place_of(b.protocol);
  });
  std::vector<std::string> parts;
  for (const Slice& slice : slices) parts.push_back(slice_text(slice));
  return join(parts, " ");
}

std::optional<Interval> parse_range(std::string_view text, std::uint32_t last) {
  const std::vector<std::string_view> ends = split(text, '-');
  const auto from = parse_number(ends.front());
  const auto to = parse_number(ends.back());
  if (ends.size() > 2 || !from || !to || *from > *to || *to > last) return std::nullopt;
  return Interval{static_cast<std::uint32_t>(*from), static_cast<std::uint32_t>(*to)};
}

/// "22", "80-81"; of ICMP "3", "3-5", "3/4", "3/4-255".
std::optional<Interval> parse_values(std::string_view text, Protocol protocol) {
  if (has_ports(protocol)) return parse_range(text, kLastValue);
  const std::size_t slash = text.find('/');
  const auto types = parse_range(text.substr(0, slash), kLastCode);
  if (!types) return std::nullopt;
  if (slash == std::string_view::npos) {
    return Interval{types->first << 8, types->last << 8 | kLastCode};
  }
  const auto codes = parse_range(text.substr(slash + 1), kLastCode);
  if (!codes || types->first != types->last) return std::nullopt;
  return Interval{types->first << 8 | codes->first, types->first << 8 | codes->last};
}

std::optional<IntervalSet> parse_slice(std::string_view text) {
  const std::size_t slash = text.find('/');
  const Result<Protocol> protocol = parse_protocol(text.substr(0, slash));
  if (!protocol) return std::nullopt;
  const Interval whole = values_of(*protocol);
  if (slash == std::string_view::npos) return IntervalSet(whole);
  if (!has_ports(*protocol) && !has_icmp_types(*protocol)) return std::nullopt;
  IntervalSet numbers;
  for (const std::string_view part : split(text.substr(slash + 1), ',')) {
    const auto values = parse_values(part, *protocol);
    if (!values) return std::nullopt;
    numbers = numbers | IntervalSet({whole.first + values->first, whole.first + values->last});
  }
  return numbers;
}

}  // namespace

std::string name_of(Protocol protocol) {
  for (const ProtocolName& row : kProtocolNames) {
    if (row.number == protocol) return std::string(row.name);
  }
  return fmt::format("{}", protocol);
}

Result<Protocol> parse_protocol(std::string_view text) {
  const std::string name = to_lower(text);
  for (const ProtocolName& row : kProtocolNames) {
    if (row.name == name) return row.number;
  }
  const std::optional<unsigned long long> number = parse_number(text);
  if (!number) return tl::unexpected<Error>(unknown_protocol(text));
  if (*number > std::numeric_limits<Protocol>::max()) {
    return failure(fmt::format("protocol is {}, must be 0 to 255", *number));
  }
  return static_cast<Protocol>(*number);
}

std::optional<std::uint16_t> port_of_service(std::string_view name) {
  const std::string wanted = to_lower(name);
  for (const ServicePort& row : kServicePorts) {
    if (row.name == wanted) return row.port;
  }
  return std::nullopt;
}

std::vector<std::uint16_t> ports_of_services() {
  std::vector<std::uint16_t> ports;
  for (const ServicePort& row : kServicePorts) ports.push_back(row.port);
  std::sort(ports.begin(), ports.end());
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return ports;
}

TrafficSet TrafficSet::all() { return IntervalSet(Interval{0, kLastTraffic}); }

TrafficSet TrafficSet::all_of(Protocol protocol) { return IntervalSet(values_of(protocol)); }

TrafficSet TrafficSet::one(Traffic traffic) {
  const Protocol protocol = protocol_of(traffic);
  const bool has_values = has_ports(protocol) || has_icmp_types(protocol);
  return has_values ? TrafficSet(IntervalSet(Interval{traffic, traffic})) : all_of(protocol);
}

TrafficSet TrafficSet::ports(Protocol protocol, std::uint16_t first, std::uint16_t last) {
  assert(has_ports(protocol) && first <= last);
  return IntervalSet(Interval{traffic_of(protocol, first), traffic_of(protocol, last)});
}

TrafficSet TrafficSet::icmp(Protocol protocol, std::optional<std::uint8_t> type,
                            std::optional<std::uint8_t> code) {
  assert(has_icmp_types(protocol));
  if (!type) return all_of(protocol);
  const std::uint8_t first_code = code.value_or(0);
  const std::uint8_t last_code = code.value_or(kLastCode);
  return IntervalSet(Interval{icmp_traffic(protocol, *type, first_code),
                              icmp_traffic(protocol, *type, last_code)});
}

std::string TrafficSet::to_string() const {
  if (empty()) return "none";
  if (numbers_.intervals().front() == Interval{0, kLastTraffic}) return "all";
  std::vector<Slice> held = slices_of(numbers_);
  if (held.size() <= kMostProtocolsNamed) return slices_text(std::move(held));
  const TrafficSet lacking = all() - *this;
  std::vector<Slice> lacked = slices_of(lacking.numbers_);
  if (held.size() > 2 * lacked.size()) return "all except " + slices_text(std::move(lacked));
  return slices_text(std::move(held));
}

std::optional<TrafficSet> TrafficSet::parse(std::string_view text) {
  constexpr std::string_view kLacking = "all except ";
  if (text == "none") return TrafficSet();
  if (text == "all") return all();
  if (text.substr(0, kLacking.size()) == kLacking) {
    const std::optional<TrafficSet> lacked = parse(text.substr(kLacking.size()));
    if (!lacked) return std::nullopt;
    return all() - *lacked;
  }
  TrafficSet result;
  for (const std::string_view part : split(text, ' ')) {
    const auto slice = parse_slice(part);
    if (!slice) return std::nullopt;
    result = result | TrafficSet(*slice);
  }
  return result;
}

std::string TrafficSet::ports_to_string(Protocol protocol) const {
  const std::vector<Slice> slices = slices_of(numbers_ & IntervalSet(values_of(protocol)));
  return slices.empty() ? "none" : values_text(slices.front());
}

}  // namespace canreach
