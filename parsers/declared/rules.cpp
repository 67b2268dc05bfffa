#include <fmt/format.h>

#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/declared/translation.h"

// Security groups and network ACLs.
//
// Rules stand in the group or in resources of their own; both are gathered here.  A group lets
// everything out unless somebody gives it a rule for what leaves.  Rules: SG-3, and the traps 1 and
// 2 of CloudFormation.

namespace canreach {
namespace {

struct ProtocolName {
  std::string_view word;
  std::string_view native;
};

constexpr std::array<ProtocolName, 13> kProtocols = {{{"-1", "all"},
                                                      {"all", "all"},
                                                      {"6", "tcp"},
                                                      {"tcp", "tcp"},
                                                      {"17", "udp"},
                                                      {"udp", "udp"},
                                                      {"1", "icmp"},
                                                      {"icmp", "icmp"},
                                                      {"58", "icmpv6"},
                                                      {"icmpv6", "icmpv6"},
                                                      {"esp", "50"},
                                                      {"ah", "51"},
                                                      {"gre", "47"}}};

std::string native_protocol(const std::string& word) {
  const std::string lower = to_lower(word);
  for (const ProtocolName& row : kProtocols) {
    if (row.word == lower) return std::string(row.native);
  }
  return lower;
}

/// Two ends of a rule as they are declared: ports, or ICMP's type and code.
struct RuleEnds {
  const DeclaredValue& first;
  const DeclaredValue& last;
};

std::string range_text(const std::string& first, const std::string& last) {
  if (first == "-1" || last == "-1" || (first == "0" && last == "65535")) return "all";
  return first == last ? first : first + "-" + last;
}

void put_ports(const Translation& out, DeclaredValue& rule, const RuleEnds& ends) {
  const DeclaredValue first = out.scalar(ends.first);
  const DeclaredValue last = out.scalar(ends.last);
  if (first.is_absent() && last.is_absent()) return put(rule, "ports", "all", rule.at);
  if (first.text == kUnknownWord || last.text == kUnknownWord) {
    return put(rule, "ports", unknown_word(first.is_absent() ? last.at : first.at));
  }
  const DeclaredValue& from = first.is_absent() ? last : first;
  const DeclaredValue& to = last.is_absent() ? first : last;
  const std::optional<unsigned long long> lowest = parse_number(from.text);
  const std::optional<unsigned long long> highest = parse_number(to.text);
  if (lowest && highest && *lowest > *highest) {
    return put(rule, "ports", unknown_word(from.at));  // AWS refuses it
  }
  put(rule, "ports", range_text(from.text, to.text), from.at);
}

void put_icmp(const Translation& out, DeclaredValue& rule, const RuleEnds& ends) {
  DeclaredValue icmp = DeclaredValue::of_map(rule.at);
  const DeclaredValue type = out.scalar(ends.first);
  const DeclaredValue code = out.scalar(ends.last);
  if (!type.is_absent() && type.text != "-1") put(icmp, "type", type);
  if (!code.is_absent() && code.text != "-1" && type.text != "-1") put(icmp, "code", code);
  if (!icmp.members.empty()) put(rule, "icmp", std::move(icmp));
}

void put_traffic(const Translation& out, DeclaredValue& rule, const DeclaredValue& protocol,
                 const RuleEnds& ports, const RuleEnds& icmp) {
  const std::optional<std::string> word = out.text(protocol);
  if (!word) {
    put(rule, "protocol", unknown_word(protocol.is_absent() ? rule.at : protocol.at));
    return;
  }
  const std::string native = native_protocol(*word);
  put(rule, "protocol", native, protocol.at);
  if (native == "tcp" || native == "udp") put_ports(out, rule, ports);
  if (native == "icmp" || native == "icmpv6") put_icmp(out, rule, icmp);
}

const DeclaredResource* group_called(const Translation& out, const std::string& name) {
  for (const DeclaredResource& resource : out.resources()) {
    if (resource.type != "AWS::EC2::SecurityGroup") continue;
    const DeclaredValue& given = resource.properties["GroupName"];
    if (given.is_text() && given.text == name) return &resource;
  }
  return nullptr;
}

/// "111122223333/sg-0a1b": a group of another account.  Rule: PEER-8.
bool is_group_of_account(std::string_view text) {
  return text.size() > 16 && text.find('/') == 12 && text.substr(13, 3) == "sg-" &&
         text.find_first_not_of("0123456789") == 12;
}

/// A group whose owner the rule names; absent: it names none, or may be one of the design.
DeclaredValue foreign_group(const Translation& out, const DeclaredValue& rule,
                            const DeclaredValue& group) {
  const std::optional<std::string> owner = out.text(rule["SourceSecurityGroupOwnerId"]);
  if (!group.is_text()) return {};
  std::string name = group.text;
  if (owner && name.substr(0, 3) == "sg-") name.insert(0, *owner + "/");
  if (!is_group_of_account(name)) return {};
  const bool is_own = out.account().empty() ? out.find(name.substr(13)) != nullptr
                                            : name.substr(0, 12) == out.account();
  return is_own ? DeclaredValue() : DeclaredValue::of_text(std::move(name), group.at);
}

/// The service of the design's Region whose list of AWS this is; absent: it is another list.
DeclaredValue service_of_list(const Translation& out, const DeclaredValue& list) {
  if (!list.is_text()) return {};
  const std::string beginning = "com.amazonaws." + out.region() + ".";
  for (const std::string_view service : {"s3", "dynamodb"}) {
    if (list.text != beginning + std::string(service)) continue;
    return DeclaredValue::of_text("service/" + std::string(service), list.at);
  }
  return {};
}

/// The other side of a rule: `from` or `to`.
DeclaredValue peer_of(const Translation& out, const DeclaredValue& rule, std::string_view side) {
  const std::string beginning(side);
  for (const char* key : {"CidrIp", "CidrIpv6"}) {
    const DeclaredValue& cidr = rule[key];
    if (!cidr.is_absent()) return out.scalar(cidr);
  }
  const DeclaredValue& list = rule[beginning + "PrefixListId"];
  if (DeclaredValue service = service_of_list(out, list); !service.is_absent()) return service;
  if (!list.is_absent()) return out.name(list, {"AWS::EC2::PrefixList"});
  const DeclaredValue& group = rule[beginning + "SecurityGroupId"];
  if (DeclaredValue foreign = foreign_group(out, rule, group); !foreign.is_absent()) return foreign;
  if (!group.is_absent()) return group_name(out, group);
  const DeclaredValue& called = rule["SourceSecurityGroupName"];
  if (called.is_text()) {
    const DeclaredResource* found = group_called(out, called.text);
    if (found != nullptr) return DeclaredValue::of_text(found->address, called.at);
  }
  if (called.is_reference()) return group_name(out, called);
  return unknown_word(called.is_absent() ? rule.at : called.at);
}

DeclaredValue group_rule(const Translation& out, const DeclaredValue& rule, bool ingress) {
  if (!rule.is_map()) return unknown_word(rule.at);
  DeclaredValue native = DeclaredValue::of_map(rule.at);
  const RuleEnds ends = {rule["FromPort"], rule["ToPort"]};
  put_traffic(out, native, rule["IpProtocol"], ends, ends);
  put(native, ingress ? "from" : "to", peer_of(out, rule, ingress ? "Source" : "Destination"));
  return native;
}

/// A rule that is a resource of its own.
DeclaredValue own_rule(const Translation& out, const DeclaredResource& resource, bool ingress) {
  DeclaredValue rule = group_rule(out, resource.properties, ingress);
  rule.at = resource.at;
  if (rule.is_map()) put(rule, "id", resource.address, resource.at);
  return rule;
}

/// A rule of which it is not known whether the group has it: it may admit its traffic, from whom is
/// not known.
DeclaredValue possible_rule(const Translation& out, const DeclaredResource& resource,
                            bool ingress) {
  DeclaredValue rule = own_rule(out, resource, ingress);
  if (rule.is_map()) rule.set(ingress ? "from" : "to", unknown_word(resource.at));
  return rule;
}

bool has_ipv6(const Translation& out, const DeclaredResource& vpc) {
  const auto says_so = [](const DeclaredResource& resource) {
    return any_of(resource.properties.members, [](const DeclaredValue::Member& member) {
      return member.key.find("Ipv6") != std::string::npos && !member.value.is_absent();
    });
  };
  return says_so(vpc) || any_of(out.naming("AWS::EC2::VPCCidrBlock", "VpcId", vpc.address),
                                [&](const DeclaredResource* block) { return says_so(*block); });
}

/// The blocks that a default group or ACL of the VPC is open to when AWS makes it.
std::vector<std::string> made_blocks(const Translation& out, const DeclaredResource& of) {
  const DeclaredResource* vpc = out.target(of.properties["VpcId"], kVpcTypes);
  std::vector<std::string> blocks = {"0.0.0.0/0"};
  if (vpc != nullptr && has_ipv6(out, *vpc)) blocks.emplace_back("::/0");
  return blocks;
}

/// Does it have the rules that AWS gave it?  A stack can only add to them, a custom resource may
/// take them away.
bool keeps_made_rules(const Translation& out, const DeclaredResource& made) {
  const DeclaredResource* changer = out.changed_by(made);
  return out.is_on(made, "IsAsMade") && (changer == nullptr || !is_custom(*changer));
}

/// What AWS gives a VPC's default group.  Rule: SG-3.  The CDK takes all of it away but the rule
/// for IPv6.
void add_made_rules(const Translation& out, const DeclaredResource& group, bool ingress,
                    DeclaredValue& rules) {
  const bool is_restricted = out.is_on(group, "IsRestricted");
  const std::vector<std::string> peers =
      ingress ? std::vector<std::string>{group.address} : made_blocks(out, group);
  for (const std::string& peer : peers) {
    if (is_restricted && peer != "::/0") continue;
    DeclaredValue rule = DeclaredValue::of_map(group.at);
    put(rule, "protocol", "all", group.at);
    put(rule, ingress ? "from" : "to", peer, group.at);
    rules.items.push_back(std::move(rule));
  }
}

/// Rules of the group and of resources that name it.  Absent: nobody says anything.
DeclaredValue group_rules(const Translation& out, const DeclaredResource& group, bool ingress) {
  const char* key = ingress ? "SecurityGroupIngress" : "SecurityGroupEgress";
  const DeclaredValue& inside = group.properties[key];
  const std::string own_type = std::string("AWS::EC2::") + key;
  const auto& beside = out.naming(own_type, "GroupId", group.address);
  const auto& perhaps = out.perhaps_naming(own_type, "GroupId", group.address);
  const DeclaredResource* changer = out.changed_by(group);
  if (inside.is_unknown()) return unknown_word(inside.at);
  const bool is_restricted = out.is_on(group, "IsRestricted");
  const bool is_said = !inside.is_absent() || !beside.empty() || is_restricted;
  if (!is_said && perhaps.empty() && changer == nullptr) return {};
  DeclaredValue rules = DeclaredValue::of_list({}, inside.is_absent() ? group.at : inside.at);
  if (keeps_made_rules(out, group)) add_made_rules(out, group, ingress, rules);
  for (const DeclaredValue* rule : items_of(inside)) {
    rules.items.push_back(group_rule(out, *rule, ingress));
  }
  for (const DeclaredResource* resource : beside) {
    rules.items.push_back(own_rule(out, *resource, ingress));
  }
  for (const DeclaredResource* resource : perhaps) {
    rules.items.push_back(possible_rule(out, *resource, ingress));
  }
  if (changer != nullptr) rules.items.push_back(unknown_word(changer->at));
  // Without a rule of its own resource a group lets everything out: neither is sure.
  const bool is_open = !ingress && !is_said && !out.is_on(group, "IsAsMade");
  if (is_open) rules.items = {unknown_word(rules.items.front().at)};
  return rules;
}

DeclaredValue acl_entry(const Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& entry = resource.properties;
  DeclaredValue native = DeclaredValue::of_map(resource.at);
  put(native, "rule", or_unknown(out.scalar(entry["RuleNumber"]), resource.at));
  DeclaredValue action = or_unknown(out.scalar(entry["RuleAction"]), resource.at);
  action.text = to_lower(action.text);
  put(native, "action", std::move(action));
  const DeclaredValue& ports = entry["PortRange"];
  const DeclaredValue& icmp = entry["Icmp"];
  put_traffic(out, native, entry["Protocol"], {ports["From"], ports["To"]},
              {icmp["Type"], icmp["Code"]});
  const DeclaredValue& block = entry["CidrBlock"];
  const DeclaredValue& cidr = block.is_absent() ? entry["Ipv6CidrBlock"] : block;
  put(native, "cidr", or_unknown(out.scalar(cidr), resource.at));
  return native;
}

/// Rule: NACL-4.
void add_made_entries(const Translation& out, const DeclaredResource& acl, DeclaredValue& list) {
  int number = 100;
  for (const std::string& block : made_blocks(out, acl)) {
    DeclaredValue entry = DeclaredValue::of_map(acl.at);
    put(entry, "rule", std::to_string(number++), acl.at);
    put(entry, "action", "allow", acl.at);
    put(entry, "protocol", "all", acl.at);
    put(entry, "cidr", block, acl.at);
    list.items.push_back(std::move(entry));
  }
}

/// `ingress` and `egress` of an ACL: entries are resources of their own.
void put_entries(const Translation& out, const DeclaredResource& acl, DeclaredValue& body) {
  const auto& entries = out.naming("AWS::EC2::NetworkAclEntry", "NetworkAclId", acl.address);
  const auto& perhaps =
      out.perhaps_naming("AWS::EC2::NetworkAclEntry", "NetworkAclId", acl.address);
  const DeclaredResource* changer = out.changed_by(acl);
  const bool is_as_made = out.is_on(acl, "IsAsMade");
  if (is_as_made && entries.empty() && perhaps.empty() && changer == nullptr) return;
  DeclaredValue ingress = DeclaredValue::of_list({}, acl.at);
  DeclaredValue egress = DeclaredValue::of_list({}, acl.at);
  if (keeps_made_rules(out, acl)) {
    add_made_entries(out, acl, ingress);
    add_made_entries(out, acl, egress);
  }
  bool known = true;
  const auto list_of = [&](const DeclaredResource& entry) -> DeclaredValue& {
    const DeclaredValue& direction = entry.properties["Egress"];
    const std::optional<bool> leaves = direction.is_absent() ? false : out.flag(direction);
    known = known && leaves.has_value();
    return leaves.value_or(false) ? egress : ingress;
  };
  for (const DeclaredResource* entry : entries) {
    list_of(*entry).items.push_back(acl_entry(out, *entry));
  }
  for (const DeclaredResource* entry : perhaps) {
    DeclaredValue native = acl_entry(out, *entry);
    native.set("action", unknown_word(entry->at));
    // AWS refuses a second entry of one number: then it is another ACL's.
    DeclaredValue& list = list_of(*entry);
    const bool is_taken = any_of(list.items, [&](const DeclaredValue& item) {
      return item["rule"].text == native["rule"].text && item["rule"].text != kUnknownWord;
    });
    if (!is_taken) list.items.push_back(std::move(native));
  }
  if (changer != nullptr) {
    ingress.items.push_back(unknown_word(changer->at));
    egress.items.push_back(unknown_word(changer->at));
  }
  put(body, "ingress", known ? std::move(ingress) : unknown_word(acl.at));
  put(body, "egress", known ? std::move(egress) : unknown_word(acl.at));
}

bool is_allow_all(const Translation& out, const DeclaredValue& rule) {
  const std::optional<std::string> protocol = out.text(rule["IpProtocol"]);
  const std::optional<std::string> cidr = out.text(rule["CidrIp"]);
  return protocol && native_protocol(*protocol) == "all" && cidr == "0.0.0.0/0";
}

/// AWS may take an inline rule for everything away when a rule of its own resource is made, as the
/// order of creation has it.  Trap 2: it is kept, and said.
void warn_of_egress(Translation& out, const DeclaredResource& group) {
  const auto& beside = out.naming("AWS::EC2::SecurityGroupEgress", "GroupId", group.address);
  if (beside.empty() || out.language() != DeclaredLanguage::cloudformation) return;
  for (const DeclaredValue* rule : items_of(group.properties["SecurityGroupEgress"])) {
    if (!rule->is_map() || !is_allow_all(out, *rule)) continue;
    out.warnings().report(DiagnosticKind::order_decides_egress, rule->at,
                          {quoted(group.address), quoted(beside.front()->address)});
    return;
  }
}

}  // namespace

DeclaredValue group_name(const Translation& out, const DeclaredValue& value) {
  const DeclaredResource* resource = out.target(value, {"AWS::EC2::SecurityGroup"});
  return resource == nullptr ? unknown_word(value.at)
                             : DeclaredValue::of_text(resource->address, value.at);
}

DeclaredValue group_names(const Translation& out, const DeclaredValue& groups) {
  if (groups.is_absent()) return groups;
  if (groups.is_unknown()) return unknown_word(groups.at);
  DeclaredValue names = DeclaredValue::of_list({}, groups.at);
  for (const DeclaredValue* group : items_of(groups)) {
    if (group->is_list()) {
      for (const DeclaredValue* inner : items_of(*group)) {
        names.items.push_back(group_name(out, *inner));
      }
    } else {
      names.items.push_back(group_name(out, *group));
    }
  }
  return names;
}

void say_security_group(Translation& out, const DeclaredResource& resource) {
  warn_of_egress(out, resource);
  DeclaredValue body = out.body_of(resource);
  const bool is_external = out.is_on(resource, "IsExternal");
  if (out.is_on(resource, "IsDefault")) {
    put(body, "default", "true", resource.at);
  }
  for (const bool ingress : {true, false}) {
    DeclaredValue rules = group_rules(out, resource, ingress);
    // What an external group has besides is not known.
    if (is_external && !rules.is_absent()) rules = unknown_word(rules.at);
    put(body, ingress ? "ingress" : "egress", std::move(rules));
  }
  DeclaredValue vpcs = DeclaredValue::of_list({}, resource.at);
  for (const DeclaredResource* further :
       out.naming("AWS::EC2::SecurityGroupVpcAssociation", "GroupId", resource.address)) {
    vpcs.items.push_back(out.name(further->properties["VpcId"], kVpcTypes));
  }
  if (!vpcs.items.empty()) put(body, "vpcs", std::move(vpcs));
  out.add_part(resource, "security_groups", std::move(body));
}

void say_network_acl(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  const bool is_external = out.is_on(resource, "IsExternal");
  if (out.is_on(resource, "IsDefault")) {
    put(body, "default", "true", resource.at);
  }
  if (!is_external) put_entries(out, resource, body);
  out.add_part(resource, "network_acls", std::move(body));
}

}  // namespace canreach
