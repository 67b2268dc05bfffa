#include <ostream>

#include "app/command.h"
#include "parsers/native/write_native.h"
#include "report/diagnostics_text.h"

namespace canreach {

ExitStatus run_import(const Options& options, const Streams& streams) {
  const std::optional<Design> design = read_design(options, "import", streams);
  if (!design) return ExitStatus::unusable;
  Diagnostics diagnostics;
  const std::string text = write_native(*design, diagnostics);
  streams.err << text_of(diagnostics, design->files, options.note_style);
  return deliver(text, options, streams, ExitStatus::yes);
}

}  // namespace canreach
