#pragma once

#include <string_view>

namespace canreach {

/// The document, as JSON, of one of AWS's own managed policies that many designs attach; empty for
/// an ARN that is not in the table.  Source: AWS Managed Policy Reference.
std::string_view aws_managed_policy(std::string_view arn);

}  // namespace canreach
