#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/access/access.h"
#include "analyzer/access/who_can.h"
#include "analyzer/query/answer.h"
#include "base/source.h"
#include "report/show.h"
#include "report/style.h"

namespace canreach {

/// One enumerator a row of report/formats.def.
enum class Format {
#define FORMAT(name, audience) name,
#include "report/formats.def"
#undef FORMAT
};

struct FormatRow {
  Format format;
  std::string_view name;
  std::string_view audience;
};
const std::vector<FormatRow>& format_rows();

/// An answer or a view as it is printed, with its last end of line.  Nothing is decided here: what
/// is not in the value is not said.
std::string written(const Answer& answer, const SourceFiles& files, Format format,
                    const Style& style);
std::string written(const View& view, Format format, const Style& style);

std::string written(const AccessAnswer& answer, const SourceFiles& files, Format format,
                    const Style& style);
std::string written(const WhoCanAnswer& answer, const SourceFiles& files, Format format,
                    const Style& style);
std::string text_of(const AccessAnswer& answer, const SourceFiles& files, const Style& style);
std::string text_of(const WhoCanAnswer& answer, const SourceFiles& files, const Style& style);
/// The blockers, remarks and symptom of an answer alone.
std::string findings_text(const Answer& answer, const SourceFiles& files, const Style& style);

/// The answer for people.
std::string text_of(const Answer& answer, const SourceFiles& files, const Style& style);
/// The view for people.
std::string text_of(const View& view, const Style& style);

}  // namespace canreach
