#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/syntax/syntax_node.h"
#include "parsers/terraform.h"

// Whatever JSON the bytes are, reading it as a plan or a state ends, with the same resources and
// diagnostics whether it is read whole or object by object.

namespace {

std::string read_once(const std::string& text, bool outline) {
  canreach::SourceFiles files;
  canreach::Diagnostics diagnostics;
  const std::uint32_t file = files.add("plan.json", text);
  const std::optional<canreach::SyntaxNode> upper =
      outline ? canreach::read_json_outline(files, file) : std::nullopt;
  const canreach::SyntaxNode root = upper ? *upper : canreach::read_json(files, file, diagnostics);
  if (diagnostics.has_errors()) return {};
  if (!canreach::is_terraform(root)) return {};
  canreach::DeclaredDesign design;
  canreach::read_terraform({{"plan.json", &root}}, {}, design, diagnostics);
  std::string result;
  for (const canreach::DeclaredResource& resource : design.resources) {
    result += resource.type + " " + resource.address + "\n";
  }
  for (const canreach::Diagnostic& diagnostic : diagnostics.sorted()) {
    result += files.describe(diagnostic.at) + ": " + diagnostic.message + "\n";
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (read_once(text, false) != read_once(text, true)) std::abort();
  return 0;
}
