#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/eight_bytes.h"

namespace canreach {

/// Patterns are byte strings in which some control characters are marks.  Documents cannot hold
/// those characters, and what a variable brings in is escaped.  Rules: GRM-10, VAR-7.
inline constexpr char kOneCharacter = 1;        // "?"
inline constexpr char kAnyRun = 2;              // "*"
inline constexpr char kOneCharacterOfPart = 3;  // "?" that is not a colon
inline constexpr char kRunOfPart = 4;           // "*" that stops at a colon
inline constexpr char kLiteral = 5;             // the next byte stands for itself

constexpr bool is_mark(char c) { return c >= kOneCharacter && c <= kLiteral; }

/// Does the pattern match the whole text?  Time is at worst the product of both lengths.
bool matches(std::string_view pattern, std::string_view text);

/// Does the pattern match some text that begins so?
bool matches_some(std::string_view pattern, std::string_view beginning);

void append_literal(std::string& pattern, std::string_view text);

inline bool has_wildcard(std::string_view text) {
  return first_of_two(text, '*', '?') < text.size();
}

/// How "*" and "?" are read.
enum class Wildcards : std::uint8_t {
  none,      // as themselves.  Rule: OPR-1
  text,      // over everything.  Rules: ACT-2, OPR-3
  resource,  // within the parts of an ARN; a part's last "*" goes further.  Rules: ARN-3, ARN-4
  arn,       // within the parts of an ARN.  Rule: OPR-9
};

/// Turns a text into a pattern, piece by piece.
class PatternWriter {
 public:
  PatternWriter(Wildcards wildcards, std::string& pattern)
      : wildcards_(wildcards), pattern_(pattern) {}

  /// What comes behind a piece of a text.
  enum class Follows : std::uint8_t { nothing, more };

  void write(std::string_view text, Follows follows = Follows::nothing);
  /// Colons seen so far, at most 5: the sixth part is the rest.
  int part() const { return part_; }

 private:
  void count_parts(std::string_view literal);
  void write_star(bool ends_part);

  Wildcards wildcards_;
  std::string& pattern_;
  int part_ = 0;
};

}  // namespace canreach
