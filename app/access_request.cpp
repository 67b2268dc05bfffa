#include "app/access_request.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "analyzer/access/who_can.h"
#include "app/access_fixes.h"
#include "base/text.h"
#include "parsers/policy_document.h"
#include "policy/condition_operator.h"
#include "report/access_json.h"
#include "report/json.h"

namespace canreach {
namespace {

void add_context(ApiRequest& request, RequestFacts& facts) {
  const SyntaxNode* context = request.value("context");
  if (context == nullptr) return;
  if (!context->is_map()) return request.refuse_type("context", "an object", *context);
  for (const SyntaxNode::Member& member : context->members()) {
    std::vector<std::string>& values = facts.context[to_lower(member.key)];
    if (member.value.is_list()) {
      for (const SyntaxNode& element : member.value.elements()) {
        values.push_back(std::string(element.text()));
      }
    } else if (member.value.is_scalar() && !member.value.is_null()) {
      values.push_back(std::string(member.value.text()));
    } else {
      request.refuse_type("context", "an object of texts and lists of texts", member.value);
    }
  }
}

RequestFacts facts_of(ApiRequest& request) {
  RequestFacts facts;
  add_context(request, facts);
  facts.at = request.text("at").value_or("");
  if (!facts.at.empty() && !parse_moment(facts.at)) {
    request.refuse(DiagnosticKind::invalid_request,
                   "`at` must be a time such as 2026-01-31T10:00:00Z, not " + quoted(facts.at));
  }
  return facts;
}

/// The documents of `session`, without places: no file of the design holds them.  Rule: SES-1.
std::vector<PolicyDocument> session_of(ApiRequest& request) {
  std::vector<PolicyDocument> session;
  const SyntaxNode* list = request.value("session");
  if (list == nullptr) return session;
  if (!list->is_list()) {
    request.refuse_type("session", "a list of policy documents", *list);
    return session;
  }
  for (const SyntaxNode& element : list->elements()) {
    const bool is_text = element.kind() == SyntaxKind::string;
    const std::string text = is_text ? std::string(element.text()) : json_text(element);
    Diagnostics diagnostics;
    std::optional<PolicyDocument> document = read_policy_document(
        SyntaxNode::scalar(SyntaxKind::string, text, {}, true), PolicyUse::session, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      if (row_of(diagnostic.kind).severity != Severity::error) continue;
      request.refuse(diagnostic.kind,
                     fmt::format("`session[{}]`: {}", session.size(), diagnostic.message));
    }
    session.push_back(std::move(document).value_or(PolicyDocument()));
  }
  if (session.size() > kMostSessionPolicies) {
    request.refuse(DiagnosticKind::invalid_request,
                   fmt::format("a session has at most {} policies", kMostSessionPolicies));
  }
  return session;
}

}  // namespace

std::string answer_can(ApiRequest& request, const Network& network) {
  AccessQuery query;
  query.who = request.required_text("who");
  query.action = request.required_text("action");
  query.target = request.required_text("target");
  query.via = request.text("via");
  query.source_ip = request.text("source_ip");
  query.facts = facts_of(request);
  const std::vector<PolicyDocument> session = session_of(request);
  if (!session.empty()) query.facts.session = &session;
  const bool wants_fixes = request.flag("fixes").value_or(true);
  if (request.error()) return json_of(*request.error(), request.op());
  tl::expected<AccessAnswer, QueryError> answer = can(network, query);
  LoadOptions load;
  load.reads_files = ReadsFiles::no;
  if (answer && wants_fixes && request.value("without") == nullptr) {
    add_fixes(network, query, load, kLineFixLimits, *answer);
  }
  return answer ? json_of(*answer, network.design->files) : json_of(answer.error(), "can");
}

std::string answer_who_can(ApiRequest& request, const Network& network) {
  WhoCanQuery query;
  query.action = request.required_text("action");
  query.target = request.required_text("target");
  query.facts = facts_of(request);
  if (request.error()) return json_of(*request.error(), request.op());
  const tl::expected<WhoCanAnswer, QueryError> answer = who_can(network, query);
  return answer ? json_of(*answer, network.design->files) : json_of(answer.error(), "who-can");
}

}  // namespace canreach
