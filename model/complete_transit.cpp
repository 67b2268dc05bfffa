// What transit gateways and virtual private gateways know without anybody writing it.
//
// An attachment that says nothing of its tables takes the gateway's default one, which AWS makes
// when the gateway is made.  Propagation copies the blocks of a VPC, and what BGP tells of a
// network on premises, into tables (TGW-4).  What BGP tells where nobody declares the network is
// not known: then any private address, and a default route, may have been learnt, which leaves open
// what only such a route decides.
#include "model/complete_transit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/algorithm.h"
#include "model/complete_design.h"
#include "model/net/address_set.h"

namespace canreach {
namespace {

using Attachment = TransitGatewayAttachment;
using TransitTable = TransitGatewayRouteTable;
using Learnt = Route::Learnt;

constexpr const char* kDefaultTable = "default";

/// The table that the design writes for AWS's own default one.
std::optional<Ref<TransitTable>> declared_default(const Design& design,
                                                  Ref<TransitGateway> gateway) {
  const std::vector<TransitTable>& tables = design.all<TransitTable>();
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (tables[i].gateway == gateway && tables[i].name == kDefaultTable) {
      return Ref<TransitTable>(i);
    }
  }
  return std::nullopt;
}

/// AWS's own default table, made once.
Ref<TransitTable> default_table(Design& design, Ref<TransitGateway> gateway,
                                std::map<std::uint32_t, Ref<TransitTable>>& made) {
  const auto [place, is_new] = made.try_emplace(gateway.index());
  if (!is_new) return place->second;
  if (const auto declared = declared_default(design, gateway)) {
    place->second = *declared;
    return place->second;
  }
  const TransitGateway& owner = design.get(gateway);
  TransitTable table;
  table.name = kDefaultTable;
  table.id = kDefaultTable;
  table.scope = owner.name;
  table.account = owner.account;
  table.region = owner.region;
  table.gateway = gateway;
  table.implied = true;
  note_completion(design, ResourceKind::TransitGateway, owner.name, "the default route table");
  place->second = design.add(std::move(table));
  return place->second;
}

class Defaults {
 public:
  explicit Defaults(Design& design) : design_(design) {}

  void run() {
    for (std::size_t i = 0; i < design_.all<Attachment>().size(); ++i) give(i);
  }

 private:
  void give(std::size_t index) {
    Attachment& attachment = design_.all<Attachment>()[index];
    if (!attachment.gateway.is_known()) return;
    const TransitGateway gateway = design_.get(attachment.gateway);
    const Ref<TransitGateway> owner = attachment.gateway;
    if (attachment.default_association) {
      const Ref<TransitTable> table =
          chosen(owner, gateway, gateway.default_association, gateway.has_default_association);
      design_.all<Attachment>()[index].route_table = table;
    }
    if (attachment.default_propagation) {
      const Ref<TransitTable> table =
          chosen(owner, gateway, gateway.default_propagation, gateway.has_default_propagation);
      if (!table.is_none()) design_.all<Attachment>()[index].propagating.push_back(table);
    }
  }

  Ref<TransitTable> chosen(Ref<TransitGateway> owner, const TransitGateway& gateway,
                           Ref<TransitTable> said, bool has_one) {
    if (!said.is_none() || !has_one) return said;
    if (gateway.external) return Ref<TransitTable>::unknown();
    return default_table(design_, owner, made_);
  }

  Design& design_;
  std::map<std::uint32_t, Ref<TransitTable>> made_;
};

Attachment implied_attachment(const Design& design, Ref<TransitGateway> gateway,
                              const std::string& name, Attachment::Kind kind) {
  const TransitGateway& owner = design.get(gateway);
  Attachment made;
  made.name = name;
  made.id = name;
  made.scope = owner.name;
  made.account = owner.account;
  made.region = owner.region;
  made.kind = kind;
  made.gateway = gateway;
  made.implied = true;
  made.default_association = true;
  made.default_propagation = kind != Attachment::Kind::peering;
  return made;
}

void add_implied(Design& design, Attachment attachment) {
  note_completion(design, ResourceKind::TransitGateway, design.get(attachment.gateway).name,
                  fmt::format("the attachment of {}", attachment.name));
  design.add(std::move(attachment));
}

/// VPN connections and networks on premises that name the transit gateway.
void add_attachments(Design& design) {
  std::vector<bool> attached(design.all<VpnConnection>().size());
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> joined;
  for (const Attachment& attachment : design.all<Attachment>()) {
    if (attachment.vpn.is_known()) attached[attachment.vpn.index()] = true;
    if (attachment.on_premises.is_known() && attachment.gateway.is_known()) {
      joined[{attachment.gateway.index(), attachment.on_premises.index()}] = true;
    }
  }
  for (std::size_t i = 0; i < attached.size(); ++i) {
    const VpnConnection& connection = design.all<VpnConnection>()[i];
    if (attached[i] || !connection.transit_gateway.is_known()) continue;
    Attachment made = implied_attachment(design, connection.transit_gateway, connection.name,
                                         Attachment::Kind::vpn);
    made.vpn = Ref<VpnConnection>(i);
    made.at = connection.at;
    add_implied(design, std::move(made));
  }
  for (std::size_t i = 0; i < design.all<OnPremisesNetwork>().size(); ++i) {
    const OnPremisesNetwork& network = design.all<OnPremisesNetwork>()[i];
    for (const Ref<TransitGateway> gateway : network.transit_gateways) {
      if (!gateway.is_known()) continue;
      if (!joined.try_emplace({gateway.index(), static_cast<std::uint32_t>(i)}, true).second) {
        continue;
      }
      Attachment made =
          implied_attachment(design, gateway, network.name, Attachment::Kind::direct_connect);
      made.on_premises = Ref<OnPremisesNetwork>(i);
      made.at = network.at;
      add_implied(design, std::move(made));
    }
  }
}

/// A peering that only one side declares has its other end all the same.  Rule: TGW-11.
void add_other_ends(Design& design) {
  const std::size_t count = design.all<Attachment>().size();
  for (std::size_t i = 0; i < count; ++i) {
    const Attachment attachment = design.all<Attachment>()[i];
    const bool is_open = attachment.kind == Attachment::Kind::peering &&
                         attachment.peer.is_known() && !attachment.peer_attachment.is_known();
    if (!is_open || !attachment.gateway.is_known()) continue;
    Attachment made =
        implied_attachment(design, attachment.peer, attachment.name, Attachment::Kind::peering);
    made.peer = attachment.gateway;
    made.peer_attachment = Ref<Attachment>(i);
    made.state = attachment.state;
    made.at = attachment.at;
    design.all<Attachment>()[i].peer_attachment = Ref<Attachment>(design.all<Attachment>().size());
    add_implied(design, std::move(made));
  }
}

Learnt learnt_from(Attachment::Kind kind) {
  switch (kind) {
    case Attachment::Kind::vpc:
      return Learnt::vpc;
    case Attachment::Kind::vpn:
      return Learnt::vpn;
    case Attachment::Kind::direct_connect:
      return Learnt::direct_connect;
    case Attachment::Kind::peering:
    case Attachment::Kind::not_modelled:
      break;
  }
  return Learnt::otherwise;
}

class Propagation {
 public:
  explicit Propagation(Design& design)
      : design_(design),
        any_(learnt_networks(design)),
        tables_of_(design.all<TransitGateway>().size()) {
    any_.push_back(IpPrefix());
    any_.push_back(IpPrefix(IpAddress{Family::ipv6, 0, 0}, 0));
    sort_unique(any_);
    for (std::size_t i = 0; i < design.all<TransitTable>().size(); ++i) {
      const Ref<TransitGateway> gateway = design.all<TransitTable>()[i].gateway;
      if (gateway.is_known()) tables_of_[gateway.index()].push_back(Ref<TransitTable>(i));
    }
  }

  void run() {
    for (std::size_t i = 0; i < design_.all<Attachment>().size(); ++i) propagate(i);
    for (TransitTable& table : design_.all<TransitTable>()) mark_overlaps(table);
  }

 private:
  void propagate(std::size_t index) {
    const Attachment attachment = design_.all<Attachment>()[index];
    if (attachment.kind == Attachment::Kind::peering) return;  // Rule: TGW-11
    for (const Ref<TransitTable> table : attachment.propagating) {
      if (table.is_known()) add_routes(index, attachment, table, Route::State::active);
      if (!table.is_unknown() || !attachment.gateway.is_known()) continue;
      for (const Ref<TransitTable> any : tables_of_[attachment.gateway.index()]) {
        add_routes(index, attachment, any, Route::State::unknown);
      }
    }
  }

  void add_routes(std::size_t index, const Attachment& attachment, Ref<TransitTable> table,
                  Route::State state) {
    switch (attachment.kind) {
      case Attachment::Kind::vpc:
        return add_blocks_of_vpc(index, attachment, table, state);
      case Attachment::Kind::vpn:
        return add_of_vpn(index, attachment, table, state);
      case Attachment::Kind::direct_connect:
        return add_of_network(index, attachment.on_premises, table, state);
      case Attachment::Kind::peering:
        return;
      case Attachment::Kind::not_modelled:
        return add_any(index, table);
    }
  }

  void add_blocks_of_vpc(std::size_t index, const Attachment& attachment, Ref<TransitTable> table,
                         Route::State state) {
    if (!attachment.attached_vpc.is_known()) return add_any(index, table);
    for (const Value<IpPrefix>& cidr : design_.get(attachment.attached_vpc).cidrs) {
      Route::State here = state;
      if (cidr.is_known() && cidr.get().family() == Family::ipv6) {
        if (attachment.ipv6 == Value<bool>(false)) continue;  // Rule: TGW-13
        if (attachment.ipv6.is_unknown()) here = Route::State::unknown;
      }
      add(index, table, cidr, here);
    }
  }

  void add_of_vpn(std::size_t index, const Attachment& attachment, Ref<TransitTable> table,
                  Route::State state) {
    if (!attachment.vpn.is_known()) return add_any(index, table);
    const VpnConnection& connection = design_.get(attachment.vpn);
    // Static routes of a VPN are written in the tables of the transit gateway.
    if (connection.static_routes_only == Value<bool>(true)) return;
    if (connection.static_routes_only.is_unknown()) state = Route::State::unknown;
    add_of_network(index, connection.on_premises, table, state);
  }

  void add_of_network(std::size_t index, Ref<OnPremisesNetwork> network, Ref<TransitTable> table,
                      Route::State state) {
    if (!network.is_known()) return add_any(index, table);
    const std::vector<Value<IpPrefix>> cidrs = design_.get(network).cidrs;
    for (const Value<IpPrefix>& cidr : cidrs) add(index, table, cidr, state);
  }

  /// Whatever is there was learnt, or was not.
  void add_any(std::size_t index, Ref<TransitTable> table) {
    for (const IpPrefix& prefix : any_) add(index, table, prefix, Route::State::unknown);
  }

  void add(std::size_t index, Ref<TransitTable> table, const Value<IpPrefix>& cidr,
           Route::State state) {
    const Attachment& attachment = design_.all<Attachment>()[index];
    Route route;
    route.destination = cidr;
    route.target.kind = RouteTarget::Kind::transit_gateway_attachment;
    route.target.index = static_cast<std::uint32_t>(index);
    route.target.name = attachment.name;
    route.state = state;
    route.propagated = true;
    route.learnt = learnt_from(attachment.kind);
    route.possible = cidr.is_unknown() && state == Route::State::unknown;
    route.implied = true;
    route.at = attachment.at;
    design_.get(table).routes.push_back(std::move(route));
  }

  /// Of two VPCs that share addresses the first one attached is propagated; which it was is not
  /// known.  Rule: TGW-9.
  static void mark_overlaps(TransitTable& table) {
    std::vector<Route*> routes;
    for (Route& route : table.routes) {
      const bool counts = route.implied && route.learnt == Learnt::vpc;
      if (counts && route.destination.is_known()) routes.push_back(&route);
    }
    std::stable_sort(routes.begin(), routes.end(), [](const Route* a, const Route* b) {
      return a->destination.get() < b->destination.get();
    });
    Route* furthest = nullptr;
    for (Route* route : routes) {
      const bool overlaps =
          furthest != nullptr &&
          furthest->destination.get().last() >= route->destination.get().first() &&
          furthest->destination.get().family() == route->destination.get().family();
      if (overlaps && furthest->target.index != route->target.index) {
        furthest->state = Route::State::unknown;
        route->state = Route::State::unknown;
      }
      if (!overlaps || furthest->destination.get().last() < route->destination.get().last()) {
        furthest = route;
      }
    }
  }

  Design& design_;
  std::vector<IpPrefix> any_;
  std::vector<std::vector<Ref<TransitTable>>> tables_of_;  // by gateway
};

}  // namespace

BehindGateways::BehindGateways(const Design& design)
    : networks_(design.all<VpnGateway>().size()),
      open_(design.all<VpnGateway>().size(), design.is_collected) {
  for (std::uint32_t i = 0; i < design.all<OnPremisesNetwork>().size(); ++i) {
    const OnPremisesNetwork& network = design.all<OnPremisesNetwork>()[i];
    for (const Ref<VpnGateway> gateway : network.vpn_gateways) {
      if (!gateway.is_known()) continue;
      for (const Value<IpPrefix>& cidr : network.cidrs) {
        networks_[gateway.index()].push_back({cidr, Ref<OnPremisesNetwork>(i), {}, 0});
      }
    }
    if (!network.via_known) open_.assign(open_.size(), true);
  }
  for (std::uint32_t i = 0; i < design.all<VpnConnection>().size(); ++i) add(design, i);
  for (std::size_t i = 0; i < open_.size(); ++i) {
    if (networks_[i].empty()) open_[i] = true;
  }
}

void BehindGateways::add(const Design& design, std::uint32_t index) {
  const VpnConnection& connection = design.all<VpnConnection>()[index];
  if (connection.vpn_gateway.is_unknown()) open_.assign(open_.size(), true);
  if (!connection.vpn_gateway.is_known()) return;
  const std::uint32_t gateway = connection.vpn_gateway.index();
  const Ref<VpnConnection> ref(index);
  const bool is_static = connection.static_routes_only.get_or(false);
  if (is_static) {
    for (const Value<IpPrefix>& cidr : connection.routes) {
      networks_[gateway].push_back({cidr, connection.on_premises, ref, 1});
    }
    return;
  }
  const bool tells = connection.on_premises.is_known() && connection.static_routes_only.is_known();
  if (!tells) open_[gateway] = true;
  if (!connection.on_premises.is_known()) return;
  for (const Value<IpPrefix>& cidr : design.get(connection.on_premises).cidrs) {
    networks_[gateway].push_back({cidr, connection.on_premises, ref, 2});
  }
}

std::vector<IpPrefix> learnt_networks(const Design& design) {
  std::vector<IpPrefix> networks;
  for (const OnPremisesNetwork& network : design.all<OnPremisesNetwork>()) {
    for (const Value<IpPrefix>& cidr : network.cidrs) {
      if (cidr.is_known()) networks.push_back(cidr.get());
    }
  }
  for (const IpPrefix& prefix : rfc1918_addresses().prefixes()) networks.push_back(prefix);
  sort_unique(networks);
  return networks;
}

void link_transit(Design& design) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> ends;  // by gateway and peer
  auto& attachments = design.all<Attachment>();
  for (std::size_t i = 0; i < attachments.size(); ++i) {
    Attachment& attachment = attachments[i];
    const bool is_end = attachment.kind == Attachment::Kind::peering &&
                        attachment.gateway.is_known() && attachment.peer.is_known();
    if (!is_end || attachment.peer_attachment.is_known()) continue;
    ends.try_emplace({attachment.gateway.index(), attachment.peer.index()}, i);
    const auto other = ends.find({attachment.peer.index(), attachment.gateway.index()});
    if (other == ends.end() || attachments[other->second].peer_attachment.is_known()) continue;
    attachment.peer_attachment = Ref<Attachment>(other->second);
    attachments[other->second].peer_attachment = Ref<Attachment>(i);
  }
  for (std::size_t i = 0; i < attachments.size(); ++i) {
    const Attachment& attachment = attachments[i];
    if (!attachment.vpn.is_known() || !attachment.gateway.is_known()) continue;
    design.get(attachment.vpn).transit_gateway = attachment.gateway;
  }
}

void complete_transit(Design& design) {
  add_attachments(design);
  add_other_ends(design);
  Defaults(design).run();
  Propagation(design).run();
}

}  // namespace canreach
