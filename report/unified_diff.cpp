// The common start and end of both texts are left alone; what lies between is matched line by line
// with the longest common subsequence, or replaced as a whole where that would take long.
#include "report/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace canreach {
namespace {

constexpr std::size_t kContext = 3;          // lines around a change
constexpr std::size_t kMostCells = 4000000;  // of the table of common subsequences

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end == std::string_view::npos ? end : end + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

/// A line of the result: kept, taken away or added.
struct Piece {
  char sign = ' ';
  std::string_view text;
};

void add_all(const Lines& lines, std::size_t first, std::size_t last, char sign,
             std::vector<Piece>& pieces) {
  for (std::size_t i = first; i < last; ++i) pieces.push_back({sign, lines[i]});
}

class Matcher {
 public:
  Matcher(const Lines& before, const Lines& after) : before_(before), after_(after) {}

  std::vector<Piece> pieces() {
    std::size_t start = 0;
    const std::size_t shorter = std::min(before_.size(), after_.size());
    while (start < shorter && before_[start] == after_[start]) ++start;
    std::size_t end = 0;
    while (end < shorter - start &&
           before_[before_.size() - 1 - end] == after_[after_.size() - 1 - end]) {
      ++end;
    }
    add_all(before_, 0, start, ' ', pieces_);
    add_between(start, before_.size() - end, after_.size() - end);
    add_all(before_, before_.size() - end, before_.size(), ' ', pieces_);
    return std::move(pieces_);
  }

 private:
  void add_between(std::size_t start, std::size_t before_end, std::size_t after_end) {
    const std::size_t rows = before_end - start;
    const std::size_t columns = after_end - start;
    if ((rows + 1) * (columns + 1) > kMostCells) {
      add_all(before_, start, before_end, '-', pieces_);
      add_all(after_, start, after_end, '+', pieces_);
      return;
    }
    // length[i][j]: of the longest common subsequence behind row i and column j.
    std::vector<std::uint32_t> length((rows + 1) * (columns + 1), 0);
    const auto at = [&](std::size_t row, std::size_t column) -> std::uint32_t& {
      return length[row * (columns + 1) + column];
    };
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        at(i, j) = before_[start + i] == after_[start + j] ? at(i + 1, j + 1) + 1
                                                           : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < rows || j < columns) {
      if (i < rows && j < columns && before_[start + i] == after_[start + j]) {
        pieces_.push_back({' ', before_[start + i]});
        ++i;
        ++j;
      } else if (i < rows && (j == columns || at(i + 1, j) >= at(i, j + 1))) {
        pieces_.push_back({'-', before_[start + i++]});
      } else {
        pieces_.push_back({'+', after_[start + j++]});
      }
    }
  }

  const Lines& before_;
  const Lines& after_;
  std::vector<Piece> pieces_;
};

void write_piece(const Piece& piece, std::string& out) {
  out += piece.sign;
  out += piece.text;
  if (piece.text.empty() || piece.text.back() != '\n') out += "\n\\ No newline at end of file\n";
}

/// The pieces from `first` to before `last` as one hunk; `before` and `after` count the lines that
/// stand in front of it.
std::string hunk(const std::vector<Piece>& pieces, std::size_t first, std::size_t last,
                 std::size_t before, std::size_t after) {
  std::string body;
  std::size_t removed = 0;
  std::size_t added = 0;
  for (std::size_t i = first; i < last; ++i) {
    write_piece(pieces[i], body);
    removed += pieces[i].sign != '+' ? 1 : 0;
    added += pieces[i].sign != '-' ? 1 : 0;
  }
  return fmt::format("@@ -{},{} +{},{} @@\n{}", removed == 0 ? before : before + 1, removed,
                     added == 0 ? after : after + 1, added, body);
}

}  // namespace

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const Lines old_lines = lines_of(before);
  const Lines new_lines = lines_of(after);
  const std::vector<Piece> pieces = Matcher(old_lines, new_lines).pieces();
  std::string out = fmt::format("--- a/{}\n+++ b/{}\n", name, name);
  std::size_t old_before = 0;
  std::size_t new_before = 0;
  std::size_t done = 0;
  while (true) {
    std::size_t change = done;
    while (change < pieces.size() && pieces[change].sign == ' ') ++change;
    if (change == pieces.size()) return out;
    const std::size_t first = std::max(done, change - std::min(change, kContext));
    std::size_t last = change;
    std::size_t kept = 0;
    for (std::size_t i = change; i < pieces.size() && kept <= 2 * kContext; ++i) {
      kept = pieces[i].sign == ' ' ? kept + 1 : 0;
      if (pieces[i].sign != ' ') last = i + 1;
    }
    last = std::min(pieces.size(), last + kContext);
    for (std::size_t i = done; i < first; ++i) {
      ++old_before;
      ++new_before;
    }
    out += hunk(pieces, first, last, old_before, new_before);
    for (std::size_t i = first; i < last; ++i) {
      old_before += pieces[i].sign != '+' ? 1 : 0;
      new_before += pieces[i].sign != '-' ? 1 : 0;
    }
    done = last;
  }
}

}  // namespace canreach
