#include "parsers/text_beside.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/limits.h"
#include "base/text.h"

namespace canreach {
namespace {

namespace fs = std::filesystem;

bool leads_upwards(const fs::path& path) {
  for (const fs::path& part : path) {
    if (part == "..") return true;
  }
  return path.is_absolute() || path.empty();
}

}  // namespace

Result<std::uint32_t> text_beside(SourceFiles& files, std::uint32_t from, const std::string& path,
                                  ReadsFiles reads) {
  if (leads_upwards(path)) return failure("a path must lead to a file beside or below this one");
  const fs::path name = fs::path(files.name(from)).parent_path() / path;
  for (std::uint32_t file = 0; file < files.size(); ++file) {
    if (files.name(file) == name.string()) return file;
  }
  if (reads == ReadsFiles::no) return failure("no such file was given");
  std::error_code error;
  if (!fs::is_regular_file(name, error)) return failure("no such file");
  if (fs::file_size(name, error) > kLimits.file_bytes || error) return failure("it is too large");
  std::ifstream in(name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.good() && !in.eof()) return failure("it cannot be read");
  return files.add(name.string(), std::move(text));
}

}  // namespace canreach
