#include <fmt/format.h>

#include <set>
#include <string>

#include "analyzer/lint/facts.h"

namespace canreach {
namespace {

// The one zone that all its subnets are in; empty: several, or it is not known.
std::string only_zone(const Design& design, const Workload& workload) {
  std::set<std::string> zones;
  for (const Ref<NetworkInterface>& ref : workload.interfaces) {
    if (!ref.is_known() || !design.get(ref).subnet.is_known()) return {};
    const std::string& zone = design.get(design.get(ref).subnet).zone;
    if (zone.empty()) return {};
    zones.insert(zone);
  }
  return zones.size() == 1 ? *zones.begin() : std::string();
}

}  // namespace

void lint_single_zone_database(const LintFacts& facts, Findings& findings) {
  // What was collected of a database that runs are the interfaces that it has now, not all subnets
  // that it may move to.
  if (facts.design().is_collected) return;
  const std::vector<Database>& databases = facts.design().all<Database>();
  for (std::uint32_t i = 0; i < databases.size(); ++i) {
    if (databases[i].external) continue;
    const std::string zone = only_zone(facts.design(), databases[i]);
    if (zone.empty()) continue;
    findings.add({ResourceKind::Database, i}, "",
                 fmt::format("all subnets of {} are in zone {}: it fails with that zone",
                             quoted_name(databases[i]), zone));
  }
}

}  // namespace canreach
