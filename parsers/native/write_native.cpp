#include "parsers/native/write_native.h"

#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/native/write_context.h"

// A design to a native design in YAML: the inverse of parsers/native.cpp, section by section.
//
//   names      write_context.cpp   what everything is called, and in which order it stands
//   bodies     write_*.cpp         one function a kind
//   text       yaml_text.cpp
//
// What must hold: reading the text gives a design that answers like the one that was written, and
// writing that gives the same text.  tests/property/import_test.cpp asks both of every scenario and
// of the corpus.

namespace canreach {
namespace {

struct WriterRow {
  ResourceKind kind;
  YamlValue (*write)(WriteContext& out, std::uint32_t index);
};

constexpr WriterRow kWriters[] = {
    {ResourceKind::Vpc, write_vpc},
    {ResourceKind::Subnet, write_subnet},
    {ResourceKind::RouteTable, write_route_table},
    {ResourceKind::NetworkAcl, write_network_acl},
    {ResourceKind::SecurityGroup, write_security_group},
    {ResourceKind::PrefixList, write_prefix_list},
    {ResourceKind::NatGateway, write_nat_gateway},
    {ResourceKind::VpcEndpoint, write_vpc_endpoint},
    {ResourceKind::VpcPeering, write_vpc_peering},
    {ResourceKind::TransitGateway, write_transit_gateway},
    {ResourceKind::VpnConnection, write_vpn_connection},
    {ResourceKind::OnPremisesNetwork, write_on_premises},
    {ResourceKind::NetworkInterface, write_network_interface},
    {ResourceKind::Instance, write_instance},
    {ResourceKind::Function, write_function},
    {ResourceKind::Database, write_database},
    {ResourceKind::Cache, write_cache},
    {ResourceKind::Broker, write_broker},
    {ResourceKind::Service, write_service},
    {ResourceKind::ClientVpnEndpoint, write_client_vpn_endpoint},
    {ResourceKind::HostedZone, write_hosted_zone},
    {ResourceKind::LoadBalancer, write_load_balancer},
    {ResourceKind::EndpointService, write_endpoint_service},
    {ResourceKind::Firewall, write_firewall},
    {ResourceKind::FirewallPolicy, write_firewall_policy},
    {ResourceKind::FirewallRuleGroup, write_firewall_rule_group},
    {ResourceKind::User, write_user},
    {ResourceKind::IamGroup, write_iam_group},
    {ResourceKind::Role, write_role},
    {ResourceKind::ManagedPolicy, write_managed_policy},
};

/// The members of a kind's section.
YamlValue section_of(WriteContext& out, ResourceKind kind) {
  YamlValue section;
  for (std::uint32_t i = 0; i < count_of(out.design(), kind); ++i) {
    if (!out.is_written(kind, i)) continue;
    std::optional<YamlValue> body = write_resource(out, kind, i);
    if (body) section.put(out.key(kind, i), std::move(*body));
    if (!body) {
      out.unsaid(resource_of(out.design(), kind, i), kind, "resources of this kind");
    }
  }
  return section;
}

void put_section(YamlValue& map, const std::string& key, YamlValue section) {
  if (!section.is_empty()) map.put(key, std::move(section));
}

/// The last word of the kind's native key: "roles" of "iam.roles".
std::string section_key(ResourceKind kind) {
  const std::string_view native = row_of(kind).native;
  return std::string(native.substr(native.rfind('.') + 1));
}

YamlValue identities(WriteContext& out) {
  YamlValue iam;
  for (const ResourceKind kind : {ResourceKind::User, ResourceKind::IamGroup, ResourceKind::Role,
                                  ResourceKind::ManagedPolicy}) {
    put_section(iam, section_key(kind), section_of(out, kind));
  }
  return iam;
}

YamlValue mode_value(const Value<BlockPublicAccess>& mode) {
  if (mode.is_unknown()) return unknown_value();
  switch (mode.get()) {
    case BlockPublicAccess::off:
      return YamlValue::of_text("off");
    case BlockPublicAccess::ingress:
      return YamlValue::of_text("ingress");
    case BlockPublicAccess::bidirectional:
      return YamlValue::of_text("bidirectional");
  }
  return unknown_value();
}

void put_public_access(const Design& design, YamlValue& root) {
  YamlValue settings = YamlValue::list();
  for (const BlockPublicAccessSetting& setting : design.block_public_access) {
    const bool is_here = setting.account == design.account && setting.region == design.region;
    if (is_here) {
      settings.items.push_back(mode_value(setting.mode));
      continue;
    }
    YamlValue map;
    map.put("mode", mode_value(setting.mode));
    map.put("account",
            setting.account.empty() ? unknown_value() : YamlValue::of_text(setting.account));
    map.put("region",
            setting.region.empty() ? unknown_value() : YamlValue::of_text(setting.region));
    settings.items.push_back(std::move(map));
  }
  if (!settings.items.empty()) root.put("block_public_access", one_or_list(std::move(settings)));
}

void put_elastic_ips(const Design& design, YamlValue& root) {
  YamlValue addresses = YamlValue::list();
  for (const ElasticIp& elastic : design.elastic_ips) {
    const YamlValue address = YamlValue::of_text(elastic.address.to_string());
    if (elastic.associated == Value<bool>(false)) {
      addresses.items.push_back(address);
      continue;
    }
    YamlValue map;
    map.put("address", address);
    map.put("associated",
            elastic.associated.is_known() ? YamlValue::word("true") : unknown_value());
    addresses.items.push_back(std::move(map));
  }
  if (!addresses.items.empty()) root.put("elastic_ips", std::move(addresses));
}

/// What the file as a whole says.
void put_file_keys(WriteContext& out, YamlValue& root) {
  const Design& design = out.design();
  root.put_word("canreach", "1");
  if (!design.region.empty()) root.put_text("region", design.region);
  if (!design.account.empty()) root.put_text("account", design.account);
  if (design.is_collected) root.put_word("collected", "true");
  if (design.keeps_refusals) root.put_word("refusals", "warning");
  YamlValue incomplete = YamlValue::list();
  for (const ResourceKindRow& row : resource_kind_rows()) {
    if (!design.is_incomplete_everywhere(row.kind)) continue;
    incomplete.items.push_back(YamlValue::of_text(std::string(row.label)));
  }
  for (const IncompletePlace& place : design.incomplete_places()) {
    if (design.is_incomplete_everywhere(place.kind)) continue;
    YamlValue map;
    map.put_text("kind", std::string(label_of(place.kind)));
    if (!place.account.empty()) map.put_text("account", place.account);
    if (!place.region.empty()) map.put_text("region", place.region);
    incomplete.items.push_back(std::move(map));
  }
  if (!incomplete.items.empty()) root.put("incomplete", std::move(incomplete));
  put_public_access(design, root);
  put_elastic_ips(design, root);
  YamlValue conditions;
  for (const OpenCondition& condition : design.open_conditions) {
    conditions.put_text(condition.name, condition.supply);
    if (condition.is_unbounded) continue;
    out.unsaid(fmt::format("condition {}", quoted(condition.name)), condition.at,
               fmt::format("what it decides: it is taken as false, and every answer is undecided "
                           "until {} is given to `canreach import`",
                           condition.supply));
  }
  put_section(root, "open_conditions", std::move(conditions));
}

/// What a design is checked against is not part of it.
void note_spec(WriteContext& out) {
  const IntentSpec& spec = out.design().spec;
  const auto note = [&](const char* what, std::size_t count) {
    if (count == 0) return;
    out.unsaid(counted(count, what), {}, "it in a design: keep it in a file of its own");
  };
  note("group", spec.groups.size());
  note("intent", spec.intents.size());
  note("waiver", spec.waivers.size());
}

/// The names of what it stands in front of.
std::vector<std::string> spelled_behind(WriteContext& out, const NotModelled& front) {
  std::vector<std::string> texts;
  for (const auto& [kind, index] : front.in_front_of) {
    if (const auto text = out.spelled(kind, index, wanted_behind_front(), "")) {
      texts.push_back(*text);
      continue;
    }
    out.unsaid(quoted(front.name), front.at,
               "that it leads to " + quoted(resource_of(out.design(), kind, index).name));
  }
  return texts;
}

/// Kinds that are listed and not looked at: in their own sections, or by their kind.
void put_not_modelled(WriteContext& out, YamlValue& root) {
  std::map<std::string, YamlValue> sections;
  YamlValue others;
  std::set<std::pair<std::string, std::string>> seen;
  std::set<std::string> taken;
  for (const NotModelled& other : out.design().not_modelled) {
    if (!seen.insert({other.kind, other.name}).second) continue;
    const std::string section(section_not_modelled(other.kind));
    if (!section.empty() && !other.has_interfaces) {
      sections[section].put(other.name, YamlValue::map());
      continue;
    }
    YamlValue body;
    const bool is_taken = !taken.insert(other.name).second;
    body.put_text("kind", other.kind);
    if (is_taken) body.put_text("name", other.name);
    if (other.has_interfaces) body.put_word("interfaces", "true");
    if (other.has_policy) body.put_word("policy", "true");
    if (!other.policy_type.empty()) body.put_text("policy_type", other.policy_type);
    const std::vector<std::string> fronted = spelled_behind(out, other);
    if (!fronted.empty()) body.put("in_front_of", texts_value(fronted));
    others.put(is_taken ? other.kind + "/" + other.name : other.name, std::move(body));
  }
  for (auto& [key, section] : sections) put_section(root, key, std::move(section));
  put_section(root, "not_modelled", std::move(others));
}

std::string comment(const std::vector<std::string>& remarks) {
  if (remarks.empty()) return {};
  std::string text = "# Not said here, because the native format has no words for it:\n";
  for (const std::string& remark : remarks) text += "#   " + escaped(remark) + "\n";
  return text + "\n";
}

}  // namespace

std::optional<YamlValue> write_resource(WriteContext& out, ResourceKind kind, std::uint32_t index) {
  for (const WriterRow& row : kWriters) {
    if (row.kind == kind) return row.write(out, index);
  }
  if (data_store_of(out.design(), kind, index) != nullptr) return write_store(out, kind, index);
  return std::nullopt;
}

YamlValue value_of(const Value<bool>& value) {
  if (value.is_unknown()) return unknown_value();
  return YamlValue::word(value.get() ? "true" : "false");
}

YamlValue value_of(const Value<IpPrefix>& prefix) {
  return prefix.is_unknown() ? unknown_value() : YamlValue::of_text(prefix.get().to_string());
}

YamlValue one_or_list(YamlValue list) {
  if (list.items.size() != 1) return list;
  YamlValue one = std::move(list.items.front());
  return one;
}

void put_bool(YamlValue& body, const char* key, const Value<bool>& value, bool otherwise) {
  if (value != Value<bool>(otherwise)) body.put(key, value_of(value));
}

void put_common(WriteContext& out, ResourceKind kind, std::uint32_t index, const Resource& resource,
                YamlValue& body) {
  const std::string& key = out.key(kind, index);
  if (!resource.id.empty() && resource.id != key) body.put_text("id", resource.id);
  if (resource.external) body.put_word("external", "true");
  if (resource.state.is_unknown()) {
    body.put("state", unknown_value());
  } else if (is_state(kind, resource.state.get())) {
    body.put_text("state", resource.state.get());
  } else if (!resource.state.get().empty()) {
    out.unsaid(resource, kind, fmt::format("its state {}", quoted(resource.state.get())));
    body.put("state", unknown_value());
  }
}

void put_tags(const Resource& resource, YamlValue& body) {
  YamlValue tags;
  std::set<std::string> seen;
  for (const auto& [key, value] : resource.tags) {
    if (seen.insert(key).second) tags.put_text(key, value);
  }
  if (!tags.is_empty()) body.put("tags", std::move(tags));
}

void put_home(const WriteContext& out, const Resource& resource, YamlValue& body) {
  const Design& design = out.design();
  if (resource.account != design.account) {
    body.put("account",
             resource.account.empty() ? unknown_value() : YamlValue::of_text(resource.account));
  }
  if (resource.region != design.region) {
    body.put("region",
             resource.region.empty() ? unknown_value() : YamlValue::of_text(resource.region));
  }
}

std::string write_native(const Design& design, Diagnostics& diagnostics) {
  WriteContext out(design, diagnostics);
  YamlValue root;
  put_file_keys(out, root);
  for (const ResourceKind kind : section_order(out)) {
    put_section(root, section_key(kind), section_of(out, kind));
  }
  put_section(root, "iam", identities(out));
  if (design.organization) root.put("organization", write_organization(out, *design.organization));
  put_not_modelled(out, root);
  note_spec(out);
  return comment(out.remarks()) + yaml_text(root);
}

}  // namespace canreach
