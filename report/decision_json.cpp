#include "report/decision_json.h"

#include <vector>

#include "report/json_parts.h"

namespace canreach {
namespace {

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
  add_list(out, name, texts, [&](const std::string& text) { out.value(text); });
}

}  // namespace

void add_decision(JsonWriter& out, const Decision& decision) {
  out.member("decision", name_of(decision.outcome));
  add_list(out, "by", decision.by, [&](const StatementRef& statement) {
    out.begin_object();
    add_statement(out, statement);
    out.end_object();
  });
  add_list(out, "layers", decision.layers,
           [&](const LayerDecision& layer) { add_layer(out, layer); });
  add_texts(out, "missing_keys", decision.missing_keys);
  add_list(out, "near", decision.near_misses, [&](const NearMiss& miss) { add_near(out, miss); });
  out.member("message", decision.message);
  add_texts(out, "notes", decision.notes);
}

std::string json_of(const Decision& decision) {
  JsonWriter out = json_header("evaluate");
  add_decision(out, decision);
  return out.end_object().take();
}

std::string json_of_findings(const Diagnostics& findings, const SourceFiles& files) {
  JsonWriter out = json_header("lint");
  add_diagnostics(out, "findings", findings.sorted(), files);
  return out.end_object().take();
}

}  // namespace canreach
