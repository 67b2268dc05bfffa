#include "parsers/syntax/yaml_errors.h"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

// yaml-cpp says which rule of its grammar failed and where it noticed.  A person wants to know
// which line to change, and that is often the one before: a key without its colon is noticed at the
// colon of the next key.  So the few mistakes that people make most are looked for in the text
// around the place: tabs, a missing blank after a colon, a value with a colon in it, a stray
// indentation, an unquoted * or @.  Everything else gets the words of a table, with the list or map
// it happened in.

namespace canreach {
namespace {

struct Row {
  std::string_view theirs;  // how yaml-cpp's words begin
  std::string_view ours;
};
const std::array<Row, 21> kRows = {{
    {YAML::ErrorMsg::YAML_DIRECTIVE_ARGS, "%YAML needs one version number"},
    {YAML::ErrorMsg::YAML_VERSION, "%YAML needs a version number such as 1.2"},
    {YAML::ErrorMsg::YAML_MAJOR_VERSION, "this version of YAML is not known: write %YAML 1.2"},
    {YAML::ErrorMsg::REPEATED_YAML_DIRECTIVE, "%YAML stands here twice"},
    {YAML::ErrorMsg::TAG_DIRECTIVE_ARGS, "%TAG needs a handle and a prefix"},
    {YAML::ErrorMsg::REPEATED_TAG_DIRECTIVE, "%TAG declares this handle twice"},
    {YAML::ErrorMsg::CHAR_IN_TAG_HANDLE, "this character cannot stand in a tag"},
    {YAML::ErrorMsg::TAG_WITH_NO_SUFFIX, "this tag has no name after its !"},
    {YAML::ErrorMsg::END_OF_VERBATIM_TAG, "expected > at the end of this tag"},
    {YAML::ErrorMsg::MULTIPLE_TAGS,
     "this value has two tags: only one short form such as !Ref may stand before a value"},
    {YAML::ErrorMsg::MULTIPLE_ANCHORS, "this value has two anchors"},
    {YAML::ErrorMsg::ALIAS_CONTENT, "an alias takes no tag and no value of its own"},
    {YAML::ErrorMsg::INVALID_HEX, "expected a hexadecimal digit in this escape"},
    {YAML::ErrorMsg::INVALID_UNICODE,
     "this escape is not a character of its own: write the character itself"},
    {YAML::ErrorMsg::DOC_IN_SCALAR,
     "--- or ... at the beginning of a line ends the document inside a quoted string"},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "the text ends inside a quoted string"},
    {YAML::ErrorMsg::TAB_IN_INDENTATION, "a tab cannot indent YAML: use blanks"},
    {YAML::ErrorMsg::ZERO_INDENT_IN_BLOCK, "the indentation of a block text is 1 to 9"},
    {YAML::ErrorMsg::CHAR_IN_BLOCK, "only + or - and a digit may follow | or > on this line"},
    {YAML::ErrorMsg::ANCHOR_NOT_FOUND, "a value that begins with & needs quotes"},
    {YAML::ErrorMsg::ALIAS_NOT_FOUND, "a value that begins with * needs quotes"},
}};

// A line of the text, and what of it lies before a place.
struct Line {
  std::string_view whole;
  std::string_view before;
  std::size_t start;

  std::size_t indentation() const { return std::min(whole.find_first_not_of(" \t"), whole.size()); }
  std::string_view content() const { return trim(whole); }
};

Line line_around(std::string_view text, std::size_t offset) {
  const std::size_t end = text.substr(0, offset).rfind('\n');
  const std::size_t start = end == std::string_view::npos ? 0 : end + 1;
  const std::string_view rest = text.substr(start);
  return {rest.substr(0, rest.find('\n')), text.substr(start, offset - start), start};
}

// A line above with something on it, and how many lines up it is.
struct LineAbove {
  Line line;
  std::uint32_t distance;
};

std::optional<LineAbove> line_above(std::string_view text, const Line& line) {
  std::size_t start = line.start;
  for (std::uint32_t distance = 1; start > 0; ++distance) {
    const Line above = line_around(text, start - 1);
    const std::string_view content = above.content();
    if (!content.empty() && content[0] != '#') return LineAbove{above, distance};
    start = above.start;
  }
  return std::nullopt;
}

bool has_colon(std::string_view line) {
  return line.find(": ") != std::string_view::npos || (!line.empty() && line.back() == ':');
}

// "the list that begins on line 3"
std::string around(const TreeBuilder& tree, SyntaxKind otherwise) {
  if (tree.open_ones().empty()) return fmt::format("the {}", noun_of(otherwise));
  const TreeBuilder::Open& open = tree.open_ones().back();
  return fmt::format("the {} that begins on line {}", noun_of(open.kind), open.at.line);
}

std::string misplaced_colon(const Line& line, std::string_view text, SourceLoc at) {
  if (has_colon(line.before)) return "a value with `: ` in it needs quotes";
  const std::optional<LineAbove> above = line_above(text, line);
  if (!above) return "a key cannot stand here";
  if (line.indentation() > above->line.indentation()) {
    return "this line is indented more than the line above, which has a value already";
  }
  const std::uint32_t number = at.line - above->distance;
  const std::string_view content = above->line.content();
  if (has_colon(content)) return "a key cannot stand here: check the indentation";
  if (content.find(':') != std::string_view::npos) {
    return fmt::format("line {} needs a blank after its colon", number);
  }
  return fmt::format("line {} has no colon after its key", number);
}

std::string after_value(const Line& line, const TreeBuilder& tree) {
  const bool is_first = trim(line.before).empty();
  if (!is_first) return "nothing may follow this value on its line: put the whole value in quotes";
  if (line.content().starts_with("- ")) {
    return fmt::format("a list item cannot stand in {}", around(tree, SyntaxKind::map));
  }
  return fmt::format("this is not a key of {}: check the indentation",
                     around(tree, SyntaxKind::map));
}

std::string character_at(std::string_view text, std::size_t offset) {
  std::size_t end = std::min(offset + 1, text.size());
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
  const std::string_view character = text.substr(offset, end - offset);
  return character == "`" ? "a backtick" : quoted(character);
}

std::string message_of(std::string_view words, std::string_view text, std::size_t offset,
                       SourceLoc at, const TreeBuilder& tree) {
  using namespace YAML::ErrorMsg;  // NOLINT: their names for the grammar's rules
  const Line line = line_around(text, offset);
  const std::string_view indentation = line.whole.substr(0, line.indentation());
  if (indentation.find('\t') != std::string_view::npos)
    return "a tab cannot indent YAML: use blanks";
  if (words.starts_with(MAP_VALUE)) return misplaced_colon(line, text, at);
  if (words.starts_with(END_OF_MAP_FLOW) || words.starts_with(END_OF_SEQ_FLOW)) {
    const bool is_map = words.starts_with(END_OF_MAP_FLOW);
    return fmt::format("expected , or {} to go on with {}", is_map ? '}' : ']',
                       around(tree, is_map ? SyntaxKind::map : SyntaxKind::list));
  }
  if (words.starts_with(END_OF_MAP)) return after_value(line, tree);
  if (words.starts_with(END_OF_SEQ)) {
    return fmt::format("this is not an item of {}: check the indentation and the `- `",
                       around(tree, SyntaxKind::list));
  }
  if (words.starts_with(BLOCK_ENTRY)) return "a list item begins on a line of its own";
  if (words.starts_with(MAP_KEY)) return "a key cannot stand here";
  if (words.starts_with(FLOW_END)) {
    return fmt::format("{} closes nothing here", character_at(text, offset));
  }
  if (words.starts_with(INVALID_ESCAPE)) {
    return "this escape does not exist: a backslash in double quotes is written \\\\";
  }
  if (words.starts_with(UNKNOWN_TOKEN)) {
    return fmt::format("a value that begins with {} needs quotes", character_at(text, offset));
  }
  if (words.starts_with(UNKNOWN_ANCHOR)) {
    return fmt::format("no anchor is called {}: a value that begins with * needs quotes",
                       quoted(yaml_name(text, offset)));
  }
  if (words.starts_with(CHAR_IN_ALIAS) || words.starts_with(CHAR_IN_ANCHOR)) {
    return fmt::format(
        "{} cannot stand in a name after & or *: a value that begins so needs quotes",
        character_at(text, offset));
  }
  for (const Row& row : kRows) {
    if (words.starts_with(row.theirs)) return std::string(row.ours);
  }
  return "this is not YAML";
}

}  // namespace

std::string_view yaml_name(std::string_view text, std::size_t offset) {
  const std::string_view rest = text.substr(std::min(offset + 1, text.size()));
  return rest.substr(0, rest.find_first_of(" \t\r\n,[]{}"));
}

YamlError explain_yaml(std::string_view words, std::string_view text, std::size_t offset,
                       SourceLoc at, const TreeBuilder& tree) {
  return {at, message_of(words, text, std::min(offset, text.size()), at, tree)};
}

}  // namespace canreach
