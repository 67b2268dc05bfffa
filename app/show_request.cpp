#include "app/show_request.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/diagnostics.h"
#include "base/text.h"

namespace canreach {

tl::expected<View, QueryError> view_asked_for(const Design& design, const std::string& name) {
  if (name.empty()) return view_of_everything(design);
  View view = view_of(design, name);
  if (!view.resources.empty()) return view;
  const DiagnosticRow& row = row_of(DiagnosticKind::unknown_name);
  QueryError error{std::string(row.code),
                   std::string(row.slug),
                   fmt::format("no kind or resource is called {}", quoted(name)),
                   {}};
  if (std::optional<std::string> near = nearest(name, names_of(design))) {
    error.suggestions.push_back(std::move(*near));
  }
  return tl::unexpected<QueryError>(std::move(error));
}

}  // namespace canreach
