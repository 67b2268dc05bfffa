#include <fmt/format.h>

#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/design.h"
#include "parsers/declared/translation.h"

// References as texts: what Ref and GetAtt print of a resource.
//
// A design gives everything the same ARN wherever it is named, so a reference in a policy becomes
// the ARN that canreach itself gives to that resource.  What it cannot know (an address, a
// generated name of something that no verdict depends on) makes the whole text unknown.

namespace canreach {
namespace {

struct ArnRow {
  std::string_view type;
  std::string_view name;  // the property that gives the name
  std::string_view arn;   // {0} partition, {1} region, {2} account, {3} name
  bool ref_is_arn = false;
};

// Sources: the return values of each type's page in the CloudFormation reference.
constexpr std::array<ArnRow, 21> kArns = {{
    {"AWS::S3::Bucket", "BucketName", "arn:{0}:s3:::{3}"},
    {"AWS::DynamoDB::Table", "TableName", "arn:{0}:dynamodb:{1}:{2}:table/{3}"},
    {"AWS::DynamoDB::GlobalTable", "TableName", "arn:{0}:dynamodb:{1}:{2}:table/{3}"},
    {"AWS::SQS::Queue", "QueueName", "arn:{0}:sqs:{1}:{2}:{3}"},
    {"AWS::Kinesis::Stream", "Name", "arn:{0}:kinesis:{1}:{2}:stream/{3}"},
    {"AWS::SNS::Topic", "TopicName", "arn:{0}:sns:{1}:{2}:{3}", true},
    {"AWS::Logs::LogGroup", "LogGroupName", "arn:{0}:logs:{1}:{2}:log-group:{3}"},
    {"AWS::SecretsManager::Secret", "Name", "arn:{0}:secretsmanager:{1}:{2}:secret:{3}-AbCdEf",
     true},
    {"AWS::SecretsManager::SecretTargetAttachment", "",
     "arn:{0}:secretsmanager:{1}:{2}:secret:{3}-AbCdEf", true},
    {"AWS::KMS::Key", "", "arn:{0}:kms:{1}:{2}:key/{3}"},
    {"AWS::Lambda::Function", "FunctionName", "arn:{0}:lambda:{1}:{2}:function:{3}"},
    {"AWS::IAM::Role", "RoleName", "arn:{0}:iam::{2}:role/{3}"},
    {"AWS::IAM::User", "UserName", "arn:{0}:iam::{2}:user/{3}"},
    {"AWS::IAM::Group", "GroupName", "arn:{0}:iam::{2}:group/{3}"},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName", "arn:{0}:iam::{2}:policy/{3}", true},
    {"AWS::IAM::InstanceProfile", "InstanceProfileName", "arn:{0}:iam::{2}:instance-profile/{3}"},
    {"AWS::RDS::DBInstance", "DBInstanceIdentifier", "arn:{0}:rds:{1}:{2}:db:{3}"},
    {"AWS::RDS::DBCluster", "DBClusterIdentifier", "arn:{0}:rds:{1}:{2}:cluster:{3}"},
    {"AWS::MSK::Cluster", "ClusterName", "arn:{0}:kafka:{1}:{2}:cluster/{3}/{3}", true},
    {"AWS::EC2::VPC", "", "arn:{0}:ec2:{1}:{2}:vpc/{3}"},
    {"AWS::EC2::VPCEndpoint", "", "arn:{0}:ec2:{1}:{2}:vpc-endpoint/{3}"},
}};

const ArnRow* row_of(std::string_view type) {
  for (const ArnRow& row : kArns) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

std::string partition_of(std::string_view region) {
  if (region.substr(0, 3) == "cn-") return "aws-cn";
  return region.substr(0, 7) == "us-gov-" ? "aws-us-gov" : "aws";
}

/// "arn:aws:states:us-east-1:1:statemachine/Flow" for a type without a row: an ARN of its own.
std::string own_arn(const DeclaredResource& resource, const std::string& region,
                    const std::string& account) {
  const std::vector<std::string_view> parts = split(resource.type, ':');
  const std::string_view service = parts.size() > 2 ? parts[2] : std::string_view(resource.type);
  return fmt::format("arn:{}:{}:{}:{}:{}/{}", partition_of(region), to_lower(service), region,
                     account, to_lower(parts.back()), resource.address);
}

bool is_arn_attribute(std::string_view attribute) {
  return attribute == "Arn" || attribute == "TopicArn" || attribute == "QueueArn" ||
         attribute == "StreamArn" || attribute == "FunctionArn" || attribute == "SecretArn" ||
         attribute == "DBInstanceArn" || attribute == "DBClusterArn" || attribute == "PolicyArn";
}

}  // namespace

std::string Translation::account_of(const DeclaredResource& resource) const {
  if (!resource.account.empty()) return resource.account;
  return declared_.account.empty() ? std::string(kNoAccount) : declared_.account;
}

std::string Translation::region_of(const DeclaredResource& resource) const {
  return resource.region.empty() ? declared_.region : resource.region;
}

std::string Translation::physical_name(const DeclaredResource& resource) const {
  if (resource.type == "AWS::SecretsManager::SecretTargetAttachment") {
    const DeclaredResource* secret = target(resource.properties["SecretId"]);
    if (secret != nullptr && secret != &resource) return physical_name(*secret);
  }
  const ArnRow* row = row_of(resource.type);
  if (row == nullptr || row->name.empty()) return resource.address;
  const DeclaredValue& name = resource.properties[row->name];
  // A name made of other resources' attributes is not followed: it could lead back here.
  return name.is_text() && !name.text.empty() ? name.text : resource.address;
}

std::string Translation::reference_text(const DeclaredResource& resource,
                                        const std::string& attribute, bool& known) const {
  const ArnRow* row = row_of(resource.type);
  const std::string region = region_of(resource);
  const std::string account = account_of(resource);
  if (is_arn_attribute(attribute) || (attribute.empty() && row != nullptr && row->ref_is_arn)) {
    if (row == nullptr) return own_arn(resource, region, account);
    std::string name = physical_name(resource);
    const DeclaredValue& path = resource.properties["Path"];
    if (path.is_text() && path.text.size() > 1) name = path.text.substr(1) + name;
    return fmt::format(fmt::runtime(row->arn), partition_of(region), region, account, name);
  }
  const bool is_name = attribute.empty() || attribute == "Id" || attribute == "GroupId" ||
                       attribute == "VpcId" || attribute == "KeyId" || attribute == "Name" ||
                       attribute == "QueueName" || attribute == "TopicName";
  if (is_name) return physical_name(resource);
  known = false;
  return {};
}

std::optional<std::string> Translation::text(const DeclaredValue& value) const {
  using Kind = DeclaredValue::Kind;
  switch (value.kind) {
    case Kind::text:
      return value.text;
    case Kind::reference: {
      const DeclaredResource* resource = find(value.target);
      bool known = resource != nullptr;
      std::string words = known ? reference_text(*resource, value.text, known) : std::string();
      return known ? std::optional<std::string>(std::move(words)) : std::nullopt;
    }
    case Kind::joined: {
      std::string words;
      for (const DeclaredValue& item : value.items) {
        const std::optional<std::string> part = text(item);
        if (!part) return std::nullopt;
        words += *part;
      }
      return words;
    }
    case Kind::absent:
    case Kind::list:
    case Kind::map:
    case Kind::unknown:
      break;
  }
  return std::nullopt;
}

bool Translation::resolve_texts(DeclaredValue& value) const {
  if (value.is_list() || value.is_map()) {
    for (DeclaredValue& item : value.items) {
      if (!resolve_texts(item)) return false;
    }
    for (auto& [key, member] : value.members) {
      if (!resolve_texts(member)) return false;
    }
    return true;
  }
  std::optional<std::string> words = text(value);
  if (!words) return false;
  value = DeclaredValue::of_text(std::move(*words), value.at);
  return true;
}

DeclaredValue Translation::document(const DeclaredValue& value) const {
  if (value.is_absent()) return value;
  DeclaredValue resolved = value;
  return resolve_texts(resolved) ? resolved : unknown_word(value.at);
}

}  // namespace canreach
