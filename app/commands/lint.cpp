#include "analyzer/lint/lint.h"

#include <fmt/format.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "app/command.h"
#include "app/lint_request.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/policy_document.h"
#include "parsers/suppressions.h"
#include "parsers/syntax/syntax_node.h"
#include "policy/check_document.h"
#include "policy/usual_mistakes.h"
#include "report/decision_json.h"
#include "report/diagnostics_text.h"
#include "report/json.h"
#include "report/lint.h"

namespace canreach {
namespace {

// A policy with a Principal belongs to a resource, or to a role when its actions are of STS.
PolicyUse guessed_use(const SyntaxNode& root) {
  const SyntaxNode* statements = root.find("Statement");
  if (statements == nullptr) return PolicyUse::identity;
  std::vector<const SyntaxNode*> list;
  if (statements->is_map()) list.push_back(statements);
  for (const SyntaxNode& element : statements->elements()) list.push_back(&element);
  bool has_principal = false;
  bool has_resource = false;
  for (const SyntaxNode* statement : list) {
    has_principal = has_principal || statement->find("Principal") != nullptr ||
                    statement->find("NotPrincipal") != nullptr;
    has_resource = has_resource || statement->find("Resource") != nullptr ||
                   statement->find("NotResource") != nullptr;
  }
  if (!has_principal) return PolicyUse::identity;
  const SyntaxNode* action = list.front()->find("Action");
  const bool has_list = action != nullptr && action->is_list() && !action->elements().empty();
  const std::string first =
      action == nullptr ? "" : (has_list ? action->elements().front().text() : action->text());
  const bool is_trust = !has_resource && to_lower(first).substr(0, 4) == "sts:";
  return is_trust ? PolicyUse::trust : PolicyUse::resource;
}

ExitStatus status_of(const Diagnostics& diagnostics) {
  if (diagnostics.has_errors()) return ExitStatus::unusable;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (row_of(diagnostic.kind).severity == Severity::warning) return ExitStatus::no;
  }
  return ExitStatus::yes;
}

}  // namespace

namespace {

ExitStatus lint_policy(const Options& options, const Streams& streams) {
  if (options.format != Format::text && options.format != Format::json) {
    streams.err << "canreach: error: --format must be text or json with `--input policy`\n";
    return ExitStatus::unusable;
  }
  if (options.files.size() != 1) {
    streams.err << "canreach: error: `lint --input policy` judges one document: name it with -f "
                   "FILE\n";
    return ExitStatus::unusable;
  }
  Diagnostics diagnostics;
  SourceFiles files;
  const std::vector<InputFile> inputs = read_inputs(options.files, diagnostics);
  if (inputs.size() == 1) {
    const std::uint32_t file = files.add(inputs.front().name, inputs.front().text);
    const SyntaxNode root = read_syntax(files, file, diagnostics);
    if (!diagnostics.has_errors()) {
      const std::optional<PolicyDocument> document =
          read_policy_document(root, options.policy_kind.value_or(guessed_use(root)), diagnostics);
      if (document) {
        warn_of_unknown_actions(*document, diagnostics);
        warn_of_usual_mistakes(*document, diagnostics);
      }
    }
  } else if (!diagnostics.has_errors()) {
    streams.err << fmt::format("canreach: error: {} holds {}, and one is judged\n",
                               quoted(options.files.front()), counted(inputs.size(), "file"));
    return ExitStatus::unusable;
  }
  const std::string text = options.format == Format::json
                               ? json_of_findings(diagnostics, files) + "\n"
                               : text_of(diagnostics, files, options.style);
  return deliver(text, options, streams, status_of(diagnostics));
}

// Of a design: a finding that is grave enough, else whether there might be more.
ExitStatus status_of(const LintResult& result, const Options& options) {
  const auto fails = [&](const Finding& finding) {
    return !finding.is_suppressed && row_of(finding.rule).severity <= options.lint_fail_on;
  };
  if (any_of(result.findings, fails)) return ExitStatus::no;
  if (result.undecided.empty()) return ExitStatus::yes;
  return options.strictness == Strictness::undecided_is_1 ? ExitStatus::no : ExitStatus::undecided;
}

/// False after a report.
bool read_listed(const Options& options, Design& design, LintOptions& asked,
                 const Streams& streams) {
  asked.listed = metadata_suppressions(design.files);
  Diagnostics diagnostics;
  for (InputFile& file : read_inputs(options.suppression_files, diagnostics)) {
    for (ListedSuppression& one : read_suppressions(std::move(file), design.files, diagnostics)) {
      asked.listed.push_back(std::move(one));
    }
  }
  streams.err << text_of(diagnostics, design.files, options.note_style);
  if (!diagnostics.has_errors()) return true;
  if (options.format == Format::json) {
    deliver(json_of(diagnostics, design.files, "lint") + "\n", options, streams,
            ExitStatus::unusable);
  }
  return false;
}

ExitStatus lint_design(const Options& options, const Streams& streams) {
  std::optional<Design> design = read_design(options, "lint", streams);
  if (!design) return ExitStatus::unusable;

  LintOptions asked = options.lint;
  asked.today = day_or_today(asked.at);
  if (!read_listed(options, *design, asked, streams)) return ExitStatus::unusable;
  const Network network = compile(*design);
  const LintResult result = lint(network, asked);
  return deliver(written(result, design->files, options.format, options.style), options, streams,
                 status_of(result, options));
}

}  // namespace

ExitStatus run_lint(const Options& options, const Streams& streams) {
  return options.lint_policy ? lint_policy(options, streams) : lint_design(options, streams);
}

}  // namespace canreach
