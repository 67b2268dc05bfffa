// Hosted zones and records of Terraform: names may be relative to their zone, and what a record
// gives is a list of texts, or a block that names another resource.
#include <utility>

#include "base/algorithm.h"
#include "model/dns_names.h"
#include "parsers/terraform/types.h"
#include "parsers/terraform/wanted.h"

namespace canreach {
namespace {

/// The name of the zone that a record is in, where it is declared.
std::string zone_name(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue zone = reading.reference(resource["zone_id"], kWantedZone);
  if (!zone.is_reference()) return {};
  const DeclaredResource* declared = reading.emitted(zone.target);
  if (declared == nullptr) return {};
  const DeclaredValue& name = declared->properties["Name"];
  return name.is_text() ? dns_name_of(name.text) : std::string();
}

/// Terraform completes a name that does not end with its zone's.
DeclaredValue whole_name(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue name = reading.text(resource["name"]);
  if (!name.is_text()) return name;
  const std::string zone = zone_name(reading, resource);
  const std::string written = dns_name_of(name.text);
  if (zone.empty()) return name;
  if (name.text.empty()) {
    name.text = zone;
  } else if (!written.empty() && !is_in_domain(written, zone)) {
    name.text = written + "." + zone;
  }
  return name;
}

}  // namespace

void more_of_zone(TerraformReading& reading, const Attribute& resource) {
  const Attribute blocks = resource["vpc"];
  DeclaredValue vpcs = DeclaredValue::of_list({}, resource.object().at);
  for (const Attribute& block : blocks.elements()) {
    DeclaredValue vpc = reading.reference(block["vpc_id"], kWantedVpc);
    if (!vpc.is_absent()) vpcs.items.push_back(std::move(vpc));
  }
  if (blocks.is_unknown())
    return properties_of(reading, resource).set("VPCs", reading.unknown(blocks));
  if (!vpcs.items.empty()) properties_of(reading, resource).set("VPCs", std::move(vpcs));
}

void more_of_record(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue values = reading.references(resource["records"], kWantedHost, KnownItems::kept);
  DeclaredValue alias = DeclaredValue::of_map(resource.object().at);
  for (const Attribute& block : resource["alias"].elements()) {
    set_property(alias, "DNSName", reading.reference(block["name"], kWantedHost));
  }
  DeclaredValue& properties = properties_of(reading, resource);
  set_property(properties, "ResourceRecords", std::move(values));
  if (!alias.members.empty()) properties.set("AliasTarget", std::move(alias));
}

/// When all zones are there.
void name_of_record(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue name = whole_name(reading, resource);
  set_property(properties_of(reading, resource), "Name", std::move(name));
}

void more_of_resolver_rule(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue targets = DeclaredValue::of_list({}, resource.object().at);
  for (const Attribute& block : resource["target_ip"].elements()) {
    DeclaredValue target = DeclaredValue::of_map(block.at());
    set_property(target, "Ip", reading.text(block["ip"]));
    targets.items.push_back(std::move(target));
  }
  if (!targets.items.empty()) {
    properties_of(reading, resource).set("TargetIps", std::move(targets));
  }
}

}  // namespace canreach
