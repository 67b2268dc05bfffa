#pragma once

#include <string>

#include "base/value.h"
#include "policy/context.h"
#include "policy/principal.h"

namespace canreach {

/// One action on one resource: an API call that needs several is allowed when all of them are.
/// Rules: ACT-5, ACT-8, EVA-10.
struct Request {
  Principal principal;
  std::string action;  // "s3:GetObject"; case does not matter
  /// The resource's ARN.  Empty or "*": the action has no resource type; the service-wide ARN is
  /// compared.  Rule: ACT-7.
  std::string resource;
  /// The resource ends with "*" and stands for every one that begins so: a statement about some of
  /// them leaves it open.  Rule: CRUD-1.
  bool every_part = false;
  /// Whose the resource is; S3's ARNs do not say it.  Empty: as the ARN says, else the caller's
  /// own.  Rule: ARN-10.
  Value<std::string> resource_account;
  Context context;
};

/// Adds to the context the keys that follow from who calls and whose the resource is
/// (aws:PrincipalArn, aws:PrincipalAccount, aws:PrincipalType, aws:username, aws:userid,
/// aws:PrincipalIsAWSService, aws:PrincipalServiceName, aws:ResourceAccount), unless something is
/// said of them already.  The table of semantics section 4.
void add_identity_keys(Request& request);

}  // namespace canreach
