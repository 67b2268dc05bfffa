// What `show` says of identities and stores.
#include <fmt/core.h>

#include "report/details.h"

namespace canreach {

namespace {

std::string documents_words(const Permissions& permissions) {
  std::string text = fmt::format("{} inline", permissions.inline_policies.size());
  if (!permissions.complete) text += ", perhaps more";
  return text;
}

void add_permissions(Details& result, const Design& design, const Permissions& permissions) {
  add(result, "policies", documents_words(permissions));
  add(result, "managed policies", names_of(design, permissions.managed));
  add(result, "boundary", name_of(design, permissions.boundary));
}

Details store_details(const Design& design, const DataStore& store) {
  Details result;
  add(result, "arn", store.arn);
  add(result, "policy", policy_words(store.policy, store.policy_known, "none"));
  switch (store.encryption.kind) {
    case Encryption::Kind::aws_owned:
      break;
    case Encryption::Kind::aws_managed:
      add(result, "key", store.encryption.name);
      break;
    case Encryption::Kind::customer:
      add(result, "key",
          store.encryption.key.is_known() ? design.get(store.encryption.key).name
                                          : store.encryption.name);
      break;
    case Encryption::Kind::unknown:
      add(result, "key", "unknown");
      break;
  }
  return result;
}

}  // namespace

Details details(const Design& design, const User& user) {
  Details result;
  add(result, "arn", user.arn);
  add(result, "groups", names_of(design, user.groups));
  add_permissions(result, design, user.permissions);
  return result;
}

Details details(const Design& design, const IamGroup& group) {
  Details result;
  add(result, "arn", group.arn);
  add_permissions(result, design, group.permissions);
  return result;
}

Details details(const Design& design, const Role& role) {
  Details result;
  add(result, "arn", role.arn);
  add(result, "trust",
      role.trust.statements_known ? counted(role.trust.statements.size(), "statement") : "unknown",
      role.trust.at);
  add_permissions(result, design, role.permissions);
  return result;
}

Details details(const Design&, const ManagedPolicy& policy) {
  Details result;
  add(result, "arn", policy.arn);
  add(result, "document",
      policy.document.statements_known ? counted(policy.document.statements.size(), "statement")
                                       : "not in the input",
      policy.document.at);
  return result;
}

Details details(const Design& design, const Bucket& bucket) {
  Details result = store_details(design, bucket);
  add(result, "restrict public buckets", words_of(bucket.restrict_public_buckets));
  return result;
}
Details details(const Design& design, const Table& table) { return store_details(design, table); }
Details details(const Design& design, const Queue& queue) { return store_details(design, queue); }
Details details(const Design& design, const Stream& stream) {
  return store_details(design, stream);
}
Details details(const Design& design, const Topic& topic) { return store_details(design, topic); }
Details details(const Design& design, const LogGroup& group) {
  return store_details(design, group);
}
Details details(const Design& design, const Secret& secret) {
  return store_details(design, secret);
}
Details details(const Design& design, const Key& key) {
  Details result = store_details(design, key);
  add(result, "alias", join(key.aliases, ", "));
  return result;
}

}  // namespace canreach
