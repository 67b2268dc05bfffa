#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace canreach {

/// Lines of an old text that a new one has others for.  Lines count from 1.
struct LineEdit {
  std::size_t old_line = 0;  // the first removed one; without any, the line that it stands before
  std::size_t new_line = 0;  // likewise of those added
  std::vector<std::string> removed;
  std::vector<std::string> added;

  friend bool operator==(const LineEdit&, const LineEdit&) = default;
};

/// The fewest lines removed and added that make the new text of the old one, adjacent ones
/// together. Texts that differ in very many lines are one edit from the first to the last
/// difference.
std::vector<LineEdit> edits_between(std::string_view old_text, std::string_view new_text);

/// The new text without these edits; `undone` has an entry for each of `edits`.
std::string text_without(std::string_view new_text, const std::vector<LineEdit>& edits,
                         const std::vector<bool>& undone);

}  // namespace canreach
