#include "report/unified_diff.h"

#include "tests/catch.h"

namespace canreach {
namespace {

TEST_CASE("equal texts have no difference") { CHECK(unified_diff("a", "x\n", "x\n").empty()); }

TEST_CASE("a new line stands between three lines of context") {
  CHECK(unified_diff("d.yaml", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nnew\n5\n6\n7\n8\n") ==
        "--- a/d.yaml\n+++ b/d.yaml\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n");
}

TEST_CASE("a changed line is taken away and added") {
  CHECK(unified_diff("d", "a\nb\nc\n", "a\nB\nc\n") ==
        "--- a/d\n+++ b/d\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
}

TEST_CASE("changes that are far apart are hunks of their own") {
  const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
  const std::string after = "1\nx\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\ny\n12\n";
  CHECK(unified_diff("d", before, after) ==
        "--- a/d\n+++ b/d\n@@ -1,4 +1,5 @@\n 1\n+x\n 2\n 3\n 4\n"
        "@@ -9,4 +10,5 @@\n 9\n 10\n 11\n+y\n 12\n");
}

TEST_CASE("a last line without its end says so") {
  CHECK(unified_diff("d", "a", "b") ==
        "--- a/d\n+++ b/d\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n"
        "\\ No newline at end of file\n");
}

}  // namespace
}  // namespace canreach
