#include "analyzer/query/explain.h"

#include <fmt/format.h>

#include "analyzer/network/routes.h"
#include "analyzer/network/stand_ins.h"
#include "base/text.h"
#include "model/stand_ins.h"

namespace canreach {
namespace {

std::string destination_text(const Design& design, const Route& route) {
  if (route.prefix_list.is_known()) return design.get(route.prefix_list).name;
  if (route.prefix_list.is_unknown() || route.destination.is_unknown()) return "unknown";
  const IpPrefix& block = route.destination.get();
  return is_stand_in(block) ? std::string(kUnknownIpv6Word) : block.to_string();
}

std::string target_text(const Route& route) {
  switch (route.target.kind) {
    case RouteTarget::Kind::local:
      return "local";
    case RouteTarget::Kind::blackhole:
      return "blackhole";
    case RouteTarget::Kind::unknown:
      return route.target.name.empty() ? "unknown" : route.target.name;
    case RouteTarget::Kind::internet_gateway:
    case RouteTarget::Kind::egress_only_internet_gateway:
    case RouteTarget::Kind::nat_gateway:
    case RouteTarget::Kind::network_interface:
    case RouteTarget::Kind::vpc_peering:
    case RouteTarget::Kind::vpc_endpoint:
    case RouteTarget::Kind::vpn_gateway:
    case RouteTarget::Kind::transit_gateway:
    case RouteTarget::Kind::transit_gateway_attachment:
    case RouteTarget::Kind::not_modelled:
      break;
  }
  return route.target.name;
}

/// A route for the packet's destination, a service, that the table has or has not: nobody knows.
const Route* possible_route(const Network& network, const Step& step) {
  const bool asks_table = step.kind == StepKind::route && step.route != kNoIndex &&
                          step.component == ResourceKind::RouteTable;
  if (!asks_table || !network.is_symbolic(step.destination.atom)) return nullptr;
  const Symbol& symbol = network.symbol_of(step.destination.atom);
  for (const Route& route : network.design->all<RouteTable>()[step.index].routes) {
    if (!route.possible || !route.prefix_list.is_known()) continue;
    const std::string& service = network.design->get(route.prefix_list).service;
    if (symbol.index != kNoIndex && network.services[symbol.index] == service) return &route;
  }
  return nullptr;
}

}  // namespace

std::string Explainer::party_text(const Party& party) const {
  if (stands_in(network_, party.atom)) {
    return escaped(stand_in_words(network_, party.atom, party.face));
  }
  if (!network_.is_symbolic(party.atom)) {
    const std::string address = party.address.to_string();
    const bool outside = party.face == kNoIndex && !hosts_.empty() &&
                         (party.atom == ends_.source.atom || party.atom == ends_.destination.atom ||
                          (ends_.relay_face != kNoIndex && party.atom == ends_.client.atom));
    return outside ? fmt::format("{} ({}, for one)", escaped(hosts_), address) : address;
  }
  const Symbol& symbol = network_.symbol_of(party.atom);
  if (symbol.kind == Symbol::Kind::service) {
    return symbol.index == kNoIndex ? "the service's addresses"
                                    : network_.services[symbol.index] + "'s addresses";
  }
  return "a public address";
}

std::string Explainer::other_text(const Step& step) const {
  const Party& other = other_party(step);
  std::string text = party_text(other);
  if (other.face == kNoIndex) return text;
  const std::string name = owner_of(network_.faces[other.face].interface).name;
  return name.empty() || name == text ? text : fmt::format("{} ({})", text, escaped(name));
}

std::string Explainer::packet_text(const Step& step) const {
  return TrafficSet::one(traffic_at(step, packet_)).to_string();
}

Explainer::Component Explainer::component_of(ResourceKind kind, std::uint32_t index) const {
  const std::string label(label_of(kind));
  if (index == kNoIndex) return {label, {}, {}};
  const Resource& resource = resource_of(design_, kind, index);
  return {label, resource.name, resource.at};
}

Explainer::Component Explainer::owner_of(std::uint32_t interface) const {
  const NetworkInterface& declared_interface = design_.all<NetworkInterface>()[interface];
  if (!declared_interface.owned) return component_of(ResourceKind::NetworkInterface, interface);
  return component_of(declared_interface.owner_kind, declared_interface.owner_index);
}

Explainer::Component Explainer::groups_of(std::uint32_t interface,
                                          const Judgement& judgement) const {
  if (judgement.group != kNoIndex) {
    return component_of(ResourceKind::SecurityGroup, judgement.group);
  }
  const GroupSet& set = network_.group_sets[network_.interfaces[interface].group_set];
  std::vector<std::string> names;
  for (const std::uint32_t group : set.groups) {
    names.push_back(design_.all<SecurityGroup>()[group].name);
  }
  if (names.empty()) return owner_of(interface);
  Component component{std::string(label_of(ResourceKind::SecurityGroup)), join(names, ", "), {}};
  if (!set.groups.empty()) {
    component.at = design_.all<SecurityGroup>()[set.groups.front()].at;
  }
  return component;
}

Explainer::Component Explainer::component_of(const Step& step, const Judgement& judgement) const {
  switch (step.kind) {
    case StepKind::security_group:
      return groups_of(step.index, judgement);
    case StepKind::network_acl: {
      if (step.index == kNoIndex) return component_of(ResourceKind::Subnet, step.route);
      Component component = component_of(ResourceKind::NetworkAcl, step.index);
      if (judgement.rule != kNoIndex) component.at = entry_of(step, judgement.rule).at;
      return component;
    }
    case StepKind::listener:
    case StepKind::arrival:
      if (step.component == ResourceKind::NetworkInterface && step.index != kNoIndex) {
        return owner_of(step.index);
      }
      break;
    case StepKind::route:
      if (step.route != kNoIndex) {
        Component component = component_of(step.component, step.index);
        const SourceLoc& at =
            route_of(network_, table_of(network_, step), network_.routes[step.route]).at;
        if (at.is_somewhere()) component.at = at;
        return component;
      }
      break;
    case StepKind::firewall: {
      Component component = component_of(step.component, step.index);
      const FirewallRule* rule = firewall_rule(judgement);
      if (rule != nullptr && rule->at.is_somewhere()) component.at = rule->at;
      return component;
    }
    case StepKind::protocol:
    case StepKind::source_dest_check:
    case StepKind::gateway:
      break;
  }
  if (step.index == kNoIndex && step.component == ResourceKind::InternetGateway) {
    if (!ends_.service) return {"internet", "internet", {}};
    const bool named = network_.is_symbolic(ends_.destination.atom) &&
                       network_.symbol_of(ends_.destination.atom).index != kNoIndex;
    return {"service",
            named ? network_.services[network_.symbol_of(ends_.destination.atom).index] : "service",
            {}};
  }
  return component_of(step.component, step.index);
}

std::string Explainer::route_text(std::uint32_t table, std::uint32_t route) const {
  const Route& declared_route = route_of(network_, table, network_.routes[route]);
  return fmt::format("{} -> {}", escaped(destination_text(design_, declared_route)),
                     escaped(target_text(declared_route)));
}

bool Explainer::is_shown(const Step& step, const Judgement& judgement) const {
  const bool quiet = step.kind == StepKind::listener || step.kind == StepKind::protocol;
  return !quiet || judgement.outcome != Tri::yes;
}

Hop Explainer::hop(const Step& step, const Judgement& judgement) const {
  const Component component = component_of(step, judgement);
  Hop hop;
  hop.leg = step.leg;
  hop.component = component.label;
  hop.name = component.name;
  hop.direction = step.direction;
  hop.at = component.at;
  hop.why = why_of(step, judgement);
  hop.effect = step.effect;
  if (judgement.outcome == Tri::no) hop.effect = Effect::denies;
  if (judgement.outcome == Tri::maybe) hop.effect = Effect::unknown;
  if (step.kind == StepKind::security_group && judgement.rule != kNoIndex) {
    const GroupRule& rule = network_.group_rules[judgement.rule];
    hop.rule = std::to_string(rule.rule + 1);
    hop.at = declared(judgement.group, rule, step.direction).at;
  } else if (step.kind == StepKind::firewall) {
    const FirewallRule* rule = firewall_rule(judgement);
    if (rule != nullptr) hop.rule = rule->name;
  } else if (step.kind == StepKind::network_acl && step.index != kNoIndex) {
    hop.rule = judgement.rule == kNoIndex ? "*" : number_text(entry_of(step, judgement.rule));
  } else if (step.kind == StepKind::route && step.route != kNoIndex) {
    hop.rule = destination_text(
        design_, route_of(network_, table_of(network_, step), network_.routes[step.route]));
  }
  if (step.rewrite != Rewrite::none && judgement.outcome != Tri::no) {
    hop.rewrite = step.rewrite;
    hop.rewritten = party_text(step.rewritten);
    const bool remaps = step.component == ResourceKind::NatGateway &&
                        step.rewrite == Rewrite::source && has_ports(protocol_of(packet_.traffic));
    if (remaps) {
      hop.rewritten += fmt::format(":{}-{}", kAnySourcePorts.first, kAnySourcePorts.last);
    }
  }
  return hop;
}

std::string Explainer::why_of(const Step& step, const Judgement& judgement) const {
  const bool passes = judgement.outcome == Tri::yes;
  if (step.kind == StepKind::security_group) {
    if (judgement.rule == kNoIndex) return passes ? "" : "no rule matches";
    return rule_text(judgement.group, network_.group_rules[judgement.rule], step.direction);
  }
  if (step.kind == StepKind::network_acl && step.index != kNoIndex) {
    if (judgement.rule == kNoIndex) return "no rule matches: * denies";
    return entry_text(entry_of(step, judgement.rule), step.direction);
  }
  if (step.kind == StepKind::route && step.route != kNoIndex) {
    return route_text(table_of(network_, step), step.route);
  }
  if (!passes) return message_of(step, judgement, judgement.reason);
  if (step.rewrite == Rewrite::source) {
    return fmt::format("{} becomes {}", party_text(step.source), party_text(step.rewritten));
  }
  if (step.rewrite == Rewrite::destination) {
    return fmt::format("{} becomes {}", party_text(step.destination), party_text(step.rewritten));
  }
  if (step.kind == StepKind::firewall) return firewall_text(step, judgement);
  if (step.component == ResourceKind::VpcEndpoint && step.index != kNoIndex) {
    return inspection_text(step);
  }
  if (step.kind == StepKind::arrival) return "delivered";
  if (step.component == ResourceKind::EndpointService) return "the endpoint may use it";
  if (step.component == ResourceKind::TransitGatewayAttachment && step.index != kNoIndex) {
    const Ref<TransitGateway> gateway = design_.all<TransitGatewayAttachment>()[step.index].gateway;
    const char* way = step.direction == Direction::ingress ? "into" : "out of";
    if (gateway.is_known()) return fmt::format("{} {}", way, escaped(design_.get(gateway).name));
  }
  return {};
}

Blocker Explainer::blocker(const Step& step, const Judgement& judgement) const {
  const Component component = component_of(step, judgement);
  Blocker blocker;
  blocker.reason = judgement.reason;
  blocker.component = component.label;
  blocker.name = component.name;
  blocker.leg = step.leg;
  blocker.direction = step.direction;
  blocker.at = component.at;
  blocker.message = message_of(step, judgement, judgement.reason);
  if (step.kind == StepKind::security_group) add_group_near(step, blocker.near);
  if (step.kind == StepKind::network_acl && step.index != kNoIndex) {
    add_acl_near(step, judgement, blocker.near);
  }
  if (step.kind == StepKind::route && step.route != kNoIndex) {
    const std::uint32_t table = table_of(network_, step);
    const Route& route = route_of(network_, table, network_.routes[step.route]);
    blocker.near.push_back({route.at, route_text(table, step.route), "takes it elsewhere"});
  }
  return blocker;
}

std::string Explainer::route_message(const Step& step, Reason reason) const {
  const bool is_table = step.component == ResourceKind::RouteTable ||
                        step.component == ResourceKind::TransitGatewayRouteTable;
  const std::string table = is_table && step.index != kNoIndex
                                ? escaped(resource_of(design_, step.component, step.index).name)
                                : std::string("the subnet's route table");
  const std::string destination = party_text(step.destination);
  const std::string taken =
      step.route == kNoIndex ? std::string() : route_text(table_of(network_, step), step.route);
  const bool is_missing = reason == Reason::no_route || reason == Reason::tgw_no_route;
  if (is_missing && !taken.empty()) {
    return fmt::format("{} sends {} elsewhere: {}", table, destination, taken);
  }
  if (reason == Reason::reply_misrouted) {
    return fmt::format("{} sends the reply to {} another way than the request came: {}", table,
                       destination, taken);
  }
  if (reason == Reason::blackhole_route || reason == Reason::tgw_blackhole) {
    return fmt::format("the route {} of {} is a blackhole: its target is not there", taken, table);
  }
  if (is_missing || reason == Reason::routing_loop) {
    return gateway_message(step, reason);
  }
  if (taken.empty()) return fmt::format("it is not known where {} leads", table);
  return fmt::format("the route {} of {} decides, and what it leads to is not known", taken, table);
}

std::string Explainer::gateway_message(const Step& step, Reason reason) const {
  const Component component = component_of(step, {});
  const std::string name = component.name.empty() ? component.label : escaped(component.name);
  std::string state = "not working";
  if (step.index != kNoIndex) {
    const Value<std::string>& word = resource_of(design_, step.component, step.index).state;
    if (word.is_known()) state = quoted(word.get());
  }
  return fmt::format(fmt::runtime(row_of(reason).words), name, party_text(step.source),
                     party_text(step.destination), packet_text(step), state);
}

std::string Explainer::message_of(const Step& step, const Judgement& judgement,
                                  Reason reason) const {
  if (reason == Reason::not_collected && step.kind == StepKind::network_acl) {
    return "the network ACL of the subnet is not in the input";
  }
  switch (step.kind) {
    case StepKind::security_group:
      if (judgement.outcome == Tri::no) return group_message(step, reason);
      break;
    case StepKind::network_acl:
      if (judgement.outcome == Tri::no) return acl_message(step, judgement);
      break;
    case StepKind::route:
      return route_message(step, reason);
    case StepKind::firewall:
      return firewall_message(step, judgement, reason);
    case StepKind::listener:
    case StepKind::protocol:
    case StepKind::source_dest_check:
    case StepKind::gateway:
    case StepKind::arrival:
      return gateway_message(step, reason);
  }
  const Component component = component_of(step, judgement);
  return fmt::format("a value of {} decides whether {} passes, and it is not known",
                     component.name.empty() ? "a " + component.label : escaped(component.name),
                     packet_text(step));
}

/// What a snapshot may lack of a load balancer; empty: nothing that a command would tell.
std::string Explainer::supply_of_balancer(const Step& step, Reason reason) const {
  const bool is_balancer = step.component == ResourceKind::LoadBalancer;
  if (!is_balancer || !design_.is_collected) return {};
  const std::string name = escaped(component_of(step, {}).name);
  if (reason == Reason::unknown_targets) {
    return fmt::format(
        "elbv2 describe-rules, -target-groups, -target-health and -target-group-attributes of {}",
        name);
  }
  if (reason != Reason::unknown_value) return {};
  if (step.kind == StepKind::listener) return fmt::format("elbv2 describe-listeners of {}", name);
  return fmt::format("elbv2 describe-load-balancer-attributes and -target-group-attributes of {}",
                     name);
}

std::string Explainer::supply_of(const Step& step, Reason reason) const {
  const std::string of_balancer = supply_of_balancer(step, reason);
  if (!of_balancer.empty()) return of_balancer;
  if (reason == Reason::not_modelled) return "nothing: this version does not model it";
  if (reason == Reason::external_contents) return "a design that holds both ends";
  if (reason == Reason::ambiguous_route) return "prefix lists that do not overlap";
  if (reason == Reason::owner_not_collected) {
    return fmt::format("the listing that tells what {} belongs to",
                       escaped(component_of(step, {}).name));
  }
  if (reason == Reason::endpoints_not_collected) {
    return fmt::format("ec2 describe-vpc-endpoints of the account and region of {}",
                       escaped(component_of(step, {}).name));
  }
  if (reason == Reason::foreign_elastic_ip) {
    return "what the Elastic IP is associated with, e.g. ec2 describe-network-interfaces";
  }
  if (reason == Reason::unclear_state) {
    return fmt::format("the listing again when the state of {} is another",
                       escaped(component_of(step, {}).name));
  }
  if (reason == Reason::undeclared_network) {
    const std::string name = escaped(component_of(step, {}).name);
    if (step.component == ResourceKind::OnPremisesNetwork) {
      return fmt::format("the `cidr` of {}, and its `via`: the gateways that join it", name);
    }
    return fmt::format("`on_premises`: the networks behind {}", name);
  }
  if (reason == Reason::tgw_zone_choice) {
    return fmt::format("subnets of {} that are alike", escaped(component_of(step, {}).name));
  }
  if (reason == Reason::unknown_targets) {
    return fmt::format("what is registered with the target groups of {}",
                       escaped(component_of(step, {}).name));
  }
  if (reason == Reason::client_group_unknown) return "nothing: no input tells a client's groups";
  if (reason == Reason::cloud_hub) return "nothing: no input tells what BGP does";
  if (reason == Reason::split_tunnel) return "`internet` in place of the client as the source";
  if (reason == Reason::firewall_asks) return "nothing: a packet's header does not tell it";
  if (reason == Reason::asymmetric_inspection) {
    return "routes that lead requests and replies through the same endpoint";
  }
  if (reason == Reason::client_kept_through_gwlb || reason == Reason::client_kept_elsewhere) {
    return "a target group that does not keep the addresses of clients";
  }
  if (reason == Reason::service_addresses) {
    return "AWS's prefix list of the service, with its addresses";
  }
  if (reason == Reason::unknown_address) {
    return fmt::format("the address of {}, or the CIDR block of its subnet",
                       escaped(component_of(step, {}).name));
  }
  if (reason == Reason::not_collected) {
    const std::string_view key = row_of(step.component).describe;
    if (key.empty()) return "the missing part of the input";
    return fmt::format("the listing that holds {}", key);
  }
  const Component component = component_of(step, {});
  return component.name.empty() ? std::string("the unknown value")
                                : fmt::format("the unknown value of {}", escaped(component.name));
}

Remark Explainer::missing(const Step& step, const Judgement& judgement) const {
  const Component component = component_of(step, judgement);
  const Reason reason = judgement.reason == Reason::none ? step.reason : judgement.reason;
  Remark remark;
  remark.reason = reason;
  remark.component = component.label;
  remark.name = component.name;
  remark.at = component.at;
  remark.message = message_of(step, judgement, reason);
  remark.supply = supply_of(step, reason);
  if (reason == Reason::ambiguous_route) {
    remark.message = fmt::format("{}: {}", gateway_message(step, reason),
                                 route_text(table_of(network_, step), step.route));
  }
  if (const Route* open = possible_route(network_, step)) {
    const Component endpoint = component_of(ResourceKind::VpcEndpoint, open->target.index);
    remark.reason = Reason::unknown_value;
    remark.component = endpoint.label;
    remark.name = endpoint.name;
    remark.at = endpoint.at;
    remark.message = fmt::format("it is not known whether {} has the route {} -> {}",
                                 escaped(design_.all<RouteTable>()[step.index].name),
                                 escaped(destination_text(design_, *open)), escaped(endpoint.name));
    remark.supply = fmt::format("the service and the route tables of {}", escaped(endpoint.name));
    return remark;
  }
  if (step.kind == StepKind::route && step.route != kNoIndex && reason == Reason::not_modelled) {
    const std::uint32_t table = table_of(network_, step);
    const RouteTarget& target = route_of(network_, table, network_.routes[step.route]).target;
    remark.component = target.label;
    remark.name = target.name;
    remark.message = fmt::format("the route {} leads to a {}, which is not modelled",
                                 route_text(table, step.route), target.label);
  }
  return remark;
}

Remark Explainer::assumption(const Assumption& assumption) const {
  const Component component = component_of(assumption.component, assumption.index);
  const std::string name = escaped(component.name);
  Remark remark;
  remark.reason = assumption.reason;
  remark.component = component.label;
  remark.name = component.name;
  remark.at = component.at;
  remark.message = fmt::format(fmt::runtime(row_of(assumption.reason).words), name, "", "", "", "");
  return remark;
}

}  // namespace canreach
