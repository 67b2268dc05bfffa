#include <fmt/format.h>

#include <string>
#include <vector>

#include "analyzer/lint/facts.h"
#include "base/algorithm.h"
#include "base/text.h"

// Requests that get to another VPC, and replies that do not get out of it.  A route through a
// peering or a transit gateway is found when none of the subnets that it leads to has any route to
// any of the subnets that use it.  What is not known (a table, a destination, the other VPC) may be
// a way back, and so may an appliance, a VPN or whatever is not modelled.

namespace canreach {
namespace {

/// May packets to the block leave through the route towards another VPC?
bool may_lead_back(const Route& route, const IpPrefix& block) {
  const RouteTarget::Kind kind = route.target.kind;
  const bool leads_out =
      kind == RouteTarget::Kind::local || kind == RouteTarget::Kind::internet_gateway ||
      kind == RouteTarget::Kind::egress_only_internet_gateway ||
      kind == RouteTarget::Kind::nat_gateway || kind == RouteTarget::Kind::blackhole;
  if (leads_out) return false;
  const bool is_known = route.prefix_list.is_none() && route.destination.is_known();
  return !is_known || route.destination.get().overlaps(block);
}

class AsymmetricRoutes {
 public:
  AsymmetricRoutes(const LintFacts& facts, Findings& findings)
      : design_(facts.design()), findings_(findings) {}

  void find() {
    for (std::uint32_t table = 0; table < design_.all<RouteTable>().size(); ++table) {
      for (const Route& route : design_.all<RouteTable>()[table].routes) look_at(table, route);
    }
  }

 private:
  using Subnets = std::vector<std::uint32_t>;

  void look_at(std::uint32_t table, const Route& route) {
    const bool is_certain = !route.possible && route.state == Route::State::active &&
                            route.destination.is_known() && route.prefix_list.is_none();
    if (!is_certain || !route.at.is_somewhere()) return;
    const Subnets senders = users_of(table);
    for (const std::uint32_t other : vpcs_behind(design_.all<RouteTable>()[table].vpc, route)) {
      const Subnets receivers = subnets_in(other, route.destination.get());
      if (senders.empty() || receivers.empty() || !has_no_way_back(receivers, senders)) continue;
      findings_.add(
          {ResourceKind::RouteTable, table},
          fmt::format("{} {}", route.destination.get().to_string(), design_.all<Vpc>()[other].name),
          fmt::format("{} leads to {} by {}, and no subnet there has a route back",
                      route.destination.get().to_string(), quoted(design_.all<Vpc>()[other].name),
                      quoted(route.target.name)),
          route.at);
    }
  }

  Subnets users_of(std::uint32_t table) const {
    Subnets users;
    for (std::uint32_t i = 0; i < design_.all<Subnet>().size(); ++i) {
      const Subnet& subnet = design_.all<Subnet>()[i];
      if (subnet.route_table.is_unknown()) return {};
      if (subnet.route_table == Ref<RouteTable>(table)) users.push_back(i);
    }
    return users;
  }

  Subnets subnets_in(std::uint32_t vpc, const IpPrefix& block) const {
    Subnets inside;
    if (design_.all<Vpc>()[vpc].external) return inside;
    for (std::uint32_t i = 0; i < design_.all<Subnet>().size(); ++i) {
      const Subnet& subnet = design_.all<Subnet>()[i];
      if (subnet.vpc != Ref<Vpc>(vpc)) continue;
      const bool is_there = any_of(subnet.cidrs, [&](const Value<IpPrefix>& cidr) {
        return cidr.is_known() && cidr.get().overlaps(block);
      });
      if (is_there) inside.push_back(i);
    }
    return inside;
  }

  /// The VPCs to which a peering or a transit gateway may take what follows the route.
  std::vector<std::uint32_t> vpcs_behind(const Ref<Vpc>& own, const Route& route) const {
    std::vector<std::uint32_t> others;
    const auto add = [&](const Ref<Vpc>& vpc) {
      if (vpc.is_known() && vpc != own) others.push_back(vpc.index());
    };
    if (route.target.kind == RouteTarget::Kind::vpc_peering) {
      const VpcPeering& peering = design_.all<VpcPeering>()[route.target.index];
      add(peering.requester);
      add(peering.accepter);
    } else if (route.target.kind == RouteTarget::Kind::transit_gateway) {
      const Ref<TransitGateway> gateway(route.target.index);
      for (const TransitGatewayAttachment& mine : design_.all<TransitGatewayAttachment>()) {
        const bool is_own = mine.gateway == gateway && mine.attached_vpc == own;
        if (!is_own || !mine.route_table.is_known()) continue;
        for (const Route& next : design_.get(mine.route_table).routes) {
          if (leads_on(next, route.destination.get())) {
            add(design_.all<TransitGatewayAttachment>()[next.target.index].attached_vpc);
          }
        }
      }
      sort_unique(others);
    }
    return others;
  }

  /// Does the transit gateway surely send some of the block there?
  static bool leads_on(const Route& next, const IpPrefix& block) {
    return next.target.kind == RouteTarget::Kind::transit_gateway_attachment && !next.possible &&
           next.state == Route::State::active && next.prefix_list.is_none() &&
           next.destination.is_known() && next.destination.get().overlaps(block);
  }

  bool has_no_way_back(const Subnets& receivers, const Subnets& senders) const {
    for (const std::uint32_t receiver : receivers) {
      const Ref<RouteTable>& table = design_.all<Subnet>()[receiver].route_table;
      if (!table.is_known() || !design_.is_complete(ResourceKind::RouteTable)) return false;
      for (const std::uint32_t sender : senders) {
        for (const Value<IpPrefix>& block : design_.all<Subnet>()[sender].cidrs) {
          if (!block.is_known()) return false;
          const bool leads_back = any_of(design_.get(table).routes, [&](const Route& route) {
            return may_lead_back(route, block.get());
          });
          if (leads_back) return false;
        }
      }
    }
    return true;
  }

  const Design& design_;
  Findings& findings_;
};

}  // namespace

void lint_asymmetric_routes(const LintFacts& facts, Findings& findings) {
  AsymmetricRoutes(facts, findings).find();
}

}  // namespace canreach
