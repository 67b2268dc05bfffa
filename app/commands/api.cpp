#include "app/api.h"

#include <fstream>
#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "app/command.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

// A line without its end; of one that is too long, as much as shows that it is.  None at the end.
std::optional<std::string> next_line(std::istream& in) {
  std::streambuf& buffer = *in.rdbuf();
  constexpr int kEnd = std::char_traits<char>::eof();
  std::string line;
  int c = buffer.sbumpc();
  if (c == kEnd) return std::nullopt;
  for (; c != kEnd && c != '\n'; c = buffer.sbumpc()) {
    if (line.size() <= Api::kLongestRequest) line += static_cast<char>(c);
  }
  return line;
}

ExitStatus answer_lines(const Api& api, const Streams& streams) {
  while (const std::optional<std::string> line = next_line(streams.in)) {
    if (trim(*line).empty()) continue;
    streams.out << api.answer(*line) << '\n';
    streams.out.flush();
    if (!streams.out) {
      streams.err << "canreach: error: cannot write the answer to standard output\n";
      return ExitStatus::unusable;
    }
  }
  return ExitStatus::yes;
}

}  // namespace

ExitStatus run_api(const Options& options, const Streams& streams) {
  if (contains(options.files, std::string("-"))) {
    streams.err << "canreach: error: standard input carries the requests of `api`: name a file "
                   "with -f\n";
    return ExitStatus::unusable;
  }
  const bool has_design = !options.files.empty() || std::ifstream(std::string(kDefaultFile)).good();
  if (!has_design) return answer_lines(Api(options.load), streams);

  const std::optional<Design> design = read_design(options, "api", streams);
  if (!design) return ExitStatus::unusable;
  return answer_lines(Api(*design, options.load), streams);
}

}  // namespace canreach
