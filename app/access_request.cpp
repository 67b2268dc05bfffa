#include "app/access_request.h"

#include "analyzer/access/who_can.h"
#include "base/text.h"
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

}  // namespace

std::string answer_can(ApiRequest& request, const Network& network) {
  AccessQuery query;
  query.who = request.required_text("who");
  query.action = request.required_text("action");
  query.target = request.required_text("target");
  query.via = request.text("via");
  query.source_ip = request.text("source_ip");
  query.facts = facts_of(request);
  if (request.error()) return json_of(*request.error(), request.op());
  const tl::expected<AccessAnswer, QueryError> answer = can(network, query);
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
