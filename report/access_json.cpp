#include "report/access_json.h"

#include "report/decision_json.h"
#include "report/json_parts.h"

namespace canreach {
namespace {

void add_statement_place(JsonWriter& out, const StatementRef& statement, const SourceFiles& files) {
  out.begin_object().member("layer", row_of(statement.layer).name);
  out.member_if_any("policy", statement.policy_name);
  out.member("statement",
             statement.sid.empty() ? std::to_string(statement.statement) : statement.sid);
  add_place(out, statement.at, files);
  out.end_object();
}

void write_call(JsonWriter& out, const CallAnswer& asked, const SourceFiles& files) {
  out.begin_object().member("action", asked.call.action);
  out.member("resource", asked.call.resource);
  out.member_if_any("called_by", asked.call.by_service);
  out.member_if_any("way", asked.way);
  add_decision(out, asked.decision);
  add_list(out, "statements", asked.decision.by,
           [&](const StatementRef& statement) { add_statement_place(out, statement, files); });
  out.end_object();
}

void write_login(JsonWriter& out, const LoginAnswer& login, const SourceFiles& files) {
  out.begin_object().member("user", login.user).member("verdict", name_of(login.verdict));
  out.member("why", login.why);
  add_place(out, login.at, files);
  out.end_object();
}

}  // namespace

std::string json_of(const AccessAnswer& answer, const SourceFiles& files) {
  JsonWriter out = json_header("can");
  out.member("verdict", name_of(answer.verdict));
  add_end(out, "who", answer.who);
  out.member_if_any("principal", answer.principal);
  out.member("action", answer.action);
  add_end(out, "target", answer.target);
  out.member_if_any("resource", answer.resource);
  out.key("network");
  if (answer.network) {
    out.begin_object();
    add_answer(out, *answer.network, files);
    out.end_object();
  } else {
    out.null();
  }
  out.key("iam");
  if (answer.deciding) {
    out.begin_object();
    add_decision(out, answer.calls[*answer.deciding].decision);
    out.end_object();
  } else {
    out.null();
  }
  add_list(out, "calls", answer.calls,
           [&](const CallAnswer& asked) { write_call(out, asked, files); });
  if (!answer.logins.empty()) {
    add_list(out, "logins", answer.logins,
             [&](const LoginAnswer& login) { write_login(out, login, files); });
  }
  add_list(out, "ways", answer.ways, [&](const std::string& way) { out.value(way); });
  add_blockers(out, answer.blockers, files);
  add_fixes(out, answer.fixes, files);
  add_symptom(out, answer.symptom, answer.clients);
  add_remarks(out, answer.assumptions, answer.undecided, files);
  return out.end_object().take();
}

std::string json_of(const WhoCanAnswer& answer, const SourceFiles& files) {
  JsonWriter out = json_header("who-can");
  out.member("action", answer.action);
  add_end(out, "target", answer.target);
  out.member_if_any("resource", answer.resource);
  add_list(out, "who", answer.who, [&](const WhoMay& who) {
    out.begin_object();
    out.member("name", who.end.name).member("kind", who.end.kind);
    out.member("verdict", name_of(who.verdict));
    add_list(out, "chain", who.chain, [&](const std::string& link) { out.value(link); });
    add_list(out, "statements", who.statements,
             [&](const StatementRef& statement) { add_statement_place(out, statement, files); });
    add_list(out, "missing_keys", who.missing_keys,
             [&](const std::string& key) { out.value(key); });
    out.member_if_any("login", who.login);
    out.end_object();
  });
  add_remarks(out, answer.assumptions, answer.undecided, files);
  return out.end_object().take();
}

}  // namespace canreach
