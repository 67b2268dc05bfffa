#include <array>

#include "base/algorithm.h"
#include "parsers/declared/translation.h"

// IAM, and what holds data.  Policies that stand in resources of their own are gathered into what
// they are attached to.

namespace canreach {
namespace {

/// The document of a resource, unless it is unknown which ones there are.
void add_documents(const Translation& out, const DeclaredValue& list, DeclaredValue& policies,
                   bool& known) {
  if (list.is_unknown()) known = false;
  for (const DeclaredValue* item : items_of(list)) {
    if (!item->is_map()) {
      known = false;
      continue;
    }
    const DeclaredValue document = out.document((*item)["PolicyDocument"]);
    if (document.text == kUnknownWord || document.is_absent()) {
      known = false;
    } else {
      policies.items.push_back(document);
    }
  }
}

void add_managed(const Translation& out, const DeclaredValue& list, DeclaredValue& policies,
                 bool& known) {
  if (list.is_unknown()) known = false;
  for (const DeclaredValue* item : items_of(list)) {
    const DeclaredResource* policy = out.target(*item, {"AWS::IAM::ManagedPolicy"});
    const std::optional<std::string> text = out.text(*item);
    if (policy != nullptr) {
      policies.items.push_back(DeclaredValue::of_text(policy->address, item->at));
    } else if (text && text->substr(0, 4) == "arn:") {
      policies.items.push_back(DeclaredValue::of_text(*text, item->at));
    } else {
      known = false;
    }
  }
}

/// Documents of AWS::IAM::Policy and its like that name the owner.
void add_attached(const Translation& out, const DeclaredResource& owner, std::string_view key,
                  std::string_view single_type, std::string_view single_key,
                  DeclaredValue& policies, bool& known) {
  std::vector<const DeclaredResource*> attached =
      out.naming("AWS::IAM::Policy", key, owner.address);
  const auto& single = out.naming(single_type, single_key, owner.address);
  attached.insert(attached.end(), single.begin(), single.end());
  for (const DeclaredResource* policy : attached) {
    const DeclaredValue document = out.document(policy->properties["PolicyDocument"]);
    if (document.is_map() || (document.is_text() && document.text != kUnknownWord)) {
      policies.items.push_back(document);
    } else {
      known = false;
    }
  }
  known = known && out.perhaps_naming("AWS::IAM::Policy", key, owner.address).empty() &&
          out.perhaps_naming(single_type, single_key, owner.address).empty() &&
          out.perhaps_naming("AWS::IAM::ManagedPolicy", key, owner.address).empty();
  for (const DeclaredResource* policy : out.naming("AWS::IAM::ManagedPolicy", key, owner.address)) {
    policies.items.push_back(DeclaredValue::of_text(policy->address, policy->at));
  }
}

void put_permissions(const Translation& out, const DeclaredResource& owner, std::string_view key,
                     std::string_view single_type, std::string_view single_key,
                     DeclaredValue& body) {
  DeclaredValue policies = DeclaredValue::of_list({}, owner.at);
  bool known = true;
  add_documents(out, owner.properties["Policies"], policies, known);
  add_managed(out, owner.properties["ManagedPolicyArns"], policies, known);
  add_attached(out, owner, key, single_type, single_key, policies, known);
  // What is known counts beside what is not.
  if (!known) policies.items.push_back(unknown_word(owner.at));
  if (!policies.items.empty()) put(body, "policies", std::move(policies));
  const DeclaredValue& boundary = owner.properties["PermissionsBoundary"];
  if (boundary.is_absent()) return;
  const DeclaredResource* policy = out.target(boundary, {"AWS::IAM::ManagedPolicy"});
  put(body, "boundary",
      policy == nullptr ? out.scalar(boundary)
                        : DeclaredValue::of_text(policy->address, boundary.at));
}

void put_path(const Translation& out, const DeclaredResource& resource, DeclaredValue& body) {
  const DeclaredValue path = out.scalar(resource.properties["Path"]);
  if (path.is_absent() || path.text == kUnknownWord || path.text == "/") return;
  put(body, "path", path);
}

/// A kind of store: where its policy stands, and the property that names its customer key.
struct StoreRow {
  std::string_view type;
  std::string_view section;
  std::string_view policy_type;  // a resource of its own; empty: none
  std::string_view policy_key;   // the property of it that names the store
  std::string_view own_policy;   // a property of the store itself
  std::string_view key;          // path of the property that names the key
};

constexpr std::array<StoreRow, 9> kStores = {{
    {"AWS::S3::Bucket", "buckets", "AWS::S3::BucketPolicy", "Bucket", "", ""},
    {"AWS::DynamoDB::Table", "tables", "", "", "ResourcePolicy", "SSESpecification"},
    {"AWS::SQS::Queue", "queues", "AWS::SQS::QueuePolicy", "Queues", "", "KmsMasterKeyId"},
    {"AWS::Kinesis::Stream", "streams", "AWS::Kinesis::ResourcePolicy", "ResourceArn", "",
     "StreamEncryption"},
    {"AWS::SNS::Topic", "topics", "AWS::SNS::TopicPolicy", "Topics", "", "KmsMasterKeyId"},
    {"AWS::Logs::LogGroup", "log_groups", "", "", "", "KmsKeyId"},
    {"AWS::SecretsManager::Secret", "secrets", "AWS::SecretsManager::ResourcePolicy", "SecretId",
     "", "KmsKeyId"},
    {"AWS::SecretsManager::SecretTargetAttachment", "secrets", "", "", "", ""},
    {"AWS::KMS::Key", "keys", "", "", "KeyPolicy", ""},
}};

const StoreRow* store_row(std::string_view type) {
  for (const StoreRow& row : kStores) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

/// The customer key of a store; absent: AWS's own.
DeclaredValue key_of(const Translation& out, const DeclaredResource& store, const StoreRow& row) {
  DeclaredValue value = row.key.empty() ? DeclaredValue() : store.properties[row.key];
  if (value.is_map()) {
    const DeclaredValue master = value["KMSMasterKeyId"];
    value = master.is_absent() ? value["KeyId"] : master;
  }
  if (store.type == "AWS::S3::Bucket") {
    const DeclaredValue& rules =
        store.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"];
    for (const DeclaredValue* rule : items_of(rules)) {
      const DeclaredValue& by = (*rule)["ServerSideEncryptionByDefault"];
      const std::optional<std::string> algorithm = out.text(by["SSEAlgorithm"]);
      value = by["KMSMasterKeyID"];
      // AWS's own key of the account, which other accounts cannot use.  Rule: KMS-7.
      if (value.is_absent() && algorithm && algorithm->substr(0, 7) == "aws:kms") {
        value = DeclaredValue::of_text("alias/aws/s3", by.at);
      }
    }
    if (rules.is_unknown()) value = rules;
  }
  if (value.is_absent()) return value;
  const DeclaredResource* key = out.target(value, {"AWS::KMS::Key"});
  if (key != nullptr) return DeclaredValue::of_text(key->address, value.at);
  const DeclaredResource* alias = out.target(value, {"AWS::KMS::Alias"});
  if (alias != nullptr) return out.name(alias->properties["TargetKeyId"], {"AWS::KMS::Key"});
  const std::optional<std::string> text = out.text(value);
  const bool usable = text && (text->substr(0, 4) == "arn:" || text->substr(0, 6) == "alias/");
  return usable ? DeclaredValue::of_text(*text, value.at) : unknown_word(value.at);
}

/// A second type of resources that hold the policy of a store.
struct InlinePolicyRow {
  std::string_view store;
  std::string_view type;
  std::string_view key;  // the property of it that names the store
};

constexpr InlinePolicyRow kInlinePolicies[] = {
    {"AWS::SQS::Queue", "AWS::SQS::QueueInlinePolicy", "Queue"},
    {"AWS::SNS::Topic", "AWS::SNS::TopicInlinePolicy", "TopicArn"},
};

DeclaredValue policy_of(const Translation& out, const DeclaredResource& store,
                        const StoreRow& row) {
  const DeclaredValue& own =
      row.own_policy.empty() ? DeclaredValue() : store.properties[row.own_policy];
  if (!own.is_absent()) {
    const DeclaredValue& inside = own["PolicyDocument"];
    return out.document(inside.is_absent() ? own : inside);
  }
  if (row.policy_type.empty()) return {};
  std::vector<const DeclaredResource*> policies =
      out.naming(row.policy_type, row.policy_key, store.address);
  for (const InlinePolicyRow& other : kInlinePolicies) {
    if (other.store != store.type) continue;
    const auto& inlined = out.naming(other.type, other.key, store.address);
    policies.insert(policies.end(), inlined.begin(), inlined.end());
  }
  // One that may be of this store, too, is not known to be.
  for (const DeclaredResource* perhaps :
       out.perhaps_naming(row.policy_type, row.policy_key, store.address)) {
    return unknown_word(perhaps->at);
  }
  if (policies.empty()) return {};
  // Each replaces what another one set, and which comes last is not said.
  sort_unique(policies);
  if (policies.size() > 1) return unknown_word(store.at);
  for (const char* key : {"PolicyDocument", "ResourcePolicy"}) {
    const DeclaredValue& document = policies.front()->properties[key];
    if (!document.is_absent()) return out.document(document);
  }
  return unknown_word(policies.front()->at);
}

/// Of a bucket or an access point.  Left out, both block.
void put_block_public_access(const Translation& out, const DeclaredResource& resource,
                             DeclaredValue& body) {
  const DeclaredValue& config = resource.properties["PublicAccessBlockConfiguration"];
  if (config.is_absent()) return;
  const auto flag = [&](const char* key) {
    const bool left_out = !config.is_unknown() && config[key].is_absent();
    return left_out ? DeclaredValue::of_text("false", config.at)
                    : or_unknown(out.boolean(config[key]), config.at);
  };
  put(body, "block_public_access", flag("BlockPublicPolicy"));
  put(body, "restrict_public_buckets", flag("RestrictPublicBuckets"));
}

/// `object_ownership`.  Left out, access control lists are off.  Rule: RBP-13.
void put_ownership(const Translation& out, const DeclaredResource& bucket, DeclaredValue& body) {
  const DeclaredValue& controls = bucket.properties["OwnershipControls"];
  if (controls.is_absent()) return;
  const std::vector<const DeclaredValue*> rules = items_of(controls["Rules"]);
  const std::optional<std::string> word =
      rules.empty() ? std::nullopt : out.text((*rules.front())["ObjectOwnership"]);
  std::string native(kUnknownWord);
  if (word == "BucketOwnerEnforced") native = "bucket-owner-enforced";
  if (word == "BucketOwnerPreferred") native = "bucket-owner-preferred";
  if (word == "ObjectWriter") native = "object-writer";
  put(body, "object_ownership", std::move(native), controls.at);
}

}  // namespace

void say_role(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  put_path(out, resource, body);
  const DeclaredValue& trust = resource.properties["AssumeRolePolicyDocument"];
  put(body, "trust", or_unknown(out.document(trust), resource.at));
  put_permissions(out, resource, "Roles", "AWS::IAM::RolePolicy", "RoleName", body);
  const DeclaredValue longest = out.scalar(resource.properties["MaxSessionDuration"]);
  if (!longest.is_absent() && longest.text != kUnknownWord) put(body, "max_session", longest);
  out.add("iam.roles", resource.address, resource.at, std::move(body));
}

void say_user(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  put_path(out, resource, body);
  DeclaredValue groups = out.names(resource.properties["Groups"], {"AWS::IAM::Group"});
  if (groups.is_absent()) groups = DeclaredValue::of_list({}, resource.at);
  for (const DeclaredResource* addition :
       out.naming("AWS::IAM::UserToGroupAddition", "Users", resource.address)) {
    if (groups.is_list()) {
      groups.items.push_back(out.name(addition->properties["GroupName"], {"AWS::IAM::Group"}));
    }
  }
  if (!groups.is_list() || !groups.items.empty()) put(body, "groups", std::move(groups));
  put_permissions(out, resource, "Users", "AWS::IAM::UserPolicy", "UserName", body);
  out.add("iam.users", resource.address, resource.at, std::move(body));
}

void say_iam_group(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  put_path(out, resource, body);
  put_permissions(out, resource, "Groups", "AWS::IAM::GroupPolicy", "GroupName", body);
  out.add("iam.groups", resource.address, resource.at, std::move(body));
}

void say_managed_policy(Translation& out, const DeclaredResource& resource) {
  out.add("iam.policies", resource.address, resource.at,
          or_unknown(out.document(resource.properties["PolicyDocument"]), resource.at));
}

namespace {

constexpr const char* kAccessPoint = "AWS::S3::AccessPoint";

/// Is the access point of this bucket, by reference or by name?
bool is_point_of(const Translation& out, const DeclaredResource& point,
                 const DeclaredResource& bucket) {
  const DeclaredValue& named = point.properties["Bucket"];
  if (const DeclaredResource* target = out.target(named)) return target == &bucket;
  return named.is_text() && named.text == out.physical_name(bucket);
}

void put_access_points(const Translation& out, const DeclaredResource& bucket,
                       DeclaredValue& body) {
  DeclaredValue points = DeclaredValue::of_map(bucket.at);
  for (const DeclaredResource& point : out.resources()) {
    if (point.type != kAccessPoint || !is_point_of(out, point, bucket)) continue;
    DeclaredValue text = DeclaredValue::of_map(point.at);
    put(text, "policy", out.document(point.properties["Policy"]));
    put_block_public_access(out, point, text);
    const DeclaredValue& vpc = point.properties["VpcConfiguration"];
    if (!vpc.is_absent()) put(text, "vpc", or_unknown(out.name(vpc["VpcId"], kVpcTypes), point.at));
    const std::optional<std::string> name = out.text(point.properties["Name"]);
    put(points, name && !name->empty() ? *name : point.address, std::move(text));
  }
  if (!points.members.empty()) put(body, "access_points", std::move(points));
}

}  // namespace

/// One of a bucket that is not in the design; the others stand in their bucket.
void say_access_point(Translation& out, const DeclaredResource& resource) {
  for (const DeclaredResource& bucket : out.resources()) {
    if (bucket.type == "AWS::S3::Bucket" && is_point_of(out, resource, bucket)) return;
  }
  out.add_not_modelled(resource);
}

void say_data_store(Translation& out, const DeclaredResource& resource) {
  const StoreRow* row = store_row(resource.type);
  if (row == nullptr) return;
  DeclaredValue body = out.body_of(resource);
  const DeclaredResource* of = &resource;
  const StoreRow* of_row = row;
  if (resource.type == "AWS::SecretsManager::SecretTargetAttachment") {
    const DeclaredResource* secret =
        out.target(resource.properties["SecretId"], {"AWS::SecretsManager::Secret"});
    if (secret != nullptr) of = secret;
    of_row = store_row(of->type);
  }
  put(body, "policy", policy_of(out, *of, *of_row));
  put(body, "key", key_of(out, *of, *of_row));
  if (resource.type == "AWS::S3::Bucket") {
    put_block_public_access(out, resource, body);
    put_ownership(out, resource, body);
    put_access_points(out, resource, body);
  }
  if (resource.type == "AWS::KMS::Key") {
    DeclaredValue aliases = DeclaredValue::of_list({}, resource.at);
    for (const DeclaredResource* alias :
         out.naming("AWS::KMS::Alias", "TargetKeyId", resource.address)) {
      const DeclaredValue name = out.scalar(alias->properties["AliasName"]);
      if (!name.is_absent() && name.text != kUnknownWord) aliases.items.push_back(name);
    }
    if (!aliases.items.empty()) put(body, "alias", std::move(aliases));
    // Terraform's: CloudFormation has no grants.
    const DeclaredValue& grants = resource.properties["HasGrants"];
    if (!grants.is_absent()) put(body, "grants", or_unknown(out.boolean(grants), grants.at));
  }
  out.add(row->section, resource.address, resource.at, std::move(body));
}

}  // namespace canreach
