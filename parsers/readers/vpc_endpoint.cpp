#include <algorithm>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/policies.h"
#include "parsers/readers/readers.h"

namespace canreach {
namespace {

EndpointType type_of(const ResourceRecord& record) {
  const std::string word = record.text("VpcEndpointType");
  if (same_key(word, "Gateway")) return EndpointType::gateway;
  if (same_key(word, "GatewayLoadBalancer")) return EndpointType::gateway_load_balancer;
  if (word.empty() && !record.texts("RouteTableIds").empty()) return EndpointType::gateway;
  if (word.empty() && group_ids(record).empty()) record.refuse("it has no `VpcEndpointType`");
  return EndpointType::interface;
}

// The interfaces that were collected, and one of unknown address in each subnet without.  Rule:
// IEP-1.
void add_interfaces(SnapshotReading& reading, VpcEndpoint& endpoint, const ResourceRecord& record) {
  std::vector<Ref<Subnet>> served;
  for (const std::string& id : record.texts("NetworkInterfaceIds")) {
    const Ref<NetworkInterface> ref = reading.find<NetworkInterface>(id);
    if (!ref.is_known()) continue;
    endpoint.interfaces.push_back(ref);
    served.push_back(reading.design.get(ref).subnet);
  }
  const bool is_interface = endpoint.type == EndpointType::interface;
  const auto type = is_interface ? NetworkInterface::Type::endpoint
                                 : NetworkInterface::Type::gateway_load_balancer_endpoint;
  for (const std::string& subnet : record.texts("SubnetIds")) {
    const Ref<Subnet> known = reading.find<Subnet>(subnet);
    if (known.is_known() && contains(served, known)) continue;
    endpoint.interfaces.push_back(
        add_hidden_interface(reading, endpoint, {type, subnet, group_ids(record), true, ""}));
  }
  if (!endpoint.interfaces.empty()) return;
  endpoint.interfaces.push_back(
      add_hidden_interface(reading, endpoint, {type, "", group_ids(record), true, ""}));
}

Value<bool> private_dns_of(const ResourceRecord& record, EndpointType type) {
  const std::optional<bool> said = record.boolean("PrivateDnsEnabled");
  if (said) return *said;
  return type == EndpointType::interface ? Value<bool>(kUnknown) : Value<bool>(false);
}

/// An endpoint for a service of another Region has none of this one's names.
bool is_of_other_region(const VpcEndpoint& endpoint) {
  const std::vector<std::string_view> parts = split(endpoint.service_name, '.');
  const bool is_regional = parts.size() > 3 && parts[0] == "com" && parts[1] == "amazonaws" &&
                           region_of_zone(parts[2]) == parts[2];
  return is_regional && !endpoint.region.empty() && parts[2] != endpoint.region;
}

VpcEndpoint read_endpoint(SnapshotReading& reading, const SnapshotObject& object,
                          const ResourceRecord& record) {
  VpcEndpoint endpoint;
  reading.read_common(endpoint, object, record, {.id = "VpcEndpointId"});
  endpoint.vpc = reading.resolve<Vpc>(record.text("VpcId"), endpoint.id, record.at());
  reading.place_in(endpoint, endpoint.vpc);
  endpoint.type = type_of(record);
  endpoint.service_name = record.text("ServiceName");
  // Names and lists mean one of these by its service.
  if (endpoint.type != EndpointType::gateway_load_balancer) record.required_text("ServiceName");
  endpoint.service =
      is_of_other_region(endpoint) ? endpoint.service_name : service_of(endpoint.service_name);
  endpoint.state = state_of(record.text("State"), {"", "available"});
  endpoint.private_dns = private_dns_of(record, endpoint.type);
  // AWS tags those of Network Firewall; what the firewall does its own description tells.
  for (const auto& [key, value] : endpoint.tags) {
    const bool is_mark = key == "AWSNetworkFirewallManaged" && value == "true";
    if (is_mark) endpoint.firewall = Ref<Firewall>::unknown();
  }
  endpoint.policy = collected_policy(reading, record.find("PolicyDocument"), PolicyUse::endpoint);
  return endpoint;
}

// Endpoints to a resource or a service network are not PrivateLink endpoints to a service.
bool is_modelled(const ResourceRecord& record) {
  const std::string word = record.text("VpcEndpointType");
  return !same_key(word, "Resource") && !same_key(word, "ServiceNetwork");
}

}  // namespace

void read_vpc_endpoints(SnapshotReading& reading) {
  reading.read_each<VpcEndpoint>(
      "VpcEndpoints", "VpcEndpointId",
      [&](const SnapshotObject& object,
          const ResourceRecord& record) -> std::optional<VpcEndpoint> {
        // AWS lists a deleted one for a while; nothing of it is left.
        if (same_key(record.text("State"), "deleted")) return std::nullopt;
        if (!is_modelled(record)) {
          const SyntaxText name = record.text("VpcEndpointId");
          reading.design.not_modelled.push_back({"vpc-endpoint", name, record.at()});
          return std::nullopt;
        }
        VpcEndpoint endpoint = read_endpoint(reading, object, record);
        if (endpoint.id.empty()) return endpoint;
        const std::vector<std::string> tables = record.texts("RouteTableIds");
        if (endpoint.type != EndpointType::gateway) add_interfaces(reading, endpoint, record);
        reading.endpoint_tables[endpoint.id] = tables;
        return endpoint;
      });
  const std::vector<VpcEndpoint>& endpoints = reading.design.all<VpcEndpoint>();
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    own_interfaces(reading.design, ResourceKind::VpcEndpoint, static_cast<std::uint32_t>(i),
                   endpoints[i].interfaces);
  }
}

}  // namespace canreach
