#pragma once

#include <cassert>
#include <utility>

namespace canreach {

/// The word for "not decided yet, or known only after deployment".
struct UnknownValue {};
inline constexpr UnknownValue kUnknown;

/// A value that may be unknown.  Unknown is not "absent" and not "empty": every answer that
/// depends on it is `undecided`.  Two unknowns compare equal as declarations, never as values.
template <class T>
class Value {
 public:
  Value() : known_(true), value_() {}
  Value(T value) : known_(true), value_(std::move(value)) {}  // NOLINT: a T is a known value
  Value(UnknownValue) : known_(false), value_() {}            // NOLINT: so is the word unknown

  bool is_known() const { return known_; }
  bool is_unknown() const { return !known_; }

  /// Only for a known value.
  const T& get() const {
    assert(known_);
    return value_;
  }
  T& get() {
    assert(known_);
    return value_;
  }
  T get_or(T otherwise) const { return known_ ? value_ : otherwise; }

  friend bool operator==(const Value& a, const Value& b) {
    return a.known_ == b.known_ && (!a.known_ || a.value_ == b.value_);
  }

 private:
  bool known_;
  T value_;
};

}  // namespace canreach
