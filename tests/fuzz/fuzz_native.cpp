#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "model/check_design.h"
#include "model/complete_design.h"
#include "model/design.h"
#include "parsers/native.h"
#include "parsers/native/write_native.h"

// Whatever the bytes are, reading them as a native design ends, and twice with the same
// diagnostics.  Designs without a mistake are completed, checked and written as well.

namespace {

std::string read_once(const std::string& text) {
  canreach::Design design;
  canreach::Diagnostics diagnostics;
  const std::uint32_t file = design.files.add("fuzz", text);
  const canreach::SyntaxNode root = canreach::read_yaml(design.files, file, diagnostics);
  canreach::read_native({&root}, canreach::LoadOptions(), design, diagnostics);
  if (!diagnostics.has_errors()) {
    canreach::complete_design(design, diagnostics);
    canreach::check_design(design, diagnostics);
  }
  std::string result;
  canreach::Diagnostics unsaid;
  if (!diagnostics.has_errors()) result = canreach::write_native(design, unsaid);
  for (const canreach::Diagnostic& diagnostic : diagnostics.sorted()) {
    result += design.files.describe(diagnostic.at) + ": " + diagnostic.message + " " +
              diagnostic.suggestion + "\n";
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (read_once(text) != read_once(text)) std::abort();
  return 0;
}
