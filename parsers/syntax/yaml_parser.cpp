#include "parsers/syntax/yaml_parser.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "parsers/syntax/core_schema.h"
#include "parsers/syntax/seen_keys.h"
#include "parsers/syntax/syntax_tree.h"

// The fast reader of YAML.  It takes the part of YAML in which people write designs, and gives up
// at the first character that leads out of it: the slow reader (read_yaml_events.cpp) then reads
// the whole text.  So nothing here explains anything, and what is here must make the same tree.
//
// The part: block maps and block lists; flow lists and maps that end on their line; plain and
// quoted scalars of one line, without backslashes; comments.  Not in it: tags, anchors and aliases,
// block texts (|, >), scalars of several lines, complex keys, several documents, tabs, CR, and
// duplicate keys.
//
// Reading stands at a token and knows its column.  A block map or list is the run of lines that
// begin at the column of its first key or dash; a value with deeper lines after it is more than
// one line long or wrongly indented, and ends the reading.  Every byte is looked at about twice.
// Texts of scalars are views into the source.

namespace canreach {
namespace {

constexpr std::size_t kLongestKey = 1000;  // longer ones are no keys in YAML
constexpr std::size_t kLongestText = std::size_t{1} << 20;
constexpr std::int64_t kNoColumn = -1;  // at the end of the text

bool is_flow_sign(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

enum class Context { block, flow };

// Every reading function stands at the first character of what it reads and afterwards behind it,
// those of blocks at the first token of the next line; it is false when the text is not for this
// reader.
class YamlParser {
 public:
  YamlParser(SyntaxTree& tree, std::string_view text, std::uint32_t file)
      : tree_(tree), begin_(text.data()), end_(begin_ + text.size()), at_(begin_), file_(file) {}

  bool document(SyntaxNode& root) {
    line_start_ = at_;
    const std::string_view text(begin_, static_cast<std::size_t>(end_ - begin_));
    if (text.find_first_of("\t\r") != std::string_view::npos) return false;
    if (text.substr(0, 4) == "---\n") at_ += 3;
    if (!next_line() || column_ == kNoColumn) return false;
    return block(root, 1) && column_ == kNoColumn;
  }

 private:
  bool block(SyntaxNode& node, std::size_t depth);
  bool block_list(SyntaxNode& node, std::size_t depth);
  bool block_map(SyntaxNode& node, std::size_t depth);
  bool element(SyntaxNode& node, std::int64_t column, std::size_t depth);
  bool member_value(SyntaxNode& node, SourceLoc key_at, std::int64_t column, std::size_t depth);
  bool inline_value(SyntaxNode& node, std::size_t depth);
  bool flow(SyntaxNode& node, std::size_t depth);
  bool flow_list(SyntaxNode& node, std::size_t depth);
  bool flow_map(SyntaxNode& node, std::size_t depth);
  bool flow_end(char closing, bool& ended);
  bool scalar(SyntaxNode& node, Context context);
  bool key(SyntaxText& text, Context context);
  bool quoted(SyntaxText& text);
  bool plain(std::string_view& text, Context context);
  bool begins_plain(Context context) const;
  bool is_key() const;
  bool is_dash() const { return now() == '-' && is_blank_or_end(at_ + 1); }
  bool next_line();
  bool rest_is_empty();
  bool count() { return ++nodes_ <= kLimits.nodes; }

  char now() const { return *at_; }  // a NUL ends the text
  bool is_blank_or_end(const char* at) const { return at == end_ || *at == ' ' || *at == '\n'; }
  void skip_blanks() {
    while (now() == ' ') ++at_;
  }
  bool at_line_end() const { return at_ == end_ || now() == '\n'; }
  std::int64_t column() const { return at_ - line_start_; }
  SourceLoc place() const { return {file_, line_, static_cast<std::uint32_t>(column() + 1)}; }

  SyntaxTree& tree_;
  const char* begin_;
  const char* end_;
  const char* at_;
  const char* line_start_ = nullptr;
  std::int64_t column_ = 0;  // of the first token of a line, where next_line() went
  std::uint32_t file_;
  std::uint32_t line_ = 1;
  std::size_t nodes_ = 1;
  std::vector<SyntaxNode> elements_;         // of the open lists, the innermost last
  std::vector<SyntaxNode::Member> members_;  // likewise of the open maps
  SeenKeys keys_;
};

// Is there nothing more on this line but a comment?
bool YamlParser::rest_is_empty() {
  const char* before = at_;
  skip_blanks();
  if (at_line_end()) return true;
  if (now() != '#' || (at_ == before && at_ != line_start_)) return false;
  at_ = std::find(at_, end_, '\n');
  return true;
}

// From the end of a line to the next token.  False at the sign of another document.
bool YamlParser::next_line() {
  while (rest_is_empty()) {
    if (at_ == end_) {
      column_ = kNoColumn;
      return true;
    }
    ++at_;
    ++line_;
    line_start_ = at_;
  }
  column_ = column();
  const std::string_view start(at_,
                               static_cast<std::size_t>(std::min<std::ptrdiff_t>(3, end_ - at_)));
  return at_ != line_start_ || (start != "---" && start != "..." && now() != '%');
}

bool YamlParser::block(SyntaxNode& node, std::size_t depth) {
  if (is_dash()) return block_list(node, depth);
  if (is_key()) return block_map(node, depth);
  return inline_value(node, depth) && rest_is_empty() && next_line();
}

bool YamlParser::block_list(SyntaxNode& node, std::size_t depth) {
  if (depth > kLimits.depth) return false;
  const SourceLoc at = place();
  const std::int64_t column = this->column();
  const std::size_t first = elements_.size();
  do {
    SyntaxNode value;
    if (!count() || !element(value, column, depth)) return false;
    elements_.push_back(std::move(value));
    if (column_ > column) return false;
  } while (column_ == column && is_dash());
  node = tree_.list(elements_, first, at);
  return true;
}

// An element with its dash, which is at `column`.
bool YamlParser::element(SyntaxNode& node, std::int64_t column, std::size_t depth) {
  const SourceLoc at = place();
  ++at_;
  if (!rest_is_empty()) return block(node, depth + 1);
  if (!next_line()) return false;
  if (column_ > column) return block(node, depth + 1);
  node = tree_.scalar(SyntaxKind::null, {}, at, false);
  return true;
}

bool YamlParser::block_map(SyntaxNode& node, std::size_t depth) {
  if (depth > kLimits.depth) return false;
  const SourceLoc at = place();
  const std::int64_t column = this->column();
  const std::size_t first = members_.size();
  const std::size_t first_key = keys_.open();
  do {
    const SourceLoc key_at = place();
    SyntaxText name;
    SyntaxNode value;
    if (!count() || !is_key() || !key(name, Context::block)) return false;
    if (!keys_.add(name, first_key)) return false;
    if (!member_value(value, key_at, column, depth)) return false;
    members_.push_back({name, key_at, std::move(value)});
    if (column_ > column) return false;
  } while (column_ == column && !is_dash());
  if (!keys_.close(first_key)) return false;
  node = tree_.map(members_, first, at);
  return true;
}

// What follows a key and its colon.  A list may stand at the column of the key.
bool YamlParser::member_value(SyntaxNode& node, SourceLoc key_at, std::int64_t column,
                              std::size_t depth) {
  if (!rest_is_empty()) {
    return inline_value(node, depth + 1) && rest_is_empty() && next_line();
  }
  if (!next_line()) return false;
  if (column_ > column || (column_ == column && is_dash())) return block(node, depth + 1);
  node = tree_.scalar(SyntaxKind::null, {}, key_at, false);
  return true;
}

bool YamlParser::inline_value(SyntaxNode& node, std::size_t depth) {
  return now() == '[' || now() == '{' ? flow(node, depth) : scalar(node, Context::block);
}

bool YamlParser::flow(SyntaxNode& node, std::size_t depth) {
  if (depth > kLimits.depth) return false;
  if (now() == '[') return flow_list(node, depth);
  if (now() == '{') return flow_map(node, depth);
  return scalar(node, Context::flow);
}

// Past a comma, or past the end, which sets `ended`.
bool YamlParser::flow_end(char closing, bool& ended) {
  skip_blanks();
  ended = now() == closing;
  if (!ended && now() != ',') return false;
  ++at_;
  if (!ended) skip_blanks();
  return true;
}

bool YamlParser::flow_list(SyntaxNode& node, std::size_t depth) {
  const SourceLoc at = place();
  const std::size_t first = elements_.size();
  ++at_;
  skip_blanks();
  bool ended = now() == ']';
  if (ended) ++at_;
  while (!ended) {
    SyntaxNode value;
    if (!count() || !flow(value, depth + 1)) return false;
    elements_.push_back(std::move(value));
    if (!flow_end(']', ended)) return false;
  }
  node = tree_.list(elements_, first, at);
  return true;
}

bool YamlParser::flow_map(SyntaxNode& node, std::size_t depth) {
  const SourceLoc at = place();
  const std::size_t first = members_.size();
  const std::size_t first_key = keys_.open();
  ++at_;
  skip_blanks();
  bool ended = now() == '}';
  if (ended) ++at_;
  while (!ended) {
    const SourceLoc key_at = place();
    SyntaxText name;
    SyntaxNode value;
    if (!count() || !key(name, Context::flow) || !keys_.add(name, first_key)) return false;
    skip_blanks();
    if (!flow(value, depth + 1)) return false;
    members_.push_back({name, key_at, std::move(value)});
    if (!flow_end('}', ended)) return false;
  }
  if (!keys_.close(first_key)) return false;
  node = tree_.map(members_, first, at);
  return true;
}

bool YamlParser::scalar(SyntaxNode& node, Context context) {
  const SourceLoc at = place();
  if (now() == '"' || now() == '\'') {
    SyntaxText text;
    if (!quoted(text)) return false;
    node = tree_.scalar(SyntaxKind::string, text, at, true);
    return true;
  }
  std::string_view text;
  if (!plain(text, context)) return false;
  node = tree_.scalar(core_schema_kind(text), text, at, false);
  return true;
}

// Does a key begin here?  Its end is looked for on this line.
bool YamlParser::is_key() const {
  if (now() == '"' || now() == '\'') {
    const char* end = std::find(at_ + 1, end_, now());
    return end != end_ && end[1] == ':' && is_blank_or_end(end + 2);
  }
  if (!begins_plain(Context::block)) return false;
  for (const char* at = at_; at != end_ && *at != '\n'; ++at) {
    if (*at == ':' && is_blank_or_end(at + 1)) return true;
    if (*at == '#' && at[-1] == ' ') return false;
  }
  return false;
}

// A key with its colon, and a blank after that or the end of the line.
bool YamlParser::key(SyntaxText& text, Context context) {
  const char* begin = at_;
  if (now() == '"' || now() == '\'') {
    if (!quoted(text)) return false;
  } else {
    std::string_view name;
    if (!plain(name, context)) return false;
    text = name;
  }
  if (static_cast<std::size_t>(at_ - begin) > kLongestKey) return false;
  if (now() != ':' || !is_blank_or_end(at_ + 1)) return false;
  ++at_;
  return true;
}

bool YamlParser::quoted(SyntaxText& text) {
  const char quote = now();
  const char* begin = ++at_;
  bool has_quotes = false;  // two single ones mean one
  for (;; ++at_) {
    if (at_line_end() || (now() == '\\' && quote == '"')) return false;
    if (now() != quote) continue;
    if (quote == '"' || at_[1] != quote) break;
    has_quotes = true;
    ++at_;
  }
  const std::string_view written(begin, static_cast<std::size_t>(at_ - begin));
  ++at_;
  text = written;
  if (!has_quotes) return written.size() <= kLongestText;
  std::string decoded;
  for (std::size_t i = 0; i < written.size(); ++i) {
    decoded += written[i];
    if (written[i] == quote) ++i;
  }
  text = tree_.keep(decoded);
  return written.size() <= kLongestText;
}

bool YamlParser::begins_plain(Context context) const {
  constexpr std::string_view kNever = "?,[]{}#&*!|>'\"%@`\n";
  if (at_ == end_ || kNever.find(now()) != std::string_view::npos) return false;
  if (now() != '-' && now() != ':') return true;
  return !is_blank_or_end(at_ + 1) && (context == Context::block || !is_flow_sign(at_[1]));
}

// Up to the colon of a key, a comment, the end of the line, or in a flow list or map its signs.
bool YamlParser::plain(std::string_view& text, Context context) {
  if (!begins_plain(context)) return false;
  const char* begin = at_;
  const char* last = at_;  // behind the last character that is no blank
  for (; !at_line_end(); ++at_) {
    const char c = now();
    if (c == ' ') continue;
    if (c == '#' && last != at_) break;
    if (c == ':' &&
        (is_blank_or_end(at_ + 1) || (context == Context::flow && is_flow_sign(at_[1])))) {
      break;
    }
    if (context == Context::flow && (is_flow_sign(c) || c == '?')) break;
    last = at_ + 1;
  }
  text = {begin, static_cast<std::size_t>(last - begin)};
  at_ = last;
  return text.size() <= kLongestText;
}

}  // namespace

std::optional<SyntaxNode> parse_yaml(const SourceFiles& files, std::uint32_t file) {
  Diagnostics ignored;
  if (!check_text(files, file, kLimits.yaml_bytes, ignored)) return std::nullopt;
  const std::shared_ptr<const std::string> source = files.shared_text(file);
  const SyntaxTree::Handle tree(source, source->size());
  YamlParser parser(*tree, *source, file);
  SyntaxNode root;
  if (!parser.document(root)) return std::nullopt;
  return SyntaxTree::root(root);
}

SyntaxNode read_yaml(const SourceFiles& files, std::uint32_t file, Diagnostics& diagnostics) {
  std::optional<SyntaxNode> root = parse_yaml(files, file);
  return root ? std::move(*root) : read_yaml_events(files, file, diagnostics);
}

}  // namespace canreach
