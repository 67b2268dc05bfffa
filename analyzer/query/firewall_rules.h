#pragma once

#include <cstdint>

#include "analyzer/query/path.h"
#include "analyzer/query/walk.h"

namespace canreach {

/// What a firewall lets through at a step, by the traffic of the request; at a reply's step the
/// requests whose replies pass.
struct FirewallSets {
  TrafficSet surely;
  TrafficSet possibly;
};

/// Rules: NFW-2 to NFW-6.
FirewallSets passed_by_firewall(const Network& network, const Step& step);

/// Likewise of one request, with what decides: Judgement::group is a FirewallRuleGroup, and
/// Judgement::rule a rule of it; kNoIndex: a default action, or rules that are not known.
Judgement judge_firewall(const Network& network, const Step& step, Traffic request);

}  // namespace canreach
