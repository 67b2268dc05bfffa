#include "parsers/parameters.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {
namespace {

/// A list stands for its elements joined by commas, as CommaDelimitedList has them.
std::string value_text(const SyntaxNode& node) {
  if (!node.is_list()) return node.text();
  std::vector<std::string> texts;
  for (const SyntaxNode& element : node.elements()) texts.push_back(element.text());
  return join(texts, ",");
}

class ParameterReader {
 public:
  ParameterReader(std::string name, std::map<std::string, std::string>& parameters,
                  Diagnostics& diagnostics)
      : name_(std::move(name)), parameters_(parameters), diagnostics_(diagnostics) {}

  void read(const SyntaxNode& root) {
    if (root.is_list()) return read_list(root);
    if (!root.is_map()) return refuse("it is neither a map nor a list of parameters");
    const SyntaxNode* inside = root.find("Parameters");
    read_map(inside != nullptr && !inside->is_scalar() ? *inside : root);
  }

 private:
  void read_list(const SyntaxNode& list) {
    for (const SyntaxNode& element : list.elements()) {
      const SyntaxNode* key = element.find("ParameterKey");
      const SyntaxNode* value = element.find("ParameterValue");
      const SyntaxNode* previous = element.find("UsePreviousValue");
      if (key == nullptr || (value == nullptr && previous == nullptr)) {
        refuse("each element needs ParameterKey and ParameterValue");
      } else if (value != nullptr) {
        parameters_.emplace(key->text(), value_text(*value));
      }
    }
  }

  void read_map(const SyntaxNode& map) {
    if (map.is_list()) return read_list(map);
    for (const SyntaxNode::Member& member : map.members()) {
      if (member.value.is_map()) {
        refuse(fmt::format("the value of {} is a map", quoted(member.key)));
      } else {
        parameters_.emplace(member.key, value_text(member.value));
      }
    }
  }

  void refuse(const std::string& why) {
    diagnostics_.report(DiagnosticKind::cannot_read_file, {}, {quoted(name_), why});
  }

  std::string name_;
  std::map<std::string, std::string>& parameters_;
  Diagnostics& diagnostics_;
};

}  // namespace

void read_parameters(InputFile file, std::map<std::string, std::string>& parameters,
                     Diagnostics& diagnostics) {
  SourceFiles files;
  const std::uint32_t number = files.add(file.name, std::move(file.text));
  Diagnostics of_text;
  const SyntaxNode root = read_syntax(files, number, of_text);
  if (of_text.has_errors()) {
    // The places are of a file that the design does not hold.
    diagnostics.report(DiagnosticKind::cannot_read_file, {},
                       {quoted(file.name), "it is neither JSON nor YAML"});
    return;
  }
  ParameterReader(std::move(file.name), parameters, diagnostics).read(root);
}

}  // namespace canreach
