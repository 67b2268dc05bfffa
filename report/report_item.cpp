#include "report/report_item.h"

#include <fmt/format.h>

#include <cstdint>

namespace canreach {
namespace {

// FNV-1a: no secret, only the same number for the same text on every machine.
std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  std::uint64_t hash = seed;
  for (const char byte : text) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * kPrime;
  }
  return hash;
}

}  // namespace

std::string fingerprint(std::string_view identity) {
  return fmt::format("{:016x}{:016x}", hash_of(identity, 0xcbf29ce484222325),
                     hash_of(identity, 0x9e3779b97f4a7c15));
}

}  // namespace canreach
