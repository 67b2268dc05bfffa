#pragma once

#include <string>

#include "analyzer/diff/diff.h"
#include "base/source.h"
#include "report/style.h"
#include "report/write.h"

namespace canreach {

/// The files of the two designs.
struct DiffFiles {
  const SourceFiles& before;
  const SourceFiles& after;
};

/// A diff as text, JSON or Markdown, with its last end of line.
std::string written(const DiffAnswer& answer, const DiffFiles& files, Format format,
                    const Style& style);

/// On one line, without its end.
std::string json_of(const DiffAnswer& answer, const DiffFiles& files);

}  // namespace canreach
