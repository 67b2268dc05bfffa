#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/ref.h"
#include "model/resources/policy_document.h"
#include "model/resources/resource.h"

namespace canreach {

struct Key;
struct Vpc;

/// What encrypts data at rest.  Rule: KMS-6.
struct Encryption {
  enum class Kind : std::uint8_t {
    aws_owned,    // no key whose use is asked about
    aws_managed,  // "alias/aws/...": usable by the account's own principals.  Rule: KMS-7
    customer,     // `key`
    unknown,
  };
  Kind kind = Kind::aws_owned;
  Ref<Key> key;  // of a customer key; unknown: one that the input does not hold
  std::string name;
};

/// What holds data and is asked over an API of its service.
struct DataStore : Resource {
  std::string arn;
  std::optional<PolicyDocument> policy;  // the resource-based one; none: there is none
  bool policy_known = true;              // false: whether there is one was not collected
  Encryption encryption;
};

/// A way into a bucket with a policy of its own.  Rules: S3-5, NET-18.
struct AccessPoint {
  std::string name;
  std::optional<PolicyDocument> policy;  // none: it has none
  bool policy_known = true;
  bool vpc_only = false;  // network origin VPC: requests must come through an endpoint in `vpc`
  Ref<Vpc> vpc;
  Value<bool> restrict_public_buckets = true;  // its own; its bucket's count as well
  Value<bool> block_public_policy = true;
  SourceLoc at;
};

/// Rules: S3-3, XAC-9, S3-4.
struct Bucket : DataStore {
  Value<bool> restrict_public_buckets = true;  // of the bucket or its account, the stricter
  Value<bool> block_public_policy = true;
  Value<bool> owner_enforced =
      true;  // object ownership: access control lists are off.  Rule: RBP-13
  std::vector<AccessPoint> access_points;
};
struct Table : DataStore {};     // DynamoDB
struct Queue : DataStore {};     // SQS
struct Stream : DataStore {};    // Kinesis
struct Topic : DataStore {};     // SNS
struct LogGroup : DataStore {};  // CloudWatch Logs
struct Secret : DataStore {};    // Secrets Manager

/// A KMS key.  Its `policy` is its key policy, which it always has.  Rules: KMS-1, KMS-2.
struct Key : DataStore {
  std::vector<std::string> aliases;  // "alias/orders"
  bool aws_managed = false;
  Value<bool> has_grants = false;  // Rule: KMS-5
};

/// What a database user may do with a table (or "*").
struct DatabaseGrant {
  std::string table;
  std::vector<std::string> verbs;  // create, read, update, delete
};

struct DatabaseUser {
  std::string name;
  Value<bool> iam = false;      // logs in with a token of IAM.  Rule: RDS-2
  std::string password_secret;  // the name or ARN of the secret that holds it; empty: none said
  Ref<Secret> secret;
  std::vector<DatabaseGrant> grants;
  bool grants_known = true;
  SourceLoc at;
};

}  // namespace canreach
