#pragma once

#include <string>
#include <vector>

#include "analyzer/diff/diff.h"
#include "app/api_request.h"
#include "parsers/load.h"

namespace canreach {

/// A design as files, and the design that they are.
struct DiffSide {
  std::vector<InputFile> files;
  Design design;
};

/// Compares two designs that were read from these files; edits are looked for in files of one name,
/// or in the only one of each side.
DiffAnswer diff_of(const DiffSide& before, const DiffSide& after, const LoadOptions& options);

/// The op `diff`: `old` and `new` are lists of files.
std::string answer_diff(ApiRequest& request, const LoadOptions& options);

}  // namespace canreach
