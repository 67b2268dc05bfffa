#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/eight_bytes.h"

namespace canreach {

/// The parts of an ARN, which colons separate.
enum class ArnPart : std::uint8_t {
  arn,
  partition,
  service,
  region,
  account,
  resource,  // the rest: it may hold further colons
};

/// Where the parts of a text that should be an ARN begin.  The text must stay where it is.
class ArnParts {
 public:
  explicit ArnParts(std::string_view text) : text_(text) {
    std::size_t at = 0;
    if (std::endian::native == std::endian::little) {
      for (; text.size() - at >= 8 && count_ < kParts; at += 8) find_eight(at);
    }
    for (; at < text.size() && count_ < kParts; ++at) {
      if (text[at] == ':') begins_[count_++] = at + 1;
    }
  }

  /// Are there six of them?
  bool is_whole() const { return count_ == kParts; }
  /// Empty: it is not there.
  std::string_view operator[](ArnPart part) const {
    const auto number = static_cast<std::size_t>(part);
    if (number >= count_) return {};
    const std::size_t begin = begins_[number];
    if (number + 1 >= std::min(count_, kParts)) return text_.substr(begin);
    return text_.substr(begin, begins_[number + 1] - 1 - begin);
  }

 private:
  static constexpr std::size_t kParts = 6;

  // Of the colons among eight characters.
  void find_eight(std::size_t at) {
    std::uint64_t colons = all_zero_bytes(eight_bytes(text_.data() + at) ^ kEachOne * ':');
    for (; colons != 0 && count_ < kParts; colons &= colons - 1) {
      begins_[count_++] = at + static_cast<std::size_t>(std::countr_zero(colons)) / 8 + 1;
    }
  }

  std::string_view text_;
  std::size_t count_ = 1;
  std::array<std::size_t, kParts> begins_{};
};

}  // namespace canreach
