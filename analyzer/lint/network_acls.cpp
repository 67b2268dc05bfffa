// Network ACLs: entries that are never asked, replies that are dropped, lists that rule nowhere.
//
// Entries are asked in order of their numbers, and the first that matches decides.  An entry whose
// CIDR and traffic one earlier entry holds whole is never asked.  Each is compared with those
// before it; an ACL has at most 40 of a direction, and of a hostile one only the first kCompared
// count.
//
// A network ACL remembers no connection, so what is let in on a port needs a way out for the reply
// to the client's own port.  Where no entry of the other direction lets any ephemeral port of any
// of these addresses pass, every connection fails.  Entries that are themselves there for replies
// (they hold the ephemeral ports and none below 1024) ask for nothing.
#include <fmt/format.h>

#include "analyzer/lint/facts.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::size_t kCompared = 1000;

enum class Side : std::uint8_t { inbound, outbound };

std::string_view name_of(Side side) { return side == Side::inbound ? "inbound" : "outbound"; }

const std::vector<NetworkAclEntry>& entries_of(const NetworkAcl& acl, Side side) {
  return side == Side::inbound ? acl.ingress : acl.egress;
}

bool is_known(const NetworkAclEntry& entry) {
  return entry.number_known && entry.cidr.is_known() && entry.allow.is_known();
}

// Does the earlier entry match everything that the later one may match?
bool covers(const NetworkAclEntry& earlier, const NetworkAclEntry& later) {
  return is_known(earlier) && earlier.cidr.get().contains(later.cidr.get()) &&
         earlier.traffic.surely.contains(later.traffic.possibly);
}

void find_shadowed(const NetworkAcl& acl, std::uint32_t index, Side side, Findings& findings) {
  const std::vector<NetworkAclEntry>& entries = entries_of(acl, side);
  for (std::size_t i = 1; i < std::min(entries.size(), kCompared); ++i) {
    const NetworkAclEntry& entry = entries[i];
    if (!is_known(entry)) continue;
    for (std::size_t j = 0; j < i; ++j) {
      if (!covers(entries[j], entry)) continue;
      const bool is_same = entries[j].allow.get() == entry.allow.get();
      findings.add(
          {ResourceKind::NetworkAcl, index}, fmt::format("{} {}", name_of(side), entry.number),
          fmt::format("{} rule {} of {} is never asked: rule {} {} all that it would match",
                      name_of(side), entry.number, quoted_name(acl), entries[j].number,
                      is_same ? (entry.allow.get() ? "already allows" : "already denies")
                              : (entry.allow.get() ? "denies" : "allows")),
          entry.at);
      break;
    }
  }
}

const TrafficSet& ephemeral() {
  static const TrafficSet kPorts = TrafficSet::ports(kTcp, 1024, 65535);
  return kPorts;
}

// Is the entry there for requests over TCP, and not for replies?
bool asks(const NetworkAclEntry& entry) {
  if (!is_known(entry) || !entry.allow.get()) return false;
  const TrafficSet tcp = entry.traffic.surely & TrafficSet::all_of(kTcp);
  if (tcp.empty()) return false;
  const bool has_low_ports = !(tcp & TrafficSet::ports(kTcp, 0, 1023)).empty();
  return has_low_ports || !tcp.contains(TrafficSet::ports(kTcp, 32768, 60999));
}

bool may_answer(const NetworkAclEntry& reply, const IpPrefix& client) {
  const bool may_allow = reply.allow.is_unknown() || reply.allow.get();
  const bool may_meet = reply.cidr.is_unknown() || reply.cidr.get().overlaps(client);
  return may_allow && may_meet && !(reply.traffic.possibly & ephemeral()).empty();
}

void find_dropped_replies(const NetworkAcl& acl, std::uint32_t index, Side side,
                          Findings& findings) {
  const Side back = side == Side::inbound ? Side::outbound : Side::inbound;
  const std::vector<NetworkAclEntry>& entries = entries_of(acl, side);
  for (std::size_t i = 0; i < std::min(entries.size(), kCompared); ++i) {
    const NetworkAclEntry& entry = entries[i];
    if (!asks(entry)) continue;
    const IpPrefix client = entry.cidr.get();
    const auto answers = [&](const NetworkAclEntry& reply) { return may_answer(reply, client); };
    if (any_of(entries_of(acl, back), answers)) continue;
    findings.add({ResourceKind::NetworkAcl, index},
                 fmt::format("{} {}", name_of(side), entry.number),
                 fmt::format("{} rule {} of {} lets requests pass, and no {} rule lets the replies "
                             "go to ephemeral ports (1024-65535) of {}",
                             name_of(side), entry.number, quoted_name(acl), name_of(back),
                             client.to_string()),
                 entry.at);
    return;  // the others fail for the same reason
  }
}

// Which network ACLs belong to a subnet, or may.
std::vector<bool> used_acls(const Design& design) {
  std::vector<bool> used(design.all<NetworkAcl>().size());
  for (const Subnet& subnet : design.all<Subnet>()) {
    if (subnet.network_acl.is_known()) used[subnet.network_acl.index()] = true;
    if (subnet.network_acl.is_unknown()) used.assign(used.size(), true);
  }
  return used;
}

}  // namespace

void lint_shadowed_acl_entry(const LintFacts& facts, Findings& findings) {
  const std::vector<NetworkAcl>& acls = facts.design().all<NetworkAcl>();
  for (std::uint32_t i = 0; i < acls.size(); ++i) {
    find_shadowed(acls[i], i, Side::inbound, findings);
    find_shadowed(acls[i], i, Side::outbound, findings);
  }
}

void lint_acl_drops_replies(const LintFacts& facts, Findings& findings) {
  const std::vector<NetworkAcl>& acls = facts.design().all<NetworkAcl>();
  const std::vector<bool> used = used_acls(facts.design());
  for (std::uint32_t i = 0; i < acls.size(); ++i) {
    if (!used[i] || acls[i].implied || acls[i].external) continue;
    find_dropped_replies(acls[i], i, Side::inbound, findings);
    find_dropped_replies(acls[i], i, Side::outbound, findings);
  }
}

void lint_unused_acl(const LintFacts& facts, Findings& findings) {
  const std::vector<NetworkAcl>& acls = facts.design().all<NetworkAcl>();
  const std::vector<bool> used = used_acls(facts.design());
  if (!facts.design().is_complete(ResourceKind::Subnet)) return;
  for (std::uint32_t i = 0; i < acls.size(); ++i) {
    if (used[i] || acls[i].implied || acls[i].external || acls[i].is_default) continue;
    findings.add({ResourceKind::NetworkAcl, i}, "",
                 fmt::format("{} belongs to no subnet", quoted_name(acls[i])));
  }
}

}  // namespace canreach
