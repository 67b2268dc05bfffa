#pragma once

#include <string>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/query/endpoint.h"
#include "analyzer/query/pair_judge.h"

namespace canreach {

/// What is asked for by a name and is no end of a design: the services of AWS that one of the two
/// mentions ("service/s3"), and the names in their hosted zones.  Sorted.
std::vector<std::string> named_targets(const Network& before, const Network& after);

/// A source and what it asks for; of a name all that this gives to whoever asks there.
struct EndPair {
  EndMember from;
  std::vector<EndMember> to;  // none: it is not known what the name gives
};

/// What the name stands for where `from` asks.
EndPair asked_by_name(const Network& network, const EndMember& from, const std::string& name);

PassingTraffic passing_between(PairJudge& judge, const EndPair& pair);

/// The gateways and appliances that passing traffic takes: "nat-a, igw".
std::string way_between(const Network& network, const EndPair& pair);

/// Do both names lead to the same ends, service or addresses?  Then what changed shows there.
bool lead_alike(const Network& before, const EndPair& old_pair, const Network& after,
                const EndPair& new_pair);

}  // namespace canreach
