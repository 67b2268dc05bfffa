#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/change.h"
#include "model/grant.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// Says changes of a design as edits of what the design was read from.
class DesignEditor {
 public:
  explicit DesignEditor(const Design& design) : design_(design) {}

  /// The edits that make the change; empty where no way is known to say it.  Native YAML and
  /// CloudFormation templates get edits of their text, plans, states and snapshots edits of named
  /// attributes.  Edits of a text are proposals: whoever uses them reads the text again.
  std::vector<TextEdit> edits_of(const DesignChange& change);
  std::vector<TextEdit> edits_of(const Grant& grant);
  /// Of the edits that were none: why, where a reader should know.
  const std::string& why_not() const { return why_not_; }

  bool is_template(std::uint32_t index) { return file(index).kind == Kind::cloudformation; }
  bool is_native(std::uint32_t index) { return file(index).kind == Kind::native; }

 private:
  enum class Kind : std::uint8_t { native, cloudformation, terraform, snapshot, other };
  struct File {
    Kind kind = Kind::other;
    SyntaxNode root;  // of a template
  };
  const File& file(std::uint32_t index);

  const Design& design_;
  std::map<std::uint32_t, File> files_;
  std::string why_not_;
};

/// The text of a file with the edits of that file made, which must not overlap.
std::string edited(const SourceFiles& files, std::uint32_t file,
                   const std::vector<TextEdit>& edits);

}  // namespace canreach
