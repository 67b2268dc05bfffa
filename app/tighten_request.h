#pragma once

#include <string>

#include "analyzer/network/network.h"
#include "analyzer/what_if/tighten.h"
#include "app/api_request.h"

namespace canreach {

/// The op `tighten`.
std::string answer_tighten(ApiRequest& request, const Network& network);

/// What to say where no intent allows anything: then everything could go.
QueryError nothing_is_needed();

/// What leaving out the egress rules of a group means in the files of the design.
NoEgressOf no_egress_of(const Design& design);

/// Does some intent want something to pass?
bool wants_something(const IntentSpec& spec);

}  // namespace canreach
