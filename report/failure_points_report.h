#pragma once

#include <string>

#include "analyzer/what_if/failure_points.h"
#include "base/source.h"

namespace canreach {

/// Lines for people, which follow those of the answer.
std::string text_of(const FailurePoints& found, const SourceFiles& files);

/// The answer, a JSON object, with "failure_points".
std::string with_failure_points(std::string answer, const FailurePoints& found,
                                const SourceFiles& files);

}  // namespace canreach
