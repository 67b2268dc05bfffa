#include "parsers/syntax/seen_keys.h"

#include <algorithm>
#include <cstring>

namespace canreach {
namespace {

// A map of so many keys looks for duplicates by sorting.
constexpr std::size_t kManyKeys = 32;

// Of the length and both ends: a filter, nothing more.
std::uint32_t hash_of(std::string_view text) {
  const auto length = static_cast<std::uint32_t>(text.size());
  if (length < sizeof(std::uint32_t)) return length;
  std::uint32_t first;
  std::uint32_t last;
  std::memcpy(&first, text.data(), sizeof first);
  std::memcpy(&last, text.data() + length - sizeof last, sizeof last);
  return (first * 0x9e3779b1u) ^ (last * 0x85ebca77u) ^ length;
}

}  // namespace

bool SeenKeys::add(std::string_view key, std::size_t first) {
  const std::uint32_t hash = hash_of(key);
  const std::uint32_t bit = std::uint32_t{1} << (hash >> 27U);
  const std::uint32_t bits = keys_.size() == first ? 0 : keys_.back().bits;
  if ((bits & bit) != 0 && keys_.size() - first < kManyKeys) {
    for (std::size_t i = first; i < keys_.size(); ++i) {
      if (keys_[i].hash == hash && keys_[i].text == key) return false;
    }
  }
  keys_.push_back({key, hash, bits | bit});
  return true;
}

bool SeenKeys::close(std::size_t first) {
  const std::vector<Key>::iterator begin = keys_.begin() + static_cast<std::ptrdiff_t>(first);
  bool unique = true;
  if (keys_.size() - first > kManyKeys) {
    std::sort(begin, keys_.end(), [](const Key& a, const Key& b) {
      return a.hash != b.hash ? a.hash < b.hash : a.text < b.text;
    });
    const auto same = [](const Key& a, const Key& b) { return a.text == b.text; };
    unique = std::adjacent_find(begin, keys_.end(), same) == keys_.end();
  }
  keys_.erase(begin, keys_.end());
  return unique;
}

}  // namespace canreach
