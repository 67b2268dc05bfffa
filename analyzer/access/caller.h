#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/query/answer.h"
#include "analyzer/query/query.h"
#include "policy/principal.h"

namespace canreach {

/// Who makes a call: a principal, or what runs somewhere with the credentials of one.
struct Caller {
  AnswerEnd end;     // as it was asked about
  std::string name;  // "role/bastion-role", an ARN, "anonymous"
  Principal principal;
  Ref<Role> role;  // whose policies count; none: its ARN is all that is known
  Ref<User> user;
  ResourceKind workload_kind{};              // with `workload_index`: where it runs
  std::uint32_t workload_index = kNoIndex;   // kNoIndex: a bare principal
  const Credentials* credentials = nullptr;  // of the workload
  bool is_administrator = false;             // has every permission in its account

  bool is_workload() const { return workload_index != kNoIndex; }
};

/// What is to be said of a caller's credentials.
enum class CredentialState : std::uint8_t {
  valid,    // of a workload's role, or not expired; a bare principal has what it needs
  missing,  // the workload has none
  unknown,  // which the workload has is not known
  maybe_expired,
  expired,  // Rule: TMP-4
};
/// `at`: the time of the call; empty: not known.
CredentialState credentials_of(const Caller& caller, std::string_view at);

/// Resolves WHO: a workload's, role's or user's name, an ARN, `anonymous`.
tl::expected<Caller, QueryError> resolve_caller(const Network& network, std::string_view text);

/// Who is asked about where a policy names an account that the design does not hold: its root user,
/// who may all that the account may.  That one cannot assume roles, so an administrator of the
/// account is asked instead.  Rules: PRI-4, STS-1.
Caller standing_for_account(Caller account, std::string_view action);

/// A role or user of the design as a caller.
Caller caller_of(const Design& design, Ref<Role> role);
Caller caller_of(const Design& design, Ref<User> user);
/// A workload with its credentials.
Caller caller_of(const Design& design, ResourceKind kind, std::uint32_t index);

}  // namespace canreach
