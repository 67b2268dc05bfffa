#include "base/source.h"

#include "tests/catch.h"

namespace canreach {
namespace {

TEST_CASE("a line is shown without its end, and there is none before the first or after the last") {
  SourceFiles files;
  const std::uint32_t file = files.add("a.yaml", "one\r\n\nthree");
  CHECK(files.line(file, 0).empty());
  CHECK(files.line(file, 1) == "one");
  CHECK(files.line(file, 2).empty());
  CHECK(files.line(file, 3) == "three");
  CHECK(files.line(file, 4).empty());
  CHECK(files.line(SourceLoc::kNoFile, 1).empty());
}

TEST_CASE("a byte order mark is not part of the text") {
  SourceFiles files;
  const std::uint32_t file = files.add("a.json", "\xef\xbb\xbf{}");
  CHECK(files.text(file) == "{}");
  CHECK(files.name(file) == "a.json");
}

TEST_CASE("a place is described as far as it is known") {
  SourceFiles files;
  files.add("other.yaml", "");
  const std::uint32_t file = files.add("infra.yaml", "a: 1\n");
  CHECK(files.size() == 2);
  CHECK(files.describe({file, 82, 9}) == "infra.yaml:82:9");
  CHECK(files.describe({file, 82, 0}) == "infra.yaml:82");
  CHECK(files.describe({file, 0, 0}) == "infra.yaml");
  CHECK(files.describe({}).empty());
}

TEST_CASE("a file name cannot send commands to the terminal") {
  SourceFiles files;
  const std::uint32_t file = files.add("a\x1b[31m.yaml", "");
  CHECK(files.describe({file, 1, 1}) == "a\\x1b[31m.yaml:1:1");
}

TEST_CASE("places are ordered by file, line and column, and nowhere comes last") {
  CHECK(SourceLoc{0, 9, 9} < SourceLoc{1, 1, 1});
  CHECK(SourceLoc{0, 1, 9} < SourceLoc{0, 2, 1});
  CHECK(SourceLoc{0, 1, 1} < SourceLoc{0, 1, 2});
  CHECK(SourceLoc{5, 9, 9} < SourceLoc{});
}

}  // namespace
}  // namespace canreach
