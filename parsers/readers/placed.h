#pragma once

// Workloads of which an input says subnets and security groups, and seldom interfaces.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/readers/readers.h"

namespace canreach {

/// Where a workload stands.
struct Placement {
  std::vector<std::string> subnets = {};
  std::vector<std::string> groups = {};                // none: not known
  std::vector<Ref<NetworkInterface>> interfaces = {};  // those that the input names
  /// May it also stand where none of its interfaces is?
  bool in_every_subnet = false;
};

/// The role that a listing names; which one it has is not known where that names none.
inline void set_role(Workload& workload, std::string arn) {
  workload.credentials.kind = arn.empty() ? Credentials::Kind::unknown : Credentials::Kind::role;
  workload.credentials.name = std::move(arn);
  workload.credentials.at = workload.at;
}

/// The texts under `key` of the maps of a list.
std::vector<std::string> texts_of(const ResourceRecord& record, std::string_view list,
                                  std::string_view key);

/// Those of the subnets that are, or may be, in the zone; all where none is or no zone is named.
std::vector<std::string> subnets_in_zone(const SnapshotReading& reading,
                                         const std::vector<std::string>& subnets,
                                         std::string_view zone);

/// The interfaces that the input names, and hidden ones in the other subnets.
std::vector<Ref<NetworkInterface>> placed_interfaces(SnapshotReading& reading,
                                                     const Resource& workload,
                                                     const Placement& placed);

/// Reads what stands under a key of the snapshot, one by one; what has a problem is left out.
/// `read(object, record, problem)`.
template <class Read>
void each_record(SnapshotReading& reading, std::string_view key, ResourceKind kind,
                 const Read& read) {
  for (const SnapshotObject& object : reading.snapshot.of(key)) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    read(object, record, problem);
    if (problem.found()) reading.leave_out(kind, record.node(), "Name", problem);
  }
}

/// Adds a workload with its interfaces, unless its record has a problem.
template <class T>
void add_placed(SnapshotReading& reading, RecordProblem& problem, T workload,
                const Placement& placed, const ResourceRecord& record) {
  if (workload.id.empty()) record.refuse("it has no id");
  if (problem.found()) return;
  const std::vector<Ref<NetworkInterface>> refs = placed_interfaces(reading, workload, placed);
  reading.place_in(workload, reading.design.get(refs.front()).vpc);
  workload.interfaces = refs;
  const Ref<T> ref = reading.add(std::move(workload));
  own_interfaces(reading.design, kind_of<T>(), ref.index(), refs);
}

/// Auto-scaling groups, clusters of EKS with node groups and Fargate profiles, connections of
/// Glue, brokers of Amazon MQ.
void read_fleets(SnapshotReading& reading);

}  // namespace canreach
