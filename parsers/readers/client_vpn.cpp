#include <map>

#include "base/algorithm.h"
#include "parsers/readers/readers.h"

// Client VPN endpoints.  Three more commands list, for one endpoint each, its associations, routes
// and authorization rules; what nobody listed may be anything.

namespace canreach {
namespace {

constexpr std::string_view kId = "ClientVpnEndpointId";

/// Calls `read` with every record under the key that is of the endpoint; false where there may be
/// further ones.
template <class Read>
bool read_parts(SnapshotReading& reading, std::string_view key, const ClientVpnEndpoint& endpoint,
                Read read) {
  bool is_listed = false;
  const auto lists = reading.snapshot.lists.find(key);
  if (lists != reading.snapshot.lists.end()) {
    is_listed = any_of(lists->second, [&](const SnapshotScope* scope) {
      return contains(scope->arguments, endpoint.id);
    });
  }
  bool is_whole = reading.snapshot.incomplete.count(key) == 0;
  for (const SnapshotObject& object : reading.snapshot.of(key)) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    if (record.text(kId) != endpoint.id) continue;
    reading.take(object);
    is_listed = true;
    read(record);
    if (problem.found()) is_whole = false;
  }
  return is_listed && is_whole;
}

/// Is it there, by the word of its state?
bool is_there(const ResourceRecord& record, std::string_view working) {
  const std::string code = record.record("Status").text("Code");
  return code.empty() || code == working;
}

Value<IpPrefix> block_of(const ResourceRecord& record, std::string_view key) {
  const std::optional<IpPrefix> block = record.prefix(key);
  return block ? Value<IpPrefix>(*block) : Value<IpPrefix>(kUnknown);
}

/// How many endpoints have an association in a subnet with the same groups.
using Neighbours = std::map<std::string, int>;

std::vector<std::string> groups_of(const ResourceRecord& network,
                                   const std::vector<std::string>& otherwise) {
  std::vector<std::string> groups = network.texts("SecurityGroups");
  return groups.empty() ? otherwise : groups;
}

Neighbours neighbours_in(SnapshotReading& reading) {
  Neighbours neighbours;
  for (const SnapshotObject& object : reading.snapshot.of("ClientVpnTargetNetworks")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord network(node, problem);
    ++neighbours[place_key(network.text("TargetNetworkId"), groups_of(network, {}))];
  }
  return neighbours;
}

/// Nothing but its place tells whose an interface is, so of several endpoints in one place the
/// addresses are not known.
void place_in_subnet(SnapshotReading& reading, const Neighbours& neighbours,
                     const std::string& subnet, const std::vector<std::string>& groups,
                     ClientVpnEndpoint& endpoint) {
  const std::string key = place_key(subnet, groups);
  const auto found = reading.interfaces.client_vpns.find(key);
  const auto beside = neighbours.find(key);
  const bool is_alone = beside != neighbours.end() && beside->second == 1;
  if (found == reading.interfaces.client_vpns.end() || !is_alone) {
    const HiddenInterface hidden{NetworkInterface::Type::client_vpn, subnet, groups,
                                 !groups.empty(), ""};
    return endpoint.interfaces.push_back(add_hidden_interface(reading, endpoint, hidden));
  }
  for (const Ref<NetworkInterface> ref : found->second) {
    if (!contains(endpoint.interfaces, ref)) endpoint.interfaces.push_back(ref);
  }
}

void place(SnapshotReading& reading, const Neighbours& neighbours, const ResourceRecord& record,
           ClientVpnEndpoint& endpoint) {
  const std::vector<std::string> groups = record.texts("SecurityGroupIds");
  // Which addresses clients with IPv6 have in the VPC is not modelled.  Rule: CVPN-1
  const std::string family = record.text("TrafficIpAddressType");
  const bool is_ipv4 = family.empty() || family == "ipv4";
  const bool is_listed =
      read_parts(reading, "ClientVpnTargetNetworks", endpoint, [&](const ResourceRecord& network) {
        if (!is_ipv4 || !is_there(network, "associated")) return;
        place_in_subnet(reading, neighbours, network.text("TargetNetworkId"),
                        groups_of(network, groups), endpoint);
      });
  if (is_listed && is_ipv4) return;
  const HiddenInterface hidden{NetworkInterface::Type::client_vpn, "", groups, !groups.empty(), ""};
  endpoint.interfaces.push_back(add_hidden_interface(reading, endpoint, hidden));
}

ClientVpnEndpoint read_endpoint(SnapshotReading& reading, const Neighbours& neighbours,
                                const SnapshotObject& object, const ResourceRecord& record) {
  ClientVpnEndpoint endpoint;
  reading.read_common(endpoint, object, record, {.id = kId});
  reading.place_in(endpoint, reading.find<Vpc>(record.text("VpcId")));
  endpoint.state = state_of(record.record("Status").text("Code"), {"", "available"});
  endpoint.client_cidr = block_of(record, "ClientCidrBlock");
  endpoint.split_tunnel = record.boolean("SplitTunnel").value_or(false);
  for (const std::string& server : record.texts("DnsServers")) {
    const Result<IpAddress> address = IpAddress::parse(server);
    if (address) endpoint.dns_servers.push_back(*address);
    if (!address) endpoint.dns_servers_known = false;
  }
  place(reading, neighbours, record, endpoint);
  endpoint.authorizations_known =
      read_parts(reading, "AuthorizationRules", endpoint, [&](const ResourceRecord& rule) {
        if (!is_there(rule, "active")) return;
        const bool is_for_all = rule.boolean("AccessAll").value_or(rule.text("GroupId").empty());
        endpoint.authorizations.push_back({block_of(rule, "DestinationCidr"),
                                           is_for_all ? std::string() : rule.text("GroupId"),
                                           rule.at()});
      });
  endpoint.routes_known = read_parts(reading, "Routes", endpoint, [&](const ResourceRecord& route) {
    const std::string subnet = route.text("TargetSubnet");
    if (!is_there(route, "active") || subnet == "local") return;
    endpoint.routes.push_back({block_of(route, "DestinationCidr"),
                               reading.resolve<Subnet>(subnet, endpoint.id, route.at()), false,
                               false, route.at()});
  });
  return endpoint;
}

}  // namespace

void read_client_vpn_endpoints(SnapshotReading& reading) {
  const Neighbours neighbours = neighbours_in(reading);
  reading.read_each<ClientVpnEndpoint>(
      "ClientVpnEndpoints", kId,
      [&](const SnapshotObject& object,
          const ResourceRecord& record) -> std::optional<ClientVpnEndpoint> {
        return read_endpoint(reading, neighbours, object, record);
      });
  const std::vector<ClientVpnEndpoint>& endpoints = reading.design.all<ClientVpnEndpoint>();
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    own_interfaces(reading.design, ResourceKind::ClientVpnEndpoint, static_cast<std::uint32_t>(i),
                   endpoints[i].interfaces);
  }
}

}  // namespace canreach
