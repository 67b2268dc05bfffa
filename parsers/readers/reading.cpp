#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <initializer_list>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"
#include "model/engines.h"
#include "parsers/readers/readers.h"

namespace canreach {
namespace {

struct ArnPlace {
  std::string_view region;
  std::string_view account;
};

// arn:aws:rds:us-east-1:111122223333:db:orders
ArnPlace place_of_arn(std::string_view arn) {
  if (arn.empty()) return {};
  const std::vector<std::string_view> parts = split(arn, ':');
  if (parts.size() < 6) return {};
  return {parts[3], parts[4]};
}

std::string_view first_of(std::initializer_list<std::string_view> candidates) {
  for (const std::string_view candidate : candidates) {
    if (!candidate.empty()) return candidate;
  }
  return {};
}

}  // namespace

const std::vector<SnapshotObject>& Snapshot::of(std::string_view key) const {
  static const std::vector<SnapshotObject> kNone;
  const auto found = objects.find(key);
  return found == objects.end() ? kNone : found->second;
}

SnapshotReading::SnapshotReading(const Snapshot& snapshot_read, const LoadOptions& load_options,
                                 Design& design_made, Diagnostics& reports)
    : snapshot(snapshot_read), options(load_options), design(design_made), diagnostics(reports) {}

void add_dns_name(const std::string& text, Resource& resource) {
  std::string name = dns_name_of(text);
  const bool is_whole = name.find('.') != std::string::npos;
  if (is_whole && !contains(resource.dns_names, name)) {
    resource.dns_names.push_back(std::move(name));
  }
}

void SnapshotReading::leave_out(ResourceKind kind, const SyntaxNode& node, std::string_view id_key,
                                const RecordProblem& problem) {
  RecordProblem ignored;
  const ResourceRecord record(node, ignored);
  const std::string name = record.text(id_key);
  design.set_incomplete(kind);
  leave_out(std::string(label_of(kind)), name, problem.why, problem.at);
}

void SnapshotReading::leave_out(std::string kind, std::string name, std::string why,
                                const SourceLoc& at) {
  design.left_out.push_back({kind, name, why, at});
  diagnostics.report(DiagnosticKind::left_out, at,
                     {name.empty() ? fmt::format("one {}", kind) : kind + " " + quoted(name), why});
}

bool SnapshotReading::leave_out_if_bad(std::string_view kind, std::string_view name,
                                       const RecordProblem& problem) {
  if (problem.found()) leave_out(std::string(kind), std::string(name), problem.why, problem.at);
  return problem.found();
}

void SnapshotReading::report_missing(ResourceKind kind, const std::string& id,
                                     std::string_view user, const SourceLoc& at) {
  if (id.empty() || !design.is_complete(kind)) return;
  if (!reported_.insert(id).second) return;
  diagnostics.report(DiagnosticKind::dangling_reference, at,
                     {quoted(user), fmt::format("{} {}", label_of(kind), quoted(id))});
}

void SnapshotReading::read_common(Resource& resource, const SnapshotObject& object,
                                  const ResourceRecord& record, const CommonKeys& keys) const {
  resource.at = record.at();
  resource.id = record.text(keys.id);
  for (const ResourceRecord& tag : record.records(keys.tags)) {
    resource.tags.emplace_back(tag.text("Key"), tag.text("Value"));
    if (resource.tags.back().first == "Name") resource.name = resource.tags.back().second;
  }
  if (resource.name.empty()) resource.name = resource.id;
  const ArnPlace arn = place_of_arn(keys.arn.empty() ? SyntaxText() : record.text(keys.arn));
  const SnapshotScope& scope = *object.scope;
  resource.account =
      first_of({record.text("OwnerId"), object.owner, arn.account, scope.account, options.account});
  resource.region = scope.region;
  const SyntaxText zone = record.text("AvailabilityZone");
  if (resource.region.empty()) resource.region = region_of_zone(zone);
  if (resource.region.empty()) resource.region = arn.region;
}

void SnapshotReading::place_in(Resource& resource, Ref<Vpc> vpc) const {
  if (vpc.is_known()) {
    const Vpc& home = design.get(vpc);
    resource.scope = home.name;
    if (resource.region.empty()) resource.region = home.region;
    if (resource.account.empty()) resource.account = home.account;
  }
  if (resource.region.empty()) resource.region = options.region;
}

const std::string& SnapshotReading::region_of_vpc(const std::string& vpc_id) {
  if (!vpc_regions_) {
    vpc_regions_.emplace();
    for (const SnapshotObject& object : snapshot.of("Subnets")) {
      RecordProblem ignored;
      const SyntaxNode node = object.node->parsed();
      const ResourceRecord record(node, ignored);
      const std::string region = region_of_zone(record.text("AvailabilityZone"));
      if (!region.empty()) vpc_regions_->emplace(record.text("VpcId"), region);
    }
  }
  return (*vpc_regions_)[vpc_id];
}

std::string state_of(std::string_view word, const std::vector<std::string_view>& working) {
  const std::string lower = to_lower(word);
  return contains(working, std::string_view(lower)) ? std::string() : lower;
}

void add_associated_cidrs(std::vector<Value<IpPrefix>>& cidrs, const ResourceRecord& record,
                          std::string_view set, std::string_view cidr, std::string_view state) {
  for (const ResourceRecord& association : record.records(set)) {
    const std::string word = association.record(state).text("State");
    const std::optional<IpPrefix> prefix = association.prefix(cidr);
    if (!word.empty() && word != "associated") continue;
    if (!prefix) {
      association.refuse(fmt::format("an association has no {}", quoted(cidr)));
      continue;
    }
    if (!contains(cidrs, Value<IpPrefix>(*prefix))) cidrs.push_back(*prefix);
  }
}

void own_interfaces(Design& design, ResourceKind kind, std::uint32_t index,
                    const std::vector<Ref<NetworkInterface>>& interfaces) {
  for (const Ref<NetworkInterface> ref : interfaces) {
    NetworkInterface& interface = design.get(ref);
    if (interface.owned) continue;
    interface.owned = true;
    interface.owner_kind = kind;
    interface.owner_index = index;
  }
}

std::vector<std::string> subnets_of_group(SnapshotReading& reading, std::string_view key,
                                          std::string_view name_key, const std::string& name,
                                          const SnapshotObject& object) {
  std::vector<std::string> subnets;
  for (const SnapshotObject& group : reading.snapshot.of(key)) {
    RecordProblem problem;
    const ResourceRecord record(*group.node, problem);
    if (record.text(name_key) != name || group.scope->account != object.scope->account ||
        group.scope->region != object.scope->region) {
      continue;
    }
    for (const ResourceRecord& subnet : record.required_records("Subnets")) {
      subnets.push_back(subnet.required_text("SubnetIdentifier"));
    }
    if (reading.leave_out_if_bad("subnet-group", name, problem)) return {std::string()};
  }
  return subnets;
}

void set_listening_port(Workload& workload, long long port) {
  const Engine* engine = find_engine(workload.engine);
  if (port == 0 && engine != nullptr) port = engine->port;
  workload.listens_known = port >= 1 && port <= 65535;
  if (!workload.listens_known) return;
  const auto number = static_cast<std::uint16_t>(port);
  workload.listens = TrafficSet::ports(kTcp, number, number);
}

std::vector<std::string> group_ids(const ResourceRecord& record) {
  std::vector<std::string> ids;
  for (const ResourceRecord& group : record.records("Groups")) {
    ids.push_back(group.required_text("GroupId"));
  }
  return ids;
}

}  // namespace canreach
