#include "analyzer/network/network.h"
#include "analyzer/query/query.h"
#include "analyzer/what_if/failure_points.h"
#include "app/command.h"
#include "app/fixes.h"
#include "base/text.h"
#include "report/failure_points_report.h"
#include "report/write.h"

namespace canreach {
namespace {

ExitStatus status_of(Verdict verdict, Strictness strictness) {
  switch (verdict) {
    case Verdict::reachable:
      return ExitStatus::yes;
    case Verdict::partial:
    case Verdict::blocked:
      return ExitStatus::no;
    case Verdict::undecided:
      return strictness == Strictness::undecided_is_1 ? ExitStatus::no : ExitStatus::undecided;
  }
  return ExitStatus::our_fault;
}

}  // namespace

ExitStatus run_trace(const Options& options, const Streams& streams) {
  const std::optional<Design> design = read_design(options, "trace", streams);
  if (!design) return ExitStatus::unusable;

  const Network network = compile(*design);
  tl::expected<Answer, QueryError> answer = trace(network, options.trace);
  if (!answer) return refuse(answer.error(), "trace", options, streams);
  // A fix is proved on the texts, in which everything is there.
  if (options.without.empty()) add_fixes(network, options.trace, options.load, {}, *answer);
  if (options.fix) {
    return deliver(patch_of(*design, answer->fixes), options, streams,
                   status_of(answer->verdict, options.strictness));
  }
  std::string text = written(*answer, design->files, options.format, options.style);
  if (options.failure_points) {
    const auto points = failure_points(network, options.trace);
    if (!points) return refuse(points.error(), "trace", options, streams);
    text = options.format == Format::json
               ? with_failure_points(std::string(trim(text)), *points, design->files) + "\n"
               : text + text_of(*points, design->files);
  }
  return deliver(text, options, streams, status_of(answer->verdict, options.strictness));
}

}  // namespace canreach
