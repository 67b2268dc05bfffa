#pragma once

#include <functional>

#include "analyzer/intents/check.h"
#include "analyzer/query/endpoint.h"

namespace canreach {

/// Two ends, and packets between them that an intent does not want as they are.
struct Example {
  EndMember from;
  EndMember to;
  TrafficSet traffic;
};

/// What is wrong between two ends, of the packets that an intent asks about.
using Wrong = std::function<TrafficSet(const EndMember& from, const EndMember& to)>;

/// The same of as few hosts as show it: of hosts that rules tell apart, those for which it is so.
Example example_of(const Network& network, const Example& whole, const Wrong& wrong);

/// Walks the counter-example of a failure.  Where only some ports of the client get through, it is
/// asked from one of these.  A packet that does not do what the failure says is not shown.
void walk_counter_example(const Network& network, IntentFailure& failure);

}  // namespace canreach
