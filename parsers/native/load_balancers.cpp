// Load balancers: their nodes, listeners and target groups.
#include <utility>

#include "base/algorithm.h"
#include "model/net/service_ports.h"
#include "parsers/native/workload_keys.h"

namespace canreach {
namespace {

using Health = BalancerTarget::Health;

const std::vector<std::string>& protocol_words() {
  static const std::vector<std::string> kWords = {"http", "https", "tcp",     "udp",   "tls",
                                                  "ssl",  "quic",  "tcp_udp", "geneve"};
  return kWords;
}

/// A protocol's word; empty when it is not said or not known.
std::string read_protocol(NativeContext& context, const SyntaxNode* node, bool& known) {
  if (node == nullptr) return {};
  if (says_unknown(*node)) {
    known = false;
    return {};
  }
  const std::optional<std::size_t> word = read_word(context, *node, "`protocol`", protocol_words());
  known = known && word.has_value();
  return word ? protocol_words()[*word] : std::string();
}

/// Internet-facing balancers have a public address in each subnet; gateway load balancers have no
/// scheme, and what is said of one makes nothing public.  Rules: ELB-2, GWLB-1.
PublicIp public_ip_of_scheme(NativeContext& context, const SyntaxNode* scheme,
                             const std::string& type) {
  if (type == "gateway") {
    if (scheme != nullptr && !says_unknown(*scheme)) {
      read_word(context, *scheme, "`scheme`", {"internet-facing", "internal"});
    }
    return {PublicIp::Kind::none, {}};
  }
  if (scheme == nullptr) return {PublicIp::Kind::assigned, {}};
  if (says_unknown(*scheme)) return {PublicIp::Kind::unknown, {}};
  const std::optional<std::size_t> word =
      read_word(context, *scheme, "`scheme`", {"internet-facing", "internal"});
  const bool is_public = word == std::size_t{0};
  return {is_public ? PublicIp::Kind::assigned : PublicIp::Kind::none, {}};
}

class BalancerReader {
 public:
  BalancerReader(NativeContext& context, LoadBalancer& balancer)
      : context_(context), balancer_(balancer) {}

  void read_target_groups(const SyntaxNode* node) {
    if (node == nullptr) return;
    if (!node->is_map()) return context_.wrong_type(*node, "`target_groups`", "a map of names");
    for (const SyntaxNode::Member& member : node->members()) read_group(member);
  }

  /// Left out or unknown, neither the ports nor what they lead to are known.  Rule: ELB-6.
  void read_listeners(const SyntaxNode* node) {
    if (node == nullptr || says_unknown(*node)) {
      balancer_.listens = TrafficSet();
      balancer_.listens_known = false;
      return;
    }
    TrafficSet served;
    for (const SyntaxNode* element : elements_of(*node)) {
      read_listener(*element);
      if (!balancer_.listeners.empty()) served = served | balancer_.listeners.back().traffic;
    }
    balancer_.listens = served;
  }

 private:
  void read_group(const SyntaxNode::Member& member);
  void read_health(const SyntaxNode& node, TargetGroup& group);
  void read_targets(const SyntaxNode* node, TargetGroup& group);
  std::optional<BalancerTarget> read_target(const SyntaxNode& node);
  Value<int> read_port(const SyntaxNode* node);
  Value<bool> keeps_client_ip_otherwise(const TargetGroup& group) const;
  void read_listener(const SyntaxNode& node);
  void read_action(Fields& fields, Listener& listener);
  void read_texts(const SyntaxNode* node, const std::string& what, std::vector<std::string>& texts);
  void read_rule(const SyntaxNode& node, Listener& listener);
  std::vector<std::uint32_t> read_forwards(const SyntaxNode& node, bool& known);

  NativeContext& context_;
  LoadBalancer& balancer_;
};

Value<int> BalancerReader::read_port(const SyntaxNode* node) {
  if (node == nullptr || says_unknown(*node)) return kUnknown;
  const std::optional<int> port = read_int(context_, *node, "`port`", 1, 65535);
  return port ? Value<int>(*port) : Value<int>(kUnknown);
}

/// What the targets are says what type is meant where the key is left out.
TargetGroup::Type type_of(const std::vector<BalancerTarget>& targets) {
  using Type = TargetGroup::Type;
  if (targets.empty()) return Type::instance;
  if (!targets.front().owned) return Type::ip;
  if (targets.front().kind == ResourceKind::Function) return Type::function;
  if (targets.front().kind == ResourceKind::LoadBalancer) return Type::load_balancer;
  return targets.front().kind == ResourceKind::Instance ? Type::instance : Type::ip;
}

/// Rule: ELB-12.
Value<bool> BalancerReader::keeps_client_ip_otherwise(const TargetGroup& group) const {
  if (balancer_.type.empty() || group.type.is_unknown()) return kUnknown;
  if (balancer_.type != "network") return balancer_.type == "gateway";
  if (group.type.get() != TargetGroup::Type::ip) return true;
  return carries_udp(group.protocol);
}

void BalancerReader::read_group(const SyntaxNode::Member& member) {
  TargetGroup group;
  group.name = member.key;
  group.at = member.key_at;
  Fields fields(context_, member.value, "target group " + quoted(group.name), group.at);
  bool known = true;
  group.protocol = read_protocol(context_, fields.find("protocol"), known);
  if (group.protocol.empty() && known) group.protocol = "tcp";
  group.port = read_port(fields.find("port"));
  read_targets(fields.find("targets"), group);
  if (const SyntaxNode* type = fields.find("type"); type == nullptr) {
    group.type = type_of(group.targets);
  } else if (says_unknown(*type)) {
    group.type = kUnknown;
  } else if (const auto word =
                 read_word(context_, *type, "`type`", {"instance", "ip", "lambda", "alb"})) {
    group.type = static_cast<TargetGroup::Type>(*word);
  }
  group.keeps_client_ip = read_bool(context_, fields.find("preserve_client_ip"),
                                    "`preserve_client_ip`", keeps_client_ip_otherwise(group));
  if (const SyntaxNode* cross_zone = fields.find("cross_zone")) {
    group.cross_zone = read_bool(context_, cross_zone, "`cross_zone`", kUnknown);
  }
  if (const SyntaxNode* health = fields.find("health")) read_health(*health, group);
  balancer_.target_groups.push_back(std::move(group));
}

/// One word for all targets, or a map from targets to words.
void BalancerReader::read_health(const SyntaxNode& node, TargetGroup& group) {
  const auto read = [&](const SyntaxNode& word) {
    if (says_unknown(word)) return Health::unknown;
    const auto index = read_word(context_, word, "`health`", {"healthy", "unhealthy"});
    if (!index) return Health::unknown;
    return *index == 0 ? Health::healthy : Health::unhealthy;
  };
  if (!node.is_map()) {
    const Health health = read(node);
    for (BalancerTarget& target : group.targets) target.health = health;
    return;
  }
  for (const SyntaxNode::Member& member : node.members()) {
    const Health health = read(member.value);
    bool found = false;
    for (BalancerTarget& target : group.targets) {
      if (target.name != member.key) continue;
      target.health = health;
      found = true;
    }
    if (found) continue;
    std::vector<std::string> names;
    for (const BalancerTarget& target : group.targets) names.push_back(target.name);
    context_.report(DiagnosticKind::unknown_name, member.key_at, {"target", quoted(member.key)},
                    context_.suggestion(member.key, names));
  }
}

void BalancerReader::read_targets(const SyntaxNode* node, TargetGroup& group) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) {
    if (says_unknown(*element)) {
      group.targets_known = false;
    } else if (std::optional<BalancerTarget> target = read_target(*element)) {
      group.targets.push_back(std::move(*target));
    } else {
      group.targets_known = false;
    }
  }
}

/// NAME or ADDRESS, each with `:PORT` where it is not the group's.
std::optional<BalancerTarget> BalancerReader::read_target(const SyntaxNode& node) {
  static const Wanted kWanted = {
      "target", {"instance", "function", "workload", "network-interface", "load-balancer"}};
  const std::optional<std::string> text = read_text(context_, node, "`targets`");
  if (!text) return std::nullopt;
  BalancerTarget target;
  target.name = *text;
  target.at = node.at();
  const std::size_t colon = text->rfind(':');
  const bool is_address = IpAddress::parse(*text).has_value();
  SyntaxNode named = node;
  if (!is_address && colon != std::string::npos &&
      context_.names.find(*text, kWanted, "").empty()) {
    const SyntaxNode port =
        SyntaxNode::scalar(SyntaxKind::string, text->substr(colon + 1), node.at(), false);
    target.port = read_port(&port);
    named = SyntaxNode::scalar(SyntaxKind::string, text->substr(0, colon), node.at(), false);
  }
  if (const auto address = IpAddress::parse(named.text())) {
    target.address = *address;
    return target;
  }
  const NameEntry* entry = resolve(context_, named, kWanted, "");
  if (entry == nullptr || !entry->kind) return std::nullopt;
  target.owned = true;
  target.kind = *entry->kind;
  target.index = entry->index;
  return target;
}

std::vector<std::uint32_t> BalancerReader::read_forwards(const SyntaxNode& node, bool& known) {
  std::vector<std::uint32_t> forwards;
  for (const SyntaxNode* element : elements_of(node)) {
    if (says_unknown(*element)) {
      known = false;
      continue;
    }
    const std::optional<std::string> name = read_text(context_, *element, "`forward`");
    if (!name) continue;
    std::vector<std::string> names;
    for (const TargetGroup& group : balancer_.target_groups) names.push_back(group.name);
    const auto found = std::find(names.begin(), names.end(), *name);
    if (found != names.end()) {
      forwards.push_back(static_cast<std::uint32_t>(found - names.begin()));
      continue;
    }
    known = false;
    context_.report(DiagnosticKind::unknown_name, element->at(), {"target group", quoted(*name)},
                    context_.suggestion(*name, names));
  }
  return forwards;
}

void BalancerReader::read_texts(const SyntaxNode* node, const std::string& what,
                                std::vector<std::string>& texts) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) {
    if (const auto text = read_text(context_, *element, what)) texts.push_back(*text);
  }
}

void BalancerReader::read_rule(const SyntaxNode& node, Listener& listener) {
  ListenerRule rule;
  rule.at = node.at();
  Fields fields(context_, node, "a listener's rule", node.at());
  read_texts(fields.find("host"), "`host`", rule.hosts);
  read_texts(fields.find("path"), "`path`", rule.paths);
  if (const SyntaxNode* forward = fields.find("forward")) {
    rule.forwards = read_forwards(*forward, listener.forwards_known);
  }
  if (const SyntaxNode* action = fields.find("action")) {
    read_word(context_, *action, "`action`", {"redirect", "fixed-response"});
  }
  listener.rules.push_back(std::move(rule));
}

void BalancerReader::read_action(Fields& fields, Listener& listener) {
  const SyntaxNode* forward = fields.find("forward");
  const SyntaxNode* action = fields.find("action");
  listener.forwards_known = forward != nullptr || action != nullptr;
  if (forward != nullptr) {
    listener.forwards = read_forwards(*forward, listener.forwards_known);
  } else if (action != nullptr && !says_unknown(*action)) {
    read_word(context_, *action, "`action`", {"redirect", "fixed-response"});
    listener.answers = true;
  } else {
    listener.forwards_known = false;
  }
  if (const SyntaxNode* rules = fields.find("rules")) {
    for (const SyntaxNode* rule : elements_of(*rules)) read_rule(*rule, listener);
  }
}

void BalancerReader::read_listener(const SyntaxNode& node) {
  Listener listener;
  listener.at = node.at();
  Fields fields(context_, node, "a listener", node.at());
  const bool is_gateway = balancer_.type == "gateway";
  const SyntaxNode* port = is_gateway ? fields.find("port") : fields.need("port");
  bool known = true;
  listener.protocol = read_protocol(context_, fields.find("protocol"), known);
  read_action(fields, listener);
  if (is_gateway && port == nullptr) {
    // It takes what its endpoints hand it, whatever the port.  Rule: GWLB-1
    listener.traffic = TrafficSet::ports(kUdp, kGenevePort, kGenevePort);
    balancer_.listeners.push_back(std::move(listener));
    return;
  }
  if (port == nullptr) return;
  if (says_unknown(*port) || !known) {
    balancer_.listens_known = false;
    return;
  }
  const PortList ports = read_ports(context_, *port);
  if (carries_tcp(listener.protocol)) listener.traffic = traffic_of_ports(kTcp, ports.ports);
  if (carries_udp(listener.protocol)) {
    listener.traffic = listener.traffic | traffic_of_ports(kUdp, ports.ports);
  }
  balancer_.listeners.push_back(std::move(listener));
}

/// Application load balancers use all zones, the others their own.  Rule: ELB-10.
Value<bool> crosses_zones(const std::string& type) {
  if (type.empty()) return kUnknown;
  return type == "application";
}

/// Without groups a network load balancer filters nothing.  Rule: ELB-17.
void take_groups_away(NativeContext& context, const LoadBalancer& balancer) {
  for (const Ref<NetworkInterface>& ref : balancer.interfaces) {
    NetworkInterface& interface = context.design.get(ref);
    interface.security_groups.clear();
    interface.has_security_groups = false;
    interface.security_groups_known = !balancer.type.empty();
  }
}

}  // namespace

void read_load_balancer(NativeContext& context, const Declaration& declaration) {
  LoadBalancer& balancer = context.design.all<LoadBalancer>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, balancer), balancer.at);
  read_common(context, fields, declaration.kind, balancer);
  if (const SyntaxNode* type = fields.find("type"); type != nullptr && !says_unknown(*type)) {
    const std::vector<std::string> words = {"application", "network", "gateway", "classic"};
    const std::optional<std::size_t> word = read_word(context, *type, "`type`", words);
    if (word) balancer.type = words[*word];
  }
  balancer.cross_zone =
      read_bool(context, fields.find("cross_zone"), "`cross_zone`", crosses_zones(balancer.type));
  balancer.filters_private_link =
      read_bool(context, fields.find("enforce_private_link_inbound_rules"),
                "`enforce_private_link_inbound_rules`", true);
  BalancerReader reader(context, balancer);
  reader.read_target_groups(fields.find("target_groups"));
  const SyntaxNode* listeners = fields.find("listeners");
  const bool says_ports = listeners == nullptr && fields.find("listens") != nullptr;
  if (!says_ports) reader.read_listeners(listeners);
  read_client_keys(context, fields, TrafficSet(), balancer);
  const PublicIp public_ip = public_ip_of_scheme(context, fields.find("scheme"), balancer.type);
  const SyntaxNode* groups = fields.find("security_groups");
  const bool has_groups = groups != nullptr && !(groups->is_list() && groups->elements().empty());
  read_placement(context, declaration, fields, public_ip, balancer);
  if (!has_groups && balancer.type != "application" && balancer.type != "classic") {
    take_groups_away(context, balancer);
  }
}

}  // namespace canreach
