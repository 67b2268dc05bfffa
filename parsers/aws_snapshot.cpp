#include "parsers/aws_snapshot.h"

#include <array>
#include <set>
#include <utility>

#include "base/algorithm.h"
#include "parsers/readers/collect.h"
#include "parsers/readers/readers.h"

namespace canreach {
namespace {

// What was not collected at all may be there all the same.
void note_kinds_not_collected(const Snapshot& snapshot, Design& design) {
  for (const ResourceKindRow& row : resource_kind_rows()) {
    // On-premises networks are no resource of AWS; what no listing is read for is never complete.
    if (row.kind == ResourceKind::OnPremisesNetwork) continue;
    if (!row.describe.empty() && snapshot.holds(row.describe)) continue;
    if (row.kind == ResourceKind::Instance && snapshot.holds("Instances")) continue;
    design.set_incomplete(row.kind);
  }
}

// A command says nothing of accounts and regions that it was not run in.
bool may_list(const SnapshotScope& scope, const std::string& account, const std::string& region) {
  return (scope.account.empty() || account.empty() || scope.account == account) &&
         (scope.region.empty() || region.empty() || scope.region == region);
}

bool is_collected_in(const Snapshot& snapshot, std::string_view key, const std::string& account,
                     const std::string& region) {
  const auto lists = snapshot.lists.find(key);
  if (lists == snapshot.lists.end()) return snapshot.holds(key);
  return any_of(lists->second,
                [&](const SnapshotScope* scope) { return may_list(*scope, account, region); });
}

// What answers ask of a VPC, and every account and region lists for itself.
void note_places_not_collected(const Snapshot& snapshot, Design& design) {
  static constexpr std::array kOfPlace = {
      ResourceKind::Subnet,          ResourceKind::RouteTable,      ResourceKind::NetworkAcl,
      ResourceKind::SecurityGroup,   ResourceKind::InternetGateway, ResourceKind::VpcEndpoint,
      ResourceKind::NetworkInterface};
  for (const Vpc& vpc : design.all<Vpc>()) {
    // Those that a VPC is shared with see its tables, but of the interfaces and endpoints their own
    // alone.  Rule: ADR-18
    const bool is_seen_by_owner = any_of(snapshot.scopes, [&](const SnapshotScope& scope) {
      return !scope.account.empty() && scope.account == vpc.account;
    });
    for (const ResourceKindRow& row : resource_kind_rows()) {
      if (!contains(kOfPlace, row.kind)) continue;
      const bool is_of_owner = is_seen_by_owner || row.kind == ResourceKind::NetworkInterface ||
                               row.kind == ResourceKind::VpcEndpoint;
      const std::string account = is_of_owner ? vpc.account : std::string();
      if (is_collected_in(snapshot, row.describe, account, vpc.region)) continue;
      design.set_incomplete({row.kind, vpc.account, vpc.region});
    }
  }
}

// The entries of a prefix list are read when the document says which list's they are.
bool has_list(const SnapshotObject& object) {
  return any_of(object.scope->arguments,
                [](const std::string& argument) { return argument.compare(0, 3, "pl-") == 0; });
}

std::string name_of_object(std::string_view key, const SnapshotObject& object) {
  std::string name = best_name(key, object.node->outlined());
  if (name.empty() && !object.scope->arguments.empty()) name = object.scope->arguments.front();
  return name.empty() ? object.scope->document : name;
}

// Likewise the routes of a transit gateway's table.
bool has_table(const SnapshotObject& object) {
  return any_of(object.scope->arguments, [](const std::string& argument) {
    return argument.compare(0, 8, "tgw-rtb-") == 0;
  });
}

bool is_used(const SnapshotReading& reading, std::string_view key, const SnapshotObject& object) {
  if (key == "Routes") return has_table(object) || reading.taken.count(object.node) > 0;
  if (is_shared_key(key)) return reading.taken.count(object.node) > 0;
  return is_read(key) && (key != "Entries" || has_list(object));
}

void note_not_modelled(const SnapshotReading& reading, Design& design) {
  std::set<std::pair<std::string, std::string>> listed;
  for (const auto& [key, objects] : reading.snapshot.objects) {
    for (const SnapshotObject& object : objects) {
      if (is_used(reading, key, object)) continue;
      NotModelled row{label_of_key(key), name_of_object(key, object), object.node->at()};
      if (listed.emplace(key, row.name).second) design.not_modelled.push_back(std::move(row));
    }
  }
}

bool is_envelope_of_snapshot(const SyntaxNode& root) {
  const SyntaxNode* output = root.find("output");
  if (output != nullptr && root.find("command") != nullptr) return is_snapshot(*output);
  return root.find("status_code") != nullptr && root.find("data") != nullptr;
}

}  // namespace

void read_snapshot(const std::vector<SnapshotDocument>& documents, const LoadOptions& options,
                   Design& design, Diagnostics& diagnostics) {
  design.is_collected = true;
  const Snapshot snapshot = collect_snapshot(documents, design, diagnostics);
  note_kinds_not_collected(snapshot, design);
  SnapshotReading reading(snapshot, options, design, diagnostics);
  read_vpcs(reading);
  note_places_not_collected(snapshot, design);
  read_subnets(reading);
  read_block_public_access(reading);
  read_prefix_lists(reading);
  read_security_groups(reading);
  read_network_acls(reading);
  read_gateways(reading);
  read_transit_gateways(reading);
  read_network_interfaces(reading);
  read_elastic_ips(reading);
  read_nat_gateways(reading);
  read_vpc_peerings(reading);
  read_vpc_endpoints(reading);
  read_instances(reading);
  read_functions(reading);
  read_client_vpn_endpoints(reading);
  read_databases(reading);
  read_caches(reading);
  read_managed(reading);
  read_load_balancers(reading);
  read_other_elastic_ips(reading);
  read_hosted_zones(reading);
  read_endpoint_services(reading);
  read_firewalls(reading);
  read_identities(reading);
  find_account(reading);
  read_keys(reading);
  read_buckets(reading);
  read_access_points(reading);
  read_data_stores(reading);
  read_resource_policies(reading);
  read_organization(reading);
  read_route_tables(reading);
  note_not_modelled(reading, design);
}

bool is_snapshot(const SyntaxNode& root) {
  if (root.is_list()) {
    return !root.elements().empty() &&
           all_of(root.elements(), [](const SyntaxNode& element) { return is_snapshot(element); });
  }
  if (root.find("collector_version") != nullptr || is_envelope_of_snapshot(root)) return true;
  return any_of(root.members(), [](const SyntaxNode::Member& member) {
    return tells_snapshot(member.key, member.value);
  });
}

}  // namespace canreach
