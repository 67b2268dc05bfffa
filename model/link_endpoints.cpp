#include "model/link_endpoints.h"

#include <string>
#include <unordered_map>

namespace canreach {
namespace {

/// "com.amazonaws.vpce.us-east-1.vpce-svc-0abc": not one of AWS's own.
bool is_endpoint_service(const std::string& name) {
  return name.starts_with("com.amazonaws.vpce.");
}

}  // namespace

void link_endpoint_services(Design& design) {
  std::unordered_map<std::string, std::size_t> by_name;
  const std::vector<EndpointService>& services = design.all<EndpointService>();
  for (std::size_t i = 0; i < services.size(); ++i) {
    if (!services[i].service_name.empty()) by_name.emplace(services[i].service_name, i);
  }
  for (VpcEndpoint& endpoint : design.all<VpcEndpoint>()) {
    if (!endpoint.offered.is_none() || !endpoint.firewall.is_none()) continue;
    const bool is_inspection = endpoint.type == EndpointType::gateway_load_balancer;
    if (!is_inspection && !is_endpoint_service(endpoint.service_name)) continue;
    const auto found = by_name.find(endpoint.service_name);
    endpoint.offered = found == by_name.end() ? Ref<EndpointService>::unknown()
                                              : Ref<EndpointService>(found->second);
  }
}

}  // namespace canreach
