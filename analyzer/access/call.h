#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/access/target.h"

namespace canreach {

/// One action on one resource: what is asked of the policies at a time.  Rules: ACT-5, ACT-8.
struct Call {
  std::string action;              // "s3:GetObject"
  std::string resource;            // its ARN; "*" where the action takes none.  Rule: ACT-7
  ResourceKind kind{};             // with `index`: whose policy is asked
  std::uint32_t index = kNoIndex;  // kNoIndex: the design does not hold it, or there is no resource
  std::string account;             // whose the resource is; empty: not known
  std::string region;
  /// The service that makes this call for the client, "s3": it passes no path of the client's.
  /// Empty: the client makes it itself.  Rules: KMS-6, NET-14.
  std::string by_service;
  /// The access point that a request to S3 comes through, in Bucket::access_points of `index`.
  std::uint32_t access_point = kNoIndex;
  /// Its own policy is asked, not the bucket's.  Rule: S3-5.
  bool of_access_point = false;

  /// Is it about all resources that begin alike?
  bool takes_every_part() const { return resource.size() > 1 && resource.back() == '*'; }
};

/// What an ACTION on a target needs, all of it.  Rules: CRUD-1 to CRUD-3.
struct Needs {
  std::vector<Call> calls;
  std::string service;       // the API whose endpoint the client calls, "s3"; empty: none
  bool data_path = false;    // a flow to the target's own port: databases, caches, brokers
  bool login = false;        // a database's users and grants decide too
  std::string verb;          // "read"; empty: an action was named
  bool key_unknown = false;  // whether a customer key is needed too is not known
  /// "alias/aws/s3": the key is AWS's own, which serves the store's account alone.  Empty: it is
  /// not.  Rule: KMS-7.
  std::string managed_key;
  /// Where requests go, "the database, on its own port", when it is no service's endpoint and the
  /// design does not hold the thing; empty: it is known.
  std::string_view goes_to;
  std::string goes_to_by;  // the action of which `goes_to` tells
  /// Of a pattern, whose endpoint some of its requests take instead, "dynamodb-streams"; empty: all
  /// take one.
  std::string other_service;
  /// Of a pattern: some requests go to the target's own address, others to the service's endpoint.
  bool mixes_paths = false;
  bool token = false;  // a database's token of IAM is asked for: rds-db:connect itself
  /// How a client may log in besides by IAM, "scram": then no policy denies.  Empty: by IAM alone.
  std::string other_login;
  std::string pattern;  // "s3:Get*", which `calls` are the known actions of; empty: one is asked
  /// Types of which the action needs a resource each, when they are several: the target is one of
  /// them, and the others are not told.  Rule: ACT-8.
  std::vector<std::string> resource_types;
  /// Must more be allowed than `calls` say?
  bool is_open() const { return key_unknown || !resource_types.empty(); }
};

/// What is to be said of actions that no service is known to have: a warning each.  Rule: ACT-9.
void note_unknown_actions(const Needs& needs, std::vector<Remark>& assumptions);

/// An action of a service, "s3:GetObject", or a verb, or a pattern of actions, "s3:Get*", which
/// asks for every known one that it covers.  Unknown verbs and actions without a service
/// are errors with a suggestion (CR1301); an action that is not known is taken as it is.
tl::expected<Needs, QueryError> needs_of(const Design& design, std::string_view action,
                                         const AccessTarget& target);

}  // namespace canreach
