#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/syntax/syntax_node.h"

// Whatever the bytes are, reading them ends, and twice with the same diagnostics.

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (read_once(text) != read_once(text)) std::abort();
  return 0;
}
