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

constexpr AttributeRow kPublicAccessBlock[] = {
    {"block_public_acls", "BlockPublicAcls"},
    {"block_public_policy", "BlockPublicPolicy"},
    {"ignore_public_acls", "IgnorePublicAcls"},
    {"restrict_public_buckets", "RestrictPublicBuckets"},
};

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

namespace {

constexpr std::string_view kBucketType = "AWS::S3::Bucket";

/// `BucketEncryption` of what holds blocks `rule`.
DeclaredValue encryption(TerraformReading& reading, const Attribute& owner) {
  DeclaredValue rules = DeclaredValue::of_list({}, owner.at());
  for (const Attribute& block : owner["rule"].elements()) {
    const Attribute by = block["apply_server_side_encryption_by_default"];
    DeclaredValue rule = DeclaredValue::of_map(block.at());
    set_property(rule, "ServerSideEncryptionByDefault.SSEAlgorithm",
                 reading.text(by["sse_algorithm"]));
    set_property(rule, "ServerSideEncryptionByDefault.KMSMasterKeyID",
                 reading.reference(by["kms_master_key_id"], kWantedMaster));
    rules.items.push_back(std::move(rule));
  }
  if (rules.items.empty() && owner["rule"].is_unknown()) rules = reading.unknown(owner["rule"]);
  if (rules.is_list() && rules.items.empty()) return {};
  DeclaredValue result = DeclaredValue::of_map(owner.at());
  result.set("ServerSideEncryptionConfiguration", std::move(rules));
  return result;
}

DeclaredValue ownership(DeclaredValue word, const SourceLoc& at) {
  DeclaredValue rule = DeclaredValue::of_map(at);
  rule.set("ObjectOwnership", std::move(word));
  DeclaredValue controls = DeclaredValue::of_map(at);
  controls.set("Rules", DeclaredValue::of_list({std::move(rule)}, at));
  return controls;
}

/// A list that grants something to others only works where the bucket's owner does not own all
/// objects, whatever the input says of that.  Rule: RBP-13.
DeclaredValue ownership_by_list(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue canned = reading.text(resource["acl"]);
  const bool is_private = canned.is_text() && (canned.text.empty() || canned.text == "private");
  const bool has_grants = !resource["grant"].elements().empty() ||
                          !resource["access_control_policy"].elements().empty();
  const bool is_closed = (canned.is_absent() || is_private) && !has_grants;
  if (is_closed) return {};
  return ownership(reading.unknown(resource["acl"], "who owns its objects"), resource.at());
}

}  // namespace

void more_of_bucket(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue encrypted = encryption(reading, resource["server_side_encryption_configuration"]);
  DeclaredValue owned = ownership_by_list(reading, resource);
  DeclaredValue& properties = properties_of(reading, resource);
  set_property(properties, "BucketEncryption", std::move(encrypted));
  // New buckets block public access; one that is there may be older.  Rule: S3-3.
  if (resource.object().exists) {
    properties.set("PublicAccessBlockConfiguration",
                   DeclaredValue::unknown("whether Block Public Access is on", resource.at()));
  }
  set_property(properties, "OwnershipControls", std::move(owned));
  bucket_policy_inline(reading, resource);
}

void bucket_encryption(TerraformReading& reading, const Attribute& resource) {
  reading.replace(reading.reference(resource["bucket"], kWantedBucket), kBucketType,
                  "BucketEncryption", encryption(reading, resource));
}

void bucket_ownership(TerraformReading& reading, const Attribute& resource) {
  const Attribute rule = resource["rule"];
  reading.replace(reading.reference(resource["bucket"], kWantedBucket), kBucketType,
                  "OwnershipControls",
                  ownership(reading.text(rule["object_ownership"]), resource.object().at));
}

/// What the bucket's ownership controls say counts, and stands in a resource of its own.
void bucket_access_list(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue bucket = reading.reference(resource["bucket"], kWantedBucket);
  const DeclaredResource* owner = bucket.is_reference() ? reading.emitted(bucket.target) : nullptr;
  if (owner != nullptr && !owner->properties["OwnershipControls"].is_absent()) return;
  reading.replace(bucket, kBucketType, "OwnershipControls", ownership_by_list(reading, resource));
}

/// The stricter of a bucket's setting and its account's counts.  Rule: S3-3.
void account_public_access_block(TerraformReading& reading, const Attribute& resource) {
  DeclaredValue of_account = DeclaredValue::of_map(resource.object().at);
  read_rows(reading, resource, kPublicAccessBlock, of_account);
  DeclaredValue account = reading.text(resource["account_id"]);
  if (!account.is_text()) account = reading.text(resource["id"]);
  for (DeclaredResource& bucket : reading.design().resources) {
    if (bucket.type != kBucketType) continue;
    const std::string& own = bucket.account.empty() ? reading.design().account : bucket.account;
    if (account.is_text() && !own.empty() && account.text != own) continue;
    DeclaredValue block = bucket.properties["PublicAccessBlockConfiguration"];
    // Nothing that is said of a bucket leaves it blocked.
    if (block.is_absent()) continue;
    if (!block.is_map()) {
      DeclaredValue each = DeclaredValue::of_map(block.at);
      for (const AttributeRow& row : kPublicAccessBlock) each.set(row.property, block);
      block = std::move(each);
    }
    for (const auto& [setting, value] : of_account.members) {
      const bool is_stricter = value.text != "false" && block[setting].text != "true";
      if (is_stricter) block.set(setting, value);
    }
    bucket.properties.set("PublicAccessBlockConfiguration", std::move(block));
  }
}

/// A grant allows, and denies nothing.  Rule: KMS-5.
void key_grant(TerraformReading& reading, const Attribute& resource) {
  reading.replace(reading.reference(resource["key_id"], kWantedKey), "AWS::KMS::Key", "HasGrants",
                  DeclaredValue::of_text("true", resource.object().at));
}

/// The provider lets everybody call a URL that asks for no signature: it adds the permission.
void more_of_function_url(TerraformReading& reading, const Attribute& resource) {
  const DeclaredValue signs = reading.text(resource["authorization_type"]);
  if (signs.is_text() && signs.text != "NONE") return;
  const SourceLoc& at = resource.object().at;
  DeclaredValue function = reading.reference(resource["function_name"], kWantedFunction);
  DeclaredResource& made =
      reading.emit(resource.object(), "AWS::Lambda::Permission", ".permission");
  set_property(made.properties, "FunctionName", std::move(function));
  made.properties.set("Action", DeclaredValue::of_text("lambda:InvokeFunctionUrl", at));
  made.properties.set("Principal", DeclaredValue::of_text("*", at));
  made.properties.set("FunctionUrlAuthType", DeclaredValue::of_text("NONE", at));
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
  DeclaredValue block = DeclaredValue::of_map(resource.object().at);
  read_rows(reading, resource, kPublicAccessBlock, block);
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

void more_of_access_point(TerraformReading& reading, const Attribute& resource) {
  for (const Attribute& block : resource["public_access_block_configuration"].elements()) {
    DeclaredValue config = DeclaredValue::of_map(block.at());
    read_rows(reading, block, kPublicAccessBlock, config);
    set_property(properties_of(reading, resource), "PublicAccessBlockConfiguration",
                 std::move(config));
  }
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
