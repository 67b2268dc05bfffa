#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parsers/readers/readers.h"

namespace canreach {

/// arn:PARTITION:SERVICE:REGION:ACCOUNT:REST
struct ArnParts {
  std::string service;
  std::string region;
  std::string account;
  std::string rest;  // "stream/orders"
};
/// None: the text is no ARN.
std::optional<ArnParts> parts_of_arn(std::string_view arn);

/// What encrypts a store, by the text that AWS gives: a key's id, ARN or alias, "alias/aws/...".
/// A key that was not collected is added as an external one, whose policy is not known.
Encryption encryption_by(SnapshotReading& reading, const std::string& key, const DataStore& store,
                         const SourceLoc& at);

/// The key that a command names by its id, ARN or alias; unknown: it was not collected.
Ref<Key> key_named(const SnapshotReading& reading, const std::string& text,
                   const SnapshotScope& scope);

/// A bucket that some output names: added when it is the first that does, all of it not known.
Ref<Bucket> bucket_named(SnapshotReading& reading, const std::string& name,
                         const SnapshotObject& object);

/// The same for a store that has an ARN, which is its id.  `name`: empty: what its ARN ends with.
template <class T>
Ref<T> store_by_arn(SnapshotReading& reading, const std::string& arn, const std::string& name,
                    const SnapshotObject& object);

/// A resource policy that was collected: none where the text is null or empty.
void attach_policy(SnapshotReading& reading, DataStore& store, const SyntaxNode* text);

}  // namespace canreach
