#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"

namespace canreach {

/// A suppression of findings that stands in no comment: in a file of them, or with a resource.
struct ListedSuppression {
  enum class Words : std::uint8_t { ours, other_tool };
  Words words = Words::ours;  // of another tool, only the ids count that a rule of ours is known by
  std::vector<std::string> codes;  // as they are written
  std::string resource;            // whose findings: NAME, VPC/NAME or KIND/NAME; empty: all
  SourceLoc declared;              // whose findings: of what is declared from there ...
  SourceLoc end;                   // ... to before here; nowhere: to the end of the file
  std::string until;               // "2026-12-31"; empty: for ever
  std::string reason;              // empty: none was given
  SourceLoc at;
};

}  // namespace canreach
