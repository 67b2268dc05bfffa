#pragma once

#include "analyzer/intents/check.h"
#include "analyzer/intents/flows.h"

namespace canreach {

/// What an intent about flows comes to in one network: failures with their ends and packets,
/// without traces.
IntentAnswer check_flow_intent(const Network& network, const Intent& intent);

/// What `from` must be, or must not, in words of the finding's row.
std::string message_of(IntentFinding finding, const std::string& what, const std::string& from,
                       const std::string& to, const std::string& named);

/// At most this many failures of an intent are listed.
inline constexpr std::size_t kMostFailures = 1000;

/// Adds it, or counts it where there are too many.
void add_failure(IntentAnswer& answer, IntentFailure failure);

}  // namespace canreach
