#pragma once

#include <string>
#include <vector>

#include "model/design.h"

namespace canreach {

/// Something that has another name in the new design and stands where it stood: the addresses are
/// those of one thing, of a gateway what it joins.
struct Renamed {
  ResourceKind kind{};
  std::string before;
  std::string after;
  SourceLoc at;  // in the files of the new design
};

/// What the new design calls otherwise.  Roles, buckets and whatever else is nothing but its name
/// are other things under another name.
std::vector<Renamed> renames_between(const Design& before, const Design& after);

/// The design in the words of another one: whatever has an old name, and whose new name is free,
/// gets that.  Its id and ARN stay.
Design with_names(Design design, const std::vector<Renamed>& renamed);

}  // namespace canreach
