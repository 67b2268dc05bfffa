#include "analyzer/what_if/removal.h"

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "analyzer/intents/zones.h"
#include "analyzer/query/names.h"
#include "analyzer/query/query_errors.h"
#include "base/algorithm.h"
#include "base/text.h"

// Indexes are what everything refers by, so nothing is erased but elements of lists: a thing that
// is gone is a thing that does not work.  Resources that several others share (tables, lists of
// rules) leave their places to what AWS gives in their stead.

namespace canreach {
namespace {

constexpr std::string_view kZone = "zone:";

std::string deleted() { return "deleted"; }

class Remover {
 public:
  explicit Remover(Design& design) : design_(design) {}

  /// False: it cannot be taken away.
  bool remove(const Removable& thing);

  static bool knows(ResourceKind kind);

  bool remove_zone(const std::string& zone) {
    return remove_interfaces([&](const NetworkInterface& interface) {
      return interface.subnet.is_known() && design_.get(interface.subnet).zone == zone;
    });
  }

  bool remove_route(std::uint32_t table, std::size_t route) {
    std::vector<Route>& routes = design_.all<RouteTable>()[table].routes;
    if (routes[route].target.kind == RouteTarget::Kind::local) return false;
    routes.erase(routes.begin() + static_cast<std::ptrdiff_t>(route));
    return true;
  }

 private:
  using Condition = std::function<bool(const NetworkInterface&)>;

  template <class T>
  bool stop(std::uint32_t index) {
    design_.all<T>()[index].state = deleted();
    return true;
  }

  template <class T>
  bool detach(std::uint32_t index) {
    design_.all<T>()[index].vpc = Ref<Vpc>::none();
    return true;
  }

  /// Routes that were learnt of a gateway go with it.
  void forget_learnt(RouteTarget::Kind kind, std::uint32_t index) {
    const auto is_learnt = [&](const Route& route) {
      return route.propagated && route.target.kind == kind && route.target.index == index;
    };
    for (RouteTable& table : design_.all<RouteTable>()) std::erase_if(table.routes, is_learnt);
    for (TransitGatewayRouteTable& table : design_.all<TransitGatewayRouteTable>()) {
      std::erase_if(table.routes, is_learnt);
    }
  }

  /// Its subnets have the VPC's main table then.  Rule: RT-1.
  bool remove_table(std::uint32_t index) {
    const Ref<Vpc> vpc = design_.all<RouteTable>()[index].vpc;
    const std::vector<RouteTable>& tables = design_.all<RouteTable>();
    if (tables[index].main || !vpc.is_known()) return false;
    for (std::size_t main = 0; main < tables.size(); ++main) {
      if (!tables[main].main || tables[main].vpc != vpc) continue;
      for (Subnet& subnet : design_.all<Subnet>()) {
        if (subnet.route_table == Ref<RouteTable>(index)) {
          subnet.route_table = Ref<RouteTable>(main);
        }
        for (Ref<RouteTable>& table : subnet.possible_route_tables) {
          if (table == Ref<RouteTable>(index)) table = Ref<RouteTable>(main);
        }
      }
      RouteTable& table = design_.all<RouteTable>()[index];
      table.edge = EdgeGateway();
      return true;
    }
    return false;
  }

  /// Its subnets have the VPC's default ACL then.  Rule: NACL-1.
  bool remove_acl(std::uint32_t index) {
    const std::vector<NetworkAcl>& acls = design_.all<NetworkAcl>();
    if (acls[index].is_default || !acls[index].vpc.is_known()) return false;
    for (std::size_t other = 0; other < acls.size(); ++other) {
      if (!acls[other].is_default || acls[other].vpc != acls[index].vpc) continue;
      for (Subnet& subnet : design_.all<Subnet>()) {
        if (subnet.network_acl == Ref<NetworkAcl>(index)) {
          subnet.network_acl = Ref<NetworkAcl>(other);
        }
      }
      return true;
    }
    return false;
  }

  /// No rule names it, and what has no other group has the VPC's default one.  Rule: SG-3.
  bool remove_group(std::uint32_t index) {
    const SecurityGroup& gone = design_.all<SecurityGroup>()[index];
    const Ref<SecurityGroup> group(index);
    const auto names_it = [&](const SecurityGroupRule& rule) {
      return rule.peer.kind == SecurityGroupPeer::Kind::group && rule.peer.group == group;
    };
    if (gone.is_default) return false;
    std::optional<Ref<SecurityGroup>> otherwise;
    for (std::size_t i = 0; i < design_.all<SecurityGroup>().size(); ++i) {
      const SecurityGroup& other = design_.all<SecurityGroup>()[i];
      if (other.is_default && other.vpc == gone.vpc) otherwise = Ref<SecurityGroup>(i);
    }
    for (NetworkInterface& interface : design_.all<NetworkInterface>()) {
      if (std::erase(interface.security_groups, group) == 0) continue;
      if (!interface.security_groups.empty()) continue;
      if (!otherwise) return false;
      interface.security_groups.push_back(*otherwise);
    }
    for (SecurityGroup& other : design_.all<SecurityGroup>()) {
      std::erase_if(other.ingress, names_it);
      std::erase_if(other.egress, names_it);
    }
    return true;
  }

  /// Names mean the public service again.  Rules: GEP-1, IEP-3.
  bool remove_endpoint(std::uint32_t index) {
    VpcEndpoint& endpoint = design_.all<VpcEndpoint>()[index];
    endpoint.state = deleted();
    endpoint.private_dns = false;
    const auto leads_there = [&](const Route& route) {
      return route.implied && route.target.kind == RouteTarget::Kind::vpc_endpoint &&
             route.target.index == index;
    };
    for (RouteTable& table : design_.all<RouteTable>()) std::erase_if(table.routes, leads_there);
    endpoint.route_tables.clear();
    if (endpoint.type != EndpointType::gateway_load_balancer) endpoint.vpc = Ref<Vpc>::none();
    return true;
  }

  bool remove_policy(std::uint32_t index) {
    const Ref<ManagedPolicy> policy(index);
    const auto take = [&](Permissions& permissions) {
      std::erase(permissions.managed, policy);
      if (permissions.boundary == policy) permissions.boundary = Ref<ManagedPolicy>::none();
    };
    for (User& user : design_.all<User>()) take(user.permissions);
    for (IamGroup& group : design_.all<IamGroup>()) take(group.permissions);
    for (Role& role : design_.all<Role>()) take(role.permissions);
    return true;
  }

  template <class T>
  void lose_interfaces(const std::vector<bool>& gone) {
    const auto is_gone = [&](const Ref<NetworkInterface>& interface) {
      return interface.is_known() && gone[interface.index()];
    };
    for (T& owner : design_.all<T>()) {
      if (owner.interfaces.empty() || !any_of(owner.interfaces, is_gone)) continue;
      lose_some_or_all(is_gone, owner);
    }
  }

  /// What stands in one zone may have been there, and what has a standby elsewhere has moved: where
  /// that matters it is not known whether it answers.  Rule: SVC-1.
  template <class T, class Gone>
  static void lose_some_or_all(const Gone& is_gone, T& owner) {
    const bool is_all = all_of(owner.interfaces, is_gone);
    std::optional<Value<bool>> standby;
    if constexpr (std::is_base_of_v<Workload, T>) standby = owner.multi_az;
    const bool is_open = standby && *standby != Value<bool>(!is_all);
    if (is_open) {
      owner.state = kUnknown;
    } else if (is_all) {
      owner.state = deleted();
    }
    if (!is_all) std::erase_if(owner.interfaces, is_gone);
  }

  /// What has no other interface is gone itself; an instance goes with any of its interfaces.
  bool remove_interfaces(const Condition& condition) {
    std::vector<bool> gone;
    for (const NetworkInterface& interface : design_.all<NetworkInterface>()) {
      gone.push_back(condition(interface));
    }
    const auto is_gone = [&](const Ref<NetworkInterface>& interface) {
      return interface.is_known() && gone[interface.index()];
    };
    for (Instance& instance : design_.all<Instance>()) {
      if (any_of(instance.interfaces, is_gone)) instance.state = deleted();
    }
    for (NatGateway& gateway : design_.all<NatGateway>()) {
      if (is_gone(gateway.interface)) gateway.state = deleted();
    }
    lose_interfaces<Function>(gone);
    lose_interfaces<Database>(gone);
    lose_interfaces<Cache>(gone);
    lose_interfaces<Broker>(gone);
    lose_interfaces<Service>(gone);
    lose_interfaces<ClientVpnEndpoint>(gone);
    lose_interfaces<LoadBalancer>(gone);
    lose_interfaces<VpcEndpoint>(gone);
    for (std::size_t i = 0; i < gone.size(); ++i) {
      if (!gone[i] || is_used(Ref<NetworkInterface>(i))) continue;
      NetworkInterface& interface = design_.all<NetworkInterface>()[i];
      interface.addresses.clear();
      interface.prefixes.clear();
      interface.security_groups.clear();
    }
    return true;
  }

  /// Does something that is gone as a whole still say that it has the interface?
  bool is_used(const Ref<NetworkInterface>& interface) const {
    const NetworkInterface& declared = design_.get(interface);
    if (!declared.owned) return false;
    if (declared.owner_kind == ResourceKind::NatGateway) return true;
    if (declared.owner_kind == ResourceKind::VpcEndpoint) {
      return contains(design_.all<VpcEndpoint>()[declared.owner_index].interfaces, interface);
    }
    const Workload* owner = workload_of(design_, declared.owner_kind, declared.owner_index);
    return owner != nullptr && contains(owner->interfaces, interface);
  }

  bool remove_subnet(std::uint32_t index) {
    return remove_interfaces(
        [&](const NetworkInterface& interface) { return interface.subnet == Ref<Subnet>(index); });
  }

  bool remove_vpn_gateway(std::uint32_t index) {
    forget_learnt(RouteTarget::Kind::vpn_gateway, index);
    return stop<VpnGateway>(index);
  }

  bool remove_attachment(std::uint32_t index) {
    forget_learnt(RouteTarget::Kind::transit_gateway_attachment, index);
    return stop<TransitGatewayAttachment>(index);
  }

  /// One for each kind of thing that can be taken away.
  struct Way {
    ResourceKind kind;
    bool (Remover::*remove)(std::uint32_t index);
  };
  static const std::vector<Way>& ways();

  Design& design_;
};

const std::vector<Remover::Way>& Remover::ways() {
  static const std::vector<Way> kWays = {
      {ResourceKind::Instance, &Remover::stop<Instance>},
      {ResourceKind::Function, &Remover::stop<Function>},
      {ResourceKind::Database, &Remover::stop<Database>},
      {ResourceKind::Cache, &Remover::stop<Cache>},
      {ResourceKind::Broker, &Remover::stop<Broker>},
      {ResourceKind::Service, &Remover::stop<Service>},
      {ResourceKind::ClientVpnEndpoint, &Remover::stop<ClientVpnEndpoint>},
      {ResourceKind::LoadBalancer, &Remover::stop<LoadBalancer>},
      {ResourceKind::NatGateway, &Remover::stop<NatGateway>},
      {ResourceKind::VpcPeering, &Remover::stop<VpcPeering>},
      {ResourceKind::TransitGateway, &Remover::stop<TransitGateway>},
      {ResourceKind::VpnConnection, &Remover::stop<VpnConnection>},
      {ResourceKind::InternetGateway, &Remover::detach<InternetGateway>},
      {ResourceKind::EgressOnlyInternetGateway, &Remover::detach<EgressOnlyInternetGateway>},
      {ResourceKind::VpnGateway, &Remover::remove_vpn_gateway},
      {ResourceKind::TransitGatewayAttachment, &Remover::remove_attachment},
      {ResourceKind::VpcEndpoint, &Remover::remove_endpoint},
      {ResourceKind::Subnet, &Remover::remove_subnet},
      {ResourceKind::RouteTable, &Remover::remove_table},
      {ResourceKind::NetworkAcl, &Remover::remove_acl},
      {ResourceKind::SecurityGroup, &Remover::remove_group},
      {ResourceKind::ManagedPolicy, &Remover::remove_policy},
  };
  return kWays;
}

bool Remover::remove(const Removable& thing) {
  for (const Way& way : ways()) {
    if (way.kind == thing.kind) return (this->*way.remove)(thing.index);
  }
  return false;
}

bool Remover::knows(ResourceKind kind) {
  return any_of(ways(), [&](const Way& way) { return way.kind == kind; });
}

/// What a text names: a thing, a route of a table, or a zone.
struct Named {
  std::optional<Removable> thing;
  std::optional<std::size_t> route;  // with `thing`, a route table
  std::string zone;
};

class Resolver {
 public:
  explicit Resolver(const Network& network) : design_(*network.design), names_(names_of(network)) {}

  tl::expected<Named, QueryError> resolve(const std::string& text) const {
    if (text.substr(0, kZone.size()) == kZone) return zone(text);
    NameIndex::Things things = things_named(text);
    if (things.empty()) {
      if (std::optional<Named> route = route_named(text)) return *route;
      return tl::unexpected<QueryError>(
          query_error(DiagnosticKind::unknown_name,
                      fmt::format("nothing is called {}", quoted(text)), names_.suggestions(text)));
    }
    if (things.size() > 1) return tl::unexpected<QueryError>(ambiguous(text, things));
    Named named;
    named.thing = Removable{things.front().kind, things.front().index};
    return named;
  }

 private:
  /// Of several things, those that can be taken away.  As elsewhere a bare name means an end of
  /// traffic where there is one.
  NameIndex::Things things_named(const std::string& text) const {
    const NameIndex::Things ends = names_.find(text);
    if (ends.size() == 1 && ends.front().source == NamedThing::Source::resource &&
        is_removable(design_, {ends.front().kind, ends.front().index})) {
      return ends;
    }
    NameIndex::Things all = names_.named(text);
    for (const NamedThing& thing : names_.find(text)) all.push_back(thing);
    for (const ResourceKindRow& row : resource_kind_rows()) {
      for (const NamedThing& thing : names_.find(fmt::format("{}/{}", row.label, text))) {
        all.push_back(thing);
      }
    }
    NameIndex::Things some;
    for (const NamedThing& thing : all) {
      const bool is_thing = thing.source == NamedThing::Source::resource;
      if (is_thing && !contains(some, thing) && !is_part(thing)) some.push_back(thing);
    }
    NameIndex::Things removable;
    for (const NamedThing& thing : some) {
      if (is_removable(design_, {thing.kind, thing.index})) removable.push_back(thing);
    }
    return removable.empty() ? some : removable;
  }

  bool is_part(const NamedThing& thing) const {
    return thing.kind == ResourceKind::NetworkInterface &&
           design_.all<NetworkInterface>()[thing.index].owned;
  }

  QueryError ambiguous(const std::string& text, const NameIndex::Things& things) const {
    std::vector<std::string> texts;
    for (const NamedThing& thing : things) texts.push_back(names_.unique_name(thing));
    std::string list;
    for (const std::string& one : texts) list += (list.empty() ? "" : ", ") + quoted(one);
    return query_error(DiagnosticKind::ambiguous_name,
                       fmt::format("{} may be {}", quoted(text), list), texts);
  }

  tl::expected<Named, QueryError> zone(const std::string& text) const {
    const std::string wanted = text.substr(kZone.size());
    const std::vector<std::string> zones = zones_of(design_);
    std::vector<std::string> fitting;
    for (const std::string& zone : zones) {
      const bool is_letter = wanted.size() == 1 && !zone.empty() && zone.back() == wanted.front();
      if (zone == wanted || is_letter) fitting.push_back(zone);
    }
    if (fitting.size() == 1) {
      Named named;
      named.zone = fitting.front();
      return named;
    }
    std::vector<std::string> suggestions;
    for (const std::string& zone : zones) suggestions.push_back(std::string(kZone) + zone);
    if (suggestions.size() > 3) suggestions.resize(3);
    return tl::unexpected<QueryError>(
        query_error(fitting.empty() ? DiagnosticKind::unknown_name : DiagnosticKind::ambiguous_name,
                    fmt::format("{} subnet is in the zone {}",
                                fitting.empty() ? "no" : "more than one region's", quoted(wanted)),
                    suggestions));
  }

  /// "TABLE/DESTINATION": the table's name may hold slashes, and a CIDR block does.
  std::optional<Named> route_named(const std::string& text) const {
    for (std::size_t slash = text.find('/'); slash != std::string::npos;
         slash = text.find('/', slash + 1)) {
      const std::string destination = text.substr(slash + 1);
      for (const NamedThing& thing : things_named(text.substr(0, slash))) {
        if (thing.kind != ResourceKind::RouteTable) continue;
        if (std::optional<Named> named = route_of_table(thing.index, destination)) return named;
      }
    }
    return std::nullopt;
  }

  std::optional<Named> route_of_table(std::uint32_t table, const std::string& destination) const {
    const std::vector<Route>& routes = design_.all<RouteTable>()[table].routes;
    for (std::size_t i = 0; i < routes.size(); ++i) {
      std::string to;
      if (routes[i].prefix_list.is_known()) {
        to = design_.get(routes[i].prefix_list).name;
      } else if (routes[i].destination.is_known()) {
        to = routes[i].destination.get().to_string();
      }
      if (to != destination) continue;
      Named named;
      named.thing = Removable{ResourceKind::RouteTable, table};
      named.route = i;
      return named;
    }
    return std::nullopt;
  }

  const Design& design_;
  const NameIndex& names_;
};

std::string why_not(const Removable& thing) {
  const bool is_own = thing.kind == ResourceKind::RouteTable ||
                      thing.kind == ResourceKind::NetworkAcl ||
                      thing.kind == ResourceKind::SecurityGroup;
  if (is_own) return "it is the VPC's own, or there is nothing in its stead";
  return fmt::format("a {} is not taken away by itself", label_of(thing.kind));
}

}  // namespace

bool is_removable(const Design& design, const Removable& thing) {
  if (thing.kind == ResourceKind::RouteTable) return !design.all<RouteTable>()[thing.index].main;
  if (thing.kind == ResourceKind::NetworkAcl) {
    return !design.all<NetworkAcl>()[thing.index].is_default;
  }
  if (thing.kind == ResourceKind::SecurityGroup) {
    return !design.all<SecurityGroup>()[thing.index].is_default;
  }
  return Remover::knows(thing.kind);
}

std::string name_of(const Network& network, const Removable& thing) {
  const std::string& bare = resource_of(*network.design, thing.kind, thing.index).name;
  const auto meant = Resolver(network).resolve(bare);
  if (meant && !meant->route && meant->thing == thing) return bare;
  NamedThing named;
  named.kind = thing.kind;
  named.index = thing.index;
  return names_of(network).unique_name(named);
}

tl::expected<Design, QueryError> design_without(const Network& network,
                                                const std::vector<std::string>& texts) {
  Design left = *network.design;
  // Routes go last and from behind, so that their numbers hold.
  std::vector<std::pair<std::uint32_t, std::size_t>> routes;
  Remover remover(left);
  for (const std::string& text : texts) {
    const tl::expected<Named, QueryError> named = Resolver(network).resolve(text);
    if (!named) return tl::unexpected<QueryError>(named.error());
    if (named->route) {
      routes.push_back({named->thing->index, *named->route});
    } else if (!named->thing) {
      remover.remove_zone(named->zone);
    }
  }
  sort_unique(routes);
  for (auto route = routes.rbegin(); route != routes.rend(); ++route) {
    if (remover.remove_route(route->first, route->second)) continue;
    return tl::unexpected<QueryError>(query_error(
        DiagnosticKind::not_removable, "a local route cannot be taken away: it is the VPC's own"));
  }
  for (const std::string& text : texts) {
    const tl::expected<Named, QueryError> named = Resolver(network).resolve(text);
    if (!named || named->route || !named->thing || remover.remove(*named->thing)) continue;
    return tl::unexpected<QueryError>(query_error(
        DiagnosticKind::not_removable,
        fmt::format("{} cannot be taken away: {}", quoted(text), why_not(*named->thing))));
  }
  std::vector<std::shared_ptr<const Design>> worlds;
  for (const std::shared_ptr<const Network>& world : network.other_worlds) {
    auto other = design_without(*world, texts);
    worlds.push_back(std::make_shared<const Design>(other ? std::move(*other) : *world->design));
  }
  left.other_worlds = std::move(worlds);
  return left;
}

}  // namespace canreach
