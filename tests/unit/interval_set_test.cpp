#include "model/net/interval_set.h"

#include <cstdint>
#include <vector>

#include "tests/catch.h"

namespace canreach {
namespace {

constexpr std::uint32_t kMax = 0xffff'ffff;

/// The numbers 0 to 7 whose bits are set.
IntervalSet set_of(unsigned bits) {
  std::vector<Interval> intervals;
  for (std::uint32_t i = 0; i < 8; ++i) {
    if ((bits >> i & 1) != 0) intervals.push_back({i, i});
  }
  return IntervalSet::of(intervals);
}

TEST_CASE("set algebra agrees with a bitset on every pair of sets over 0..7") {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const IntervalSet x = set_of(a);
      const IntervalSet y = set_of(b);
      const bool agrees =
          (x | y) == set_of(a | b) && (x & y) == set_of(a & b) && (x - y) == set_of(a & ~b);
      if (!agrees) FAIL("a=" << a << " b=" << b);
    }
  }
}

TEST_CASE("contains agrees with a bitset on every pair of sets over 0..7") {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      if (set_of(a).contains(set_of(b)) != ((b & ~a) == 0)) FAIL("a=" << a << " b=" << b);
    }
    for (std::uint32_t i = 0; i < 9; ++i) {
      if (set_of(a).contains(i) != ((a >> i & 1) != 0)) FAIL("a=" << a << " i=" << i);
    }
  }
}

TEST_CASE("intervals that overlap, touch or repeat become one") {
  struct Row {
    std::vector<Interval> given;
    std::vector<Interval> kept;
  };
  const Row row = GENERATE(values<Row>({
      {{}, {}},
      {{{5, 5}}, {{5, 5}}},
      {{{7, 9}, {1, 3}}, {{1, 3}, {7, 9}}},
      {{{1, 3}, {4, 6}}, {{1, 6}}},
      {{{1, 3}, {5, 6}}, {{1, 3}, {5, 6}}},
      {{{1, 9}, {2, 3}, {5, 10}}, {{1, 10}}},
      {{{0, kMax}, {kMax, kMax}}, {{0, kMax}}},
      {{{kMax, kMax}, {0, 0}}, {{0, 0}, {kMax, kMax}}},
      {{{kMax, kMax}, {0, kMax - 1}}, {{0, kMax}}},
  }));
  CHECK(IntervalSet::of(row.given).intervals() == row.kept);
}

TEST_CASE("the last number does not wrap to the first") {
  const IntervalSet all = Interval{0, kMax};
  const IntervalSet last = Interval{kMax, kMax};
  const IntervalSet first = Interval{0, 0};
  CHECK((all - last) == IntervalSet(Interval{0, kMax - 1}));
  CHECK((all - first) == IntervalSet(Interval{1, kMax}));
  CHECK((all - first - last) == IntervalSet(Interval{1, kMax - 1}));
  CHECK((all - all).empty());
  CHECK((last - first) == last);
  CHECK((last | first).intervals() == std::vector<Interval>{{0, 0}, {kMax, kMax}});
  CHECK((IntervalSet(Interval{0, kMax - 1}) | last) == all);
}

TEST_CASE("count includes both ends and holds the full set") {
  CHECK(IntervalSet().count() == 0);
  CHECK(IntervalSet(Interval{7, 7}).count() == 1);
  CHECK(IntervalSet::of({{0, 9}, {20, 24}}).count() == 15);
  CHECK(IntervalSet(Interval{0, kMax}).count() == 4'294'967'296);
}

TEST_CASE("one interval cut by many leaves the gaps between them") {
  const IntervalSet cuts = IntervalSet::of({{0, 2}, {5, 5}, {8, 20}});
  CHECK((IntervalSet(Interval{1, 9}) - cuts) == IntervalSet::of({{3, 4}, {6, 7}}));
  CHECK((cuts - IntervalSet(Interval{1, 9})) == IntervalSet::of({{0, 0}, {10, 20}}));
  CHECK((cuts & IntervalSet(Interval{2, 8})) == IntervalSet::of({{2, 2}, {5, 5}, {8, 8}}));
}

}  // namespace
}  // namespace canreach
