#pragma once

#include <string_view>

#include "policy/compile.h"
#include "policy/evaluate.h"
#include "policy/truth.h"

namespace canreach {

/// In which forms a policy with principals allows a caller, from the least generous to the most.
/// Rules: RBP-1 to RBP-7, RBP-10.
struct Grants {
  Truth account = Truth::no;  // its account: identity policies must allow as well
  Truth role = Truth::no;     // its role, or the user behind a federated session
  Truth full = Truth::no;     // itself, or everyone

  Truth any() const { return account | role | full; }
  Grants operator&(Truth also) const { return {account & also, role & also, full & also}; }
  Grants operator|(const Grants& other) const {
    return {account | other.account, role | other.role, full | other.full};
  }
};

/// How principals are read in a layer.
struct PrincipalReading {
  bool has_principals = false;         // identity policies, boundaries, SCPs have none
  Truth gateway_endpoint = Truth::no;  // Rule: VPE-6.
  bool has_boundary = false;           // Rule: PRI-13.
  const OpenNames* open_names = nullptr;
};

/// `action` in lower case.
Truth action_matches(const CompiledPolicy& policy, const CompiledStatement& statement,
                     std::string_view action);
Truth resource_matches(const CompiledPolicy& policy, const CompiledStatement& statement,
                       const PreparedRequest& request);
/// `full` alone where the layer has no principals.
Grants principal_matches(const CompiledPolicy& policy, const CompiledStatement& statement,
                         const Principal& caller, const PrincipalReading& reading);

}  // namespace canreach
