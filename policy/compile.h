#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/resources/policy_document.h"
#include "policy/condition_operator.h"
#include "policy/text_pattern.h"

namespace canreach {

/// A part of a pool of a CompiledPolicy.
struct PoolRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// An entry of a Principal.  Its texts belong to the document.
struct CompiledPrincipal {
  enum class Kind : std::uint8_t {
    everyone,
    account,  // id or root: delegation.  Rule: PRI-4
    user,     // user ARN
    role,     // role ARN: every session.  Rule: PRI-7
    session,  // assumed-role session ARN, federated user ARN
    service,
    federated,
    canonical_user,
    somebody,  // one of an account, of whom the text does not tell more
    nobody,    // a pattern, a deleted id, no principal at all.  Rules: PRI-5, PRI-8
    unknown,
  };
  Kind kind = Kind::nobody;
  std::string_view text;  // of an account: its 12 digits
};
CompiledPrincipal compile_principal(const PolicyPrincipal& principal);

struct CompiledCondition {
  ConditionOperator operation;
  ConditionKey key;
  PoolRange operands;
  bool values_known = true;
  bool unreadable = false;  // no such operator, or a value that cannot be read.  Rule: CND-7
};

struct CompiledStatement {
  PolicyStatement::Effect effect = PolicyStatement::Effect::deny;
  bool has_principal = false;
  bool not_principal = false;
  bool principals_known = true;
  bool not_action = false;
  bool actions_known = true;
  bool has_resource = false;
  bool not_resource = false;
  bool resources_known = true;
  bool conditions_known = true;
  PoolRange principals, actions, resources, conditions;
};

/// A document, ready to be asked.  It refers to the document that it was made of.
struct CompiledPolicy {
  const PolicyDocument* document = nullptr;
  PolicyUse use = PolicyUse::identity;
  bool statements_known = true;               // the document's
  std::uint64_t id = 0;                       // of no other compiled policy of this process; not 0
  std::vector<CompiledStatement> statements;  // as many as the document's
  TextPatterns patterns;
  std::vector<TextPattern> actions, resources;
  std::vector<CompiledPrincipal> principals;
  std::vector<CompiledCondition> conditions;
  std::vector<Operand> operands;
  Truth is_public = Truth::no;  // of a resource's policy
};

/// Would S3 call this bucket policy public?  Rule: S3-4.
Truth is_public(const PolicyDocument& document);

/// The document must stay where it is as long as the result is used.
CompiledPolicy compile_policy(const PolicyDocument& document, PolicyUse use);

}  // namespace canreach
