#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "model/design_checks.h"

// What belongs together lies in one VPC, and a VPC has one of each thing that it has one of.

namespace canreach {
namespace {

using TargetKind = RouteTarget::Kind;

class Associations {
 public:
  Associations(const Design& design, Diagnostics& diagnostics)
      : design_(design), diagnostics_(diagnostics) {}

  void run() {
    for (const Subnet& subnet : design_.all<Subnet>()) check(subnet);
    for (const NetworkInterface& interface : design_.all<NetworkInterface>()) check(interface);
    for (const NatGateway& gateway : design_.all<NatGateway>()) {
      require(gateway.subnet, gateway.vpc, gateway.at);
    }
    for (const VpcEndpoint& endpoint : design_.all<VpcEndpoint>()) check(endpoint);
    for (const RouteTable& table : design_.all<RouteTable>()) check(table);
    check_one<InternetGateway>([](const InternetGateway&) { return true; }, "internet gateway");
    check_one<EgressOnlyInternetGateway>([](const EgressOnlyInternetGateway&) { return true; },
                                         "egress-only internet gateway");
    check_one<RouteTable>([](const RouteTable& table) { return table.main; }, "main route table");
    check_one<NetworkAcl>([](const NetworkAcl& acl) { return acl.is_default; },
                          "default network ACL");
    check_one<SecurityGroup>([](const SecurityGroup& group) { return group.is_default; },
                             "default security group");
  }

 private:
  /// Reports a thing that lies in another VPC than the one that uses it at `at`.
  template <class T>
  void require(const T& thing, Ref<Vpc> vpc, const SourceLoc& at) {
    if (!thing.vpc.is_known() || !vpc.is_known() || thing.vpc == vpc) return;
    diagnostics_.report(
        DiagnosticKind::wrong_vpc, at,
        {described(thing), described(design_.get(thing.vpc)), described(design_.get(vpc))});
  }

  template <class T>
  void require(Ref<T> ref, Ref<Vpc> vpc, const SourceLoc& at) {
    if (ref.is_known()) require(design_.get(ref), vpc, at);
  }

  template <class T>
  void require(std::uint32_t index, Ref<Vpc> vpc, const SourceLoc& at) {
    require(design_.all<T>()[index], vpc, at);
  }

  void check(const Subnet& subnet) {
    require(subnet.route_table, subnet.vpc, subnet.at);
    for (const Ref<RouteTable> table : subnet.possible_route_tables) {
      require(table, subnet.vpc, subnet.at);
    }
    require(subnet.network_acl, subnet.vpc, subnet.at);
  }

  void check(const NetworkInterface& interface) {
    require(interface.subnet, interface.vpc, interface.at);
    Ref<Vpc> vpc = interface.vpc;
    if (!vpc.is_known() && interface.subnet.is_known()) vpc = design_.get(interface.subnet).vpc;
    for (const Ref<SecurityGroup> ref : interface.security_groups) {
      // A group may be associated with further VPCs.  Rule: SG-16.
      const bool is_shared = ref.is_known() && contains(design_.get(ref).further_vpcs, vpc);
      if (!is_shared) require(ref, vpc, interface.at);
    }
  }

  void check(const VpcEndpoint& endpoint) {
    for (const Ref<RouteTable> table : endpoint.route_tables) {
      require(table, endpoint.vpc, endpoint.at);
    }
    for (const Ref<NetworkInterface> interface : endpoint.interfaces) {
      require(interface, endpoint.vpc, endpoint.at);
    }
  }

  void check(const RouteTable& table) {
    check_edge(table);
    for (const Ref<VpnGateway> gateway : table.propagating) require(gateway, table.vpc, table.at);
    for (const Route& route : table.routes) {
      if (!route.implied) check_target(route.target, table.vpc, route.at);
    }
  }

  void check_edge(const RouteTable& table) {
    switch (table.edge.kind) {
      case EdgeGateway::Kind::none:
      case EdgeGateway::Kind::unknown:
        return;
      case EdgeGateway::Kind::internet_gateway:
        return require<InternetGateway>(table.edge.index, table.vpc, table.at);
      case EdgeGateway::Kind::vpn_gateway:
        return require<VpnGateway>(table.edge.index, table.vpc, table.at);
    }
  }

  void check_target(const RouteTarget& target, Ref<Vpc> vpc, const SourceLoc& at) {
    switch (target.kind) {
      case TargetKind::internet_gateway:
        return require<InternetGateway>(target.index, vpc, at);
      case TargetKind::egress_only_internet_gateway:
        return require<EgressOnlyInternetGateway>(target.index, vpc, at);
      case TargetKind::nat_gateway:
        return require<NatGateway>(target.index, vpc, at);
      case TargetKind::network_interface:
        return require<NetworkInterface>(target.index, vpc, at);
      case TargetKind::vpc_endpoint:
        return require<VpcEndpoint>(target.index, vpc, at);
      case TargetKind::vpn_gateway:
        return require<VpnGateway>(target.index, vpc, at);
      case TargetKind::vpc_peering:
        return check_side(design_.all<VpcPeering>()[target.index], vpc, at);
      case TargetKind::local:
      case TargetKind::transit_gateway:
      case TargetKind::transit_gateway_attachment:
      case TargetKind::not_modelled:
      case TargetKind::blackhole:
      case TargetKind::unknown:
        return;
    }
  }

  void check_side(const VpcPeering& peering, Ref<Vpc> vpc, const SourceLoc& at) {
    const bool both_known = peering.requester.is_known() && peering.accepter.is_known();
    if (!both_known || !vpc.is_known()) return;
    if (vpc == peering.requester || vpc == peering.accepter) return;
    diagnostics_.report(DiagnosticKind::wrong_vpc, at,
                        {described(peering),
                         fmt::format("{} and {}", described(design_.get(peering.requester)),
                                     described(design_.get(peering.accepter))),
                         described(design_.get(vpc))});
  }

  /// Rules: IGW-1, EIGW-3, RT-1, NACL-1, SG-3.
  template <class T, class Counts>
  void check_one(Counts counts, std::string_view words) {
    std::vector<const T*> first(design_.all<Vpc>().size());
    for (const T& thing : design_.all<T>()) {
      if (!thing.vpc.is_known() || !counts(thing)) continue;
      const T*& before = first[thing.vpc.index()];
      if (before == nullptr) {
        before = &thing;
        continue;
      }
      diagnostics_.report(
          DiagnosticKind::conflicting_keys, thing.at,
          {fmt::format("{} has one {}: {} and {} are two", described(design_.get(thing.vpc)), words,
                       quoted(before->name), quoted(thing.name))});
    }
  }

  const Design& design_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_associations(const Design& design, Diagnostics& diagnostics) {
  Associations(design, diagnostics).run();
}

}  // namespace canreach
