// S3: `list-buckets` and what is asked of each bucket, by the name that the command was given.
//
// Every output of a bucket names it only in the command's arguments.  What of a bucket was not
// collected is not known: neither its key, nor whether it is shut to the public, nor whether access
// control lists still count.
#include <map>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/data_stores.h"

namespace canreach {
namespace {

constexpr std::string_view kDefaultRegion = "us-east-1";  // of which S3 says nothing

void read_listed_buckets(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("Buckets")) {
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    const std::string name = record.text("Name");
    const std::string region = record.text("BucketRegion");
    if (name.empty()) record.refuse("it has no name");
    if (problem.found()) {
      reading.leave_out(ResourceKind::Bucket, node, "Name", problem);
      continue;
    }
    Bucket& bucket = reading.design.get(bucket_named(reading, name, object));
    bucket.at = record.at();
    if (!region.empty()) bucket.region = region;
  }
}

/// Calls `read` for every object of a key that says which bucket it is of.
template <class Read>
void read_each_of(SnapshotReading& reading, std::string_view key, Read read) {
  for (const SnapshotObject& object : reading.snapshot.of(key)) {
    const std::string name = object.scope->argument({"bucket"});
    if (name.empty()) continue;
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const ResourceRecord record(node, problem);
    const Ref<Bucket> ref = bucket_named(reading, name, object);
    reading.take(object);
    read(reading.design.get(ref), record);
    if (!problem.found()) continue;
    reading.leave_out(std::string(key), name, problem.why, problem.at);
  }
}

void read_locations(SnapshotReading& reading) {
  read_each_of(reading, "LocationConstraint", [](Bucket& bucket, const ResourceRecord& record) {
    const std::string region = record.text("LocationConstraint");
    if (record.has_problem()) return;
    bucket.region = region.empty() ? std::string(kDefaultRegion) : region;
    if (region == "EU") bucket.region = "eu-west-1";
  });
}

void read_encryptions(SnapshotReading& reading) {
  const auto read = [&](Bucket& bucket, const ResourceRecord& record) {
    for (const ResourceRecord& rule : record.records("Rules")) {
      const ResourceRecord by = rule.record("ApplyServerSideEncryptionByDefault");
      const std::string algorithm = by.text("SSEAlgorithm");
      const std::string key = by.text("KMSMasterKeyID");
      if (algorithm == "AES256") {
        bucket.encryption = Encryption();
      } else if (algorithm.substr(0, 7) == "aws:kms") {
        bucket.encryption =
            encryption_by(reading, key.empty() ? "alias/aws/s3" : key, bucket, rule.at());
      }
    }
  };
  read_each_of(reading, "ServerSideEncryptionConfiguration", read);
}

void read_ownership(SnapshotReading& reading) {
  read_each_of(reading, "OwnershipControls", [](Bucket& bucket, const ResourceRecord& record) {
    for (const ResourceRecord& rule : record.records("Rules")) {
      const std::string word = rule.required_text("ObjectOwnership");
      if (!word.empty()) bucket.owner_enforced = word == "BucketOwnerEnforced";
    }
  });
}

/// Of a bucket or of an account.  Rule: S3-3.
struct PublicAccessBlock {
  Value<bool> restrict_public_buckets = kUnknown;
  Value<bool> block_public_policy = kUnknown;
};

/// An absent setting is off; so is all of it where there is no configuration.
PublicAccessBlock block_of(const ResourceRecord& record) {
  PublicAccessBlock block;
  block.restrict_public_buckets = record.boolean("RestrictPublicBuckets").value_or(false);
  block.block_public_policy = record.boolean("BlockPublicPolicy").value_or(false);
  return block;
}

bool is_account_id(std::string_view text) {
  return text.size() == 12 && all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The account whose block this is; none: it is of a bucket.
std::optional<std::string> account_of_block(const SnapshotReading& reading,
                                            const SnapshotObject& object) {
  const SnapshotScope& scope = *object.scope;
  const std::string named = scope.argument({"account-id"});
  const bool is_s3control = scope.is_of("s3control");
  if (!is_s3control && !(is_account_id(named) && !scope.is_of("s3api"))) return std::nullopt;
  if (is_account_id(named)) return named;
  return scope.account.empty() ? reading.design.account : scope.account;
}

Value<bool> stricter(const Value<bool>& a, const Value<bool>& b) {
  if (a == Value<bool>(true) || b == Value<bool>(true)) return true;
  if (a.is_unknown() || b.is_unknown()) return kUnknown;
  return false;
}

void read_public_access_blocks(SnapshotReading& reading) {
  std::map<std::string, PublicAccessBlock> of_accounts;
  std::map<std::string, PublicAccessBlock> of_buckets;
  for (const SnapshotObject& object : reading.snapshot.of("PublicAccessBlockConfiguration")) {
    if (object.scope->is_of("get-access-point")) continue;
    RecordProblem problem;
    const SyntaxNode node = object.node->parsed();
    const PublicAccessBlock block = block_of(ResourceRecord(node, problem));
    const std::optional<std::string> account = account_of_block(reading, object);
    const std::string name = account ? *account : object.scope->argument({"bucket"});
    if (name.empty()) continue;
    reading.take(object);
    if (problem.found()) {
      reading.leave_out("public access block", name, problem.why, problem.at);
      continue;
    }
    if (!account) bucket_named(reading, name, object);
    (account ? of_accounts : of_buckets)[name] = block;
  }
  for (Bucket& bucket : reading.design.all<Bucket>()) {
    const PublicAccessBlock& own = of_buckets[bucket.name];
    const PublicAccessBlock& accounts = of_accounts[bucket.account];
    bucket.restrict_public_buckets =
        stricter(own.restrict_public_buckets, accounts.restrict_public_buckets);
    bucket.block_public_policy = stricter(own.block_public_policy, accounts.block_public_policy);
  }
}

}  // namespace

Ref<Bucket> bucket_named(SnapshotReading& reading, const std::string& name,
                         const SnapshotObject& object) {
  const Ref<Bucket> known = reading.find<Bucket>(name);
  if (known.is_known()) return known;
  Bucket bucket;
  bucket.at = object.node->at();
  bucket.id = bucket.name = name;
  bucket.account = object.scope->account.empty() ? reading.design.account : object.scope->account;
  bucket.policy_known = false;
  bucket.encryption.kind = Encryption::Kind::unknown;
  bucket.restrict_public_buckets = kUnknown;
  bucket.block_public_policy = kUnknown;
  bucket.owner_enforced = kUnknown;
  return reading.add(std::move(bucket));
}

void read_buckets(SnapshotReading& reading) {
  read_listed_buckets(reading);
  read_locations(reading);
  read_encryptions(reading);
  read_ownership(reading);
  read_public_access_blocks(reading);
}

}  // namespace canreach
