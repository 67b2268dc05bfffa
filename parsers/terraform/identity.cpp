#include "base/text.h"
#include "parsers/terraform/types.h"
#include "parsers/terraform/wanted.h"

// Policies.  Terraform has a resource for each policy of a role and each attachment; CloudFormation
// has them inside the role.  So here everything is gathered where it belongs.

namespace canreach {
namespace {

constexpr std::string_view kRoleType = "AWS::IAM::Role";
constexpr std::string_view kUserType = "AWS::IAM::User";
constexpr std::string_view kGroupType = "AWS::IAM::Group";

/// A policy that stands inside its owner.
DeclaredValue inline_policy(TerraformReading& reading, const Attribute& block) {
  DeclaredValue item = DeclaredValue::of_map(block.at());
  DeclaredValue document = reading.policy(block["policy"]);
  if (document.is_absent()) return {};
  set_property(item, "PolicyName", reading.text(block["name"]));
  item.set("PolicyDocument", std::move(document));
  return item;
}

/// A policy of a resource, which CloudFormation has as a resource of its own.
void policy_beside(TerraformReading& reading, const Attribute& resource, std::string_view type,
                   std::string_view target, std::string_view document) {
  DeclaredValue policy = reading.policy(resource["policy"]);
  if (policy.is_absent()) return;
  DeclaredResource& made = reading.emit(resource.object(), type, ".policy");
  const bool is_list = target == "Queues" || target == "Topics";
  made.properties.set(
      target, is_list ? DeclaredValue::of_list({self(resource)}, policy.at) : self(resource));
  made.properties.set(document, std::move(policy));
}

/// A policy of a resource that CloudFormation has as a property.
void policy_within(TerraformReading& reading, const Attribute& resource,
                   std::string_view owner_attribute, WantedTypes wanted, std::string_view type,
                   std::string_view property) {
  reading.replace(reading.reference(resource[owner_attribute], wanted), type, property,
                  reading.policy(resource["policy"]));
}

void attach_policy(TerraformReading& reading, const Attribute& resource,
                   std::string_view owner_attribute, WantedTypes wanted, std::string_view type) {
  reading.append(reading.reference(resource[owner_attribute], wanted), type, "ManagedPolicyArns",
                 reading.reference(resource["policy_arn"], kWantedPolicy));
}

void attach_all(TerraformReading& reading, const Attribute& owners, WantedTypes wanted,
                std::string_view type, const DeclaredValue& policy) {
  for (const DeclaredValue& owner : reading.references(owners, wanted).items) {
    reading.append(owner, type, "ManagedPolicyArns", policy);
  }
}

}  // namespace

void more_of_role(TerraformReading& reading, const Attribute& resource) {
  const Attribute blocks = resource["inline_policy"];
  DeclaredValue list = DeclaredValue::of_list({}, blocks.at());
  for (const Attribute& block : blocks.elements()) {
    DeclaredValue item = inline_policy(reading, block);
    if (!item.is_absent()) list.items.push_back(std::move(item));
  }
  if (list.items.empty() && blocks.is_unknown()) list = reading.unknown(blocks);
  if (list.is_list() && list.items.empty()) return;
  reading.emitted(resource.object().address)->properties.set("Policies", std::move(list));
}

void role_policy(TerraformReading& reading, const Attribute& resource) {
  reading.append(reading.reference(resource["role"], kWantedRole), kRoleType, "Policies",
                 inline_policy(reading, resource));
}

void user_policy(TerraformReading& reading, const Attribute& resource) {
  reading.append(reading.reference(resource["user"], kWantedUser), kUserType, "Policies",
                 inline_policy(reading, resource));
}

void group_policy(TerraformReading& reading, const Attribute& resource) {
  reading.append(reading.reference(resource["group"], kWantedIamGroup), kGroupType, "Policies",
                 inline_policy(reading, resource));
}

void role_attachment(TerraformReading& reading, const Attribute& resource) {
  attach_policy(reading, resource, "role", kWantedRole, kRoleType);
}

void user_attachment(TerraformReading& reading, const Attribute& resource) {
  attach_policy(reading, resource, "user", kWantedUser, kUserType);
}

void group_attachment_of_policy(TerraformReading& reading, const Attribute& resource) {
  attach_policy(reading, resource, "group", kWantedIamGroup, kGroupType);
}

void policy_attachment(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue policy = reading.reference(resource["policy_arn"], kWantedPolicy);
  attach_all(reading, resource["roles"], kWantedRole, kRoleType, policy);
  attach_all(reading, resource["users"], kWantedUser, kUserType, policy);
  attach_all(reading, resource["groups"], kWantedIamGroup, kGroupType, policy);
}

void user_groups(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue user = reading.reference(resource["user"], kWantedUser);
  for (DeclaredValue& group : reading.references(resource["groups"], kWantedIamGroup).items) {
    reading.append(user, kUserType, "Groups", std::move(group));
  }
}

void group_members(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue group = reading.reference(resource["group"], kWantedIamGroup);
  for (const DeclaredValue& user : reading.references(resource["users"], kWantedUser).items) {
    reading.append(user, kUserType, "Groups", group);
  }
}

void bucket_policy_inline(TerraformReading& reading, const Attribute& resource) {
  policy_beside(reading, resource, "AWS::S3::BucketPolicy", "Bucket", "PolicyDocument");
}

void queue_policy_inline(TerraformReading& reading, const Attribute& resource) {
  policy_beside(reading, resource, "AWS::SQS::QueuePolicy", "Queues", "PolicyDocument");
}

void topic_policy_inline(TerraformReading& reading, const Attribute& resource) {
  policy_beside(reading, resource, "AWS::SNS::TopicPolicy", "Topics", "PolicyDocument");
}

void secret_policy_inline(TerraformReading& reading, const Attribute& resource) {
  policy_beside(reading, resource, "AWS::SecretsManager::ResourcePolicy", "SecretId",
                "ResourcePolicy");
}

void public_access_block(TerraformReading& reading, const Attribute& resource) {
  constexpr AttributeRow kBlock[] = {
      {"block_public_acls", "BlockPublicAcls"},
      {"block_public_policy", "BlockPublicPolicy"},
      {"ignore_public_acls", "IgnorePublicAcls"},
      {"restrict_public_buckets", "RestrictPublicBuckets"},
  };
  DeclaredValue block = DeclaredValue::of_map(resource.object().at);
  read_rows(reading, resource, kBlock, block);
  reading.replace(reading.reference(resource["bucket"], kWantedBucket), "AWS::S3::Bucket",
                  "PublicAccessBlockConfiguration", block);
}

void domain_policy(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue domain =
      reading.reference(resource["domain_name"], "aws_opensearch_domain aws_elasticsearch_domain");
  reading.replace(domain, "AWS::OpenSearchService::Domain", "AccessPolicies",
                  reading.policy(resource["access_policies"]));
}

void key_policy(TerraformReading& reading, const Attribute& resource) {
  policy_within(reading, resource, "key_id", kWantedKey, "AWS::KMS::Key", "KeyPolicy");
}

void table_policy(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue policy = DeclaredValue::of_map(resource.object().at);
  set_property(policy, "PolicyDocument", reading.policy(resource["policy"]));
  reading.replace(reading.reference(resource["resource_arn"], kWantedDynamo),
                  "AWS::DynamoDB::Table", "ResourcePolicy", policy);
}

void repository_policy(TerraformReading& reading, const Attribute& resource) {
  policy_within(reading, resource, "repository", "aws_ecr_repository", "AWS::ECR::Repository",
                "RepositoryPolicyText");
}

void file_system_policy(TerraformReading& reading, const Attribute& resource) {
  policy_within(reading, resource, "file_system_id", "aws_efs_file_system", "AWS::EFS::FileSystem",
                "FileSystemPolicy");
}

void vpc_of_access_point(TerraformReading& reading, const Attribute& resource) {
  for (const Attribute& block : resource["vpc_configuration"].elements()) {
    DeclaredValue config = DeclaredValue::of_map(block.at());
    set_property(config, "VpcId", reading.reference(block["vpc_id"], kWantedVpc));
    reading.emitted(resource.object().address)->properties.set("VpcConfiguration", config);
  }
}

void access_point_policy(TerraformReading& reading, const Attribute& resource) {
  policy_within(reading, resource, "access_point_arn", "aws_s3_access_point",
                "AWS::S3::AccessPoint", "Policy");
}

}  // namespace canreach
