#include "analyzer/access/who_can.h"

#include "analyzer/network/network.h"
#include "app/command.h"
#include "base/algorithm.h"
#include "report/write.h"

namespace canreach {
namespace {

/// Somebody may: yes.  Nobody surely may, but it is not known of somebody: undecided.
ExitStatus status_of(const WhoCanAnswer& answer, Strictness strictness) {
  const bool somebody =
      any_of(answer.who, [](const WhoMay& who) { return who.verdict == AccessVerdict::allowed; });
  if (somebody) return ExitStatus::yes;
  if (answer.who.empty() || strictness == Strictness::undecided_is_1) return ExitStatus::no;
  return ExitStatus::undecided;
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
