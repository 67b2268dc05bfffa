// Endpoint services and firewalls.  A firewall's endpoints are no resources of their own here: each
// of its subnets brings one, which is a part of the VPC in the native format.
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "parsers/declared/translation.h"

namespace canreach {
namespace {

const DeclaredTypes kServiceTypes = {"AWS::EC2::VPCEndpointService"};
const DeclaredTypes kBalancerTypes = {"AWS::ElasticLoadBalancingV2::LoadBalancer"};
const DeclaredTypes kPolicyTypes = {"AWS::NetworkFirewall::FirewallPolicy"};
const DeclaredTypes kGroupTypes = {"AWS::NetworkFirewall::RuleGroup"};

DeclaredValue text_at(std::string text, const SourceLoc& at) {
  return DeclaredValue::of_text(std::move(text), at);
}

/// `map[key]`, or `unknown` when it is no text that is known.
std::string known_text(const Translation& out, const DeclaredValue& value, bool& known) {
  const std::optional<std::string> text = out.text(value);
  known = known && text.has_value();
  return text.value_or("unknown");
}

// ---- firewall policies

/// "aws:forward_to_sfe" is `forward`; other names are metrics, which decide nothing.
DeclaredValue stateless_action(const Translation& out, const DeclaredValue& actions) {
  DeclaredValue found;
  for (const DeclaredValue* action : items_of(actions)) {
    const std::optional<std::string> text = out.text(*action);
    if (!text) return unknown_word(action->at);
    if (*text == "aws:pass") found = text_at("pass", action->at);
    if (*text == "aws:drop") found = text_at("drop", action->at);
    if (*text == "aws:forward_to_sfe") found = text_at("forward", action->at);
  }
  return found;
}

DeclaredValue group_uses(const Translation& out, const DeclaredValue& references) {
  DeclaredValue uses = DeclaredValue::of_list({}, references.at);
  if (references.is_unknown()) uses.items.push_back(unknown_word(references.at));
  for (const DeclaredValue* reference : items_of(references)) {
    if (reference->is_unknown()) {
      uses.items.push_back(unknown_word(reference->at));
      continue;
    }
    DeclaredValue use = DeclaredValue::of_map(reference->at);
    // An override turns what the group drops into alerts.
    const bool is_overridden = !(*reference)["Override"].is_absent();
    put(use, "group",
        is_overridden
            ? unknown_word(reference->at)
            : or_unknown(out.name((*reference)["ResourceArn"], kGroupTypes), reference->at));
    put(use, "priority", out.scalar((*reference)["Priority"]));
    uses.items.push_back(std::move(use));
  }
  return uses;
}

/// "aws:drop_established" is `drop-established`.
DeclaredValue default_actions(const Translation& out, const DeclaredValue& actions) {
  DeclaredValue words = DeclaredValue::of_list({}, actions.at);
  for (const DeclaredValue* action : items_of(actions)) {
    bool known = true;
    std::string word = known_text(out, *action, known);
    if (word.starts_with("aws:")) word = word.substr(4);
    for (char& c : word) c = c == '_' ? '-' : c;
    words.items.push_back(text_at(word, action->at));
  }
  return words;
}

DeclaredValue definitions(const Translation& out, const DeclaredValue& sets) {
  DeclaredValue variables = DeclaredValue::of_map(sets.at);
  for (const DeclaredValue::Member& member : sets.members) {
    DeclaredValue list = DeclaredValue::of_list({}, member.value.at);
    for (const DeclaredValue* item : items_of(member.value["Definition"])) {
      list.items.push_back(out.scalar(*item));
    }
    if (list.items.empty()) list.items.push_back(unknown_word(member.value.at));
    put(variables, member.key, std::move(list));
  }
  return variables;
}

// ---- rule groups

/// The text of a rule that is written in parts.
DeclaredValue rule_line(const Translation& out, const DeclaredValue& rule) {
  bool known = true;
  const DeclaredValue& header = rule["Header"];
  std::string line = to_lower(known_text(out, rule["Action"], known));
  for (const char* key : {"Protocol", "Source", "SourcePort"}) {
    line += ' ' + known_text(out, header[key], known);
  }
  const std::string direction = to_lower(known_text(out, header["Direction"], known));
  line += direction == "any" ? " <>" : " ->";
  for (const char* key : {"Destination", "DestinationPort"}) {
    line += ' ' + known_text(out, header[key], known);
  }
  line += " (";
  for (const DeclaredValue* option : items_of(rule["RuleOptions"])) {
    line += known_text(out, (*option)["Keyword"], known);
    std::string settings;
    for (const DeclaredValue* setting : items_of((*option)["Settings"])) {
      settings += (settings.empty() ? "" : ",") + known_text(out, *setting, known);
    }
    line += (settings.empty() ? "" : ":" + settings) + "; ";
  }
  return known ? text_at(line + ")", rule.at) : unknown_word(rule.at);
}

DeclaredValue addresses(const Translation& out, const DeclaredValue& list) {
  DeclaredValue blocks = DeclaredValue::of_list({}, list.at);
  for (const DeclaredValue* item : items_of(list)) {
    blocks.items.push_back(or_unknown(out.scalar((*item)["AddressDefinition"]), item->at));
  }
  return blocks;
}

DeclaredValue ports(const Translation& out, const DeclaredValue& list) {
  DeclaredValue ranges = DeclaredValue::of_list({}, list.at);
  for (const DeclaredValue* item : items_of(list)) {
    bool known = true;
    const std::string first = known_text(out, (*item)["FromPort"], known);
    const std::string last = known_text(out, (*item)["ToPort"], known);
    if (!known) return unknown_word(list.at);
    ranges.items.push_back(text_at(first == last ? first : first + "-" + last, item->at));
  }
  return ranges;
}

void put_list(DeclaredValue& map, std::string_view key, DeclaredValue list) {
  if (list.is_list() && list.items.empty()) return;
  put(map, key, std::move(list));
}

DeclaredValue stateless_rule(const Translation& out, const DeclaredValue& rule) {
  const DeclaredValue& match = rule["RuleDefinition"]["MatchAttributes"];
  DeclaredValue text = DeclaredValue::of_map(rule.at);
  put(text, "priority", or_unknown(out.scalar(rule["Priority"]), rule.at));
  put(text, "action",
      or_unknown(stateless_action(out, rule["RuleDefinition"]["Actions"]), rule.at));
  DeclaredValue protocols = DeclaredValue::of_list({}, rule.at);
  for (const DeclaredValue* protocol : items_of(match["Protocols"])) {
    protocols.items.push_back(or_unknown(out.scalar(*protocol), protocol->at));
  }
  put_list(text, "protocol", std::move(protocols));
  put_list(text, "source", addresses(out, match["Sources"]));
  put_list(text, "destination", addresses(out, match["Destinations"]));
  put_list(text, "source_ports", ports(out, match["SourcePorts"]));
  put_list(text, "destination_ports", ports(out, match["DestinationPorts"]));
  if (!items_of(match["TCPFlags"]).empty()) put(text, "tcp_flags", unknown_word(rule.at));
  return text;
}

DeclaredValue domains(const Translation& out, const DeclaredValue& list) {
  DeclaredValue text = DeclaredValue::of_map(list.at);
  const std::optional<std::string> type = out.text(list["GeneratedRulesType"]);
  if (!type) return unknown_word(list.at);
  const bool allows = to_lower(*type) == "allowlist";
  const bool rejects = to_lower(*type) == "rejectlist";
  put(text, "action", allows ? "allow" : rejects ? "reject" : "deny", list.at);
  DeclaredValue names = DeclaredValue::of_list({}, list.at);
  for (const DeclaredValue* name : items_of(list["Targets"])) {
    names.items.push_back(or_unknown(out.scalar(*name), name->at));
  }
  put(text, "names", std::move(names));
  DeclaredValue types = DeclaredValue::of_list({}, list.at);
  for (const DeclaredValue* one : items_of(list["TargetTypes"])) {
    types.items.push_back(or_unknown(out.scalar(*one), one->at));
  }
  put_list(text, "types", std::move(types));
  return text;
}

void put_rules(const Translation& out, const DeclaredValue& source, const SourceLoc& at,
               DeclaredValue& body) {
  const DeclaredValue& stateless = source["StatelessRulesAndCustomActions"];
  if (!stateless.is_absent()) {
    DeclaredValue rules = DeclaredValue::of_list({}, stateless.at);
    for (const DeclaredValue* rule : items_of(stateless["StatelessRules"])) {
      rules.items.push_back(stateless_rule(out, *rule));
    }
    return put(body, "stateless_rules", std::move(rules));
  }
  if (!source["RulesSourceList"].is_absent()) {
    return put(body, "domains", domains(out, source["RulesSourceList"]));
  }
  if (!source["StatefulRules"].is_absent()) {
    DeclaredValue rules = DeclaredValue::of_list({}, source.at);
    for (const DeclaredValue* rule : items_of(source["StatefulRules"])) {
      rules.items.push_back(rule->is_map() ? rule_line(out, *rule) : unknown_word(rule->at));
    }
    return put(body, "rules", std::move(rules));
  }
  put(body, "rules", or_unknown(out.scalar(source["RulesString"]), at));
}

std::string endpoint_name(const std::string& firewall, const std::string& subnet) {
  return firewall + " in " + subnet;
}

/// The service that an endpoint's text names: com.amazonaws.vpce.REGION.ID, with the id of one.
const DeclaredResource* named_service(const Translation& out, const DeclaredValue& value) {
  if (const DeclaredResource* service = out.target(value, kServiceTypes)) return service;
  if (value.is_unknown()) return nullptr;
  for (const DeclaredValue& item : value.items) {
    if (const DeclaredResource* service = out.target(item, kServiceTypes)) return service;
  }
  return nullptr;
}

}  // namespace

DeclaredValue service_of_endpoint(const Translation& out, const DeclaredResource& endpoint) {
  const DeclaredValue& name = endpoint.properties["ServiceName"];
  if (const DeclaredResource* service = named_service(out, name)) {
    return text_at(service->address, name.at);
  }
  return or_unknown(out.scalar(name), endpoint.at);
}

/// Somebody has to accept it, unless the service or the endpoint says otherwise.  Rule: PLS-1.
DeclaredValue state_of_endpoint(const Translation& out, const DeclaredResource& endpoint) {
  const DeclaredResource* service = named_service(out, endpoint.properties["ServiceName"]);
  if (service == nullptr || out.is_on(endpoint, "AutoAccept")) return {};
  const std::optional<bool> asks = out.flag(service->properties["AcceptanceRequired"]);
  return asks == false ? DeclaredValue() : unknown_word(endpoint.at);
}

void say_endpoint_service(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  DeclaredValue balancers = DeclaredValue::of_list({}, resource.at);
  for (const char* key : {"NetworkLoadBalancerArns", "GatewayLoadBalancerArns"}) {
    for (const DeclaredValue* item : items_of(properties[key])) {
      balancers.items.push_back(out.name(*item, kBalancerTypes));
    }
  }
  if (balancers.items.empty()) balancers.items.push_back(unknown_word(resource.at));
  put(body, "load_balancers", std::move(balancers));
  put(body, "acceptance_required",
      or_unknown(out.boolean(properties["AcceptanceRequired"]), resource.at));
  DeclaredValue principals = DeclaredValue::of_list({}, resource.at);
  const auto add = [&](const DeclaredValue& list) {
    for (const DeclaredValue* item : items_of(list)) principals.items.push_back(out.scalar(*item));
  };
  add(properties["AllowedPrincipals"]);
  for (const DeclaredResource* permissions :
       out.naming("AWS::EC2::VPCEndpointServicePermissions", "ServiceId", resource.address)) {
    add(permissions->properties["AllowedPrincipals"]);
  }
  if (!principals.items.empty()) put(body, "allowed_principals", std::move(principals));
  out.add("endpoint_services", resource.address, resource.at, std::move(body));
}

namespace {

/// Of the mappings the one whose subnet holds; nullptr: none or several.
template <class Holds>
const DeclaredResource* only_subnet(const Translation& out, const DeclaredResource& firewall,
                                    const Holds& holds) {
  const DeclaredResource* found = nullptr;
  for (const DeclaredValue* mapping : items_of(firewall.properties["SubnetMappings"])) {
    const DeclaredResource* subnet = out.target((*mapping)["SubnetId"], kSubnetTypes);
    if (subnet == nullptr) return nullptr;
    if (!holds(*subnet)) continue;
    if (found != nullptr) return nullptr;
    found = subnet;
  }
  return found;
}

}  // namespace

DeclaredValue endpoint_of_firewall(const Translation& out, const DeclaredResource& firewall,
                                   const DeclaredValue& subnet, const SourceLoc& at) {
  const DeclaredResource* named = out.target(subnet, kSubnetTypes);
  const DeclaredResource* home =
      only_subnet(out, firewall, [](const DeclaredResource&) { return true; });
  if (home == nullptr && named != nullptr) {
    home = only_subnet(out, firewall, [&](const DeclaredResource& one) { return &one == named; });
  }
  if (home == nullptr && named != nullptr) {
    const std::optional<std::string> zone = out.text(named->properties["AvailabilityZone"]);
    home = only_subnet(out, firewall, [&](const DeclaredResource& one) {
      // One that is not known may be in the zone, too.
      const std::optional<std::string> other = out.text(one.properties["AvailabilityZone"]);
      return !zone || !other || *zone == *other;
    });
    if (!zone) home = nullptr;
  }
  if (home == nullptr) return unknown_word(at);
  return text_at(endpoint_name(firewall.address, home->address), at);
}

DeclaredValue endpoint_with_id(const Translation& out, const DeclaredValue& id) {
  if (!id.is_text() || id.text.substr(0, 5) != "vpce-") return {};
  for (const DeclaredResource& resource : out.resources()) {
    if (resource.type != "AWS::NetworkFirewall::Firewall") continue;
    for (const DeclaredValue* endpoint : items_of(resource.properties["Endpoints"])) {
      if (out.text((*endpoint)["EndpointId"]) != id.text) continue;
      const DeclaredResource* subnet = out.target((*endpoint)["SubnetId"], kSubnetTypes);
      if (subnet != nullptr)
        return text_at(endpoint_name(resource.address, subnet->address), id.at);
    }
  }
  return {};
}

void say_firewall(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  put(body, "policy",
      or_unknown(out.name(properties["FirewallPolicyArn"], kPolicyTypes), resource.at));
  for (const DeclaredValue* mapping : items_of(properties["SubnetMappings"])) {
    const DeclaredResource* subnet = out.target((*mapping)["SubnetId"], kSubnetTypes);
    if (subnet == nullptr) continue;
    DeclaredValue endpoint = DeclaredValue::of_map(mapping->at);
    put(endpoint, "service", resource.address, resource.at);
    put(endpoint, "type", "gateway-load-balancer", mapping->at);
    put(endpoint, "subnets", subnet->address, mapping->at);
    std::string home = out.vpc_of(*subnet);
    if (home.empty()) home = vpc_name_of(subnet->address);
    out.add_to_vpc(home, "endpoints", endpoint_name(resource.address, subnet->address), mapping->at,
                   std::move(endpoint));
  }
  out.add("firewalls", resource.address, resource.at, std::move(body));
}

void say_firewall_policy(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& policy = resource.properties["FirewallPolicy"];
  DeclaredValue body = out.body_of(resource);
  put(body, "stateless_default_action",
      or_unknown(stateless_action(out, policy["StatelessDefaultActions"]), resource.at));
  put_list(body, "stateless_rule_groups", group_uses(out, policy["StatelessRuleGroupReferences"]));
  put_list(body, "stateful_rule_groups", group_uses(out, policy["StatefulRuleGroupReferences"]));
  const DeclaredValue& order = policy["StatefulEngineOptions"]["RuleOrder"];
  if (!order.is_absent()) {
    const std::optional<std::string> word = out.text(order);
    put(body, "stateful_rule_order",
        !word                     ? unknown_word(order.at)
        : *word == "STRICT_ORDER" ? text_at("strict", order.at)
                                  : text_at("action-order", order.at));
  }
  put_list(body, "stateful_default_actions",
           default_actions(out, policy["StatefulDefaultActions"]));
  const DeclaredValue& variables = policy["PolicyVariables"]["RuleVariables"];
  if (!variables.is_absent()) put(body, "variables", definitions(out, variables));
  out.add("firewall_policies", resource.address, resource.at, std::move(body));
}

void say_firewall_rule_group(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& group = resource.properties["RuleGroup"];
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue& variables = group["RuleVariables"];
  if (!variables["IPSets"].is_absent()) {
    put(body, "variables", definitions(out, variables["IPSets"]));
  }
  if (!variables["PortSets"].is_absent()) {
    put(body, "port_variables", definitions(out, variables["PortSets"]));
  }
  put_rules(out, group["RulesSource"], resource.at, body);
  out.add("firewall_rule_groups", resource.address, resource.at, std::move(body));
}

}  // namespace canreach
