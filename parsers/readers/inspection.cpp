// Endpoint services: `describe-vpc-endpoint-service-configurations`, `-permissions`,
// `describe-vpc-endpoint-connections`; `describe-vpc-endpoint-services` says nothing more.
// Firewalls: `describe-firewall`, `describe-firewall-policy`, `describe-rule-group`, each of which
// describes one object in two parts of a document.
#include <algorithm>
#include <map>
#include <set>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/link_endpoints.h"
#include "parsers/firewall/suricata.h"
#include "parsers/readers/readers.h"

namespace canreach {
namespace {

using Action = FirewallRule::Action;
using Otherwise = FirewallPolicy::Otherwise;

// ---- endpoint services

std::vector<Ref<LoadBalancer>> balancers_of(const SnapshotReading& reading,
                                            const ResourceRecord& record) {
  std::vector<Ref<LoadBalancer>> found;
  for (const char* key : {"NetworkLoadBalancerArns", "GatewayLoadBalancerArns"}) {
    for (const std::string& arn : record.texts(key)) {
      const std::size_t slash = arn.find(":loadbalancer/");
      const std::vector<std::string_view> parts = split(
          slash == std::string::npos ? std::string_view() : std::string_view(arn).substr(slash),
          '/');
      const Ref<LoadBalancer> ref = parts.size() < 3
                                        ? Ref<LoadBalancer>::none()
                                        : reading.find<LoadBalancer>(std::string(parts[2]));
      found.push_back(ref.is_known() ? ref : Ref<LoadBalancer>::unknown());
    }
  }
  return found;
}

EndpointService read_service(SnapshotReading& reading, const SnapshotObject& object,
                             const ResourceRecord& record) {
  EndpointService service;
  reading.read_common(service, object, record, {.id = "ServiceId"});
  service.service_name = record.text("ServiceName");
  service.state = state_of(record.text("ServiceState"), {"", "available"});
  service.load_balancers = balancers_of(reading, record);
  const std::optional<bool> asks = record.boolean("AcceptanceRequired");
  service.acceptance_required = asks ? Value<bool>(*asks) : Value<bool>(kUnknown);
  service.principals_known = false;
  return service;
}

/// Newer outputs say whose they are; older ones say nothing of use.
void read_principals(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("AllowedPrincipals")) {
    RecordProblem ignored;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, ignored);
    const Ref<EndpointService> service = reading.find<EndpointService>(record.text("ServiceId"));
    const std::string principal = record.text("Principal");
    if (!service.is_known() || principal.empty()) continue;
    reading.design.get(service).allowed_principals.push_back(principal);
  }
}

/// What the owner of a service sees of an endpoint counts where the endpoint itself says nothing.
/// Rule: PLS-1
void read_endpoint_connections(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("VpcEndpointConnections")) {
    RecordProblem ignored;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, ignored);
    const Ref<VpcEndpoint> endpoint = reading.find<VpcEndpoint>(record.text("VpcEndpointId"));
    if (!endpoint.is_known()) continue;
    Value<std::string>& state = reading.design.get(endpoint).state;
    const std::string seen = state_of(record.text("VpcEndpointState"), {"", "available"});
    if (state == Value<std::string>(std::string())) state = seen;
  }
}

// ---- rule groups

std::string setting_text(const ResourceRecord& option) {
  std::string text = option.text("Keyword");
  std::string settings;
  for (const std::string& setting : option.texts("Settings")) {
    settings += (settings.empty() ? "" : ",") + setting;
  }
  return settings.empty() ? text : text + ":" + settings;
}

/// A rule that is described in parts, as a line of text.
std::string line_of(const ResourceRecord& rule) {
  const ResourceRecord header = rule.record("Header");
  const bool is_any = same_key(header.text("Direction"), "ANY");
  std::string line = to_lower(std::string(rule.text("Action")));
  for (const char* key : {"Protocol", "Source", "SourcePort"}) {
    line += " " + std::string(header.text(key));
  }
  line += is_any ? " <>" : " ->";
  for (const char* key : {"Destination", "DestinationPort"}) {
    line += " " + std::string(header.text(key));
  }
  line += " (";
  for (const ResourceRecord& option : rule.records("RuleOptions")) {
    line += setting_text(option) + "; ";
  }
  return line + ")";
}

FirewallVariables variables_of(const ResourceRecord& sets) {
  FirewallVariables variables;
  for (const SyntaxNode::Member& member : sets.node().members()) {
    variables.emplace_back(std::string(member.key), sets.record(member.key).texts("Definition"));
  }
  return variables;
}

Value<Action> stateless_action(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "aws:pass") return Action::pass;
    if (word == "aws:drop") return Action::drop;
    if (word == "aws:forward_to_sfe") return Action::forward;
  }
  return kUnknown;
}

std::vector<FirewallAddresses> addresses_of(const std::vector<ResourceRecord>& list) {
  std::vector<FirewallAddresses> parts;
  for (const ResourceRecord& item : list) {
    const auto read = parse_firewall_addresses(item.text("AddressDefinition"), {});
    FirewallAddresses open;
    open.kind = FirewallAddresses::Kind::unknown;
    parts.push_back(read && read->size() == 1 ? read->front() : open);
  }
  return parts;
}

Value<IntervalSet> ports_of(const std::vector<ResourceRecord>& list) {
  IntervalSet ports;
  for (const ResourceRecord& item : list) {
    const std::optional<long long> first = item.integer("FromPort");
    const std::optional<long long> last = item.integer("ToPort");
    if (!first || !last || *first < 0 || *last > 65535 || *first > *last) return kUnknown;
    ports = ports | IntervalSet(Interval{static_cast<std::uint32_t>(*first),
                                         static_cast<std::uint32_t>(*last)});
  }
  return list.empty() ? IntervalSet(Interval{0, 65535}) : ports;
}

Value<TrafficSet> protocols_of(const std::vector<std::string>& numbers) {
  if (numbers.empty()) return TrafficSet::all();
  TrafficSet protocols;
  for (const std::string& number : numbers) {
    const Result<Protocol> protocol = parse_protocol(number);
    if (!protocol) return kUnknown;
    protocols = protocols | TrafficSet::all_of(*protocol);
  }
  return protocols;
}

FirewallRule stateless_rule(const ResourceRecord& record) {
  const ResourceRecord definition = record.record("RuleDefinition");
  const ResourceRecord match = definition.record("MatchAttributes");
  FirewallRule rule;
  rule.at = record.at();
  rule.priority = static_cast<int>(record.integer("Priority").value_or(0));
  rule.name = "priority " + std::to_string(rule.priority);
  rule.action = stateless_action(definition.texts("Actions"));
  rule.source = addresses_of(match.records("Sources"));
  rule.destination = addresses_of(match.records("Destinations"));
  rule.source_ports = ports_of(match.records("SourcePorts"));
  rule.destination_ports = ports_of(match.records("DestinationPorts"));
  rule.protocols = protocols_of(match.numbers("Protocols"));
  if (!match.records("TCPFlags").empty()) rule.asks = "`tcp_flags`";
  return rule;
}

void read_domains(const ResourceRecord& list, FirewallRuleGroup& group) {
  const std::string type = list.text("GeneratedRulesType");
  FirewallDomains domains;
  domains.action = same_key(type, "ALLOWLIST")    ? Action::pass
                   : same_key(type, "REJECTLIST") ? Action::reject
                                                  : Action::drop;
  domains.names = list.texts("Targets");
  domains.types = list.texts("TargetTypes");
  group.rules = rules_of_domains(domains, group.variables, list.at());
  group.domains = std::move(domains);
}

/// Where a line is left out any rule may stand there, and the text is not written down again.
void read_text(SnapshotReading& reading, FirewallRuleGroup& group, const SourceLoc& at) {
  SuricataRules read = parse_suricata(group.text, group.variables, group.port_variables, at);
  group.rules = std::move(read.rules);
  group.rules_known = read.complete;
  if (read.complete) return;
  group.text.clear();
  reading.leave_out("firewall rule", group.name, read.problems.front(), at);
}

void read_rules(SnapshotReading& reading, const ResourceRecord& source, FirewallRuleGroup& group) {
  const ResourceRecord stateless = source.record("StatelessRulesAndCustomActions");
  if (source.has("StatelessRulesAndCustomActions")) {
    group.is_stateful = false;
    std::set<int> priorities;
    for (const ResourceRecord& rule : stateless.records("StatelessRules")) {
      group.rules.push_back(stateless_rule(rule));
      // Of two with one priority nobody knows which is asked first.
      if (priorities.insert(group.rules.back().priority).second) continue;
      group.rules.pop_back();
      group.rules_known = false;
      reading.leave_out("firewall rule", group.name, "its priority is another one's already",
                        rule.at());
    }
    std::stable_sort(
        group.rules.begin(), group.rules.end(),
        [](const FirewallRule& a, const FirewallRule& b) { return a.priority < b.priority; });
    return;
  }
  group.is_stateful = true;
  if (source.has("RulesSourceList")) return read_domains(source.record("RulesSourceList"), group);
  group.text = source.text("RulesString");
  for (const ResourceRecord& rule : source.records("StatefulRules")) {
    group.text += line_of(rule) + "\n";
  }
  const bool is_given = source.has("RulesString") || source.has("StatefulRules");
  read_text(reading, group, source.at());
  if (!is_given) group.rules_known = false;
}

// ---- policies

std::vector<FirewallGroupUse> uses_of(SnapshotReading& reading, const ResourceRecord& record,
                                      std::string_view key, const std::string& user) {
  std::vector<FirewallGroupUse> uses;
  std::set<int> taken;
  for (const ResourceRecord& reference : record.records(key)) {
    FirewallGroupUse use;
    use.name = reference.text("ResourceArn");
    use.group = reading.resolve<FirewallRuleGroup>(use.name, user, reference.at());
    // An override turns what the group drops into alerts.
    if (reference.has("Override")) use.group = Ref<FirewallRuleGroup>::unknown();
    const std::optional<long long> priority = reference.integer("Priority");
    const bool is_own = priority && taken.insert(static_cast<int>(*priority)).second;
    use.priority = is_own ? Value<int>(static_cast<int>(*priority)) : Value<int>(kUnknown);
    uses.push_back(std::move(use));
  }
  return uses;
}

Value<Otherwise> otherwise_of(const std::vector<std::string>& actions) {
  Value<Otherwise> otherwise = Otherwise::pass;
  for (const std::string& action : actions) {
    if (action == "aws:drop_strict") otherwise = Otherwise::drop;
    if (action == "aws:drop_established") otherwise = Otherwise::drop_established;
    if (action == "aws:drop_established_app_layer") otherwise = kUnknown;
  }
  return otherwise;
}

std::optional<std::vector<FirewallAddresses>> home_net(const ResourceRecord& variables) {
  if (!variables.has("HOME_NET")) return std::nullopt;
  const auto parts = parse_firewall_addresses("$HOME_NET", variables_of(variables));
  if (parts) return *parts;
  FirewallAddresses open;
  open.kind = FirewallAddresses::Kind::unknown;
  return std::vector<FirewallAddresses>{open};
}

void read_policy(SnapshotReading& reading, const ResourceRecord& record, FirewallPolicy& policy) {
  policy.stateless_default = stateless_action(record.texts("StatelessDefaultActions"));
  policy.stateless_groups = uses_of(reading, record, "StatelessRuleGroupReferences", policy.id);
  policy.stateful_groups = uses_of(reading, record, "StatefulRuleGroupReferences", policy.id);
  const std::string order = record.record("StatefulEngineOptions").text("RuleOrder");
  const std::vector<std::string> actions = record.texts("StatefulDefaultActions");
  const bool is_plain = (order.empty() || order == "DEFAULT_ACTION_ORDER") && actions.empty();
  if (order == "STRICT_ORDER") {
    policy.is_strict = true;
  } else {
    // Only strict order has default actions: where both are said nobody knows which counts.
    policy.is_strict = is_plain ? Value<bool>(false) : Value<bool>(kUnknown);
  }
  policy.otherwise = otherwise_of(actions);
  for (FirewallGroupUse& use : policy.stateful_groups) {
    if (is_plain) use.priority = 0;
  }
  const ResourceRecord variables = record.record("PolicyVariables").record("RuleVariables");
  policy.home_net = home_net(variables);
  for (const auto& [name, definition] : variables_of(variables)) {
    // What it would change is not known.
    if (name != "HOME_NET") policy.groups_known = false;
  }
}

// ---- firewalls

/// The endpoints that the firewall's state lists are its own.  Rule: NFW-1
void link_endpoints(SnapshotReading& reading, const ResourceRecord& status,
                    Ref<Firewall> firewall) {
  const ResourceRecord states = status.record("SyncStates");
  for (const SyntaxNode::Member& zone : states.node().members()) {
    const std::string id = states.record(zone.key).record("Attachment").text("EndpointId");
    const Ref<VpcEndpoint> endpoint = reading.find<VpcEndpoint>(id);
    if (endpoint.is_known()) reading.design.get(endpoint).firewall = firewall;
  }
}

/// The other part of a description stands in the same document.
const SyntaxNode* beside(const SnapshotReading& reading, std::string_view key,
                         const SnapshotObject& object) {
  for (const SnapshotObject& other : reading.snapshot.of(key)) {
    if (other.scope == object.scope) return other.node;
  }
  return nullptr;
}

/// Reads both parts of each description: `read(resource, record of the contents, ...)`.
template <class T, class Read>
void read_pairs(SnapshotReading& reading, std::string_view contents_key, std::string_view names_key,
                const CommonKeys& keys, Read read) {
  for (const SnapshotObject& object : reading.snapshot.of(contents_key)) {
    const SyntaxNode* names = beside(reading, names_key, object);
    if (names == nullptr) continue;
    RecordProblem problem;
    const SyntaxNode contents_node = object.node->parsed();
    const SyntaxNode names_node = names->parsed();
    const ResourceRecord named(names_node, problem);
    T resource;
    reading.read_common(resource, object, named, keys);
    const std::string arn = named.text(keys.arn);
    if (!arn.empty()) resource.id = arn;
    read(resource, ResourceRecord(contents_node, problem));
    if (!problem.found() && arn.empty()) named.refuse("it has no ARN");
    if (problem.found()) {
      reading.leave_out(kind_of<T>(), named.node(), keys.id, problem);
    } else {
      reading.add(std::move(resource));
    }
  }
}

void read_firewall(SnapshotReading& reading, const SnapshotObject& object) {
  RecordProblem problem;
  const SyntaxNode node = object.node->parsed();
  const ResourceRecord record(node, problem);
  Firewall firewall;
  reading.read_common(firewall, object, record, {.id = "FirewallName", .arn = "FirewallArn"});
  const std::string arn = record.text("FirewallArn");
  const std::string policy = record.text("FirewallPolicyArn");
  firewall.policy = reading.resolve<FirewallPolicy>(policy, firewall.id, record.at());
  if (problem.found()) {
    return reading.leave_out(ResourceKind::Firewall, record.node(), "FirewallName", problem);
  }
  const Ref<Firewall> ref = reading.add(std::move(firewall));
  const SyntaxNode* status = beside(reading, "FirewallStatus", object);
  if (status == nullptr) return;
  const SyntaxNode status_node = status->parsed();
  link_endpoints(reading, ResourceRecord(status_node, problem), ref);
  if (!reading.leave_out_if_bad("firewall status", record.text("FirewallName"), problem)) return;
  // Any of them may be its own.
  for (VpcEndpoint& endpoint : reading.design.all<VpcEndpoint>()) {
    const bool is_open = endpoint.type == EndpointType::gateway_load_balancer;
    if (is_open && endpoint.firewall.is_none()) endpoint.firewall = Ref<Firewall>::unknown();
  }
}

}  // namespace

void read_endpoint_services(SnapshotReading& reading) {
  reading.read_each<EndpointService>(
      "ServiceConfigurations", "ServiceId",
      [&](const SnapshotObject& object, const ResourceRecord& record)
          -> std::optional<EndpointService> { return read_service(reading, object, record); });
  read_principals(reading);
  read_endpoint_connections(reading);
}

void read_firewalls(SnapshotReading& reading) {
  read_pairs<FirewallRuleGroup>(
      reading, "RuleGroup", "RuleGroupResponse",
      {.id = "RuleGroupName", .tags = "Tags", .arn = "RuleGroupArn"},
      [&](FirewallRuleGroup& group, const ResourceRecord& record) {
        group.variables = variables_of(record.record("RuleVariables").record("IPSets"));
        group.port_variables = variables_of(record.record("RuleVariables").record("PortSets"));
        read_rules(reading, record.record("RulesSource"), group);
      });
  read_pairs<FirewallPolicy>(
      reading, "FirewallPolicy", "FirewallPolicyResponse",
      {.id = "FirewallPolicyName", .tags = "Tags", .arn = "FirewallPolicyArn"},
      [&](FirewallPolicy& policy, const ResourceRecord& record) {
        read_policy(reading, record, policy);
      });
  for (const SnapshotObject& object : reading.snapshot.of("Firewall")) {
    read_firewall(reading, object);
  }
  link_endpoint_services(reading.design);
}

}  // namespace canreach
