// The edits of base/text_diff, as hunks with the lines around them.
#include "report/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/text.h"
#include "base/text_diff.h"

namespace canreach {
namespace {

constexpr std::size_t kContext = 3;  // lines around a change
constexpr char kNoEnd = '\0';        // stands for the end that a last line lacks

/// The text with an end of line at its end, and a sign where there was none.
std::string ended(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result.back() != '\n') result.append({kNoEnd, '\n'});
  return result;
}

void write_line(char sign, std::string_view line, std::string& out) {
  const bool lacks_end = !line.empty() && line.back() == kNoEnd;
  if (lacks_end) line.remove_suffix(1);
  out.append(1, sign).append(line).append(1, '\n');
  if (lacks_end) out += "\\ No newline at end of file\n";
}

/// The edits from `first` to before `last` as one hunk; `lines` are those of the old text, which
/// ends with an empty one.
std::string hunk(const std::vector<std::string_view>& lines, const std::vector<LineEdit>& edits,
                 std::size_t first, std::size_t last) {
  const LineEdit& end = edits[last - 1];
  const std::size_t before = std::min(edits[first].old_line - 1, kContext);
  const std::size_t begin = edits[first].old_line - before;
  const std::size_t behind = end.old_line + end.removed.size();
  const std::size_t stop = std::min(lines.size(), behind + kContext);
  std::string body;
  std::size_t next = begin;
  std::size_t made = stop - begin;
  for (std::size_t i = first; i < last; ++i) {
    for (; next < edits[i].old_line; ++next) write_line(' ', lines[next - 1], body);
    for (const std::string& line : edits[i].removed) write_line('-', line, body);
    for (const std::string& line : edits[i].added) write_line('+', line, body);
    next += edits[i].removed.size();
    made += edits[i].added.size();
    made -= edits[i].removed.size();
  }
  for (; next < stop; ++next) write_line(' ', lines[next - 1], body);
  const std::size_t removed = stop - begin;
  const std::size_t new_begin = edits[first].new_line - before;
  return fmt::format("@@ -{},{} +{},{} @@\n{}", removed == 0 ? begin - 1 : begin, removed,
                     made == 0 ? new_begin - 1 : new_begin, made, body);
}

}  // namespace

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after) {
  const std::string old_text = ended(before);
  const std::vector<LineEdit> edits = edits_between(old_text, ended(after));
  if (edits.empty()) return {};
  const std::vector<std::string_view> lines = split(old_text, '\n');
  std::string out = fmt::format("--- a/{}\n+++ b/{}\n", name, name);
  for (std::size_t first = 0; first < edits.size();) {
    std::size_t last = first + 1;
    while (last < edits.size() && edits[last].old_line <= edits[last - 1].old_line +
                                                              edits[last - 1].removed.size() +
                                                              2 * kContext) {
      ++last;
    }
    out += hunk(lines, edits, first, last);
    first = last;
  }
  return out;
}

}  // namespace canreach
