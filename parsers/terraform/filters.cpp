#include <fmt/format.h>

#include "base/text.h"
#include "parsers/terraform/types.h"
#include "parsers/terraform/wanted.h"

// Network ACLs, security groups and prefix lists.  A rule of Terraform may have many sources;
// CloudFormation has one rule for each.  Terraform takes away the rule with which AWS lets a new
// security group send everything, so a group without egress rules sends nothing.

namespace canreach {
namespace {

enum class Way { ingress, egress };

bool is_all_protocols(const DeclaredValue& protocol) {
  return protocol.is_text() && (protocol.text == "-1" || protocol.text == "all");
}

bool is_icmp(const DeclaredValue& protocol) {
  if (!protocol.is_text()) return false;
  const std::string text = to_lower(protocol.text);
  return text == "icmp" || text == "icmpv6" || text == "1" || text == "58";
}

/// Protocol and ports, which are the same for all sources of a rule.
DeclaredValue traffic(TerraformReading& reading, const Attribute& rule, std::string_view protocol) {
  DeclaredValue result = DeclaredValue::of_map(rule.at());
  DeclaredValue name = reading.text(rule[protocol]);
  const bool is_all = is_all_protocols(name);
  if (is_all) name.text = "-1";
  set_property(result, "IpProtocol", std::move(name));
  if (!is_all) {
    set_property(result, "FromPort", reading.port(rule["from_port"]));
    set_property(result, "ToPort", reading.port(rule["to_port"]));
  }
  set_property(result, "Description", reading.text(rule["description"]));
  return result;
}

struct Source {
  std::string_view property;
  DeclaredValue value;
};

void add_all(std::vector<Source>& sources, std::string_view property, const DeclaredValue& value) {
  if (value.is_unknown() || value.is_text() || value.is_reference()) {
    if (value.is_text() && value.text.empty()) return;
    sources.push_back({property, value});
    return;
  }
  for (const DeclaredValue& item : value.items) sources.push_back({property, item});
}

std::string_view group_property(Way way) {
  return way == Way::ingress ? "SourceSecurityGroupId" : "DestinationSecurityGroupId";
}

std::string_view list_property(Way way) {
  return way == Way::ingress ? "SourcePrefixListId" : "DestinationPrefixListId";
}

/// `group` is what `self` means.
std::vector<Source> sources_of(TerraformReading& reading, const Attribute& rule, Way way,
                               const DeclaredValue& group) {
  std::vector<Source> sources;
  add_all(sources, "CidrIp", reading.texts(rule["cidr_blocks"]));
  add_all(sources, "CidrIpv6", reading.texts(rule["ipv6_cidr_blocks"]));
  add_all(sources, list_property(way),
          reading.references(rule["prefix_list_ids"], kWantedListOfRule));
  add_all(sources, group_property(way), reading.references(rule["security_groups"], kWantedGroup));
  add_all(sources, group_property(way),
          reading.reference(rule["source_security_group_id"], kWantedGroup));
  const DeclaredValue itself = reading.text(rule["self"]);
  if (itself.is_text() && itself.text == "true") sources.push_back({group_property(way), group});
  if (itself.is_unknown()) sources.push_back({group_property(way), itself});
  return sources;
}

/// The inline rules of one direction.
DeclaredValue inline_rules(TerraformReading& reading, const Attribute& rules, Way way,
                           const DeclaredValue& group) {
  DeclaredValue list = DeclaredValue::of_list({}, rules.at());
  const std::vector<Attribute> blocks = rules.elements();
  if (blocks.empty() && rules.is_unknown()) return reading.unknown(rules);
  for (const Attribute& block : blocks) {
    const DeclaredValue base = traffic(reading, block, "protocol");
    for (Source& source : sources_of(reading, block, way, group)) {
      DeclaredValue item = base;
      item.set(source.property, std::move(source.value));
      list.items.push_back(std::move(item));
    }
  }
  return list;
}

std::string_view rule_type(Way way) {
  return way == Way::ingress ? "AWS::EC2::SecurityGroupIngress" : "AWS::EC2::SecurityGroupEgress";
}

void emit_rules(TerraformReading& reading, const Attribute& resource, Way way,
                const DeclaredValue& group, const DeclaredValue& base,
                std::vector<Source> sources) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    DeclaredResource& made = reading.emit(resource.object(), rule_type(way),
                                          i == 0 ? "" : fmt::format(".source[{}]", i));
    made.properties = base;
    set_property(made.properties, "GroupId", group);
    made.properties.set(sources[i].property, std::move(sources[i].value));
  }
}

void vpc_group_rule(TerraformReading& reading, const Attribute& resource, Way way) {
  const DeclaredValue group = reading.reference(resource["security_group_id"], kWantedGroup);
  std::vector<Source> sources;
  add_all(sources, "CidrIp", reading.text(resource["cidr_ipv4"]));
  add_all(sources, "CidrIpv6", reading.text(resource["cidr_ipv6"]));
  add_all(sources, list_property(way),
          reading.reference(resource["prefix_list_id"], kWantedListOfRule));
  add_all(sources, group_property(way),
          reading.reference(resource["referenced_security_group_id"], kWantedGroup));
  emit_rules(reading, resource, way, group, traffic(reading, resource, "ip_protocol"),
             std::move(sources));
}

/// An entry of an ACL as it is written inline.
void entry(TerraformReading& reading, const Attribute& resource, const Attribute& block, Way way,
           const std::string& part) {
  DeclaredResource& made = reading.emit(resource.object(), "AWS::EC2::NetworkAclEntry", part);
  const std::size_t index = reading.design().resources.size() - 1;
  if (block.at().is_somewhere()) made.at = block.at();
  DeclaredValue result = DeclaredValue::of_map(block.at());
  result.set("NetworkAclId", self(resource));
  result.set("Egress", DeclaredValue::of_text(way == Way::egress ? "true" : "false", block.at()));
  DeclaredValue protocol = reading.text(block["protocol"]);
  const bool has_ports = !is_all_protocols(protocol) && !is_icmp(protocol);
  const bool has_icmp = is_icmp(protocol);
  if (is_all_protocols(protocol)) protocol.text = "-1";
  set_property(result, "Protocol", std::move(protocol));
  set_property(result, "RuleNumber", reading.text(block["rule_no"]));
  set_property(result, "RuleAction", reading.text(block["action"]));
  set_property(result, "CidrBlock", reading.text(block["cidr_block"]));
  set_property(result, "Ipv6CidrBlock", reading.text(block["ipv6_cidr_block"]));
  if (has_ports) {
    set_property(result, "PortRange.From", reading.text(block["from_port"]));
    set_property(result, "PortRange.To", reading.text(block["to_port"]));
  }
  if (has_icmp) {
    set_property(result, "Icmp.Type", reading.text(block["icmp_type"]));
    set_property(result, "Icmp.Code", reading.text(block["icmp_code"]));
  }
  reading.design().resources[index].properties = std::move(result);
}

/// An entry that may be anything, of the ACL whose address has `of` after the resource's.
void unknown_entry(TerraformReading& reading, const Attribute& resource, const Attribute& rules,
                   Way way, const std::string& of = {}) {
  const SourceLoc& at = resource.object().at;
  const bool leaves = way == Way::egress;
  DeclaredResource& made = reading.emit(resource.object(), "AWS::EC2::NetworkAclEntry",
                                        of + (leaves ? ".egress" : ".ingress"));
  made.properties.set("NetworkAclId",
                      DeclaredValue::reference(resource.object().address + of, {}, at));
  made.properties.set("Egress", DeclaredValue::of_text(leaves ? "true" : "false", at));
  for (const std::string_view property : {"RuleNumber", "Protocol", "RuleAction", "CidrBlock"}) {
    made.properties.set(property, reading.unknown(rules));
  }
}

void entries(TerraformReading& reading, const Attribute& resource, Way way) {
  const std::string_view name = way == Way::egress ? "egress" : "ingress";
  const Attribute rules = resource[name];
  const std::vector<Attribute> blocks = rules.elements();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    entry(reading, resource, blocks[i], way, fmt::format(".{}[{}]", name, i));
  }
  if (blocks.empty() && rules.is_unknown()) unknown_entry(reading, resource, rules, way);
}

}  // namespace

void more_of_network_acl(TerraformReading& reading, const Attribute& resource) {
  entries(reading, resource, Way::ingress);
  entries(reading, resource, Way::egress);
  const DeclaredValue subnets = reading.references(resource["subnet_ids"], kWantedSubnet);
  for (std::size_t i = 0; i < subnets.items.size(); ++i) {
    DeclaredResource& made = reading.emit(
        resource.object(), "AWS::EC2::SubnetNetworkAclAssociation", fmt::format(".subnet[{}]", i));
    made.properties.set("NetworkAclId", self(resource));
    made.properties.set("SubnetId", subnets.items[i]);
  }
}

void more_of_default_network_acl(TerraformReading& reading, const Attribute& resource) {
  const Attribute id = resource["default_network_acl_id"];
  DeclaredValue vpc = properties_of(reading, resource)["VpcId"];
  if (vpc.is_absent()) vpc = reading.vpc_of(id);
  for (const std::string& part :
       reading.open_defaults(resource, vpc, "default_network_acl_id", "AWS::EC2::NetworkAcl")) {
    for (const Way way : {Way::ingress, Way::egress}) {
      unknown_entry(reading, resource, id, way, part);
    }
  }
  DeclaredValue& properties = properties_of(reading, resource);
  if (vpc.items.empty()) properties.set("IsDefault", yes(resource));
  set_property(properties, "VpcId", std::move(vpc));
  more_of_network_acl(reading, resource);
}

// What nobody wrote is none: Terraform calls it unknown until it has asked AWS.
void more_of_security_group(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue group = self(resource);
  DeclaredValue ingress = inline_rules(reading, resource["ingress"], Way::ingress, group);
  DeclaredValue egress = inline_rules(reading, resource["egress"], Way::egress, group);
  DeclaredValue& properties = properties_of(reading, resource);
  properties.set("SecurityGroupIngress", std::move(ingress));
  properties.set("SecurityGroupEgress", std::move(egress));
  set_property(properties, "Tags", reading.tags(resource));
}

void more_of_default_security_group(TerraformReading& reading, const Attribute& resource) {
  const Attribute id = resource["vpc_id"];
  const DeclaredValue vpc = reading.vpc_of(id);
  for (const std::string& part : reading.open_defaults(resource, vpc, "default_security_group_id",
                                                       "AWS::EC2::SecurityGroup")) {
    DeclaredValue& properties = reading.emitted(resource.object().address + part)->properties;
    properties.set("SecurityGroupIngress", reading.unknown(id));
    properties.set("SecurityGroupEgress", reading.unknown(id));
  }
  if (vpc.items.empty()) properties_of(reading, resource).set("IsDefault", yes(resource));
  more_of_security_group(reading, resource);
}

void group_rule(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue type = reading.text(resource["type"]);
  if (!type.is_text() || (type.text != "ingress" && type.text != "egress")) {
    reading.diagnostics().report(
        DiagnosticKind::left_out, resource.object().at,
        {quoted(resource.object().address), "its `type` is neither `ingress` nor `egress`"});
    return;
  }
  const DeclaredValue group = reading.reference(resource["security_group_id"], kWantedGroup);
  for (const Way way : {Way::ingress, Way::egress}) {
    const std::string_view name = way == Way::ingress ? "ingress" : "egress";
    if (type.text != name) continue;
    emit_rules(reading, resource, way, group, traffic(reading, resource, "protocol"),
               sources_of(reading, resource, way, group));
  }
}

void vpc_group_ingress(TerraformReading& reading, const Attribute& resource) {
  vpc_group_rule(reading, resource, Way::ingress);
}

void vpc_group_egress(TerraformReading& reading, const Attribute& resource) {
  vpc_group_rule(reading, resource, Way::egress);
}

void rules_in_two_places(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue group = reading.reference(resource["security_group_id"], kWantedGroup);
  if (group.is_reference()) reading.note_rule_of(group.target);
}

void more_of_prefix_list(TerraformReading& reading, const Attribute& resource) {
  const Attribute blocks = resource["entry"];
  DeclaredValue entries = DeclaredValue::of_list({}, blocks.at());
  for (const Attribute& block : blocks.elements()) {
    DeclaredValue item = DeclaredValue::of_map(block.at());
    set_property(item, "Cidr", reading.text(block["cidr"]));
    entries.items.push_back(std::move(item));
  }
  if (entries.items.empty() && blocks.is_unknown()) entries = reading.unknown(blocks);
  properties_of(reading, resource).set("Entries", std::move(entries));
}

void prefix_list_entry(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue item = DeclaredValue::of_map(resource.object().at);
  set_property(item, "Cidr", reading.text(resource["cidr"]));
  reading.append(reading.reference(resource["prefix_list_id"], kWantedPrefixList),
                 "AWS::EC2::PrefixList", "Entries", std::move(item));
}

}  // namespace canreach
