#include "parsers/declared/declared.h"

#include <utility>

#include "tests/catch.h"

namespace canreach {
namespace {

DeclaredValue map_with(DeclaredValue inner) {
  DeclaredValue map = DeclaredValue::of_map({0, 1, 1});
  map.set("inner", std::move(inner));
  map.set("other", DeclaredValue::of_text("a text that needs memory of its own", {0, 2, 1}));
  return map;
}

TEST_CASE("a part of a declared value may become all of it") {
  const DeclaredValue text = DeclaredValue::of_text("another text that needs memory", {0, 3, 7});
  DeclaredValue copied = map_with(map_with(text));
  copied = copied["inner"];
  CHECK(copied.members.size() == 2);
  copied = copied["inner"];
  CHECK(copied.text == text.text);
  CHECK(copied.at == text.at);
  CHECK(copied.members.empty());
  DeclaredValue moved = DeclaredValue::of_list({}, {0, 1, 1});
  moved.items.push_back(map_with(text));
  moved = std::move(moved.items.front());
  CHECK(moved["inner"].text == text.text);
}

}  // namespace
}  // namespace canreach
