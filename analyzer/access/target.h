#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/query/answer.h"
#include "analyzer/query/query.h"
#include "model/arns.h"

namespace canreach {

/// What an access query is about: something of the design, or something that only its ARN tells.
struct AccessTarget {
  AnswerEnd end;
  ResourceKind kind{};             // with `known`
  std::uint32_t index = kNoIndex;  // kNoIndex: the design does not hold it
  std::string part;                // an object, table, topic; may be a pattern; empty: every part
  std::string arn;                 // of the whole, without the part; empty: it has none
  std::string service;             // the first word of its ARN's service, "s3"
  std::string account;             // whose it is; empty: not known
  std::string region;              // empty: none, or not known
  bool arn_given = false;          // the query named it by an ARN: `arn` has the part in it
  /// Of a bucket, the access point that it is asked through, in Bucket::access_points.  Rule: S3-5
  std::uint32_t access_point = kNoIndex;

  bool is_known() const { return index != kNoIndex; }
};

/// Resolves the TARGET of `can` and `who-can`: s3://BUCKET/KEY, NAME, NAME/PART, KIND/NAME,
/// KIND/NAME/PART, access-point/NAME/KEY, an ARN, or `*` for actions without a resource.  Names
/// that fit nothing or several things are errors (CR1201, CR1202).
tl::expected<AccessTarget, QueryError> resolve_target(const Network& network,
                                                      std::string_view text);

/// "arn:aws:s3:us-east-1:111122223333:accesspoint/reports".
std::string access_point_arn(const Design& design, const AccessTarget& target);

/// The ARN that rds-db:connect asks for.  Rule: RDS-1.
std::string database_user_arn(const Design& design, const Database& database,
                              std::string_view user);

}  // namespace canreach
