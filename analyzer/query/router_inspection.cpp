// The parts of a path at endpoints that somebody's own services stand behind: interface endpoints
// of endpoint services, where a second half begins (relay.cpp), and endpoints of Gateway Load
// Balancers and firewalls, which routes lead to; and at appliances, which pass on what is not for
// them.
//
// Endpoints that inspect are places on the way: a packet enters the endpoint's subnet, is
// inspected, comes out of the endpoint with the addresses that it had, and the route table of that
// subnet decides on.  What inspects must see the reply, too, at the same endpoint; where it does
// not, nobody knows.
#include <algorithm>

#include "analyzer/query/relay.h"
#include "analyzer/query/router.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

/// Does the principal, an ARN or an account, belong to the account?
bool is_of_account(const std::string& principal, const std::string& account) {
  if (principal == "*" || principal == account) return true;
  return principal.starts_with("arn:") && principal.find("::" + account + ":") != std::string::npos;
}

/// May endpoints of the account use the service?  Its owner's own may.  Rule: PLS-1.
Tri permits(const EndpointService& service, const VpcEndpoint& endpoint) {
  if (service.account == endpoint.account) return Tri::yes;
  const auto is_everyone = [](const std::string& principal) { return principal == "*"; };
  if (any_of(service.allowed_principals, is_everyone)) return Tri::yes;
  if (service.account.empty() || endpoint.account.empty()) return Tri::maybe;
  const bool is_listed = any_of(service.allowed_principals, [&](const std::string& principal) {
    return is_of_account(principal, endpoint.account);
  });
  if (is_listed) return Tri::yes;
  return service.principals_known ? Tri::no : Tri::maybe;
}

}  // namespace

/// Is the endpoint permitted and accepted?  One that was collected shows by its state that it was.
void Router::check_service(const State& state, std::uint32_t index) {
  const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[index];
  if (!endpoint.offered.is_known()) return;
  const EndpointService& service = design_.get(endpoint.offered);
  Step& passed =
      step(state, StepKind::gateway, ResourceKind::EndpointService, endpoint.offered.index());
  passed.effect = Effect::forwards;
  Reason reason = Reason::none;
  const Tri up = is_working(ResourceKind::EndpointService, service, reason);
  if (up != Tri::yes) refuse(passed, reason, up);
  if (design_.is_collected) return;
  const Tri permitted = permits(service, endpoint);
  if (permitted != Tri::yes && passed.outcome == Tri::yes) {
    refuse(passed, permitted == Tri::no ? Reason::service_not_permitted : Reason::unknown_value,
           permitted);
  }
  const bool is_asked = service.acceptance_required != Value<bool>(false);
  if (is_asked) assume(Reason::endpoint_accepted, ResourceKind::VpcEndpoint, index);
}

/// From an interface endpoint to a node of its service's load balancer, whose groups see the
/// client's address.  Nothing else filters, and the reply comes back the same way.  Rules: PLS-1,
/// PLS-3, PLS-4.
void Router::begin_at_endpoint(State& state) {
  const CompiledInterface& node = network_.interfaces[network_.faces[ends_.target_face].interface];
  state.references = References::lost;
  state.interface = network_.faces[ends_.target_face].interface;
  state.vpc = node.vpc;
  state.subnet = node.subnet;
  check_service(state, ends_.endpoint);
  Value<bool> filters = false;
  if (node.owner_kind == ResourceKind::LoadBalancer && node.owner_index != kNoIndex) {
    filters = design_.all<LoadBalancer>()[node.owner_index].filters_private_link;
  }
  const bool has_groups = network_.group_sets[node.group_set].filters;
  if (filters.is_unknown() && has_groups) {
    refuse(step(state, StepKind::gateway, ResourceKind::LoadBalancer, node.owner_index),
           Reason::unknown_value, Tri::maybe);
  } else if (filters.get_or(false)) {
    filter_groups(state, state.interface, Direction::ingress);
  }
  accept(state);
}

/// Rules: GWLB-1 to GWLB-5, NFW-1, RT-15, RT-18.
void Router::inspection_endpoint(State& state) {
  const std::uint32_t index = state.component;
  const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[index];
  const bool is_placed = endpoint.interfaces.size() == 1 && endpoint.interfaces.front().is_known();
  const std::uint32_t interface = is_placed ? endpoint.interfaces.front().index() : kNoIndex;
  const std::uint32_t subnet = is_placed ? network_.interfaces[interface].subnet : kNoIndex;
  if (subnet == kNoIndex) {
    refuse(step(state, StepKind::gateway, ResourceKind::VpcEndpoint, index), Reason::unknown_value,
           Tri::maybe);
    return jump_unknown(state);
  }
  if (state.edge_of_vpn && state.edge) {
    assume(Reason::vpn_edge_endpoint, ResourceKind::VpcEndpoint, index);
  }
  enter_subnet(state, subnet);  // also from the same subnet.  Rule: GWLB-5
  check_service(state, index);
  Step& passed = step(state, StepKind::gateway, ResourceKind::VpcEndpoint, index);
  passed.effect = Effect::forwards;
  Reason reason = Reason::none;
  const Tri up = is_working(ResourceKind::VpcEndpoint, endpoint, reason);
  if (up != Tri::yes) refuse(passed, reason, up);
  if (endpoint.firewall.is_none()) check_fleet(passed, endpoint, interface);
  if (ends_.relay_face != kNoIndex && passed.outcome == Tri::yes) {
    refuse(passed, Reason::client_kept_through_gwlb, Tri::maybe);
  }
  if (!inspect(state, index, interface)) return;
  filter_by_firewall(state, index);
  state.references = References::lost;
  state.interface = interface;
  state.vpc = network_.interfaces[interface].vpc;
  state.subnet = subnet;
  state.transit = true;
  state.edge = false;
  go(state, Stage::leave_interface);
}

/// Notes that what stands behind the endpoint sees the packet; false: it goes round in circles.
/// Rules: GWLB-2, NFW-7, RT-16.
bool Router::inspect(State& state, std::uint32_t endpoint, std::uint32_t interface) {
  const Ref<Firewall>& firewall = design_.all<VpcEndpoint>()[endpoint].firewall;
  const bool is_stateful = !firewall.is_known() || network_.firewalls[firewall.index()].is_stateful;
  const auto end = state.appliances.begin() + state.appliance_count;
  if (state.leg == Leg::forward) {
    const bool again = std::any_of(state.appliances.begin(), end, [&](const Forwarder& one) {
      return one.interface == interface && one.source == state.source.address &&
             one.destination == state.destination.address;
    });
    if (again || state.appliance_count == state.appliances.size()) {
      refuse(step(state, StepKind::gateway, ResourceKind::VpcEndpoint, endpoint),
             Reason::routing_loop);
      dead(state);
      return false;
    }
    state.appliances[state.appliance_count++] = {
        interface, state.source.address, state.destination.address, true, is_stateful, false};
    if (state.edge) state.edge_appliance = interface;
    return true;
  }
  const auto seen = std::find_if(state.appliances.begin(), end, [&](const Forwarder& one) {
    return one.interface == interface && one.source == state.destination.address &&
           one.destination == state.source.address && !one.has_replied;
  });
  if (seen != end) {
    seen->has_replied = true;
    state.masquerading = interface;
  } else if (state.edge) {
    refuse(step(state, StepKind::gateway, ResourceKind::VpcEndpoint, endpoint),
           Reason::edge_redirection);
  } else if (is_stateful) {
    refuse(step(state, StepKind::gateway, ResourceKind::VpcEndpoint, endpoint),
           Reason::asymmetric_inspection, Tri::maybe);
  }
  return true;
}

/// The reply is home: has it passed whatever inspected the request?  What is refused for that
/// already, at the gateway that the edge table is of, or by EIGW-2, is not open as well.
void Router::check_symmetry(const State& state) {
  if (state.via_egress_only) return;
  for (std::size_t i = 0; i < state.appliance_count; ++i) {
    const Forwarder& one = state.appliances[i];
    if (!one.is_endpoint || !one.is_stateful || one.has_replied) continue;
    if (one.interface == state.edge_appliance) continue;
    const CompiledInterface& interface = network_.interfaces[one.interface];
    refuse(step(state, StepKind::gateway, interface.owner_kind, interface.owner_index),
           Reason::asymmetric_inspection, Tri::maybe);
  }
}

/// Are there appliances behind the endpoint?  A Gateway Load Balancer of another input is taken to
/// have some.  Rules: GWLB-1, GWLB-3, ELB-10, ELB-11.
void Router::check_fleet(Step& passed, const VpcEndpoint& endpoint, std::uint32_t interface) {
  const std::uint32_t index = network_.interfaces[interface].owner_index;
  assume(Reason::appliances_inspect, ResourceKind::VpcEndpoint, index);
  if (!endpoint.offered.is_known() || passed.outcome != Tri::yes) return;
  const EndpointService& service = design_.get(endpoint.offered);
  for (const Ref<LoadBalancer>& ref : service.load_balancers) {
    if (!ref.is_known()) continue;
    const Fleet fleet = fleet_of(network_, ref.index(), interface);
    if (fleet.outcome == Tri::yes) continue;
    passed.component = ResourceKind::LoadBalancer;
    passed.index = ref.index();
    return refuse(passed, fleet.reason, fleet.outcome);
  }
}

/// Rules: NFW-2 to NFW-6.
void Router::filter_by_firewall(const State& state, std::uint32_t endpoint) {
  const Ref<Firewall>& firewall = design_.all<VpcEndpoint>()[endpoint].firewall;
  if (firewall.is_none()) return;
  if (firewall.is_unknown()) {
    refuse(step(state, StepKind::gateway, ResourceKind::VpcEndpoint, endpoint),
           Reason::unknown_value, Tri::maybe);
    return;
  }
  Step& filter = step(state, StepKind::firewall, ResourceKind::Firewall, firewall.index());
  filter.ports = PortSource::request;  // its rules know the reply by its request
}

/// Rules: RT-16 to RT-18, NATI-1, NATI-2.
void Router::forward_as_appliance(State& state) {
  require_running(state);
  assume(Reason::appliance_forwards, ResourceKind::NetworkInterface, state.interface);
  const bool known = knows_reply(state, state.interface);
  if (state.leg == Leg::forward) {
    const auto end = state.appliances.begin() + state.appliance_count;
    const bool again = std::any_of(state.appliances.begin(), end, [&](const Forwarder& one) {
      return one.interface == state.interface;
    });
    if (state.appliance_count == state.appliances.size() || again) {
      refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.interface),
             Reason::routing_loop);
      return dead(state);
    }
    state.appliances[state.appliance_count++] = {
        state.interface, state.source.address, state.destination.address, false, false, false};
    if (state.edge) state.edge_appliance = state.interface;
    state.edge = false;
  } else if (known) {
    ++state.replying_appliances;
  } else if (state.edge) {
    refuse(step(state, StepKind::gateway, ResourceKind::NetworkInterface, state.interface),
           Reason::edge_redirection);
  } else {
    assume(Reason::asymmetric_return, ResourceKind::NetworkInterface, state.interface);
  }
  if (state.arrived_by != kNoIndex) {
    const auto& attachment = design_.all<TransitGatewayAttachment>()[state.arrived_by];
    const bool here =
        attachment.attached_vpc.is_known() && attachment.attached_vpc.index() == state.vpc;
    if (here && tri(attachment.appliance_mode, true) != Tri::yes) {
      assume(Reason::appliance_mode_off, ResourceKind::TransitGatewayAttachment, state.arrived_by);
    }
  }
  state.references = References::lost;
  state.masquerading = state.interface;
  state.transit = true;
  go(state, Stage::leave_interface);
}

}  // namespace canreach
