#include "report/json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"

namespace canreach {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "canreach/result/v1";

Json text(std::string_view value) { return std::string(value); }

std::string on_one_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json place(const SourceLoc& at, const SourceFiles& files) {
  Json result = {{"file", files.name(at.file)}};
  if (at.line > 0) result["line"] = at.line;
  if (at.column > 0) result["column"] = at.column;
  return result;
}

// What is nowhere has no `at`.
void add_place(Json& object, const SourceLoc& at, const SourceFiles& files) {
  if (at.is_somewhere() && at.file < files.size()) object["at"] = place(at, files);
}

void add_if_any(Json& object, const char* key, std::string_view value) {
  if (!value.empty()) object[key] = text(value);
}

Json end_of_query(const AnswerEnd& end) {
  Json result = {{"name", end.name}, {"kind", end.kind}};
  add_if_any(result, "address", end.address);
  return result;
}

Json flow_set(const FlowSet& flow) {
  Json result = {{"protocol", flow.protocol}};
  if (!flow.source.empty()) result["source"] = flow.source;
  add_if_any(result, "source_ports", flow.source_ports);
  if (!flow.destination.empty()) result["destination"] = flow.destination;
  add_if_any(result, "destination_ports", flow.destination_ports);
  add_if_any(result, "icmp_types", flow.icmp_types);
  return result;
}

Json hop_object(const Hop& hop, const SourceFiles& files) {
  Json result = {{"leg", text(name_of(hop.leg))}, {"component", hop.component}, {"name", hop.name}};
  add_if_any(result, "direction", name_of(hop.direction));
  result["effect"] = text(name_of(hop.effect));
  result["rule"] = hop.rule;
  result["why"] = hop.why;
  add_place(result, hop.at, files);
  if (hop.rewrite == Rewrite::source) result["rewrites"] = {{"source", hop.rewritten}};
  if (hop.rewrite == Rewrite::destination) result["rewrites"] = {{"destination", hop.rewritten}};
  return result;
}

Json near_list(const std::vector<Near>& near, const SourceFiles& files) {
  Json result = Json::array();
  for (const Near& line : near) {
    Json object = Json::object();
    add_place(object, line.at, files);
    object["text"] = line.text;
    object["why"] = line.why;
    result.push_back(std::move(object));
  }
  return result;
}

Json rule_ids(std::string_view joined) {
  Json result = Json::array();
  if (joined.empty()) return result;
  for (const std::string_view id : split(joined, ',')) result.push_back(text(id));
  return result;
}

Json blocker_object(const Blocker& blocker, const SourceFiles& files) {
  const ReasonRow& row = row_of(blocker.reason);
  Json result = {{"code", text(row.code)}, {"slug", text(row.slug)}};
  add_if_any(result, "aws_code", row.aws_code);
  result["rules"] = rule_ids(row.rules);
  result["component"] = blocker.component;
  result["name"] = blocker.name;
  result["leg"] = text(name_of(blocker.leg));
  add_if_any(result, "direction", name_of(blocker.direction));
  result["message"] = blocker.message;
  add_place(result, blocker.at, files);
  result["near"] = near_list(blocker.near, files);
  return result;
}

Json blocker_list(const std::vector<Blocker>& blockers, const SourceFiles& files) {
  Json result = Json::array();
  for (const Blocker& blocker : blockers) result.push_back(blocker_object(blocker, files));
  return result;
}

enum class RemarkKind { assumption, undecided };

Json remark_list(const std::vector<Remark>& remarks, RemarkKind kind, const SourceFiles& files) {
  Json result = Json::array();
  for (const Remark& remark : remarks) {
    const ReasonRow& row = row_of(remark.reason);
    Json object = {{"code", text(row.code)},
                   {"slug", text(row.slug)},
                   {"message", remark.message},
                   {"component", remark.component},
                   {"name", remark.name}};
    add_place(object, remark.at, files);
    if (kind == RemarkKind::undecided) object["supply"] = remark.supply;
    result.push_back(std::move(object));
  }
  return result;
}

Json pair_list(const std::vector<PairAnswer>& pairs, const SourceFiles& files) {
  Json result = Json::array();
  for (const PairAnswer& pair : pairs) {
    result.push_back({{"from", end_of_query(pair.from)},
                      {"to", end_of_query(pair.to)},
                      {"verdict", text(name_of(pair.verdict))},
                      {"blockers", blocker_list(pair.blockers, files)}});
  }
  return result;
}

Json path_list(const std::vector<OtherPath>& paths) {
  Json result = Json::array();
  for (const OtherPath& path : paths) {
    result.push_back({{"via", path.via}, {"blockers", path.blockers}});
  }
  return result;
}

Json header(std::string_view op) {
  Json result = {{"schema", text(kSchema)}};
  add_if_any(result, "op", op);
  return result;
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
  return "";
}

Json diagnostic_list(const std::vector<Diagnostic>& diagnostics, const SourceFiles& files) {
  Json result = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    const DiagnosticRow& row = row_of(diagnostic.kind);
    Json object = {{"code", text(row.code)},
                   {"slug", text(row.slug)},
                   {"severity", text(name_of(row.severity))},
                   {"message", diagnostic.message}};
    add_place(object, diagnostic.at, files);
    add_if_any(object, "suggestion", diagnostic.suggestion);
    result.push_back(std::move(object));
  }
  return result;
}

const Diagnostic* first_error(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (row_of(diagnostic.kind).severity == Severity::error) return &diagnostic;
  }
  return nullptr;
}

Json kind_counts(const View& view) {
  Json result = Json::array();
  for (const ResourceKindRow& row : resource_kind_rows()) {
    std::size_t count = 0;
    for (const ResourceKey& key : view.resources) count += key.kind == row.kind ? 1 : 0;
    if (count > 0) result.push_back({{"kind", text(row.label)}, {"count", count}});
  }
  return result;
}

Json detail_list(const std::vector<Detail>& details, const SourceFiles& files) {
  Json result = Json::array();
  for (const Detail& detail : details) {
    Json object = {{"key", detail.key}, {"text", detail.text}};
    add_place(object, detail.at, files);
    result.push_back(std::move(object));
  }
  return result;
}

Json resource_list(const View& view) {
  Json result = Json::array();
  for (const ResourceKey& key : view.resources) {
    const Resource& resource = resource_of(*view.design, key.kind, key.index);
    Json object = {{"name", qualified_name(resource)},
                   {"kind", text(label_of(key.kind))},
                   {"id", resource.id}};
    add_place(object, resource.at, view.design->files);
    if (view.scope == View::Scope::resource) {
      object["details"] =
          detail_list(details_of(*view.design, key.kind, key.index), view.design->files);
    }
    result.push_back(std::move(object));
  }
  return result;
}

void add_rest_of_design(Json& object, const Design& design) {
  object["completions"] = Json::array();
  for (const Completion& completion : design.completions) {
    object["completions"].push_back(
        {{"kind", completion.kind}, {"name", completion.name}, {"what", completion.what}});
  }
  object["not_modelled"] = Json::array();
  for (const NotModelled& entry : design.not_modelled) {
    Json row = {{"kind", entry.kind}, {"name", entry.name}};
    add_place(row, entry.at, design.files);
    object["not_modelled"].push_back(std::move(row));
  }
  object["left_out"] = Json::array();
  for (const LeftOut& entry : design.left_out) {
    Json row = {{"kind", entry.kind}, {"name", entry.name}, {"why", entry.why}};
    add_place(row, entry.at, design.files);
    object["left_out"].push_back(std::move(row));
  }
}

Json format_names() {
  Json result = Json::array();
  for (const ResourceKindRow& row : resource_kind_rows()) {
    Json object = {{"kind", text(row.label)}};
    add_if_any(object, "native", row.native);
    add_if_any(object, "cloudformation", row.cloudformation);
    add_if_any(object, "terraform", row.terraform);
    add_if_any(object, "aws", row.describe);
    result.push_back(std::move(object));
  }
  return result;
}

}  // namespace

std::string json_of(const Answer& answer, const SourceFiles& files) {
  Json result = header("trace");
  result["verdict"] = text(name_of(answer.verdict));
  result["from"] = end_of_query(answer.from);
  result["to"] = end_of_query(answer.to);
  result["flows"] = Json::array();
  for (const FlowSet& flow : answer.flows) result["flows"].push_back(flow_set(flow));
  result["hops"] = Json::array();
  for (const Hop& hop : answer.hops) result["hops"].push_back(hop_object(hop, files));
  result["blockers"] = blocker_list(answer.blockers, files);
  result["fixes"] = Json::array();
  result["symptom"] = {{"class", text(name_of(answer.symptom))}, {"clients", Json::array()}};
  result["assumptions"] = remark_list(answer.assumptions, RemarkKind::assumption, files);
  result["undecided"] = remark_list(answer.undecided, RemarkKind::undecided, files);
  result["other_paths"] = path_list(answer.other_paths);
  if (!answer.pairs.empty()) result["pairs"] = pair_list(answer.pairs, files);
  if (answer.pairs_left_out > 0) result["pairs_left_out"] = answer.pairs_left_out;
  return on_one_line(result);
}

std::string json_of(const View& view) {
  Json result = header("show");
  if (view.scope == View::Scope::kinds) {
    result["kinds"] = format_names();
    return on_one_line(result);
  }
  result["kinds"] = kind_counts(view);
  result["resources"] = resource_list(view);
  if (view.scope == View::Scope::everything) add_rest_of_design(result, *view.design);
  return on_one_line(result);
}

std::string json_of(const QueryError& error, std::string_view op) {
  Json result = header(op);
  result["error"] = {{"code", error.code}, {"slug", error.slug}, {"message", error.message}};
  if (!error.suggestions.empty()) result["error"]["suggestions"] = error.suggestions;
  return on_one_line(result);
}

std::string json_of(const Diagnostics& diagnostics, const SourceFiles& files, std::string_view op) {
  const std::vector<Diagnostic> sorted = diagnostics.sorted();
  Json result = header(op);
  if (const Diagnostic* first = first_error(sorted)) {
    const std::string where = files.describe(first->at);
    const std::string rest = diagnostics.errors() > 1
                                 ? " (and " + counted(diagnostics.errors() - 1, "more error") + ")"
                                 : "";
    result["error"] = {{"code", text(row_of(first->kind).code)},
                       {"slug", text(row_of(first->kind).slug)},
                       {"message", where + (where.empty() ? "" : ": ") + first->message + rest}};
  }
  result["error"]["diagnostics"] = diagnostic_list(sorted, files);
  return on_one_line(result);
}

std::string json_string(std::string_view value) { return on_one_line(text(value)); }

std::string with_id(std::string object, std::string_view id) {
  if (id.empty()) return object;
  return "{\"id\":" + std::string(id) + "," + object.substr(1);
}

std::string schema_of(std::string_view op, std::string_view result_schema) {
  Json schema = Json::parse(result_schema, nullptr, false);
  const std::string name(op);
  if (!schema.is_object() || !schema["$defs"].contains(name + "_answer")) return {};
  Json narrowed = Json::object();
  for (auto& [key, value] : schema.items()) {
    if (key == "oneOf") {
      narrowed["oneOf"] = {{{"$ref", "#/$defs/" + name + "_answer"}},
                           {{"$ref", "#/$defs/error_answer"}}};
    } else {
      narrowed[key] = value;
    }
  }
  return narrowed.dump(2) + "\n";
}

}  // namespace canreach
