// Reading expect.yaml.
//
// A typing error in an expectation must not turn into an expectation that is never looked at, so
// every key is checked against the tables below before anything is asked.  scenarios/README.md says
// what the keys mean.
#include "tests/golden/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach::golden {
namespace {

enum class Shape : std::uint8_t { text, texts, maps, map };

/// A key of an entry: what stands there, and the keys of the maps in it.
struct Field {
  std::string_view name;
  Shape shape = Shape::text;
  std::vector<std::string> keys;
};

const std::vector<Field>& request_fields() {
  static const std::vector<std::string> kRowKeys = {
      "from", "to", "from_addresses", "to_addresses", "reachable", "partial", "undecided"};
  static const std::vector<Field> kFields = {
      {"op", Shape::text, {}},
      {"from", Shape::text, {}},
      {"to", Shape::text, {}},
      {"port", Shape::text, {}},
      {"protocol", Shape::text, {}},
      {"who", Shape::text, {}},
      {"action", Shape::text, {}},
      {"target", Shape::text, {}},
      {"via", Shape::text, {}},
      {"source_ip", Shape::text, {}},
      {"at", Shape::text, {}},
      {"context", Shape::texts, {}},
      {"session", Shape::maps, {}},
      {"only", Shape::texts, {}},
      {"without", Shape::texts, {}},
      {"failure_points", Shape::texts, {}},
      {"suppressions", Shape::text, {}},
      {"needs", Shape::text, {}},
      {"proposals", Shape::maps, {"action", "component", "name", "direction", "rule", "narrowed"}},
      {"findings",
       Shape::maps,
       {"code", "component", "name", "part", "severity", "line", "message"}},
      {"suppressed", Shape::maps, {"code", "name", "reason"}},
      {"silent", Shape::texts, {}},
      {"may", Shape::maps, {"name", "kind", "verdict", "chain", "login"}},
      {"source_ports", Shape::text, {}},
      {"icmp_type", Shape::text, {}},
      {"icmp_code", Shape::text, {}},
      {"verdict", Shape::text, {}},
      {"error", Shape::text, {}},
      {"symptom", Shape::text, {}},
      {"client", Shape::text, {}},
      {"clients", Shape::maps, {"client", "text", "waits"}},
      {"vector", Shape::text, {}},
      {"codes", Shape::texts, {}},
      {"rules", Shape::texts, {}},
      {"undecided", Shape::texts, {}},
      {"assumptions", Shape::texts, {}},
      {"blockers",
       Shape::maps,
       {"code", "component", "name", "leg", "direction", "aws_code", "layer"}},
      {"hops",
       Shape::maps,
       {"leg", "component", "name", "direction", "effect", "rule", "rewrites"}},
      {"flows",
       Shape::maps,
       {"protocol", "source", "source_ports", "destination", "destination_ports", "icmp_types"}},
      {"pairs", Shape::maps, {"from", "to", "verdict"}},
      {"resolves", Shape::texts, {}},
      {"fixes", Shape::texts, {}},
      {"opens", Shape::texts, {}},
      {"no_fix", Shape::text, {}},
      {"group_by", Shape::text, {}},
      {"ports", Shape::text, {}},
      {"rows", Shape::maps, kRowKeys},
      {"from_internet", Shape::maps, kRowKeys},
      {"to_internet", Shape::maps, kRowKeys},
      {"undecided_rows", Shape::maps, kRowKeys},
      {"spec", Shape::text, {}},
      {"intents", Shape::maps, {"id", "verdict", "code", "note", "failures", "kind"}},
      {"waivers", Shape::maps, {"intent", "state"}},
      {"old", Shape::text, {}},
      {"new", Shape::text, {}},
      {"connectivity",
       Shape::maps,
       {"from", "to", "from_addresses", "to_addresses", "widened", "narrowed", "unclear",
        "old_path", "new_path", "causes"}},
      {"permissions",
       Shape::maps,
       {"change", "who", "action", "target", "before", "after", "causes"}},
      {"counts",
       Shape::map,
       {"widened", "narrowed", "unclear", "path", "edits", "inert", "holds", "fails", "undecided",
        "in_baseline", "not_compared"}},
      {"not_compared", Shape::maps, {"message", "removed"}},
      {"renamed", Shape::maps, {"component", "from", "to"}},
  };
  return kFields;
}

/// What is said of the answer to an `evaluate`.
const std::vector<Field>& decision_fields() {
  static const std::vector<Field> kFields = {
      {"missing", Shape::text, {}},
      {"rule", Shape::text, {}},
      {"decision", Shape::text, {}},
      {"error", Shape::text, {}},
      {"message", Shape::text, {}},
      {"missing_keys", Shape::texts, {}},
      {"by", Shape::maps, {"layer", "level", "policy", "name", "statement", "effect"}},
      {"layers", Shape::maps, {"layer", "decision", "refuses"}},
      {"policies", Shape::map, {}},
  };
  return kFields;
}

std::vector<Field> evaluate_fields() {
  std::vector<Field> fields = decision_fields();
  fields.push_back({"op", Shape::text, {}});
  fields.push_back({"request", Shape::map, {}});
  fields.push_back({"cases", Shape::maps, {}});
  return fields;
}

/// Of one case: what it asks anew, too.
std::vector<Field> case_fields() {
  std::vector<Field> fields = decision_fields();
  for (const char* name : {"principal", "action", "resource", "resource_account"}) {
    fields.push_back({name, Shape::text, {}});
  }
  fields.push_back({"context", Shape::map, {}});
  return fields;
}

const std::vector<Field>& load_fields() {
  static const std::vector<Field> kFields = {
      {"load", Shape::text, {}},
      {"diagnostics", Shape::maps, {"code", "line", "message", "suggestion"}},
      {"vector", Shape::text, {}},
  };
  return kFields;
}

/// Collects what is wrong with one expect.yaml.
class Checker {
 public:
  explicit Checker(std::vector<std::string>& mistakes) : mistakes_(mistakes) {}

  void check(const SyntaxNode& entry) {
    if (!entry.is_map()) return refuse(entry, "an entry must be a map");
    if (entry.find("parameters") != nullptr) {
      return check_fields(entry, {{"parameters", Shape::map, {}}});
    }
    const SyntaxNode* load = entry.find("load");
    if (load == nullptr) return check_request(entry);
    if (load->text() != "error" && load->text() != "warning") {
      refuse(*load, "`load` is error or warning");
    }
    check_fields(entry, load_fields());
    if (entry.find("diagnostics") == nullptr) refuse(entry, "`load` needs `diagnostics`");
  }

 private:
  void refuse(const SyntaxNode& node, const std::string& why) { refuse(node.at(), why); }
  void refuse(const SourceLoc& at, const std::string& why) {
    mistakes_.push_back(fmt::format("expect.yaml:{}: {}", at.line, why));
  }

  void check_request(const SyntaxNode& entry) {
    const SyntaxNode* op = entry.find("op");
    if (op == nullptr) return refuse(entry, "`op` is missing");
    if (op->text() == "evaluate") return check_evaluate(entry);
    check_fields(entry, request_fields());
    check_outcome(entry, op->text() == "who-can" ? "may"
                         : op->text() == "lint"  ? "findings"
                                                 : "verdict");
  }

  void check_evaluate(const SyntaxNode& entry) {
    static const std::vector<Field> kEntryFields = evaluate_fields();
    static const std::vector<Field> kCaseFields = case_fields();
    check_fields(entry, kEntryFields);
    const SyntaxNode* cases = entry.find("cases");
    if (cases == nullptr) return check_outcome(entry, "decision");
    for (const SyntaxNode& one : cases->elements()) {
      check_fields(one, kCaseFields);
      check_outcome(one, "decision");
    }
  }

  void check_outcome(const SyntaxNode& entry, std::string_view key) {
    const bool fails = entry.find("error") != nullptr;
    if (fails == (entry.find(key) != nullptr)) {
      refuse(entry, fmt::format("one of `{}` and `error` must be given", key));
    }
  }

  void check_fields(const SyntaxNode& entry, const std::vector<Field>& fields) {
    std::vector<std::string> names;
    for (const Field& field : fields) names.emplace_back(field.name);
    check_keys(entry, names);
    for (const Field& field : fields) {
      if (const SyntaxNode* value = entry.find(field.name)) check_shape(*value, field);
    }
  }

  void check_keys(const SyntaxNode& map, const std::vector<std::string>& names) {
    for (const SyntaxNode::Member& member : map.members()) {
      if (!contains(names, member.key)) {
        refuse(member.key_at, fmt::format("unknown key {}", canreach::quoted(member.key)));
      }
    }
  }

  void check_shape(const SyntaxNode& value, const Field& field) {
    if (field.shape == Shape::text) {
      if (!value.is_scalar() || value.is_null()) refuse(value, "a text or number is wanted");
      return;
    }
    if (field.shape == Shape::map) {
      if (!value.is_map()) refuse(value, fmt::format("`{}` must be a map", field.name));
      return;
    }
    if (!value.is_list()) return refuse(value, fmt::format("`{}` must be a list", field.name));
    for (const SyntaxNode& element : value.elements()) {
      if (element.is_map() != (field.shape == Shape::maps)) {
        refuse(element, fmt::format("`{}` has an element of the wrong kind", field.name));
      }
      if (!field.keys.empty()) check_keys(element, field.keys);
    }
  }

  std::vector<std::string>& mistakes_;
};

void read_expectations(Scenario& scenario) {
  SourceFiles files;
  const std::uint32_t file =
      files.add("expect.yaml", text_of_file(scenario.folder / "expect.yaml"));
  Diagnostics diagnostics;
  const SyntaxNode root = read_yaml(files, file, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    scenario.mistakes.push_back(files.describe(diagnostic.at) + ": " + diagnostic.message);
  }
  Checker checker(scenario.mistakes);
  for (const SyntaxNode& entry : root.elements()) {
    checker.check(entry);
    const SyntaxNode* parameters = entry.find("parameters");
    if (parameters == nullptr) {
      scenario.entries.push_back(entry);
      continue;
    }
    for (const SyntaxNode::Member& one : parameters->members()) {
      scenario.parameters[one.key] = one.value.text();
    }
  }
  if (scenario.entries.empty()) scenario.mistakes.push_back("expect.yaml: expects nothing");
  const auto fails = [](const SyntaxNode& entry) {
    return kind_of(entry) == EntryKind::load_error;
  };
  if (scenario.entries.size() > 1 && any_of(scenario.entries, fails)) {
    scenario.mistakes.push_back("expect.yaml: what does not load cannot be asked");
  }
}

/// The files that a design may be, one of them.
constexpr const char* kDesigns[] = {"design.yaml", "template.yaml", "template.json", "plan.json",
                                    "state.json"};

void read_design(Scenario& scenario) {
  for (const char* name : kDesigns) {
    if (!std::filesystem::exists(scenario.folder / name)) continue;
    scenario.design = name;
    scenario.inputs = {{name, text_of_file(scenario.folder / name)}};
    return;
  }
  const std::filesystem::path templates = scenario.folder / "templates";
  if (!std::filesystem::is_directory(templates)) return;
  scenario.design = "templates";
  Diagnostics diagnostics;
  scenario.inputs = read_inputs({templates.string()}, diagnostics);
  if (diagnostics.has_errors()) scenario.mistakes.push_back("templates: cannot be read");
}

std::vector<std::filesystem::path> folders_in(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> folders;
  for (const std::filesystem::directory_entry& entry :
       std::filesystem::directory_iterator(directory)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

EntryKind kind_of(const SyntaxNode& entry) {
  const SyntaxNode* load = entry.find("load");
  if (load == nullptr) return EntryKind::request;
  return load->text() == "warning" ? EntryKind::load_warning : EntryKind::load_error;
}

std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<Scenario> read_scenarios(const std::filesystem::path& directory) {
  std::vector<Scenario> scenarios;
  for (const std::filesystem::path& topic : folders_in(directory)) {
    for (const std::filesystem::path& folder : folders_in(topic)) {
      Scenario scenario;
      scenario.topic = topic.filename().string();
      scenario.claim = folder.filename().string();
      scenario.folder = folder;
      read_design(scenario);
      if (scenario.design.empty() && !std::filesystem::exists(folder / "expect.yaml")) continue;
      read_expectations(scenario);
      scenarios.push_back(std::move(scenario));
    }
  }
  return scenarios;
}

}  // namespace canreach::golden
