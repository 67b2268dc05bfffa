// Load balancers: nodes, listeners and target groups.
#include <utility>

#include "parsers/native/write_context.h"

namespace canreach {
namespace {

YamlValue word_or_unknown(const std::string& word) {
  return word.empty() ? unknown_value() : YamlValue::of_text(word);
}

YamlValue port_value(const Value<int>& port) {
  return port.is_known() ? YamlValue::word(std::to_string(port.get())) : unknown_value();
}

class BalancerWriter {
 public:
  BalancerWriter(WriteContext& out, const LoadBalancer& balancer)
      : out_(out), balancer_(balancer) {}

  YamlValue listeners() {
    YamlValue list = YamlValue::list();
    for (const Listener& listener : balancer_.listeners) add_listener(listener, list);
    return list;
  }

  YamlValue groups() {
    YamlValue map = YamlValue::map();
    for (std::uint32_t i = 0; i < balancer_.target_groups.size(); ++i) {
      map.put(name_of(i), group(balancer_.target_groups[i]));
    }
    return map;
  }

 private:
  /// Groups of a snapshot may share a name with one of another region: the first keeps it.
  std::string name_of(std::uint32_t index) const {
    const std::string& name = balancer_.target_groups[index].name;
    for (std::uint32_t i = 0; i < index; ++i) {
      if (balancer_.target_groups[i].name == name) return name + "-" + std::to_string(index + 1);
    }
    return name;
  }

  YamlValue forward(const std::vector<std::uint32_t>& groups, bool known) const {
    YamlValue list = YamlValue::list();
    for (const std::uint32_t index : groups)
      list.items.push_back(YamlValue::of_text(name_of(index)));
    if (!known) list.items.push_back(unknown_value());
    return one_or_list(std::move(list));
  }

  /// A listener has one port, or a range of one protocol.
  void add_listener(const Listener& listener, YamlValue& list) {
    const bool is_udp = (listener.traffic & TrafficSet::all_of(kTcp)).empty();
    YamlValue map = YamlValue::map();
    const bool has_port = balancer_.type != "gateway" || !listener.protocol.empty();
    if (has_port) map.put("port", port_words(listener.traffic, is_udp ? kUdp : kTcp));
    if (!listener.protocol.empty()) map.put_text("protocol", listener.protocol);
    if (listener.answers) {
      map.put_text("action", "fixed-response");
    } else {
      map.put("forward", forward(listener.forwards, listener.forwards_known));
    }
    YamlValue rules = YamlValue::list();
    for (const ListenerRule& rule : listener.rules) {
      YamlValue text = YamlValue::map();
      if (!rule.hosts.empty()) text.put("host", one_or_list(texts_value(rule.hosts)));
      if (!rule.paths.empty()) text.put("path", one_or_list(texts_value(rule.paths)));
      if (rule.forwards.empty()) {
        text.put_text("action", "fixed-response");
      } else {
        text.put("forward", forward(rule.forwards, true));
      }
      rules.items.push_back(std::move(text));
    }
    if (!rules.items.empty()) map.put("rules", std::move(rules));
    list.items.push_back(std::move(map));
  }

  YamlValue group(const TargetGroup& group) {
    static constexpr const char* kTypes[] = {"instance", "ip", "lambda", "alb"};
    YamlValue map = YamlValue::map();
    map.put("type", group.type.is_known()
                        ? YamlValue::of_text(kTypes[static_cast<int>(group.type.get())])
                        : unknown_value());
    map.put("protocol", word_or_unknown(group.protocol));
    if (group.port.is_known()) map.put("port", port_value(group.port));
    map.put("preserve_client_ip", value_of(group.keeps_client_ip));
    if (group.cross_zone) map.put("cross_zone", value_of(*group.cross_zone));
    YamlValue targets = YamlValue::list();
    YamlValue health = YamlValue::map();
    for (const BalancerTarget& target : group.targets) add_target(target, targets, health);
    if (!group.targets_known) targets.items.push_back(unknown_value());
    if (!targets.items.empty()) map.put("targets", one_or_list(std::move(targets)));
    if (!health.members.empty()) map.put("health", std::move(health));
    return map;
  }

  void add_target(const BalancerTarget& target, YamlValue& targets, YamlValue& health) {
    static const Wanted kWanted = {
        "target", {"instance", "function", "workload", "network-interface", "load-balancer"}};
    const YamlValue name = target.owned
                               ? out_.reference(target.kind, target.index, kWanted, "", balancer_)
                               : YamlValue::of_text(target.address.to_string());
    if (name.is_word("unknown")) {
      targets.items.push_back(name);
      return;
    }
    std::string text = name.text;
    if (target.port) text += ":" + port_value(*target.port).text;
    targets.items.push_back(YamlValue::of_text(text));
    if (target.health == BalancerTarget::Health::unknown) return;
    for (const YamlValue::Member& member : health.members) {
      if (member.key == text) return;
    }
    const bool healthy = target.health == BalancerTarget::Health::healthy;
    health.put_text(text, healthy ? "healthy" : "unhealthy");
  }

  WriteContext& out_;
  const LoadBalancer& balancer_;
};

}  // namespace

YamlValue write_load_balancer(WriteContext& out, std::uint32_t index) {
  const LoadBalancer& balancer = out.design().all<LoadBalancer>()[index];
  YamlValue body;
  put_common(out, ResourceKind::LoadBalancer, index, balancer, body);
  if (!balancer.type.empty()) body.put_text("type", balancer.type);
  if (out.is_inline(ResourceKind::LoadBalancer, index)) {
    const PublicIp own = primary_public_ip(out.design().get(balancer.interfaces.front()));
    if (own.kind == PublicIp::Kind::none) body.put_text("scheme", "internal");
    if (own.kind == PublicIp::Kind::unknown) body.put("scheme", unknown_value());
  }
  if (!balancer.type.empty()) {
    put_bool(body, "cross_zone", balancer.cross_zone, balancer.type == "application");
  }
  put_bool(body, "enforce_private_link_inbound_rules", balancer.filters_private_link, true);
  put_interfaces(out, ResourceKind::LoadBalancer, index, balancer, balancer.interfaces, "", body);
  put_credentials(out, balancer, body);
  put_source_ports(balancer, body);
  put_dns_names(balancer, body);
  BalancerWriter writer(out, balancer);
  if (!balancer.listeners.empty()) {
    YamlValue listeners = writer.listeners();
    if (!balancer.listens_known) {
      YamlValue open = YamlValue::map();
      open.put("port", unknown_value());
      listeners.items.push_back(std::move(open));
    }
    body.put("listeners", std::move(listeners));
  } else {
    const bool is_open = balancer.listens && balancer.listens->empty() && !balancer.listens_known;
    if (!is_open) put_listens(balancer, body);
  }
  if (!balancer.target_groups.empty()) body.put("target_groups", writer.groups());
  put_tags(balancer, body);
  return body;
}

}  // namespace canreach
