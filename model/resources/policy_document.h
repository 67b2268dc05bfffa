#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"
#include "base/value.h"

namespace canreach {

/// One text of a policy document with its place: an action, a resource, a condition's value.  Whole
/// texts may be unknown.
struct PolicyText {
  Value<std::string> text;
  SourceLoc at;
};

/// One entry of a Principal or NotPrincipal.  Rules: PRI-1 to PRI-11.
struct PolicyPrincipal {
  enum class Kind : std::uint8_t {
    everyone,  // "*", also {"AWS": "*"}
    aws,       // account id, root, user, role or session ARN, or the unique id of a deleted one
    federated,
    service,
    canonical_user,
    unknown,
  };
  Kind kind = Kind::everyone;
  std::string text;  // as written
  SourceLoc at;
};

/// One operator and key of a Condition with the values that they are compared with.  Rule: CND-1.
struct PolicyCondition {
  std::string operation;  // as written: "ForAnyValue:StringLikeIfExists"
  std::string key;        // as written: "aws:SourceIp"
  std::vector<PolicyText> values;
  bool values_known = true;  // false: the list may have further values
  SourceLoc at;              // of the key
};

struct PolicyStatement {
  enum class Effect : std::uint8_t { allow, deny, unknown };
  std::string sid;  // empty: none
  Effect effect = Effect::deny;
  bool has_principal = false;  // a Principal or NotPrincipal stands there
  bool not_principal = false;
  std::vector<PolicyPrincipal> principals;
  bool not_action = false;
  std::vector<PolicyText> actions;
  bool has_resource = false;  // a Resource or NotResource stands there
  bool not_resource = false;
  std::vector<PolicyText> resources;
  std::vector<PolicyCondition> conditions;
  // false: the list may have further entries that the input does not give
  bool principals_known = true;
  bool actions_known = true;
  bool resources_known = true;
  bool conditions_known = true;
  SourceLoc at;
};

/// A policy document as it was written, taken or refused as AWS does.  Rules: GRM-1 to GRM-14.
struct PolicyDocument {
  std::string name;        // of the policy; empty: inline without one
  bool variables = false;  // Version 2012-10-17: ${...} stands for a value.  Rule: GRM-2
  std::vector<PolicyStatement> statements;
  bool statements_known = true;  // false: the document, or a part of its statements, is unknown
  SourceLoc at;
  std::string arn;  // of a managed policy; empty: it has none, or it is not known.  Rule: ERR-6
};

/// What a document is attached to decides which elements it may have.  Rule: GRM-12.
enum class PolicyUse : std::uint8_t {
  identity,
  boundary,
  session,
  resource,
  trust,
  endpoint,
  service_control,
  resource_control,
};

}  // namespace canreach
