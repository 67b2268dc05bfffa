#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace canreach {

/// A place in an input file.  `file` indexes SourceFiles; line and column count from 1, in bytes.
/// A default-made place means "nowhere": the thing was completed by AWS's defaults.
struct SourceLoc {
  std::uint32_t file = kNoFile;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  static constexpr std::uint32_t kNoFile = 0xffffffff;

  bool is_somewhere() const { return file != kNoFile; }
  friend bool operator==(const SourceLoc&, const SourceLoc&) = default;
  friend std::strong_ordering operator<=>(const SourceLoc&, const SourceLoc&) = default;
};

/// The input files of a run: their names as the user wrote them, and their contents.
class SourceFiles {
 public:
  /// Returns the index that SourceLoc::file holds.  A UTF-8 byte order mark is dropped from the
  /// text.
  std::uint32_t add(std::string name, std::string text);

  std::size_t size() const { return files_.size(); }
  const std::string& name(std::uint32_t file) const;
  const std::string& text(std::uint32_t file) const;
  /// Did the file begin with a byte order mark, which the text does not hold?
  bool had_byte_order_mark(std::uint32_t file) const;
  /// The same text, for whoever may outlive these files.
  std::shared_ptr<const std::string> shared_text(std::uint32_t file) const;

  /// The line without its end of line; empty when there is no such line.  Line counts from 1.
  std::string_view line(std::uint32_t file, std::uint32_t line) const;

  /// "infra.yaml:82:9"; "infra.yaml" for line 0; empty for nowhere.
  std::string describe(const SourceLoc& at) const;

 private:
  struct File {
    std::string name;
    std::shared_ptr<const std::string> text;
    bool had_byte_order_mark = false;
    mutable std::vector<std::uint32_t> line_starts;  // byte offsets, made when first asked
  };
  std::vector<File> files_;
};

}  // namespace canreach
