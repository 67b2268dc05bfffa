#pragma once

#include <string>

#include "analyzer/what_if/tighten.h"
#include "base/source.h"
#include "report/style.h"
#include "report/write.h"

namespace canreach {

/// What can be tighter, as text or JSON, with its last end of line.
std::string written(const TightenAnswer& answer, const SourceFiles& files, Format format,
                    const Style& style);

/// On one line, without its end.
std::string json_of(const TightenAnswer& answer, const SourceFiles& files);

}  // namespace canreach
