#include <fmt/core.h>

#include <algorithm>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/placed.h"

// RDS instances.  Nothing in the output says which interface is a database's: it is one that RDS
// asked for, in a subnet of the database's subnet group, with the same security groups.  Where two
// databases fit an interface it is nobody's; a database without an interface of its own gets one of
// unknown address in every subnet of its group, since AWS may use any of them.  Rules: SVC-1,
// SVC-2.
//
// Example: `orders` has the subnets data-a and data-b and the group db.  An interface of RDS in
// data-a with the group db is its interface, unless another database has data-a and db too.

namespace canreach {
namespace {

using Refs = std::vector<Ref<NetworkInterface>>;

// A database with the interfaces that fit it.
struct Candidate {
  Database database;
  std::string zone;
  bool several_zones = false;
  std::vector<std::string> subnets;
  std::vector<std::string> groups;
  Refs fitting;
};

const std::vector<std::string_view>& working_database_states() {
  static const std::vector<std::string_view> kWords = {
      "",
      "available",
      "backing-up",
      "configuring-enhanced-monitoring",
      "configuring-iam-database-auth",
      "configuring-log-exports",
      "modifying",
      "storage-optimization",
  };
  return kWords;
}

std::vector<std::string> subnets_of(SnapshotReading& reading, const SnapshotObject& object,
                                    const ResourceRecord& group) {
  std::vector<std::string> subnets;
  for (const ResourceRecord& subnet : group.records("Subnets")) {
    subnets.push_back(subnet.required_text("SubnetIdentifier"));
  }
  if (!subnets.empty()) return subnets;
  return subnets_of_group(reading, "DBSubnetGroups", "DBSubnetGroupName",
                          group.text("DBSubnetGroupName"), object);
}

Refs fitting(const SnapshotReading& reading, const Candidate& candidate) {
  Refs refs;
  for (const std::string& subnet : candidate.subnets) {
    const auto found = reading.interfaces.databases.find(place_key(subnet, candidate.groups));
    if (found == reading.interfaces.databases.end()) continue;
    refs.insert(refs.end(), found->second.begin(), found->second.end());
  }
  if (candidate.several_zones || candidate.zone.empty()) return refs;
  Refs in_zone;
  for (const Ref<NetworkInterface> ref : refs) {
    const Ref<Subnet> subnet = reading.design.get(ref).subnet;
    if (subnet.is_known() && reading.design.get(subnet).zone == candidate.zone)
      in_zone.push_back(ref);
  }
  return in_zone;
}

void set_port(Database& database, const ResourceRecord& record) {
  const ResourceRecord endpoint = record.record("Endpoint");
  const long long port = endpoint.integer("Port").value_or(0);
  if (port == 0 && record.has("Endpoint")) endpoint.refuse("its `Endpoint` has no `Port`");
  set_listening_port(database, port != 0 ? port : record.integer("DbInstancePort").value_or(0));
}

Candidate read_candidate(SnapshotReading& reading, const SnapshotObject& object,
                         const ResourceRecord& record) {
  Candidate candidate;
  Database& database = candidate.database;
  reading.read_common(database, object, record,
                      {.id = "DBInstanceIdentifier", .tags = "TagList", .arn = "DBInstanceArn"});
  const ResourceRecord group = record.record("DBSubnetGroup");
  reading.place_in(database, reading.find<Vpc>(group.text("VpcId")));
  database.engine = record.text("Engine");
  database.state = state_of(record.text("DBInstanceStatus"), working_database_states());
  const std::optional<bool> is_public = record.boolean("PubliclyAccessible");
  database.publicly_accessible = is_public ? Value<bool>(*is_public) : Value<bool>(kUnknown);
  set_port(database, record);
  add_dns_name(record.record("Endpoint").text("Address"), database);
  candidate.zone = record.text("AvailabilityZone");
  const std::optional<bool> standby = record.boolean("MultiAZ");
  candidate.database.multi_az = standby ? Value<bool>(*standby) : Value<bool>(kUnknown);
  candidate.several_zones = standby.value_or(false);
  const std::vector<std::string> roles = texts_of(record, "AssociatedRoles", "RoleArn");
  if (!roles.empty()) set_role(database, roles.size() == 1 ? roles.front() : std::string());
  for (const std::string& subnet : subnets_of(reading, object, group)) {
    if (!contains(candidate.subnets, subnet)) candidate.subnets.push_back(subnet);
  }
  for (const ResourceRecord& member : record.records("VpcSecurityGroups")) {
    candidate.groups.push_back(member.text("VpcSecurityGroupId"));
  }
  candidate.fitting = fitting(reading, candidate);
  return candidate;
}

std::vector<Candidate> read_candidates(SnapshotReading& reading) {
  std::vector<Candidate> candidates;
  for (const SnapshotObject& object : reading.snapshot.of("DBInstances")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    Candidate candidate = read_candidate(reading, object, record);
    if (candidate.database.id.empty()) record.refuse("it has no id");
    if (problem.found()) {
      reading.leave_out(ResourceKind::Database, record.node(), "DBInstanceIdentifier", problem);
    } else {
      candidates.push_back(std::move(candidate));
    }
  }
  return candidates;
}

void note_zone(SnapshotReading& reading, const Candidate& candidate) {
  std::vector<std::string> zones;
  for (const Ref<NetworkInterface> ref : candidate.database.interfaces) {
    const Ref<Subnet> subnet = reading.design.get(ref).subnet;
    if (subnet.is_known()) zones.push_back(reading.design.get(subnet).zone);
  }
  sort_unique(zones);
  std::string what = fmt::format("judged where it runs now: {}", join(zones, ", "));
  if (candidate.several_zones) what += "; it has a standby (Multi-AZ), and a failover moves it";
  reading.design.completions.push_back({"database", candidate.database.name, what});
}

// One interface in each subnet that AWS may use.
void add_hidden_interfaces(SnapshotReading& reading, Candidate& candidate) {
  const bool is_single = candidate.database.multi_az == Value<bool>(false);
  const std::string zone = is_single ? candidate.zone : std::string();
  std::vector<std::string> subnets = subnets_in_zone(reading, candidate.subnets, zone);
  if (subnets.empty()) subnets.push_back("");
  for (const std::string& subnet : subnets) {
    HiddenInterface hidden;
    hidden.subnet = subnet;
    hidden.groups = candidate.groups;
    const Ref<NetworkInterface> ref = add_hidden_interface(reading, candidate.database, hidden);
    candidate.database.interfaces.push_back(ref);
  }
}

}  // namespace

void read_databases(SnapshotReading& reading) {
  std::vector<Candidate> candidates = read_candidates(reading);
  std::unordered_map<std::uint32_t, int> claims;
  for (const Candidate& candidate : candidates) {
    for (const Ref<NetworkInterface> ref : candidate.fitting) ++claims[ref.index()];
  }
  for (Candidate& candidate : candidates) {
    const bool alone = all_of(candidate.fitting,
                              [&](Ref<NetworkInterface> ref) { return claims[ref.index()] == 1; });
    const bool shown = alone && !candidate.fitting.empty();
    if (shown) candidate.database.interfaces = candidate.fitting;
    if (shown) note_zone(reading, candidate);
    if (!shown) add_hidden_interfaces(reading, candidate);
    const Refs interfaces = candidate.database.interfaces;
    const Ref<Database> ref = reading.add(std::move(candidate.database));
    own_interfaces(reading.design, ResourceKind::Database, ref.index(), interfaces);
  }
}

}  // namespace canreach
