#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <istream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/limits.h"
#include "base/text.h"
#include "parsers/load.h"

// Paths to texts.  A directory may be anything that somebody unpacked: what cannot be a text is
// refused before it is opened (a pipe would wait for ever), links to directories are left alone,
// and files and bytes are counted.

namespace canreach {
namespace {

namespace fs = std::filesystem;

// canreach::quoted is spelled out below: with a path's text at hand, std::quoted is found too.

constexpr std::string_view kStandardInput = "-";

bool has_our_extension(const fs::path& path) {
  static const std::array<std::string_view, 5> kExtensions = {".json", ".jsonl", ".yaml", ".yml",
                                                              ".template"};
  const std::string extension = to_lower(path.extension().string());
  return contains(kExtensions, std::string_view(extension));
}

bool is_hidden(const fs::path& path) { return path.filename().string().substr(0, 1) == "."; }

class InputReader {
 public:
  explicit InputReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void read(const std::string& path) {
    if (path == kStandardInput) return read_standard_input();
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) return read_directory(path);
    if (!fs::exists(status)) return refuse(path, error ? error : not_found());
    read_file(path, status);
  }

  std::vector<InputFile> take() { return std::move(inputs_); }

 private:
  static std::error_code not_found() {
    return std::make_error_code(std::errc::no_such_file_or_directory);
  }

  void read_standard_input() {
    if (std::exchange(standard_input_read_, true)) {
      return refuse(std::string(kStandardInput), "standard input can be read once");
    }
    read_stream(std::string(kStandardInput), std::cin);
  }

  void read_directory(const fs::path& directory) {
    const std::size_t before = found_;
    walk(directory, 0);
    if (found_ != before || stopped_) return;
    refuse(directory.string(), "it holds no *.json, *.jsonl, *.yaml, *.yml or *.template");
  }

  void walk(const fs::path& directory, std::size_t depth) {
    if (depth > kLimits.depth) {
      return report_limit(fmt::format("{} is nested too deep: at most {} directories",
                                      canreach::quoted(directory.string()), kLimits.depth));
    }
    for (const fs::path& path : sorted_entries(directory)) {
      if (stopped_) return;
      visit(path, depth);
    }
  }

  std::vector<fs::path> sorted_entries(const fs::path& directory) {
    std::vector<fs::path> entries;
    std::error_code error;
    fs::directory_iterator entry(directory, error);
    const fs::directory_iterator end;
    while (!error && entry != end) {
      entries.push_back(entry->path());
      entry.increment(error);
    }
    if (error) {
      refuse(directory.string(), error);
      ++found_;
    }
    std::sort(entries.begin(), entries.end());
    return entries;
  }

  void visit(const fs::path& path, std::size_t depth) {
    if (is_hidden(path)) return;
    std::error_code error;
    if (fs::is_directory(fs::symlink_status(path, error))) return walk(path, depth + 1);
    if (!has_our_extension(path)) return;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) return;
    ++found_;
    if (!fs::exists(status)) return refuse(path.string(), error ? error : not_found());
    read_file(path, status);
  }

  void read_file(const fs::path& path, const fs::file_status& status) {
    if (!fs::is_regular_file(status)) return refuse(path.string(), "it is not a regular file");
    if (inputs_.size() >= kLimits.files) {
      return stop(fmt::format("the input has more than {} files", kLimits.files));
    }
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return refuse(path.string(), std::error_code(errno, std::generic_category()));
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    read_stream(path.string(), stream, error ? 0 : size);
  }

  /// What a file says about its size need not be true: what is read is counted.
  void read_stream(std::string name, std::istream& stream, std::uintmax_t expected = 0) {
    constexpr std::size_t kPiece = std::size_t{1} << 16;
    std::string text;
    text.reserve(static_cast<std::size_t>(std::min<std::uintmax_t>(expected, kLimits.file_bytes)));
    std::array<char, kPiece> piece;
    while (stream.read(piece.data(), piece.size()), stream.gcount() > 0) {
      text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
      if (bytes_ + text.size() <= kLimits.file_bytes) continue;
      return stop(fmt::format("{}: the input is larger than {} MB", canreach::quoted(name),
                              kLimits.file_bytes >> 20));
    }
    if (stream.bad()) return refuse(name, "reading failed");
    bytes_ += text.size();
    inputs_.push_back({std::move(name), std::move(text)});
  }

  void refuse(const std::string& path, const std::error_code& error) {
    refuse(path, to_lower(error.message()));
  }
  void refuse(const std::string& path, const std::string& why) {
    diagnostics_.report(DiagnosticKind::cannot_read_file, {}, {canreach::quoted(path), why});
  }
  void report_limit(std::string words) {
    diagnostics_.report(DiagnosticKind::limit_exceeded, {}, {std::move(words)});
  }
  void stop(std::string words) {
    if (!std::exchange(stopped_, true)) report_limit(std::move(words));
  }

  Diagnostics& diagnostics_;
  std::vector<InputFile> inputs_;
  std::size_t bytes_ = 0;  // of all inputs
  std::size_t found_ = 0;  // files of directories, also those that could not be read
  bool standard_input_read_ = false;
  bool stopped_ = false;
};

}  // namespace

std::vector<InputFile> read_inputs(const std::vector<std::string>& paths,
                                   Diagnostics& diagnostics) {
  InputReader reader(diagnostics);
  for (const std::string& path : paths) reader.read(path);
  return reader.take();
}

}  // namespace canreach
