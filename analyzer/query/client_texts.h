#pragma once

// What clients print when a connection fails, and how long they wait before they do.

#include <vector>

#include "analyzer/query/answer.h"
#include "model/net/traffic_set.h"

namespace canreach {

/// The texts of the clients that speak what the asked port is for, the likeliest first, and then
/// those of any client: what fails is said by the answer's symptom and blockers.  Nothing for
/// symptoms that clients tell in no words of their own, and nothing but for TCP.
///
/// Where psql, curl and the others pass on what their system says, the texts are Linux's.
/// Rules: SY-2, SY-3, SY-5, SY-6.
std::vector<ClientText> client_texts(const Answer& answer, const TrafficSet& asked);

}  // namespace canreach
