#include "report/write.h"

#include "report/access_json.h"
#include "report/json.h"

namespace canreach {
namespace {

template <class Answered>
std::string in_format(const Answered& answer, const SourceFiles& files, Format format,
                      const Style& style) {
  switch (format) {
    case Format::text:
      return text_of(answer, files, style);
    case Format::json:
      return json_of(answer, files) + "\n";
    case Format::csv:
    case Format::markdown:
    case Format::sarif:
    case Format::junit:
    case Format::github:
    case Format::gitlab:
      break;  // of tables, or of lists of findings, alone
  }
  return {};
}

}  // namespace

const std::vector<FormatRow>& format_rows() {
  static const std::vector<FormatRow> kRows = {
#define FORMAT(name, audience) {Format::name, #name, audience},
#include "report/formats.def"
#undef FORMAT
  };
  return kRows;
}

std::string written(const Answer& answer, const SourceFiles& files, Format format,
                    const Style& style) {
  return in_format(answer, files, format, style);
}

std::string written(const AccessAnswer& answer, const SourceFiles& files, Format format,
                    const Style& style) {
  return in_format(answer, files, format, style);
}

std::string written(const WhoCanAnswer& answer, const SourceFiles& files, Format format,
                    const Style& style) {
  return in_format(answer, files, format, style);
}

std::string written(const View& view, Format format, const Style& style) {
  switch (format) {
    case Format::text:
      return text_of(view, style);
    case Format::json:
      return json_of(view) + "\n";
    case Format::csv:
    case Format::markdown:
    case Format::sarif:
    case Format::junit:
    case Format::github:
    case Format::gitlab:
      break;  // of tables, or of lists of findings, alone
  }
  return {};
}

}  // namespace canreach
