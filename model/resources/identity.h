#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/ref.h"
#include "model/resources/policy_document.h"
#include "model/resources/resource.h"

namespace canreach {

/// A managed policy: the customer's own, or one of AWS's whose document the input gives or not.
struct ManagedPolicy : Resource {
  std::string arn;
  PolicyDocument document;  // without statements and `statements_known` false when it is not given
};

/// The policies that a user, group or role has.  Rules: EVA-5, BND-1.
struct Permissions {
  std::vector<PolicyDocument> inline_policies;
  std::vector<Ref<ManagedPolicy>> managed;  // unknown: one that the input does not give
  bool complete = true;                     // false: there may be further ones
  Ref<ManagedPolicy> boundary;              // none, one, or not known whether
};

struct IamGroup : Resource {
  std::string arn;
  Permissions permissions;
};

struct User : Resource {
  std::string arn;
  std::vector<Ref<IamGroup>> groups;  // unknown: one that the input does not give
  bool groups_known = true;
  Permissions permissions;
};

struct Role : Resource {
  std::string arn;
  PolicyDocument trust;
  Permissions permissions;
  int max_session_seconds = 3600;  // 3,600 to 43,200.  Rule: TMP-1
  /// Of a service, with permissions that AWS fixes.  Rule: OTH-6
  bool service_linked = false;
};

/// A root, unit or account of an organization with what is attached to it.  No list: the
/// full-access policy that AWS attaches.  Rules: SCP-3, SCP-4, RCP-2.
struct OrganizationNode {
  std::string name;  // of a unit; the id of an account; "root"
  bool is_account = false;
  int parent = -1;  // index in Organization::nodes; -1: the root
  std::optional<std::vector<PolicyDocument>> service_control;
  std::optional<std::vector<PolicyDocument>> resource_control;
  bool complete = true;  // false: further policies may be attached
  SourceLoc at;
};

struct Organization {
  std::string id;                       // "o-..."; empty: not said
  std::string management;               // account id; empty: not said
  std::vector<OrganizationNode> nodes;  // the root first, parents before their children
  bool complete = true;                 // false: accounts or policies were not collected
  /// false: no policies of that type were collected; taken as full access, which answers say
  bool service_control_known = true;
  bool resource_control_known = true;
  SourceLoc at;

  /// The nodes from the root down to the account's own, by their index; empty: it is not declared.
  std::vector<std::uint32_t> levels_of(const std::string& account) const;
};

/// Who a program or a person acts as, and until when.
struct Credentials {
  enum class Kind : std::uint8_t {
    none,     // it has no credentials
    role,     // refreshed by the platform, or configured
    user,     // long-term access keys
    unknown,  // the input does not say which
  };
  Kind kind = Kind::none;
  Ref<Role> role;
  Ref<User> user;
  std::string name;  // as written: a name, or an ARN that the input does not hold
  std::optional<Value<std::string>>
      expires;  // configured credentials end then, ISO 8601.  Rule: TMP-4
  SourceLoc at;
};

}  // namespace canreach
