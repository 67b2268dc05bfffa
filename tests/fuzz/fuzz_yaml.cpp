#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/syntax/syntax_node.h"
#include "parsers/syntax/yaml_parser.h"
#include "tests/fuzz/same_syntax.h"

// Whatever the bytes are, reading them ends, and twice with the same diagnostics.  What the fast
// reader takes, the other one takes without a word and makes the same of it.

namespace {

std::string read_once(const std::string& text) {
  canreach::SourceFiles files;
  canreach::Diagnostics diagnostics;
  canreach::read_yaml(files, files.add("fuzz", text), diagnostics);
  std::string result;
  for (const canreach::Diagnostic& diagnostic : diagnostics.sorted()) {
    result += files.describe(diagnostic.at) + ": " + diagnostic.message + "\n";
  }
  return result;
}

bool readers_agree(const std::string& text) {
  canreach::SourceFiles files;
  canreach::Diagnostics diagnostics;
  const std::uint32_t file = files.add("fuzz", text);
  const std::optional<canreach::SyntaxNode> fast = canreach::parse_yaml(files, file);
  if (!fast) return true;
  const canreach::SyntaxNode slow = canreach::read_yaml_events(files, file, diagnostics);
  return diagnostics.all().empty() && canreach::same(*fast, slow);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (read_once(text) != read_once(text) || !readers_agree(text)) std::abort();
  return 0;
}
