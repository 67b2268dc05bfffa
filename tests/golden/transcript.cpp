#include "tests/golden/transcript.h"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <string_view>

#include "app/command.h"
#include "app/options.h"
#include "base/text.h"

namespace canreach::golden {
namespace {

constexpr std::string_view kPrompt = "$ ";
constexpr std::string_view kProgram = "canreach ";
constexpr std::string_view kStatus = "; echo $?";

/// A command line cut into words; quotes keep blanks together.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  bool begun = false;
  for (const char letter : line) {
    if (letter == quote) {
      quote = 0;
    } else if (quote == 0 && (letter == '"' || letter == '\'')) {
      quote = letter;
      begun = true;
    } else if (quote == 0 && letter == ' ') {
      if (begun) words.push_back(word);
      word.clear();
      begun = false;
    } else {
      word += letter;
      begun = true;
    }
  }
  if (begun) words.push_back(word);
  return words;
}

std::string text_of(const SyntaxNode& entry, std::string_view key) {
  const SyntaxNode* value = entry.find(key);
  return value != nullptr ? value->text() : "";
}

std::string can_command_of(const SyntaxNode& entry) {
  std::string command = fmt::format("canreach can -f design.yaml {} {} {}", text_of(entry, "who"),
                                    text_of(entry, "action"), text_of(entry, "target"));
  for (const auto& [key, option] :
       {std::pair{"via", "--via"}, std::pair{"source_ip", "--source-ip"},
        std::pair{"at", "--at"}}) {
    if (!text_of(entry, key).empty()) {
      command += fmt::format(" {} {}", option, text_of(entry, key));
    }
  }
  if (const SyntaxNode* context = entry.find("context")) {
    for (const SyntaxNode& pair : context->elements()) {
      command += fmt::format(" --context {}", std::string(pair.text()));
    }
  }
  return command;
}

/// The first request as somebody would type it.
std::string command_of(const Scenario& scenario) {
  const SyntaxNode& entry = scenario.entries.front();
  if (kind_of(entry) != EntryKind::request) return "canreach show -f design.yaml";
  const std::string op = text_of(entry, "op");
  if (op == "can") return can_command_of(entry);
  if (op == "lint") return fmt::format("canreach lint -f {}", scenario.design);
  if (op == "who-can") {
    return fmt::format("canreach who-can -f design.yaml {} {}", text_of(entry, "action"),
                       text_of(entry, "target"));
  }
  if (op == "matrix") return "canreach matrix -f design.yaml";
  if (op == "diff") {
    const std::string changed = text_of(entry, "new");
    return fmt::format("canreach diff {} {}", text_of(entry, "old"),
                       changed.empty() ? "design.yaml" : changed);
  }
  if (op == "check") {
    const std::string spec = text_of(entry, "spec");
    const std::string at = text_of(entry, "at");
    return fmt::format("canreach check -f design.yaml{}{}", spec.empty() ? "" : " " + spec,
                       at.empty() ? "" : " --at " + at);
  }
  std::string to = text_of(entry, "to");
  if (!text_of(entry, "port").empty()) to += ":" + text_of(entry, "port");
  if (!text_of(entry, "protocol").empty()) to += "/" + text_of(entry, "protocol");
  return fmt::format("canreach trace -f design.yaml {} {}", text_of(entry, "from"), to);
}

/// Runs what follows the program's name: what is printed, on either stream, and the exit status.
int run_line(std::string_view line, std::ostream& out) {
  const ParsedOptions parsed = parse_options(words_of(line), Terminal());
  out << parsed.out << parsed.err;
  if (!parsed.options) return static_cast<int>(parsed.status);
  std::istringstream nothing;
  return static_cast<int>(run(*parsed.options, {nothing, out, out}));
}

std::vector<std::string> commands_of(const Scenario& scenario, const std::string& written) {
  std::vector<std::string> commands;
  for (const std::string_view line : split(written, '\n')) {
    const std::string start = std::string(kPrompt) + std::string(kProgram);
    if (line.substr(0, start.size()) == start) commands.emplace_back(line.substr(kPrompt.size()));
  }
  if (commands.empty()) commands.push_back(command_of(scenario));
  return commands;
}

}  // namespace

std::string transcript_of(const Scenario& scenario, const std::string& written) {
  const std::filesystem::path here = std::filesystem::current_path();
  std::filesystem::current_path(scenario.folder);
  std::ostringstream out;
  std::string_view separator;
  for (const std::string& command : commands_of(scenario, written)) {
    out << separator << kPrompt << command << "\n";
    separator = "\n";
    std::string_view line = std::string_view(command).substr(kProgram.size());
    const std::size_t status = line.rfind(kStatus);
    const int ended = run_line(line.substr(0, status), out);
    if (status != std::string_view::npos) out << ended << "\n";
  }
  std::filesystem::current_path(here);
  return out.str();
}

}  // namespace canreach::golden
