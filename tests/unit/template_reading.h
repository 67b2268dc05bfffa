#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "parsers/cloudformation.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach::test {

/// Templates that were read, with what the reader said.
struct ReadTemplates {
  DeclaredDesign design;
  Diagnostics diagnostics;
  SourceFiles files;

  std::vector<std::string> messages() const {
    std::vector<std::string> messages;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      std::string text = std::string(row_of(diagnostic.kind).code) + " " + diagnostic.message;
      if (!diagnostic.suggestion.empty()) text += " (" + diagnostic.suggestion + "?)";
      messages.push_back(std::move(text));
    }
    return messages;
  }

  const DeclaredResource* find(std::string_view address) const {
    for (const DeclaredResource& resource : design.resources) {
      if (resource.address == address) return &resource;
    }
    return nullptr;
  }

  std::vector<std::string> addresses() const {
    std::vector<std::string> addresses;
    for (const DeclaredResource& resource : design.resources) addresses.push_back(resource.address);
    return addresses;
  }
};

struct NamedText {
  std::string name;
  std::string text;
};

inline ReadTemplates read_templates(const std::vector<NamedText>& files,
                                    const DeclaredOptions& options = {}) {
  ReadTemplates result;
  std::deque<SyntaxNode> roots;
  std::vector<TemplateDocument> documents;
  for (const NamedText& file : files) {
    const std::uint32_t index = result.files.add(file.name, file.text);
    roots.push_back(read_syntax(result.files, index, result.diagnostics));
    documents.push_back({file.name, &roots.back()});
  }
  if (!result.diagnostics.has_errors()) {
    read_cloudformation(documents, options, result.design, result.diagnostics);
  }
  return result;
}

inline ReadTemplates read_template_text(const std::string& text,
                                        const DeclaredOptions& options = {}) {
  return read_templates({{"main.yaml", text}}, options);
}

/// A value in one line: 'text', [list], {map}, @reference.attribute, (joined + parts), ?(unknown).
inline std::string shown(const DeclaredValue& value) {
  using Kind = DeclaredValue::Kind;
  std::string inner;
  const std::string between = value.kind == Kind::joined ? " + " : ", ";
  for (const DeclaredValue& item : value.items) {
    inner += (inner.empty() ? "" : between) + shown(item);
  }
  for (const auto& [key, member] : value.members) {
    inner += (inner.empty() ? "" : between) + key + ": " + shown(member);
  }
  switch (value.kind) {
    case Kind::absent:
      return "-";
    case Kind::text:
      return "'" + value.text + "'";
    case Kind::list:
      return "[" + inner + "]";
    case Kind::map:
      return "{" + inner + "}";
    case Kind::reference:
      return "@" + value.target + (value.text.empty() ? "" : "." + value.text);
    case Kind::joined:
      return "(" + inner + ")";
    case Kind::unknown:
      return "?(" + value.text + ")";
  }
  return {};
}

}  // namespace canreach::test
