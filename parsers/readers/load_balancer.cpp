#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/net/service_ports.h"
#include "parsers/readers/readers.h"

// Load balancers.  Their parts are listed apart and name each other by ARN; who is registered comes
// group by group, in a document that only its name or envelope ties to the group.  The interface of
// a node says whose it is in its description: "ELB app/web/50dc6c495c0c9188".  What nobody
// collected (targets, attributes) is not known.

namespace canreach {
namespace {

using TargetType = TargetGroup::Type;
using Health = BalancerTarget::Health;

constexpr std::string_view kCrossZone = "load_balancing.cross_zone.enabled";

/// What follows `word` in an ARN: "app/web/50dc" of ".../loadbalancer/app/web/50dc".
std::string part_after(const std::string& arn, std::string_view word) {
  const std::size_t at = arn.find(word);
  return at == std::string::npos ? std::string() : arn.substr(at + word.size());
}

/// The parts of load balancers by the ARN of what they belong to.
class Parts {
 public:
  explicit Parts(SnapshotReading& reading) : reading_(reading) {
    file("Listeners", "LoadBalancerArn", "listener", listeners_);
    file("TargetGroups", "TargetGroupArn", "target-group", groups_);
    for (const SnapshotObject& object : reading.snapshot.of("Rules")) {
      RecordProblem problem;
      const SyntaxNode node = object.node->outlined();
      const std::string arn = ResourceRecord(node, problem).text("RuleArn");
      if (problem.found()) leave_out("listener-rule", problem);
      // ".../listener-rule/app/web/50dc/f2f7/9683" belongs to ".../listener/app/web/50dc/f2f7".
      const std::string path = part_after(arn, ":listener-rule/");
      const std::size_t end = path.rfind('/');
      if (end != std::string::npos) rules_[path.substr(0, end)].push_back(&object);
    }
    for (const SnapshotScope* scope : lists("TargetHealthDescriptions")) {
      asked_groups_[scope->argument({"targetgrouparn", "targetgroup"})].push_back(scope);
    }
    for (const SnapshotObject& object : reading.snapshot.of("TargetHealthDescriptions")) {
      targets_[object.scope].push_back(&object);
    }
  }

  using Objects = std::vector<const SnapshotObject*>;
  const Objects& listeners_of(const std::string& balancer) const {
    return of(listeners_, balancer);
  }
  const Objects& rules_of(const std::string& listener) const {
    return of(rules_, part_after(listener, ":listener/"));
  }
  const SnapshotObject* group(const std::string& arn) const {
    const Objects& found = of(groups_, arn);
    return found.empty() ? nullptr : found.front();
  }
  /// May there be one of that label ("listener") that could not be read, and belongs anywhere?
  bool has_left_out(std::string_view label) const { return left_out_.count(label) > 0; }
  /// Were the listeners of a load balancer asked for?  One call tells those of one load balancer:
  /// that another has some says nothing.
  bool knows_listeners_of(const std::string& arn, const std::string& name) const {
    const std::vector<std::string> keys = {arn, name, part_after(arn, ":loadbalancer/")};
    return is_whole("Listeners", "listener") &&
           (!listeners_of(arn).empty() ||
            is_asked("Listeners", {"loadbalancerarn", "loadbalancer"}, keys, arn));
  }
  /// Likewise the rules of a listener, which always has its default one.
  bool knows_rules_of(const std::string& arn) const {
    const std::vector<std::string> keys = {arn, part_after(arn, ":listener/")};
    return is_whole("Rules", "listener-rule") &&
           (!rules_of(arn).empty() || is_asked("Rules", {"listenerarn", "listener"}, keys, arn));
  }
  /// None: nobody asked who is registered.  A name is that of a group in one account and region.
  std::optional<Objects> targets_of(const std::string& arn, const std::string& name) const {
    for (const std::string& key : {arn, name, part_after(arn, ":targetgroup/")}) {
      const auto found = asked_groups_.find(key);
      if (key.empty() || found == asked_groups_.end()) continue;
      std::optional<Objects> targets;
      for (const SnapshotScope* scope : found->second) {
        if (key != arn && !is_at(*scope, arn)) continue;
        if (!targets) targets.emplace();
        const auto listed = targets_.find(scope);
        if (listed == targets_.end()) continue;
        targets->insert(targets->end(), listed->second.begin(), listed->second.end());
      }
      if (targets) return targets;
    }
    return std::nullopt;
  }

  /// An attribute of a load balancer or a target group, in lower case; empty: not collected.
  std::string attribute(const std::string& arn, const std::string& name,
                        std::string_view key) const {
    const std::vector<std::string> names = {
        arn, name,
        part_after(arn, arn.find(":targetgroup/") == std::string::npos ? ":loadbalancer/"
                                                                       : ":targetgroup/")};
    std::string value;
    for (const SnapshotObject& object : reading_.snapshot.of("Attributes")) {
      const std::string argument = object.scope->argument(
          {"loadbalancerarn", "loadbalancer", "targetgrouparn", "targetgroup"});
      if (argument.empty() || !contains(names, argument)) continue;
      if (argument != arn && !is_at(*object.scope, arn)) continue;
      RecordProblem ignored;
      const SyntaxNode node = object.node->outlined();
      const ResourceRecord record(node, ignored);
      if (!record.has("Key") || !record.has("Value")) continue;
      reading_.take(object);
      if (record.text("Key") == key) value = to_lower(record.text("Value"));
    }
    return value;
  }

 private:
  using Index = std::unordered_map<std::string, Objects>;

  void file(std::string_view key, std::string_view owner, std::string_view label, Index& index) {
    for (const SnapshotObject& object : reading_.snapshot.of(key)) {
      RecordProblem problem;
      const SyntaxNode node = object.node->outlined();
      const ResourceRecord record(node, problem);
      const std::string arn = record.text(owner);
      // Listeners of other services have no port of their own, and no load balancer.
      const bool is_other = arn.empty() && !record.has("Port") && !problem.found();
      if (is_other) continue;
      if (arn.empty()) record.refuse("it has no " + std::string(owner));
      if (problem.found()) {
        leave_out(label, problem);
      } else {
        index[arn].push_back(&object);
      }
    }
  }

  void leave_out(std::string_view label, const RecordProblem& problem) {
    left_out_.insert(label);
    reading_.leave_out(std::string(label), "", problem.why, problem.at);
  }

  bool is_whole(std::string_view key, std::string_view label) const {
    return reading_.snapshot.incomplete.count(key) == 0 && !has_left_out(label);
  }

  bool is_asked(std::string_view key, const std::vector<std::string_view>& arguments,
                const std::vector<std::string>& wanted, const std::string& arn) const {
    return any_of(lists(key), [&](const SnapshotScope* scope) {
      const std::string argument = scope->argument(arguments);
      return !argument.empty() && contains(wanted, argument) &&
             (argument == arn || is_at(*scope, arn));
    });
  }

  /// As far as the document says where it was collected: there, where the ARN is?
  static bool is_at(const SnapshotScope& scope, const std::string& arn) {
    const std::vector<std::string_view> parts = split(arn, ':');
    if (parts.size() < 6) return true;
    return (scope.region.empty() || scope.region == parts[3]) &&
           (scope.account.empty() || scope.account == parts[4]);
  }

  std::vector<const SnapshotScope*> lists(std::string_view key) const {
    const auto found = reading_.snapshot.lists.find(key);
    return found == reading_.snapshot.lists.end() ? std::vector<const SnapshotScope*>()
                                                  : found->second;
  }

  static const Objects& of(const Index& index, const std::string& key) {
    static const Objects kNone;
    const auto found = index.find(key);
    return found == index.end() ? kNone : found->second;
  }

  SnapshotReading& reading_;
  std::set<std::string_view> left_out_;  // labels
  Index listeners_;
  Index groups_;
  Index rules_;  // by "app/web/50dc/f2f7" of their listener
  std::unordered_map<std::string, std::vector<const SnapshotScope*>> asked_groups_;  // by argument
  std::unordered_map<const SnapshotScope*, Objects> targets_;
};

TrafficSet traffic_of_listener(const std::string& protocol, long long port) {
  const auto number = static_cast<std::uint16_t>(port);
  TrafficSet traffic;
  if (carries_tcp(protocol)) traffic = TrafficSet::ports(kTcp, number, number);
  if (carries_udp(protocol)) traffic = traffic | TrafficSet::ports(kUdp, number, number);
  return traffic;
}

bool is_port(std::optional<long long> port) { return port && *port >= 1 && *port <= 65535; }

class BalancerReading {
 public:
  BalancerReading(SnapshotReading& reading, const Parts& parts, LoadBalancer& balancer,
                  RecordProblem& problem)
      : reading_(reading), parts_(parts), balancer_(balancer), problem_(problem) {}

  void read(const std::string& arn) {
    balancer_.listens = TrafficSet();
    balancer_.listens_known = parts_.knows_listeners_of(arn, balancer_.name);
    for (const SnapshotObject* object : parts_.listeners_of(arn)) {
      const SyntaxNode node = object->node->parsed();
      read_listener(ResourceRecord(node, problem_));
    }
  }

 private:
  void read_listener(const ResourceRecord& record) {
    Listener listener;
    listener.at = record.at();
    const bool is_plain = balancer_.type != "gateway";
    listener.protocol = to_lower(is_plain ? record.required_text("Protocol") : SyntaxText());
    const std::optional<long long> port = record.integer("Port");
    if (balancer_.type == "gateway") {
      listener.traffic = TrafficSet::ports(kUdp, kGenevePort, kGenevePort);  // Rule: GWLB-1
    } else if (is_port(port)) {
      listener.traffic = traffic_of_listener(listener.protocol, *port);
    } else {
      balancer_.listens_known = false;
      return;
    }
    listener.answers = read_actions(record, "DefaultActions", listener.forwards);
    listener.forwards_known = listener.answers || !listener.forwards.empty();
    for (const SnapshotObject* object : parts_.rules_of(record.text("ListenerArn"))) {
      const SyntaxNode node = object->node->parsed();
      read_rule(ResourceRecord(node, problem_), listener);
    }
    // A rule that is not known may send any request anywhere.  Others than application load
    // balancers have no rules.
    const bool has_rules = balancer_.type == "application";
    if (has_rules && !parts_.knows_rules_of(record.text("ListenerArn"))) {
      ListenerRule rule;
      rule.at = listener.at;
      rule.forwards = {group("")};
      listener.rules.push_back(std::move(rule));
    }
    balancer_.listens = *balancer_.listens | listener.traffic;
    balancer_.listeners.push_back(std::move(listener));
  }

  void read_rule(const ResourceRecord& record, Listener& listener) {
    if (record.boolean("IsDefault").value_or(false)) return;
    ListenerRule rule;
    rule.at = record.at();
    for (const ResourceRecord& condition : record.required_records("Conditions")) {
      const std::string field = condition.required_text("Field");
      const bool is_host = field == "host-header";
      if (!is_host && field != "path-pattern") continue;
      std::vector<std::string> values = condition.texts("Values");
      if (values.empty()) {
        values =
            condition.record(is_host ? "HostHeaderConfig" : "PathPatternConfig").texts("Values");
      }
      std::vector<std::string>& texts = is_host ? rule.hosts : rule.paths;
      texts.insert(texts.end(), values.begin(), values.end());
    }
    if (record.required_records("Actions").empty()) record.refuse("a rule has no `Actions`");
    read_actions(record, "Actions", rule.forwards);
    listener.rules.push_back(std::move(rule));
  }

  /// Does the load balancer answer itself?
  bool read_actions(const ResourceRecord& record, std::string_view key,
                    std::vector<std::uint32_t>& forwards) {
    bool answers = false;
    for (const ResourceRecord& action : record.records(key)) {
      const std::string type = action.text("Type");
      answers = answers || type == "redirect" || type == "fixed-response";
      const std::string one = action.text("TargetGroupArn");
      if (!one.empty()) forwards.push_back(group(one));
      const std::vector<ResourceRecord> groups =
          action.record("ForwardConfig").records("TargetGroups");
      for (const ResourceRecord& other : groups) {
        // A group of weight 0 gets nothing.  Rule: ELB-5
        if (groups.size() > 1 && other.integer("Weight") == 0) continue;
        const std::uint32_t index = group(other.text("TargetGroupArn"));
        if (!contains(forwards, index)) forwards.push_back(index);
      }
    }
    return answers;
  }

  std::uint32_t group(const std::string& arn) {
    const auto found = groups_.find(arn);
    if (found != groups_.end()) return found->second;
    const auto index = static_cast<std::uint32_t>(balancer_.target_groups.size());
    groups_.emplace(arn, index);
    TargetGroup group;
    group.name = arn.empty() ? "of a rule that is not known" : arn;
    group.targets_known = false;
    if (const SnapshotObject* object = parts_.group(arn)) {
      const SyntaxNode node = object->node->parsed();
      read_group(ResourceRecord(node, problem_), arn, group);
    } else {
      group.type = kUnknown;
      group.keeps_client_ip = kUnknown;
    }
    balancer_.target_groups.push_back(std::move(group));
    return index;
  }

  void read_group(const ResourceRecord& record, const std::string& arn, TargetGroup& group) {
    group.name = record.text("TargetGroupName");
    group.at = record.at();
    group.protocol = to_lower(record.text("Protocol"));
    const std::optional<long long> port = record.integer("Port");
    if (is_port(port)) group.port = static_cast<int>(*port);
    const std::string type = record.text("TargetType");
    group.type = type == "ip"       ? TargetType::ip
                 : type == "lambda" ? TargetType::function
                 : type == "alb"    ? TargetType::load_balancer
                                    : TargetType::instance;
    if (type.empty()) record.refuse("a target group has no `TargetType`");
    group.keeps_client_ip = keeps_client_ip(arn, group);
    const std::string crosses = parts_.attribute(arn, group.name, kCrossZone);
    if (crosses == "true" || crosses == "false") group.cross_zone = Value<bool>(crosses == "true");
    const std::optional<Parts::Objects> targets = parts_.targets_of(arn, group.name);
    group.targets_known = targets.has_value();
    if (!targets) return;
    for (const SnapshotObject* object : *targets) {
      const SyntaxNode node = object->node->parsed();
      read_target(ResourceRecord(node, problem_), group);
    }
  }

  /// Where it can be switched, that is in the group's attributes.  Rule: ELB-12.
  Value<bool> keeps_client_ip(const std::string& arn, const TargetGroup& group) const {
    if (balancer_.type != "network") return balancer_.type == "gateway";
    if (group.type.get() == TargetType::load_balancer || carries_udp(group.protocol)) return true;
    const std::string keeps = parts_.attribute(arn, group.name, "preserve_client_ip.enabled");
    if (keeps == "true" || keeps == "false") return keeps == "true";
    return kUnknown;
  }

  void read_target(const ResourceRecord& record, TargetGroup& group) {
    const ResourceRecord described = record.record("Target");
    BalancerTarget target;
    target.name = described.text("Id");
    target.at = record.at();
    const std::optional<long long> port = described.integer("Port");
    if (is_port(port)) target.port = Value<int>(static_cast<int>(*port));
    const std::string state = record.record("TargetHealth").text("State");
    if (state == "healthy") target.health = Health::healthy;
    // Before the first checks have passed a target gets no more than one that failed them.
    if (state == "unhealthy" || state == "initial") target.health = Health::unhealthy;
    if (state == "unused" || state == "draining" || state == "unhealthy.draining") return;
    if (const auto address = IpAddress::parse(target.name)) {
      target.address = *address;
    } else if (!name_target(target)) {
      group.targets_known = false;
      return;
    }
    group.targets.push_back(std::move(target));
  }

  bool name_target(BalancerTarget& target) const {
    const Ref<Instance> instance = reading_.find<Instance>(target.name);
    const Ref<Function> function = reading_.find<Function>(part_after(target.name, ":function:"));
    if (!instance.is_known() && !function.is_known()) return false;
    target.owned = true;
    target.kind = instance.is_known() ? ResourceKind::Instance : ResourceKind::Function;
    target.index = instance.is_known() ? instance.index() : function.index();
    return true;
  }

  SnapshotReading& reading_;
  const Parts& parts_;
  LoadBalancer& balancer_;
  RecordProblem& problem_;
  std::unordered_map<std::string, std::uint32_t> groups_;  // by ARN
};

/// The nodes' interfaces; of a subnet in which none shows, one of unknown address.
void find_nodes(SnapshotReading& reading, const std::string& description,
                const std::vector<std::string>& subnets, const std::vector<std::string>& groups,
                LoadBalancer& balancer) {
  const auto found = reading.interfaces.balancers.find(description);
  if (found != reading.interfaces.balancers.end()) balancer.interfaces = found->second;
  for (const std::string& subnet : subnets) {
    const bool shown = any_of(balancer.interfaces, [&](Ref<NetworkInterface> ref) {
      const Ref<Subnet> there = reading.design.get(ref).subnet;
      return there.is_known() && reading.design.get(there).id == subnet;
    });
    if (shown) continue;
    HiddenInterface hidden;
    hidden.type = NetworkInterface::Type::load_balancer;
    hidden.subnet = subnet;
    hidden.groups = groups;
    hidden.groups_known = !groups.empty();
    balancer.interfaces.push_back(add_hidden_interface(reading, balancer, hidden));
  }
  if (!balancer.interfaces.empty()) return;
  HiddenInterface anywhere;
  anywhere.type = NetworkInterface::Type::load_balancer;
  anywhere.groups = groups;
  anywhere.groups_known = !groups.empty();
  balancer.interfaces.push_back(add_hidden_interface(reading, balancer, anywhere));
}

const std::vector<std::string_view>& working_load_balancer_states() {
  static const std::vector<std::string_view> kWords = {"", "active", "active_impaired"};
  return kWords;
}

std::vector<std::string> subnets_of(const ResourceRecord& record) {
  std::vector<std::string> subnets;
  for (const ResourceRecord& zone : record.required_records("AvailabilityZones")) {
    const std::string subnet = zone.required_text("SubnetId");
    if (!subnet.empty()) subnets.push_back(subnet);
  }
  return subnets;
}

std::optional<LoadBalancer> read_balancer(SnapshotReading& reading, const Parts& parts,
                                          const SnapshotObject& object,
                                          const ResourceRecord& record, RecordProblem& problem) {
  LoadBalancer balancer;
  reading.read_common(balancer, object, record,
                      {.id = "LoadBalancerName", .arn = "LoadBalancerArn"});
  balancer.type = to_lower(record.required_text("Type"));
  balancer.state = state_of(record.record("State").text("Code"), working_load_balancer_states());
  // Network load balancers say in an attribute what they do across zones.  Rule: ELB-10
  const std::string arn = record.text("LoadBalancerArn");
  const std::string crosses = parts.attribute(arn, balancer.id, kCrossZone);
  if (crosses == "true" || crosses == "false") balancer.cross_zone = crosses == "true";
  if (balancer.type == "application") balancer.cross_zone = true;
  add_dns_name(record.text("DNSName"), balancer);
  if (record.text("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic") == "off") {
    balancer.filters_private_link = false;
  }
  BalancerReading(reading, parts, balancer, problem).read(arn);
  if (problem.found()) return std::nullopt;
  find_nodes(reading, part_after(arn, ":loadbalancer/"), subnets_of(record),
             record.texts("SecurityGroups"), balancer);
  return balancer;
}

/// Each listener of a classic one sends to a port of the same instances.
void read_classic_listener(const SnapshotReading& reading, const ResourceRecord& record,
                           const ResourceRecord& entry, LoadBalancer& balancer) {
  const ResourceRecord described = entry.record("Listener");
  const std::optional<long long> port = described.integer("LoadBalancerPort");
  const std::optional<long long> inside = described.integer("InstancePort");
  if (!is_port(port) || !is_port(inside)) {
    balancer.listens_known = false;
    return;
  }
  TargetGroup group;
  group.name = "instances:" + std::to_string(*inside);
  group.protocol = "tcp";
  group.port = static_cast<int>(*inside);
  group.at = entry.at();
  for (const ResourceRecord& instance : record.records("Instances")) {
    BalancerTarget target;
    target.name = instance.text("InstanceId");
    target.at = instance.at();
    const Ref<Instance> found = reading.find<Instance>(target.name);
    target.owned = true;
    target.kind = ResourceKind::Instance;
    if (found.is_known()) target.index = found.index();
    if (found.is_known()) group.targets.push_back(std::move(target));
    group.targets_known = group.targets_known && found.is_known();
  }
  Listener listener;
  listener.at = entry.at();
  listener.protocol = to_lower(described.text("Protocol"));
  listener.traffic = traffic_of_listener("tcp", *port);
  listener.forwards = {static_cast<std::uint32_t>(balancer.target_groups.size())};
  balancer.listens = *balancer.listens | listener.traffic;
  balancer.target_groups.push_back(std::move(group));
  balancer.listeners.push_back(std::move(listener));
}

LoadBalancer read_classic(SnapshotReading& reading, const SnapshotObject& object,
                          const ResourceRecord& record) {
  LoadBalancer balancer;
  reading.read_common(balancer, object, record, {.id = "LoadBalancerName"});
  balancer.type = "classic";
  add_dns_name(record.text("DNSName"), balancer);
  balancer.listens = TrafficSet();
  for (const ResourceRecord& entry : record.required_records("ListenerDescriptions")) {
    read_classic_listener(reading, record, entry, balancer);
  }
  find_nodes(reading, record.text("LoadBalancerName"), record.texts("Subnets"),
             record.texts("SecurityGroups"), balancer);
  return balancer;
}

void add_balancer(SnapshotReading& reading, LoadBalancer balancer) {
  const std::vector<Ref<NetworkInterface>> interfaces = balancer.interfaces;
  if (!interfaces.empty()) reading.place_in(balancer, reading.design.get(interfaces.front()).vpc);
  const Ref<LoadBalancer> ref = reading.add(std::move(balancer));
  own_interfaces(reading.design, ResourceKind::LoadBalancer, ref.index(), interfaces);
}

}  // namespace

void read_load_balancers(SnapshotReading& reading) {
  const Parts parts(reading);
  for (const SnapshotObject& object : reading.snapshot.of("LoadBalancers")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    std::optional<LoadBalancer> balancer = read_balancer(reading, parts, object, record, problem);
    if (!problem.found() && record.text("LoadBalancerArn").empty()) record.refuse("it has no ARN");
    if (problem.found()) {
      reading.leave_out(ResourceKind::LoadBalancer, record.node(), "LoadBalancerName", problem);
    } else if (balancer) {
      add_balancer(reading, std::move(*balancer));
    }
  }
  for (const SnapshotObject& object : reading.snapshot.of("LoadBalancerDescriptions")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    LoadBalancer balancer = read_classic(reading, object, record);
    if (problem.found()) {
      reading.leave_out(ResourceKind::LoadBalancer, record.node(), "LoadBalancerName", problem);
    } else {
      add_balancer(reading, std::move(balancer));
    }
  }
}

}  // namespace canreach
