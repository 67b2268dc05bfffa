#include "parsers/native/interfaces.h"

#include <algorithm>
#include <utility>

#include "base/algorithm.h"

// Network interfaces: where they stand, their addresses and groups.
//
// An address that the input leaves out is not chosen here: the interface says which families it
// wants, and completion gives it the next free address once all written ones are known.

namespace canreach {

namespace {

bool is_in_group_vpc(const SecurityGroup& group, const NetworkInterface& interface) {
  return !interface.vpc.is_known() || group.vpc == interface.vpc ||
         contains(group.further_vpcs, interface.vpc);
}

void read_primary_address(NativeContext& context, const SyntaxNode* node, const PublicIp& public_ip,
                          NetworkInterface& interface) {
  interface.wanted_public_ip = public_ip;
  if (node == nullptr) {
    if (!interface.subnet.is_known()) {
      interface.addresses_known = false;
      return;
    }
    const Value<bool> has_ipv4 = has_family(context.design.get(interface.subnet), Family::ipv4);
    if (has_ipv4.is_unknown()) interface.addresses_known = false;
    interface.wants_ipv4 = has_ipv4.get_or(false);
    return;
  }
  if (says_unknown(*node)) {
    interface.addresses_known = false;
    return;
  }
  if (node->is_scalar() && node->text() == "none") return;
  const std::optional<IpAddress> address = read_address(context, *node, "`address`");
  if (!address) return;
  if (address->family != Family::ipv4) {
    return context.invalid(*node, "`address`", "an IPv6 address is given by the key `ipv6`");
  }
  if (!check_in_subnet(context, *node, *address, interface)) return;
  interface.wanted_public_ip = PublicIp();
  interface.addresses.push_back({*address, public_ip, false});
}

void want_ipv6_by_subnet(const NativeContext& context, Ipv6Default ipv6_default,
                         NetworkInterface& interface) {
  if (!interface.subnet.is_known()) return;
  const Subnet& subnet = context.design.get(interface.subnet);
  const Value<bool> has_ipv6 = has_family(subnet, Family::ipv6);
  const bool gives_ipv6 = subnet.assign_ipv6.get_or(true);
  if (has_ipv6.is_unknown() && gives_ipv6 && ipv6_default == Ipv6Default::as_subnet) {
    interface.wants_ipv6 = true;  // it may get one: assign_addresses() leaves that open
  }
  if (has_ipv6.is_unknown() || !has_ipv6.get()) return;
  const bool is_ipv6_only = has_family(subnet, Family::ipv4) == Value<bool>(false);
  if (is_ipv6_only) {
    interface.wants_ipv6 = true;
  } else if (ipv6_default == Ipv6Default::without_ipv4) {
    return;
  } else if (subnet.assign_ipv6.is_unknown()) {
    interface.addresses_known = false;
  } else {
    interface.wants_ipv6 = subnet.assign_ipv6.get();
  }
}

void read_ipv6(NativeContext& context, const SyntaxNode& node, NetworkInterface& interface) {
  if (says_unknown(node)) {
    interface.addresses_known = false;
    return;
  }
  if (node.kind() == SyntaxKind::boolean) {
    interface.wants_ipv6 = read_flag(context, &node, "`ipv6`");
    return;
  }
  if (node.is_scalar() && node.text() == "auto") {
    interface.wants_ipv6 = true;
    return;
  }
  const std::optional<IpAddress> address = read_address(context, node, "`ipv6`");
  if (!address) return;
  if (address->family != Family::ipv6) {
    return context.invalid(node, "`ipv6`", quoted(node.text()) + " is no IPv6 address");
  }
  if (!check_in_subnet(context, node, *address, interface)) return;
  interface.addresses.push_back({*address, PublicIp(), false});
}

/// The values that a key gives to each subnet: one for a single subnet, or a map.
class BySubnet {
 public:
  BySubnet(NativeContext& context, const SyntaxNode* node, std::string key,
           const std::vector<Ref<Subnet>>& subnets, std::string_view home)
      : values_(subnets.size(), nullptr) {
    if (node == nullptr) return;
    if (node->is_map()) {
      read_map(context, *node, key, subnets, home);
      return;
    }
    const bool is_common =
        node->kind() == SyntaxKind::boolean || says_unknown(*node) ||
        (node->is_scalar() && (node->text() == "auto" || node->text() == "none"));
    if (subnets.size() < 2 || is_common) {
      values_.assign(subnets.size(), node);
    } else {
      context.invalid(*node, key, "with several subnets it is a map from subnets to addresses");
    }
  }

  const SyntaxNode* of(std::size_t subnet) const { return values_[subnet]; }

 private:
  void read_map(NativeContext& context, const SyntaxNode& node, const std::string& key,
                const std::vector<Ref<Subnet>>& subnets, std::string_view home) {
    for (const SyntaxNode::Member& member : node.members()) {
      const SyntaxNode name =
          SyntaxNode::scalar(SyntaxKind::string, member.key, member.key_at, false);
      const auto is_called = [&](Ref<Subnet> subnet) {
        return subnet.is_known() && context.design.get(subnet).name == member.key;
      };
      // Its own subnet of that name is meant, whatever others have the name.
      const auto own = std::find_if(subnets.begin(), subnets.end(), is_called);
      const NameEntry* entry = nullptr;
      if (own == subnets.end()) entry = resolve(context, name, wanted_kind<Subnet>(), home);
      if (own == subnets.end() && entry == nullptr) continue;
      const Ref<Subnet> meant = entry == nullptr ? *own : Ref<Subnet>(entry->index);
      bool is_there = false;
      for (std::size_t i = 0; i < subnets.size(); ++i) {
        if (subnets[i] != meant) continue;
        values_[i] = &member.value;
        is_there = true;
      }
      if (!is_there) {
        context.invalid(name, key, quoted(member.key) + " is none of its subnets");
      }
    }
  }

  std::vector<const SyntaxNode*> values_;
};

/// All in one VPC: `home`, or that of the first one.
std::vector<Ref<Subnet>> read_subnets(NativeContext& context, const SyntaxNode& node,
                                      std::string home) {
  std::vector<Ref<Subnet>> subnets;
  if (node.is_list() && node.elements().empty()) {
    context.invalid(node, "`subnets`", "at least one subnet is needed");
  }
  for (const SyntaxNode* element : elements_of(node)) {
    const Ref<Subnet> subnet = home.empty() ? read_ref<Subnet>(context, *element, home)
                                            : read_own_ref<Subnet>(context, *element, home);
    if (subnet.is_known()) home = context.design.get(subnet).scope;
    if (subnet.is_known() && contains(subnets, subnet)) {
      context.invalid(*element, "`subnets`", quoted(element->text()) + " stands there twice");
      continue;
    }
    subnets.push_back(subnet);
  }
  return subnets;
}

PublicIp elastic_or(NativeContext& context, const SyntaxNode* node, const PublicIp& otherwise) {
  if (node == nullptr || says_unknown(*node)) return otherwise;
  const std::optional<IpAddress> address = read_public_ip(context, *node, "`public_ip`");
  return address ? PublicIp{PublicIp::Kind::address, *address} : otherwise;
}

/// The groups are the same for all; they are read once, so that a mistake is reported once.
void share_groups(NativeContext& context, const SyntaxNode* node,
                  std::vector<NetworkInterface>& interfaces) {
  if (interfaces.empty()) return;
  NetworkInterface& first = interfaces.front();
  read_interface_groups(context, node, first);
  for (NetworkInterface& other : interfaces) {
    if (&other == &first) continue;
    other.security_groups = first.security_groups;
    other.security_groups_known = first.security_groups_known;
  }
}

}  // namespace

Value<bool> has_family(const Subnet& subnet, Family family) {
  bool is_open = subnet.cidrs.empty();
  for (const Value<IpPrefix>& cidr : subnet.cidrs) {
    if (cidr.is_unknown()) {
      is_open = true;
    } else if (cidr.get().family() == family) {
      return true;
    }
  }
  if (is_open) return kUnknown;
  return false;
}

bool check_in_subnet(NativeContext& context, const SyntaxNode& node, const IpAddress& address,
                     const NetworkInterface& interface) {
  if (!interface.subnet.is_known()) return true;
  const Subnet& subnet = context.design.get(interface.subnet);
  std::vector<std::string> blocks;
  for (const Value<IpPrefix>& cidr : subnet.cidrs) {
    if (cidr.is_unknown() || cidr.get().contains(address)) return true;
    blocks.push_back(cidr.get().to_string());
  }
  if (blocks.empty()) return true;
  context.report(
      DiagnosticKind::cidr_outside_parent, node.at(),
      {quoted(node.text()), "subnet " + quoted(subnet.name) + " (" + join(blocks, ", ") + ")"});
  return false;
}

void place_in(const NativeContext& context, Ref<Subnet> subnet, NetworkInterface& interface) {
  interface.subnet = subnet;
  if (!subnet.is_known()) return;
  const Subnet& place = context.design.get(subnet);
  interface.vpc = place.vpc;
  interface.scope = place.scope;
  interface.account = place.account;
  interface.region = place.region;
}

void place_in_vpc(const NativeContext& context, Ref<Vpc> vpc, NetworkInterface& interface) {
  if (!vpc.is_known()) return;
  const Vpc& place = context.design.get(vpc);
  interface.vpc = vpc;
  interface.scope = place.name;
  interface.account = place.account;
  interface.region = place.region;
}

NetworkInterface interface_in(const NativeContext& context, const InterfaceOwner& owner,
                              Ref<Subnet> subnet, NetworkInterface::Type type) {
  NetworkInterface interface;
  interface.name = owner.resource->name;
  interface.id = owner.resource->id;
  interface.scope = owner.resource->scope;
  interface.account = owner.resource->account;
  interface.region = owner.resource->region;
  interface.at = owner.resource->at;
  interface.type = type;
  interface.vpc = Ref<Vpc>::unknown();
  interface.owner_kind = owner.kind;
  interface.owner_index = owner.index;
  interface.owned = true;
  place_in(context, subnet, interface);
  return interface;
}

void read_interface_groups(NativeContext& context, const SyntaxNode* node,
                           NetworkInterface& interface) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) {
    if (says_unknown(*element)) {
      interface.security_groups_known = false;
      continue;
    }
    const Ref<SecurityGroup> ref = read_ref<SecurityGroup>(context, *element, interface.scope);
    if (!ref.is_known()) {
      interface.security_groups_known = false;
      continue;
    }
    const SecurityGroup& group = context.design.get(ref);
    if (!is_in_group_vpc(group, interface)) {
      context.report(DiagnosticKind::wrong_vpc, element->at(),
                     {quoted(group.name), quoted(group.scope), quoted(interface.scope)});
      interface.security_groups_known = false;
    } else if (!contains(interface.security_groups, ref)) {
      interface.security_groups.push_back(ref);
    }
  }
}

void read_interface_addresses(NativeContext& context, const SyntaxNode* address,
                              const SyntaxNode* ipv6, const PublicIp& public_ip,
                              Ipv6Default ipv6_default, NetworkInterface& interface) {
  read_primary_address(context, address, public_ip, interface);
  if (ipv6 != nullptr) {
    read_ipv6(context, *ipv6, interface);
  } else {
    want_ipv6_by_subnet(context, ipv6_default, interface);
  }
}

std::vector<NetworkInterface> read_interfaces(NativeContext& context, const InterfaceKeys& keys,
                                              const InterfaceOwner& owner,
                                              NetworkInterface::Type type,
                                              const PublicIp& public_ip, std::string_view home) {
  std::vector<Ref<Subnet>> subnets = {Ref<Subnet>::unknown()};
  if (keys.subnets != nullptr) subnets = read_subnets(context, *keys.subnets, std::string(home));
  const BySubnet addresses(context, keys.address, "`address`", subnets, home);
  const BySubnet ipv6(context, keys.ipv6, "`ipv6`", subnets, home);
  const BySubnet elastic(context, keys.public_ip, "`public_ip`", subnets, home);
  std::vector<NetworkInterface> interfaces;
  for (std::size_t i = 0; i < subnets.size(); ++i) {
    NetworkInterface interface = interface_in(context, owner, subnets[i], type);
    read_interface_addresses(context, addresses.of(i), ipv6.of(i),
                             elastic_or(context, elastic.of(i), public_ip),
                             Ipv6Default::without_ipv4, interface);
    interfaces.push_back(std::move(interface));
  }
  share_groups(context, keys.security_groups, interfaces);
  return interfaces;
}

}  // namespace canreach
