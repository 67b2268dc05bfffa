#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/source.h"

namespace canreach {

/// May texts be read from disk, or must all of them have been given?
enum class ReadsFiles : bool { no, yes };

/// The text that `path` means in file `from`: one of `files` whose name is the path seen from
/// there, else, where that is allowed, a file on disk of at most Limits::file_bytes, which is added
/// to `files`.  Absolute paths and paths that lead upwards are refused.
Result<std::uint32_t> text_beside(SourceFiles& files, std::uint32_t from, const std::string& path,
                                  ReadsFiles reads);

}  // namespace canreach
