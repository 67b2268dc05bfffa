#pragma once

#include <cstddef>
#include <string>

#include "base/source.h"
#include "report/style.h"

namespace canreach {

/// How a line of the input is shown.
struct ExcerptLook {
  std::size_t gutter = 0;        ///< columns of the line number; 0: the line as it is, without one
  bool underline_token = false;  ///< mark all of what stands at the place, not its first character
};

/// A line of the input, and under it a mark at the place with a note (which may be empty):
///
///        82 |         - { rule: 90, action: deny }
///           |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ lowest number wins
///
/// A line that is wider than the style is cut to the part around the place; a note that does not
/// fit behind the mark goes on the lines below.  Empty when there is no such line.
std::string excerpt(const SourceFiles& files, const SourceLoc& at, const std::string& note,
                    const ExcerptLook& look, const Style& style);

/// Is what stands at the place only a bracket or dash, so that it says nothing by itself?
bool is_bare_bracket(const SourceFiles& files, const SourceLoc& at);

}  // namespace canreach
