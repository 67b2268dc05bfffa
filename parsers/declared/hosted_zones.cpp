// Hosted zones, their records, and rules of the resolver.  Records are resources of their own,
// alone or in groups; in native words they stand in their zone.
#include <algorithm>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"
#include "parsers/declared/translation.h"

namespace canreach {
namespace {

constexpr const char* kZone = "AWS::Route53::HostedZone";

/// What has a name or a private address that a record may give.
const DeclaredTypes& host_types() {
  static const DeclaredTypes kTypes = {"AWS::EC2::Instance",
                                       "AWS::EC2::NetworkInterface",
                                       "AWS::EC2::VPCEndpoint",
                                       "AWS::RDS::DBInstance",
                                       "AWS::RDS::DBCluster",
                                       "AWS::RDS::DBProxy",
                                       "AWS::DocDB::DBCluster",
                                       "AWS::Neptune::DBCluster",
                                       "AWS::Redshift::Cluster",
                                       "AWS::OpenSearchService::Domain",
                                       "AWS::Elasticsearch::Domain",
                                       "AWS::ElastiCache::CacheCluster",
                                       "AWS::ElastiCache::ReplicationGroup",
                                       "AWS::ElastiCache::ServerlessCache",
                                       "AWS::EFS::MountTarget",
                                       "AWS::ElasticLoadBalancingV2::LoadBalancer",
                                       "AWS::ElasticLoadBalancing::LoadBalancer"};
  return kTypes;
}

/// Public addresses and names of hosts are known only when they are there.
bool is_public_attribute(const std::string& attribute) {
  return attribute.find("Public") != std::string::npos;
}

/// The name of a resource, a name of DNS, or `unknown`.
DeclaredValue host_of(const Translation& out, const DeclaredValue& value) {
  const DeclaredResource* resource = out.target(value, host_types());
  if (resource != nullptr && value.is_reference() && !is_public_attribute(value.text)) {
    return DeclaredValue::of_text(resource->address, value.at);
  }
  const std::optional<std::string> text = value.is_reference() ? std::nullopt : out.text(value);
  if (!text) return unknown_word(value.at);
  std::string name = dns_name_of(*text);
  constexpr std::string_view kBoth = "dualstack.";
  if (name.starts_with(kBoth)) name = name.substr(kBoth.size());
  const bool is_whole = name.find('.') != std::string::npos;
  return is_whole ? DeclaredValue::of_text(name, value.at) : unknown_word(value.at);
}

/// The value of an A or AAAA record: an address, or what has one.
void put_address(const Translation& out, const DeclaredValue& value, DeclaredValue& addresses,
                 DeclaredValue& body) {
  const DeclaredResource* host = out.target(value, host_types());
  if (host != nullptr && value.is_reference() && !is_public_attribute(value.text)) {
    return put(body, "alias", DeclaredValue::of_text(host->address, value.at));
  }
  const std::optional<std::string> text = out.text(value);
  const bool is_address = text && IpAddress::parse(*text);
  addresses.items.push_back(is_address ? DeclaredValue::of_text(*text, value.at)
                                       : unknown_word(value.at));
}

DeclaredValue record_body(const Translation& out, const DeclaredValue& record,
                          const SourceLoc& at) {
  DeclaredValue body = DeclaredValue::of_map(at);
  const std::optional<std::string> type = out.text(record["Type"]);
  if (!type) return unknown_word(at);
  const DeclaredValue& alias = record["AliasTarget"];
  const bool has_address = *type == "A" || *type == "AAAA" || *type == "CNAME";
  if (!has_address) {
    put(body, "type", is_other_record_type(*type) ? *type : "other", at);
  } else if (!alias.is_absent()) {
    put(body, "alias", host_of(out, alias["DNSName"]));
  } else if (record["ResourceRecords"].is_unknown()) {
    return unknown_word(at);
  } else if (*type == "CNAME") {
    const std::vector<const DeclaredValue*> values = items_of(record["ResourceRecords"]);
    if (values.size() != 1) return unknown_word(at);
    put(body, "cname", host_of(out, *values.front()));
  } else {
    const char* key = *type == "A" ? "a" : "aaaa";
    DeclaredValue addresses = DeclaredValue::of_list({}, at);
    for (const DeclaredValue* value : items_of(record["ResourceRecords"])) {
      put_address(out, *value, addresses, body);
    }
    if (!addresses.items.empty()) put(body, key, std::move(addresses));
    // Addresses of several resources, or of a resource beside others, have no words.
    if (body.members.size() != 1) return unknown_word(at);
  }
  return body;
}

/// The records of a zone by name: those of one name stand in a list.
class ZoneText {
 public:
  ZoneText(const Translation& out, const DeclaredResource& zone) : out_(out), zone_(zone) {}

  void add(const DeclaredValue& record, const SourceLoc& at) {
    const std::optional<std::string> text = out_.text(record["Name"]);
    const std::string name = text ? dns_name_of(*text) : std::string();
    if (name.empty()) {
      is_open_ = true;
      return;
    }
    DeclaredValue body = record_body(out_, record, at);
    for (auto& [known, bodies] : names_) {
      if (known == name) return bodies.items.push_back(std::move(body));
    }
    names_.emplace_back(name, DeclaredValue::of_list({std::move(body)}, at));
  }

  DeclaredValue take() {
    DeclaredValue records = DeclaredValue::of_map(zone_.at);
    for (auto& [name, bodies] : names_) {
      const bool is_one = bodies.items.size() == 1;
      DeclaredValue body = is_one ? std::move(bodies.items.front()) : std::move(bodies);
      put(records, name, std::move(body));
    }
    if (is_open_) put(records, kUnknownWord, unknown_word(zone_.at));
    return records;
  }

 private:
  const Translation& out_;
  const DeclaredResource& zone_;
  std::vector<std::pair<std::string, DeclaredValue>> names_;
  bool is_open_ = false;  // a record of a name that is not known
};

/// Does the resource name the zone, by reference or by its domain?  None: it is not known.
std::optional<bool> names_zone(const Translation& out, const DeclaredResource& holder,
                               const DeclaredResource& zone, const std::string& domain,
                               bool is_only) {
  const DeclaredValue& id = holder.properties["HostedZoneId"];
  if (const DeclaredResource* target = out.target(id)) return target == &zone;
  if (id.is_unknown()) return std::nullopt;
  const std::optional<std::string> name = out.text(holder.properties["HostedZoneName"]);
  if (!name || dns_name_of(*name) != domain) return false;
  return is_only ? std::optional<bool>(true) : std::nullopt;
}

std::string domain_of(const Translation& out, const DeclaredResource& zone) {
  const std::optional<std::string> name = out.text(zone.properties["Name"]);
  return name ? dns_name_of(*name) : std::string();
}

bool is_only_zone(const Translation& out, const std::string& domain) {
  const auto same = [&](const DeclaredResource& one) {
    return one.type == kZone && domain_of(out, one) == domain;
  };
  return std::count_if(out.resources().begin(), out.resources().end(), same) == 1;
}

DeclaredValue records_of(const Translation& out, const DeclaredResource& zone,
                         const std::string& domain) {
  ZoneText text(out, zone);
  const bool is_only = is_only_zone(out, domain);
  bool is_open = false;
  for (const DeclaredResource& holder : out.resources()) {
    const bool is_set = holder.type == "AWS::Route53::RecordSet";
    if (!is_set && holder.type != "AWS::Route53::RecordSetGroup") continue;
    const std::optional<bool> here = names_zone(out, holder, zone, domain, is_only);
    if (!here) is_open = true;
    if (!here || !*here) continue;
    if (is_set) {
      text.add(holder.properties, holder.at);
      continue;
    }
    for (const DeclaredValue* record : items_of(holder.properties["RecordSets"])) {
      text.add(*record, record->at);
    }
  }
  DeclaredValue records = text.take();
  if (is_open && records[kUnknownWord].is_absent()) {
    put(records, kUnknownWord, unknown_word(zone.at));
  }
  return records;
}

DeclaredValue vpc_names(const Translation& out, const DeclaredResource& zone) {
  DeclaredValue vpcs = DeclaredValue::of_list({}, zone.at);
  const DeclaredValue& said = zone.properties["VPCs"];
  if (said.is_unknown()) vpcs.items.push_back(unknown_word(zone.at));
  for (const DeclaredValue* vpc : items_of(said)) {
    if (said.is_unknown()) break;
    vpcs.items.push_back(
        or_unknown(out.name(vpc->is_map() ? (*vpc)["VPCId"] : *vpc, kVpcTypes), zone.at));
  }
  for (const DeclaredResource* other :
       out.naming("AWS::Route53::HostedZoneAssociation", "HostedZoneId", zone.address)) {
    vpcs.items.push_back(or_unknown(out.name(other->properties["VPCId"], kVpcTypes), zone.at));
  }
  // Of a zone that is looked up, not made, the VPCs are not told.
  const bool is_public = out.flag(zone.properties["PrivateZone"]) == std::optional<bool>(false);
  if (vpcs.items.empty() && out.is_on(zone, "IsExternal") && !is_public) {
    vpcs.items.push_back(unknown_word(zone.at));
  }
  return vpcs;
}

}  // namespace

/// Records of a zone that is not in the design; the others stand in their zone.
void say_record_set(Translation& out, const DeclaredResource& resource) {
  for (const DeclaredResource& zone : out.resources()) {
    if (zone.type != kZone) continue;
    const std::string domain = domain_of(out, zone);
    if (names_zone(out, resource, zone, domain, false).value_or(true)) return;
  }
  out.add_not_modelled(resource);
}

void say_hosted_zone(Translation& out, const DeclaredResource& zone) {
  DeclaredValue body = out.body_of(zone);
  const std::string domain = domain_of(out, zone);
  if (domain.empty()) return out.add_not_modelled(zone);
  put(body, "domain", domain, zone.at);
  DeclaredValue vpcs = vpc_names(out, zone);
  if (!vpcs.items.empty()) put(body, "vpcs", std::move(vpcs));
  DeclaredValue records = records_of(out, zone, domain);
  if (!records.members.empty()) put(body, "records", std::move(records));
  out.add("hosted_zones", zone.address, zone.at, std::move(body));
}

/// Rules that forward; the others restore what would hold without them.
void say_resolver_rule(Translation& out, const DeclaredResource& rule) {
  const std::optional<std::string> type = out.text(rule.properties["RuleType"]);
  const std::optional<std::string> domain = out.text(rule.properties["DomainName"]);
  const bool is_root = domain == kRootDomain;
  const std::string name = is_root ? kRootDomain : dns_name_of(domain.value_or(""));
  if (type == "SYSTEM") return;
  if (name.empty()) return out.add_not_modelled(rule);
  DeclaredValue body = out.body_of(rule);
  put(body, "domain", name, rule.at);
  DeclaredValue vpcs = DeclaredValue::of_list({}, rule.at);
  for (const DeclaredResource* other : out.naming("AWS::Route53Resolver::ResolverRuleAssociation",
                                                  "ResolverRuleId", rule.address)) {
    vpcs.items.push_back(or_unknown(out.name(other->properties["VPCId"], kVpcTypes), rule.at));
  }
  put(body, "vpcs", std::move(vpcs));
  DeclaredValue servers = DeclaredValue::of_list({}, rule.at);
  for (const DeclaredValue* target : items_of(rule.properties["TargetIps"])) {
    const std::optional<std::string> text = out.text((*target)["Ip"]);
    const bool is_address = text && IpAddress::parse(*text);
    servers.items.push_back(is_address ? DeclaredValue::of_text(*text, rule.at)
                                       : unknown_word(rule.at));
  }
  if (servers.items.empty()) servers.items.push_back(unknown_word(rule.at));
  put(body, "servers", std::move(servers));
  out.add("hosted_zones", rule.address, rule.at, std::move(body));
}

}  // namespace canreach
