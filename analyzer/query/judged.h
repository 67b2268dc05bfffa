#pragma once

#include <vector>

#include "analyzer/query/answer.h"
#include "analyzer/query/cases.h"
#include "analyzer/query/reach.h"

namespace canreach {

/// A case with everything that was found out about it.
struct Judged {
  Case made;
  Asked asked;
  Paths paths;
  std::vector<std::vector<PassingProtocol>> passing;  // of each path
  Tally tally;
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

}  // namespace canreach
