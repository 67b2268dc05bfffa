#include "report/diagnostics_text.h"

#include <fmt/core.h>

#include <string_view>
#include <vector>

#include "base/text.h"
#include "report/excerpt.h"

namespace canreach {
namespace {

std::string text_of(const Diagnostic& diagnostic, const SourceFiles& files, const Style& style) {
  const DiagnosticRow& row = row_of(diagnostic.kind);
  const std::string place = files.describe(diagnostic.at);
  const std::string hint =
      diagnostic.suggestion.empty()
          ? ""
          : fmt::format("; did you mean {}?", canreach::quoted(diagnostic.suggestion));
  return fmt::format("{}: {}: {}{} [{} {}]\n",
                     painted(place.empty() ? "canreach" : place, Ink::strong, style),
                     painted(name_of(row.severity), ink_of(row.severity), style),
                     escaped(diagnostic.message), hint, row.code, row.slug) +
         excerpt(files, diagnostic.at, {}, {}, style);
}

std::string count_line(const Diagnostics& diagnostics) {
  const std::size_t all = diagnostics.all().size() + diagnostics.dropped();
  std::size_t notes = 0;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (row_of(diagnostic.kind).severity == Severity::note) ++notes;
  }
  const std::size_t others = all - diagnostics.errors() - notes;
  std::vector<std::string> parts;
  if (diagnostics.errors() > 0) parts.push_back(counted(diagnostics.errors(), "error"));
  if (others > 0) parts.push_back(counted(others, "warning"));
  if (notes > 0) parts.push_back(counted(notes, "note"));
  const std::string more =
      all > kPrintedDiagnostics ? fmt::format("and {} more; ", all - kPrintedDiagnostics) : "";
  return more + join(parts, ", ") + "\n";
}

// Those that are printed, by place; where there are too many, errors go before warnings.
std::vector<Diagnostic> printed(const Diagnostics& diagnostics) {
  const std::vector<Diagnostic> all = diagnostics.sorted();
  std::size_t room = kPrintedDiagnostics;
  std::size_t errors = 0;
  for (const Diagnostic& diagnostic : all) {
    if (row_of(diagnostic.kind).severity == Severity::error) ++errors;
  }
  std::size_t warnings = errors < room ? room - errors : 0;
  std::vector<Diagnostic> result;
  for (const Diagnostic& diagnostic : all) {
    const bool is_error = row_of(diagnostic.kind).severity == Severity::error;
    std::size_t& left = is_error ? room : warnings;
    if (left == 0) continue;
    --left;
    result.push_back(diagnostic);
  }
  return result;
}

}  // namespace

Ink ink_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return Ink::bad;
    case Severity::warning:
      return Ink::unsure;
    case Severity::note:
      return Ink::dim;
  }
  return Ink::plain;
}

std::string text_of(const Diagnostics& diagnostics, const SourceFiles& files, const Style& style) {
  if (diagnostics.all().empty()) return {};
  std::string result;
  for (const Diagnostic& diagnostic : printed(diagnostics)) {
    result += text_of(diagnostic, files, style);
  }
  return result + count_line(diagnostics);
}

}  // namespace canreach
