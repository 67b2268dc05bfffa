// What `show` says of endpoint services, firewalls, names.
#include "report/details.h"

namespace canreach {

namespace {

std::string words_of(const std::vector<FirewallGroupUse>& uses) {
  std::vector<std::string> names;
  for (const FirewallGroupUse& use : uses) names.push_back(use.name);
  return join(names, ", ");
}

std::string words_of(HostedZone::Type type) {
  switch (type) {
    case HostedZone::Type::public_zone:
      return "public";
    case HostedZone::Type::private_zone:
      return "private";
    case HostedZone::Type::forwarding:
      return "forwarding rule";
  }
  return {};
}

std::string words_of(const Design& design, const DnsRecord& record) {
  std::vector<std::string> values;
  for (const IpAddress& address : record.addresses) values.push_back(address.to_string());
  if (record.leads_to_resource) {
    values.push_back(resource_of(design, record.kind, record.index).name);
  }
  if (!record.leads_to.empty()) values.push_back(record.leads_to);
  if (record.is_other) {
    const std::string type = record.other_type.empty() ? "" : " (" + record.other_type + ")";
    values.push_back("no address" + type);
  }
  if (!record.known) values.push_back("not known");
  return record.name + " -> " + join(values, ", ");
}

}  // namespace

Details details(const Design& design, const EndpointService& service) {
  Details result;
  add(result, "service name", service.service_name);
  add(result, "load balancers", names_of(design, service.load_balancers));
  add(result, "acceptance required", words_of(service.acceptance_required));
  std::vector<std::string> principals = service.allowed_principals;
  if (!service.principals_known) principals.emplace_back("unknown");
  add(result, "allowed principals", join(principals, ", "));
  return result;
}

Details details(const Design& design, const Firewall& firewall) {
  Details result;
  add(result, "policy", name_of(design, firewall.policy));
  return result;
}

Details details(const Design&, const FirewallPolicy& policy) {
  static constexpr const char* kActions[] = {"pass", "drop", "reject", "alert", "forward"};
  static constexpr const char* kOtherwise[] = {"pass", "drop", "drop established"};
  Details result;
  add(result, "stateless default",
      policy.stateless_default.is_known()
          ? kActions[static_cast<int>(policy.stateless_default.get())]
          : "unknown");
  add(result, "stateless rule groups", words_of(policy.stateless_groups));
  add(result, "stateful rule groups", words_of(policy.stateful_groups));
  add(result, "strict order", words_of(policy.is_strict));
  add(result, "stateful default",
      policy.otherwise.is_known() ? kOtherwise[static_cast<int>(policy.otherwise.get())]
                                  : "unknown");
  return result;
}

Details details(const Design&, const FirewallRuleGroup& group) {
  static constexpr const char* kActions[] = {"pass", "drop", "reject", "alert", "forward"};
  Details result;
  add(result, "stateful", words_of(group.is_stateful));
  for (const FirewallRule& rule : group.rules) {
    std::string text = rule.name + ": ";
    text += rule.action.is_known() ? kActions[static_cast<int>(rule.action.get())] : "unknown";
    if (!rule.asks.empty()) text += ", asks for " + rule.asks;
    add(result, "rule", text, rule.at);
  }
  if (!group.rules_known) add(result, "rules", "not all are known");
  return result;
}

Details details(const Design& design, const HostedZone& zone) {
  Details result;
  add(result, "domain", zone.domain);
  add(result, "type", words_of(zone.type));
  add(result, "vpcs", names_of(design, zone.vpcs));
  add(result, "servers", list_of(zone.servers));
  for (const DnsRecord& record : zone.records) {
    add(result, "record", words_of(design, record), record.at);
  }
  if (!zone.records_known) add(result, "record", "others are not known");
  return result;
}

}  // namespace canreach
