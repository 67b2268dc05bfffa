#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/diagnostics.h"
#include "base/source.h"

namespace canreach {

class SyntaxTree;

enum class SyntaxKind : std::uint8_t { null, boolean, number, string, list, map };

/// "null", "a boolean", "a number", "a string", "a list", "a map": for messages.
std::string_view name_of(SyntaxKind kind);

/// Text of a node: a view that becomes a std::string wherever one is wanted.  It lives as long as
/// the tree of its node.
class SyntaxText : public std::string_view {
 public:
  SyntaxText() = default;
  SyntaxText(std::string_view text) : std::string_view(text) {}         // NOLINT: a view is a view
  SyntaxText(const char* text) : std::string_view(text) {}              // NOLINT: likewise
  operator std::string() const { return std::string(data(), size()); }  // NOLINT: see above

  SyntaxText substr(std::size_t from, std::size_t length = npos) const {
    return std::string_view::substr(from, length);
  }

  friend std::string operator+(const std::string& a, SyntaxText b) { return joined(a, b); }
  friend std::string operator+(const char* a, SyntaxText b) { return joined(a, b); }
  friend std::string operator+(SyntaxText a, const std::string& b) { return joined(a, b); }
  friend std::string operator+(SyntaxText a, const char* b) { return joined(a, b); }
  friend std::string operator+(SyntaxText a, SyntaxText b) { return joined(a, b); }

 private:
  static std::string joined(std::string_view a, std::string_view b) {
    return std::string(a).append(b);
  }
};

/// A value of a YAML or JSON text with its place.  Scalars keep the text as it was written ("0x10",
/// "1e3", "yes"), so no reader loses digits; `kind` says what the YAML 1.2 core schema or JSON
/// makes of it.
///
/// The nodes of a text lie in one SyntaxTree.  A root and every copy of a node keep the whole tree
/// alive, and with it the text; what elements(), members() and find() give lives as long as it.
/// Copies of the nodes of one tree belong to one thread.
class SyntaxNode {
 public:
  struct Member;

  SyntaxNode() = default;
  SyntaxNode(const SyntaxNode& other) : raw_(other.raw_) { retain(); }
  SyntaxNode(SyntaxNode&& other) noexcept : raw_(other.raw_) { other.raw_.owns = false; }
  SyntaxNode& operator=(const SyntaxNode& other);
  SyntaxNode& operator=(SyntaxNode&& other) noexcept;
  ~SyntaxNode() {
    if (raw_.owns) release();
  }

  SyntaxKind kind() const { return raw_.kind; }
  bool is_null() const { return raw_.kind == SyntaxKind::null; }
  bool is_scalar() const { return raw_.kind != SyntaxKind::list && raw_.kind != SyntaxKind::map; }
  bool is_list() const { return raw_.kind == SyntaxKind::list; }
  bool is_map() const { return raw_.kind == SyntaxKind::map; }

  /// A tagged value begins at its tag.  A null that stands for nothing ("key:") has the place of
  /// its key or dash.
  const SourceLoc& at() const { return raw_.at; }
  /// A YAML tag such as "!Ref"; empty when there is none.
  SyntaxText tag() const;
  /// A scalar's text; empty for null, list and map.
  SyntaxText text() const;
  /// Was a scalar written in quotes (or, in JSON, as a string)?  A YAML scalar with a tag counts as
  /// quoted: the tag hides how it was written.
  bool is_quoted() const { return raw_.quoted; }

  /// Elements of a list; empty otherwise.
  std::span<const SyntaxNode> elements() const;
  /// Members of a map in the order of the file, without duplicates; empty otherwise.
  std::span<const Member> members() const;
  /// The value of a key, or nullptr.
  const SyntaxNode* find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// The text of the scalar under a key, empty when there is none.  What nobody looked into yet is
  /// read as far as to that key, and stays as it is.
  std::string text_of(std::string_view key) const;

  /// A scalar that stands in no text, such as a part of another one.
  static SyntaxNode scalar(SyntaxKind kind, std::string_view text, SourceLoc at, bool quoted);
  /// A map without members.
  static SyntaxNode empty_map(SourceLoc at);

  /// The same value in a tree of its own, when this one is of read_json_outline() and nobody looked
  /// into it yet; else this one.  So a long text can be read piece by piece.
  SyntaxNode parsed() const;
  /// The same, but lists and maps inside are read when somebody looks into them.
  SyntaxNode outlined() const;

 private:
  friend class SyntaxTree;
  struct Tagged;

  struct Raw {
    SyntaxTree* tree = nullptr;  // null: a scalar without text, an empty list or map
    /// Characters, elements or members, the latter followed by the order of their keys when they
    /// are many.  Of a tagged one its Tagged; of a deferred one where its text begins.
    const void* content = nullptr;
    std::uint32_t size = 0;
    SourceLoc at;
    SyntaxKind kind = SyntaxKind::null;
    bool quoted = false;
    bool tagged = false;
    bool deferred = false;  // a list or map that is not read yet, and whose text is valid
    bool owns = false;      // counted by the tree
  };

  /// Reads the members or elements of a deferred one into its own tree.
  void open() const;
  const void* content() const { return raw_.tagged ? tagged_content() : raw_.content; }
  const void* tagged_content() const;
  SyntaxNode reread(bool outline) const;
  void retain();
  void release();

  mutable Raw raw_;
};

struct SyntaxNode::Member {
  SyntaxText key;
  SourceLoc key_at;
  SyntaxNode value;
};

inline SyntaxNode& SyntaxNode::operator=(SyntaxNode&& other) noexcept {
  if (this == &other) return *this;
  if (raw_.owns) release();
  raw_ = other.raw_;
  other.raw_.owns = false;
  return *this;
}

inline SyntaxText SyntaxNode::text() const {
  if (!is_scalar() || raw_.size == 0) return {};
  return std::string_view(static_cast<const char*>(content()), raw_.size);
}

inline std::span<const SyntaxNode> SyntaxNode::elements() const {
  if (raw_.kind != SyntaxKind::list || raw_.size == 0) return {};
  if (raw_.deferred) open();
  return {static_cast<const SyntaxNode*>(content()), raw_.size};
}

inline std::span<const SyntaxNode::Member> SyntaxNode::members() const {
  if (raw_.kind != SyntaxKind::map || raw_.size == 0) return {};
  if (raw_.deferred) open();
  return {static_cast<const Member*>(content()), raw_.size};
}

/// Reads one YAML document (at most Limits::yaml_bytes).  Duplicate keys, unknown aliases, a second
/// document, too much depth, too many nodes or aliases, text that is not UTF-8, and every syntax
/// error are reported; after a syntax error the result is null.  An empty text is a null.
SyntaxNode read_yaml(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics);

/// Reads one JSON text with exact places of keys and values.  Same reports as read_yaml.
SyntaxNode read_json(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics);

/// Checks a whole JSON text, but reads only its upper levels: lists and maps below are read when
/// somebody looks into them, or by parsed().  None when read_json() would have anything to report.
std::optional<SyntaxNode> read_json_outline(const SourceFiles& files, std::uint32_t file);

/// Does the first significant character make this JSON ("{" or "[") rather than YAML?  A YAML flow
/// map also starts with "{": the caller falls back on read_yaml when JSON fails at a place that
/// YAML accepts.
bool looks_like_json(std::string_view text);

/// JSON or YAML, by its text: JSON when it looks like it and parses, else YAML.
SyntaxNode read_syntax(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace canreach
