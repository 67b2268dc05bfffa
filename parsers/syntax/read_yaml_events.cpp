#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <optional>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "parsers/syntax/block_scalars.h"
#include "parsers/syntax/core_schema.h"
#include "parsers/syntax/syntax_node.h"
#include "parsers/syntax/tree_builder.h"
#include "parsers/syntax/yaml_errors.h"
#include "parsers/syntax/yaml_parser.h"

// yaml-cpp's events become a tree directly; its own tree would take several times the memory and
// would hide duplicate keys.  What the events do not settle is settled here:
//
// Hostile texts.  yaml-cpp stops at 500 levels by itself, and TreeBuilder stops at fewer.  But a
// "[" might turn out to be a key, so yaml-cpp keeps every token up to its end before the first
// event, at about 250 bytes each.  The text therefore reaches it through a buffer that ends the
// input when too much was read since the last event.
//
// Aliases.  An alias becomes a copy of what its anchor named.  The copies of a text together may
// have Limits::alias_nodes nodes, a long scalar counting as several.
//
// An open quote.  At the end of the text yaml-cpp takes a string without its closing quote as
// finished when the last character is an end of line.  The last scalar is checked for its quote.

namespace canreach {
namespace {

// So much text may lie between two events, and so long may a scalar be.
constexpr std::size_t kReadAhead = std::size_t{2} << 20;
// Of a text in an alias's copy, so many bytes cost as much as a node.
constexpr std::size_t kTextPerNode = 1024;
// A %TAG line can make every tag as long as itself.
constexpr std::size_t kLongestTag = 1000;

// Gives a text to yaml-cpp, but only as far as its events keep up.
class Feed : public std::streambuf {
 public:
  explicit Feed(std::string_view text) : text_(text) {}

  void event_came() { last_event_ = given_; }
  void stop() { stopped_ = true; }
  bool ran_ahead() const { return ran_ahead_; }

 protected:
  int_type underflow() override {
    if (stopped_ || given_ == text_.size()) return traits_type::eof();
    if (given_ - last_event_ > kReadAhead) {
      ran_ahead_ = true;
      return traits_type::eof();
    }
    const std::size_t length = std::min(kPiece, text_.size() - given_);
    // The buffer is only read from.
    char* begin = const_cast<char*>(text_.data() + given_);  // NOLINT
    setg(begin, begin, begin + length);
    given_ += length;
    return traits_type::to_int_type(*begin);
  }

 private:
  static constexpr std::size_t kPiece = 4096;

  std::string_view text_;
  std::size_t given_ = 0;
  std::size_t last_event_ = 0;
  bool stopped_ = false;
  bool ran_ahead_ = false;
};

// How large a copy is, and how deep.
struct Cost {
  std::size_t nodes = 0;
  std::size_t depth = 0;
};

// Stops when the cost is more than `most`.
void add_cost(const SyntaxNode& node, std::size_t depth, std::size_t most, Cost& cost) {
  if (cost.nodes > most) return;
  cost.nodes += 1 + node.text().size() / kTextPerNode;
  if (!node.is_scalar()) cost.depth = std::max(cost.depth, depth + 1);
  for (const SyntaxNode& element : node.elements()) add_cost(element, depth + 1, most, cost);
  for (const SyntaxNode::Member& member : node.members()) {
    cost.nodes += member.key.size() / kTextPerNode;
    add_cost(member.value, depth + 1, most, cost);
  }
}

bool is_null_word_at(std::string_view text, std::size_t offset) {
  const std::string_view rest = text.substr(std::min(offset, text.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n,:]}"));
  return !word.empty() && core_schema_kind(word) == SyntaxKind::null;
}

// Past the tags and anchors before a value.
std::size_t value_after(std::string_view text, std::size_t offset) {
  while (offset < text.size() && (text[offset] == '!' || text[offset] == '&')) {
    offset = std::min(text.find_first_of(" \t\r\n", offset), text.size());
    offset = std::min(text.find_first_not_of(" \t\r\n", offset), text.size());
  }
  return offset;
}

// Does a string that begins with a quote end with one?
bool is_closed(std::string_view text, std::size_t offset) {
  const char quote = text[offset];
  for (std::size_t i = offset + 1; i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (text[i] == quote) {
      return true;
    }
  }
  return false;
}

// The names of its functions are the library's.
class YamlEvents : public YAML::EventHandler {
 public:
  YamlEvents(std::string_view text, std::uint32_t file, Feed& feed, TreeBuilder& tree)
      : text_(text), file_(file), feed_(feed), tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(SyntaxKind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(SyntaxKind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

  SourceLoc place_of(const YAML::Mark& mark) const {
    if (mark.is_null()) return {file_, 0, 0};
    return {file_, static_cast<std::uint32_t>(mark.line + 1),
            static_cast<std::uint32_t>(mark.column + 1)};
  }
  // Where the last thing began that was taken.
  SourceLoc last_place() const { return last_place_; }
  // The value that was cut off because it is too long, if something of it was seen.
  const std::optional<SourceLoc>& too_long() const { return too_long_; }
  // The string that lacks its closing quote, if one does.
  std::optional<SourceLoc> open_string() const;
  // A list or map where a key must stand, which ends the reading.
  const std::optional<YAML::Mark>& wrong_key() const { return wrong_key_; }

 private:
  // What an anchor names: a scalar itself, a list or map by its number in the tree.
  struct Anchor {
    SyntaxNode scalar;
    std::optional<std::uint32_t> container;
  };

  bool begin_event(const YAML::Mark& mark);
  // After these, what yaml-cpp tells is no longer put into the tree.
  bool is_over() const { return wrong_key_ || too_long_; }
  void start(SyntaxKind kind, const YAML::Mark& mark, const std::string& tag,
             YAML::anchor_t anchor);
  void end();
  void remember(YAML::anchor_t anchor, Anchor named);
  void take(const SyntaxNode& scalar, std::string_view key);
  void copy(const SyntaxNode& original, SourceLoc at);
  std::optional<std::string> tag_of(const std::string& tag, SourceLoc at);
  SourceLoc place_of_null(const YAML::Mark& mark) const;
  SourceLoc place_of_dash(const YAML::Mark& mark) const;
  void fail(DiagnosticKind kind, SourceLoc at, std::string message) {
    tree_.fail(kind, at, std::move(message));
    feed_.stop();
  }
  void fail(SourceLoc at, std::string message) {
    fail(DiagnosticKind::invalid_syntax, at, std::move(message));
  }

  std::string_view text_;
  std::uint32_t file_;
  Feed& feed_;
  TreeBuilder& tree_;
  std::vector<Anchor> anchors_;  // by yaml-cpp's number
  std::size_t alias_nodes_ = 0;
  bool has_document_ = false;
  SourceLoc last_place_;
  std::optional<YAML::Mark> wrong_key_;
  std::optional<SourceLoc> too_long_;
  YAML::Mark last_scalar_ = YAML::Mark::null_mark();
};

// False when there is nothing more to do.
bool YamlEvents::begin_event(const YAML::Mark& mark) {
  feed_.event_came();
  if (tree_.failed()) {
    feed_.stop();
    return false;
  }
  if (feed_.ran_ahead() && !too_long_) too_long_ = place_of(mark);
  if (is_over()) return false;
  last_place_ = place_of(mark);
  return true;
}

void YamlEvents::OnDocumentStart(const YAML::Mark& mark) {
  const SourceLoc before = last_place_;
  if (!begin_event(mark)) return;
  if (!has_document_) {
    has_document_ = true;
  } else if (text_.substr(static_cast<std::size_t>(mark.pos), 3) == "---") {
    fail(place_of(mark), "a second document begins here: a file holds one");
  } else if (tree_.next_container() == 0) {
    fail(place_of(mark), fmt::format("nothing may follow the single value of line {}: a key ends "
                                     "with a colon and a blank",
                                     before.line));
  } else {
    fail(place_of(mark), "this stands outside of the document: check the indentation");
  }
}

void YamlEvents::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (!begin_event(mark)) return;
  const bool is_written = is_null_word_at(text_, static_cast<std::size_t>(mark.pos));
  if (tree_.wants_key() && !is_written) {
    fail(place_of(mark), "expected a key before the colon");
    return;
  }
  const SyntaxNode node = tree_.tree().scalar(SyntaxKind::null, {}, place_of_null(mark), false);
  remember(anchor, {SyntaxTree::borrowed(node), std::nullopt});
  const std::string_view rest = text_.substr(static_cast<std::size_t>(mark.pos));
  take(node, rest.substr(0, rest[0] == '~' ? 1 : 4));
}

void YamlEvents::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                          const std::string& value) {
  last_scalar_ = mark;
  if (!begin_event(mark)) return;
  const SourceLoc at = place_of(mark);
  const std::optional<std::string> own_tag = tag_of(tag, at);
  if (!own_tag) return;
  const bool is_plain = tag == "?" || tag.empty();
  const SyntaxKind kind = is_plain ? core_schema_kind(value) : SyntaxKind::string;
  SyntaxTree& tree = tree_.tree();
  SyntaxNode node = tree.scalar(kind, tree.keep(value), at, !is_plain);
  tree.set_tag(node, *own_tag);
  remember(anchor, {SyntaxTree::borrowed(node), std::nullopt});
  take(node, node.text());
}

void YamlEvents::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (!begin_event(mark)) return;
  const SourceLoc at = place_of(mark);
  const Anchor none;
  const Anchor& named = anchor < anchors_.size() ? anchors_[anchor] : none;
  if (!named.container) {
    if (tree_.wants_key()) {
      take({}, named.scalar.text());
    } else {
      copy(named.scalar, at);
    }
    return;
  }
  if (tree_.wants_key()) {
    wrong_key_ = mark;
    return;
  }
  if (tree_.is_open(*named.container)) {
    const std::string name = quoted(yaml_name(text_, static_cast<std::size_t>(mark.pos)));
    fail(at, fmt::format("the alias {} stands inside the value that it names", name));
    return;
  }
  const SyntaxNode* original = tree_.container(*named.container);
  copy(original == nullptr ? none.scalar : *original, at);
}

void YamlEvents::copy(const SyntaxNode& original, SourceLoc at) {
  Cost cost;
  add_cost(original, 0, kLimits.alias_nodes, cost);
  alias_nodes_ += cost.nodes;
  if (alias_nodes_ > kLimits.alias_nodes) {
    fail(DiagnosticKind::limit_exceeded, at,
         fmt::format("aliases add more than {} values", kLimits.alias_nodes));
  } else if (tree_.open_ones().size() + cost.depth > kLimits.depth) {
    fail(DiagnosticKind::limit_exceeded, at, too_deep());
  } else {
    tree_.add(original);
  }
}

void YamlEvents::start(SyntaxKind kind, const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor) {
  if (!begin_event(mark)) return;
  if (tree_.wants_key()) {
    wrong_key_ = mark;
    return;
  }
  const SourceLoc at = place_of(mark);
  std::optional<std::string> own_tag = tag_of(tag, at);
  if (!own_tag) return;
  remember(anchor, {{}, tree_.next_container()});
  if (!tree_.open(kind, at, std::move(*own_tag))) feed_.stop();
}

void YamlEvents::end() {
  feed_.event_came();
  if (!is_over()) tree_.close();
}

// Gives the scalar to the tree: as a key, if one must come next.
void YamlEvents::take(const SyntaxNode& scalar, std::string_view key) {
  const bool taken = tree_.wants_key() ? tree_.add_key(key, last_place_) : tree_.add(scalar);
  if (!taken) feed_.stop();
}

void YamlEvents::remember(YAML::anchor_t anchor, Anchor named) {
  if (anchor == YAML::NullAnchor) return;
  if (anchor >= anchors_.size()) anchors_.resize(anchor + 1);
  anchors_[anchor] = std::move(named);
}

// Without yaml-cpp's own marks for plain ("?") and quoted ("!").
std::optional<std::string> YamlEvents::tag_of(const std::string& tag, SourceLoc at) {
  if (tag == "?" || tag == "!") return std::string();
  if (tag.size() <= kLongestTag) return tag;
  fail(DiagnosticKind::limit_exceeded, at,
       fmt::format("a tag of more than {} characters", kLongestTag));
  return std::nullopt;
}

// yaml-cpp places a null that is not written at the token after it.
SourceLoc YamlEvents::place_of_null(const YAML::Mark& mark) const {
  const SourceLoc at = place_of(mark);
  const bool is_written = is_null_word_at(text_, static_cast<std::size_t>(mark.pos));
  const SourceLoc key = tree_.key_at();
  if (key.is_somewhere()) {
    const bool is_next_key = at.line > key.line && at.column <= key.column;
    return is_written && !is_next_key ? at : key;
  }
  const bool is_element =
      !tree_.open_ones().empty() && tree_.open_ones().back().kind == SyntaxKind::list;
  return is_element && !is_written ? place_of_dash(mark) : at;
}

// The dash before a place, if only blanks and comments lie between.
SourceLoc YamlEvents::place_of_dash(const YAML::Mark& mark) const {
  std::size_t end = static_cast<std::size_t>(mark.pos);
  for (std::uint32_t up = 0;; ++up) {
    const std::size_t last_end = end == 0 ? std::string_view::npos : text_.rfind('\n', end - 1);
    const std::size_t start = last_end == std::string_view::npos ? 0 : last_end + 1;
    std::string_view line = text_.substr(start, end - start);
    line = line.substr(0, std::min(line.find(" #"), line.size()));
    const std::size_t last = line.find_last_not_of(" \t\r");
    const bool is_empty = last == std::string_view::npos || line[0] == '#';
    if (!is_empty && line[last] == '-') {
      const std::uint32_t number = static_cast<std::uint32_t>(mark.line + 1) - up;
      return {file_, number, static_cast<std::uint32_t>(last + 1)};
    }
    if (!is_empty || start == 0) return place_of(mark);
    end = start - 1;
  }
}

std::optional<SourceLoc> YamlEvents::open_string() const {
  if (last_scalar_.is_null()) return std::nullopt;
  const std::size_t begin = value_after(text_, static_cast<std::size_t>(last_scalar_.pos));
  const bool is_quoted = begin < text_.size() && (text_[begin] == '"' || text_[begin] == '\'');
  if (!is_quoted || is_closed(text_, begin)) return std::nullopt;
  return place_of(last_scalar_);
}

// What yaml-cpp said when it gave up; no words when it did not.
struct Complaint {
  std::string words;
  YAML::Mark mark = YAML::Mark::null_mark();
};

Complaint read_documents(Feed& feed, YamlEvents& events, const TreeBuilder& tree) {
  try {
    std::istream input(&feed);
    YAML::Parser parser(input);
    while (!tree.failed() && parser.HandleNextDocument(events)) {
    }
  } catch (const YAML::Exception& exception) {
    return {exception.msg, exception.mark};
  }
  return {};
}

std::size_t offset_of(const YAML::Mark& mark) {
  return mark.is_null() ? 0 : static_cast<std::size_t>(mark.pos);
}

// yaml-cpp takes a bracket that is never closed for the beginning of a key, and complains later.
YamlError explain_wrong_key(const Complaint& complaint, std::string_view text,
                            const YamlEvents& events) {
  const YAML::Mark& mark = *events.wrong_key();
  const bool is_open = complaint.words == YAML::ErrorMsg::END_OF_SEQ_FLOW ||
                       complaint.words == YAML::ErrorMsg::END_OF_MAP_FLOW;
  if (!is_open) return {events.place_of(mark), "a list or map cannot be a key"};
  const char closing = text[offset_of(mark)] == '[' ? ']' : '}';
  return {events.place_of(mark), fmt::format("nothing closes this: expected {}", closing)};
}

YamlError explain(const Complaint& complaint, std::string_view text, const YamlEvents& events,
                  const TreeBuilder& tree) {
  if (events.wrong_key()) return explain_wrong_key(complaint, text, events);
  return explain_yaml(complaint.words, text, offset_of(complaint.mark),
                      events.place_of(complaint.mark), tree);
}

void read_document(std::string_view text, std::uint32_t file, TreeBuilder& tree) {
  Feed feed(text);
  YamlEvents events(text, file, feed, tree);
  const Complaint complaint = read_documents(feed, events, tree);
  if (tree.failed()) return;
  const SourceLoc begin = {file, 1, 1};
  const SourceLoc last = events.last_place().is_somewhere() ? events.last_place() : begin;
  if (feed.ran_ahead()) {
    tree.fail(DiagnosticKind::limit_exceeded, events.too_long().value_or(last),
              fmt::format("a single value of more than {} MiB", kReadAhead >> 20));
  } else if (const std::optional<SourceLoc> open = events.open_string()) {
    tree.fail(DiagnosticKind::invalid_syntax, *open,
              "the text ends inside this string: expected its closing quote");
  } else if (complaint.words == YAML::ErrorMsg::BAD_FILE) {
    tree.fail(DiagnosticKind::limit_exceeded, last, too_deep());
  } else if (!complaint.words.empty() || events.wrong_key()) {
    const YamlError error = explain(complaint, text, events, tree);
    tree.fail(DiagnosticKind::invalid_syntax, error.at, error.message);
  }
}

}  // namespace

SyntaxNode read_yaml_events(const SourceFiles& files, std::uint32_t file,
                            Diagnostics& diagnostics) {
  if (!check_text(files, file, kLimits.yaml_bytes, diagnostics)) return {};
  const std::optional<std::string> widened = widened_block_scalars(files.text(file));
  TreeBuilder tree(nullptr, diagnostics);
  read_document(widened ? *widened : files.text(file), file, tree);
  if (tree.is_complete() || tree.failed()) return tree.take();
  return SyntaxNode::scalar(SyntaxKind::null, {}, {file, 1, 1}, false);
}

}  // namespace canreach
