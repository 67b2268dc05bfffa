#pragma once

#include <cstdint>
#include <string>

#include "model/design.h"

namespace canreach {

/// A statement that a user or role gets: it may make one call on one resource.
struct Grant {
  ResourceKind kind{};  // Role or User
  std::uint32_t index = 0;
  std::string action;    // "s3:GetObject"
  std::string resource;  // an ARN, or "*"

  friend bool operator==(const Grant&, const Grant&) = default;
};

/// Adds the statement in an inline policy of its own.
void apply(const Grant& grant, Design& design);

}  // namespace canreach
