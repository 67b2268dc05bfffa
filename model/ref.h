#pragma once

#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace canreach {

/// Which resource of a kind is meant: its index in Design::all<T>().  References to different kinds
/// do not mix. `none()`: there is none (a subnet without an explicit route table).  `unknown()`:
/// there may be one, but the input does not say which.
template <class T>
class Ref {
 public:
  Ref() = default;  // none
  explicit Ref(std::size_t index) : index_(static_cast<std::uint32_t>(index)) {}
  static Ref none() { return Ref(); }
  static Ref unknown() { return Ref(kUnknownIndex); }

  bool is_known() const { return index_ < kUnknownIndex; }
  bool is_none() const { return index_ == kNoneIndex; }
  bool is_unknown() const { return index_ == kUnknownIndex; }
  /// Only for a known reference.
  std::uint32_t index() const {
    assert(is_known());
    return index_;
  }

  friend bool operator==(const Ref&, const Ref&) = default;
  friend std::strong_ordering operator<=>(const Ref&, const Ref&) = default;

 private:
  static constexpr std::uint32_t kNoneIndex = 0xffffffff;
  static constexpr std::uint32_t kUnknownIndex = 0xfffffffe;
  std::uint32_t index_ = kNoneIndex;
};

}  // namespace canreach
