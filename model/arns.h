#pragma once

#include <string>
#include <string_view>

#include "model/design.h"

namespace canreach {

/// "aws", "aws-cn" or "aws-us-gov".  Rule: ARN-10.
std::string_view partition_of(std::string_view region);

/// Fills the format of an ARN: {0} region, {1} account, {2} name, {3} partition.
std::string filled_arn(std::string_view format, std::string_view region, std::string_view account,
                       std::string_view name);

/// The ARN of a thing of the kind; empty for kinds whose ARNs nothing asks for.  Rules: ARN-10,
/// ARN-11, OTH-2.
std::string arn_of_kind(ResourceKind kind, std::string_view region, std::string_view account,
                        std::string_view name);

/// Whose a resource is: its own account, else the design's, else 000000000000; of something
/// collected empty where it is not known.
std::string account_of(const Design& design, const Resource& resource);

/// The ARN of a resource: as the input gives it, else made of account, region and name.  Empty: its
/// kind has none.
std::string arn_of(const Design& design, ResourceKind kind, std::uint32_t index);

}  // namespace canreach
