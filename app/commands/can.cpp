#include "analyzer/access/access.h"
#include "analyzer/network/network.h"
#include "app/command.h"
#include "report/write.h"

namespace canreach {
namespace {

ExitStatus status_of(AccessVerdict verdict, Strictness strictness) {
  switch (verdict) {
    case AccessVerdict::allowed:
      return ExitStatus::yes;
    case AccessVerdict::denied:
      return ExitStatus::no;
    case AccessVerdict::undecided:
      return strictness == Strictness::undecided_is_1 ? ExitStatus::no : ExitStatus::undecided;
  }
  return ExitStatus::our_fault;
}

}  // namespace

ExitStatus run_can(const Options& options, const Streams& streams) {
  const std::optional<Design> design = read_design(options, "can", streams);
  if (!design) return ExitStatus::unusable;

  const Network network = compile(*design);
  const tl::expected<AccessAnswer, QueryError> answer = can(network, options.access);
  if (!answer) return refuse(answer.error(), "can", options, streams);
  return deliver(written(*answer, design->files, options.format, options.style), options, streams,
                 status_of(answer->verdict, options.strictness));
}

}  // namespace canreach
