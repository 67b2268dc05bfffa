#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace canreach {

/// A hash of a text that is in lower case already (FNV-1a); the same in every run.
constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

}  // namespace canreach
