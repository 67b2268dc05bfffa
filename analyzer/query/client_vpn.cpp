// What a client VPN endpoint does with what its clients send, before it is in the VPC.
#include "analyzer/query/client_vpn.h"

#include <functional>
#include <map>

#include "base/algorithm.h"

namespace canreach {
namespace {

const ClientVpnEndpoint& endpoint_at(const Network& network, std::uint32_t index) {
  return network.design->all<ClientVpnEndpoint>()[index];
}

Tri holds_block(const Network& network, const Value<IpPrefix>& block, Atom atom) {
  return block.is_unknown() ? Tri::maybe : network.holds(network.range_of(block.get()), atom);
}

/// Whether rules of one length hold the address: for every client, for a group.
struct Authorized {
  Tri all = Tri::no;
  Tri members = Tri::no;
};

}  // namespace

ClientVpnVerdict client_vpn_route(const Network& network, std::uint32_t endpoint,
                                  std::uint32_t subnet, Atom destination) {
  const ClientVpnEndpoint& declared = endpoint_at(network, endpoint);
  Tri routed = declared.routes_known ? Tri::no : Tri::maybe;
  for (const ClientVpnRoute& route : declared.routes) {
    Tri leads = holds_block(network, route.destination, destination);
    const bool is_elsewhere = route.subnet.is_known() && route.subnet.index() != subnet;
    if (is_elsewhere) continue;
    if (route.possible || route.subnet.is_unknown()) leads = both(leads, Tri::maybe);
    routed = either(routed, leads);
  }
  if (routed == Tri::yes) return {};
  // In a split tunnel the client sends it by the network that it is in, which no input tells.
  const bool splits = tri(declared.split_tunnel, true) != Tri::no && network.is_public(destination);
  if (routed == Tri::maybe) return {Tri::maybe, Reason::unknown_value, splits};
  if (splits) return {Tri::maybe, Reason::split_tunnel, true};
  return {Tri::no, Reason::client_vpn_no_route, false};
}

ClientVpnVerdict client_vpn_authorization(const Network& network, std::uint32_t endpoint,
                                          Atom destination) {
  const ClientVpnEndpoint& declared = endpoint_at(network, endpoint);
  bool is_open = !declared.authorizations_known;  // may there be rules longer than those known?
  std::map<int, Authorized, std::greater<>> by_length;
  for (const ClientVpnAuthorization& rule : declared.authorizations) {
    if (rule.destination.is_unknown()) {
      is_open = true;
      continue;
    }
    Authorized& same = by_length[rule.destination.get().length()];
    Tri& place = rule.group.empty() ? same.all : same.members;
    place = either(place, holds_block(network, rule.destination, destination));
  }
  const ClientVpnVerdict open = {Tri::maybe, Reason::unknown_value, false};
  bool may_pass = is_open;
  for (const auto& [length, rules] : by_length) {
    if (rules.all == Tri::yes) return is_open ? open : ClientVpnVerdict{};
    if (rules.members != Tri::no) return {Tri::maybe, Reason::client_group_unknown, false};
    may_pass = may_pass || rules.all == Tri::maybe;
  }
  if (may_pass) return open;
  return {Tri::no, Reason::client_vpn_unauthorized, false};
}

Tri asks_its_vpc(const Network& network, const EndMember& member) {
  if (!member.owned || member.owner_kind != ResourceKind::ClientVpnEndpoint) return Tri::yes;
  const ClientVpnEndpoint& declared = endpoint_at(network, member.owner_index);
  if (member.vpc == kNoIndex) return Tri::maybe;
  const std::optional<IpAddress>& resolver = network.vpcs[member.vpc].resolver;
  const bool is_told = resolver && contains(declared.dns_servers, *resolver);
  return is_told ? Tri::yes : Tri::maybe;
}

const ClientVpnEndpoint* endpoint_of_client(const Network& network, const IpAddress& address) {
  for (const ClientVpnEndpoint& one : network.design->all<ClientVpnEndpoint>()) {
    if (one.client_cidr.is_known() && one.client_cidr.get().contains(address)) return &one;
  }
  return nullptr;
}

}  // namespace canreach
