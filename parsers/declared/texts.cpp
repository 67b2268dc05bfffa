#include <fmt/format.h>

#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "model/open_names.h"
#include "parsers/declared/translation.h"

// References as texts: what Ref and GetAtt print of a resource.
//
// A design gives everything the same ARN wherever it is named, so a reference in a policy becomes
// the ARN that canreach itself gives to that resource.  A name that AWS will choose stays open in
// it, "arn:aws:s3:::<Data>": a reference names the bucket, and a written ARN does not because it
// happens to hold the logical id.  What cannot be known otherwise (an address) makes the whole text
// unknown.

namespace canreach {
namespace {

/// What Ref gives of a type.
enum class RefGives : std::uint8_t { name, arn };

/// What stands for a name that is left out.
enum class Unnamed : std::uint8_t {
  open,     // AWS chooses the name
  address,  // no policy names it, and the address serves to find it
};

struct ArnRow {
  std::string_view type;
  std::string_view name;  // the property that gives the name; empty: none does
  RefGives ref;
  std::optional<ResourceKind> kind;  // whose ARNs these are
  std::string_view own;              // with no kind: their format, as filled_arn() takes it
  Unnamed left_out = Unnamed::open;
};

// Sources: the return values of each type's page in the CloudFormation reference.
constexpr std::array<ArnRow, 23> kArns = {{
    {"AWS::S3::Bucket", "BucketName", RefGives::name, ResourceKind::Bucket, ""},
    {"AWS::DynamoDB::Table", "TableName", RefGives::name, ResourceKind::Table, ""},
    {"AWS::DynamoDB::GlobalTable", "TableName", RefGives::name, ResourceKind::Table, ""},
    {"AWS::SQS::Queue", "QueueName", RefGives::name, ResourceKind::Queue, ""},
    {"AWS::Kinesis::Stream", "Name", RefGives::name, ResourceKind::Stream, ""},
    {"AWS::SNS::Topic", "TopicName", RefGives::arn, ResourceKind::Topic, ""},
    {"AWS::Logs::LogGroup", "LogGroupName", RefGives::name, ResourceKind::LogGroup, ""},
    {"AWS::SecretsManager::Secret", "Name", RefGives::arn, ResourceKind::Secret, ""},
    {"AWS::SecretsManager::SecretTargetAttachment", "", RefGives::arn, ResourceKind::Secret, ""},
    {"AWS::KMS::Key", "", RefGives::name, ResourceKind::Key, ""},
    {"AWS::Lambda::Function", "FunctionName", RefGives::name, ResourceKind::Function, ""},
    {"AWS::IAM::Role", "RoleName", RefGives::name, ResourceKind::Role, ""},
    {"AWS::IAM::User", "UserName", RefGives::name, ResourceKind::User, ""},
    {"AWS::IAM::Group", "GroupName", RefGives::name, ResourceKind::IamGroup, ""},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName", RefGives::arn, ResourceKind::ManagedPolicy,
     ""},
    {"AWS::IAM::InstanceProfile", "InstanceProfileName", RefGives::name, std::nullopt,
     "arn:{3}:iam::{1}:instance-profile/{2}", Unnamed::address},
    {"AWS::RDS::DBInstance", "DBInstanceIdentifier", RefGives::name, ResourceKind::Database, "",
     Unnamed::address},
    {"AWS::RDS::DBCluster", "DBClusterIdentifier", RefGives::name, std::nullopt,
     "arn:{3}:rds:{0}:{1}:cluster:{2}", Unnamed::address},
    {"AWS::MSK::Cluster", "ClusterName", RefGives::arn, ResourceKind::Broker, "", Unnamed::address},
    {"AWS::IAM::OIDCProvider", "Url", RefGives::arn, std::nullopt,
     "arn:{3}:iam::{1}:oidc-provider/{2}"},
    {"AWS::IAM::SAMLProvider", "Name", RefGives::arn, std::nullopt,
     "arn:{3}:iam::{1}:saml-provider/{2}"},
    {"AWS::EC2::VPC", "", RefGives::name, std::nullopt, "arn:{3}:ec2:{0}:{1}:vpc/{2}",
     Unnamed::address},
    {"AWS::EC2::VPCEndpoint", "", RefGives::name, std::nullopt,
     "arn:{3}:ec2:{0}:{1}:vpc-endpoint/{2}", Unnamed::address},
}};

const ArnRow* arn_row_of(std::string_view type) {
  for (const ArnRow& row : kArns) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

struct RepeatedRow {
  std::string_view type;
  std::string_view attribute;
  std::string_view property;
};

constexpr RepeatedRow kRepeated[] = {
    {"AWS::EC2::Subnet", "CidrBlock", "CidrBlock"},
    {"AWS::EC2::Subnet", "AvailabilityZone", "AvailabilityZone"},
    {"AWS::EC2::Instance", "PrivateIp", "PrivateIpAddress"},
    {"AWS::EC2::NetworkInterface", "PrimaryPrivateIpAddress", "PrivateIpAddress"},
    {"AWS::EC2::VPC", "CidrBlock", "CidrBlock"},
    {"AWS::RDS::DBInstance", "Endpoint.Port", "Port"},
    {"AWS::RDS::DBInstance", "Port", "Port"},
    {"AWS::RDS::DBCluster", "Endpoint.Port", "Port"},
    {"AWS::RDS::DBCluster", "Port", "Port"},
    {"AWS::DocDB::DBCluster", "Port", "Port"},
    {"AWS::Neptune::DBCluster", "Port", "DBPort"},
    {"AWS::Redshift::Cluster", "Endpoint.Port", "Port"},
    {"AWS::Redshift::Cluster", "Port", "Port"},
    {"AWS::ElastiCache::ReplicationGroup", "PrimaryEndPoint.Port", "Port"},
    {"AWS::ElastiCache::ReplicationGroup", "ConfigurationEndPoint.Port", "Port"},
    {"AWS::ElastiCache::ReplicationGroup", "Port", "Port"},
    {"AWS::ElastiCache::CacheCluster", "Port", "Port"},
    {"AWS::ElastiCache::CacheCluster", "RedisEndpoint.Port", "Port"},
    {"AWS::ElastiCache::CacheCluster", "ConfigurationEndpoint.Port", "Port"},
};

bool is_arn_attribute(std::string_view attribute) {
  return attribute == "Arn" || attribute == "TopicArn" || attribute == "QueueArn" ||
         attribute == "FunctionArn" || attribute == "SecretArn" || attribute == "DBInstanceArn" ||
         attribute == "DBClusterArn" || attribute == "PolicyArn";
}

}  // namespace

std::string Translation::account_of(const DeclaredResource& resource) const {
  if (!resource.account.empty()) return resource.account;
  return account_.empty() ? std::string(kNoAccount) : account_;
}

std::string Translation::region_of(const DeclaredResource& resource) const {
  return resource.region.empty() ? region_ : resource.region;
}

std::string Translation::physical_name(const DeclaredResource& resource) const {
  if (resource.type == "AWS::SecretsManager::SecretTargetAttachment") {
    const DeclaredResource* secret = target(resource.properties["SecretId"]);
    if (secret != nullptr && secret != &resource) return physical_name(*secret);
  }
  const ArnRow* row = arn_row_of(resource.type);
  if (row == nullptr) return resource.address;
  const DeclaredValue& name = row->name.empty() ? DeclaredValue() : resource.properties[row->name];
  if (name.is_text() && !name.text.empty()) return name.text;
  if (row->left_out == Unnamed::address) return resource.address;
  // A name made of other resources' attributes is not followed: it could lead back here.
  const bool is_said = !name.is_absent() || is_on(resource, "IsExternal");
  if (is_said && !name.is_text()) return unsaid_name(resource.address);
  // Terraform's own: the attribute that begins a name which the provider makes up.
  const DeclaredValue& prefix = resource.properties["NamePrefix"];
  if (prefix.is_unknown()) return unsaid_name(resource.address);
  return prefix.text + chosen_name(resource.address);
}

namespace {

/// What an attribute repeats of the properties, where it is written there; empty: it is not known.
std::string repeated_text(const Translation& out, const DeclaredResource& resource,
                          std::string_view attribute) {
  for (const RepeatedRow& row : kRepeated) {
    if (row.attribute != attribute || resource.type != row.type) continue;
    const DeclaredValue& value = resource.properties[row.property];
    const bool of_cluster = !resource.properties["DBClusterIdentifier"].is_absent();
    if (value.is_absent() && row.property == "Port" && !of_cluster) {
      return usual_port(out, resource);
    }
    return value.is_text() ? value.text : std::string();
  }
  return {};
}

}  // namespace

std::string Translation::reference_text(const DeclaredResource& resource,
                                        const std::string& attribute, bool& known) const {
  const ArnRow* row = arn_row_of(resource.type);
  if (resource.type == "AWS::Lambda::Alias" && attribute.empty()) {
    const DeclaredResource* function =
        target(resource.properties["FunctionName"], {"AWS::Lambda::Function"});
    const DeclaredValue& name = resource.properties["Name"];
    known = function != nullptr && name.is_text();
    return known ? reference_text(*function, "Arn", known) + ":" + name.text : std::string();
  }
  std::string repeated = repeated_text(*this, resource, attribute);
  if (!repeated.empty()) return repeated;
  const std::string region = region_of(resource);
  const std::string account = account_of(resource);
  // A queue's Ref is its URL, which no policy can name.
  if (resource.type == "AWS::SQS::Queue" && attribute.empty() &&
      language_ == DeclaredLanguage::cloudformation) {
    return fmt::format("https://sqs.{}.amazonaws.com/{}/{}", region, account,
                       physical_name(resource));
  }
  if (is_arn_attribute(attribute) ||
      (attribute.empty() && row != nullptr && row->ref == RefGives::arn)) {
    known = row != nullptr;
    if (!known) return {};
    std::string name = physical_name(resource);
    constexpr std::string_view kScheme = "https://";
    if (name.substr(0, kScheme.size()) == kScheme) name.erase(0, kScheme.size());
    const DeclaredValue& path = resource.properties["Path"];
    if (path.is_text() && path.text.size() > 1) name = path.text.substr(1) + name;
    // CloudFormation gives a log group's ARN as policies name it.
    if (row->kind == ResourceKind::LogGroup && language_ == DeclaredLanguage::cloudformation) {
      return arn_of_kind(*row->kind, region, account, name) + ":*";
    }
    return row->kind ? arn_of_kind(*row->kind, region, account, name)
                     : filled_arn(row->own, region, account, name);
  }
  const bool is_name = attribute.empty() || attribute == "Id" || attribute == "GroupId" ||
                       attribute == "VpcId" || attribute == "KeyId" || attribute == "Name" ||
                       attribute == "QueueName" || attribute == "TopicName";
  known = is_name && row != nullptr;
  return known ? physical_name(resource) : std::string();
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

namespace {

/// Is it known by which rules the document is read?
bool has_known_version(const Translation& out, const DeclaredValue& document) {
  const DeclaredValue& version = document["Version"];
  return version.is_absent() || out.text(version).has_value();
}

/// Elements of a statement whose texts count as far as they are known.
constexpr std::array<std::string_view, 7> kPartlyKnown = {
    "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"};

/// What is known of a text, with a mark for each part that is not.
std::string known_parts(const Translation& out, const DeclaredValue& value) {
  if (std::optional<std::string> words = out.text(value)) return std::move(*words);
  std::string parts;
  if (value.kind == DeclaredValue::Kind::joined) {
    for (const DeclaredValue& item : value.items) parts += known_parts(out, item);
    return parts;
  }
  // An attribute says by its name that it is an ARN.
  if (value.is_reference() && value.text.ends_with("Arn")) parts = "arn:";
  return parts + std::string(kUnknownPart);
}

enum class Texts : std::uint8_t { whole, in_parts };

/// Every text resolved; `unknown` stands for each that cannot be.
DeclaredValue with_unknown_words(const Translation& out, const DeclaredValue& value, Texts texts) {
  if (value.is_list()) {
    DeclaredValue resolved = value;
    for (DeclaredValue& item : resolved.items) item = with_unknown_words(out, item, texts);
    return resolved;
  }
  if (value.is_map()) {
    DeclaredValue resolved = DeclaredValue::of_map(value.at);
    for (const auto& [key, member] : value.members) {
      const bool is_label = key == "Sid" || key == "Id";
      if (is_label && !out.text(member)) continue;
      const bool in_parts = contains(kPartlyKnown, std::string_view(key));
      resolved.members.emplace_back(
          key, with_unknown_words(out, member, in_parts ? Texts::in_parts : texts));
    }
    return resolved;
  }
  if (value.is_absent()) return value;
  const bool is_known = out.text(value).has_value();
  std::string words = known_parts(out, value);
  const bool counts = is_known || (texts == Texts::in_parts && words != kUnknownPart);
  return counts ? DeclaredValue::of_text(std::move(words), value.at)
                : DeclaredValue::unknown(std::string(kUnknownWord), value.at);
}

}  // namespace

DeclaredValue Translation::document(const DeclaredValue& value) const {
  if (value.is_absent()) return value;
  if (value.is_map() && has_known_version(*this, value)) {
    return with_unknown_words(*this, value, Texts::whole);
  }
  DeclaredValue resolved = value;
  return resolve_texts(resolved) ? resolved : unknown_word(value.at);
}

}  // namespace canreach
