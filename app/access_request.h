#pragma once

#include <string>

#include "analyzer/network/network.h"
#include "app/api_request.h"

namespace canreach {

/// One of its own and ten managed ones.  Rule: SES-1.
inline constexpr std::size_t kMostSessionPolicies = 11;

/// The ops `can` and `who-can`.
std::string answer_can(ApiRequest& request, const Network& network);
std::string answer_who_can(ApiRequest& request, const Network& network);

}  // namespace canreach
