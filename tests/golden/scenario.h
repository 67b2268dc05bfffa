#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/source.h"
#include "parsers/load.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach::golden {

/// A folder scenarios/<topic>/<claim>, read.
struct Scenario {
  std::string topic;
  std::string claim;
  std::filesystem::path folder;
  std::string design;  ///< design.yaml, template.yaml, plan.json ...; without one, `evaluate` alone
                       ///< can be asked
  std::vector<InputFile> inputs;                  ///< the design: one file, or those of templates/
  std::map<std::string, std::string> parameters;  ///< of CloudFormation templates
  std::vector<SyntaxNode> entries;    ///< of expect.yaml, each a map whose keys were checked
  std::vector<std::string> mistakes;  ///< of expect.yaml itself: "expect.yaml:3: ..."

  std::string name() const { return topic + "/" + claim; }
};

/// What an entry is about.
enum class EntryKind : std::uint8_t {
  request,       ///< asks, and says what the answer must hold
  load_error,    ///< the design must not load
  load_warning,  ///< the design loads, and this is reported
};
EntryKind kind_of(const SyntaxNode& entry);

/// All scenarios below a directory, by name.  Folders without expectations are passed over.
std::vector<Scenario> read_scenarios(const std::filesystem::path& directory);

/// A file's text; empty where there is none.
std::string text_of_file(const std::filesystem::path& path);

}  // namespace canreach::golden
