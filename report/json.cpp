#include "report/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "report/fix_text.h"
#include "report/json_parts.h"
#include "report/json_writer.h"
#include "report/unknowns.h"

namespace canreach {

/// A key that is none when the thing is nowhere.
void add_place(JsonWriter& out, const SourceLoc& at, const SourceFiles& files) {
  if (!at.is_somewhere() || at.file >= files.size()) return;
  out.key("at").begin_object().member("file", files.name(at.file));
  if (at.line > 0) out.member("line", std::uint64_t{at.line});
  if (at.column > 0) out.member("column", std::uint64_t{at.column});
  out.end_object();
}

namespace {

constexpr std::string_view kSchema = "canreach/result/v1";

void write_flow(JsonWriter& out, const FlowSet& flow) {
  out.begin_object().member("protocol", flow.protocol);
  out.member_if_any("source", flow.source).member_if_any("source_ports", flow.source_ports);
  out.member_if_any("destination", flow.destination);
  out.member_if_any("destination_ports", flow.destination_ports);
  out.member_if_any("icmp_types", flow.icmp_types).end_object();
}

void write_hop(JsonWriter& out, const Hop& hop, const SourceFiles& files) {
  out.begin_object().member("leg", name_of(hop.leg));
  out.member("component", hop.component).member("name", hop.name);
  out.member_if_any("direction", name_of(hop.direction));
  out.member("effect", name_of(hop.effect)).member("rule", hop.rule).member("why", hop.why);
  add_place(out, hop.at, files);
  if (hop.rewrite != Rewrite::none) {
    const bool source = hop.rewrite == Rewrite::source;
    out.key("rewrites").begin_object();
    out.member(source ? "source" : "destination", hop.rewritten).end_object();
  }
  out.end_object();
}

/// What a name gave: `address` and `none` are certain.
void write_name(JsonWriter& out, const NameAnswer& name, const SourceFiles& files) {
  const bool found = name.effect == Effect::delivers;
  out.begin_object().member("name", name.name).member("asked_in", name.asked_in);
  out.member("gives", found ? "address" : name.effect == Effect::denies ? "none" : "unknown");
  add_list(out, "addresses", name.addresses,
           [&](const std::string& address) { out.value(address); });
  add_list(out, "steps", name.steps, [&](const Hop& step) {
    out.begin_object().member("component", step.component).member("name", step.name);
    out.member("effect", name_of(step.effect)).member("why", step.why);
    add_place(out, step.at, files);
    out.end_object();
  });
  out.end_object();
}

void add_near(JsonWriter& out, const std::vector<Near>& near, const SourceFiles& files) {
  add_list(out, "near", near, [&](const Near& line) {
    out.begin_object();
    add_place(out, line.at, files);
    out.member("text", line.text).member("why", line.why).end_object();
  });
}

void add_rules(JsonWriter& out, std::string_view joined) {
  out.key("rules").begin_array();
  if (!joined.empty()) {
    for (const std::string_view id : split(joined, ',')) out.value(id);
  }
  out.end_array();
}

void write_blocker(JsonWriter& out, const Blocker& blocker, const SourceFiles& files) {
  const ReasonRow& row = row_of(blocker.reason);
  out.begin_object().member("code", row.code).member("slug", row.slug);
  out.member_if_any("aws_code", row.aws_code);
  add_rules(out, row.rules);
  out.member("component", blocker.component).member("name", blocker.name);
  if (blocker.layer.empty()) out.member("leg", name_of(blocker.leg));
  out.member_if_any("layer", blocker.layer);
  out.member_if_any("direction", name_of(blocker.direction));
  out.member("message", blocker.message);
  add_place(out, blocker.at, files);
  add_near(out, blocker.near, files);
  out.end_object();
}

enum class RemarkKind { assumption, undecided };

void write_remarks(JsonWriter& out, RemarkKind kind, const std::vector<Remark>& remarks,
                   const SourceFiles& files) {
  const bool undecided = kind == RemarkKind::undecided;
  add_list(out, undecided ? "undecided" : "assumptions", remarks, [&](const Remark& remark) {
    const ReasonRow& row = row_of(remark.reason);
    out.begin_object().member("code", row.code).member("slug", row.slug);
    out.member("message", remark.message).member("component", remark.component);
    out.member("name", remark.name);
    add_place(out, remark.at, files);
    if (undecided) out.member("supply", remark.supply);
    out.end_object();
  });
}

void write_fix(JsonWriter& out, const Fix& fix, const SourceFiles& files) {
  out.begin_object().member("verified", true);
  add_list(out, "edits", fix.edits, [&](const TextEdit& edit) {
    out.begin_object();
    add_place(out, edit.at, files);
    out.member("remove", edit.remove).member("add", edit.add);
    if (!edit.is_of_text()) out.member("resource", edit.resource);
    if (!edit.is_of_text()) out.member("attribute", edit.attribute);
    if (!edit.command.empty()) out.member("command", edit.command);
    out.end_object();
  });
  add_list(out, "opens", fix.opens, [&](const Opened& opened) { out.value(words_of(opened)); });
  if (!fix.opens_known) out.member("opens_known", false);
  out.end_object();
}

void write_pair(JsonWriter& out, const PairAnswer& pair, const SourceFiles& files) {
  out.begin_object();
  add_end(out, "from", pair.from);
  add_end(out, "to", pair.to);
  out.member("verdict", name_of(pair.verdict));
  add_blockers(out, pair.blockers, files);
  out.end_object();
}

const Diagnostic* first_error(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (row_of(diagnostic.kind).severity == Severity::error) return &diagnostic;
  }
  return nullptr;
}

void add_kind_counts(JsonWriter& out, const View& view) {
  out.key("kinds").begin_array();
  for (const ResourceKindRow& row : resource_kind_rows()) {
    std::uint64_t count = 0;
    for (const ResourceKey& key : view.resources) count += key.kind == row.kind ? 1 : 0;
    if (count == 0) continue;
    out.begin_object().member("kind", row.label).member("count", count).end_object();
  }
  out.end_array();
}

void add_details(JsonWriter& out, const std::vector<Detail>& details, const SourceFiles& files) {
  add_list(out, "details", details, [&](const Detail& detail) {
    out.begin_object().member("key", detail.key).member("text", detail.text);
    add_place(out, detail.at, files);
    out.end_object();
  });
}

void add_resources(JsonWriter& out, const View& view) {
  const SourceFiles& files = view.design->files;
  add_list(out, "resources", view.resources, [&](const ResourceKey& key) {
    const Resource& resource = resource_of(*view.design, key.kind, key.index);
    out.begin_object().member("name", qualified_name(resource));
    out.member("kind", label_of(key.kind)).member("id", resource.id);
    add_place(out, resource.at, files);
    if (view.scope == View::Scope::resource) {
      add_details(out, details_of(*view.design, key.kind, key.index), files);
    }
    out.end_object();
  });
}

void add_rest_of_design(JsonWriter& out, const Design& design) {
  add_list(out, "completions", design.completions, [&](const Completion& completion) {
    out.begin_object().member("kind", completion.kind).member("name", completion.name);
    out.member("what", completion.what).end_object();
  });
  add_list(out, "not_modelled", design.not_modelled, [&](const NotModelled& entry) {
    out.begin_object().member("kind", kind_in_words(design, entry)).member("name", entry.name);
    add_place(out, entry.at, design.files);
    out.end_object();
  });
  add_list(out, "left_out", design.left_out, [&](const LeftOut& entry) {
    out.begin_object().member("kind", entry.kind).member("name", entry.name);
    out.member("why", entry.why);
    add_place(out, entry.at, design.files);
    out.end_object();
  });
  add_list(out, "unknown", unknowns_of(design), [&](const UnknownCount& entry) {
    out.begin_object().member("kind", label_of(entry.kind)).member("property", entry.property);
    out.member("count", std::uint64_t{entry.count}).end_object();
  });
  if (design.open_conditions.empty()) return;
  add_list(out, "open_conditions", design.open_conditions, [&](const OpenCondition& entry) {
    out.begin_object().member("name", entry.name).member("supply", entry.supply);
    add_place(out, entry.at, design.files);
    out.end_object();
  });
}

void add_format_names(JsonWriter& out) {
  add_list(out, "kinds", resource_kind_rows(), [&](const ResourceKindRow& row) {
    out.begin_object().member("kind", row.label);
    out.member_if_any("native", row.native);
    out.member_if_any("cloudformation", row.cloudformation);
    out.member_if_any("terraform", row.terraform);
    out.member_if_any("aws", row.describe).end_object();
  });
}

}  // namespace

JsonWriter json_header(std::string_view op) {
  JsonWriter out;
  out.begin_object().member("schema", kSchema).member_if_any("op", op);
  return out;
}

void add_end(JsonWriter& out, std::string_view name, const AnswerEnd& end) {
  out.key(name).begin_object().member("name", end.name).member("kind", end.kind);
  out.member_if_any("address", end.address).end_object();
}

void add_hops(JsonWriter& out, const std::vector<Hop>& hops, const SourceFiles& files) {
  add_list(out, "hops", hops, [&](const Hop& hop) { write_hop(out, hop, files); });
}

void add_blockers(JsonWriter& out, const std::vector<Blocker>& blockers, const SourceFiles& files) {
  add_list(out, "blockers", blockers,
           [&](const Blocker& blocker) { write_blocker(out, blocker, files); });
}

void add_symptom(JsonWriter& out, Symptom symptom, const std::vector<ClientText>& clients,
                 std::uint16_t http_status) {
  out.key("symptom").begin_object().member("class", name_of(symptom));
  if (symptom == Symptom::http) out.member("status", std::uint64_t{http_status});
  add_list(out, "clients", clients, [&](const ClientText& client) {
    out.begin_object().member("client", client.client).member("text", client.text);
    out.member_if_any("waits", client.waits).end_object();
  });
  out.end_object();
}

void add_remarks(JsonWriter& out, const std::vector<Remark>& assumptions,
                 const std::vector<Remark>& undecided, const SourceFiles& files) {
  write_remarks(out, RemarkKind::assumption, assumptions, files);
  write_remarks(out, RemarkKind::undecided, undecided, files);
}

void add_diagnostics(JsonWriter& out, std::string_view name,
                     const std::vector<Diagnostic>& diagnostics, const SourceFiles& files) {
  add_list(out, name, diagnostics, [&](const Diagnostic& diagnostic) {
    const DiagnosticRow& row = row_of(diagnostic.kind);
    out.begin_object().member("code", row.code).member("slug", row.slug);
    out.member("severity", name_of(row.severity)).member("message", diagnostic.message);
    add_place(out, diagnostic.at, files);
    out.member_if_any("suggestion", diagnostic.suggestion).end_object();
  });
}

void add_fixes(JsonWriter& out, const std::vector<Fix>& fixes, const SourceFiles& files) {
  add_list(out, "fixes", fixes, [&](const Fix& fix) { write_fix(out, fix, files); });
}

void add_answer(JsonWriter& out, const Answer& answer, const SourceFiles& files) {
  out.member("verdict", name_of(answer.verdict));
  add_end(out, "from", answer.from);
  add_end(out, "to", answer.to);
  if (!answer.names.empty()) {
    add_list(out, "names", answer.names,
             [&](const NameAnswer& name) { write_name(out, name, files); });
  }
  add_list(out, "flows", answer.flows, [&](const FlowSet& flow) { write_flow(out, flow); });
  add_hops(out, answer.hops, files);
  add_blockers(out, answer.blockers, files);
  add_fixes(out, answer.fixes, files);
  out.member_if_any("no_fix", answer.no_fix);
  add_symptom(out, answer.symptom, answer.clients, answer.http_status);
  add_remarks(out, answer.assumptions, answer.undecided, files);
  add_list(out, "other_paths", answer.other_paths, [&](const OtherPath& path) {
    out.begin_object().member("via", path.via);
    out.member("blockers", std::uint64_t{path.blockers}).end_object();
  });
  if (!answer.pairs.empty()) {
    add_list(out, "pairs", answer.pairs,
             [&](const PairAnswer& pair) { write_pair(out, pair, files); });
  }
  if (answer.pairs_left_out > 0) out.member("pairs_left_out", std::uint64_t{answer.pairs_left_out});
}

std::string json_of(const Answer& answer, const SourceFiles& files) {
  JsonWriter out = json_header("trace");
  add_answer(out, answer, files);
  return out.end_object().take();
}

std::string json_of(const View& view) {
  JsonWriter out = json_header("show");
  if (view.scope == View::Scope::kinds) {
    add_format_names(out);
    return out.end_object().take();
  }
  add_kind_counts(out, view);
  add_resources(out, view);
  if (view.scope == View::Scope::everything) add_rest_of_design(out, *view.design);
  return out.end_object().take();
}

std::string json_of(const QueryError& error, std::string_view op) {
  JsonWriter out = json_header(op);
  out.key("error").begin_object().member("code", error.code).member("slug", error.slug);
  out.member("message", error.message);
  if (!error.suggestions.empty()) {
    add_list(out, "suggestions", error.suggestions,
             [&](const std::string& suggestion) { out.value(suggestion); });
  }
  return out.end_object().end_object().take();
}

std::string json_of(const Diagnostics& diagnostics, const SourceFiles& files, std::string_view op) {
  const std::vector<Diagnostic> sorted = diagnostics.sorted();
  JsonWriter out = json_header(op);
  out.key("error").begin_object();
  if (const Diagnostic* first = first_error(sorted)) {
    const std::string where = files.describe(first->at);
    const std::string rest = diagnostics.errors() > 1
                                 ? " (and " + counted(diagnostics.errors() - 1, "more error") + ")"
                                 : "";
    out.member("code", row_of(first->kind).code).member("slug", row_of(first->kind).slug);
    out.member("message", where + (where.empty() ? "" : ": ") + first->message + rest);
  }
  add_diagnostics(out, "diagnostics", sorted, files);
  return out.end_object().end_object().take();
}

std::string json_of_import(std::string_view text, const Diagnostics& unsaid,
                           const SourceFiles& files) {
  JsonWriter out = json_header("import");
  out.member("design", text);
  add_diagnostics(out, "diagnostics", unsaid.sorted(), files);
  return out.end_object().take();
}

std::string with_id(std::string object, std::string_view id) {
  if (id.empty()) return object;
  return "{\"id\":" + std::string(id) + "," + object.substr(1);
}

std::string with_texts(std::string object, std::string_view key,
                       const std::vector<std::string>& texts) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::string& text : texts) list.push_back(text);
  return fmt::format("{{\"{}\":{},{}", key,
                     list.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace),
                     object.substr(1));
}

std::string schema_of(std::string_view op, std::string_view result_schema) {
  using Json = nlohmann::ordered_json;
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
