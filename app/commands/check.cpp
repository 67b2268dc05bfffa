#include "analyzer/intents/check.h"

#include <fmt/format.h>

#include <ctime>
#include <ostream>
#include <utility>

#include "app/check_request.h"
#include "app/command.h"
#include "base/text.h"
#include "report/check_report.h"
#include "report/diagnostics_text.h"
#include "report/json.h"

namespace canreach {
namespace {

ExitStatus status_of(const CheckAnswer& answer, Strictness strictness) {
  if (answer.has_errors) return ExitStatus::unusable;
  switch (answer.verdict) {
    case IntentVerdict::holds:
      return ExitStatus::yes;
    case IntentVerdict::fails:
      return ExitStatus::no;
    case IntentVerdict::undecided:
      return strictness == Strictness::undecided_is_1 ? ExitStatus::no : ExitStatus::undecided;
  }
  return ExitStatus::our_fault;
}

/// The day in UTC, as --at would say it.
Date today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  return {parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday};
}

/// False after a report.
bool read_rest(const Options& options, Design& design, CheckQuery& query, const Streams& streams) {
  Diagnostics diagnostics;
  if (!options.spec.empty()) {
    for (const InputFile& file : read_inputs({options.spec}, diagnostics)) {
      add_spec(file, design, diagnostics);
    }
  } else if (design.spec.intents.empty()) {
    diagnostics.report(DiagnosticKind::no_intents, {}, {"the design"});
  }
  if (!options.baseline.empty()) {
    for (InputFile& file : read_inputs({options.baseline}, diagnostics)) {
      query.baseline = read_baseline(std::move(file), design.files, diagnostics);
    }
  }
  streams.err << text_of(diagnostics, design.files, options.note_style);
  if (!diagnostics.has_errors()) return true;
  if (options.format == Format::json) {
    deliver(json_of(diagnostics, design.files, "check") + "\n", options, streams,
            ExitStatus::unusable);
  }
  return false;
}

/// Formats that list the waivers themselves say it there.
void warn_of_waivers(const CheckAnswer& answer, const Design& design, const Options& options,
                     const Streams& streams) {
  const bool is_listed =
      options.format == Format::json || (options.format == Format::text && !options.style.quiet);
  if (is_listed && options.write_baseline.empty() && options.output.empty()) return;
  for (const WaiverAnswer& one : answer.waivers) {
    if (one.state != WaiverAnswer::State::unused) continue;
    streams.err << fmt::format("{}: warning: the waiver of {} is not used\n",
                               design.files.describe(one.waiver.at), quoted(one.waiver.intent));
  }
}

}  // namespace

ExitStatus run_check(const Options& options, const Streams& streams) {
  std::optional<Design> design = read_design(options, "check", streams);
  if (!design) return ExitStatus::unusable;
  // Fixes are proved on the texts of the design, without those of the intents.
  std::optional<Design> plain;
  if (options.fix && options.without.empty()) plain = *design;
  CheckQuery query;
  query.facts = options.access.facts;
  query.today = options.day ? *options.day : today();
  if (!read_rest(options, *design, query, streams)) return ExitStatus::unusable;

  query.spec = design->spec;
  const Network network = compile(*design);
  CheckAnswer answer = check(network, query);
  if (plain) add_fixes(compile(*plain), options.load, answer);
  warn_of_waivers(answer, *design, options, streams);
  if (!options.write_baseline.empty()) {
    Options to_file = options;
    to_file.output = options.write_baseline;
    return deliver(baseline_of(answer), to_file, streams, ExitStatus::yes);
  }
  return deliver(written(answer, design->files, options.format, options.style), options, streams,
                 status_of(answer, options.strictness));
}

}  // namespace canreach
