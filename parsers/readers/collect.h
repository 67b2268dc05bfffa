#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "model/design.h"
#include "parsers/aws_snapshot.h"
#include "parsers/readers/readers.h"

namespace canreach {

/// The objects of all documents, duplicates merged.  Pages that are not the last, and values that
/// are no objects, make their kind incomplete.
Snapshot collect_snapshot(const std::vector<SnapshotDocument>& documents, Design& design,
                          Diagnostics& diagnostics);

/// A kind of object that two documents may both describe, and how to see that it is one.
struct KeyedObject {
  std::string_view key;
  std::string_view id_key;
  bool is_global = true;  // false: the id is unique in an account and region only
};
const std::vector<KeyedObject>& keyed_objects();

/// Does a reader take the objects under this top-level key?
bool is_read(std::string_view key);
/// Must the value of this top-level key be a list?
bool is_listed(std::string_view key);
/// Do several commands give this top-level key, so that a reader looks at each object whether it is
/// one of its own?
bool is_shared_key(std::string_view key);
/// Is the whole document the object, since what stands beside the key says what it is of?
bool is_document_key(std::string_view key);
/// Does the value of a key that other files have as well look like AWS's?
bool tells_snapshot(std::string_view key, const SyntaxNode& value);
/// Is this an attribute of a VPC, which stands beside the VPC's id?
bool is_attribute(std::string_view key);
/// Is this a top-level key of a describe output that canreach has heard of?
bool is_snapshot_key(std::string_view key);
/// Keys that say nothing about a design.
bool is_ignored_key(std::string_view key);
/// "NetworkAcls" of "network_acls"; the key itself when no reader takes such a key.
std::string key_of_folded(std::string_view key);
/// "transit-gateway" of "TransitGateways", "role" of "RoleDetailList".
std::string label_of_key(std::string_view key);
/// What users call an object of that key: its Name tag, name, id or ARN; empty when it has none.
std::string best_name(std::string_view key, const SyntaxNode& object);

}  // namespace canreach
