#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"

namespace canreach {

enum class SyntaxKind : std::uint8_t { null, boolean, number, string, list, map };

/// "null", "a boolean", "a number", "a string", "a list", "a map": for messages.
std::string_view name_of(SyntaxKind kind);

/// A value of a YAML or JSON text with its place.  Scalars keep the text as it was written ("0x10",
/// "1e3", "yes"), so no reader loses digits; `kind` says what the YAML 1.2 core schema or JSON
/// makes of it.
class SyntaxNode {
 public:
  struct Member;

  SyntaxNode();
  SyntaxNode(const SyntaxNode& other);
  SyntaxNode(SyntaxNode&& other) noexcept;
  SyntaxNode& operator=(const SyntaxNode& other);
  SyntaxNode& operator=(SyntaxNode&& other) noexcept;
  ~SyntaxNode();

  SyntaxKind kind() const { return kind_; }
  bool is_null() const { return kind_ == SyntaxKind::null; }
  bool is_scalar() const { return kind_ != SyntaxKind::list && kind_ != SyntaxKind::map; }
  bool is_list() const { return kind_ == SyntaxKind::list; }
  bool is_map() const { return kind_ == SyntaxKind::map; }

  /// A tagged value begins at its tag.  A null that stands for nothing ("key:") has the place of
  /// its key or dash.
  const SourceLoc& at() const { return at_; }
  /// A YAML tag such as "!Ref"; empty when there is none.
  const std::string& tag() const;
  /// A scalar's text; empty for null, list and map.
  const std::string& text() const { return text_; }
  /// Was a scalar written in quotes (or, in JSON, as a string)?  A YAML scalar with a tag counts as
  /// quoted: the tag hides how it was written.
  bool is_quoted() const { return quoted_; }

  /// Elements of a list; empty otherwise.
  const std::vector<SyntaxNode>& elements() const;
  /// Members of a map in the order of the file, without duplicates; empty otherwise.
  const std::vector<Member>& members() const;
  /// The value of a key, or nullptr.
  const SyntaxNode* find(std::string_view key) const;

  static SyntaxNode scalar(SyntaxKind kind, std::string text, SourceLoc at, bool quoted);
  static SyntaxNode list(std::vector<SyntaxNode> elements, SourceLoc at);
  /// The keys must differ.
  static SyntaxNode map(std::vector<Member> members, SourceLoc at);
  void set_tag(std::string tag);
  std::vector<SyntaxNode>& mutable_elements();
  /// From here on find() looks at one member after the other, however many there are.
  std::vector<Member>& mutable_members();

 private:
  struct Content;  // what scalars without a tag do not have
  Content& content();

  SyntaxKind kind_ = SyntaxKind::null;
  bool quoted_ = false;
  SourceLoc at_;
  std::string text_;
  std::unique_ptr<Content> content_;
};

struct SyntaxNode::Member {
  std::string key;
  SourceLoc key_at;
  SyntaxNode value;
};

struct SyntaxNode::Content {
  std::string tag;
  std::vector<SyntaxNode> elements;
  std::vector<Member> members;
  std::vector<std::uint32_t> by_key;  // a big map's members in the order of their keys, else empty
};

// A large file has millions of these.
static_assert(sizeof(SyntaxNode) <= 96);

inline SyntaxNode::SyntaxNode() = default;
inline SyntaxNode::SyntaxNode(SyntaxNode&& other) noexcept = default;
inline SyntaxNode& SyntaxNode::operator=(SyntaxNode&& other) noexcept = default;
inline SyntaxNode::~SyntaxNode() = default;

/// Reads one YAML document (at most Limits::yaml_bytes).  Duplicate keys, unknown aliases, a second
/// document, too much depth, too many nodes or aliases, text that is not UTF-8, and every syntax
/// error are reported; after a syntax error the result is null.  An empty text is a null.
SyntaxNode read_yaml(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics);

/// Reads one JSON text with exact places of keys and values.  Same reports as read_yaml.
SyntaxNode read_json(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics);

/// Does the first significant character make this JSON ("{" or "[") rather than YAML?  A YAML flow
/// map also starts with "{": the caller falls back on read_yaml when JSON fails at a place that
/// YAML accepts.
bool looks_like_json(std::string_view text);

/// JSON or YAML, by its text: JSON when it looks like it and parses, else YAML.
SyntaxNode read_syntax(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace canreach
