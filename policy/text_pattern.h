#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/context.h"
#include "policy/pattern.h"
#include "policy/truth.h"

namespace canreach {

/// A text of a policy (an action, a resource, a condition's value) ready to be compared.  It lives
/// in the pools of a TextPatterns.
struct TextPattern {
  enum class Kind : std::uint8_t {
    exact,      // no wildcards: equal or not
    beginning,  // a literal, then "*"
    wild,       // anything else without variables
    variable,   // holds ${...}: `first` indexes the templates
    unsaid,     // holds what the input does not tell (model/open_names.h)
    unknown,    // the document does not say
  };
  Kind kind = Kind::exact;
  std::uint32_t first = 0;   // offset of the pattern
  std::uint32_t length = 0;  // of the pattern
  std::uint32_t prefix = 0;  // how many bytes of it are literals that begin every match
  std::uint64_t tail = 0;    // the last eight of these bytes: most texts differ there
};

/// A text with variables: literals, patterns and condition keys in their order.  Rules: VAR-1 to
/// VAR-9.
struct TextTemplate {
  struct Piece {
    std::string pattern;  // what precedes the variable
    std::optional<ConditionKey> key;
    std::optional<std::string> otherwise;  // the default.  Rule: VAR-5
  };
  std::vector<Piece> pieces;
  Wildcards wildcards = Wildcards::none;
};

/// A ${...} of a policy.
struct VariableText {
  std::string_view whole;  // with its braces
  std::string_view key;    // "aws:username"; of ${*}, ${?}, ${$} the character
  std::optional<std::string_view> otherwise;
  bool is_character = false;
  bool is_valid = true;
};

/// The first ${...} of a text, or none.  One that is not closed is not valid.
std::optional<VariableText> first_variable(std::string_view text);

/// Patterns and their bytes, one behind the other.
class TextPatterns {
 public:
  enum class Variables : std::uint8_t { literal, replaced };

  /// Makes room for patterns of so many bytes.
  void reserve(std::size_t bytes) { pool_.reserve(bytes); }

  /// `prefix` of the result counts literals; variables are replaced in the sixth part of a resource
  /// and everywhere in other texts.  Rule: VAR-2.
  TextPattern add(std::string_view text, Wildcards wildcards, Variables variables);
  static TextPattern add_unknown() { return {TextPattern::Kind::unknown, 0, 0, 0, 0}; }
  /// ASCII in lower case, as actions are compared.
  TextPattern add_lower(std::string_view text);

  std::string_view pattern(const TextPattern& of) const {
    return std::string_view(pool_).substr(of.first, of.length);
  }
  std::string_view prefix(const TextPattern& of) const { return bytes(of.first, of.prefix); }
  /// None of them may be anywhere: `first` of a pattern with variables is no offset.
  std::string_view bytes(std::uint32_t first, std::uint32_t length) const {
    return length == 0 ? std::string_view() : std::string_view(pool_).substr(first, length);
  }
  const TextTemplate& text_template(const TextPattern& of) const { return templates_[of.first]; }

  /// Compares without a context; only for patterns without variables.
  Truth compare(const TextPattern& with, std::string_view text) const {
    switch (with.kind) {
      case TextPattern::Kind::exact:
        return truth(text.size() == with.length && begins(with, text));
      case TextPattern::Kind::beginning:
        return truth(begins(with, text));
      case TextPattern::Kind::wild:
        return truth(begins(with, text) &&
                     matches(pattern(with).substr(with.prefix), text.substr(with.prefix)));
      case TextPattern::Kind::unsaid:
        return matches_unsaid(pattern(with), text, nullptr);
      case TextPattern::Kind::variable:
      case TextPattern::Kind::unknown:
        return Truth::unknown;
    }
    return Truth::unknown;
  }
  Truth compare(const TextPattern& with, std::string_view text, const Context& context) const {
    const bool is_plain = with.kind != TextPattern::Kind::variable &&
                          with.kind != TextPattern::Kind::unsaid && !is_open(text, context);
    return is_plain ? compare(with, text) : compare_in(with, text, context);
  }

  /// The same, where the text is known to begin with the pattern's literals and is not open.
  Truth compare_rest(const TextPattern& with, std::string_view text, const Context& context) const {
    switch (with.kind) {
      case TextPattern::Kind::exact:
        return truth(text.size() == with.length);
      case TextPattern::Kind::beginning:
        return Truth::yes;
      case TextPattern::Kind::wild:
        return truth(matches(pattern(with).substr(with.prefix), text.substr(with.prefix)));
      case TextPattern::Kind::variable:
      case TextPattern::Kind::unsaid:
        return compare_in(with, text, context);
      case TextPattern::Kind::unknown:
        return Truth::unknown;
    }
    return Truth::unknown;
  }

  /// May the text hold names that the design leaves open?
  static bool is_open(std::string_view text, const Context& context) {
    return context.open_names() != nullptr && text.find('<') != std::string_view::npos;
  }

  /// May the text begin with a pattern's literals, by TextPattern::prefix and tail alone?
  static bool may_begin(std::uint32_t prefix, std::uint64_t tail, std::string_view text) {
    if (text.size() < prefix) return false;
    if (prefix < sizeof tail) return true;
    std::uint64_t there = 0;
    std::memcpy(&there, text.data() + prefix - sizeof there, sizeof there);
    return there == tail;
  }

  /// Of a pattern that is written out already.
  static Truth compare_written(std::string_view pattern, std::string_view text,
                               const Context& context);

  /// May it match some text that begins so?
  bool may_match_some(const TextPattern& with, std::string_view beginning,
                      const Context& context) const;

  /// The pattern with the request's values; `no`: a key is absent and has no default.  Rule: VAR-6.
  Truth expand(const TextTemplate& of, const Context& context, std::string& pattern) const;

 private:
  // Does the text begin with the pattern's literals?  Most answers are found in the pattern itself,
  // without a look at the pool.
  bool begins(const TextPattern& with, std::string_view text) const {
    return may_begin(with.prefix, with.tail, text) && text.substr(0, with.prefix) == prefix(with);
  }
  Truth compare_in(const TextPattern& with, std::string_view text, const Context& context) const;
  TextPattern add_template(std::string_view text, Wildcards wildcards, std::size_t first_variable);
  TextPattern finished(std::size_t first) const;

  std::string pool_;
  std::vector<TextTemplate> templates_;
};

}  // namespace canreach
