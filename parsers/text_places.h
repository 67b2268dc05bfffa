#pragma once

#include <cstddef>
#include <string_view>

#include "base/source.h"

namespace canreach {

/// Where a place is in the text of its file, in bytes; the end of the text for what is behind it.
std::size_t offset_of(std::string_view text, const SourceLoc& at);

/// Where the line begins that holds the offset.
std::size_t line_start(std::string_view text, std::size_t offset);

SourceLoc place_of(std::string_view text, std::uint32_t file, std::size_t offset);

}  // namespace canreach
