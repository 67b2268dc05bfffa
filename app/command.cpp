#include "app/command.h"

#include <fmt/format.h>

#include <fstream>
#include <ostream>
#include <utility>
#include <vector>

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

std::optional<Design> read_design(const Options& options, std::string_view op,
                                  const Streams& streams) {
  std::vector<std::string> paths = options.files;
  if (paths.empty()) paths.push_back(std::string(kDefaultFile));
  Diagnostics diagnostics;
  std::vector<InputFile> inputs = read_inputs(paths, diagnostics);
  LoadOptions load = options.load;
  for (InputFile& file : read_inputs(options.parameter_files, diagnostics)) {
    read_parameters(std::move(file), load.parameters, diagnostics);
  }
  Design design = load_design(std::move(inputs), load, diagnostics);
  streams.err << text_of(diagnostics, design.files, options.note_style);
  if (!diagnostics.has_errors()) return design;
  if (options.files.empty() && is_missing(paths.front())) streams.err << kHowToName;
  if (options.format == Format::json) {
    deliver(json_of(diagnostics, design.files, op) + "\n", options, streams, ExitStatus::unusable);
  }
  return std::nullopt;
}

ExitStatus deliver(const std::string& text, const Options& options, const Streams& streams,
                   ExitStatus status) {
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
