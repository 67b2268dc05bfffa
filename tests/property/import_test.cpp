// What `canreach import` writes answers like what it was made from, and is a fixed point: reading
// it and writing that again gives the same text.  Asked of every scenario and of real files, which
// lie beside the sources; without them this says so.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "app/api.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/load.h"
#include "parsers/native/write_native.h"
#include "report/json.h"
#include "tests/catch.h"
#include "tests/golden/question.h"
#include "tests/golden/scenario.h"
#include "tests/unit/snapshot_reading.h"

namespace canreach {
namespace {

constexpr std::size_t kMostEnds = 7;  // of one kind of question
constexpr std::size_t kMostStores = 6;

struct Loaded {
  Design design;
  Diagnostics diagnostics;
};

Loaded load(const std::vector<InputFile>& inputs, const LoadOptions& options) {
  Loaded loaded;
  loaded.design = load_design(inputs, options, loaded.diagnostics);
  return loaded;
}

std::string without_comments(const std::string& text) {
  std::size_t begin = 0;
  while (begin < text.size() && (text[begin] == '#' || text[begin] == '\n')) {
    begin = text.find('\n', begin) + 1;
  }
  return text.substr(begin);
}

/// Some of them, spread over all.
std::vector<std::string> some_of(const std::vector<std::string>& all, std::size_t most) {
  if (all.size() <= most) return all;
  std::vector<std::string> chosen;
  for (std::size_t i = 0; i < most; ++i) chosen.push_back(all[i * all.size() / most]);
  return chosen;
}

template <class T>
void add_names(const Design& design, std::vector<std::string>& workloads,
               std::vector<std::string>& callers, std::vector<std::string>& stores) {
  const std::string label(label_of(kind_of<T>()));
  for (const T& resource : design.all<T>()) {
    if (resource.implied) continue;
    const std::string name = label + "/" + resource.name;
    if constexpr (requires { resource.listens; }) workloads.push_back(name);
    if constexpr (requires { resource.trust; }) callers.push_back(name);
    if constexpr (requires { resource.encryption; }) stores.push_back(name);
  }
}

std::string request(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : fields)
    parts.push_back(json_string(key) + ":" + json_string(value));
  // Looking for fixes takes long.
  if (!fields.empty() && fields.front().second == "trace") parts.push_back("\"fixes\":false");
  return "{" + join(parts, ",") + "}";
}

/// The same questions for the same design: pairs of workloads, the internet, calls.
std::vector<std::string> sample_of(const Design& design) {
  std::vector<std::string> workloads;
  std::vector<std::string> callers;
  std::vector<std::string> stores;
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  add_names<type>(design, workloads, callers, stores);
#include "model/resource_kinds.def"
#undef RESOURCE
  workloads = some_of(workloads, kMostEnds);
  callers = some_of(callers, kMostEnds);
  std::vector<std::string> requests;
  for (const std::string& from : workloads) {
    requests.push_back(request({{"op", "trace"}, {"from", "internet"}, {"to", from}}));
    requests.push_back(
        request({{"op", "trace"}, {"from", from}, {"to", "internet"}, {"port", "443"}}));
    for (const std::string& to : workloads) {
      if (from == to) continue;
      requests.push_back(request({{"op", "trace"}, {"from", from}, {"to", to}}));
      requests.push_back(request({{"op", "trace"}, {"from", from}, {"to", to}, {"port", "22"}}));
    }
  }
  callers.insert(callers.end(), workloads.begin(), workloads.end());
  for (const std::string& store : some_of(stores, kMostStores)) {
    requests.push_back(request({{"op", "who-can"}, {"action", "read"}, {"target", store}}));
    for (const std::string& who : callers) {
      requests.push_back(
          request({{"op", "can"}, {"who", who}, {"action", "read"}, {"target", store}}));
    }
  }
  return requests;
}

/// The members of an answer that must agree.
class Told {
 public:
  explicit Told(const std::string& answer) {
    Diagnostics diagnostics;
    const std::uint32_t file = files_.add("answer", answer);
    root_ = read_json(files_, file, diagnostics);
  }

  bool is_error() const { return root_.find("error") != nullptr; }
  std::string verdict() const { return text(root_, "verdict"); }

  std::string words() const {
    std::string words = "verdict " + verdict() + "\n";
    add_flows(words);
    add_list("hops", {"leg", "component", "name", "direction", "effect"}, words);
    add_list("blockers", {"code", "component", "name", "leg"}, words);
    add_list("who", {"kind", "verdict"}, words);
    return words;
  }

 private:
  static std::string text(const SyntaxNode& node, std::string_view key) {
    const SyntaxNode* value = node.find(key);
    return value == nullptr || !value->is_scalar() ? "" : value->text();
  }

  void add_flows(std::string& words) const {
    const SyntaxNode* flows = root_.find("flows");
    if (flows == nullptr) return;
    for (const SyntaxNode& flow : flows->elements()) {
      words += "flow";
      for (const SyntaxNode::Member& member : flow.members()) {
        words += " " + std::string(member.key) + " " + member.value.text();
      }
      words += "\n";
    }
  }

  void add_list(std::string_view key, const std::vector<std::string_view>& keys,
                std::string& words) const {
    const SyntaxNode* list = root_.find(key);
    if (list == nullptr) return;
    std::vector<std::string> lines;
    for (const SyntaxNode& element : list->elements()) {
      std::string line(key);
      for (const std::string_view word : keys) line += " " + text(element, word);
      lines.push_back(line + "\n");
    }
    if (key != "hops") std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) words += line;
  }

  SourceFiles files_;
  SyntaxNode root_;
};

struct Tally {
  std::size_t designs = 0;
  std::size_t questions = 0;
  std::size_t failures = 0;
};

/// What a template's open conditions decide is not written: those answers may all be undecided.
/// Nor are resources without a VPC; where something could not be said, an answer may become
/// undecided, and never another one.
bool agrees(const Told& before, const Told& after, bool is_exact) {
  if (before.is_error() || after.is_error()) return before.is_error() || !is_exact;
  if (!is_exact && after.verdict() == "undecided") return true;
  return is_exact ? before.words() == after.words() : before.verdict() == after.verdict();
}

void compare(const std::string& name, const Design& design, const Design& again,
             const std::vector<std::string>& requests, bool is_exact, Tally& tally) {
  const Api before(design);
  const Api after(again);
  std::size_t shown = 0;
  for (const std::string& one : requests) {
    const std::string first = before.answer(one);
    const std::string second = after.answer(one);
    ++tally.questions;
    const Told told(first);
    const Told told_again(second);
    if (agrees(told, told_again, is_exact)) continue;
    ++tally.failures;
    if (++shown > 2) continue;
    FAIL_CHECK(name << ": " << one << "\n--- before\n"
                    << (told.is_error() ? first : told.words()) << "--- after\n"
                    << (told_again.is_error() ? second : told_again.words()));
  }
}

/// Imports a design and compares; false where it does not load, which other tests look at.
bool check(const std::string& name, const std::vector<InputFile>& inputs,
           const LoadOptions& options, std::vector<std::string> requests, Tally& tally) {
  const Loaded loaded = load(inputs, options);
  if (loaded.diagnostics.has_errors()) return false;
  ++tally.designs;
  Diagnostics unsaid;
  const std::string text = write_native(loaded.design, unsaid);
  const Loaded again = load({{"canreach.yaml", text}}, {});
  if (again.diagnostics.has_errors()) {
    ++tally.failures;
    std::string messages;
    for (const Diagnostic& diagnostic : again.diagnostics.sorted()) {
      if (row_of(diagnostic.kind).severity == Severity::error && messages.size() < 1000) {
        messages += fmt::format("{}: {}\n", diagnostic.at.line, diagnostic.message);
      }
    }
    FAIL_CHECK(name << ": what import writes does not load\n" << messages);
    return true;
  }
  Diagnostics second;
  const std::string twice = write_native(again.design, second);
  if (without_comments(twice) != without_comments(text)) {
    ++tally.failures;
    FAIL_CHECK(name << ": importing what was imported gives another text\n" << text << twice);
  }
  for (std::string& one : sample_of(loaded.design)) requests.push_back(std::move(one));
  const bool is_exact = unsaid.all().empty();
  compare(name, loaded.design, again.design, requests, is_exact, tally);
  return true;
}

bool asks_of_design(const std::string& request) {
  for (const char* op : {"trace", "can", "who-can"}) {
    if (request.find(fmt::format("\"op\":\"{}\"", op)) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every scenario answers the same when it is imported") {
  const std::filesystem::path folder = "scenarios";
  REQUIRE(std::filesystem::is_directory(folder));
  const char* only = std::getenv("CANREACH_ONLY");
  Tally tally;
  for (const golden::Scenario& scenario : golden::read_scenarios(folder)) {
    if (scenario.inputs.empty() || !scenario.mistakes.empty()) continue;
    if (only != nullptr && scenario.name().find(only) == std::string::npos) continue;
    if (golden::kind_of(scenario.entries.front()) == golden::EntryKind::load_error) continue;
    std::vector<std::string> requests;
    for (const SyntaxNode& entry : scenario.entries) {
      if (golden::kind_of(entry) != golden::EntryKind::request) continue;
      for (const golden::Question& question : golden::questions_of(entry, scenario.folder)) {
        if (asks_of_design(question.request)) requests.push_back(question.request);
      }
    }
    LoadOptions options;
    options.parameters = scenario.parameters;
    check(scenario.name(), scenario.inputs, options, requests, tally);
  }
  CHECK(tally.failures == 0);
  if (only == nullptr) CHECK(tally.designs > 100);
  std::fprintf(stderr, "%zu designs, %zu questions\n", tally.designs, tally.questions);
}

namespace {

/// Every `step`-th file or folder of the corpus whose texts are together no longer than `longest`;
/// nothing where there is no corpus.
Tally check_corpus(std::size_t step, std::size_t longest) {
  Tally tally;
  const std::filesystem::path folder = test::corpus_folder();
  if (!std::filesystem::is_directory(folder)) {
    WARN("skipped: there is no corpus in " << folder.string());
    return tally;
  }
  const char* only = std::getenv("CANREACH_ONLY");
  std::vector<std::filesystem::path> paths;
  for (const char* kind : {"cloudformation", "terraform", "snapshots"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder / kind)) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  for (std::size_t i = 0; i < paths.size(); i += step) {
    if (only != nullptr && paths[i].string().find(only) == std::string::npos) continue;
    Diagnostics ignored;
    const std::vector<InputFile> inputs = read_inputs({paths[i].string()}, ignored);
    std::size_t length = 0;
    for (const InputFile& input : inputs) length += input.text.size();
    if (inputs.empty() || length > longest) continue;
    check(paths[i].filename().string(), inputs, {}, {}, tally);
  }
  std::fprintf(stderr, "%zu designs, %zu questions\n", tally.designs, tally.questions);
  return tally;
}

}  // namespace

TEST_CASE("some real templates, plans and snapshots answer the same when they are imported") {
  CHECK(check_corpus(7, std::size_t{32} << 10).failures == 0);
}

// Takes minutes with sanitizers: canreach_import "[corpus]".
TEST_CASE("real templates, plans and snapshots answer the same when they are imported",
          "[.corpus]") {
  const Tally tally = check_corpus(1, std::size_t{64} << 20);
  CHECK(tally.failures == 0);
  if (std::getenv("CANREACH_ONLY") == nullptr && tally.designs > 0) CHECK(tally.designs > 50);
}

}  // namespace canreach
