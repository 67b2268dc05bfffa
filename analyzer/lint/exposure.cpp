// Ports that the whole internet can reach, proved by the engine of `trace`.
//
// A group that is open to 0.0.0.0/0 exposes nothing by itself: an address, a route, the network ACL
// and the way of the reply have their say too.  So each workload with a public address, or an IPv6
// one, whose groups are open wide is asked for what gets through to it from the internet.  Only
// sets as wide as a /8 of IPv4 count: an office's address is no exposure.
//
// Two traces cost more than all other rules together, so workloads whose addresses are of the same
// classes (analyzer/network) are asked once.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/lint/facts.h"
#include "analyzer/query/names.h"
#include "analyzer/query/query.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr int kWideIpv4 = 8;  // a prefix of this length or a shorter one is wide
constexpr int kWideIpv6 = 32;

struct NamedPort {
  std::uint16_t port;
  std::string_view service;
};

constexpr std::array<NamedPort, 13> kAdminPorts = {{{20, "FTP"},
                                                    {21, "FTP"},
                                                    {22, "SSH"},
                                                    {23, "Telnet"},
                                                    {135, "RPC"},
                                                    {445, "SMB"},
                                                    {2375, "Docker"},
                                                    {2376, "Docker"},
                                                    {3389, "RDP"},
                                                    {5900, "VNC"},
                                                    {5985, "WinRM"},
                                                    {5986, "WinRM"},
                                                    {10250, "kubelet"}}};

constexpr std::array<NamedPort, 18> kDatabasePorts = {{{1433, "SQL Server"},
                                                       {1434, "SQL Server"},
                                                       {1521, "Oracle"},
                                                       {2379, "etcd"},
                                                       {3306, "MySQL"},
                                                       {4333, "mSQL"},
                                                       {5432, "PostgreSQL"},
                                                       {5439, "Redshift"},
                                                       {5500, "Oracle"},
                                                       {5601, "Kibana"},
                                                       {6379, "Redis"},
                                                       {7199, "Cassandra"},
                                                       {9042, "Cassandra"},
                                                       {9092, "Kafka"},
                                                       {9200, "OpenSearch"},
                                                       {9300, "OpenSearch"},
                                                       {11211, "Memcached"},
                                                       {27017, "MongoDB"}}};

template <class Ports>
TrafficSet traffic_of_ports(const Ports& ports) {
  TrafficSet result;
  for (const NamedPort& named : ports) {
    result = result | TrafficSet::one(traffic_of(kTcp, named.port));
  }
  return result;
}

bool is_wide(const IpPrefix& prefix) {
  return prefix.length() <= (prefix.family() == Family::ipv4 ? kWideIpv4 : kWideIpv6);
}

// Is a list of CIDRs, as an answer has it, as wide as a wide prefix?
bool is_wide(const std::string& cidrs) {
  std::uint64_t addresses = 0;
  for (const std::string_view text : split(cidrs, ',')) {
    const Result<IpPrefix> prefix = IpPrefix::parse(trim(text));
    if (!prefix) continue;
    if (is_wide(*prefix)) return true;
    if (prefix->family() == Family::ipv4) addresses += std::uint64_t{1} << (32 - prefix->length());
  }
  return addresses >= std::uint64_t{1} << (32 - kWideIpv4);
}

// Does a list of ports, as an answer has it ("22,80-81", "all"), hold the port?
bool holds_port(const std::string& ports, std::uint16_t port) {
  if (ports == "all") return true;
  for (const std::string_view text : split(ports, ',')) {
    const std::size_t dash = text.find('-');
    const auto first = parse_number(trim(text.substr(0, dash)));
    const auto last =
        dash == std::string_view::npos ? first : parse_number(trim(text.substr(dash + 1)));
    if (first && last && *first <= port && port <= *last) return true;
  }
  return false;
}

// Could a rule of the interface's groups let in any of this from very many addresses?
bool is_open_wide(const LintFacts& facts, std::uint32_t interface, const TrafficSet& wanted) {
  const NetworkInterface& declared = facts.design().all<NetworkInterface>()[interface];
  if (!declared.has_security_groups) return true;
  for (const Ref<SecurityGroup>& group : declared.security_groups) {
    if (!group.is_known()) continue;
    for (const SecurityGroupRule& rule : facts.design().get(group).ingress) {
      const bool is_many =
          rule.peer.kind == SecurityGroupPeer::Kind::prefix_list ||
          (rule.peer.kind == SecurityGroupPeer::Kind::cidr && is_wide(rule.peer.cidr));
      if (is_many && !(rule.traffic.surely & wanted).empty()) return true;
    }
  }
  return false;
}

// Has it an address that the internet may use?
bool has_outer_address(const NetworkInterface& interface) {
  return any_of(interface.addresses, [](const InterfaceAddress& address) {
    return address.address.family == Family::ipv6 ||
           address.public_ip.kind == PublicIp::Kind::address ||
           address.public_ip.kind == PublicIp::Kind::assigned;
  });
}

std::optional<Answer> from_internet(const Network& network, LintSubject target,
                                    std::optional<std::uint16_t> port) {
  const NameIndex& names = names_of(network);
  TraceQuery query;
  query.from = "internet";
  query.to = names.unique_name({NamedThing::Source::resource, target.kind, target.index});
  query.protocol = "tcp";
  query.lists_passed_over = true;
  if (port) query.port = std::to_string(*port);
  tl::expected<Answer, QueryError> answer = trace(network, query);
  if (!answer) return std::nullopt;
  return std::move(*answer);
}

// The rule that lets the traffic in at its target.
SourceLoc place_of_opening(const Answer& answer) {
  SourceLoc at;
  for (const Hop& hop : answer.hops) {
    const bool is_group = hop.component == label_of(ResourceKind::SecurityGroup) &&
                          hop.leg == Leg::forward && hop.direction == Direction::ingress;
    if (is_group) at = hop.at;
  }
  return at;
}

template <class Ports>
std::vector<NamedPort> exposed_ports(const Answer& answer, const Ports& ports) {
  std::vector<NamedPort> result;
  for (const NamedPort& named : ports) {
    const bool is_exposed = any_of(answer.flows, [&](const FlowSet& flow) {
      return is_wide(flow.source) && holds_port(flow.destination_ports, named.port);
    });
    if (is_exposed) result.push_back(named);
  }
  return result;
}

// "SSH 22, RDP 3389", and how many more.
std::string in_words(const std::vector<NamedPort>& ports) {
  constexpr std::size_t kNamed = 5;
  std::vector<std::string> words;
  for (const NamedPort& named : ports) {
    if (words.size() < kNamed) words.push_back(fmt::format("{} {}", named.service, named.port));
  }
  const std::string more =
      ports.size() > kNamed ? fmt::format(" and {} more such ports", ports.size() - kNamed) : "";
  return join(words, ", ") + more;
}

// What tells workloads apart that the internet may reach differently: their kind, and the classes
// of their addresses (analyzer/network), which rules, routes and subnets treat alike.
using Likeness = std::pair<ResourceKind, std::vector<std::uint32_t>>;

Likeness likeness_of(const Network& network, LintSubject target, std::uint32_t interface) {
  std::vector<std::uint32_t> interfaces = {interface};
  const Workload* workload = workload_of(*network.design, target.kind, target.index);
  if (workload != nullptr) {
    interfaces.clear();
    for (const Ref<NetworkInterface>& ref : workload->interfaces) {
      interfaces.push_back(ref.is_known() ? ref.index() : kNoIndex);
    }
  }
  Likeness likeness{target.kind, {}};
  for (const std::uint32_t one : interfaces) {
    likeness.second.push_back(kNoIndex);  // between interfaces
    if (one == kNoIndex) continue;
    const Slice& faces = network.interfaces[one].faces;
    for (std::uint32_t i = 0; i < faces.count; ++i) {
      likeness.second.push_back(network.faces[faces.first + i].endpoint_class);
    }
    likeness.second.push_back(network.design->all<NetworkInterface>()[one].addresses_known ? 1 : 0);
  }
  return likeness;
}

// What one line of the input opens for one class of workloads.
struct Exposure {
  std::vector<NamedPort> ports;
  SourceLoc at;
  std::optional<Answer> shown;  // the path to the first port
};

// The ports of one rule, asked class by class.
template <class Ports>
class ExposureFinder {
 public:
  ExposureFinder(const LintFacts& facts, const Ports& ports, Findings& findings)
      : facts_(facts), ports_(ports), wanted_(traffic_of_ports(ports)), findings_(findings) {}

  void look_at(std::uint32_t interface) {
    const NetworkInterface& declared = facts_.design().all<NetworkInterface>()[interface];
    if (!has_outer_address(declared) || !is_open_wide(facts_, interface, wanted_)) return;
    const LintSubject target = facts_.owner_of(interface);
    if (target.kind == ResourceKind::NatGateway || target.kind == ResourceKind::VpcEndpoint) return;
    if (!asked_.insert({target.kind, target.index}).second) return;
    const Likeness likeness = likeness_of(facts_.network(), target, interface);
    const auto known = exposures_.find(likeness);
    if (known != exposures_.end()) return report(target, known->second);
    std::vector<Exposure> exposures = ask(target);
    report(target, exposures);
    // The path is shown for the first one of a class.
    for (Exposure& one : exposures) one.shown.reset();
    exposures_.emplace(likeness, std::move(exposures));
  }

 private:
  // Ports that lines of their own open are findings of their own, so that a suppression beside one
  // of them hides no other.
  std::vector<Exposure> ask(LintSubject target) const {
    std::vector<Exposure> exposures;
    const std::optional<Answer> all = from_internet(facts_.network(), target, std::nullopt);
    if (!all) return exposures;
    for (const NamedPort& port : exposed_ports(*all, ports_)) {
      std::optional<Answer> shown = from_internet(facts_.network(), target, port.port);
      const SourceLoc at = shown ? place_of_opening(*shown) : SourceLoc();
      const auto like = std::find_if(exposures.begin(), exposures.end(),
                                     [&](const Exposure& one) { return one.at == at; });
      if (like != exposures.end()) {
        like->ports.push_back(port);
      } else {
        exposures.push_back({{port}, at, std::move(shown)});
      }
    }
    return exposures;
  }

  void report(LintSubject target, const std::vector<Exposure>& exposures) {
    const Resource& resource = resource_of(facts_.design(), target.kind, target.index);
    for (const Exposure& one : exposures) {
      const std::string ports = in_words(one.ports);
      Finding& finding = findings_.add(
          target, ports,
          fmt::format("the whole internet reaches {} on {}", quoted_name(resource), ports), one.at);
      finding.shown_by = one.shown;
    }
  }

  const LintFacts& facts_;
  const Ports& ports_;
  TrafficSet wanted_;
  Findings& findings_;
  std::set<std::pair<ResourceKind, std::uint32_t>> asked_;
  std::map<Likeness, std::vector<Exposure>> exposures_;
};

template <class Ports>
void find_exposed(const LintFacts& facts, const Ports& ports, Findings& findings) {
  ExposureFinder<Ports> finder(facts, ports, findings);
  const std::size_t count = facts.design().all<NetworkInterface>().size();
  for (std::uint32_t i = 0; i < count; ++i) finder.look_at(i);
}

}  // namespace

void lint_exposed_admin_port(const LintFacts& facts, Findings& findings) {
  find_exposed(facts, kAdminPorts, findings);
}

void lint_exposed_database_port(const LintFacts& facts, Findings& findings) {
  find_exposed(facts, kDatabasePorts, findings);
}

}  // namespace canreach
