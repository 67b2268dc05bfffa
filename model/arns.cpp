#include "model/arns.h"

#include <fmt/format.h>

namespace canreach {
namespace {

struct ArnRow {
  ResourceKind kind;
  std::string_view format;
};
constexpr ArnRow kArns[] = {
    {ResourceKind::Bucket, "arn:{3}:s3:::{2}"},
    {ResourceKind::Table, "arn:{3}:dynamodb:{0}:{1}:table/{2}"},
    {ResourceKind::Queue, "arn:{3}:sqs:{0}:{1}:{2}"},
    {ResourceKind::Stream, "arn:{3}:kinesis:{0}:{1}:stream/{2}"},
    {ResourceKind::Topic, "arn:{3}:sns:{0}:{1}:{2}"},
    {ResourceKind::LogGroup, "arn:{3}:logs:{0}:{1}:log-group:{2}"},
    {ResourceKind::Secret, "arn:{3}:secretsmanager:{0}:{1}:secret:{2}-AbCdEf"},
    {ResourceKind::Key, "arn:{3}:kms:{0}:{1}:key/{2}"},
    {ResourceKind::Function, "arn:{3}:lambda:{0}:{1}:function:{2}"},
    {ResourceKind::Broker, "arn:{3}:kafka:{0}:{1}:cluster/{2}/{2}"},
    {ResourceKind::Role, "arn:{3}:iam::{1}:role/{2}"},
    {ResourceKind::User, "arn:{3}:iam::{1}:user/{2}"},
    {ResourceKind::IamGroup, "arn:{3}:iam::{1}:group/{2}"},
    {ResourceKind::ManagedPolicy, "arn:{3}:iam::{1}:policy/{2}"},
    {ResourceKind::Database, "arn:{3}:rds:{0}:{1}:db:{2}"},
    {ResourceKind::Cache, "arn:{3}:elasticache:{0}:{1}:replicationgroup:{2}"},
};

std::string declared_arn(const Design& design, ResourceKind kind, std::uint32_t index) {
  if (const DataStore* store = data_store_of(design, kind, index)) return store->arn;
  if (kind == ResourceKind::Role) return design.all<Role>()[index].arn;
  if (kind == ResourceKind::User) return design.all<User>()[index].arn;
  if (kind == ResourceKind::IamGroup) return design.all<IamGroup>()[index].arn;
  if (kind == ResourceKind::ManagedPolicy) return design.all<ManagedPolicy>()[index].arn;
  if (kind == ResourceKind::Broker) return design.all<Broker>()[index].arn;
  return {};
}

}  // namespace

std::string_view partition_of(std::string_view region) {
  if (region.substr(0, 3) == "cn-") return "aws-cn";
  return region.substr(0, 7) == "us-gov-" ? "aws-us-gov" : "aws";
}

std::string filled_arn(std::string_view format, std::string_view region, std::string_view account,
                       std::string_view name) {
  return fmt::format(fmt::runtime(format), region, account, name, partition_of(region));
}

std::string arn_of_kind(ResourceKind kind, std::string_view region, std::string_view account,
                        std::string_view name) {
  for (const ArnRow& row : kArns) {
    if (row.kind == kind) return filled_arn(row.format, region, account, name);
  }
  return {};
}

std::string account_of(const Design& design, const Resource& resource) {
  if (!resource.account.empty()) return resource.account;
  if (!design.account.empty()) return design.account;
  return design.is_collected ? std::string() : std::string(kNoAccount);
}

std::string arn_of(const Design& design, ResourceKind kind, std::uint32_t index) {
  std::string arn = declared_arn(design, kind, index);
  if (!arn.empty()) return arn;
  const Resource& resource = resource_of(design, kind, index);
  const std::string account = account_of(design, resource);
  const std::string& name = resource.id.empty() ? resource.name : resource.id;
  const bool is_search =
      kind == ResourceKind::Database && design.all<Database>()[index].engine == "opensearch";
  if (is_search) {
    return filled_arn("arn:{3}:es:{0}:{1}:domain/{2}", resource.region, account, name);
  }
  return arn_of_kind(kind, resource.region, account, name);
}

}  // namespace canreach
