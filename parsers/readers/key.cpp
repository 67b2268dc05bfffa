// KMS: `list-keys`, `describe-key`, `list-aliases`, `list-grants`.
//
// A key is one by its ARN.  Whatever names one adds it, so that a store whose key was not collected
// has a key of which nothing is known, rather than none.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "parsers/readers/data_stores.h"

namespace canreach {
namespace {

constexpr std::string_view kAliasStart = "alias/";
constexpr std::string_view kAwsAliasStart = "alias/aws/";

std::string id_place(const std::string& region, std::string_view id) {
  return fmt::format("{}|{}", region, id);
}

std::string alias_place(const std::string& account, const std::string& region,
                        std::string_view alias) {
  return fmt::format("{}|{}|{}", account, region, alias);
}

Ref<Key> find_key(const SnapshotReading& reading, const std::string& place) {
  const auto found = reading.key_places.find(place);
  return found == reading.key_places.end() ? Ref<Key>::none() : found->second;
}

/// The key with this ARN, added when nothing named it before.
Ref<Key> key_by_arn(SnapshotReading& reading, const std::string& arn, const SourceLoc& at) {
  const Ref<Key> known = find_key(reading, arn);
  if (known.is_known()) return known;
  const std::optional<ArnParts> parts = parts_of_arn(arn);
  if (!parts || !parts->rest.starts_with("key/")) return Ref<Key>::unknown();
  Key key;
  key.at = at;
  key.arn = arn;
  key.id = key.name = parts->rest.substr(4);
  key.account = parts->account;
  key.region = parts->region;
  key.policy_known = false;
  key.has_grants = kUnknown;
  const std::string place = id_place(key.region, key.id);
  const Ref<Key> ref = reading.add(std::move(key));
  reading.key_places.emplace(arn, ref);
  reading.key_places.emplace(place, ref);
  return ref;
}

void read_listed_keys(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("Keys")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    if (key_by_arn(reading, record.text("KeyArn"), record.at()).is_known()) continue;
    record.refuse("it has no `KeyArn`");
    reading.leave_out(ResourceKind::Key, node, "KeyId", problem);
  }
}

void read_described(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("KeyMetadata")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    const Ref<Key> ref = key_by_arn(reading, record.text("Arn"), record.at());
    if (!ref.is_known()) record.refuse("it has no `Arn`");
    const std::string manager = record.text("KeyManager");
    const std::string state = state_of(record.text("KeyState"), {"", "enabled"});
    if (problem.found()) {
      reading.leave_out(ResourceKind::Key, node, "KeyId", problem);
      continue;
    }
    Key& key = reading.design.get(ref);
    key.at = record.at();
    key.aws_managed = manager == "AWS";
    key.state = state;
  }
}

void read_alias(SnapshotReading& reading, const ResourceRecord& record) {
  const std::string alias = record.text("AliasName");
  const std::string target = record.text("TargetKeyId");
  const std::optional<ArnParts> parts = parts_of_arn(record.text("AliasArn"));
  if (!parts || alias.empty() || target.empty()) return;  // Lambda has aliases too
  std::string arn = record.text("AliasArn");
  arn.replace(arn.size() - parts->rest.size(), std::string::npos, "key/" + target);
  const Ref<Key> ref = key_by_arn(reading, arn, record.at());
  if (!ref.is_known()) return;
  Key& key = reading.design.get(ref);
  if (alias.starts_with(kAwsAliasStart)) key.aws_managed = true;
  if (key.aliases.empty()) {
    key.name = key.aws_managed ? alias : alias.substr(std::min(alias.size(), kAliasStart.size()));
  }
  key.aliases.push_back(alias);
  reading.key_places.emplace(alias_place(parts->account, parts->region, alias), ref);
}

/// Rule: KMS-5.
void read_grants(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("Grants")) {
    RecordProblem ignored;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, ignored);
    if (record.has("Owner")) continue;  // the access control list of a bucket
    const std::vector<ResourceRecord> grants = record.records("Grants");
    for (const ResourceRecord& grant : grants) {
      const Ref<Key> ref = key_by_arn(reading, grant.text("KeyId"), grant.at());
      if (!ref.is_known()) continue;
      reading.design.get(ref).has_grants = true;
      reading.take(object);
    }
    const std::string named = object.scope->argument({"key-id"});
    const Ref<Key> asked = key_named(reading, named, *object.scope);
    const bool is_whole = reading.snapshot.incomplete.count("Grants") == 0;
    if (!grants.empty() || !asked.is_known() || !is_whole) continue;
    reading.design.get(asked).has_grants = false;
    reading.take(object);
  }
}

}  // namespace

std::optional<ArnParts> parts_of_arn(std::string_view arn) {
  if (!arn.starts_with("arn:")) return std::nullopt;
  const std::vector<std::string_view> parts = split(arn, ':');
  if (parts.size() < 6) return std::nullopt;
  std::size_t used = 0;
  for (std::size_t i = 0; i < 5; ++i) used += parts[i].size() + 1;
  return ArnParts{std::string(parts[2]), std::string(parts[3]), std::string(parts[4]),
                  std::string(arn.substr(used))};
}

Ref<Key> key_named(const SnapshotReading& reading, const std::string& text,
                   const SnapshotScope& scope) {
  if (text.empty()) return Ref<Key>::unknown();
  const std::string& region = scope.region.empty() ? reading.options.region : scope.region;
  const std::string& account = scope.account.empty() ? reading.design.account : scope.account;
  for (const std::string& place :
       {text, id_place(region, text), alias_place(account, region, text)}) {
    const Ref<Key> found = find_key(reading, place);
    if (found.is_known()) return found;
  }
  const Ref<Key> only = reading.find<Key>(text);  // no region is said: the first with that id
  return only.is_known() && region.empty() ? only : Ref<Key>::unknown();
}

Encryption encryption_by(SnapshotReading& reading, const std::string& key, const DataStore& store,
                         const SourceLoc& at) {
  Encryption encryption;
  encryption.name = key;
  const std::optional<ArnParts> parts = parts_of_arn(key);
  const std::string alias = parts ? parts->rest : key;
  if (alias.starts_with(kAwsAliasStart)) {
    encryption.kind = Encryption::Kind::aws_managed;
    return encryption;
  }
  const std::string& region = parts ? parts->region : store.region;
  const std::string& account = parts ? parts->account : store.account;
  Ref<Key> ref;
  if (alias.starts_with(kAliasStart)) {
    ref = find_key(reading, alias_place(account, region, alias));
  } else if (parts) {
    ref = key_by_arn(reading, key, at);
  } else {
    ref = find_key(reading, id_place(region, key));
    if (!ref.is_known() && !region.empty() && !account.empty()) {
      ref = key_by_arn(reading, fmt::format("arn:aws:kms:{}:{}:key/{}", region, account, key), at);
    }
  }
  if (!ref.is_known()) {
    encryption.kind = Encryption::Kind::unknown;
    return encryption;
  }
  const bool is_aws = reading.design.get(ref).aws_managed;
  encryption.kind = is_aws ? Encryption::Kind::aws_managed : Encryption::Kind::customer;
  if (!is_aws) encryption.key = ref;
  return encryption;
}

void read_keys(SnapshotReading& reading) {
  read_listed_keys(reading);
  read_described(reading);
  for (const SnapshotObject& object : reading.snapshot.of("Aliases")) {
    RecordProblem ignored;
    const SyntaxNode node = object.node->parsed();
    read_alias(reading, ResourceRecord(node, ignored));
  }
  read_grants(reading);
}

}  // namespace canreach
