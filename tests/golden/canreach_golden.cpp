// Runs the scenarios: loads every design, asks every request of expect.yaml and compares.
//
//     canreach_golden SCENARIO_DIR [--update] [--only PREFIX] [--schema-out FILE]
//
// expect.yaml is the truth and is never written.  transcript.txt (how answers look) and the index
// of SCENARIO_DIR/README.md are made by --update, and a stale one is a failure.  --only takes the
// scenarios whose name begins with PREFIX.
// --schema-out writes every request and its answer as JSON lines, for tests/schema_test.py.
#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "app/api.h"
#include "base/text.h"
#include "parsers/load.h"
#include "report/diagnostics_text.h"
#include "report/json.h"
#include "tests/golden/check.h"
#include "tests/golden/question.h"
#include "tests/golden/scenario.h"
#include "tests/golden/scenario_index.h"
#include "tests/golden/transcript.h"

namespace canreach::golden {
namespace {

enum class Mode : std::uint8_t { compare, update };

struct Arguments {
  std::filesystem::path directory;
  Mode mode = Mode::compare;
  std::string only;
  std::string schema_out;
};

struct Loaded {
  Design design;
  Diagnostics diagnostics;
};

Loaded load(const Scenario& scenario) {
  Loaded loaded;
  const std::filesystem::path snapshot = scenario.folder / "snapshot";
  if (std::filesystem::is_directory(snapshot)) {
    std::vector<InputFile> inputs = read_inputs({snapshot.string()}, loaded.diagnostics);
    loaded.design = load_design(std::move(inputs), {}, loaded.diagnostics);
    return loaded;
  }
  if (scenario.inputs.empty()) return loaded;
  LoadOptions options;
  options.parameters = scenario.parameters;
  loaded.design = load_design(scenario.inputs, options, loaded.diagnostics);
  return loaded;
}

/// Writes what differs from what was written before.
void write_if_new(const std::filesystem::path& path, const std::string& text) {
  if (text_of_file(path) == text) return;
  std::ofstream(path, std::ios::binary) << text;
  std::cout << "wrote " << path.generic_string() << "\n";
}

class Run {
 public:
  explicit Run(Arguments arguments) : arguments_(std::move(arguments)) {
    if (!arguments_.schema_out.empty()) {
      answers_.open(arguments_.schema_out, std::ios::binary | std::ios::trunc);
    }
  }

  /// The exit status.
  int run() {
    const std::vector<Scenario> scenarios = read_scenarios(arguments_.directory);
    for (const Scenario& scenario : scenarios) {
      if (scenario.name().rfind(arguments_.only, 0) == 0) check(scenario);
    }
    if (arguments_.only.empty()) check_index(scenarios);
    std::cout << fmt::format("{} scenarios, {} requests, {} failures\n", checked_, asked_,
                             failures_);
    if (checked_ == 0) std::cout << "nothing was checked\n";
    return failures_ == 0 && checked_ > 0 ? 0 : 1;
  }

 private:
  void fail(const Scenario& scenario, const std::string& what, const std::string& details = {}) {
    ++failures_;
    std::cout << fmt::format("FAILED {}: {}\n{}", scenario.name(), what, details);
  }

  void check(const Scenario& scenario) {
    ++checked_;
    for (const std::string& mistake : scenario.mistakes) fail(scenario, mistake);
    if (!scenario.mistakes.empty()) return;
    if (kind_of(scenario.entries.front()) == EntryKind::load_error) {
      check_errors(scenario);
    } else {
      check_answers(scenario);
    }
    check_transcript(scenario);
  }

  void check_errors(const Scenario& scenario) {
    const Loaded loaded = load(scenario);
    for (const std::string& line :
         differences(scenario.entries.front(), loaded.diagnostics, Severity::error)) {
      fail(scenario, line);
    }
    std::vector<std::string> files;
    for (const InputFile& file : scenario.inputs) {
      files.push_back(fmt::format(R"({{"name":{},"text":{}}})",
                                  json_string(std::filesystem::path(file.name).filename().string()),
                                  json_string(file.text)));
    }
    const std::string request =
        fmt::format(R"({{"op":"trace","from":"a","to":"b","files":[{}]}})", join(files, ","));
    keep(scenario, request, Api().answer(request));
  }

  void check_answers(const Scenario& scenario) {
    const Loaded loaded = load(scenario);
    const Loaded again = load(scenario);
    if (loaded.diagnostics.has_errors()) {
      fail(scenario, scenario.design + " does not load",
           text_of(loaded.diagnostics, loaded.design.files, Style()));
      return;
    }
    const Api api(loaded.design);
    const Api other(again.design);
    for (const SyntaxNode& entry : scenario.entries) {
      if (kind_of(entry) == EntryKind::load_warning) {
        for (const std::string& line : differences(entry, loaded.diagnostics, Severity::warning)) {
          fail(scenario, line);
        }
      } else {
        for (const Question& question : questions_of(entry, scenario.folder)) {
          check_answer(scenario, question, api, other);
        }
      }
    }
  }

  // Asked twice, and once of a design that was loaded anew: the answers must be the same bytes.
  void check_answer(const Scenario& scenario, const Question& question, const Api& api,
                    const Api& other) {
    ++asked_;
    const std::string& request = question.request;
    const std::string answer = api.answer(request);
    std::vector<std::string> lines = differences(question.expected, answer);
    if (api.answer(request) != answer) lines.push_back("asked again, the answer is another one");
    if (other.answer(request) != answer) lines.push_back("loaded again, the answer is another one");
    keep(scenario, request, answer);
    if (lines.empty()) return;
    std::string details;
    for (const std::string& line : lines) details += "    " + line + "\n";
    fail(scenario, fmt::format("expect.yaml:{}: {}", question.expected.at().line, request),
         details + in_short(answer));
  }

  void keep(const Scenario& scenario, const std::string& request, const std::string& answer) {
    if (!answers_.is_open()) return;
    answers_ << fmt::format(R"({{"scenario":"{}","request":{},"answer":{}}})", scenario.name(),
                            request, answer)
             << "\n";
  }

  void check_transcript(const Scenario& scenario) {
    const std::filesystem::path path = scenario.folder / "transcript.txt";
    if (!std::filesystem::exists(path)) return;
    check_text(scenario, path, transcript_of(scenario, text_of_file(path)));
  }

  void check_text(const Scenario& scenario, const std::filesystem::path& path,
                  const std::string& text) {
    if (arguments_.mode == Mode::update) {
      write_if_new(path, text);
    } else if (text_of_file(path) != text) {
      fail(scenario, path.filename().string() + " is stale; now it would be", text);
    }
  }

  void check_index(const std::vector<Scenario>& scenarios) {
    const std::filesystem::path path = arguments_.directory / "README.md";
    if (!std::filesystem::exists(path)) return;
    const std::string readme = text_of_file(path);
    const std::string text = with_index(readme, scenarios);
    if (arguments_.mode == Mode::update) {
      write_if_new(path, text);
    } else if (readme != text) {
      ++failures_;
      std::cout << "FAILED README.md: the index is stale; canreach_golden --update makes it anew\n";
    }
  }

  Arguments arguments_;
  std::ofstream answers_;
  std::size_t checked_ = 0;
  std::size_t asked_ = 0;
  std::size_t failures_ = 0;
};

std::optional<Arguments> arguments_of(const std::vector<std::string>& words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool has_value = i + 1 < words.size();
    if (words[i] == "--update") {
      arguments.mode = Mode::update;
    } else if (words[i] == "--only" && has_value) {
      arguments.only = words[++i];
    } else if (words[i] == "--schema-out" && has_value) {
      arguments.schema_out = words[++i];
    } else if (words[i].rfind("--", 0) == 0 || !arguments.directory.empty()) {
      return std::nullopt;
    } else {
      arguments.directory = words[i];
    }
  }
  if (!std::filesystem::is_directory(arguments.directory)) return std::nullopt;
  return arguments;
}

}  // namespace
}  // namespace canreach::golden

int main(int argc, char** argv) {
  const std::optional<canreach::golden::Arguments> arguments =
      canreach::golden::arguments_of({argv + 1, argv + argc});
  if (!arguments) {
    std::cerr
        << "usage: canreach_golden SCENARIO_DIR [--update] [--only PREFIX] [--schema-out FILE]\n";
    return 2;
  }
  std::cout << std::unitbuf;  // what was found is seen even if an answer ends the program
  return canreach::golden::Run(*arguments).run();
}
