#pragma once

#include <string_view>

namespace canreach {

/// What ends the kind of a thing that is not modelled and has a policy document of its own:
/// "AWS::DynamoDB::GlobalTable with a policy".
inline constexpr std::string_view kWithPolicy = " with a policy";

/// What ends the kind of a thing that is not modelled and lets the internet in to what it names, by
/// ways of its own: "AWS::GlobalAccelerator::EndpointGroup in front of Web".  One entry a target.
inline constexpr std::string_view kInFrontOf = " in front of ";

}  // namespace canreach
