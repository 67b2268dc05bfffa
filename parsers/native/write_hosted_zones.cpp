// Hosted zones: the inverse of hosted_zones.cpp.
#include "base/algorithm.h"
#include "model/dns_names.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

YamlValue record_value(WriteContext& out, const HostedZone& zone, const DnsRecord& record) {
  YamlValue body;
  YamlValue ipv4 = YamlValue::list();
  YamlValue ipv6 = YamlValue::list();
  for (const IpAddress& address : record.addresses) {
    YamlValue& list = address.family == Family::ipv4 ? ipv4 : ipv6;
    list.items.push_back(YamlValue::of_text(address.to_string()));
  }
  if (!record.known && record.addresses.empty()) return unknown_value();
  if (!record.known) (ipv4.items.empty() ? ipv6 : ipv4).items.push_back(unknown_value());
  if (!ipv4.items.empty()) body.put("a", one_or_list(std::move(ipv4)));
  if (!ipv6.items.empty()) body.put("aaaa", one_or_list(std::move(ipv6)));
  const char* key = record.is_alias ? "alias" : "cname";
  if (record.leads_to_resource) {
    const Wanted wanted{"workload", {std::string(label_of(record.kind))}};
    body.put(key, out.reference(record.kind, record.index, wanted, "", zone));
  } else if (!record.leads_to.empty()) {
    body.put_text(key, record.leads_to);
  }
  if (record.is_other) {
    body.put_text("type", record.other_type.empty() ? "other" : record.other_type);
  }
  return body;
}

/// The records of a name stand together, at the place of the first of them.
YamlValue records_value(WriteContext& out, const HostedZone& zone) {
  YamlValue records;
  std::set<std::string> written;
  for (const DnsRecord& first : zone.records) {
    if (!written.insert(first.name).second) continue;
    YamlValue list = YamlValue::list();
    for (const DnsRecord& record : zone.records) {
      if (record.name == first.name) list.items.push_back(record_value(out, zone, record));
    }
    records.put(first.name, one_or_list(std::move(list)));
  }
  if (!zone.records_known) records.put("unknown", unknown_value());
  return records;
}

}  // namespace

YamlValue write_hosted_zone(WriteContext& out, std::uint32_t index) {
  const HostedZone& zone = out.design().all<HostedZone>()[index];
  YamlValue body;
  put_common(out, ResourceKind::HostedZone, index, zone, body);
  put_home(out, zone, body);
  if (dns_name_of(out.key(ResourceKind::HostedZone, index)) != zone.domain) {
    body.put_text("domain", zone.domain);
  }
  YamlValue vpcs = YamlValue::list();
  for (const Ref<Vpc>& vpc : zone.vpcs) vpcs.items.push_back(out.reference(vpc, "", zone));
  const bool has_vpcs = zone.type != HostedZone::Type::public_zone;
  if (has_vpcs) body.put("vpcs", one_or_list(std::move(vpcs)));
  YamlValue servers = YamlValue::list();
  for (const IpAddress& server : zone.servers) {
    servers.items.push_back(YamlValue::of_text(server.to_string()));
  }
  if (servers.items.empty()) servers.items.push_back(unknown_value());
  if (zone.type == HostedZone::Type::forwarding) {
    body.put("servers", one_or_list(std::move(servers)));
  } else {
    YamlValue records = records_value(out, zone);
    if (!records.is_empty()) body.put("records", std::move(records));
  }
  put_tags(zone, body);
  return body;
}

}  // namespace canreach
