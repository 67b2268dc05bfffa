#include "policy/match.h"

#include "model/open_names.h"
#include "policy/arn.h"

namespace canreach {
namespace {

using PrincipalKind = CompiledPrincipal::Kind;
using Caller = Principal::Kind;

std::string_view account_of_arn(std::string_view arn) { return ArnParts(arn)[ArnPart::account]; }

Truth is_account(std::string_view account, const Principal& caller, const OpenNames* names) {
  return caller.account.empty() ? Truth::no : is_same_open(account, caller.account, names);
}

std::string_view last_name(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

// Names of roles are unique in an account whatever their paths.  Rules: ARN-11, LIM-1.
Truth is_role_of(std::string_view role_arn, const Principal& caller, const OpenNames* names) {
  if (caller.kind != Caller::role_session) return Truth::no;
  if (caller.role_path_known) return is_same_open(role_arn, caller.role_arn, names);
  return is_account(account_of_arn(role_arn), caller, names) &
         is_same_open(last_name(role_arn), last_name(caller.role_arn), names);
}

// "ROLE" of arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION.
std::string_view role_of_session(std::string_view session_arn) {
  const std::size_t first = session_arn.find('/');
  const std::size_t last = session_arn.rfind('/');
  if (first == std::string_view::npos || last <= first) return {};
  return session_arn.substr(first + 1, last - first - 1);
}

Truth is_session(std::string_view session_arn, const Principal& caller, const OpenNames* names) {
  const bool has_sessions =
      caller.kind == Caller::role_session || caller.kind == Caller::federated_user;
  if (!has_sessions) return Truth::no;
  if (!caller.arn.empty()) return is_same_open(session_arn, caller.arn, names);
  return Truth::unknown & is_account(account_of_arn(session_arn), caller, names) &
         is_same_open(role_of_session(session_arn), last_name(caller.role_arn), names);
}

// Of a user, or of the federated session that a user asked for.
Truth is_user(std::string_view user_arn, const Principal& caller, const OpenNames* names) {
  const bool is_named = caller.kind == Caller::user || caller.kind == Caller::canonical_user;
  if (is_named) return is_same_open(user_arn, caller.arn, names);
  if (caller.kind != Caller::federated_user) return Truth::no;
  if (!caller.user_arn.empty()) return is_same_open(user_arn, caller.user_arn, names);
  return Truth::unknown & is_account(account_of_arn(user_arn), caller, names);
}

Truth is_canonical_user(std::string_view id, const Principal& caller) {
  if (caller.account.empty() && caller.kind != Caller::canonical_user) return Truth::no;
  if (holds_unknown_part(id)) return Truth::unknown;
  return caller.canonical_id.empty() ? Truth::unknown : truth(id == caller.canonical_id);
}

Grants entry_matches(const CompiledPrincipal& entry, const Principal& caller,
                     const OpenNames* names) {
  switch (entry.kind) {
    case PrincipalKind::everyone:
      return {.full = Truth::yes};
    case PrincipalKind::account:
      return {.account = is_account(entry.text, caller, names)};
    case PrincipalKind::user: {
      const Truth is_caller = is_user(entry.text, caller, names);
      if (caller.kind == Caller::user) return {.full = is_caller};
      return {.role = is_caller};
    }
    case PrincipalKind::role:
      return {.role = is_role_of(entry.text, caller, names)};
    case PrincipalKind::session:
      return {.full = is_session(entry.text, caller, names)};
    case PrincipalKind::service:
      return {.full = truth(caller.kind == Caller::service) &
                      is_same_open(entry.text, caller.arn, names)};
    case PrincipalKind::federated:
      return {.full = truth(caller.kind == Caller::federated_provider) &
                      is_same_open(entry.text, caller.arn, names)};
    case PrincipalKind::canonical_user:
      return {.account = is_canonical_user(entry.text, caller)};
    case PrincipalKind::somebody:
      return {.full = caller.account.empty() ? Truth::no : Truth::unknown};
    case PrincipalKind::nobody:
      return {};
    case PrincipalKind::unknown:
      return {.full = Truth::unknown};
  }
  return {};
}

// An account is its root user there, and of other principals but everyone it is not known whether
// they count.
Grants gateway_matches(const CompiledPrincipal& entry, const Principal& caller,
                       const OpenNames* names) {
  Grants grants = entry_matches(entry, caller, names);
  if (entry.kind == PrincipalKind::everyone) return grants;
  if (entry.kind == PrincipalKind::account) return grants & truth(caller.kind == Caller::root);
  return grants & Truth::unknown;
}

// Of an endpoint that may be a gateway endpoint or not, what both agree on is known.
Grants grants_of(const CompiledPrincipal& entry, const Principal& caller,
                 const PrincipalReading& reading) {
  const Grants usual = entry_matches(entry, caller, reading.open_names);
  if (reading.gateway_endpoint == Truth::no) return usual;
  const Grants there = gateway_matches(entry, caller, reading.open_names);
  if (reading.gateway_endpoint == Truth::yes) return there;
  const auto agreed = [](Truth a, Truth b) { return a == b ? a : Truth::unknown; };
  return {agreed(usual.account, there.account), agreed(usual.role, there.role),
          agreed(usual.full, there.full)};
}

// Is the caller spared by a NotPrincipal?  A role session is when it is listed with its role and
// its account; a user that is listed without its account may be denied with that.  Rule: PRI-12.
Truth is_spared(const CompiledPolicy& policy, const CompiledStatement& statement,
                const Principal& caller, const OpenNames* names) {
  Grants listed;
  Truth everyone = statement.principals_known ? Truth::no : Truth::unknown;
  for (std::uint32_t i = 0; i < statement.principals.count; ++i) {
    const CompiledPrincipal& entry = policy.principals[statement.principals.first + i];
    const Grants grants = entry_matches(entry, caller, names);
    const bool is_everyone =
        entry.kind == PrincipalKind::everyone || entry.kind == PrincipalKind::unknown;
    if (is_everyone) {
      everyone = everyone | grants.any();
    } else {
      listed = listed | grants;
    }
  }
  switch (caller.kind) {
    case Caller::root:
      return everyone | listed.account;
    case Caller::role_session:
      return everyone | (listed.account & listed.role & listed.full);
    case Caller::user:
    case Caller::federated_user:
      return everyone | (listed.full & (listed.account | Truth::unknown));
    case Caller::canonical_user:
      return everyone | listed.any();
    case Caller::federated_provider:
    case Caller::service:
    case Caller::anonymous:
      return everyone | listed.full;
  }
  return Truth::unknown;
}

// Does the pattern take in all that the request stands for?
Truth takes_in(const CompiledPolicy& policy, const TextPattern& pattern,
               const PreparedRequest& request) {
  const Context& context = request.request.context;
  const Truth here = policy.patterns.compare(pattern, request.resource, context);
  if (!request.request.every_part || here == Truth::unknown) return here;
  // A "?" takes in one "*" and not three.
  const auto takes_run = [&] {
    return policy.patterns.compare(pattern, request.resource + "**", context) == Truth::yes;
  };
  if (here == Truth::yes && takes_run()) return Truth::yes;
  const std::string_view beginning(request.resource.data(), request.resource.size() - 1);
  return policy.patterns.may_match_some(pattern, beginning, context) ? Truth::unknown : Truth::no;
}

}  // namespace

Truth action_matches(const CompiledPolicy& policy, const CompiledStatement& statement,
                     std::string_view action) {
  Truth listed = statement.actions_known ? Truth::no : Truth::unknown;
  for (std::uint32_t i = 0; i < statement.actions.count && listed != Truth::yes; ++i) {
    const TextPattern& pattern = policy.actions[statement.actions.first + i];
    listed = listed | policy.patterns.compare(pattern, action);
  }
  return statement.not_action ? !listed : listed;
}

Truth resource_matches(const CompiledPolicy& policy, const CompiledStatement& statement,
                       const PreparedRequest& request) {
  if (!statement.has_resource && statement.resources_known) return Truth::yes;
  Truth listed = statement.resources_known ? Truth::no : Truth::unknown;
  for (std::uint32_t i = 0; i < statement.resources.count && listed != Truth::yes; ++i) {
    const TextPattern& pattern = policy.resources[statement.resources.first + i];
    listed = listed | takes_in(policy, pattern, request);
  }
  return statement.not_resource ? !listed : listed;
}

Grants principal_matches(const CompiledPolicy& policy, const CompiledStatement& statement,
                         const Principal& caller, const PrincipalReading& reading) {
  if (!reading.has_principals) return {.full = Truth::yes};
  if (statement.not_principal) {
    const bool is_deny = statement.effect == PolicyStatement::Effect::deny;
    if (is_deny && reading.has_boundary) return {.full = Truth::yes};
    return {.full = !is_spared(policy, statement, caller, reading.open_names)};
  }
  Grants result;
  if (!statement.principals_known) result.full = Truth::unknown;
  for (std::uint32_t i = 0; i < statement.principals.count; ++i) {
    const CompiledPrincipal& entry = policy.principals[statement.principals.first + i];
    result = result | grants_of(entry, caller, reading);
  }
  return result;
}

}  // namespace canreach
