#include "analyzer/access/who_can.h"

#include "analyzer/network/network.h"
#include "app/command.h"
#include "report/write.h"

namespace canreach {
namespace {

ExitStatus status_of(const WhoCanAnswer& answer, Strictness strictness) {
  switch (verdict_of(answer)) {
    case AccessVerdict::allowed:
      return ExitStatus::yes;
    case AccessVerdict::denied:
      return ExitStatus::no;
    case AccessVerdict::undecided:
      break;
  }
  return strictness == Strictness::undecided_is_1 ? ExitStatus::no : ExitStatus::undecided;
}

}  // namespace

ExitStatus run_who_can(const Options& options, const Streams& streams) {
  const std::optional<Design> design = read_design(options, "who-can", streams);
  if (!design) return ExitStatus::unusable;

  const Network network = compile(*design);
  const WhoCanQuery query{options.access.action, options.access.target, options.access.facts};
  const tl::expected<WhoCanAnswer, QueryError> answer = who_can(network, query);
  if (!answer) return refuse(answer.error(), "who-can", options, streams);
  return deliver(written(*answer, design->files, options.format, options.style), options, streams,
                 status_of(*answer, options.strictness));
}

}  // namespace canreach
