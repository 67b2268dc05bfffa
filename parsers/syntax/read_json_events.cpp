#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "parsers/syntax/json_parser.h"
#include "parsers/syntax/syntax_node.h"
#include "parsers/syntax/tree_builder.h"

// nlohmann/json checks the grammar and decodes the strings; its events carry no places.  A cursor
// of our own walks the same text one token behind: between two events stand only blanks and at most
// one comma or colon, so stepping over those leads to the token of the event, and its first
// character says how it ends.  Each byte is looked at twice in all, and the place of a token costs
// nothing beyond counting the ends of lines that were passed.
//
// The cursor also explains errors.  It stands after the last good token when the parser gives up,
// so what had to follow is known from the open list or map, and what follows instead is in the
// text.

namespace canreach {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The end of the digits that begin at an offset.
std::size_t after_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at;
}

// The number that the text begins with, which the parser has accepted.
std::string_view leading_number(std::string_view text) {
  std::size_t at = text[0] == '-' ? 1 : 0;
  const bool is_zero = at < text.size() && text[at] == '0';
  at = is_zero ? at + 1 : after_digits(text, at);
  if (at < text.size() && text[at] == '.') at = after_digits(text, at + 1);
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    at = after_digits(text, at);
  }
  return text.substr(0, at);
}

bool is_word_part(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '-' || c == '.' || c == '+';
}

bool is_not_structure(char c) {
  return !is_blank(c) && std::string_view("{}[],:\"").find(c) == std::string_view::npos;
}

// Walks over a text token by token and knows its line and column.
class Cursor {
 public:
  Cursor(std::string_view text, std::uint32_t file) : text_(text), file_(file) {}

  bool at_end() const { return at_ == text_.size(); }
  char now() const { return at_end() ? '\0' : text_[at_]; }
  std::size_t offset() const { return at_; }
  SourceLoc place() const { return place_of(at_); }
  SourceLoc place_of(std::size_t offset) const {
    return {file_, line_, static_cast<std::uint32_t>(offset - line_start_ + 1)};
  }

  void skip_blanks() {
    for (; !at_end() && is_blank(text_[at_]); ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
        line_start_ = at_ + 1;
      }
    }
  }

  // To the next token that has an event.
  SourceLoc next() {
    skip_blanks();
    if (now() == ',' || now() == ':') {
      ++at_;
      skip_blanks();
    }
    last_ = place();
    last_at_ = at_;
    return last_;
  }
  // Where the last such token began; nowhere before the first.
  const SourceLoc& last() const { return last_; }
  // The last token with what touches it, such as `01` after the number `0`; empty when a blank or a
  // sign of structure lies between, or the token is one.
  std::string_view last_word() const {
    const std::string_view run = run_of(is_word_part, last_at_);
    return last_at_ + run.size() > at_ ? run : std::string_view();
  }

  void skip(std::size_t length) { at_ = std::min(at_ + length, text_.size()); }

  // A whole string, which has no end of line in it.  `decoded` is its length without the quotes if
  // nothing in it is escaped.
  void skip_string(std::size_t decoded) {
    const std::string_view plain = text_.substr(at_ + 1, decoded);
    const std::size_t after = at_ + 1 + decoded;
    const bool fits = after < text_.size() && text_[after] == '"';
    if (fits && plain.find('\\') == std::string_view::npos) {
      at_ = after + 1;
      return;
    }
    for (++at_; !at_end() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') skip(1);
    }
    skip(1);
  }

  std::string_view number() const { return leading_number(text_.substr(at_)); }
  std::string_view word() const { return run_of(is_word_part, at_); }
  // What stands here, for a message.
  std::string found() const {
    const std::string_view run = run_of(is_not_structure, at_);
    return quoted(run.empty() ? text_.substr(at_, 1) : run);
  }

 private:
  std::string_view run_of(bool (*belongs)(char), std::size_t begin) const {
    std::size_t end = begin;
    while (end < text_.size() && belongs(text_[end])) ++end;
    return text_.substr(begin, end - begin);
  }

  std::string_view text_;
  std::uint32_t file_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::uint32_t line_ = 1;
  SourceLoc last_;
  std::size_t last_at_ = 0;
};

// The library's number for a number that no double holds.
constexpr int kNumberOverflow = 406;

// What the parser finds wrong inside a string or number, by a part of its own words.
struct TokenError {
  std::string_view part;
  std::string_view words;
};
constexpr std::array<TokenError, 12> kTokenErrors = {{
    {"missing closing quote", "the text ends inside this string"},
    {"(LF) must be escaped", "this string has no closing quote on its line"},
    {"(CR) must be escaped", "this string has no closing quote on its line"},
    {"(HT) must be escaped", "a tab inside a string is written \\t"},
    {"must be escaped", "a control character inside a string is written \\u and four digits"},
    {"forbidden character after backslash",
     "a backslash in a string goes before one of \" \\ / b f n r t u"},
    {"4 hex digits", "\\u needs four hexadecimal digits"},
    {"must be followed by U+DC00..U+DFFF", "\\ud800 to \\udbff need \\udc00 to \\udfff after them"},
    {"must follow U+D800..U+DBFF", "\\udc00 to \\udfff need \\ud800 to \\udbff before them"},
    {"expected digit after '-'", "expected a digit after -"},
    {"expected digit after '.'", "expected a digit after the decimal point"},
    {"digit after exponent", "expected a digit in the exponent"},
}};

// Words that other languages have for what JSON spells differently.
struct OtherWord {
  std::string_view lower;
  std::string_view advice;
};
constexpr std::array<OtherWord, 7> kOtherWords = {{
    {"true", "write true"},
    {"false", "write false"},
    {"null", "write null"},
    {"none", "write null"},
    {"undefined", "write null"},
    {"nan", "JSON has no such number"},
    {"infinity", "JSON has no such number"},
}};

std::string wrong_word(std::string_view word) {
  const std::string lower = to_lower(word);
  if (word.find_first_of("0123456789+-.") == 0) {
    return fmt::format("{} is not a JSON number", quoted(word));
  }
  for (const OtherWord& other : kOtherWords) {
    if (lower == other.lower) return fmt::format("{} is not JSON: {}", quoted(word), other.advice);
  }
  return fmt::format("{} is not a JSON value: a string needs double quotes", quoted(word));
}

// Receives nlohmann's events; the names of its functions are the library's.
class JsonEvents {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  JsonEvents(std::string_view text, std::uint32_t file, TreeBuilder& tree)
      : cursor_(text, file), tree_(tree) {}

  bool null() { return word(SyntaxKind::null, "null"); }
  bool boolean(bool value) { return word(SyntaxKind::boolean, value ? "true" : "false"); }
  bool number_integer(number_integer_t) { return number(); }
  bool number_unsigned(number_unsigned_t) { return number(); }
  bool number_float(number_float_t, const string_t&) { return number(); }
  bool binary(binary_t&) { return false; }  // JSON text has none

  bool string(string_t& value) {
    const SourceLoc at = cursor_.next();
    cursor_.skip_string(value.size());
    return add(SyntaxKind::string, value, at, true);
  }

  bool key(string_t& value) {
    const SourceLoc at = cursor_.next();
    cursor_.skip_string(value.size());
    return tree_.add_key(value, at);
  }

  bool start_object(std::size_t) { return start(SyntaxKind::map); }
  bool start_array(std::size_t) { return start(SyntaxKind::list); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::json::exception& error);

 private:
  bool add(SyntaxKind kind, std::string_view text, SourceLoc at, bool quoted) {
    SyntaxTree& tree = tree_.tree();
    return tree_.add(tree.scalar(kind, tree.keep(text), at, quoted));
  }

  bool word(SyntaxKind kind, std::string_view text) {
    const SourceLoc at = cursor_.next();
    cursor_.skip(text.size());
    return add(kind, text, at, false);
  }

  // The number as it was written.
  bool number() {
    const SourceLoc at = cursor_.next();
    const std::string_view text = cursor_.number();
    cursor_.skip(text.size());
    return add(SyntaxKind::number, text, at, false);
  }

  bool start(SyntaxKind kind) {
    const SourceLoc at = cursor_.next();
    cursor_.skip(1);
    return tree_.open(kind, at, {});
  }

  bool end() {
    cursor_.next();
    cursor_.skip(1);
    tree_.close();
    return true;
  }

  std::string open_one() const;
  bool lacks_separator();
  bool explain_token(std::size_t position, std::string_view reason);
  std::string wrong_follower() const;
  std::string wrong_value() const;
  std::string wrong_key() const;
  void fail(SourceLoc at, std::string message) {
    tree_.fail(DiagnosticKind::invalid_syntax, at, std::move(message));
  }

  Cursor cursor_;
  TreeBuilder& tree_;
  bool after_comma_ = false;
};

// "a list that begins on line 3"
std::string JsonEvents::open_one() const {
  const TreeBuilder::Open& open = tree_.open_ones().back();
  return fmt::format("{} that begins on line {}", name_of(open.kind), open.at.line);
}

// Called with the cursor after the last good token: steps over the comma or colon that must come
// first, if any must.  Says whether it is missing.
bool JsonEvents::lacks_separator() {
  cursor_.skip_blanks();
  after_comma_ = false;
  if (tree_.open_ones().empty()) return tree_.is_complete();
  const TreeBuilder::Open& open = tree_.open_ones().back();
  if (!open.has_key && !tree_.has_children()) return false;
  const char separator = open.has_key ? ':' : ',';
  if (cursor_.now() != separator) return true;
  after_comma_ = separator == ',';
  cursor_.skip(1);
  cursor_.skip_blanks();
  return false;
}

std::string JsonEvents::wrong_follower() const {
  if (tree_.open_ones().empty()) return "nothing may follow the end of the JSON value";
  const TreeBuilder::Open& open = tree_.open_ones().back();
  if (open.has_key) return "expected : after this key";
  if (!cursor_.last_word().empty()) return wrong_word(cursor_.last_word());
  const char closing = open.kind == SyntaxKind::list ? ']' : '}';
  return fmt::format("expected , or {} after this value, in {}", closing, open_one());
}

std::string JsonEvents::wrong_value() const {
  switch (cursor_.now()) {
    case '\'':
      return "a string needs double quotes";
    case '/':
    case '#':
      return "JSON has no comments";
    default:
      break;
  }
  if (!cursor_.word().empty()) return wrong_word(cursor_.word());
  const std::string_view where = after_comma_ ? "a value after the comma" : "a value";
  return fmt::format("expected {}, not {}", where, cursor_.found());
}

std::string JsonEvents::wrong_key() const {
  if (cursor_.now() == '}' && after_comma_) return "expected a key after the comma, not `}`";
  if (cursor_.now() == '/' || cursor_.now() == '#') return "JSON has no comments";
  return fmt::format("expected a key in double quotes, not {}", cursor_.found());
}

// The parser's own words without the text that it quotes.
std::string_view reason_of(const nlohmann::json::exception& error) {
  const std::string_view words = error.what();
  return words.substr(0, words.find("; last read: "));
}

bool JsonEvents::parse_error(std::size_t position, const std::string&,
                             const nlohmann::json::exception& error) {
  const bool lacks = lacks_separator();
  const bool is_inside = !tree_.open_ones().empty();
  if (cursor_.at_end()) {
    fail(cursor_.place(), is_inside ? "the text ends inside " + open_one() : "the text is empty");
  } else if (lacks) {
    fail(is_inside ? cursor_.last() : cursor_.place(), wrong_follower());
  } else if (error.id == kNumberOverflow) {
    fail(cursor_.place(), fmt::format("the number {} is too large", quoted(cursor_.number())));
  } else if (!explain_token(position, reason_of(error))) {
    fail(cursor_.place(), tree_.wants_key() ? wrong_key() : wrong_value());
  }
  return false;
}

// `position` counts the bytes that the parser took, the offending one included.
bool JsonEvents::explain_token(std::size_t position, std::string_view reason) {
  for (const TokenError& known : kTokenErrors) {
    if (reason.find(known.part) == std::string_view::npos) continue;
    const bool is_whole = known.words.find("this string") != std::string_view::npos;
    const bool is_inside = !is_whole && position > cursor_.offset();
    fail(is_inside ? cursor_.place_of(position - 1) : cursor_.place(), std::string(known.words));
    return true;
  }
  return false;
}

}  // namespace

SyntaxNode read_json_events(const SourceFiles& files, std::uint32_t file,
                            Diagnostics& diagnostics) {
  if (!check_text(files, file, kLimits.file_bytes, diagnostics)) return {};
  const std::string& text = files.text(file);
  TreeBuilder tree(nullptr, diagnostics);
  JsonEvents events(text, file, tree);
  nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &events);
  return tree.take();
}

}  // namespace canreach
