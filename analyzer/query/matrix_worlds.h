#pragma once

#include <vector>

#include "analyzer/query/matrix.h"

namespace canreach {

struct CommonMatrix {
  Matrix matrix;
  bool agrees = true;  // false: the worlds differ in something
};

/// What the worlds of open conditions have in common, each of them asked with every end a row of
/// its own: what passes in all of them does, what passes in some is undecided.
CommonMatrix common_of(const std::vector<Matrix>& worlds, std::size_t most_rows);

}  // namespace canreach
