#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace canreach {

/// Writes JSON on one line, straight into a text: an answer is written many times as fast as by way
/// of a tree of values.  Bytes that are not UTF-8 become U+FFFD, control characters are escaped.
class JsonWriter {
 public:
  JsonWriter();

  JsonWriter& begin_object() { return begin('{'); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array() { return begin('['); }
  JsonWriter& end_array() { return end(']'); }

  /// The name of the member whose value comes next; it is written as it is.
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(bool truth);
  JsonWriter& null();

  template <class T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  /// No member when the text is empty.
  JsonWriter& member_if_any(std::string_view name, std::string_view text);

  std::string take() { return std::move(out_); }

 private:
  JsonWriter& begin(char bracket);
  JsonWriter& end(char bracket);
  void next();

  std::string out_;
  bool first_ = true;  // nothing stands yet before the next key or value
};

/// A text as a JSON string, in its quotes.
std::string json_string(std::string_view text);

}  // namespace canreach
