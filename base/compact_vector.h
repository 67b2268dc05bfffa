#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <utility>

namespace canreach {

/// A vector that takes one pointer where it stands, for members of what there is much of and which
/// are mostly empty.  Size and capacity stand in front of the elements.  At most 2^32 - 1 elements.
/// Of std::vector it has what is used; whatever makes it grow ends references to its elements.
template <class T>
class CompactVector {
 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  CompactVector() = default;
  CompactVector(std::initializer_list<T> values) { append(values.begin(), values.end()); }
  CompactVector(const CompactVector& other) { append(other.begin(), other.end()); }
  CompactVector(CompactVector&& other) noexcept : first_(std::exchange(other.first_, nullptr)) {}
  CompactVector& operator=(const CompactVector& other) {
    if (this == &other) return *this;
    CompactVector copy(other);
    swap(copy);
    return *this;
  }
  CompactVector& operator=(CompactVector&& other) noexcept {
    CompactVector moved(std::move(other));
    swap(moved);
    return *this;
  }
  ~CompactVector() {
    if (first_ != nullptr) release();
  }

  void swap(CompactVector& other) noexcept { std::swap(first_, other.first_); }

  bool empty() const { return size() == 0; }
  std::size_t size() const { return first_ == nullptr ? 0 : head().size; }
  T* begin() { return first_; }
  T* end() { return first_ + size(); }
  const T* begin() const { return first_; }
  const T* end() const { return first_ + size(); }
  T& operator[](std::size_t at) { return first_[at]; }
  const T& operator[](std::size_t at) const { return first_[at]; }
  T& front() { return *first_; }
  const T& front() const { return *first_; }
  T& back() { return first_[size() - 1]; }
  const T& back() const { return first_[size() - 1]; }

  void clear() {
    if (first_ == nullptr) return;
    std::destroy(begin(), end());
    head().size = 0;
  }
  void reserve(std::size_t count) {
    if (count > capacity()) grow(count);
  }
  void push_back(const T& value) { emplace_back(value); }
  void push_back(T&& value) { emplace_back(std::move(value)); }
  template <class... Arguments>
  T& emplace_back(Arguments&&... arguments) {
    if (size() == capacity()) {
      T value(std::forward<Arguments>(arguments)...);  // may refer to an element
      grow(size() < 2 ? 2 : 2 * size());
      return add(std::move(value));
    }
    return add(std::forward<Arguments>(arguments)...);
  }
  void pop_back() { std::destroy_at(first_ + --head().size); }

  /// Copies elements of something else to the end.
  template <class Iterator>
  void append(Iterator from, Iterator to) {
    reserve(size() + static_cast<std::size_t>(std::distance(from, to)));
    for (; from != to; ++from) add(*from);
  }

 private:
  struct Head {
    std::uint32_t size;
    std::uint32_t capacity;
  };
  // The elements begin where both fit.
  static constexpr std::size_t offset() {
    return alignof(T) > sizeof(Head) ? alignof(T) : sizeof(Head);
  }

  Head& head() const {
    return *std::launder(
        reinterpret_cast<Head*>(reinterpret_cast<std::byte*>(first_) - sizeof(Head)));
  }
  std::size_t capacity() const { return first_ == nullptr ? 0 : head().capacity; }

  template <class... Arguments>
  T& add(Arguments&&... arguments) {
    T* made = new (first_ + head().size) T(std::forward<Arguments>(arguments)...);
    ++head().size;
    return *made;
  }

  void grow(std::size_t capacity) {
    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
    auto* bytes = static_cast<std::byte*>(::operator new(offset() + capacity * sizeof(T)));
    T* grown = reinterpret_cast<T*>(bytes + offset());
    const std::size_t count = size();
    new (bytes + offset() - sizeof(Head))
        Head{static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(capacity)};
    std::uninitialized_move(begin(), end(), grown);
    if (first_ != nullptr) release();
    first_ = grown;
  }

  void release() {
    std::destroy(begin(), end());
    ::operator delete(reinterpret_cast<std::byte*>(first_) - offset());
  }

  T* first_ = nullptr;  // none: nothing was ever added
};

}  // namespace canreach
