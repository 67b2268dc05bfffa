#pragma once

#include <string>

#include "analyzer/network/network.h"
#include "app/api_request.h"

namespace canreach {

/// The op `tighten`.
std::string answer_tighten(ApiRequest& request, const Network& network);

/// What to say where no intent allows anything: then everything could go.
QueryError nothing_is_needed();

/// Does some intent want something to pass?
bool wants_something(const IntentSpec& spec);

}  // namespace canreach
