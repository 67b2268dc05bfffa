#include <map>
#include <utility>

#include "base/algorithm.h"
#include "parsers/native/readers.h"

// Network ACLs and security groups.
//
// What a list that is left out means is AWS's default, which differs from an empty list: a group
// without `egress` lets everything out, one with `egress: []` nothing.  A rule that AWS adds by
// itself has no place in the file.

namespace canreach {

namespace {

const IpPrefix& any_ipv4() {
  static const IpPrefix kPrefix = *IpPrefix::parse(kAnyIpv4);
  return kPrefix;
}

const IpPrefix& any_ipv6() {
  static const IpPrefix kPrefix = *IpPrefix::parse(kAnyIpv6);
  return kPrefix;
}

/// Does the VPC have an IPv6 block, as far as one can know?
bool may_have_ipv6(const Vpc& vpc) {
  return any_of(vpc.cidrs, [](const Value<IpPrefix>& cidr) {
    return cidr.is_unknown() || cidr.get().family() == Family::ipv6;
  });
}

// ---- network ACLs

NetworkAclEntry entry_for_all(int number, Value<bool> allow, const IpPrefix& cidr) {
  NetworkAclEntry entry;
  entry.number = number;
  entry.allow = allow;
  entry.traffic = TrafficMatch::of(TrafficSet::all());
  entry.cidr = cidr;
  return entry;
}

/// Rule 100, and 101 for IPv6.  Rule: NACL-4.
std::vector<NetworkAclEntry> default_entries(const Vpc& vpc) {
  std::vector<NetworkAclEntry> entries = {entry_for_all(100, true, any_ipv4())};
  if (may_have_ipv6(vpc)) entries.push_back(entry_for_all(101, true, any_ipv6()));
  return entries;
}

/// A list of which nothing is known: its verdict on every packet is unknown.
std::vector<NetworkAclEntry> unknown_entries(const SourceLoc& at) {
  std::vector<NetworkAclEntry> entries = {entry_for_all(1, kUnknown, any_ipv4()),
                                          entry_for_all(2, kUnknown, any_ipv6())};
  for (NetworkAclEntry& entry : entries) entry.at = at;
  return entries;
}

std::optional<Value<bool>> read_action(NativeContext& context, const SyntaxNode& node) {
  if (says_unknown(node)) return Value<bool>(kUnknown);
  const std::optional<std::size_t> word = read_word(context, node, "`action`", {"allow", "deny"});
  if (!word) return std::nullopt;
  return Value<bool>(*word == 0);
}

/// An element of a list of which nothing is known.
NetworkAclEntry unknown_entry(const SourceLoc& at) {
  NetworkAclEntry entry;
  entry.number_known = false;
  entry.allow = kUnknown;
  entry.traffic = {TrafficSet(), TrafficSet::all()};
  entry.cidr = kUnknown;
  entry.at = at;
  return entry;
}

/// False after a report.
bool read_number(NativeContext& context, const SyntaxNode& node, NetworkAclEntry& entry) {
  if (says_unknown(node)) {
    entry.number_known = false;
    return true;
  }
  const std::optional<int> number = read_int(context, node, "rule number", 1, 32766);
  entry.number = number.value_or(0);
  return number.has_value();
}

std::optional<NetworkAclEntry> read_entry(NativeContext& context, const SyntaxNode& node,
                                          const std::string& direction) {
  if (says_unknown(node)) return unknown_entry(node.at());
  Fields fields(context, node, "an " + direction + " rule", node.at());
  NetworkAclEntry entry;
  entry.at = node.at();
  const SyntaxNode* number = fields.need("rule");
  const SyntaxNode* action = fields.need("action");
  const SyntaxNode* cidr = fields.need("cidr");
  const std::optional<TrafficMatch> traffic = read_traffic(context, fields);
  if (number == nullptr || action == nullptr || cidr == nullptr) return std::nullopt;
  const bool has_number = read_number(context, *number, entry);
  const std::optional<Value<bool>> allow = read_action(context, *action);
  const std::optional<Value<IpPrefix>> prefix = read_prefix(context, *cidr);
  if (!has_number || !allow || !prefix || !traffic) return std::nullopt;
  entry.allow = *allow;
  entry.cidr = *prefix;
  entry.traffic = *traffic;
  return entry;
}

std::vector<NetworkAclEntry> read_entries(NativeContext& context, Fields& fields,
                                          const NetworkAcl& acl, const std::string& direction) {
  const SyntaxNode* node = fields.find(direction);
  if (node == nullptr) {
    if (acl.external) return unknown_entries(acl.at);
    return acl.is_default ? default_entries(context.design.get(acl.vpc))
                          : std::vector<NetworkAclEntry>();
  }
  if (says_unknown(*node)) return unknown_entries(node->at());
  std::vector<NetworkAclEntry> entries;
  if (node->is_null()) context.wrong_type(*node, quoted(direction), "a list of rules");
  if (node->is_null()) return entries;
  for (const SyntaxNode* element : elements_of(*node)) {
    const std::optional<NetworkAclEntry> entry = read_entry(context, *element, direction);
    if (entry) entries.push_back(*entry);
  }
  return entries;
}

// ---- security groups

SecurityGroupPeer peer_of(const IpPrefix& prefix) {
  SecurityGroupPeer peer;
  peer.kind = SecurityGroupPeer::Kind::cidr;
  peer.cidr = prefix;
  peer.name = prefix.to_string();
  return peer;
}

SecurityGroupPeer peer_of(Ref<SecurityGroup> group, const std::string& name) {
  SecurityGroupPeer peer;
  peer.kind = SecurityGroupPeer::Kind::group;
  peer.group = group;
  peer.name = name;
  return peer;
}

SecurityGroupPeer peer_of(Ref<PrefixList> list, const std::string& name) {
  SecurityGroupPeer peer;
  peer.kind = SecurityGroupPeer::Kind::prefix_list;
  peer.prefix_list = list;
  peer.name = name;
  return peer;
}

SecurityGroupRule rule_for_all(const SecurityGroupPeer& peer) {
  return {TrafficMatch::of(TrafficSet::all()), peer, "", SourceLoc()};
}

/// "111122223333/sg-0a1b": a group by its id, of another account or of this design.
bool is_foreign_group(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != 12 || text.substr(13, 3) != "sg-") return false;
  return all_of(text.substr(0, 12), [](char c) { return c >= '0' && c <= '9'; });
}

SecurityGroupPeer foreign_peer(const std::string& text) {
  SecurityGroupPeer peer;
  peer.kind = SecurityGroupPeer::Kind::foreign_group;
  peer.name = text;
  return peer;
}

SecurityGroupPeer missing_peer(const std::string& text) {
  SecurityGroupPeer peer;
  peer.kind = SecurityGroupPeer::Kind::missing_group;
  peer.name = text.substr(kMissingPeer.size());
  return peer;
}

std::optional<SecurityGroupPeer> service_peer(NativeContext& context, const SyntaxNode& node,
                                              const std::string& region) {
  const std::string service = node.text().substr(std::string_view("service/").size());
  if (has_prefix_list(service)) {
    return peer_of(aws_prefix_list(context, region, service), node.text());
  }
  const std::string near = context.suggestion(service, services_with_prefix_lists());
  context.invalid(node, "peer", "AWS has no prefix list of " + quoted(service),
                  near.empty() ? near : "service/" + near);
  return std::nullopt;
}

std::optional<SecurityGroupPeer> named_peer(NativeContext& context, const SyntaxNode& node,
                                            const SecurityGroup& group) {
  const NameEntry* entry = resolve(context, node, wanted_peer(), group.scope);
  if (entry == nullptr) return std::nullopt;
  if (entry->label == "prefix-list") return peer_of(Ref<PrefixList>(entry->index), node.text());
  return peer_of(Ref<SecurityGroup>(entry->index), node.text());
}

std::optional<SecurityGroupPeer> read_peer(NativeContext& context, const SyntaxNode& node,
                                           const SecurityGroup& group) {
  if (says_unknown(node)) {
    SecurityGroupPeer peer;
    peer.name = node.text();
    return peer;
  }
  const std::string& text = node.text();
  const bool is_name = !context.names.find(text, wanted_peer(), group.scope).empty();
  if (is_name) return named_peer(context, node, group);
  if (IpPrefix::parse(text) || looks_like_cidr(text)) {
    const std::optional<Value<IpPrefix>> prefix = read_prefix(context, node);
    if (!prefix) return std::nullopt;
    return peer_of(prefix->get());
  }
  if (is_foreign_group(text)) return foreign_peer(text);
  if (text.starts_with(kMissingPeer)) return missing_peer(text);
  if (text.starts_with("service/")) return service_peer(context, node, group.region);
  return named_peer(context, node, group);
}

/// Stands for rules of which nothing is known: it may admit anything.
SecurityGroupRule unknown_rule(const SourceLoc& at) {
  SecurityGroupRule rule;
  rule.traffic = {TrafficSet(), TrafficSet::all()};
  rule.peer.name = "unknown";
  rule.at = at;
  return rule;
}

/// One rule a peer.
void read_rule(NativeContext& context, const SyntaxNode& node, const SecurityGroup& group,
               bool is_ingress, std::vector<SecurityGroupRule>& rules) {
  if (says_unknown(node)) return rules.push_back(unknown_rule(node.at()));
  Fields fields(context, node, is_ingress ? "an ingress rule" : "an egress rule", node.at());
  const std::optional<TrafficMatch> traffic = read_traffic(context, fields);
  std::string id;
  if (const SyntaxNode* own = fields.find("id")) {
    id = read_text(context, *own, "`id`").value_or("");
  }
  const SyntaxNode* peers = fields.need(is_ingress ? "from" : "to");
  if (peers == nullptr) return;
  if (peers->is_list() && peers->elements().empty()) {
    context.invalid(*peers, is_ingress ? "`from`" : "`to`", "at least one peer is needed");
  }
  for (const SyntaxNode* element : elements_of(*peers)) {
    const std::optional<SecurityGroupPeer> peer = read_peer(context, *element, group);
    if (!peer || !traffic) continue;
    rules.push_back({*traffic, *peer, id, peers->is_list() ? element->at() : node.at()});
  }
}

/// Reads a list of rules; false when the key is left out.
bool read_rules(NativeContext& context, Fields& fields, SecurityGroup& group, bool is_ingress) {
  const std::string key = is_ingress ? "ingress" : "egress";
  const SyntaxNode* node = fields.find(key);
  if (node == nullptr) return false;
  if (node->is_null()) {
    context.wrong_type(*node, quoted(key), "a list of rules");
    return true;
  }
  for (const SyntaxNode* element : elements_of(*node)) {
    read_rule(context, *element, group, is_ingress, is_ingress ? group.ingress : group.egress);
  }
  return true;
}

/// What AWS gives a new group.  Rule: SG-3.
void add_default_egress(const NativeContext& context, SecurityGroup& group) {
  group.egress.push_back(rule_for_all(peer_of(any_ipv4())));
  if (may_have_ipv6(context.design.get(group.vpc))) {
    group.egress.push_back(rule_for_all(peer_of(any_ipv6())));
  }
}

/// It may be used in any VPC of its Region.  Rule: SG-16.
void add_possible_vpcs(const Design& design, SecurityGroup& group) {
  group.further_vpcs_known = false;
  for (std::size_t index = 0; index < design.all<Vpc>().size(); ++index) {
    const Ref<Vpc> vpc(index);
    const bool is_near = design.get(vpc).region == design.get(group.vpc).region;
    if (is_near && vpc != group.vpc && !contains(group.further_vpcs, vpc)) {
      group.further_vpcs.push_back(vpc);
    }
  }
}

void read_further_vpcs(NativeContext& context, const SyntaxNode* node, SecurityGroup& group) {
  if (node == nullptr) return;
  bool known = true;
  for (const SyntaxNode* element : elements_of(*node)) {
    known = known && !says_unknown(*element);
    const Ref<Vpc> vpc = read_ref<Vpc>(context, *element, "");
    if (vpc.is_known()) group.further_vpcs.push_back(vpc);
  }
  if (!known) add_possible_vpcs(context.design, group);
}

using GroupsById = std::map<std::string, Ref<SecurityGroup>>;  // "ACCOUNT/sg-id"

void resolve_foreign(const GroupsById& groups, std::vector<SecurityGroupRule>& rules) {
  for (SecurityGroupRule& rule : rules) {
    if (rule.peer.kind != SecurityGroupPeer::Kind::foreign_group) continue;
    const auto found = groups.find(rule.peer.name);
    if (found != groups.end()) rule.peer = peer_of(found->second, rule.peer.name);
  }
}

}  // namespace

const Wanted& wanted_peer() {
  static const Wanted kWanted = {"security group or prefix list",
                                 {"security-group", "prefix-list"}};
  return kWanted;
}

void resolve_foreign_groups(Design& design) {
  GroupsById groups;
  std::vector<SecurityGroup>& all = design.all<SecurityGroup>();
  for (std::size_t index = 0; index < all.size(); ++index) {
    groups.insert({all[index].account + "/" + all[index].id, Ref<SecurityGroup>(index)});
  }
  for (SecurityGroup& group : all) {
    resolve_foreign(groups, group.ingress);
    resolve_foreign(groups, group.egress);
  }
}

void read_network_acl(NativeContext& context, const Declaration& declaration) {
  NetworkAcl& acl = context.design.all<NetworkAcl>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, acl), acl.at);
  read_common(context, fields, declaration.kind, acl);
  acl.is_default = read_flag(context, fields.find("default"), "`default`");
  if (acl.is_default) context.choose(declaration.kind, acl.vpc, acl, "default");
  acl.ingress = read_entries(context, fields, acl, "ingress");
  acl.egress = read_entries(context, fields, acl, "egress");
}

void read_security_group(NativeContext& context, const Declaration& declaration) {
  SecurityGroup& group = context.design.all<SecurityGroup>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, group), group.at);
  read_common(context, fields, declaration.kind, group);
  group.is_default = read_flag(context, fields.find("default"), "`default`");
  if (group.is_default) context.choose(declaration.kind, group.vpc, group, "default");
  read_further_vpcs(context, fields.find("vpcs"), group);
  const bool has_ingress = read_rules(context, fields, group, true);
  const bool has_egress = read_rules(context, fields, group, false);
  if (group.external) {
    group.rules_known = group.rules_known && has_ingress && has_egress;
    return;
  }
  if (!has_ingress && group.is_default) {
    const Ref<SecurityGroup> self(declaration.index);
    group.ingress.push_back(rule_for_all(peer_of(self, group.name)));
  }
  if (!has_egress) add_default_egress(context, group);
}

}  // namespace canreach
