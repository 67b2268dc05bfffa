#include "parsers/refusals.h"

namespace canreach {

void add_refusals(const Diagnostics& found, bool (*is_refusal)(const DiagnosticRow& row),
                  Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : found.all()) {
    if (is_refusal(row_of(diagnostic.kind))) {
      diagnostics.report(DiagnosticKind::refused_by_aws, diagnostic.at, {diagnostic.message},
                         diagnostic.suggestion);
    } else {
      diagnostics.add(diagnostic);
    }
  }
}

}  // namespace canreach
