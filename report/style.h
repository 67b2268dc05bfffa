#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace canreach {

/// How a text for people looks.
struct Style {
  std::size_t width = 100;  ///< columns of the terminal, at least kNarrowest
  bool color = false;
  bool ascii = false;    ///< no character outside ASCII of our own
  bool quiet = false;    ///< the verdict line only
  bool verbose = false;  ///< hops of both legs, whether they refuse or not

  static constexpr std::size_t kNarrowest = 40;
};

/// What a piece of text means; colours follow from it.
enum class Ink { plain, good, bad, unsure, strong, dim };

/// `text` in the colour of its meaning, or as it is where there are no colours.
std::string painted(std::string_view text, Ink ink, const Style& style);

}  // namespace canreach
