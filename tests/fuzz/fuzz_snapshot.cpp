#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/aws_snapshot.h"
#include "parsers/syntax/syntax_node.h"

// Whatever JSON the bytes are, reading it as a snapshot ends, with the same diagnostics whether it
// is read whole or object by object.
// Before the JSON a line may name the file, since its path says account, region and argument.

namespace {

struct Named {
  std::string name = "snapshot.json";
  std::string text;
};

Named name_and_text(const std::string& bytes) {
  const std::size_t end = bytes.find('\n');
  if (end == std::string::npos || bytes.substr(0, 1) == "{") return {"snapshot.json", bytes};
  return {bytes.substr(0, end), bytes.substr(end + 1)};
}

std::string read_once(const Named& input, bool outline) {
  canreach::Design design;
  canreach::Diagnostics diagnostics;
  const std::uint32_t file = design.files.add(input.name, input.text);
  const std::optional<canreach::SyntaxNode> upper =
      outline ? canreach::read_json_outline(design.files, file) : std::nullopt;
  const canreach::SyntaxNode root =
      upper ? *upper : canreach::read_json(design.files, file, diagnostics);
  if (diagnostics.has_errors()) return {};
  (void)canreach::is_snapshot(root);
  canreach::read_snapshot({{input.name, &root}}, {}, design, diagnostics);
  std::string result;
  for (const canreach::Diagnostic& diagnostic : diagnostics.sorted()) {
    result += design.files.describe(diagnostic.at) + ": " + diagnostic.message + "\n";
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Named input = name_and_text(std::string(reinterpret_cast<const char*>(data), size));
  if (read_once(input, false) != read_once(input, true)) std::abort();
  return 0;
}
