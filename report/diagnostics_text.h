#pragma once

#include <cstddef>
#include <string>

#include "base/diagnostics.h"
#include "base/source.h"
#include "report/style.h"

namespace canreach {

/// More than this are counted, not printed.
inline constexpr std::size_t kPrintedDiagnostics = 50;

Ink ink_of(Severity severity);

/// What was reported of an input, by place:
///
///     design.yaml:14:13: error: invalid CIDR block: length must be 0 to 32 [CR1004 invalid-value]
///           cidr: 10.0.0.0/33
///                 ^
///
/// and a last line that counts.  Empty when nothing was reported.
std::string text_of(const Diagnostics& diagnostics, const SourceFiles& files, const Style& style);

}  // namespace canreach
