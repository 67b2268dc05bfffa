// Buckets, tables, queues and other things that hold data and are asked over an API.
#include "base/text.h"
#include "parsers/native/policies.h"
#include "parsers/native/readers.h"

namespace canreach {
namespace {

/// `key`: a customer key's name, alias or ARN, or an AWS managed one's alias.
void read_encryption(NativeContext& context, const SyntaxNode* node, Encryption& encryption) {
  if (node == nullptr) return;
  if (says_unknown(*node)) {
    encryption.kind = Encryption::Kind::unknown;
    return;
  }
  encryption.name = read_text(context, *node, "`key`").value_or("");
  if (encryption.name.substr(0, 10) == "alias/aws/") {
    encryption.kind = Encryption::Kind::aws_managed;
    return;
  }
  encryption.kind = Encryption::Kind::customer;
  if (encryption.name.substr(0, 4) == "arn:" || encryption.name.substr(0, 6) == "alias/") return;
  encryption.key = read_ref<Key>(context, *node, "");
}

/// What all of them have: tags, id, state, account, region, policy, key.
void read_store_keys(NativeContext& context, const Declaration& declaration, Fields& fields,
                     DataStore& store) {
  read_common(context, fields, declaration.kind, store);
  read_home(context, fields, store);
  if (const SyntaxNode* arn = fields.find("arn")) {
    store.arn = read_text(context, *arn, "`arn`").value_or("");
  }
  const SyntaxNode* policy = fields.find("policy");
  store.policy = read_policy(context, policy, PolicyUse::resource, "policy");
  store.policy_known = policy != nullptr || !store.external;
  if (declaration.kind != ResourceKind::Key) {
    read_encryption(context, fields.find("key"), store.encryption);
  }
}

/// A key's own policy when none is written: the account's root, so that IAM policies count.  Rule:
/// KMS-4.
PolicyDocument default_key_policy(const std::string& account, const SourceLoc& at) {
  PolicyStatement statement;
  statement.effect = PolicyStatement::Effect::allow;
  statement.has_principal = true;
  statement.principals.push_back(
      {PolicyPrincipal::Kind::aws,
       "arn:aws:iam::" + (account.empty() ? std::string(kNoAccount) : account) + ":root", at});
  statement.actions.push_back({std::string("kms:*"), at});
  statement.has_resource = true;
  statement.resources.push_back({std::string("*"), at});
  statement.at = at;
  PolicyDocument document;
  document.name = "default key policy";
  document.variables = true;
  document.at = at;
  document.statements.push_back(std::move(statement));
  return document;
}

/// AWS's words for who owns objects; but for the first, access control lists may count.  Rule:
/// RBP-13.
Value<bool> read_ownership(NativeContext& context, const SyntaxNode* node) {
  static const std::vector<std::string> kWords = {"bucket-owner-enforced", "bucket-owner-preferred",
                                                  "object-writer"};
  if (node == nullptr) return true;
  if (says_unknown(*node)) return kUnknown;
  const std::optional<std::size_t> word = read_word(context, *node, "`object_ownership`", kWords);
  return !word || *word == 0;
}

/// Of a bucket or an access point.  Rule: S3-3.
template <class T>
void read_public_access_block(NativeContext& context, Fields& fields, T& owner) {
  owner.block_public_policy =
      read_bool(context, fields.find("block_public_access"), "`block_public_access`", true);
  owner.restrict_public_buckets = read_bool(context, fields.find("restrict_public_buckets"),
                                            "`restrict_public_buckets`", owner.block_public_policy);
}

AccessPoint read_access_point(NativeContext& context, const SyntaxNode::Member& member) {
  AccessPoint point;
  point.name = member.key;
  point.at = member.key_at;
  Fields fields(context, member.value, "access point " + quoted(member.key), member.key_at);
  point.policy = read_policy(context, fields.find("policy"), PolicyUse::resource, "policy");
  read_public_access_block(context, fields, point);
  if (const SyntaxNode* vpc = fields.find("vpc")) {
    point.vpc_only = true;
    point.vpc = read_ref<Vpc>(context, *vpc, "");
  }
  return point;
}

void read_access_points(NativeContext& context, const SyntaxNode* node, Bucket& bucket) {
  if (node == nullptr) return;
  if (!node->is_map()) return context.wrong_type(*node, "`access_points`", "a map of names");
  for (const SyntaxNode::Member& member : node->members()) {
    bucket.access_points.push_back(read_access_point(context, member));
  }
}

}  // namespace

template <class T>
void read_data_store(NativeContext& context, const Declaration& declaration) {
  T& store = context.design.all<T>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, store), store.at);
  read_store_keys(context, declaration, fields, store);
}
template void read_data_store<Table>(NativeContext&, const Declaration&);
template void read_data_store<Queue>(NativeContext&, const Declaration&);
template void read_data_store<Stream>(NativeContext&, const Declaration&);
template void read_data_store<Topic>(NativeContext&, const Declaration&);
template void read_data_store<LogGroup>(NativeContext&, const Declaration&);
template void read_data_store<Secret>(NativeContext&, const Declaration&);

void read_bucket(NativeContext& context, const Declaration& declaration) {
  Bucket& bucket = context.design.all<Bucket>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, bucket), bucket.at);
  read_store_keys(context, declaration, fields, bucket);
  read_public_access_block(context, fields, bucket);
  bucket.owner_enforced = read_ownership(context, fields.find("object_ownership"));
  read_access_points(context, fields.find("access_points"), bucket);
}

void read_key(NativeContext& context, const Declaration& declaration) {
  Key& key = context.design.all<Key>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, key), key.at);
  read_store_keys(context, declaration, fields, key);
  if (!key.policy && key.policy_known) key.policy = default_key_policy(key.account, key.at);
  key.aws_managed = read_flag(context, fields.find("aws_managed"), "`aws_managed`");
  key.has_grants = read_bool(context, fields.find("grants"), "`grants`", false);
  const SyntaxNode* alias = fields.find("alias");
  if (alias == nullptr) return;
  for (const SyntaxNode* element : elements_of(*alias)) {
    std::string name = read_text(context, *element, "`alias`").value_or("");
    if (!name.empty() && name.substr(0, 6) != "alias/") name = "alias/" + name;
    if (!name.empty()) key.aliases.push_back(std::move(name));
  }
}

}  // namespace canreach
