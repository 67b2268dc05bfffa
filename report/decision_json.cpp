#include "report/decision_json.h"

#include <vector>

#include "report/json_writer.h"

namespace canreach {
namespace {

JsonWriter begin_answer(std::string_view op) {
  JsonWriter out;
  out.begin_object().member("schema", "canreach/result/v1").member("op", op);
  return out;
}

bool has_levels(PolicyLayer layer) {
  return layer == PolicyLayer::service_control || layer == PolicyLayer::resource_control;
}

std::string_view name_of(PolicyStatement::Effect effect) {
  switch (effect) {
    case PolicyStatement::Effect::allow:
      return "Allow";
    case PolicyStatement::Effect::deny:
      return "Deny";
    case PolicyStatement::Effect::unknown:
      return "unknown";
  }
  return {};
}

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return {};
}

void add_statement(JsonWriter& out, const StatementRef& statement) {
  out.member("layer", row_of(statement.layer).name);
  if (has_levels(statement.layer)) out.member("level", std::uint64_t{statement.level});
  out.member("policy", std::uint64_t{statement.policy});
  out.member_if_any("name", statement.policy_name);
  out.member("statement",
             statement.sid.empty() ? std::to_string(statement.statement) : statement.sid);
  out.member("effect", name_of(statement.effect));
}

void add_near(JsonWriter& out, const NearMiss& miss) {
  out.begin_object();
  add_statement(out, miss.statement);
  out.member("part", name_of(miss.part));
  out.member("unknown", miss.unknown);
  out.member_if_any("operator", miss.operation);
  out.member_if_any("key", miss.key);
  out.member("wanted", miss.wanted);
  out.member_if_any("given", miss.given);
  out.end_object();
}

void add_layer(JsonWriter& out, const LayerDecision& layer) {
  out.begin_object().member("layer", row_of(layer.layer).name);
  out.member("decision", name_of(layer.outcome));
  out.member("refuses", layer.refuses).end_object();
}

void add_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) out.value(text);
  out.end_array();
}

}  // namespace

void add_decision(JsonWriter& out, const Decision& decision) {
  out.member("decision", name_of(decision.outcome));
  out.key("by").begin_array();
  for (const StatementRef& statement : decision.by) {
    out.begin_object();
    add_statement(out, statement);
    out.end_object();
  }
  out.end_array().key("layers").begin_array();
  for (const LayerDecision& layer : decision.layers) add_layer(out, layer);
  out.end_array();
  add_texts(out, "missing_keys", decision.missing_keys);
  out.key("near").begin_array();
  for (const NearMiss& miss : decision.near_misses) add_near(out, miss);
  out.end_array().member("message", decision.message);
  add_texts(out, "notes", decision.notes);
}

std::string json_of(const Decision& decision) {
  JsonWriter out = begin_answer("evaluate");
  add_decision(out, decision);
  return out.end_object().take();
}

std::string json_of_findings(const Diagnostics& findings, const SourceFiles& files) {
  JsonWriter out = begin_answer("lint");
  out.key("findings").begin_array();
  for (const Diagnostic& finding : findings.sorted()) {
    const DiagnosticRow& row = row_of(finding.kind);
    out.begin_object().member("code", row.code).member("slug", row.slug);
    out.member("severity", name_of(row.severity)).member("message", finding.message);
    if (finding.at.is_somewhere()) {
      out.key("at").begin_object().member("file", files.name(finding.at.file));
      out.member("line", std::uint64_t{finding.at.line});
      out.member("column", std::uint64_t{finding.at.column}).end_object();
    }
    out.member_if_any("suggestion", finding.suggestion).end_object();
  }
  return out.end_array().end_object().take();
}

}  // namespace canreach
