#include "model/change.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/algorithm.h"

namespace canreach {
namespace {

std::optional<RouteTarget::Kind> target_kind_of(ResourceKind gateway) {
  if (gateway == ResourceKind::InternetGateway) return RouteTarget::Kind::internet_gateway;
  if (gateway == ResourceKind::NatGateway) return RouteTarget::Kind::nat_gateway;
  if (gateway == ResourceKind::VpcPeering) return RouteTarget::Kind::vpc_peering;
  if (gateway == ResourceKind::TransitGateway) return RouteTarget::Kind::transit_gateway;
  if (gateway == ResourceKind::EgressOnlyInternetGateway) {
    return RouteTarget::Kind::egress_only_internet_gateway;
  }
  return std::nullopt;
}

bool add_rule(const DesignChange& change, Design& design) {
  SecurityGroup& group = design.all<SecurityGroup>()[change.index];
  SecurityGroupRule rule;
  rule.traffic = TrafficMatch::of(change.traffic);
  rule.peer.name = change.peer;
  rule.at = group.at;
  if (change.peer_group.is_known()) {
    rule.peer.kind = SecurityGroupPeer::Kind::group;
    rule.peer.group = change.peer_group;
  } else {
    const Result<IpPrefix> block = IpPrefix::parse(change.peer);
    if (!block) return false;
    rule.peer.kind = SecurityGroupPeer::Kind::cidr;
    rule.peer.cidr = *block;
  }
  (change.ingress ? group.ingress : group.egress).push_back(std::move(rule));
  return true;
}

bool add_entry(const DesignChange& change, Design& design) {
  NetworkAcl& acl = design.all<NetworkAcl>()[change.index];
  std::vector<NetworkAclEntry>& entries = change.ingress ? acl.ingress : acl.egress;
  const Result<IpPrefix> block = IpPrefix::parse(change.peer);
  const auto behind =
      std::find_if(entries.begin(), entries.end(),
                   [&](const NetworkAclEntry& entry) { return entry.number >= change.number; });
  const bool is_taken = behind != entries.end() && behind->number == change.number;
  if (!block || is_taken) return false;
  NetworkAclEntry entry;
  entry.number = change.number;
  entry.allow = true;
  entry.traffic = TrafficMatch::of(change.traffic);
  entry.cidr = *block;
  entry.at = acl.at;
  entries.insert(behind, std::move(entry));
  return true;
}

bool add_route(const DesignChange& change, Design& design) {
  RouteTable& table = design.all<RouteTable>()[change.index];
  const Result<IpPrefix> to = IpPrefix::parse(change.peer);
  const std::optional<RouteTarget::Kind> kind = target_kind_of(change.via_kind);
  if (!to || !kind) return false;
  const auto is_there = [&](const Route& route) {
    return !route.propagated && route.prefix_list.is_none() && route.destination.is_known() &&
           route.destination.get() == *to;
  };
  if (any_of(table.routes, is_there)) return false;
  Route route;
  route.destination = *to;
  route.target.kind = *kind;
  route.target.index = change.via_index;
  route.target.name = change.via;
  route.at = table.at;
  table.routes.push_back(std::move(route));
  return true;
}

bool attach(const DesignChange& change, Design& design) {
  InternetGateway& gateway = design.all<InternetGateway>()[change.via_index];
  if (!gateway.vpc.is_none()) return false;
  gateway.vpc = Ref<Vpc>(change.index);
  return true;
}

}  // namespace

bool apply(const DesignChange& change, Design& design) {
  switch (change.kind) {
    case DesignChange::Kind::group_rule:
      return add_rule(change, design);
    case DesignChange::Kind::acl_entry:
      return add_entry(change, design);
    case DesignChange::Kind::route:
      return add_route(change, design);
    case DesignChange::Kind::internet_gateway:
      return attach(change, design);
  }
  return false;
}

std::string words_of(const TextEdit& edit) {
  if (!edit.command.empty()) return edit.command;
  const std::string_view verb = edit.attribute == "vpc_id" ? "set" : "add";
  return fmt::format("{}: {} {}", edit.resource, verb, edit.add);
}

}  // namespace canreach
