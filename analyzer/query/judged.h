#pragma once

#include <vector>

#include "analyzer/query/answer.h"
#include "analyzer/query/cases.h"
#include "analyzer/query/reach.h"
#include "analyzer/query/relay.h"

namespace canreach {

struct JudgedRelay;

/// A case with everything that was found out about it.
struct Judged {
  Case made;
  Asked asked;
  Paths paths;
  std::vector<std::vector<PassingProtocol>> passing;  // of each path
  std::vector<JudgedRelay> relays;  // where the case ends at a node of a load balancer
  Tally tally;                      // of the relays, too
};

/// What a load balancer's node does next.
struct JudgedRelay {
  Relay relay;
  std::vector<Judged> ways;  // of each of Relay::ways
  Tally front;               // of the way to the node, for the relay's traffic
  Tally behind;              // of the ways

  /// Of traffic that must pass both halves.
  Tally whole() const {
    Tally tally;
    tally.all = front.all && behind.all;
    tally.none = front.none || behind.none;
    tally.some_pass = front.some_pass && behind.some_pass;
    tally.some_fail = front.some_fail || behind.some_fail;
    return tally;
  }
};

inline Verdict verdict_of(const Tally& tally) {
  if (tally.all) return Verdict::reachable;
  if (tally.none) return Verdict::blocked;
  if (tally.some_pass && tally.some_fail) return Verdict::partial;
  return Verdict::undecided;
}

/// Of one thing that passes, does not, or may.
inline Tally tally_of(Tri outcome) {
  Tally tally;
  tally.all = tally.some_pass = outcome == Tri::yes;
  tally.none = tally.some_fail = outcome == Tri::no;
  return tally;
}

/// What a case adds to the tally of its pair.
inline Tally counted(const Case& made, Tally tally) {
  if (!made.further) return tally;
  tally.all = true;
  tally.some_fail = false;
  return tally;
}

}  // namespace canreach
