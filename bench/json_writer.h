#pragma once

#include <string>
#include <string_view>

namespace canreach::bench {

/// Writes JSON as the AWS command line prints it: one member or element a line, four spaces deeper
/// with each level.
class JsonWriter {
 public:
  /// An opening and a closing bracket: "{}" or "[]".
  JsonWriter& open(std::string_view brackets);
  JsonWriter& open(std::string_view key, std::string_view brackets);
  JsonWriter& close();

  JsonWriter& text(std::string_view key, std::string_view value);
  JsonWriter& element(std::string_view text);
  JsonWriter& number(std::string_view key, long long value);
  JsonWriter& boolean(std::string_view key, bool value);

  /// The whole text, when all is closed.
  std::string take();

 private:
  void next();
  void key(std::string_view key);

  std::string out_;
  std::string closing_;  // the brackets that are open, the innermost last
  bool first_ = true;    // nothing stands yet in the innermost brackets
};

}  // namespace canreach::bench
