// What the keys of a workload or a free interface say of network interfaces: where they stand,
// their addresses and groups.  What reading gives by itself is not written; see interfaces.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/native/interfaces.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

const InterfaceAddress* first_of(const NetworkInterface& interface, Family family) {
  for (const InterfaceAddress& held : interface.addresses) {
    if (held.address.family == family) return &held;
  }
  return nullptr;
}

/// The keys `address` and `ipv6` of one interface; absent: nothing is to be written.
struct AddressKeys {
  std::optional<YamlValue> ipv4;
  std::optional<YamlValue> ipv6;
};

AddressKeys address_keys(const WriteContext& out, Ref<NetworkInterface> ref, bool as_subnet) {
  const NetworkInterface& interface = out.design().get(ref);
  const AddressDefaults defaults = address_defaults(out.design(), interface.subnet, as_subnet);
  const bool is_written_out = out.needs_address(ref);
  AddressKeys keys;
  const InterfaceAddress* ipv4 = first_of(interface, Family::ipv4);
  const InterfaceAddress* ipv6 = first_of(interface, Family::ipv6);
  if (ipv4 != nullptr) {
    if (!ipv4->assumed || is_written_out) keys.ipv4 = YamlValue::of_text(ipv4->address.to_string());
  } else if (!interface.addresses_known) {
    if (!defaults.unknown) keys.ipv4 = unknown_value();
  } else if (defaults.ipv4 || defaults.unknown) {
    keys.ipv4 = YamlValue::word("none");
  }
  if (ipv6 != nullptr) {
    if (!ipv6->assumed || is_written_out) {
      keys.ipv6 = YamlValue::of_text(ipv6->address.to_string());
    } else if (!defaults.ipv6) {
      keys.ipv6 = YamlValue::word("true");
    }
  } else if (defaults.ipv6 && interface.addresses_known) {
    keys.ipv6 = YamlValue::word("false");
  }
  const bool lacks_more = ipv4 != nullptr && !interface.addresses_known && !keys.ipv6;
  if (lacks_more) keys.ipv6 = unknown_value();
  return keys;
}

YamlValue secondary_value(const InterfaceAddress& held) {
  const std::optional<YamlValue> public_ip = public_ip_value(held.public_ip);
  YamlValue address = YamlValue::of_text(held.address.to_string());
  if (!public_ip || held.public_ip.kind == PublicIp::Kind::none) return address;
  YamlValue map;
  map.put("address", std::move(address));
  map.put("public_ip", *public_ip);
  return map;
}

void put_secondary(const NetworkInterface& interface, YamlValue& body) {
  YamlValue list = YamlValue::list();
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    bool is_first = true;
    for (const InterfaceAddress& held : interface.addresses) {
      if (held.address.family != family) continue;
      if (!is_first) list.items.push_back(secondary_value(held));
      is_first = false;
    }
  }
  if (!list.items.empty()) body.put("secondary_addresses", one_or_list(std::move(list)));
}

void put_prefixes(const NetworkInterface& interface, YamlValue& body) {
  YamlValue list = YamlValue::list();
  for (const IpPrefix& prefix : interface.prefixes) {
    list.items.push_back(YamlValue::of_text(prefix.to_string()));
  }
  if (!list.items.empty()) body.put("prefixes", one_or_list(std::move(list)));
}

bool is_usable(const SecurityGroup& group, const NetworkInterface& interface) {
  return !interface.vpc.is_known() || group.vpc == interface.vpc ||
         contains(group.further_vpcs, interface.vpc);
}

YamlValue group_value(WriteContext& out, Ref<SecurityGroup> ref, const NetworkInterface& interface,
                      const Resource& owner) {
  const SecurityGroup& group = out.design().get(ref);
  if (is_usable(group, interface)) return out.reference(ref, out.home(interface.vpc), owner);
  out.unsaid(quoted(owner.name), owner.at,
             fmt::format("the security group {} of another VPC", quoted(group.name)));
  return unknown_value();
}

/// One value for all interfaces where they agree, else a map from subnets.
void put_by_subnet(WriteContext& out, const char* key, const Resource& owner,
                   const std::vector<Ref<NetworkInterface>>& interfaces,
                   const std::vector<std::optional<YamlValue>>& values, std::string_view home,
                   YamlValue& body) {
  const bool any = any_of(values, [](const std::optional<YamlValue>& value) { return !!value; });
  if (!any) return;
  const bool is_common = all_of(values, [&](const std::optional<YamlValue>& value) {
    return value && value->kind == YamlValue::Kind::word && value->text == values[0]->text;
  });
  if (values.size() == 1 || (values[0] && is_common)) return body.put(key, *values[0]);
  YamlValue map;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    const Ref<Subnet> subnet = out.design().get(interfaces[i]).subnet;
    const YamlValue name = out.reference(subnet, home, owner);
    if (!name.is_word("unknown")) map.put(name.text, *values[i]);
  }
  if (!map.is_empty()) body.put(key, std::move(map));
}

}  // namespace

AddressDefaults address_defaults(const Design& design, Ref<Subnet> subnet, bool as_subnet) {
  AddressDefaults defaults;
  if (!subnet.is_known()) {
    defaults.unknown = true;
    return defaults;
  }
  const Subnet& place = design.get(subnet);
  const Value<bool> ipv4 = has_family(place, Family::ipv4);
  const Value<bool> ipv6 = has_family(place, Family::ipv6);
  defaults.ipv4 = ipv4.get_or(false);
  defaults.unknown = ipv4.is_unknown();
  if (ipv6 != Value<bool>(true)) return defaults;
  if (ipv4 == Value<bool>(false)) {
    defaults.ipv6 = true;
  } else if (as_subnet) {
    defaults.unknown = defaults.unknown || place.assign_ipv6.is_unknown();
    defaults.ipv6 = place.assign_ipv6.get_or(false);
  }
  return defaults;
}

PublicIp primary_public_ip(const NetworkInterface& interface) {
  const InterfaceAddress* first = first_of(interface, Family::ipv4);
  return first == nullptr ? interface.wanted_public_ip : first->public_ip;
}

std::optional<YamlValue> public_ip_value(const PublicIp& public_ip) {
  switch (public_ip.kind) {
    case PublicIp::Kind::none:
      return YamlValue::word("none");
    case PublicIp::Kind::address:
      return YamlValue::of_text(public_ip.address.to_string());
    case PublicIp::Kind::assigned:
      return YamlValue::word("auto");
    case PublicIp::Kind::unknown:
      return unknown_value();
  }
  return std::nullopt;
}

void put_groups(WriteContext& out, const NetworkInterface& interface, const Resource& owner,
                bool always, YamlValue& body) {
  if (!interface.has_security_groups) return;
  const bool is_default = interface.security_groups.size() == 1 &&
                          interface.security_groups_known &&
                          out.design().get(interface.security_groups.front()).implied;
  if (is_default && !always) return;
  YamlValue list = YamlValue::list();
  for (const Ref<SecurityGroup> ref : interface.security_groups) {
    list.items.push_back(group_value(out, ref, interface, owner));
  }
  if (!interface.security_groups_known) list.items.push_back(unknown_value());
  if (!list.items.empty()) body.put("security_groups", one_or_list(std::move(list)));
}

YamlValue interface_names(WriteContext& out, const Resource& owner,
                          const std::vector<Ref<NetworkInterface>>& interfaces, std::size_t first) {
  YamlValue names = YamlValue::list();
  for (std::size_t i = first; i < interfaces.size(); ++i) {
    const bool is_named = out.is_written(ResourceKind::NetworkInterface, interfaces[i].index());
    names.items.push_back(is_named ? out.reference(interfaces[i], "", owner) : unknown_value());
  }
  return names;
}

void put_interfaces(WriteContext& out, ResourceKind kind, std::uint32_t index,
                    const Resource& resource, const std::vector<Ref<NetworkInterface>>& interfaces,
                    std::string_view home, YamlValue& body) {
  if (!out.is_inline(kind, index)) {
    body.put("interfaces", interface_names(out, resource, interfaces, 0));
    return;
  }
  if (interfaces.empty()) return;
  YamlValue subnets = YamlValue::list();
  std::vector<std::optional<YamlValue>> ipv4;
  std::vector<std::optional<YamlValue>> ipv6;
  std::vector<std::optional<YamlValue>> elastic;
  for (const Ref<NetworkInterface> ref : interfaces) {
    subnets.items.push_back(out.reference(out.design().get(ref).subnet, home, resource));
    AddressKeys keys = address_keys(out, ref, false);
    ipv4.push_back(std::move(keys.ipv4));
    ipv6.push_back(std::move(keys.ipv6));
    const PublicIp own = primary_public_ip(out.design().get(ref));
    const bool is_elastic =
        kind == ResourceKind::LoadBalancer && own.kind == PublicIp::Kind::address;
    elastic.push_back(is_elastic ? public_ip_value(own) : std::nullopt);
  }
  body.put("subnets", one_or_list(std::move(subnets)));
  put_by_subnet(out, "address", resource, interfaces, ipv4, home, body);
  const bool has_ipv6_key = kind != ResourceKind::VpcEndpoint && kind != ResourceKind::Function &&
                            kind != ResourceKind::ClientVpnEndpoint;
  if (has_ipv6_key) put_by_subnet(out, "ipv6", resource, interfaces, ipv6, home, body);
  put_by_subnet(out, "public_ip", resource, interfaces, elastic, home, body);
  put_groups(out, out.design().get(interfaces.front()), resource,
             kind == ResourceKind::LoadBalancer, body);
}

void put_interface(WriteContext& out, Ref<NetworkInterface> ref, const Resource& owner,
                   bool by_subnet, YamlValue& body) {
  const Design& design = out.design();
  const NetworkInterface& interface = design.get(ref);
  body.put("subnet", out.reference(interface.subnet, "", owner));
  if (!interface.subnet.is_known() && interface.vpc.is_known() && !by_subnet) {
    body.put("vpc", out.reference(interface.vpc, "", owner));
  }
  AddressKeys keys = address_keys(out, ref, true);
  if (keys.ipv4) body.put("address", std::move(*keys.ipv4));
  if (keys.ipv6) body.put("ipv6", std::move(*keys.ipv6));
  PublicIp usual;
  if (by_subnet && !interface.subnet.is_known()) usual.kind = PublicIp::Kind::unknown;
  if (by_subnet && interface.subnet.is_known()) {
    const Value<bool>& maps = design.get(interface.subnet).map_public_ip;
    usual.kind = maps.is_unknown() ? PublicIp::Kind::unknown
                 : maps.get()      ? PublicIp::Kind::assigned
                                   : PublicIp::Kind::none;
  }
  const PublicIp own = primary_public_ip(interface);
  const bool has_ipv6_alone =
      first_of(interface, Family::ipv4) == nullptr && interface.addresses_known;
  if (!has_ipv6_alone && (own.kind != usual.kind || own.kind == PublicIp::Kind::address)) {
    body.put("public_ip", *public_ip_value(own));
  }
  put_groups(out, interface, owner, false, body);
  put_secondary(interface, body);
  put_prefixes(interface, body);
  put_bool(body, "source_dest_check", interface.source_dest_check, true);
}

YamlValue write_network_interface(WriteContext& out, std::uint32_t index) {
  const NetworkInterface& interface = out.design().all<NetworkInterface>()[index];
  YamlValue body;
  put_common(out, ResourceKind::NetworkInterface, index, interface, body);
  if (interface.type != NetworkInterface::Type::ordinary) {
    body.put_text("type", interface_type_words()[static_cast<std::size_t>(interface.type)]);
  }
  put_interface(out, Ref<NetworkInterface>(index), interface, false, body);
  put_tags(interface, body);
  return body;
}

}  // namespace canreach
