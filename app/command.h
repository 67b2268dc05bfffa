#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "app/exit_status.h"
#include "app/options.h"
#include "model/design.h"

namespace canreach {

/// Where a command reads and writes.
struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

#define COMMAND(name, arguments, summary, first, second, third) \
  ExitStatus run_##name(const Options& options, const Streams& streams);
#include "app/commands.def"
#undef COMMAND

/// Runs the command that the options name.
ExitStatus run(const Options& options, const Streams& streams);

/// The design of -f.  None after a report: on standard error for people, and as an answer of `op`
/// on the output where JSON is asked for.
std::optional<Design> read_design(const Options& options, std::string_view op,
                                  const Streams& streams);

/// Writes to -o, else to standard output; `status`, or `unusable` when that fails.
ExitStatus deliver(const std::string& text, const Options& options, const Streams& streams,
                   ExitStatus status);

/// Says why a query cannot be asked: on standard error, and as an answer where JSON is asked for.
ExitStatus refuse(const QueryError& error, std::string_view op, const Options& options,
                  const Streams& streams);

}  // namespace canreach
