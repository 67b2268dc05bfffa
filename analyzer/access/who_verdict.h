#pragma once

#include "analyzer/access/who_can.h"
#include "base/algorithm.h"

namespace canreach {

/// Somebody surely may: allowed; nobody may: denied; else undecided.
inline AccessVerdict verdict_of(const WhoCanAnswer& answer) {
  const bool somebody =
      any_of(answer.who, [](const WhoMay& who) { return who.verdict == AccessVerdict::allowed; });
  if (somebody) return AccessVerdict::allowed;
  const bool is_open = !answer.who.empty() || !answer.undecided.empty();
  return is_open ? AccessVerdict::undecided : AccessVerdict::denied;
}

}  // namespace canreach
