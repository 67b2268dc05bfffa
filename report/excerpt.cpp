#include "report/excerpt.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "report/columns.h"

// Cutting a line around a place.
//
// A line may be a whole snapshot of megabytes, hold control characters, or be wider than the
// terminal.  So no more of it is looked at than could be shown: `room` bytes before the place and
// after it.  Both parts are made printable (a tab becomes a blank, control characters escapes), and
// only then measured.  If the whole does not fit, the part before the place keeps at most a third
// of the room and gives up its beginning, and the part after it gives up its end.

namespace canreach {
namespace {

constexpr std::size_t kExcerptIndent = 3;  // before the line number

// A part of the line that is ready to be printed, with the mark's column and width in it.
struct Cut {
  std::string text;
  std::size_t mark_column = 0;
  std::size_t mark_width = 1;
};

std::string printable(std::string_view text) {
  std::string result(text);
  std::replace(result.begin(), result.end(), '\t', ' ');
  return escaped(result);
}

char closing(char bracket) { return bracket == '{' ? '}' : ']'; }

// From a bracket to the one that closes it; 1 when that is on another line.
std::size_t length_of_brackets(std::string_view text) {
  std::size_t open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == text[0]) ++open;
    if (text[i] == closing(text[0]) && --open == 0) return i + 1;
  }
  return 1;
}

std::size_t length_of_word(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && std::string_view(" \t,]}").find(text[length]) == text.npos) {
    const bool ends_key =
        text[length] == ':' && (length + 1 == text.size() || text[length + 1] == ' ');
    if (ends_key) break;
    ++length;
  }
  return std::max<std::size_t>(length, 1);
}

std::size_t length_of_token(std::string_view text) {
  if (text.empty()) return 1;
  if (text[0] == '{' || text[0] == '[') return length_of_brackets(text);
  if (text[0] == '"' || text[0] == '\'') {
    const std::size_t end = text.find(text[0], 1);
    return end == std::string_view::npos ? 1 : end + 1;
  }
  return length_of_word(text);
}

// The last `columns` of a text.
std::string_view last_columns(std::string_view text, std::size_t columns) {
  while (!text.empty() && columns_of(text) > columns) {
    text.remove_prefix(1);
    while (!text.empty() && continues_character(text[0])) text.remove_prefix(1);
  }
  return text;
}

Cut cut_around(std::string_view line, std::size_t place, std::size_t token, std::size_t room,
               std::string_view ellipsis) {
  std::size_t first = place > room ? place - room : 0;
  while (first < place && continues_character(line[first])) ++first;
  std::size_t last = std::min(line.size(), place + 4 * room);
  while (last < line.size() && continues_character(line[last])) ++last;
  std::string before = printable(line.substr(first, place - first));
  std::string after = printable(line.substr(place, last - place));
  const std::size_t marked = columns_of(printable(line.substr(place, std::min(token, 4 * room))));

  const std::size_t dots = columns_of(ellipsis);
  if (first > 0 || columns_of(before) + columns_of(after) > room) {
    const std::size_t kept = std::max(room / 3, room - std::min(room, columns_of(after)));
    if (first > 0 || columns_of(before) > kept) {
      before =
          std::string(ellipsis) + std::string(last_columns(before, kept - std::min(kept, dots)));
    }
    const std::size_t left = room - std::min(room, columns_of(before));
    if (last < line.size() || columns_of(after) > left) {
      after =
          after.substr(0, bytes_within(after, left - std::min(left, dots))) + std::string(ellipsis);
    }
  }
  return {before + after, columns_of(before),
          std::clamp<std::size_t>(marked, 1, std::max<std::size_t>(columns_of(after), 1))};
}

std::string gutter_text(const ExcerptLook& look, std::string_view number) {
  if (look.gutter == 0) return {};
  return std::string(kExcerptIndent, ' ') + fmt::format("{:>{}} | ", number, look.gutter);
}

// The mark, and the note behind it or, where it does not fit, below it.
std::string mark_lines(const Cut& cut, const std::string& note, const std::string& gutter,
                       const Style& style) {
  const std::size_t room = style.width - std::min(style.width, gutter.size());
  std::string result = painted(gutter, Ink::dim, style) + std::string(cut.mark_column, ' ') +
                       painted(std::string(cut.mark_width, '^'), Ink::bad, style);
  if (note.empty()) return result + "\n";
  if (cut.mark_column + cut.mark_width + 1 + columns_of(note) <= room) {
    return result + " " + note + "\n";
  }
  const std::size_t indent = std::min(cut.mark_column, room / 3);
  result += "\n";
  for (const std::string& line : wrapped(note, room - indent)) {
    result += painted(gutter, Ink::dim, style) + std::string(indent, ' ') + line + "\n";
  }
  return result;
}

std::string trimmed_end(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

std::string excerpt(const SourceFiles& files, const SourceLoc& at, const std::string& note,
                    const ExcerptLook& look, const Style& style) {
  const std::string_view line = files.line(at.file, at.line);
  if (trim(line).empty() || at.column == 0) return {};
  std::size_t place = std::min<std::size_t>(at.column - 1, line.size());
  while (place > 0 && place < line.size() && continues_character(line[place])) --place;
  const std::size_t token = look.underline_token ? length_of_token(line.substr(place)) : 1;

  const std::string gutter = gutter_text(look, std::to_string(at.line));
  const std::size_t room = style.width - std::min(style.width, gutter.size());
  const Cut cut = cut_around(line, place, token, room, style.ascii ? "..." : "…");
  return painted(gutter, Ink::dim, style) + trimmed_end(cut.text) + "\n" +
         mark_lines(cut, note, gutter_text(look, ""), style);
}

bool is_bare_bracket(const SourceFiles& files, const SourceLoc& at) {
  const std::string_view line = files.line(at.file, at.line);
  if (at.column == 0 || at.column > line.size()) return true;
  const std::string_view rest = line.substr(at.column - 1);
  const bool opens = rest[0] == '{' || rest[0] == '[' || rest[0] == '-';
  return opens && length_of_token(rest) == 1;
}

}  // namespace canreach
