#pragma once

#include <optional>
#include <vector>

#include "analyzer/access/access.h"
#include "analyzer/query/query.h"

namespace canreach {

/// Something that a service refuses whatever policies say, or that would be needed to know it.
struct ServiceCheck {
  Truth passes = Truth::yes;
  std::vector<Blocker> blockers;
  std::vector<Remark> undecided;
};

/// An access point of a VPC takes only what comes through an endpoint there.  Rule: NET-18.
ServiceCheck access_point_origin(const Design& design, const AccessTarget& target,
                                 const std::vector<ServiceWay>& ways);

/// A key of AWS's own serves the account of the data alone.  Rule: KMS-7.
ServiceCheck managed_key_account(const Caller& caller, const AccessTarget& target,
                                 const Needs& needs);

/// rds-db:connect helps only where the database takes tokens, and only callers of its own account.
/// Rules: RDS-1, RDS-2.
ServiceCheck takes_tokens(const Design& design, const Caller& caller, const AccessTarget& target,
                          const Needs& needs);

/// Why a caller's token is none for the database, being of another account; empty: it is not.
/// Rule: RDS-1.
std::string foreign_token(const Design& design, const Caller& caller, const Database& database);

/// How long credentials may last that are asked for with `--context sts:DurationSeconds=N`; a text
/// that is no number of seconds is an error.  Rules: TMP-1, TMP-2.
tl::expected<ServiceCheck, QueryError> session_duration(const Design& design, const Caller& caller,
                                                        const Needs& needs,
                                                        const RequestFacts& facts);

}  // namespace canreach
