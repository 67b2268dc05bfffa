#pragma once

#include <cstdint>
#include <string>

#include "base/diagnostics.h"
#include "base/source.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

inline std::string place(const SourceLoc& at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

/// A value in one line: scalars as text, quoted ones in '', each with its tag and its place.
inline std::string shown(const SyntaxNode& node) {
  std::string result;
  if (node.is_list()) {
    for (const SyntaxNode& element : node.elements()) result += " " + shown(element);
    result = "[" + result + " ]";
  } else if (node.is_map()) {
    for (const SyntaxNode::Member& member : node.members()) {
      result += " " + member.key + "@" + place(member.key_at) + "=" + shown(member.value);
    }
    result = "{" + result + " }";
  } else if (node.is_null()) {
    result = "null";
  } else {
    result = node.is_quoted() ? "'" + node.text() + "'" : node.text();
  }
  const std::string tag = node.tag().empty() ? "" : node.tag() + " ";
  return tag + result + "@" + place(node.at());
}

/// What a reader made of a text.
struct Reading {
  std::string value;
  std::string errors;
};

using SyntaxReader = SyntaxNode (*)(const SourceFiles&, std::uint32_t, Diagnostics&);

inline Reading reading_of(SyntaxReader read, const std::string& text) {
  SourceFiles files;
  Diagnostics diagnostics;
  const SyntaxNode node = read(files, files.add("f", text), diagnostics);
  Reading reading = {shown(node), {}};
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    reading.errors +=
        (reading.errors.empty() ? "" : "; ") + place(diagnostic.at) + " " + diagnostic.message;
  }
  return reading;
}

}  // namespace canreach
