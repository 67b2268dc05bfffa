// Lines that differ, by Myers' O(ND) search.
//
// An edit script is a way through the grid of old and new lines; going right removes a line, down
// adds one, and equal lines are free diagonals.  For each number of edits d the search keeps the
// farthest point on each diagonal, so the first d that arrives is the fewest.  Its memory grows
// with d squared, so beyond a bound what differs is taken as one edit.
#include "base/text_diff.h"

#include <algorithm>

#include "base/text.h"

namespace canreach {
namespace {

constexpr int kMostEdits = 2000;

using Lines = std::vector<std::string_view>;

/// Which lines of each text have no partner in the other.
struct Marks {
  std::vector<bool> removed;
  std::vector<bool> added;
};

class Search {
 public:
  Search(const Lines& before, const Lines& after, std::size_t first, std::size_t old_end,
         std::size_t new_end)
      : before_(before), after_(after), first_(first) {
    old_count_ = static_cast<int>(old_end - first);
    new_count_ = static_cast<int>(new_end - first);
  }

  Marks marked() {
    Marks marks{std::vector<bool>(before_.size(), false), std::vector<bool>(after_.size(), false)};
    const int edits = find();
    if (edits < 0) {
      mark_all(marks);
    } else {
      walk_back(edits, marks);
    }
    return marks;
  }

 private:
  bool same(int x, int y) const {
    return before_[first_ + static_cast<std::size_t>(x)] ==
           after_[first_ + static_cast<std::size_t>(y)];
  }

  static std::size_t index(int diagonal, int edits) {
    return static_cast<std::size_t>(diagonal + edits + 1);
  }

  /// Where the diagonal `k` is entered with `d` edits, given the points with one fewer.
  static bool comes_from_above(const std::vector<int>& last, int k, int d) {
    if (k == -d) return true;
    if (k == d) return false;
    return last[index(k - 1, d - 1)] < last[index(k + 1, d - 1)];
  }

  int find() {
    for (int d = 0; d <= kMostEdits && d <= old_count_ + new_count_; ++d) {
      std::vector<int> points(static_cast<std::size_t>(2 * d + 3), 0);
      for (int k = -d; k <= d; k += 2) {
        int x = 0;
        if (d > 0) {
          const std::vector<int>& last = ways_.back();
          x = comes_from_above(last, k, d) ? last[index(k + 1, d - 1)]
                                           : last[index(k - 1, d - 1)] + 1;
        }
        int y = x - k;
        while (x < old_count_ && y >= 0 && y < new_count_ && same(x, y)) {
          ++x;
          ++y;
        }
        points[index(k, d)] = x;
        if (x >= old_count_ && y >= new_count_) {
          ways_.push_back(std::move(points));
          return d;
        }
      }
      ways_.push_back(std::move(points));
    }
    return -1;
  }

  void walk_back(int edits, Marks& marks) const {
    int x = old_count_;
    int y = new_count_;
    for (int d = edits; d > 0; --d) {
      const std::vector<int>& last = ways_[static_cast<std::size_t>(d - 1)];
      const int k = x - y;
      const bool adds = comes_from_above(last, k, d);
      const int before = adds ? k + 1 : k - 1;
      x = last[index(before, d - 1)];
      y = x - before;
      if (adds) {
        marks.added[first_ + static_cast<std::size_t>(y)] = true;
      } else {
        marks.removed[first_ + static_cast<std::size_t>(x)] = true;
      }
    }
  }

  void mark_all(Marks& marks) const {
    const auto begin = static_cast<std::ptrdiff_t>(first_);
    std::fill_n(marks.removed.begin() + begin, old_count_, true);
    std::fill_n(marks.added.begin() + begin, new_count_, true);
  }

  const Lines& before_;
  const Lines& after_;
  std::size_t first_;
  int old_count_ = 0;
  int new_count_ = 0;
  std::vector<std::vector<int>> ways_;
};

}  // namespace

std::vector<LineEdit> edits_between(std::string_view old_text, std::string_view new_text) {
  const Lines before = split(old_text, '\n');
  const Lines after = split(new_text, '\n');
  std::size_t first = 0;
  std::size_t old_end = before.size();
  std::size_t new_end = after.size();
  while (first < old_end && first < new_end && before[first] == after[first]) ++first;
  while (old_end > first && new_end > first && before[old_end - 1] == after[new_end - 1]) {
    --old_end;
    --new_end;
  }
  const Marks marks = Search(before, after, first, old_end, new_end).marked();
  std::vector<LineEdit> edits;
  std::size_t x = 0;
  std::size_t y = 0;
  while (x < before.size() || y < after.size()) {
    const bool removes = x < before.size() && marks.removed[x];
    const bool adds = y < after.size() && marks.added[y];
    if (!removes && !adds) {
      ++x;
      ++y;
      continue;
    }
    LineEdit edit{x + 1, y + 1, {}, {}};
    while (x < before.size() && marks.removed[x]) edit.removed.emplace_back(before[x++]);
    while (y < after.size() && marks.added[y]) edit.added.emplace_back(after[y++]);
    edits.push_back(std::move(edit));
  }
  return edits;
}

std::string text_without(std::string_view new_text, const std::vector<LineEdit>& edits,
                         const std::vector<bool>& undone) {
  const Lines after = split(new_text, '\n');
  std::vector<std::string> lines;
  std::size_t next = 0;  // in `after`
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (!undone[i]) continue;
    const std::size_t begin = edits[i].new_line - 1;
    for (; next < begin; ++next) lines.emplace_back(after[next]);
    lines.insert(lines.end(), edits[i].removed.begin(), edits[i].removed.end());
    next = begin + edits[i].added.size();
  }
  for (; next < after.size(); ++next) lines.emplace_back(after[next]);
  return join(lines, "\n");
}

}  // namespace canreach
