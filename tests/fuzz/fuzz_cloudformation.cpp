#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <string>
#include <vector>

#include "parsers/cloudformation.h"
#include "parsers/syntax/syntax_node.h"

// Whatever templates the bytes are, evaluating them ends, twice with the same result.
// A line of three dashes separates templates, which may name each other as nested stacks.

namespace {

constexpr const char* kSeparator = "\n---\n";

std::string read_once(const std::string& bytes) {
  canreach::SourceFiles files;
  canreach::Diagnostics diagnostics;
  std::deque<canreach::SyntaxNode> roots;
  std::vector<canreach::TemplateDocument> documents;
  std::string rest = bytes;
  while (true) {
    const std::size_t end = rest.find(kSeparator);
    const std::string name = "stack" + std::to_string(roots.size()) + ".yaml";
    const std::uint32_t file = files.add(name, rest.substr(0, end));
    roots.push_back(canreach::read_syntax(files, file, diagnostics));
    documents.push_back({name, &roots.back()});
    if (end == std::string::npos) break;
    rest.erase(0, end + 5);
  }
  if (diagnostics.has_errors()) return {};
  canreach::DeclaredDesign design;
  canreach::read_cloudformation(documents, {}, design, diagnostics);
  std::string result;
  for (const canreach::DeclaredResource& resource : design.resources) {
    result += resource.address + " " + resource.type + "\n";
  }
  for (const canreach::OpenCondition& open : design.open_conditions) result += open.name + "\n";
  for (const canreach::Diagnostic& diagnostic : diagnostics.sorted()) {
    result += files.describe(diagnostic.at) + ": " + diagnostic.message + "\n";
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (read_once(bytes) != read_once(bytes)) std::abort();
  return 0;
}
