#include <algorithm>
#include <utility>

#include "parsers/syntax/syntax_node.h"

// "{" begins JSON or a YAML flow map, and only reading it tells.  When neither reading succeeds,
// the one that came further in the text is what the author meant; by more than a line, because
// JSON's mistakes are placed at the value before them.

namespace canreach {
namespace {

// The first mistake of the grammar, or nowhere.
SourceLoc syntax_error(const Diagnostics& diagnostics) {
  SourceLoc first;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.kind == DiagnosticKind::invalid_syntax) first = std::min(first, diagnostic.at);
  }
  return first;
}

}  // namespace

bool looks_like_json(std::string_view text) {
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

SyntaxNode read_syntax(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics) {
  if (!looks_like_json(files.text(file))) return read_yaml(files, file, diagnostics);
  Diagnostics of_json;
  SyntaxNode json = read_json(files, file, of_json);
  const SourceLoc json_error = syntax_error(of_json);
  if (!json_error.is_somewhere()) {
    diagnostics.merge(std::move(of_json));
    return json;
  }
  Diagnostics of_yaml;
  SyntaxNode yaml = read_yaml(files, file, of_yaml);
  const SourceLoc yaml_error = syntax_error(of_yaml);
  const bool yaml_succeeded = yaml.at().is_somewhere();
  const bool yaml_came_further = yaml_error.is_somewhere() && yaml_error.line > json_error.line + 1;
  const bool means_yaml = yaml_succeeded || yaml_came_further;
  diagnostics.merge(means_yaml ? std::move(of_yaml) : std::move(of_json));
  return yaml;
}

}  // namespace canreach
