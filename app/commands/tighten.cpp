#include "analyzer/what_if/tighten.h"

#include <ostream>

#include "app/check_request.h"
#include "app/command.h"
#include "app/tighten_request.h"
#include "report/diagnostics_text.h"
#include "report/json.h"
#include "report/tighten_report.h"

namespace canreach {
namespace {

/// False after a report.
bool read_intents_of(const Options& options, Design& design, const Streams& streams) {
  Diagnostics diagnostics;
  if (!options.spec.empty()) {
    for (const InputFile& file : read_inputs({options.spec}, diagnostics)) {
      add_spec(file, design, diagnostics);
    }
  }
  for (const InputFile& file : read_inputs(options.needs, diagnostics)) {
    add_spec(file, design, diagnostics);
  }
  streams.err << text_of(diagnostics, design.files, options.note_style);
  if (!diagnostics.has_errors()) return true;
  if (options.format == Format::json) {
    deliver(json_of(diagnostics, design.files, "tighten") + "\n", options, streams,
            ExitStatus::unusable);
  }
  return false;
}

}  // namespace

ExitStatus run_tighten(const Options& options, const Streams& streams) {
  std::optional<Design> design = read_design(options, "tighten", streams);
  if (!design) return ExitStatus::unusable;
  if (!read_intents_of(options, *design, streams)) return ExitStatus::unusable;
  if (!wants_something(design->spec)) {
    return refuse(nothing_is_needed(), "tighten", options, streams);
  }
  const TightenAnswer answer = tighten(compile(*design), design->spec, no_egress_of(*design));
  const bool is_known = answer.complete && answer.intents > 0;
  const ExitStatus otherwise = is_known ? ExitStatus::yes : ExitStatus::undecided;
  return deliver(written(answer, design->files, options.format, options.style), options, streams,
                 answer.proposals.empty() ? otherwise : ExitStatus::no);
}

}  // namespace canreach
