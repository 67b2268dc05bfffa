#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/check_design.h"
#include "model/complete_design.h"
#include "model/design.h"
#include "parsers/native.h"

namespace canreach {

/// A native text as read_native() reads it, and what it reported.
struct NativeReading {
  Design design;
  Diagnostics diagnostics;

  /// "3:5 CR1006 unknown key `cidrs` in subnet `a` (cidr)": place, code, message, suggestion.
  std::vector<std::string> lines() const {
    std::vector<std::string> result;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      std::string line =
          std::to_string(diagnostic.at.line) + ":" + std::to_string(diagnostic.at.column) + " ";
      line += std::string(row_of(diagnostic.kind).code) + " " + diagnostic.message;
      if (!diagnostic.suggestion.empty()) line += " (" + diagnostic.suggestion + ")";
      result.push_back(line);
    }
    return result;
  }
};

inline NativeReading read_native_texts(const std::vector<std::string>& texts) {
  NativeReading reading;
  std::vector<SyntaxNode> roots;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::uint32_t file =
        reading.design.files.add(std::string(1, static_cast<char>('a' + i)) + ".yaml", texts[i]);
    roots.push_back(read_syntax(reading.design.files, file, reading.diagnostics));
  }
  std::vector<const SyntaxNode*> documents;
  for (const SyntaxNode& root : roots) documents.push_back(&root);
  read_native(documents, LoadOptions(), reading.design, reading.diagnostics);
  return reading;
}

inline NativeReading read_native_text(const std::string& text) { return read_native_texts({text}); }

/// As load_design() goes on.
inline NativeReading load_native_text(const std::string& text) {
  NativeReading reading = read_native_text(text);
  if (reading.diagnostics.has_errors()) return reading;
  complete_design(reading.design, reading.diagnostics);
  check_design(reading.design, reading.diagnostics);
  return reading;
}

/// The resource of that name; the test fails without one.
template <class T>
const T& named(const Design& design, const std::string& name) {
  for (const T& resource : design.all<T>()) {
    if (resource.name == name) return resource;
  }
  throw std::runtime_error("no " + std::string(label_of(kind_of<T>())) + " " + name);
}

}  // namespace canreach
