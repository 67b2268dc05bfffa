// Network ACLs, security groups, prefix lists, and the traffic that rules name.
#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

constexpr std::uint32_t kHighestPort = 65535;
constexpr std::size_t kMostPieces = 64;  // of one rule; what has more is unknown

std::string protocol_word(Protocol protocol) {
  if (has_ports(protocol) || has_icmp_types(protocol)) return name_of(protocol);
  return fmt::format("{}", protocol);
}

YamlValue map_of_protocol(Protocol protocol) {
  YamlValue rule;
  const std::string word = protocol_word(protocol);
  rule.put("protocol", YamlValue::word(word));
  return rule;
}

/// `icmp` of one interval: a type, a type and a code; several where it spans types.
std::vector<YamlValue> icmp_values(const Interval& range, Protocol protocol) {
  std::vector<YamlValue> rules;
  const std::uint32_t first = range.first & kHighestPort;
  const std::uint32_t last = range.last & kHighestPort;
  for (std::uint32_t next = first; next <= last && rules.size() <= kMostPieces;) {
    const std::uint32_t type = next >> 8;
    const bool is_whole = (next & 0xffU) == 0 && (type << 8 | 0xffU) <= last;
    YamlValue icmp;
    icmp.put_word("type", fmt::format("{}", type));
    if (!is_whole) icmp.put_word("code", fmt::format("{}", next & 0xffU));
    YamlValue rule = map_of_protocol(protocol);
    rule.put("icmp", std::move(icmp));
    rules.push_back(std::move(rule));
    next = is_whole ? (type + 1) << 8 : next + 1;
  }
  return rules;
}

std::vector<YamlValue> values_of_protocol(const TrafficSet& traffic, Protocol protocol) {
  const TrafficSet part = traffic & TrafficSet::all_of(protocol);
  if (part.empty()) return {};
  if (has_ports(protocol)) {
    YamlValue rule = map_of_protocol(protocol);
    rule.put("ports", one_or_list(port_words(traffic, protocol)));
    return {rule};
  }
  if (!has_icmp_types(protocol) || part == TrafficSet::all_of(protocol)) {
    return {map_of_protocol(protocol)};
  }
  std::vector<YamlValue> rules;
  for (const Interval& range : part.numbers().intervals()) {
    for (YamlValue& rule : icmp_values(range, protocol)) rules.push_back(std::move(rule));
  }
  return rules;
}

std::vector<Protocol> protocols_of(const TrafficSet& traffic) {
  std::vector<Protocol> protocols;
  for (const Interval& range : traffic.numbers().intervals()) {
    for (unsigned p = range.first >> 16; p <= range.last >> 16; ++p) {
      if (!contains(protocols, static_cast<Protocol>(p))) {
        protocols.push_back(static_cast<Protocol>(p));
      }
    }
  }
  return protocols;
}

YamlValue rule_of_unknown() {
  YamlValue rule;
  rule.put("protocol", unknown_value());
  return rule;
}

std::vector<YamlValue> known_values(const TrafficSet& traffic) {
  YamlValue rule;
  if (traffic == TrafficSet::all()) {
    rule.put_word("protocol", "all");
    return {rule};
  }
  if (traffic.empty()) {
    rule.put_word("protocol", "tcp");
    rule.put("ports", YamlValue::list());
    return {rule};
  }
  std::vector<YamlValue> rules;
  for (const Protocol protocol : protocols_of(traffic)) {
    for (YamlValue& one : values_of_protocol(traffic, protocol)) rules.push_back(std::move(one));
  }
  return rules.size() > kMostPieces ? std::vector<YamlValue>{rule_of_unknown()} : rules;
}

/// A rule of one protocol with something unknown; none: it is wider than that.
std::optional<YamlValue> open_value(const TrafficMatch& traffic) {
  const std::vector<Protocol> protocols = protocols_of(traffic.possibly);
  if (protocols.size() != 1) return std::nullopt;
  const Protocol protocol = protocols.front();
  YamlValue rule = map_of_protocol(protocol);
  const bool is_whole = traffic.possibly == TrafficSet::all_of(protocol);
  if (has_ports(protocol) && is_whole) {
    YamlValue ports = port_words(traffic.surely, protocol);
    ports.items.push_back(unknown_value());
    rule.put("ports", one_or_list(std::move(ports)));
    return rule;
  }
  if (!has_icmp_types(protocol) || !traffic.surely.empty()) return std::nullopt;
  if (is_whole) {
    rule.put("icmp", unknown_value());
    return rule;
  }
  const std::uint32_t type = (traffic.possibly.sample() & kHighestPort) >> 8;
  const auto byte = static_cast<std::uint8_t>(type);
  if (traffic.possibly != TrafficSet::icmp(protocol, byte, std::nullopt)) return std::nullopt;
  YamlValue icmp;
  icmp.put_word("type", fmt::format("{}", type));
  icmp.put("code", unknown_value());
  rule.put("icmp", std::move(icmp));
  return rule;
}

// ---- network ACLs

bool is_unknown_entry(const NetworkAclEntry& entry) {
  return !entry.number_known && entry.allow.is_unknown() && entry.cidr.is_unknown() &&
         entry.traffic.surely.empty() && entry.traffic.possibly == TrafficSet::all();
}

/// A list of which nothing is known, as the reader makes it.
bool is_unknown_list(const std::vector<NetworkAclEntry>& entries) {
  return entries.size() == 2 && all_of(entries, [](const NetworkAclEntry& entry) {
           return entry.allow.is_unknown() && entry.number_known && entry.cidr.is_known() &&
                  is_allow_all(entry.traffic, entry.cidr.get());
         });
}

YamlValue entry_value(WriteContext& out, const NetworkAcl& acl, const NetworkAclEntry& entry) {
  if (is_unknown_entry(entry)) return unknown_value();
  YamlValue value;
  value.put("rule", entry.number_known ? YamlValue::word(fmt::format("{}", entry.number))
                                       : unknown_value());
  value.put("action", entry.allow.is_unknown()
                          ? unknown_value()
                          : YamlValue::word(entry.allow.get() ? "allow" : "deny"));
  std::vector<YamlValue> traffic = traffic_values(entry.traffic);
  if (traffic.size() != 1) {
    out.unsaid(acl, ResourceKind::NetworkAcl,
               fmt::format("rule {} with several protocols", entry.number));
    traffic = {rule_of_unknown()};
  }
  for (YamlValue::Member& member : traffic.front().members) {
    value.put(member.key, std::move(member.value));
  }
  value.put("cidr", value_of(entry.cidr));
  return value;
}

bool is_default_list(const NetworkAcl& acl, const std::vector<NetworkAclEntry>& entries,
                     const Vpc& vpc) {
  const std::size_t count = vpc_may_have_ipv6(vpc) ? 2 : 1;
  return acl.is_default && entries.size() == count &&
         all_of(entries, [](const NetworkAclEntry& entry) {
           return !entry.at.is_somewhere() && entry.allow == Value<bool>(true) &&
                  entry.number_known && (entry.number == 100 || entry.number == 101);
         });
}

void put_entries(WriteContext& out, const NetworkAcl& acl, const char* key,
                 const std::vector<NetworkAclEntry>& entries, YamlValue& body) {
  if (is_default_list(acl, entries, out.design().get(acl.vpc))) return;
  if (is_unknown_list(entries)) {
    if (!acl.external) body.put(key, unknown_value());
    return;
  }
  YamlValue list = YamlValue::list();
  for (const NetworkAclEntry& entry : entries) {
    list.items.push_back(entry_value(out, acl, entry));
  }
  if (list.items.empty() && !acl.is_default && !acl.external) return;
  body.put(key, std::move(list));
}

// ---- security groups

YamlValue peer_value(WriteContext& out, const SecurityGroup& group, const SecurityGroupPeer& peer) {
  using Kind = SecurityGroupPeer::Kind;
  const std::string& home = out.home(group.vpc);
  switch (peer.kind) {
    case Kind::cidr:
      return YamlValue::of_text(peer.cidr.to_string());
    case Kind::group:
      return out.reference(ResourceKind::SecurityGroup, peer.group.index(), wanted_peer(), home,
                           group);
    case Kind::missing_group:
      return YamlValue::of_text(std::string(kMissingPeer) + peer.name);
    case Kind::foreign_group:
      if (peer.name.find_first_not_of("0123456789") == 12 && peer.name.substr(12, 4) == "/sg-") {
        return YamlValue::of_text(peer.name);
      }
      break;
    case Kind::prefix_list: {
      const PrefixList& list = out.design().get(peer.prefix_list);
      if (list.implied) return YamlValue::of_text("service/" + list.service);
      return out.reference(ResourceKind::PrefixList, peer.prefix_list.index(), wanted_peer(), home,
                           group);
    }
    case Kind::unknown:
      return unknown_value();
  }
  out.unsaid(group, ResourceKind::SecurityGroup, fmt::format("the peer {}", quoted(peer.name)));
  return unknown_value();
}

bool is_unknown_rule(const SecurityGroupRule& rule) {
  return rule.peer.kind == SecurityGroupPeer::Kind::unknown && rule.id.empty() &&
         rule.traffic.surely.empty() && rule.traffic.possibly == TrafficSet::all();
}

void add_rule(WriteContext& out, const SecurityGroup& group, const SecurityGroupRule& rule,
              bool ingress, YamlValue& list) {
  if (is_unknown_rule(rule)) return list.items.push_back(unknown_value());
  for (YamlValue& value : traffic_values(rule.traffic)) {
    value.put(ingress ? "from" : "to", peer_value(out, group, rule.peer));
    if (!rule.id.empty()) value.put_text("id", rule.id);
    list.items.push_back(std::move(value));
  }
}

/// The rules that the reader gives a group that says nothing.  Rule: SG-3.
bool is_default_egress(const Design& design, const SecurityGroup& group) {
  const std::size_t count = vpc_may_have_ipv6(design.get(group.vpc)) ? 2 : 1;
  return group.egress.size() == count && all_of(group.egress, [](const SecurityGroupRule& rule) {
           return !rule.at.is_somewhere() && rule.peer.kind == SecurityGroupPeer::Kind::cidr &&
                  is_allow_all(rule.traffic, rule.peer.cidr);
         });
}

bool is_default_ingress(const SecurityGroup& group) {
  return group.is_default && group.ingress.size() == 1 &&
         !group.ingress.front().at.is_somewhere() &&
         group.ingress.front().peer.kind == SecurityGroupPeer::Kind::group;
}

void put_rules(WriteContext& out, const SecurityGroup& group, bool ingress, YamlValue& body) {
  const std::vector<SecurityGroupRule>& rules = ingress ? group.ingress : group.egress;
  const bool is_default =
      ingress ? is_default_ingress(group) : is_default_egress(out.design(), group);
  if (is_default) return;
  YamlValue list = YamlValue::list();
  for (const SecurityGroupRule& rule : rules) add_rule(out, group, rule, ingress, list);
  if (!group.rules_known) {
    if (group.external && list.items.empty()) return;
    if (!group.external) list.items.push_back(unknown_value());
  } else if (list.items.empty() && ingress && !group.is_default && !group.external) {
    return;
  }
  const bool is_open = list.items.size() == 1 && list.items.front().is_word("unknown");
  body.put(ingress ? "ingress" : "egress", is_open ? unknown_value() : std::move(list));
}

}  // namespace

bool is_allow_all(const TrafficMatch& traffic, const IpPrefix& prefix) {
  return traffic.is_known() && traffic.surely == TrafficSet::all() && prefix.length() == 0;
}

bool vpc_may_have_ipv6(const Vpc& vpc) {
  return any_of(vpc.cidrs, [](const Value<IpPrefix>& cidr) {
    return cidr.is_unknown() || cidr.get().family() == Family::ipv6;
  });
}

YamlValue port_words(const TrafficSet& traffic, Protocol protocol) {
  YamlValue words = YamlValue::list();
  const TrafficSet part = traffic & TrafficSet::all_of(protocol);
  for (const Interval& range : part.numbers().intervals()) {
    const std::uint32_t first = range.first & kHighestPort;
    const std::uint32_t last = range.last & kHighestPort;
    const bool is_all = first == 0 && last == kHighestPort;
    words.items.push_back(YamlValue::word(is_all          ? "all"
                                          : first == last ? fmt::format("{}", first)
                                                          : fmt::format("{}-{}", first, last)));
  }
  return words;
}

std::vector<YamlValue> traffic_values(const TrafficMatch& traffic) {
  if (traffic.is_known()) return known_values(traffic.surely);
  std::optional<YamlValue> open = open_value(traffic);
  return {open ? std::move(*open) : rule_of_unknown()};
}

YamlValue write_network_acl(WriteContext& out, std::uint32_t index) {
  const NetworkAcl& acl = out.design().all<NetworkAcl>()[index];
  YamlValue body;
  put_common(out, ResourceKind::NetworkAcl, index, acl, body);
  if (acl.is_default) body.put_word("default", "true");
  put_entries(out, acl, "ingress", acl.ingress, body);
  put_entries(out, acl, "egress", acl.egress, body);
  put_tags(acl, body);
  return body;
}

YamlValue write_security_group(WriteContext& out, std::uint32_t index) {
  const SecurityGroup& group = out.design().all<SecurityGroup>()[index];
  YamlValue body;
  put_common(out, ResourceKind::SecurityGroup, index, group, body);
  if (group.is_default) body.put_word("default", "true");
  YamlValue vpcs = YamlValue::list();
  for (const Ref<Vpc> vpc : group.further_vpcs) {
    vpcs.items.push_back(out.reference(vpc, "", group));
  }
  if (!group.further_vpcs_known) vpcs.items.push_back(unknown_value());
  if (!vpcs.items.empty()) body.put("vpcs", one_or_list(std::move(vpcs)));
  put_rules(out, group, true, body);
  put_rules(out, group, false, body);
  put_tags(group, body);
  return body;
}

YamlValue write_prefix_list(WriteContext& out, std::uint32_t index) {
  const PrefixList& list = out.design().all<PrefixList>()[index];
  YamlValue body;
  put_common(out, ResourceKind::PrefixList, index, list, body);
  put_home(out, list, body);
  YamlValue cidrs = YamlValue::list();
  for (const Value<IpPrefix>& entry : list.entries) cidrs.items.push_back(value_of(entry));
  if (!list.entries_known) {
    if (!list.external) body.put("cidr", unknown_value());
  } else {
    body.put("cidr", one_or_list(std::move(cidrs)));
  }
  const bool is_named = list.name.starts_with("com.amazonaws.");
  if (!list.service.empty() && !is_named) body.put_text("service", list.service);
  if (list.max_entries > 0) body.put_word("max_entries", fmt::format("{}", list.max_entries));
  put_tags(list, body);
  return body;
}

}  // namespace canreach
