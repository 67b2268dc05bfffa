#include <fmt/core.h>

#include <limits>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/readers.h"

// Security groups in two passes, since their rules name one another: first every group, then the
// rules.  One permission of the output is a protocol, ports and a list of peers; a rule of the
// model has one peer.

namespace canreach {
namespace {

struct RuleText {
  std::string group;
  bool egress = false;
  std::string protocol;
  long long first = -1;
  long long last = -1;
  std::string peer;

  std::string key() const {
    return fmt::format("{}|{}|{}|{}|{}|{}", group, egress, protocol, first, last, peer);
  }
};
using RuleIds = std::unordered_map<std::string, std::string>;

std::string first_text(const ResourceRecord& record, const std::vector<std::string_view>& keys) {
  for (const std::string_view key : keys) {
    const std::string text = record.text(key);
    if (!text.empty()) return text;
  }
  return {};
}

// describe-security-group-rules says what the groups say, with the ids of the rules.
RuleIds rule_ids(const SnapshotReading& reading) {
  RuleIds ids;
  for (const SnapshotObject& object : reading.snapshot.of("SecurityGroupRules")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    RuleText rule;
    rule.group = record.text("GroupId");
    rule.egress = record.boolean("IsEgress").value_or(false);
    rule.protocol = record.text("IpProtocol");
    rule.first = record.integer("FromPort").value_or(-1);
    rule.last = record.integer("ToPort").value_or(-1);
    rule.peer = first_text(record, {"CidrIpv4", "CidrIpv6", "PrefixListId"});
    if (rule.peer.empty()) rule.peer = record.record("ReferencedGroupInfo").text("GroupId");
    if (!problem.found()) ids.emplace(rule.key(), record.text("SecurityGroupRuleId"));
  }
  return ids;
}

// The rules of one group while they are read.
struct RulesReader {
  SnapshotReading& reading;
  const RuleIds& ids;
  const SecurityGroup& group;
  bool egress;
  std::vector<SecurityGroupRule>& rules;
  RuleText text;
  TrafficSet traffic;

  void add(SecurityGroupPeer peer, const std::string& name, const SourceLoc& at) {
    peer.name = peer.name.empty() ? name : peer.name;
    rules.push_back({TrafficMatch::of(traffic), std::move(peer), rule_id(name), at});
  }
  std::string rule_id(const std::string& peer) {
    if (ids.empty()) return {};
    text.peer = peer;
    const auto id = ids.find(text.key());
    return id == ids.end() ? std::string() : id->second;
  }
  void add_cidrs(const ResourceRecord& permission, std::string_view list, std::string_view key);
  void add_groups(const ResourceRecord& permission);
  void add_prefix_lists(const ResourceRecord& permission);
  SecurityGroupPeer peer_of(const ResourceRecord& pair) const;
};

void RulesReader::add_cidrs(const ResourceRecord& permission, std::string_view list,
                            std::string_view key) {
  for (const ResourceRecord& range : permission.records(list)) {
    const std::optional<IpPrefix> cidr = range.prefix(key);
    if (!cidr) {
      range.refuse(fmt::format("a rule has no {}", quoted(key)));
      continue;
    }
    SecurityGroupPeer peer;
    peer.kind = SecurityGroupPeer::Kind::cidr;
    peer.cidr = *cidr;
    add(peer, range.text(key), range.at());
  }
}

// Stale when the group or the peering that it is behind is gone.  Rule: SG-14.
SecurityGroupPeer RulesReader::peer_of(const ResourceRecord& pair) const {
  using Kind = SecurityGroupPeer::Kind;
  static const std::vector<std::string_view> kGone = {"deleted", "rejected", "expired", "failed"};
  const std::string id = pair.text("GroupId");
  const std::string user = pair.text("UserId");
  const bool foreign =
      pair.has("VpcPeeringConnectionId") || (!user.empty() && user != group.account);
  SecurityGroupPeer peer;
  peer.name = foreign && !user.empty() ? user + "/" + id : id;
  peer.group = reading.find<SecurityGroup>(id);
  if (contains(kGone, std::string_view(pair.text("PeeringStatus")))) {
    peer.kind = Kind::missing_group;
    peer.group = Ref<SecurityGroup>::none();
  } else if (peer.group.is_known()) {
    peer.kind = Kind::group;
    peer.name = reading.design.get(peer.group).name;
  } else if (foreign) {
    peer.kind = Kind::foreign_group;
  } else if (id.empty()) {
    peer.kind = Kind::unknown;
  } else {
    const bool complete = reading.design.is_complete(ResourceKind::SecurityGroup, group);
    peer.kind = complete ? Kind::missing_group : Kind::unknown;
  }
  return peer;
}

void RulesReader::add_groups(const ResourceRecord& permission) {
  for (const ResourceRecord& pair : permission.records("UserIdGroupPairs")) {
    const std::string id = pair.text("GroupId");
    if (id.empty() && pair.text("GroupName").empty()) pair.refuse("a rule has no `GroupId`");
    add(peer_of(pair), id, pair.at());
  }
}

void RulesReader::add_prefix_lists(const ResourceRecord& permission) {
  for (const ResourceRecord& entry : permission.records("PrefixListIds")) {
    const std::string id = entry.text("PrefixListId");
    if (id.empty()) entry.refuse("a rule has no `PrefixListId`");
    SecurityGroupPeer peer;
    peer.kind = SecurityGroupPeer::Kind::prefix_list;
    peer.prefix_list = prefix_list_of(reading, id, "", entry.at());
    add(peer, id, entry.at());
  }
}

// TCP and UDP come with both ports: what lacks one would else be taken for all of them.  Rule:
// SG-6.
Result<TrafficSet> traffic_of_permission(const ResourceRecord& permission,
                                         std::optional<long long> first,
                                         std::optional<long long> last) {
  const std::string protocol = permission.text("IpProtocol");
  const Result<Protocol> number = parse_protocol(protocol);
  const bool is_bounded = number && has_ports(*number);
  if (is_bounded && !(first && last)) return failure("it has no `FromPort` and `ToPort`");
  return traffic_of_rule(protocol, first, last);
}

void read_rules(RulesReader reader, const ResourceRecord& record, std::string_view key) {
  for (const ResourceRecord& permission : record.records(key)) {
    const std::optional<long long> first = permission.integer("FromPort");
    const std::optional<long long> last = permission.integer("ToPort");
    const Result<TrafficSet> traffic = traffic_of_permission(permission, first, last);
    if (!traffic) {
      permission.refuse("a rule: " + traffic.error().text);
      continue;
    }
    reader.traffic = *traffic;
    reader.text = {reader.group.id,    reader.egress,     permission.text("IpProtocol"),
                   first.value_or(-1), last.value_or(-1), ""};
    const std::size_t before = reader.rules.size();
    reader.add_cidrs(permission, "IpRanges", "CidrIp");
    reader.add_cidrs(permission, "Ipv6Ranges", "CidrIpv6");
    reader.add_prefix_lists(permission);
    reader.add_groups(permission);
    if (reader.rules.size() == before) permission.refuse("a rule names no peer");
  }
}

SecurityGroup read_security_group(SnapshotReading& reading, const SnapshotObject& object,
                                  const ResourceRecord& record) {
  SecurityGroup group;
  reading.read_common(group, object, record, {.id = "GroupId", .arn = "SecurityGroupArn"});
  const std::string name = record.text("GroupName");
  if (group.name == group.id && !name.empty()) group.name = name;
  group.vpc = reading.resolve<Vpc>(record.text("VpcId"), group.id, record.at());
  reading.place_in(group, group.vpc);
  group.is_default = name == "default";
  return group;
}

void read_rules_of(SnapshotReading& reading, const SnapshotObject& object, const RuleIds& ids) {
  RecordProblem problem;
  const SyntaxNode node = object.node->parsed();
  const ResourceRecord record(node, problem);
  const Ref<SecurityGroup> ref = reading.find<SecurityGroup>(record.text("GroupId"));
  if (!ref.is_known()) return;
  std::vector<SecurityGroupRule> ingress;
  std::vector<SecurityGroupRule> egress;
  const SecurityGroup& group = reading.design.get(ref);
  read_rules({reading, ids, group, false, ingress, {}, {}}, record, "IpPermissions");
  read_rules({reading, ids, group, true, egress, {}, {}}, record, "IpPermissionsEgress");
  if (!record.has("IpPermissions") || !record.has("IpPermissionsEgress")) {
    record.refuse("a list of rules is missing");
  }
  SecurityGroup& target = reading.design.get(ref);
  target.ingress = std::move(ingress);
  target.egress = std::move(egress);
  target.rules_known = !problem.found();
  if (problem.found())
    reading.leave_out(ResourceKind::SecurityGroup, record.node(), "GroupId", problem);
}

// Rule: SG-16.
void read_further_vpcs(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("SecurityGroupVpcAssociations")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    const std::string state = record.required_text("State");
    for (const char* key : {"GroupId", "VpcId"}) record.required_text(key);
    if (reading.leave_out_if_bad("association of a security group", record.text("GroupId"),
                                 problem))
      continue;
    if (state != "associated") continue;
    const Ref<SecurityGroup> group = reading.find<SecurityGroup>(record.text("GroupId"));
    const Ref<Vpc> vpc = reading.find<Vpc>(record.text("VpcId"));
    if (!group.is_known() || !vpc.is_known()) continue;
    SecurityGroup& shared = reading.design.get(group);
    if (shared.vpc != vpc) shared.further_vpcs.push_back(vpc);
  }
}

std::optional<long long> unless_all(std::optional<long long> number) {
  return number && *number == -1 ? std::nullopt : number;
}

Result<TrafficSet> icmp_of_rule(Protocol protocol, std::optional<long long> type,
                                std::optional<long long> code) {
  if (type && (*type < 0 || *type > 255)) return failure("an ICMP type is 0 to 255");
  if (code && (*code < 0 || *code > 255)) return failure("an ICMP code is 0 to 255");
  if (!type) return TrafficSet::all_of(protocol);
  const auto wanted = static_cast<std::uint8_t>(*type);
  if (!code) return TrafficSet::icmp(protocol, wanted, std::nullopt);
  return TrafficSet::icmp(protocol, wanted, static_cast<std::uint8_t>(*code));
}

}  // namespace

Result<TrafficSet> traffic_of_rule(std::string_view protocol, std::optional<long long> first,
                                   std::optional<long long> last) {
  if (protocol == "-1" || protocol == "all") return TrafficSet::all();
  const Result<Protocol> number = parse_protocol(protocol);
  if (!number)
    return failure(fmt::format("protocol {}: {}", quoted(protocol), number.error().text));
  first = unless_all(first);
  last = unless_all(last);
  if (has_icmp_types(*number)) return icmp_of_rule(*number, first, last);
  if (!has_ports(*number)) return TrafficSet::all_of(*number);
  constexpr long long kLast = std::numeric_limits<std::uint16_t>::max();
  const long long from = first.value_or(0);
  const long long to = last.value_or(first ? from : kLast);
  if (from < 0 || to > kLast || from > to) return failure("ports are 0 to 65535, the lower first");
  return TrafficSet::ports(*number, static_cast<std::uint16_t>(from),
                           static_cast<std::uint16_t>(to));
}

void read_security_groups(SnapshotReading& reading) {
  reading.read_each<SecurityGroup>(
      "SecurityGroups", "GroupId",
      [&](const SnapshotObject& object, const ResourceRecord& record)
          -> std::optional<SecurityGroup> { return read_security_group(reading, object, record); },
      Parse::first_level);
  const RuleIds ids = rule_ids(reading);
  for (const SnapshotObject& object : reading.snapshot.of("SecurityGroups")) {
    read_rules_of(reading, object, ids);
  }
  read_further_vpcs(reading);
}

}  // namespace canreach
