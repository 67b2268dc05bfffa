#include "app/command.h"

#include <fmt/format.h>

#include <fstream>
#include <ostream>
#include <utility>
#include <vector>

#include "analyzer/network/network.h"
#include "analyzer/what_if/removal.h"
#include "base/text.h"
#include "parsers/parameters.h"
#include "report/diagnostics_text.h"
#include "report/json.h"

namespace canreach {
namespace {

// Where nobody named a design, the reader's message says how to.
constexpr std::string_view kHowToName =
    "name a design with -f FILE, or write a first one with `canreach init`\n";

bool is_missing(const std::string& path) { return !std::ifstream(path).good(); }

ExitStatus write_file(const std::string& text, const std::string& path, std::ostream& err) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return ExitStatus::yes;
  err << fmt::format("canreach: error: cannot write {}\n", quoted(path));
  return ExitStatus::unusable;
}

}  // namespace

namespace {

/// A command's name as it is typed: "who-can" for who_can.
std::string typed(std::string name) {
  for (char& c : name) {
    if (c == '_') c = '-';
  }
  return name;
}

}  // namespace

const std::vector<CommandRow>& command_rows() {
  static const std::vector<CommandRow> kRows = {
#define COMMAND(name, arguments, summary, first, second, third) \
  {Command::name, typed(#name), arguments, summary, {first, second, third}},
#include "app/commands.def"
#undef COMMAND
  };
  return kRows;
}

ExitStatus run(const Options& options, const Streams& streams) {
  switch (options.command) {
#define COMMAND(name, arguments, summary, first, second, third) \
  case Command::name:                                           \
    return run_##name(options, streams);
#include "app/commands.def"
#undef COMMAND
  }
  return ExitStatus::our_fault;
}

namespace {

/// The files with the edited ones in the places of those of their names, or of the only one.
void put_edits(const Options& options, std::vector<InputFile>& inputs, Diagnostics& diagnostics) {
  const auto base = [](const std::string& name) { return name.substr(name.rfind('/') + 1); };
  for (InputFile& edit : read_inputs(options.edits, diagnostics)) {
    std::vector<InputFile*> places;
    for (InputFile& input : inputs) {
      if (inputs.size() == 1 || base(input.name) == base(edit.name)) places.push_back(&input);
    }
    if (places.size() == 1) {
      *places.front() = std::move(edit);
      continue;
    }
    diagnostics.report(DiagnosticKind::no_file_to_edit, {},
                       {quoted(edit.name), places.empty() ? "none of the design's is called so"
                                                          : "several of the design's are"});
  }
}

/// The design without what --without names; none after a report.
std::optional<Design> left_of(Design design, const Options& options, std::string_view op,
                              const Streams& streams) {
  if (options.without.empty()) return design;
  tl::expected<Design, QueryError> left = design_without(compile(design), options.without);
  if (left) return std::move(*left);
  refuse(left.error(), op, options, streams);
  return std::nullopt;
}

}  // namespace

namespace {

/// What was supposed is said beside the answer, and in an answer for programs.
std::string supposed(const std::string& answer, const Options& options, const Streams& streams) {
  if (options.without.empty()) return answer;
  const bool is_object = options.format == Format::json && answer.substr(0, 1) == "{";
  if (is_object) return with_texts(answer, "without", options.without);
  std::vector<std::string> names;
  for (const std::string& name : options.without) names.push_back(quoted(name));
  streams.err << fmt::format("canreach: note: asked without {}\n", join(names, ", "));
  return answer;
}

}  // namespace

std::optional<Design> read_design(const Options& options, std::string_view op,
                                  const Streams& streams) {
  std::vector<std::string> paths = options.files;
  if (paths.empty()) paths.push_back(std::string(kDefaultFile));
  Diagnostics diagnostics;
  std::vector<InputFile> inputs = read_inputs(paths, diagnostics);
  put_edits(options, inputs, diagnostics);
  LoadOptions load = options.load;
  for (InputFile& file : read_inputs(options.parameter_files, diagnostics)) {
    read_parameters(std::move(file), load.parameters, diagnostics);
  }
  Design design = load_design(std::move(inputs), load, diagnostics);
  streams.err << text_of(diagnostics, design.files, options.note_style);
  if (!diagnostics.has_errors()) return left_of(std::move(design), options, op, streams);
  if (options.files.empty() && is_missing(paths.front())) streams.err << kHowToName;
  if (options.format == Format::json) {
    deliver(json_of(diagnostics, design.files, op) + "\n", options, streams, ExitStatus::unusable);
  }
  return std::nullopt;
}

ExitStatus deliver(const std::string& answer, const Options& options, const Streams& streams,
                   ExitStatus status) {
  const std::string text =
      status == ExitStatus::unusable ? answer : supposed(answer, options, streams);
  if (!options.output.empty()) {
    const ExitStatus writing = write_file(text, options.output, streams.err);
    return writing == ExitStatus::yes ? status : writing;
  }
  streams.out << text;
  streams.out.flush();
  if (streams.out) return status;
  streams.err << "canreach: error: cannot write the answer to standard output\n";
  return ExitStatus::unusable;
}

ExitStatus refuse(const QueryError& error, std::string_view op, const Options& options,
                  const Streams& streams) {
  std::vector<std::string> suggestions;
  for (const std::string& suggestion : error.suggestions) suggestions.push_back(quoted(suggestion));
  streams.err << fmt::format(
      "canreach: error: {}{} [{} {}]\n", escaped(error.message),
      suggestions.empty() ? "" : fmt::format("; did you mean {}?", join(suggestions, " or ")),
      error.code, error.slug);
  if (options.format != Format::json) return ExitStatus::unusable;
  return deliver(json_of(error, op) + "\n", options, streams, ExitStatus::unusable);
}

}  // namespace canreach
