#pragma once

#include "analyzer/access/access.h"
#include "analyzer/access/policy_store.h"
#include "policy/truth.h"

namespace canreach {

/// Who wants to do what in which database.
struct LoginQuery {
  const Network& network;
  PolicyStore& store;
  const Caller& caller;
  const AccessTarget& target;
  const std::string& verb;  // "connect", "read" ...
  const RequestFacts& facts;
};

/// For each user that the database declares: may the caller log in as it, and has it the grant?
/// Rules: CRUD-2, RDS-1, RDS-2, OTH-7.
std::vector<LoginAnswer> logins_of(const LoginQuery& query);

/// Any user will do.  A database whose users are not declared lets a plain `connect` pass.  Adds
/// blockers and remarks.
Truth login_verdict(AccessAnswer& answer);

}  // namespace canreach
