#include "parsers/syntax/json_parser.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/eight_bytes.h"
#include "base/limits.h"
#include "base/text.h"
#include "parsers/syntax/json_skipper.h"
#include "parsers/syntax/seen_keys.h"
#include "parsers/syntax/syntax_tree.h"

// The fast reader of JSON.  It takes only texts without any mistake, duplicate keys included, and
// gives up at the first doubt: the slow reader (read_json_events.cpp) then finds the words for it.
// So there is one place for messages, and this one can be short.
//
// One pass goes over the bytes and counts the lines; eight bytes are looked at together where long
// runs are common, in strings and in the indentation of lines.  Texts of scalars are views into the
// source unless something in them is escaped.  A NUL ends the source, so no loop asks for the end.
//
// An outline.  A snapshot of a large account is hundreds of megabytes, and a tree of it is larger
// still.  Whoever reads it object by object needs the tree of one object only.  So the upper levels
// become nodes, and a list or map below is checked and left as its text (a deferred node), which is
// read when somebody looks into it.  Reading again does not check again.

namespace canreach {
namespace {

// Lists and maps so many levels down are deferred in an outline: {"Vpcs": [{...}]}.
constexpr std::size_t kOutlineDepth = 2;
// What stands under this key only wraps others, so it is deferred further down:
// {"Reservations": [{"Instances": [{...}]}]}.
constexpr std::string_view kWrappers = "Reservations";
constexpr std::size_t kWrapperDepth = 2;
constexpr std::size_t kNeverDeferred = std::numeric_limits<std::size_t>::max();
// Longer numbers, and exponents of three digits, may be larger than any double.
constexpr std::ptrdiff_t kShortNumber = 300;

// The number of the first byte whose highest bit is set.
unsigned first_byte(std::uint64_t highs) {
  return static_cast<unsigned>(std::countr_zero(highs)) / 8;
}

// High bits at what ends a run of plain characters in a string: a quote, a backslash, a control
// character, the beginning of a longer character.
std::uint64_t string_ends(std::uint64_t bytes) {
  const std::uint64_t controls = (bytes - kEachOne * 0x20) & ~bytes;
  return (bytes_that_are('"', bytes) | bytes_that_are('\\', bytes) | controls | bytes) & kEachHigh;
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

int hexadecimal(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto add = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
  } else {
    add(0xf0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f));
  }
  add(0x80 | (code & 0x3f));
}

std::size_t length_of_character(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xe0 ? 2 : (byte < 0xf0 ? 3 : 4);
}

enum class Check { everything, nothing };

// What is not in its list or map yet.  It is kept from text to text, because there are many small
// ones.
struct Waiting {
  std::vector<SyntaxNode> elements;         // of the open lists, the innermost last
  std::vector<SyntaxNode::Member> members;  // likewise of the open maps
  SeenKeys keys;                            // likewise, also of maps that are only checked
  std::string decoded;                      // the last string with escapes

  static Waiting& cleared() {
    static thread_local Waiting waiting;
    waiting.elements.clear();
    waiting.members.clear();
    waiting.keys.clear();
    return waiting;
  }
};

struct Start {
  const char* at;
  SourceLoc place;
};

// Every reading function stands at the first character of what it reads, and afterwards behind it;
// it is false when the text is not for this reader.
class JsonParser {
  using Member = SyntaxNode::Member;

 public:
  JsonParser(SyntaxTree& tree, const Start& start, const char* end, Check check,
             std::size_t deferred_depth)
      : JsonParser(tree, start, end, check, deferred_depth, Waiting::cleared()) {}
  JsonParser(SyntaxTree& tree, const Start& start, const char* end, Check check,
             std::size_t deferred_depth, Waiting& waiting)
      : tree_(tree),
        at_(start.at),
        end_(end),
        source_end_(tree.source()->data() + tree.source()->size()),
        line_start_(start.at - (start.place.column - 1)),
        file_(start.place.file),
        line_(start.place.line),
        checks_(check == Check::everything),
        deferred_depth_(deferred_depth),
        elements_(waiting.elements),
        members_(waiting.members),
        keys_(waiting.keys),
        decoded_(waiting.decoded) {}

  bool text(SyntaxNode& root) {
    skip_blanks();
    if (!value(root, 0)) return false;
    skip_blanks();
    return at_ == end_;
  }
  bool value(SyntaxNode& node, std::size_t depth);
  /// The value of a key of the map here, in a text that is valid; null where there is none.
  SyntaxNode member(std::string_view wanted);

 private:
  bool list(SyntaxNode& node, std::size_t depth);
  bool map(SyntaxNode& node, std::size_t depth);
  bool defer(SyntaxNode& node, SyntaxKind kind, std::size_t depth);
  bool word(SyntaxNode& node, SyntaxKind kind, std::string_view expected);
  bool key(std::string_view& text, std::size_t first_key);

  // The same without making nodes.
  bool check_value(std::size_t depth);
  bool check_list(std::size_t depth);
  bool check_map(std::size_t depth);
  bool pass_value();
  void skip_container();

  // Past a comma, or past the end, which sets `ended`.
  bool next(char closing, bool& ended) {
    skip_blanks();
    const char c = *at_++;
    ended = c == closing;
    if (c == ',') skip_blanks();
    return c == ',' || ended;
  }
  bool string(std::string_view& text);
  bool string(SyntaxNode& node);
  bool escaped_string(const char* begin, std::string_view& text);
  bool escape();
  bool code_unit(std::uint32_t& unit);
  bool longer_character();
  bool number();
  bool digits();
  void skip_plain();
  void skip_blanks() {
    if (static_cast<unsigned char>(*at_) <= ' ') skip_more_blanks();
  }
  void skip_more_blanks();
  void skip_indentation();
  bool count() { return ++nodes_ <= kLimits.nodes; }

  SourceLoc place() const {
    return {file_, line_, static_cast<std::uint32_t>(at_ - line_start_ + 1)};
  }
  std::string_view since(const char* begin) const {
    return {begin, static_cast<std::size_t>(at_ - begin)};
  }

  SyntaxTree& tree_;
  const char* at_;
  const char* end_;  // of what is to be read
  const char* source_end_;
  const char* line_start_;
  std::uint32_t file_;
  std::uint32_t line_;
  bool checks_;
  std::size_t deferred_depth_;
  std::size_t nodes_ = 1;
  std::vector<SyntaxNode>& elements_;
  std::vector<SyntaxNode::Member>& members_;
  SeenKeys& keys_;
  std::string& decoded_;
};

void JsonParser::skip_indentation() {
  constexpr std::uint64_t kBlanks = kEachOne * ' ';
  while (end_ - at_ >= 8) {
    const std::uint64_t unlike = eight_bytes(at_) ^ kBlanks;
    if (unlike != 0) {
      at_ += std::endian::native == std::endian::little ? std::countr_zero(unlike) / 8 : 0;
      return;
    }
    at_ += 8;
  }
}

void JsonParser::skip_more_blanks() {
  while (static_cast<unsigned char>(*at_) <= ' ') {
    if (*at_ == '\n') {
      ++line_;
      line_start_ = ++at_;
      skip_indentation();
    } else if (*at_ == ' ' || *at_ == '\r' || *at_ == '\t') {
      ++at_;
    } else {
      return;
    }
  }
}

void JsonParser::skip_plain() {
  while (std::endian::native == std::endian::little && end_ - at_ >= 8) {
    const std::uint64_t ends = string_ends(eight_bytes(at_));
    if (ends != 0) {
      at_ += first_byte(ends);
      return;
    }
    at_ += 8;
  }
  while (is_plain(*at_)) ++at_;
}

bool JsonParser::longer_character() {
  const std::size_t length = length_of_character(*at_);
  if (static_cast<std::size_t>(end_ - at_) < length) return false;
  if (!is_valid_utf8({at_, length})) return false;
  at_ += length;
  return true;
}

bool JsonParser::string(std::string_view& text) {
  const char* begin = ++at_;
  for (;;) {
    skip_plain();
    if (*at_ == '"') {
      text = since(begin);
      ++at_;
      return true;
    }
    if (*at_ == '\\') return escaped_string(begin, text);
    if (static_cast<unsigned char>(*at_) < 0x80 || !longer_character()) return false;
  }
}

// With the first backslash at hand.
bool JsonParser::escaped_string(const char* begin, std::string_view& text) {
  decoded_.assign(begin, at_);
  while (*at_ != '"') {
    const char* plain = at_;
    if (*at_ == '\\') {
      if (!escape()) return false;
    } else {
      skip_plain();
      if (static_cast<unsigned char>(*at_) >= 0x80 && !longer_character()) return false;
      if (at_ == plain) return false;
      decoded_.append(plain, at_);
    }
  }
  ++at_;
  text = decoded_;
  return true;
}

bool JsonParser::escape() {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  ++at_;
  const std::size_t letter = kLetters.find(*at_);
  if (letter != std::string_view::npos && *at_ != '\0') {
    decoded_ += kMeanings[letter];
    ++at_;
    return true;
  }
  std::uint32_t code = 0;
  if (!code_unit(code)) return false;
  if (code >= 0xd800 && code <= 0xdbff) {
    std::uint32_t low = 0;
    if (*at_++ != '\\' || !code_unit(low) || low < 0xdc00 || low > 0xdfff) return false;
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  } else if (code >= 0xdc00 && code <= 0xdfff) {
    return false;
  }
  append_utf8(decoded_, code);
  return true;
}

// "u0041"
bool JsonParser::code_unit(std::uint32_t& unit) {
  if (*at_ != 'u') return false;
  ++at_;
  for (int i = 0; i < 4; ++i, ++at_) {
    const int digit = hexadecimal(*at_);
    if (digit < 0) return false;
    unit = unit << 4 | static_cast<std::uint32_t>(digit);
  }
  return true;
}

bool JsonParser::digits() {
  const char* begin = at_;
  while (is_digit(*at_)) ++at_;
  return at_ != begin;
}

bool JsonParser::number() {
  const char* begin = at_;
  if (*at_ == '-') ++at_;
  if (*at_ == '0') {
    ++at_;
  } else if (!digits()) {
    return false;
  }
  if (*at_ == '.' && (++at_, !digits())) return false;
  if (*at_ == 'e' || *at_ == 'E') {
    ++at_;
    if (*at_ == '+' || *at_ == '-') ++at_;
    const char* exponent = at_;
    if (!digits() || at_ - exponent > 2) return false;
  }
  return at_ - begin <= kShortNumber;
}

bool JsonParser::word(SyntaxNode& node, SyntaxKind kind, std::string_view expected) {
  const SourceLoc at = place();
  const char* begin = at_;
  for (const char c : expected) {
    if (*at_++ != c) return false;
  }
  node = tree_.scalar(kind, since(begin), at, false);
  return true;
}

bool JsonParser::value(SyntaxNode& node, std::size_t depth) {
  switch (*at_) {
    case '{':
      return depth >= deferred_depth_ ? defer(node, SyntaxKind::map, depth) : map(node, depth + 1);
    case '[':
      return depth >= deferred_depth_ ? defer(node, SyntaxKind::list, depth)
                                      : list(node, depth + 1);
    case '"':
      return string(node);
    case 't':
      return word(node, SyntaxKind::boolean, "true");
    case 'f':
      return word(node, SyntaxKind::boolean, "false");
    case 'n':
      return word(node, SyntaxKind::null, "null");
    default: {
      const SourceLoc at = place();
      const char* begin = at_;
      if (!number()) return false;
      node = tree_.scalar(SyntaxKind::number, since(begin), at, false);
      return true;
    }
  }
}

bool JsonParser::string(SyntaxNode& node) {
  const SourceLoc at = place();
  std::string_view text;
  if (!string(text)) return false;
  const bool is_decoded = text.data() == decoded_.data();
  node = tree_.scalar(SyntaxKind::string, is_decoded ? tree_.keep(text) : text, at, true);
  return true;
}

bool JsonParser::list(SyntaxNode& node, std::size_t depth) {
  if (depth > kLimits.depth) return false;
  const SourceLoc at = place();
  const std::size_t first = elements_.size();
  ++at_;
  skip_blanks();
  bool ended = *at_ == ']';
  if (ended) ++at_;
  while (!ended) {
    if (!count()) return false;
    if (*at_ == '"') {
      if (!string(elements_.emplace_back())) return false;
    } else {
      SyntaxNode element;
      if (!value(element, depth)) return false;
      elements_.push_back(std::move(element));
    }
    if (!next(']', ended)) return false;
  }
  node = tree_.list(elements_, first, at);
  return true;
}

bool JsonParser::map(SyntaxNode& node, std::size_t depth) {
  if (depth > kLimits.depth) return false;
  const SourceLoc at = place();
  const std::size_t first = members_.size();
  const std::size_t first_key = keys_.open();
  ++at_;
  skip_blanks();
  bool ended = *at_ == '}';
  if (ended) ++at_;
  while (!ended) {
    const SourceLoc key_at = place();
    std::string_view name;
    if (!count() || !key(name, first_key)) return false;
    if (*at_ == '"') {
      if (!string(members_.emplace_back(Member{name, key_at, {}}).value)) return false;
      if (!next('}', ended)) return false;
      continue;
    }
    SyntaxNode member;
    const bool only_wraps = depth == 1 && deferred_depth_ == kOutlineDepth && name == kWrappers;
    if (only_wraps) deferred_depth_ += kWrapperDepth;
    const bool is_read = value(member, depth);
    if (only_wraps) deferred_depth_ -= kWrapperDepth;
    if (!is_read) return false;
    members_.push_back({name, key_at, std::move(member)});
    if (!next('}', ended)) return false;
  }
  if (!keys_.close(first_key)) return false;
  node = tree_.map(members_, first, at);
  return true;
}

// A key with its colon.
bool JsonParser::key(std::string_view& text, std::size_t first_key) {
  if (*at_ != '"' || !string(text)) return false;
  if (text.data() == decoded_.data()) text = tree_.keep(text);
  skip_blanks();
  if (*at_++ != ':') return false;
  skip_blanks();
  if (!checks_) return true;
  return keys_.add(text, first_key);
}

bool JsonParser::defer(SyntaxNode& node, SyntaxKind kind, std::size_t depth) {
  const SourceLoc at = place();
  const char* begin = at_;
  if (!checks_) {
    skip_container();
  } else if (!check_value(depth)) {
    return false;
  }
  node = tree_.deferred(kind, since(begin), at);
  return true;
}

bool JsonParser::check_value(std::size_t depth) {
  std::string_view ignored;
  SyntaxNode scalar;
  switch (*at_) {
    case '{':
      return check_map(depth + 1);
    case '[':
      return check_list(depth + 1);
    case '"':
      return string(ignored);
    case 't':
    case 'f':
    case 'n':
      return value(scalar, depth);
    default:
      return number();
  }
}

bool JsonParser::check_list(std::size_t depth) {
  if (depth > kLimits.depth) return false;
  ++at_;
  skip_blanks();
  bool ended = *at_ == ']';
  if (ended) ++at_;
  while (!ended) {
    if (!count() || !check_value(depth) || !next(']', ended)) return false;
  }
  return true;
}

bool JsonParser::check_map(std::size_t depth) {
  if (depth > kLimits.depth) return false;
  const std::size_t first_key = keys_.open();
  ++at_;
  skip_blanks();
  bool ended = *at_ == '}';
  if (ended) ++at_;
  while (!ended) {
    std::string_view name;
    if (!count() || !key(name, first_key) || !check_value(depth)) return false;
    if (!next('}', ended)) return false;
  }
  return keys_.close(first_key);
}

SyntaxNode JsonParser::member(std::string_view wanted) {
  ++at_;
  skip_blanks();
  bool ended = *at_ == '}';
  while (!ended) {
    std::string_view name;
    if (!string(name)) return {};
    const bool is_wanted = name == wanted;
    skip_blanks();
    ++at_;  // the colon
    skip_blanks();
    SyntaxNode node;
    if (is_wanted ? !value(node, 0) : !pass_value()) return {};
    if (is_wanted) return node;
    if (!next('}', ended)) return {};
  }
  return {};
}

// Without a look at it.
bool JsonParser::pass_value() {
  if (*at_ != '{' && *at_ != '[') return check_value(0);
  skip_container();
  return true;
}

// To the end of a list or map whose text is valid.
void JsonParser::skip_container() {
  JsonSkipper skipper(at_, source_end_);
  at_ = skipper.end_of_container();
  line_ += skipper.lines();
  if (skipper.lines() > 0) line_start_ = skipper.line_start();
}

std::optional<SyntaxNode> read_text(const SourceFiles& files, std::uint32_t file,
                                    std::size_t deferred_depth, std::size_t expected) {
  const std::shared_ptr<const std::string> source = files.shared_text(file);
  if (source->size() > kLimits.file_bytes) return std::nullopt;
  const SyntaxTree::Handle tree(source, expected);
  const char* begin = source->data();
  JsonParser parser(*tree, {begin, {file, 1, 1}}, begin + source->size(), Check::everything,
                    deferred_depth);
  SyntaxNode root;
  if (!parser.text(root)) return std::nullopt;
  return SyntaxTree::root(root);
}

}  // namespace

std::optional<SyntaxNode> parse_json(const SourceFiles& files, std::uint32_t file) {
  return read_text(files, file, kNeverDeferred, files.text(file).size());
}

std::optional<SyntaxNode> read_json_outline(const SourceFiles& files, std::uint32_t file) {
  return read_text(files, file, kOutlineDepth, 0);
}

SyntaxNode read_json(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics) {
  std::optional<SyntaxNode> root = parse_json(files, file);
  return root ? std::move(*root) : read_json_events(files, file, diagnostics);
}

void SyntaxNode::open() const {
  const char* begin = static_cast<const char*>(raw_.content);
  JsonParser parser(*raw_.tree, {begin, raw_.at}, begin + raw_.size, Check::nothing, 1);
  SyntaxNode opened;
  parser.value(opened, 0);
  raw_.content = opened.raw_.content;
  raw_.size = opened.raw_.size;
  raw_.deferred = false;
}

SyntaxNode SyntaxNode::reread(bool outline) const {
  if (!raw_.deferred) return *this;
  const SyntaxTree::Handle tree(raw_.tree->source(), std::size_t{raw_.size} * (outline ? 1 : 2));
  const char* begin = static_cast<const char*>(raw_.content);
  JsonParser parser(*tree, {begin, raw_.at}, begin + raw_.size, Check::nothing,
                    outline ? 1 : kNeverDeferred);
  SyntaxNode read;
  parser.value(read, 0);
  return SyntaxTree::root(read);
}

std::string SyntaxNode::text_of(std::string_view key) const {
  if (!raw_.deferred) {
    const SyntaxNode* found = find(key);
    return found == nullptr ? std::string() : found->text();
  }
  if (!is_map()) return {};
  const char* begin = static_cast<const char*>(raw_.content);
  JsonParser parser(*raw_.tree, {begin, raw_.at}, begin + raw_.size, Check::nothing, 0);
  return parser.member(key).text();
}

SyntaxNode SyntaxNode::parsed() const { return reread(false); }
SyntaxNode SyntaxNode::outlined() const { return reread(true); }

}  // namespace canreach
