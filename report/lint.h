#pragma once

#include <string>

#include "analyzer/lint/lint.h"
#include "base/source.h"
#include "report/report_item.h"
#include "report/style.h"
#include "report/write.h"

namespace canreach {

/// What `lint` found in a design, as it is printed.
std::string written(const LintResult& result, const SourceFiles& files, Format format,
                    const Style& style);

/// The same for formats of other tools.
Report report_of(const LintResult& result);

/// For people: the gravest first, each with its line and the way of the traffic that proves it.
std::string text_of(const LintResult& result, const SourceFiles& files, const Style& style);

/// The answer of the op `lint` (docs/result.schema.json), on one line, by place.
std::string json_of(const LintResult& result, const SourceFiles& files);

}  // namespace canreach
