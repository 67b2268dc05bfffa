#pragma once

#include <string>

#include "analyzer/network/network.h"
#include "app/api_request.h"

namespace canreach {

/// The ops `can` and `who-can`.
std::string answer_can(ApiRequest& request, const Network& network);
std::string answer_who_can(ApiRequest& request, const Network& network);

}  // namespace canreach
