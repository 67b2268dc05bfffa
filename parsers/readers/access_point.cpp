// Access points of buckets: a listing says of which bucket and from where, and each policy comes in
// a document of its own, whose arguments name the access point.
#include "base/algorithm.h"
#include "parsers/readers/data_stores.h"
#include "parsers/readers/policies.h"

namespace canreach {
namespace {

AccessPoint read_point(SnapshotReading& reading, const ResourceRecord& record) {
  AccessPoint point;
  point.name = record.text("Name");
  point.at = record.at();
  point.policy_known = false;
  point.restrict_public_buckets = kUnknown;
  point.block_public_policy = kUnknown;
  point.vpc_only = record.text("NetworkOrigin") == "VPC" || record.has("VpcConfiguration");
  if (!point.vpc_only) return point;
  const std::string vpc = record.record("VpcConfiguration").text("VpcId");
  const Ref<Vpc> known = reading.find<Vpc>(vpc);
  point.vpc = known.is_known() ? known : Ref<Vpc>::unknown();
  return point;
}

/// Is the access point named by the arguments, by its name or its ARN?
bool is_named(const SnapshotScope& scope, const AccessPoint& point) {
  return any_of(scope.arguments, [&](const std::string& argument) {
    const std::string ending = ":accesspoint/" + point.name;
    const bool is_arn =
        argument.size() > ending.size() &&
        argument.compare(argument.size() - ending.size(), ending.size(), ending) == 0;
    return argument == point.name || is_arn;
  });
}

void read_policies(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("Policy")) {
    if (!object.scope->is_of("get-access-point-policy")) continue;
    const SyntaxNode node = object.node->parsed();
    const SyntaxNode* text = node.find("Statement") != nullptr ? &node : node.find("Policy");
    if (text == nullptr) continue;
    for (Bucket& bucket : reading.design.all<Bucket>()) {
      for (AccessPoint& point : bucket.access_points) {
        if (!is_named(*object.scope, point)) continue;
        reading.take(object);
        point.policy = collected_policy(reading, text, PolicyUse::resource);
        point.policy_known = point.policy.has_value();
      }
    }
  }
}

/// Every access point's own, which `get-access-point` tells.  Rule: S3-3.
void read_point_blocks(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("PublicAccessBlockConfiguration")) {
    if (!object.scope->is_of("get-access-point")) continue;
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    for (Bucket& bucket : reading.design.all<Bucket>()) {
      for (AccessPoint& point : bucket.access_points) {
        if (!is_named(*object.scope, point)) continue;
        reading.take(object);
        point.restrict_public_buckets = record.boolean("RestrictPublicBuckets").value_or(false);
        point.block_public_policy = record.boolean("BlockPublicPolicy").value_or(false);
      }
    }
  }
}

}  // namespace

void read_access_points(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("AccessPointList")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    AccessPoint point = read_point(reading, record);
    const std::string bucket = record.text("Bucket");
    if (point.name.empty()) record.refuse("it has no name");
    if (bucket.empty()) record.refuse("it has no bucket");
    if (problem.found()) {
      reading.leave_out("access-point", record.text("Name"), problem.why, problem.at);
      continue;
    }
    Bucket& owner = reading.design.get(bucket_named(reading, bucket, object));
    const bool is_known = any_of(
        owner.access_points, [&](const AccessPoint& other) { return other.name == point.name; });
    if (!is_known) owner.access_points.push_back(std::move(point));
  }
  read_policies(reading);
  read_point_blocks(reading);
}

}  // namespace canreach
