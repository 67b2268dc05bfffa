// Endpoint services and firewalls.  The blocks of Terraform become what CloudFormation calls the
// same things.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "parsers/terraform/types.h"
#include "parsers/terraform/wanted.h"

namespace canreach {
namespace {

using Names = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Scalars by name.
void put_texts(TerraformReading& reading, const Attribute& block, const Names& names,
               DeclaredValue& map) {
  for (const auto& [attribute, property] : names) {
    set_property(map, property, reading.text(block[attribute]));
  }
}

/// Lists of scalars by name.
void put_lists(TerraformReading& reading, const Attribute& block, const Names& names,
               DeclaredValue& map) {
  for (const auto& [attribute, property] : names) {
    set_property(map, property, reading.texts(block[attribute]));
  }
}

/// A list with an item for each block; one that is not known where nobody knows which there are.
template <class Read>
DeclaredValue blocks(TerraformReading& reading, const Attribute& attribute, Read read) {
  if (attribute.is_absent()) return {};
  DeclaredValue list = DeclaredValue::of_list({}, attribute.at());
  if (attribute.is_unknown()) list.items.push_back(reading.unknown(attribute));
  for (const Attribute& block : attribute.elements()) {
    if (block.is_unknown()) {
      list.items.push_back(reading.unknown(block));
    } else if (block.is_known()) {
      DeclaredValue map = DeclaredValue::of_map(block.at());
      read(block, map);
      list.items.push_back(std::move(map));
    }
  }
  return list;
}

DeclaredValue group_references(TerraformReading& reading, const Attribute& attribute) {
  return blocks(reading, attribute, [&](const Attribute& block, DeclaredValue& map) {
    set_property(map, "ResourceArn",
                 reading.reference(block["resource_arn"], "aws_networkfirewall_rule_group"));
    put_texts(reading, block, {{"priority", "Priority"}}, map);
    set_property(map, "Override.Action", reading.text(block["override"]["action"]));
  });
}

/// Blocks of `key` and `inner { definition }`.
DeclaredValue variables(TerraformReading& reading, const Attribute& attribute,
                        std::string_view inner) {
  DeclaredValue sets = DeclaredValue::of_map(attribute.at());
  for (const Attribute& block : attribute.elements()) {
    const DeclaredValue key = reading.text(block["key"]);
    if (!key.is_text()) continue;
    DeclaredValue set = DeclaredValue::of_map(block.at());
    put_lists(reading, block[inner], {{"definition", "Definition"}}, set);
    sets.set(key.text, std::move(set));
  }
  return sets;
}

DeclaredValue port_blocks(TerraformReading& reading, const Attribute& attribute) {
  return blocks(reading, attribute, [&](const Attribute& block, DeclaredValue& map) {
    put_texts(reading, block, {{"from_port", "FromPort"}}, map);
    const bool has_end = !block["to_port"].is_absent();
    set_property(map, "ToPort", reading.text(block[has_end ? "to_port" : "from_port"]));
  });
}

DeclaredValue address_blocks(TerraformReading& reading, const Attribute& attribute) {
  return blocks(reading, attribute, [&](const Attribute& block, DeclaredValue& map) {
    put_texts(reading, block, {{"address_definition", "AddressDefinition"}}, map);
  });
}

DeclaredValue stateless_rules(TerraformReading& reading, const Attribute& attribute) {
  return blocks(reading, attribute, [&](const Attribute& block, DeclaredValue& map) {
    put_texts(reading, block, {{"priority", "Priority"}}, map);
    const Attribute definition = block["rule_definition"];
    DeclaredValue rule = DeclaredValue::of_map(block.at());
    put_lists(reading, definition, {{"actions", "Actions"}}, rule);
    const Attribute match = definition["match_attributes"];
    DeclaredValue matches = DeclaredValue::of_map(block.at());
    set_property(matches, "Sources", address_blocks(reading, match["source"]));
    set_property(matches, "Destinations", address_blocks(reading, match["destination"]));
    set_property(matches, "SourcePorts", port_blocks(reading, match["source_port"]));
    set_property(matches, "DestinationPorts", port_blocks(reading, match["destination_port"]));
    put_lists(reading, match, {{"protocols", "Protocols"}}, matches);
    const auto no_parts = [](const Attribute&, DeclaredValue&) {};
    set_property(matches, "TCPFlags", blocks(reading, match["tcp_flag"], no_parts));
    rule.set("MatchAttributes", std::move(matches));
    map.set("RuleDefinition", std::move(rule));
  });
}

DeclaredValue stateful_rules(TerraformReading& reading, const Attribute& attribute) {
  return blocks(reading, attribute, [&](const Attribute& block, DeclaredValue& map) {
    put_texts(reading, block, {{"action", "Action"}}, map);
    DeclaredValue header = DeclaredValue::of_map(block.at());
    put_texts(reading, block["header"],
              {{"protocol", "Protocol"},
               {"source", "Source"},
               {"source_port", "SourcePort"},
               {"direction", "Direction"},
               {"destination", "Destination"},
               {"destination_port", "DestinationPort"}},
              header);
    map.set("Header", std::move(header));
    set_property(
        map, "RuleOptions",
        blocks(reading, block["rule_option"], [&](const Attribute& option, DeclaredValue& inner) {
          put_texts(reading, option, {{"keyword", "Keyword"}}, inner);
          put_lists(reading, option, {{"settings", "Settings"}}, inner);
        }));
  });
}

DeclaredValue rules_source(TerraformReading& reading, const Attribute& source) {
  DeclaredValue map = DeclaredValue::of_map(source.at());
  put_texts(reading, source, {{"rules_string", "RulesString"}}, map);
  const Attribute list = source["rules_source_list"];
  if (!list.elements().empty()) {
    DeclaredValue domains = DeclaredValue::of_map(list.at());
    put_texts(reading, list, {{"generated_rules_type", "GeneratedRulesType"}}, domains);
    put_lists(reading, list, {{"targets", "Targets"}, {"target_types", "TargetTypes"}}, domains);
    map.set("RulesSourceList", std::move(domains));
  }
  if (!source["stateful_rule"].elements().empty()) {
    set_property(map, "StatefulRules", stateful_rules(reading, source["stateful_rule"]));
  }
  const Attribute stateless = source["stateless_rules_and_custom_actions"];
  if (!stateless.elements().empty()) {
    DeclaredValue rules = DeclaredValue::of_map(stateless.at());
    set_property(rules, "StatelessRules", stateless_rules(reading, stateless["stateless_rule"]));
    map.set("StatelessRulesAndCustomActions", std::move(rules));
  }
  return map;
}

}  // namespace

void more_of_endpoint_service(TerraformReading& reading, const Attribute& resource) {
  set_property(properties_of(reading, resource), "AllowedPrincipals",
               reading.texts(resource["allowed_principals"]));
}

void allowed_principal(TerraformReading& reading, const Attribute& resource) {
  reading.append(reading.reference(resource["vpc_endpoint_service_id"], "aws_vpc_endpoint_service"),
                 "AWS::EC2::VPCEndpointService", "AllowedPrincipals",
                 reading.text(resource["principal_arn"]));
}

void accepted_endpoint(TerraformReading& reading, const Attribute& resource) {
  reading.replace(reading.reference(resource["vpc_endpoint_id"], kWantedEndpoint),
                  "AWS::EC2::VPCEndpoint", "AutoAccept",
                  DeclaredValue::of_text("true", resource.object().at));
}

namespace {

/// The blocks of a plan have no order, so each may be for any of the subnets that they name.  As
/// many blocks as subnets are for one each.
void pair_subnets(DeclaredValue& mappings) {
  const std::size_t count = mappings.items.size();
  const auto may_be_any = [count](const DeclaredValue& mapping) {
    const DeclaredValue& subnet = mapping["SubnetId"];
    return subnet.is_unknown() && subnet.items.size() == count;
  };
  if (count < 2 || !std::all_of(mappings.items.begin(), mappings.items.end(), may_be_any)) return;
  const CompactVector<DeclaredValue> subnets = mappings.items.front()["SubnetId"].items;
  for (std::size_t i = 0; i < count; ++i) mappings.items[i].set("SubnetId", subnets[i]);
}

}  // namespace

void more_of_firewall(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue mappings =
      blocks(reading, resource["subnet_mapping"], [&](const Attribute& block, DeclaredValue& map) {
        set_property(map, "SubnetId", reading.reference(block["subnet_id"], kWantedSubnet));
      });
  pair_subnets(mappings);
  set_property(properties_of(reading, resource), "SubnetMappings", std::move(mappings));
  // A state tells the ids of its endpoints, by which routes name them.
  DeclaredValue endpoints = DeclaredValue::of_list({}, resource.object().at);
  for (const Attribute& state : resource["firewall_status"]["sync_states"].elements()) {
    const Attribute attachment = state["attachment"];
    const DeclaredValue id = reading.text(attachment["endpoint_id"]);
    if (!id.is_text() || id.text.empty()) continue;
    DeclaredValue map = DeclaredValue::of_map(state.at());
    map.set("EndpointId", id);
    set_property(map, "SubnetId", reading.reference(attachment["subnet_id"], kWantedSubnet));
    endpoints.items.push_back(std::move(map));
  }
  if (endpoints.items.empty()) return;
  set_property(properties_of(reading, resource), "Endpoints", std::move(endpoints));
}

void more_of_firewall_policy(TerraformReading& reading, const Attribute& resource) {
  const Attribute policy = resource["firewall_policy"];
  DeclaredValue map = DeclaredValue::of_map(resource.object().at);
  put_lists(reading, policy,
            {{"stateless_default_actions", "StatelessDefaultActions"},
             {"stateful_default_actions", "StatefulDefaultActions"}},
            map);
  set_property(map, "StatelessRuleGroupReferences",
               group_references(reading, policy["stateless_rule_group_reference"]));
  set_property(map, "StatefulRuleGroupReferences",
               group_references(reading, policy["stateful_rule_group_reference"]));
  set_property(map, "StatefulEngineOptions.RuleOrder",
               reading.text(policy["stateful_engine_options"]["rule_order"]));
  const Attribute named = policy["policy_variables"]["rule_variables"];
  if (!named.elements().empty()) {
    set_property(map, "PolicyVariables.RuleVariables", variables(reading, named, "ip_set"));
  }
  properties_of(reading, resource).set("FirewallPolicy", std::move(map));
}

/// `rules` is the short form of a rule group that holds a text alone.
void more_of_rule_group(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue map = DeclaredValue::of_map(resource.object().at);
  const Attribute group = resource["rule_group"];
  if (group.elements().empty()) {
    set_property(map, "RulesSource.RulesString", reading.text(resource["rules"]));
  } else {
    const Attribute named = group["rule_variables"];
    if (!named["ip_sets"].elements().empty()) {
      set_property(map, "RuleVariables.IPSets", variables(reading, named["ip_sets"], "ip_set"));
    }
    if (!named["port_sets"].elements().empty()) {
      set_property(map, "RuleVariables.PortSets",
                   variables(reading, named["port_sets"], "port_set"));
    }
    map.set("RulesSource", rules_source(reading, group["rules_source"]));
  }
  properties_of(reading, resource).set("RuleGroup", std::move(map));
}

}  // namespace canreach
