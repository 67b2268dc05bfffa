// Names are what people call things, and the two designs are compared by them.  A thing that only
// the old design names so and one that only the new design names so are the same when they stand in
// the same place, which nothing else can: they have the same addresses in the same VPC, or join the
// same ones.  Whatever else differs between them is then a change of that thing.
#include "analyzer/diff/renames.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

Resource& resource_in(Design& design, ResourceKind kind, std::uint32_t index) {
  switch (kind) {
#define RESOURCE(type, ...) \
  case ResourceKind::type:  \
    return design.all<type>()[index];
#include "model/resource_kinds.def"
#undef RESOURCE
  }
  return design.all<Vpc>()[index];
}

/// Where things stand, in texts that two designs have alike; empty: it is not known.
class Places {
 public:
  explicit Places(const Design& design) : design_(design) {
    const auto& interfaces = design.all<NetworkInterface>();
    for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
      if (interfaces[i].owned)
        owned_[{interfaces[i].owner_kind, interfaces[i].owner_index}].push_back(i);
    }
  }

  /// The interfaces of a thing, in the order of the design.
  std::vector<std::uint32_t> interfaces_of(ResourceKind kind, std::uint32_t index) const {
    if (kind == ResourceKind::NetworkInterface) return {index};
    const auto found = owned_.find({kind, index});
    return found == owned_.end() ? std::vector<std::uint32_t>() : found->second;
  }

  std::string of(ResourceKind kind, std::uint32_t index) const {
    switch (kind) {
      case ResourceKind::InternetGateway:
        return of_vpc(design_.all<InternetGateway>()[index].vpc);
      case ResourceKind::EgressOnlyInternetGateway:
        return of_vpc(design_.all<EgressOnlyInternetGateway>()[index].vpc);
      case ResourceKind::VpnGateway:
        return of_vpc(design_.all<VpnGateway>()[index].vpc);
      case ResourceKind::VpcPeering:
        return of_peering(design_.all<VpcPeering>()[index]);
      case ResourceKind::TransitGateway:
        return of_transit_gateway(index);
      case ResourceKind::VpcEndpoint:
        return of_endpoint(index);
      case ResourceKind::OnPremisesNetwork:
        return joined(design_.all<OnPremisesNetwork>()[index].cidrs);
      case ResourceKind::NetworkInterface:
        return design_.all<NetworkInterface>()[index].owned ? std::string()
                                                            : of_interfaces({index});
      case ResourceKind::NatGateway:
      case ResourceKind::Instance:
      case ResourceKind::Function:
      case ResourceKind::Database:
      case ResourceKind::Cache:
      case ResourceKind::Broker:
      case ResourceKind::Service:
      case ResourceKind::LoadBalancer:
      case ResourceKind::ClientVpnEndpoint:
        return of_interfaces(interfaces_of(kind, index));
      case ResourceKind::Vpc:
      case ResourceKind::Subnet:
      case ResourceKind::RouteTable:
      case ResourceKind::NetworkAcl:
      case ResourceKind::SecurityGroup:
      case ResourceKind::PrefixList:
      case ResourceKind::TransitGatewayAttachment:
      case ResourceKind::TransitGatewayRouteTable:
      case ResourceKind::VpnConnection:
      case ResourceKind::EndpointService:
      case ResourceKind::Firewall:
      case ResourceKind::FirewallPolicy:
      case ResourceKind::FirewallRuleGroup:
      case ResourceKind::User:
      case ResourceKind::IamGroup:
      case ResourceKind::Role:
      case ResourceKind::ManagedPolicy:
      case ResourceKind::Bucket:
      case ResourceKind::Table:
      case ResourceKind::Queue:
      case ResourceKind::Stream:
      case ResourceKind::Topic:
      case ResourceKind::LogGroup:
      case ResourceKind::Secret:
      case ResourceKind::HostedZone:
      case ResourceKind::Key:
        return {};
    }
    return {};
  }

 private:
  static std::string joined(const std::vector<Value<IpPrefix>>& prefixes) {
    std::vector<std::string> texts;
    for (const Value<IpPrefix>& prefix : prefixes) {
      if (prefix.is_unknown()) return {};
      texts.push_back(prefix.get().to_string());
    }
    return join(texts, ",");
  }

  std::string of_vpc(Ref<Vpc> vpc) const {
    if (!vpc.is_known()) return {};
    const Vpc& one = design_.get(vpc);
    const std::string cidrs = joined(one.cidrs);
    return cidrs.empty() ? cidrs : fmt::format("{} {} {}", one.account, one.region, cidrs);
  }

  std::string of_peering(const VpcPeering& peering) const {
    const std::string one = of_vpc(peering.requester);
    const std::string other = of_vpc(peering.accepter);
    return one.empty() || other.empty() ? std::string() : one + " / " + other;
  }

  std::string of_transit_gateway(std::uint32_t index) const {
    std::vector<std::string> vpcs;
    for (const TransitGatewayAttachment& one : design_.all<TransitGatewayAttachment>()) {
      if (!one.gateway.is_known() || one.gateway.index() != index) continue;
      vpcs.push_back(of_vpc(one.attached_vpc));
      if (vpcs.back().empty()) return {};
    }
    std::sort(vpcs.begin(), vpcs.end());
    return join(vpcs, " / ");
  }

  std::string of_endpoint(std::uint32_t index) const {
    const VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[index];
    const auto interfaces = interfaces_of(ResourceKind::VpcEndpoint, index);
    const std::string place = interfaces.empty() ? of_vpc(endpoint.vpc) : of_interfaces(interfaces);
    return place.empty() || endpoint.service.empty() ? std::string()
                                                     : endpoint.service + " " + place;
  }

  std::string of_interfaces(const std::vector<std::uint32_t>& interfaces) const {
    std::vector<std::string> texts;
    for (const std::uint32_t index : interfaces) {
      const NetworkInterface& interface = design_.all<NetworkInterface>()[index];
      const std::string vpc = of_vpc(vpc_of(design_, interface));
      if (vpc.empty() || !interface.addresses_known || interface.addresses.empty()) return {};
      std::string text = vpc;
      for (const InterfaceAddress& one : interface.addresses) {
        if (one.assumed) return {};  // another thing would get it as well
        text += " " + one.address.to_string();
      }
      texts.push_back(std::move(text));
    }
    std::sort(texts.begin(), texts.end());
    return join(texts, " / ");
  }

  const Design& design_;
  std::map<std::pair<ResourceKind, std::uint32_t>, std::vector<std::uint32_t>> owned_;
};

/// How many things of a kind have a name.
std::map<std::string, std::size_t> names_in(const Design& design, ResourceKind kind) {
  std::map<std::string, std::size_t> names;
  for (std::uint32_t i = 0; i < count_of(design, kind); ++i) {
    ++names[resource_of(design, kind, i).name];
  }
  return names;
}

/// The things of a kind by their places; of a place that several have, none.
std::map<std::string, std::uint32_t> by_place(const Design& design, const Places& places,
                                              ResourceKind kind) {
  std::map<std::string, std::uint32_t> found;
  std::set<std::string> shared;
  for (std::uint32_t i = 0; i < count_of(design, kind); ++i) {
    const std::string place = places.of(kind, i);
    if (!place.empty() && !found.emplace(place, i).second) shared.insert(place);
  }
  for (const std::string& place : shared) found.erase(place);
  return found;
}

void add_renames(const Design& before, const Places& old_places, const Design& after,
                 const Places& new_places, ResourceKind kind, std::vector<Renamed>& renamed) {
  const auto old_things = by_place(before, old_places, kind);
  const auto new_things = by_place(after, new_places, kind);
  const auto old_names = names_in(before, kind);
  const auto new_names = names_in(after, kind);
  for (const auto& [place, old] : old_things) {
    const auto found = new_things.find(place);
    if (found == new_things.end()) continue;
    const Resource& was = resource_of(before, kind, old);
    const Resource& is = resource_of(after, kind, found->second);
    if (was.name == is.name || was.implied || is.implied) continue;
    if (new_names.count(was.name) > 0 || old_names.count(is.name) > 0) continue;
    if (old_names.at(was.name) > 1 || new_names.at(is.name) > 1) continue;
    renamed.push_back({kind, was.name, is.name, is.at});
  }
}

}  // namespace

std::vector<Renamed> renames_between(const Design& before, const Design& after) {
  const Places old_places(before);
  const Places new_places(after);
  std::vector<Renamed> renamed;
  for (const ResourceKindRow& row : resource_kind_rows()) {
    add_renames(before, old_places, after, new_places, row.kind, renamed);
  }
  return renamed;
}

Design with_names(Design design, const std::vector<Renamed>& renamed) {
  for (const Renamed& one : renamed) {
    const auto names = names_in(design, one.kind);
    const auto old = names.find(one.before);
    if (old == names.end() || old->second > 1 || names.count(one.after) > 0) continue;
    const Places places(design);
    for (std::uint32_t i = 0; i < count_of(design, one.kind); ++i) {
      Resource& resource = resource_in(design, one.kind, i);
      if (resource.name != one.before) continue;
      resource.name = one.after;
      for (const std::uint32_t part : places.interfaces_of(one.kind, i)) {
        NetworkInterface& interface = design.all<NetworkInterface>()[part];
        if (interface.name == one.before) interface.name = one.after;
      }
    }
  }
  return design;
}

}  // namespace canreach
