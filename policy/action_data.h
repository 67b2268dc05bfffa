#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace canreach {

/// What AWS publishes of each service's actions: the Service Authorization Reference, as packed in
/// policy/action_data.def (docs/action-data.md).  It is no proof of absence: AWS adds actions every
/// week, so an action that is not here is unknown, not wrong.  Rule: ACT-9.

/// The most that an action does, in AWS's words.
enum class AccessLevel : std::uint8_t { list, read, write, tagging, permissions_management };

/// Must a request name a resource of this type?
enum class ResourceNeed : std::uint8_t { optional, required };

/// A type of resource that an action takes.
struct ActionResource {
  std::string_view type;  // "object"
  ResourceNeed need = ResourceNeed::optional;
  /// Of its ARNs, mostly one: "arn:${Partition}:s3:::${BucketName}/${ObjectName}".  The service in
  /// it need not be the action's: those of kafka-cluster are "kafka".  Rule: MSK-2.
  std::vector<std::string_view> arns;
  /// Condition keys that a request for such a resource has besides those of the action.
  std::vector<std::string_view> keys;
};

/// An action as AWS writes it.  All text lives as long as the program.
struct ActionRow {
  std::string_view service;  // "s3"
  std::string_view name;     // "GetObject"
  AccessLevel access = AccessLevel::list;
  std::vector<ActionResource> resources;
  /// The service's condition keys that every request for it has; variable parts are written
  /// ${TagKey}.  Global keys are here only where they depend on the action (aws:RequestTag/...).
  std::vector<std::string_view> keys;
};

/// The type of a condition key's values.
struct KeyType {
  enum class Kind : std::uint8_t { string, arn, boolean, number, date, ip_address };
  Kind kind = Kind::string;
  bool several = false;  // a multivalued key.  Rule: OPR-13
  friend bool operator==(const KeyType&, const KeyType&) = default;
};

/// The prefixes of all services, "s3", in order.
std::vector<std::string_view> services();

/// Is there a service with this prefix ("s3", case ignored)?  The names and details of all its
/// actions are then known too.  Rule: ACT-1.
bool is_known_service(std::string_view prefix);

/// "s3:GetObject", case ignored; none for what is not known and for wildcards.  Rules: ACT-1,
/// ACT-9.
std::optional<ActionRow> find_action(std::string_view service_and_name);

/// The types of resources that an action takes, without the rest of its row; none of an action that
/// is not known.
std::vector<std::string_view> resource_types_of(std::string_view service_and_name);

/// The known actions that a policy's Action covers, "s3:GetObject" for "S3:Get*", in order; none:
/// it names nothing that is known.  Wildcards count in the service too.  Rules: ACT-2, ACT-3.
std::vector<std::string> covered_actions(std::string_view pattern);

/// What an action that is not known was probably meant to be: "s3:GetObject" for "s3:GetObjects",
/// "s3:Get*" for "s33:Get*".  None for a known one, and when nothing is near.
std::optional<std::string> nearest_action(std::string_view text);

/// No resource type: only "*" and patterns over the whole service grant the action.  Rule: ACT-7.
bool takes_no_resource(const ActionRow& action);

/// The types of which every request names a resource, each authorized by itself.  None while there
/// are types: the request names one of some of them (an object or an access point).  Rule: ACT-8.
std::vector<std::string_view> required_resource_types(const ActionRow& action);

/// May a request for the action have this key (case ignored), for any of its resources?  Global
/// keys count for every action, but for aws:ResourceTag/, aws:RequestTag/ and aws:TagKeys; so do
/// those of identity providers ("accounts.google.com:sub"), which sessions carry on.  Whether a
/// given request has it is another question.  Rules: KEY-1, KEY-2.
bool action_supports_key(const ActionRow& action, std::string_view key);

/// None: not a key that AWS documents.  Case ignored.  Rule: KEY-2.
std::optional<KeyType> type_of_key(std::string_view key);

}  // namespace canreach
