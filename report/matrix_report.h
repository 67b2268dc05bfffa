#pragma once

#include <string>

#include "analyzer/query/matrix.h"
#include "base/source.h"
#include "report/style.h"
#include "report/write.h"

namespace canreach {

/// The matrix as text, JSON, CSV or Markdown, with its last end of line.
std::string written(const Matrix& matrix, const SourceFiles& files, Format format,
                    const Style& style);

/// On one line, without its end.
std::string json_of(const Matrix& matrix, const SourceFiles& files);

}  // namespace canreach
