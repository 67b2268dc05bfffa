// From a path to what a service sees of it.
//
// A service and the endpoint in front of it know a request by two things: the endpoint, if any, and
// the source address in the header when it arrives.  Both are read from the forward leg of every
// path that the client may take; a path that is refused counts too, so that the answer can name
// what policies would say once it is open.
#include "analyzer/access/way.h"

#include <algorithm>

#include "analyzer/query/cases.h"
#include "analyzer/query/endpoint_members.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

bool is_named_gateway(const Step& step) {
  return step.kind == StepKind::gateway && step.index != kNoIndex &&
         (step.component == ResourceKind::NatGateway ||
          step.component == ResourceKind::InternetGateway ||
          step.component == ResourceKind::EgressOnlyInternetGateway ||
          step.component == ResourceKind::VpcEndpoint ||
          step.component == ResourceKind::VpcPeering);
}

ServiceWay way_of(const Network& network, const Path& path) {
  const Design& design = *network.design;
  ServiceWay way;
  way.kind = ServiceWay::Kind::unknown;
  for (const Step& step : path.steps) {
    if (step.leg != Leg::forward) break;
    if (is_named_gateway(step)) {
      const std::string& name = resource_of(design, step.component, step.index).name;
      if (!contains(way.gateways, name)) way.gateways.push_back(name);
    }
    const bool symbolic = network.is_symbolic(step.source.atom);
    const std::optional<IpAddress> source =
        symbolic ? std::nullopt : std::optional<IpAddress>(step.source.address);
    if (step.kind == StepKind::gateway && is_service_endpoint(design, step.component, step.index)) {
      way.kind = ServiceWay::Kind::vpc_endpoint;
      way.endpoint = step.index;
      way.source = source;
    }
    if (step.kind != StepKind::arrival || step.uncertain) continue;
    if (step.component == ResourceKind::NetworkInterface && step.index != kNoIndex) {
      const CompiledInterface& target = network.interfaces[step.index];
      if (!is_service_endpoint(design, target.owner_kind, target.owner_index)) continue;
      way.kind = ServiceWay::Kind::vpc_endpoint;
      way.endpoint = target.owner_index;
      way.source = source;
    } else if (way.kind == ServiceWay::Kind::unknown) {
      way.kind = ServiceWay::Kind::public_endpoint;
      way.source = source;
    }
  }
  return way;
}

/// A service whose addresses are not known might, as far as routes can tell, have one of the
/// addresses in another service's list.  It has none: the lists of AWS's services are disjoint.
bool leads_elsewhere(const Network& network, const ServiceWay& way, const EndMember& service) {
  if (way.kind != ServiceWay::Kind::vpc_endpoint || service.service.empty()) return false;
  const VpcEndpoint& endpoint = network.design->all<VpcEndpoint>()[way.endpoint];
  return endpoint.type == EndpointType::gateway && !endpoint.service.empty() &&
         endpoint.service != service.service;
}

}  // namespace

std::vector<ServiceWay> ways_to(const Network& network, const EndMember& from,
                                const EndMember& service) {
  std::vector<ServiceWay> ways;
  const auto add = [&](const ServiceWay& way) {
    if (leads_elsewhere(network, way, service)) return;
    if (std::find(ways.begin(), ways.end(), way) == ways.end()) ways.push_back(way);
  };
  const Tri is_by_vpc = calls_services_by_vpc(network, from);
  if (is_by_vpc != Tri::yes) {
    ServiceWay way;
    way.kind = ServiceWay::Kind::public_endpoint;
    way.carried_by_service = true;
    add(way);
  }
  if (is_by_vpc == Tri::no) return ways;
  for (const auto& alternative : cases_of(network, from, service)) {
    for (const Case& one : alternative) {
      if (one.decided != Reason::none) continue;
      for (const Path& path : find_paths(network, one.ends).paths) add(way_of(network, path));
    }
  }
  if (ways.empty()) {
    ServiceWay way;
    way.kind = ServiceWay::Kind::unknown;
    ways.push_back(way);
  }
  return ways;
}

std::string described(const Design& design, const ServiceWay& way) {
  switch (way.kind) {
    case ServiceWay::Kind::vpc_endpoint: {
      const VpcEndpoint& endpoint = design.all<VpcEndpoint>()[way.endpoint];
      const bool gateway = endpoint.type == EndpointType::gateway;
      return endpoint.name + (gateway ? " (gateway endpoint)" : " (interface endpoint)");
    }
    case ServiceWay::Kind::public_endpoint:
      if (way.carried_by_service) return "AWS's own network, outside every VPC";
      return way.gateways.empty() ? "the internet" : join(way.gateways, ", ");
    case ServiceWay::Kind::unknown:
      return "a way that is not known";
    case ServiceWay::Kind::direct:
      return "no network";
  }
  return {};
}

}  // namespace canreach
