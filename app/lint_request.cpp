#include "app/lint_request.h"

#include <fmt/format.h>

#include <ctime>
#include <utility>

#include "analyzer/lint/lint.h"
#include "base/text.h"
#include "parsers/suppressions.h"
#include "policy/condition_operator.h"
#include "report/json.h"
#include "report/lint.h"

namespace canreach {
namespace {

void read_rule(ApiRequest& request, const std::string& text, LintOptions& options) {
  if (const std::optional<LintRule> rule = lint_rule_named(text)) {
    options.only.push_back(*rule);
    return;
  }
  std::vector<std::string> names;
  for (const LintRow& row : lint_rows()) names.push_back(std::string(row.code));
  std::vector<std::string> suggestions;
  if (std::optional<std::string> near = nearest(text, names)) {
    suggestions.push_back(std::move(*near));
  }
  request.refuse(DiagnosticKind::unknown_name, fmt::format("no rule is called {}", quoted(text)),
                 std::move(suggestions));
}

LintOptions options_of(ApiRequest& request) {
  LintOptions options;
  options.at = request.text("at").value_or("");
  if (!options.at.empty() && !parse_moment(options.at)) {
    request.refuse(DiagnosticKind::invalid_request,
                   fmt::format("`at` must be a time such as 2026-01-31T10:00:00Z, not {}",
                               quoted(options.at)));
  }
  options.today = day_or_today(options.at);
  const SyntaxNode* only = request.value("only");
  if (only == nullptr) return options;
  if (!only->is_list()) {
    request.refuse_type("only", "a list of codes", *only);
    return options;
  }
  for (const SyntaxNode& element : only->elements()) {
    if (!element.is_scalar()) {
      request.refuse_type("only", "a list of codes", element);
      return options;
    }
    read_rule(request, element.text(), options);
  }
  return options;
}

}  // namespace

std::string day_or_today(const std::string& at) {
  constexpr std::size_t kLength = 10;  // "2026-12-31"
  if (at.size() >= kLength) return at.substr(0, kLength);
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

std::string answer_lint(ApiRequest& request, const Network& network) {
  LintOptions options = options_of(request);
  const std::optional<std::string> list = request.text("suppressions");
  if (request.error()) return json_of(*request.error(), request.op());
  options.listed = metadata_suppressions(network.design->files);
  if (!list) return json_of(lint(network, options), network.design->files);
  SourceFiles files = network.design->files;
  Diagnostics diagnostics;
  for (ListedSuppression& one : read_suppressions({"suppressions", *list}, files, diagnostics)) {
    options.listed.push_back(std::move(one));
  }
  if (diagnostics.has_errors()) return json_of(diagnostics, files, request.op());
  return json_of(lint(network, options), files);
}

}  // namespace canreach
