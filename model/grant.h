#pragma once

#include <cstdint>
#include <string>

#include "model/design.h"

namespace canreach {

/// A statement that lets one call on one resource through: one that a user or role gets, or one
/// more of a policy that is there and stays silent.
struct Grant {
  enum class To : std::uint8_t {
    identity,         // an inline policy of its own
    boundary,         // the permissions boundary of the user or role
    resource,         // the policy of the resource, which the user or role is then named by
    service_control,  // the first policy of a level of the organization
  };
  ResourceKind kind{};  // Role or User
  std::uint32_t index = 0;
  std::string action;    // "s3:GetObject"
  std::string resource;  // an ARN, or "*"
  To to = To::identity;
  ResourceKind owner_kind{};    // of a resource's policy: whose it is
  std::uint32_t owner = 0;      // likewise; of a level: in Organization::nodes
  std::string principal_arn{};  // of a resource's policy

  friend bool operator==(const Grant&, const Grant&) = default;
};

/// What the role or user of the grant may; nullptr: it is neither.
const Permissions* permissions_of(const Grant& grant, const Design& design);

/// The policy that gets the statement; nullptr: there is none yet.
const PolicyDocument* document_of(const Grant& grant, const Design& design);

/// Adds the statement.
void apply(const Grant& grant, Design& design);

}  // namespace canreach
