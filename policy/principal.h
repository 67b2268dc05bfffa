#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace canreach {

/// Who calls.  Rule: PRI-15.
struct Principal {
  enum class Kind : std::uint8_t {
    root,            // the root user of an account
    user,            // an IAM user
    role_session,    // whoever assumed a role: a person, an instance, a function, a web identity
    federated_user,  // GetFederationToken
    federated_provider,  // the unsigned caller of AssumeRoleWithWebIdentity or AssumeRoleWithSAML
    service,             // an AWS service on its own behalf
    canonical_user,      // an origin access identity of CloudFront, or whoever a canonical id means
    anonymous,
  };
  Kind kind = Kind::anonymous;
  /// 12 digits; empty for services, providers, canonical users and anonymous callers, whose account
  /// is not told.
  std::string account;
  /// The ARN of a root user or user, the session ARN of a role session or federated user, the
  /// provider's ARN or name, the name of a service, the identity's ARN or the canonical id.  A role
  /// session whose name is not known has
  /// none.
  std::string arn;
  /// A role session: the role's ARN with its path.
  std::string role_arn;
  /// False when only a session ARN was given, which says nothing of the role's path.  Rule: ARN-11.
  bool role_path_known = true;
  /// A federated user: the ARN of the user that asked for the token; empty: not known.
  std::string user_arn;
  /// The unique id (AIDA..., AROA...); empty: not known.
  std::string unique_id;
  /// S3's 64-digit id of the caller's account; empty: not known.  Rule: PRI-11.
  std::string canonical_id;
  /// A user with credentials of GetSessionToken.  Rule: TMP-3.
  bool session_token = false;
  /// A role of AWS's that organisations do not limit.  Rules: SCP-2, RCP-3, OTH-6.
  bool service_linked_role = false;

  /// "*" (anonymous), a service's name, a provider's name or ARN, a 12-digit account (its root
  /// user), the 64 digits of a canonical user, or the ARN of a root user, user, role, role session,
  /// federated user or origin access identity.  A role's ARN
  /// means a session of it whose name is not known.
  static Result<Principal> parse(std::string_view text);
  static Principal session_of(std::string_view role_arn, std::string_view session_name);

  /// As AWS's messages name the caller.  Rule: ERR-7.
  std::string described() const;
  /// "aws" of "arn:aws:iam::1:user/a"; empty where no ARN is known.
  std::string_view partition() const;
};

/// The 64 hexadecimal digits of an S3 canonical user.  Rule: PRI-11.
bool is_canonical_id(std::string_view text);
/// Is the role AWS's own?  The path of its ARN tells.  Rule: OTH-6.
bool is_service_linked(std::string_view role_arn);
/// Twelve digits.
bool is_account_id(std::string_view text);

}  // namespace canreach
