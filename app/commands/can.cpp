#include <fmt/format.h>

#include <ostream>
#include <utility>
#include <vector>

#include "analyzer/access/access.h"
#include "analyzer/network/network.h"
#include "app/access_fixes.h"
#include "app/access_request.h"
#include "app/command.h"
#include "parsers/policy_document.h"
#include "parsers/syntax/syntax_node.h"
#include "report/diagnostics_text.h"
#include "report/json.h"
#include "report/write.h"

namespace canreach {
namespace {

ExitStatus status_of(AccessVerdict verdict, Strictness strictness) {
  switch (verdict) {
    case AccessVerdict::allowed:
      return ExitStatus::yes;
    case AccessVerdict::denied:
      return ExitStatus::no;
    case AccessVerdict::undecided:
      return strictness == Strictness::undecided_is_1 ? ExitStatus::no : ExitStatus::undecided;
  }
  return ExitStatus::our_fault;
}

/// The documents of --session-policy; their files join those of the design, so that answers name
/// their lines.  None after a report.
std::optional<std::vector<PolicyDocument>> read_session(const Options& options, Design& design,
                                                        const Streams& streams) {
  Diagnostics diagnostics;
  std::vector<PolicyDocument> session;
  for (const InputFile& input : read_inputs(options.session_policies, diagnostics)) {
    const std::uint32_t file = design.files.add(input.name, input.text);
    Diagnostics of_file;
    const SyntaxNode root = read_syntax(design.files, file, of_file);
    std::optional<PolicyDocument> document;
    if (!of_file.has_errors()) document = read_policy_document(root, PolicyUse::session, of_file);
    diagnostics.merge(std::move(of_file));
    session.push_back(std::move(document).value_or(PolicyDocument()));
    session.back().name = input.name;
  }
  if (session.size() > kMostSessionPolicies) {
    diagnostics.report(DiagnosticKind::invalid_request, {},
                       {fmt::format("a session has at most {} policies", kMostSessionPolicies)});
  }
  streams.err << text_of(diagnostics, design.files, options.note_style);
  if (!diagnostics.has_errors()) return session;
  if (options.format == Format::json) {
    deliver(json_of(diagnostics, design.files, "can") + "\n", options, streams,
            ExitStatus::unusable);
  }
  return std::nullopt;
}

}  // namespace

ExitStatus run_can(const Options& options, const Streams& streams) {
  std::optional<Design> design = read_design(options, "can", streams);
  if (!design) return ExitStatus::unusable;
  const auto session = read_session(options, *design, streams);
  if (!session) return ExitStatus::unusable;

  const Network network = compile(*design);
  AccessQuery query = options.access;
  if (!session->empty()) query.facts.session = &*session;
  tl::expected<AccessAnswer, QueryError> answer = can(network, query);
  if (!answer) return refuse(answer.error(), "can", options, streams);
  // A fix is proved on the texts, in which everything is there.
  if (options.without.empty()) add_fixes(network, query, options.load, {}, *answer);
  if (options.fix) {
    return deliver(patch_of(*design, answer->fixes), options, streams,
                   status_of(answer->verdict, options.strictness));
  }
  return deliver(written(*answer, design->files, options.format, options.style), options, streams,
                 status_of(answer->verdict, options.strictness));
}

}  // namespace canreach
