#pragma once

#include <string>

#include "analyzer/intents/check.h"
#include "base/source.h"
#include "report/style.h"
#include "report/write.h"

namespace canreach {

/// What a check found, as text, JSON or Markdown, with its last end of line.
std::string written(const CheckAnswer& answer, const SourceFiles& files, Format format,
                    const Style& style);

/// On one line, without its end.
std::string json_of(const CheckAnswer& answer, const SourceFiles& files);

/// Today's failures that nobody waived, as a file for --baseline.
std::string baseline_of(const CheckAnswer& answer);

/// The intent in the words of the native format: "deny internet -> data".
std::string text_of(const Intent& intent);

}  // namespace canreach
