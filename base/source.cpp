#include "base/source.h"

#include <fmt/format.h>

#include <cassert>
#include <utility>

#include "base/text.h"

namespace canreach {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::vector<std::uint32_t> starts_of_lines(std::string_view text) {
  std::vector<std::uint32_t> starts = {0};
  for (std::size_t end = text.find('\n'); end != std::string_view::npos;
       end = text.find('\n', end + 1)) {
    starts.push_back(static_cast<std::uint32_t>(end + 1));
  }
  return starts;
}

}  // namespace

std::uint32_t SourceFiles::add(std::string name, std::string text) {
  const bool has_mark = std::string_view(text).substr(0, kByteOrderMark.size()) == kByteOrderMark;
  if (has_mark) text.erase(0, kByteOrderMark.size());
  files_.push_back(
      {std::move(name), std::make_shared<const std::string>(std::move(text)), has_mark, {}});
  return static_cast<std::uint32_t>(files_.size() - 1);
}

const std::string& SourceFiles::name(std::uint32_t file) const {
  assert(file < files_.size());
  return files_[file].name;
}

const std::string& SourceFiles::text(std::uint32_t file) const {
  assert(file < files_.size());
  return *files_[file].text;
}

bool SourceFiles::had_byte_order_mark(std::uint32_t file) const {
  assert(file < files_.size());
  return files_[file].had_byte_order_mark;
}

std::shared_ptr<const std::string> SourceFiles::shared_text(std::uint32_t file) const {
  assert(file < files_.size());
  return files_[file].text;
}

std::string_view SourceFiles::line(std::uint32_t file, std::uint32_t line) const {
  if (file >= files_.size() || line == 0) return {};
  const File& source = files_[file];
  if (source.line_starts.empty()) source.line_starts = starts_of_lines(*source.text);
  if (line > source.line_starts.size()) return {};

  std::string_view rest = std::string_view(*source.text).substr(source.line_starts[line - 1]);
  rest = rest.substr(0, rest.find('\n'));
  if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
  return rest;
}

std::string SourceFiles::describe(const SourceLoc& at) const {
  if (!at.is_somewhere() || at.file >= files_.size()) return {};
  const std::string name = escaped(files_[at.file].name);
  if (at.line == 0) return name;
  if (at.column == 0) return fmt::format("{}:{}", name, at.line);
  return fmt::format("{}:{}:{}", name, at.line, at.column);
}

}  // namespace canreach
