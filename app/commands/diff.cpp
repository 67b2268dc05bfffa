#include "analyzer/diff/diff.h"

#include <ostream>
#include <utility>

#include "app/command.h"
#include "app/diff_request.h"
#include "parsers/parameters.h"
#include "report/diagnostics_text.h"
#include "report/diff_report.h"
#include "report/json.h"

namespace canreach {
namespace {

bool matches(const DiffAnswer& answer, FailOn fail_on) {
  switch (fail_on) {
    case FailOn::nothing:
      return false;
    case FailOn::widened:
      return answer.has_widened();
    case FailOn::narrowed:
      return answer.has_narrowed();
    case FailOn::any:
      return answer.has_widened() || answer.has_narrowed() || answer.changes_paths() ||
             answer.has_unclear();
  }
  return false;
}

ExitStatus status_of(const DiffAnswer& answer, const Options& options) {
  if (matches(answer, options.fail_on)) return ExitStatus::no;
  const bool is_asked = options.fail_on != FailOn::nothing || !answer.undecided.empty();
  if (!is_asked || !answer.has_unclear()) return ExitStatus::yes;
  return options.strictness == Strictness::undecided_is_1 ? ExitStatus::no : ExitStatus::undecided;
}

/// False after a report.
bool read_side(const std::string& path, const LoadOptions& load, const Options& options,
               DiffSide& side, const Streams& streams) {
  Diagnostics diagnostics;
  side.files = read_inputs({path}, diagnostics);
  side.design = load_design(side.files, load, diagnostics);
  streams.err << text_of(diagnostics, side.design.files, options.note_style);
  if (!diagnostics.has_errors()) return true;
  if (options.format == Format::json) {
    deliver(json_of(diagnostics, side.design.files, "diff") + "\n", options, streams,
            ExitStatus::unusable);
  }
  return false;
}

}  // namespace

ExitStatus run_diff(const Options& options, const Streams& streams) {
  LoadOptions load = options.load;
  Diagnostics diagnostics;
  for (InputFile& file : read_inputs(options.parameter_files, diagnostics)) {
    read_parameters(std::move(file), load.parameters, diagnostics);
  }
  streams.err << text_of(diagnostics, {}, options.note_style);
  if (diagnostics.has_errors()) return ExitStatus::unusable;
  DiffSide before;
  DiffSide after;
  if (!read_side(options.old_path, load, options, before, streams)) return ExitStatus::unusable;
  if (!read_side(options.new_path, load, options, after, streams)) return ExitStatus::unusable;

  const DiffAnswer answer = diff_of(before, after, load);
  const DiffFiles files{before.design.files, after.design.files};
  return deliver(written(answer, files, options.format, options.style), options, streams,
                 status_of(answer, options));
}

}  // namespace canreach
