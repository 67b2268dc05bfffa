// Load balancers: in infrastructure code nodes, listeners, rules, target groups and registrations
// are resources of their own, which refer to each other.  Together they are one load balancer.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/declared/translation.h"

namespace canreach {
namespace {

constexpr const char* kListener = "AWS::ElasticLoadBalancingV2::Listener";
constexpr const char* kListenerRule = "AWS::ElasticLoadBalancingV2::ListenerRule";
constexpr const char* kTargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

DeclaredValue word(const Translation& out, const DeclaredValue& value) {
  DeclaredValue scalar = out.scalar(value);
  if (scalar.is_text()) scalar.text = to_lower(scalar.text);
  return scalar;
}

/// A value of a list of {Key, Value}; absent where it is not in the list.
const DeclaredValue& attribute(const Translation& out, const DeclaredValue& list,
                               std::string_view key) {
  static const DeclaredValue kAbsent;
  for (const DeclaredValue* item : items_of(list)) {
    if (out.text((*item)["Key"]) == key) return (*item)["Value"];
  }
  return kAbsent;
}

class BalancerText {
 public:
  BalancerText(Translation& out, const DeclaredResource& balancer)
      : out_(out), balancer_(balancer), groups_(DeclaredValue::of_map(balancer.at)) {}

  /// The listeners of a load balancer of the second generation.
  DeclaredValue listeners() {
    DeclaredValue list = DeclaredValue::of_list({}, balancer_.at);
    for (const DeclaredResource* listener :
         out_.naming(kListener, "LoadBalancerArn", balancer_.address)) {
      list.items.push_back(listener_text(*listener));
    }
    return list;
  }

  /// Those of a classic one: each sends to its own port of the same instances.
  DeclaredValue classic_listeners() {
    DeclaredValue list = DeclaredValue::of_list({}, balancer_.at);
    for (const DeclaredValue* listener : items_of(balancer_.properties["Listeners"])) {
      DeclaredValue text = DeclaredValue::of_map(listener->at);
      put(text, "port", or_unknown(out_.scalar((*listener)["LoadBalancerPort"]), listener->at));
      put(text, "protocol", word(out_, (*listener)["Protocol"]));
      put(text, "forward", classic_group(*listener));
      list.items.push_back(std::move(text));
    }
    return list;
  }

  DeclaredValue take_groups() { return std::move(groups_); }

 private:
  DeclaredValue listener_text(const DeclaredResource& listener) {
    const DeclaredValue& properties = listener.properties;
    DeclaredValue text = DeclaredValue::of_map(listener.at);
    const bool is_gateway = out_.text(balancer_.properties["Type"]) == "gateway";
    const DeclaredValue port = out_.scalar(properties["Port"]);
    put(text, "port", is_gateway ? port : or_unknown(port, listener.at));
    put(text, "protocol", word(out_, properties["Protocol"]));
    put_actions(properties["DefaultActions"], text);
    DeclaredValue rules = DeclaredValue::of_list({}, listener.at);
    for (const DeclaredResource* rule :
         out_.naming(kListenerRule, "ListenerArn", listener.address)) {
      rules.items.push_back(rule_text(*rule));
    }
    if (!rules.items.empty()) put(text, "rules", std::move(rules));
    return text;
  }

  DeclaredValue rule_text(const DeclaredResource& rule) {
    DeclaredValue text = DeclaredValue::of_map(rule.at);
    for (const DeclaredValue* condition : items_of(rule.properties["Conditions"])) {
      const std::optional<std::string> field = out_.text((*condition)["Field"]);
      if (field == "host-header") put_condition(*condition, "HostHeaderConfig", "host", text);
      if (field == "path-pattern") put_condition(*condition, "PathPatternConfig", "path", text);
    }
    put_actions(rule.properties["Actions"], text);
    return text;
  }

  void put_condition(const DeclaredValue& condition, std::string_view config, std::string_view key,
                     DeclaredValue& text) {
    const DeclaredValue& plain = condition["Values"];
    const DeclaredValue& values = plain.is_absent() ? condition[config]["Values"] : plain;
    DeclaredValue list = DeclaredValue::of_list({}, condition.at);
    for (const DeclaredValue* value : items_of(values)) list.items.push_back(out_.scalar(*value));
    if (!list.items.empty()) put(text, key, std::move(list));
  }

  /// Before the last action there may be others, which authenticate.
  void put_actions(const DeclaredValue& actions, DeclaredValue& text) {
    DeclaredValue forwards = DeclaredValue::of_list({}, text.at);
    for (const DeclaredValue* action : items_of(actions)) {
      const std::optional<std::string> type = out_.text((*action)["Type"]);
      if (type == "redirect" || type == "fixed-response")
        return put(text, "action", *type, text.at);
      const DeclaredValue& one = (*action)["TargetGroupArn"];
      if (!one.is_absent()) forwards.items.push_back(group_name(one));
      const std::vector<const DeclaredValue*> groups =
          items_of((*action)["ForwardConfig"]["TargetGroups"]);
      for (const DeclaredValue* group : groups) {
        if (!one.is_absent()) continue;  // the same group once more
        // A group of weight 0 gets nothing.  Rule: ELB-5
        if (groups.size() > 1 && out_.text((*group)["Weight"]) == "0") continue;
        forwards.items.push_back(group_name((*group)["TargetGroupArn"]));
      }
    }
    put(text, "forward", forwards.items.empty() ? unknown_word(text.at) : std::move(forwards));
  }

  /// The group is written where it is first named.  Where nobody is registered in this design,
  /// others may be, from outside.  Rule: ELB-11
  DeclaredValue group_name(const DeclaredValue& value) {
    const DeclaredResource* group = out_.target(value, {kTargetGroup});
    if (group == nullptr) return unknown_word(value.at);
    DeclaredValue targets = targets_of(*group);
    if (targets.items.empty()) targets.items.push_back(unknown_word(group->at));
    if (groups_[group->address].is_absent()) {
      groups_.set(group->address, group_text(*group, std::move(targets)));
    }
    return DeclaredValue::of_text(group->address, value.at);
  }

  DeclaredValue group_text(const DeclaredResource& group, DeclaredValue targets) {
    const DeclaredValue& properties = group.properties;
    const DeclaredValue& attributes = properties["TargetGroupAttributes"];
    DeclaredValue text = DeclaredValue::of_map(group.at);
    const DeclaredValue type = out_.scalar(properties["TargetType"]);
    put(text, "type", type.is_absent() ? DeclaredValue::of_text("instance", group.at) : type);
    put(text, "protocol", word(out_, properties["Protocol"]));
    put(text, "port", out_.scalar(properties["Port"]));
    put(text, "preserve_client_ip",
        out_.boolean(attribute(out_, attributes, "preserve_client_ip.enabled")));
    const DeclaredValue crosses =
        out_.boolean(attribute(out_, attributes, "load_balancing.cross_zone.enabled"));
    if (!crosses.is_absent()) put(text, "cross_zone", crosses);
    put(text, "targets", std::move(targets));
    return text;
  }

  /// Targets are registered by the group, by auto-scaling groups and by container services.
  DeclaredValue targets_of(const DeclaredResource& group) {
    DeclaredValue targets = DeclaredValue::of_list({}, group.at);
    // Where a group is for IPv6, its targets' addresses of that family count.
    const DeclaredValue& family = group.properties["IpAddressType"];
    if (!family.is_absent() && out_.text(family) != "ipv4") {
      targets.items.push_back(unknown_word(family.at));
      return targets;
    }
    for (const DeclaredValue* target : items_of(group.properties["Targets"])) {
      targets.items.push_back(target_text((*target)["Id"], (*target)["Port"], target->at));
    }
    for (const DeclaredResource* scaling :
         out_.naming("AWS::AutoScaling::AutoScalingGroup", "TargetGroupARNs", group.address)) {
      targets.items.push_back(DeclaredValue::of_text(scaling->address, scaling->at));
    }
    for (const DeclaredResource* scaling : out_.perhaps_naming("AWS::AutoScaling::AutoScalingGroup",
                                                               "TargetGroupARNs", group.address)) {
      targets.items.push_back(unknown_word(scaling->at));
    }
    for (const DeclaredResource* service :
         out_.naming("AWS::ECS::Service", "LoadBalancers.TargetGroupArn", group.address)) {
      targets.items.push_back(service_text(*service, group));
    }
    return targets;
  }

  /// The port of a service's target is the container's.
  DeclaredValue service_text(const DeclaredResource& service, const DeclaredResource& group) {
    if (service.properties["NetworkConfiguration"].is_absent()) return unknown_word(service.at);
    for (const DeclaredValue* entry : items_of(service.properties["LoadBalancers"])) {
      const DeclaredResource* named = out_.target((*entry)["TargetGroupArn"], {kTargetGroup});
      if (named != &group) continue;
      return with_port(service.address, (*entry)["ContainerPort"], entry->at);
    }
    return DeclaredValue::of_text(service.address, service.at);
  }

  DeclaredValue target_text(const DeclaredValue& id, const DeclaredValue& port,
                            const SourceLoc& at) {
    static const DeclaredTypes kTargets = {"AWS::EC2::Instance", "AWS::Lambda::Function",
                                           "AWS::ElasticLoadBalancingV2::LoadBalancer"};
    if (const DeclaredResource* target = out_.target(id, kTargets)) {
      return with_port(target->address, port, at);
    }
    const std::optional<std::string> text = out_.text(id);
    return text && !out_.target(id) ? with_port(*text, port, at) : unknown_word(at);
  }

  DeclaredValue with_port(const std::string& name, const DeclaredValue& port, const SourceLoc& at) {
    const DeclaredValue number = out_.scalar(port);
    const std::string suffix = number.is_absent() ? "" : ":" + number.text;
    return DeclaredValue::of_text(name + suffix, at);
  }

  DeclaredValue classic_group(const DeclaredValue& listener) {
    const DeclaredValue port = out_.scalar(listener["InstancePort"]);
    DeclaredValue targets = DeclaredValue::of_list({}, listener.at);
    for (const DeclaredValue* instance : items_of(balancer_.properties["Instances"])) {
      targets.items.push_back(target_text(*instance, {}, instance->at));
    }
    for (const DeclaredResource* scaling : out_.naming("AWS::AutoScaling::AutoScalingGroup",
                                                       "LoadBalancerNames", balancer_.address)) {
      targets.items.push_back(DeclaredValue::of_text(scaling->address, scaling->at));
    }
    if (port.is_absent()) return unknown_word(listener.at);
    if (targets.items.empty()) targets.items.push_back(unknown_word(listener.at));
    const std::string name = "port " + port.text;
    DeclaredValue text = DeclaredValue::of_map(listener.at);
    put(text, "type", "instance", listener.at);
    put(text, "port", port);
    put(text, "targets", std::move(targets));
    if (groups_[name].is_absent()) groups_.set(name, std::move(text));
    return DeclaredValue::of_text(name, listener.at);
  }

  Translation& out_;
  const DeclaredResource& balancer_;
  DeclaredValue groups_;
};

DeclaredValue subnets_of(const DeclaredValue& properties) {
  const DeclaredValue& mappings = properties["SubnetMappings"];
  if (items_of(mappings).empty()) return properties["Subnets"];
  DeclaredValue subnets = DeclaredValue::of_list({}, mappings.at);
  for (const DeclaredValue* mapping : items_of(mappings)) {
    subnets.items.push_back((*mapping)["SubnetId"]);
  }
  return subnets;
}

/// What the mappings give their subnets: addresses by the names of these.
void put_fixed(const Translation& out, const DeclaredValue& mappings, DeclaredValue& body) {
  put(body, "address", addresses_by_subnet(out, mappings, "PrivateIPv4Address"));
  DeclaredValue elastic = DeclaredValue::of_map(mappings.at);
  for (const DeclaredValue* mapping : items_of(mappings)) {
    const DeclaredValue subnet = out.name((*mapping)["SubnetId"], kSubnetTypes);
    if (!subnet.is_text() || subnet.text == kUnknownWord) continue;
    const DeclaredResource* given = out.target((*mapping)["AllocationId"], {"AWS::EC2::EIP"});
    const std::optional<std::string> told =
        given == nullptr ? std::nullopt : out.text(given->properties["PublicIp"]);
    if (told && !told->empty()) put(elastic, subnet.text, *told, mapping->at);
  }
  if (!elastic.members.empty()) put(body, "public_ip", std::move(elastic));
}

/// `dualstack` and `dualstack-without-public-ipv4` have IPv6 addresses, `ipv4` has none.  Those of
/// an internal one are closed to internet gateways by an attribute that the model does not know.
void put_ipv6(const Translation& out, const DeclaredValue& type, const DeclaredValue& scheme,
              DeclaredValue& body) {
  const DeclaredValue word = out.scalar(type);
  if (word.is_absent() || word.text == "ipv4") return;
  const bool is_facing = scheme.is_absent() || scheme.text == "internet-facing";
  const bool is_known = is_facing && word.text.substr(0, 9) == "dualstack";
  put(body, "ipv6", is_known ? DeclaredValue::of_text("true", type.at) : unknown_word(type.at));
}

}  // namespace

void say_load_balancer(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  const bool is_classic = resource.type == "AWS::ElasticLoadBalancing::LoadBalancer";
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue type = out.scalar(properties["Type"]);
  const DeclaredValue scheme = out.scalar(properties["Scheme"]);
  if (is_classic || type.is_absent()) {
    put(body, "type", is_classic ? "classic" : "application", resource.at);
  } else {
    put(body, "type", type);
  }
  if (out.scalar(properties["IpAddressType"]).text == "dualstack-without-public-ipv4") {
    put(body, "scheme", unknown_word(resource.at));  // the internet gets there over IPv6 alone
  } else {
    put(body, "scheme",
        scheme.is_absent() ? DeclaredValue::of_text("internet-facing", resource.at) : scheme);
  }
  DeclaredValue subnets = subnets_or_unknown(out, subnets_of(properties), resource.at);
  if (subnets.is_list()) put_fixed(out, properties["SubnetMappings"], body);
  put(body, "subnets", std::move(subnets));
  put(body, "security_groups", group_names(out, properties["SecurityGroups"]));
  put_ipv6(out, properties["IpAddressType"], scheme, body);
  const DeclaredValue crosses =
      is_classic ? out.boolean(properties["CrossZone"])
                 : out.boolean(attribute(out, properties["LoadBalancerAttributes"],
                                         "load_balancing.cross_zone.enabled"));
  if (!crosses.is_absent()) put(body, "cross_zone", crosses);
  const DeclaredValue& filters = properties["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"];
  if (!filters.is_absent()) {
    const std::optional<std::string> said = out.text(filters);
    put(body, "enforce_private_link_inbound_rules",
        said ? DeclaredValue::of_text(*said == "off" ? "false" : "true", filters.at)
             : unknown_word(filters.at));
  }
  BalancerText text(out, resource);
  DeclaredValue listeners = is_classic ? text.classic_listeners() : text.listeners();
  DeclaredValue groups = text.take_groups();
  if (!groups.members.empty()) put(body, "target_groups", std::move(groups));
  put(body, "listeners",
      listeners.items.empty() ? unknown_word(resource.at) : std::move(listeners));
  out.add("load_balancers", resource.address, resource.at, std::move(body));
}

}  // namespace canreach
