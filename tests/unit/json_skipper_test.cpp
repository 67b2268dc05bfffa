#include "parsers/syntax/json_skipper.h"

#include <cstddef>
#include <random>
#include <string>

#include "tests/catch.h"

namespace canreach {
namespace {

// A valid JSON text in which everything that a skipper must tell apart stands close together.
class RandomWriter {
 public:
  explicit RandomWriter(unsigned seed) : random_(seed) {}

  std::string container(int depth) {
    const bool is_list = pick(2) == 0;
    std::string text = is_list ? "[" : "{";
    const unsigned count = pick(4);
    for (unsigned i = 0; i < count; ++i) {
      text += (i == 0 ? "" : ",") + blanks();
      if (!is_list) text += string() + ":";
      text += pick(2) == 0 && depth > 0 ? container(depth - 1) : string();
    }
    return text + blanks() + (is_list ? "]" : "}");
  }

 private:
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
  std::string blanks() { return (pick(3) == 0 ? "\n" : "") + std::string(pick(20), ' '); }
  std::string string() {
    static const std::string kParts[] = {"\\\"", "\\\\", "]", "}", "{[", "plain text", "\\n"};
    std::string text = "\"";
    for (unsigned i = pick(6); i > 0; --i) text += kParts[pick(7)];
    return text + "\"";
  }

  std::mt19937 random_;
};

TEST_CASE("a container ends at the same place by blocks and by bytes") {
  for (unsigned seed = 0; seed < 3'000; ++seed) {
    const std::string text = RandomWriter(seed).container(6) + std::string(seed % 130, ']');
    const char* end = text.data() + text.size();
    JsonSkipper blocks(text.data(), end);
    JsonSkipper bytes(text.data(), end);
    const bool agrees = blocks.end_of_container() == bytes.end_of_container_by_bytes() &&
                        blocks.lines() == bytes.lines() &&
                        blocks.line_start() == bytes.line_start();
    if (!agrees) FAIL("seed " << seed << ": " << text);
  }
}

TEST_CASE("brackets and quotes in strings end nothing") {
  const std::string text = "{\"a\": \"}\\\"}\",\n\"]\": [{}]\n} ]";
  JsonSkipper skipper(text.data(), text.data() + text.size());
  CHECK(skipper.end_of_container() == text.data() + text.size() - 2);
  CHECK(skipper.lines() == 2);
  CHECK(skipper.line_start() == text.data() + text.size() - 3);
}

}  // namespace
}  // namespace canreach
