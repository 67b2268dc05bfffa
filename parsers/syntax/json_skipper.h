#pragma once

#include <cstddef>
#include <cstdint>

namespace canreach {

/// Finds the end of a JSON list or map whose text is known to be valid, and counts the lines.
class JsonSkipper {
 public:
  /// `begin` is at the opening bracket; up to `end` there are bytes that may be looked at.
  JsonSkipper(const char* begin, const char* end) : at_(begin), end_(end) {}

  /// Behind the closing bracket.
  const char* end_of_container();
  /// The same, one byte after the other.
  const char* end_of_container_by_bytes();

  /// Ends of lines that were passed.
  std::uint32_t lines() const { return lines_; }
  /// Behind the last of them; nullptr without any.
  const char* line_start() const { return line_start_; }

 private:
  struct Block;
  bool take(const Block& block);
  bool finish(const Block& block, std::uint64_t opens, std::uint64_t closes);
  void count_lines(std::uint64_t line_ends);

  const char* at_;
  const char* end_;
  const char* line_start_ = nullptr;
  std::uint32_t lines_ = 0;
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;  // the next byte
};

}  // namespace canreach
