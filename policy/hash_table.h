#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace canreach {

/// A hash table with open addressing that is at most half full.  A slot says whether it is_empty(),
/// and its hash().
template <class Slot>
class HashTable {
 public:
  std::size_t size() const { return size_; }
  void clear() { *this = {}; }

  template <class IsWanted>
  const Slot* find(std::uint64_t hash, const IsWanted& is_wanted) const {
    for (std::size_t at = first(hash); !slots_[at].is_empty(); at = next(at)) {
      if (is_wanted(slots_[at])) return &slots_[at];
    }
    return nullptr;
  }

  const Slot& add(Slot slot) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    ++size_;
    return place(std::move(slot));
  }

 private:
  static constexpr std::size_t kFirstSlots = 64;

  std::size_t first(std::uint64_t hash) const {
    return static_cast<std::size_t>(hash ^ hash >> 32U) & (slots_.size() - 1);
  }
  std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }

  const Slot& place(Slot slot) {
    std::size_t at = first(slot.hash());
    while (!slots_[at].is_empty()) at = next(at);
    slots_[at] = std::move(slot);
    return slots_[at];
  }

  void grow() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
    for (Slot& slot : old) {
      if (!slot.is_empty()) place(std::move(slot));
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(kFirstSlots);
  std::size_t size_ = 0;
};

}  // namespace canreach
