#include "analyzer/query/answer.h"

namespace canreach {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::reachable:
      return "reachable";
    case Verdict::partial:
      return "partial";
    case Verdict::blocked:
      return "blocked";
    case Verdict::undecided:
      return "undecided";
  }
  return "undecided";
}

std::string_view name_of(Leg leg) { return leg == Leg::forward ? "forward" : "return"; }

std::string_view name_of(Direction direction) {
  switch (direction) {
    case Direction::none:
      return "";
    case Direction::ingress:
      return "ingress";
    case Direction::egress:
      return "egress";
  }
  return "";
}

std::string_view name_of(Effect effect) {
  switch (effect) {
    case Effect::permits:
      return "permits";
    case Effect::denies:
      return "denies";
    case Effect::forwards:
      return "forwards";
    case Effect::rewrites:
      return "rewrites";
    case Effect::delivers:
      return "delivers";
    case Effect::unknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace canreach
