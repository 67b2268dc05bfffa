#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace canreach {

/// The keys of the maps that are open while a text is read, to find a key that stands twice.  Each
/// key is compared with those before it, by bits and a hash first; in a map with many keys all are
/// sorted at its end.
class SeenKeys {
 public:
  /// Where the keys of a map that begins now will begin.
  std::size_t open() const { return keys_.size(); }
  /// False when the innermost open map, which began at `first`, has the key already; of a map with
  /// many keys close() says it.
  bool add(std::string_view key, std::size_t first);
  /// Forgets the keys of the innermost open map; false when one stood there twice.
  bool close(std::size_t first);
  void clear() { keys_.clear(); }

 private:
  struct Key {
    std::string_view text;
    std::uint32_t hash;
    std::uint32_t bits;  // one for each hash of its map up to here, by its highest bits
  };
  std::vector<Key> keys_;
};

}  // namespace canreach
