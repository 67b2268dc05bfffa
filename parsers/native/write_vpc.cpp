// VPCs with their parts, and subnets.
#include "base/algorithm.h"
#include "model/stand_ins.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

YamlValue exclusion_value(const Value<PublicAccessExclusion>& exclusion) {
  if (exclusion.is_unknown()) return unknown_value();
  const bool egress = exclusion.get() == PublicAccessExclusion::allow_egress;
  return YamlValue::of_text(egress ? "allow-egress" : "allow-bidirectional");
}

void put_exclusion(const Value<PublicAccessExclusion>& exclusion, YamlValue& body) {
  if (exclusion == Value<PublicAccessExclusion>(PublicAccessExclusion::none)) return;
  body.put("block_public_access", exclusion_value(exclusion));
}

void put_blocks(const std::vector<Value<IpPrefix>>& blocks, bool external, YamlValue& body) {
  YamlValue list = YamlValue::list();
  for (const Value<IpPrefix>& block : blocks) {
    const bool stands_in = block.is_known() && is_stand_in(block.get());
    list.items.push_back(stands_in ? YamlValue::of_text(std::string(kUnknownIpv6Word))
                                   : value_of(block));
  }
  const bool is_open = list.items.empty() || (list.items.size() == 1 && blocks[0].is_unknown());
  if (is_open && external) return;
  body.put("cidr", list.items.empty() ? unknown_value() : one_or_list(std::move(list)));
}

void put_dns(const Vpc& vpc, YamlValue& body) {
  YamlValue dns;
  put_bool(dns, "support", vpc.dns_support, true);
  put_bool(dns, "hostnames", vpc.dns_hostnames, vpc.is_default);
  YamlValue servers = YamlValue::list();
  for (const IpAddress& server : vpc.dns_servers) {
    servers.items.push_back(YamlValue::of_text(server.to_string()));
  }
  if (!vpc.dns_servers_known) servers.items.push_back(unknown_value());
  if (!servers.items.empty()) dns.put("servers", one_or_list(std::move(servers)));
  if (!dns.is_empty()) body.put("dns", std::move(dns));
}

template <class T>
void put_gateway(WriteContext& out, Ref<Vpc> vpc, YamlValue& body) {
  constexpr ResourceKind kKind = kind_of<T>();
  const std::string key(row_of(kKind).native);
  for (const std::uint32_t i : out.parts(kKind, vpc)) {
    const T& gateway = out.design().all<T>()[i];
    if (out.is_written(kKind, i)) return body.put(key, write_gateway(out, kKind, i));
    if (gateway.state.is_unknown() && gateway.name == key) return body.put(key, unknown_value());
  }
}

YamlValue parts_of_kind(WriteContext& out, ResourceKind kind, Ref<Vpc> vpc) {
  YamlValue section;
  for (const std::uint32_t i : out.parts(kind, vpc)) {
    if (!out.is_written(kind, i)) continue;
    std::optional<YamlValue> part = write_resource(out, kind, i);
    if (part) section.put(out.key(kind, i), std::move(*part));
  }
  return section;
}

/// "a" for "us-east-1a" in its own region.
std::string zone_text(const Subnet& subnet) {
  const std::string& region = subnet.region;
  const bool is_own = !region.empty() && subnet.zone.size() == region.size() + 1 &&
                      subnet.zone.compare(0, region.size(), region) == 0;
  return is_own ? subnet.zone.substr(region.size()) : subnet.zone;
}

/// Does the reader take this for a zone of the region?
bool is_zone(const std::string& zone, const std::string& region) {
  if (zone.size() == 1) return zone[0] >= 'a' && zone[0] <= 'z';
  return zone.back() >= 'a' && zone.back() <= 'z' && zone.find('-') != std::string::npos &&
         zone.compare(0, region.size(), region) == 0;
}

void put_zone(WriteContext& out, const Subnet& subnet, YamlValue& body) {
  if (!subnet.zone.empty()) {
    const std::string zone = zone_text(subnet);
    if (is_zone(zone, subnet.region)) {
      body.put_text("zone", zone);
    } else {
      out.unsaid(subnet, ResourceKind::Subnet, "its zone `" + subnet.zone + "`");
    }
  }
  if (!subnet.zone_id.empty()) body.put_text("zone_id", subnet.zone_id);
}

/// The table or ACL of a subnet, unless reading finds the same.
template <class T>
void put_association(WriteContext& out, const Subnet& subnet, const char* key, Ref<T> ref,
                     bool is_default, YamlValue& body) {
  if (ref.is_none() || is_default || (ref.is_unknown() && subnet.external)) return;
  body.put(key, out.reference(ref, out.home(subnet.vpc), subnet));
}

}  // namespace

YamlValue write_vpc(WriteContext& out, std::uint32_t index) {
  const Vpc& vpc = out.design().all<Vpc>()[index];
  const Ref<Vpc> ref(index);
  YamlValue body;
  put_common(out, ResourceKind::Vpc, index, vpc, body);
  put_home(out, vpc, body);
  if (vpc.is_default) body.put_word("default", "true");
  put_blocks(vpc.cidrs, vpc.external, body);
  put_dns(vpc, body);
  if (vpc.encryption_control != Value<EncryptionControl>(EncryptionControl::off)) {
    const char* const words[] = {"off", "monitor", "enforce"};
    body.put("encryption_control",
             vpc.encryption_control.is_unknown()
                 ? unknown_value()
                 : YamlValue::of_text(words[static_cast<int>(vpc.encryption_control.get())]));
  }
  put_exclusion(vpc.exclusion, body);
  put_gateway<InternetGateway>(out, ref, body);
  put_gateway<EgressOnlyInternetGateway>(out, ref, body);
  put_gateway<VpnGateway>(out, ref, body);
  for (const ResourceKind kind : part_order(out, ref)) {
    YamlValue section = parts_of_kind(out, kind, ref);
    if (!section.is_empty()) body.put(std::string(row_of(kind).native), std::move(section));
  }
  put_tags(vpc, body);
  return body;
}

YamlValue write_subnet(WriteContext& out, std::uint32_t index) {
  const Design& design = out.design();
  const Subnet& subnet = design.all<Subnet>()[index];
  YamlValue body;
  put_common(out, ResourceKind::Subnet, index, subnet, body);
  put_blocks(subnet.cidrs, subnet.external, body);
  put_zone(out, subnet, body);
  const bool is_main = subnet.route_table.is_known() && design.get(subnet.route_table).main;
  const bool is_default =
      subnet.network_acl.is_known() && design.get(subnet.network_acl).is_default;
  if (subnet.possible_route_tables.empty()) {
    put_association(out, subnet, "route_table", subnet.route_table, is_main && !subnet.external,
                    body);
  } else {
    YamlValue tables = YamlValue::list();
    for (const Ref<RouteTable> table : subnet.possible_route_tables) {
      tables.items.push_back(out.reference(table, out.home(subnet.vpc), subnet));
    }
    body.put("route_table", std::move(tables));
  }
  put_association(out, subnet, "network_acl", subnet.network_acl, is_default && !subnet.external,
                  body);
  put_bool(body, "map_public_ip", subnet.map_public_ip, false);
  put_bool(body, "assign_ipv6", subnet.assign_ipv6, false);
  put_exclusion(subnet.exclusion, body);
  put_tags(subnet, body);
  return body;
}

}  // namespace canreach
