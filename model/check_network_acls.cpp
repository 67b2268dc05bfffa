#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "model/design_checks.h"

// Entries of network ACLs: their numbers.  IPv4 and IPv6 entries of a direction share them.

namespace canreach {
namespace {

constexpr int kFirstNumber = 1;
constexpr int kLastNumber = 32766;

/// Rule: NACL-3.
void check_number(const NetworkAclEntry& entry, Diagnostics& diagnostics) {
  const bool fits = kFirstNumber <= entry.number && entry.number <= kLastNumber;
  if (fits || !entry.number_known) return;
  diagnostics.report(
      DiagnosticKind::invalid_value, entry.at,
      {"rule number", fmt::format("{} is not {} to {}", entry.number, kFirstNumber, kLastNumber)});
}

/// Entries are sorted by number, so equal ones are neighbours.  Rule: NACL-2.
void check_entries(const NetworkAcl& acl, const std::vector<NetworkAclEntry>& entries,
                   std::string_view direction, Diagnostics& diagnostics) {
  for (const NetworkAclEntry& entry : entries) check_number(entry, diagnostics);
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const bool known = entries[i].number_known && entries[i - 1].number_known;
    if (!known || entries[i].number != entries[i - 1].number) continue;
    diagnostics.report(DiagnosticKind::duplicate_rule_number,
                       std::max(entries[i].at, entries[i - 1].at),
                       {described(acl), std::string(direction), std::to_string(entries[i].number)});
  }
}

}  // namespace

void check_network_acls(const Design& design, Diagnostics& diagnostics) {
  for (const NetworkAcl& acl : design.all<NetworkAcl>()) {
    check_entries(acl, acl.ingress, "ingress", diagnostics);
    check_entries(acl, acl.egress, "egress", diagnostics);
  }
}

}  // namespace canreach
