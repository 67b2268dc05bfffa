#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/design.h"

namespace canreach {

/// A thing of the design that holds data or is called, and what an ARN says behind its own.
struct ArnOwner {
  ResourceKind kind{};
  std::uint32_t index = 0;
  std::string_view rest;  // "/in/x" of a bucket's object; of a part of the ARN that was asked about
};

/// Whose ARN it is, or that of a part of whom; none: of nothing that the design declares.
std::optional<ArnOwner> owner_of_arn(const Design& design, std::string_view arn);

}  // namespace canreach
