#include "analyzer/network/network.h"
#include "analyzer/query/query.h"
#include "app/command.h"
#include "app/fixes.h"
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
  add_fixes(network, options.trace, options.load, {}, *answer);
  if (options.fix) {
    return deliver(patch_of(*design, *answer), options, streams,
                   status_of(answer->verdict, options.strictness));
  }
  return deliver(written(*answer, design->files, options.format, options.style), options, streams,
                 status_of(answer->verdict, options.strictness));
}

}  // namespace canreach
