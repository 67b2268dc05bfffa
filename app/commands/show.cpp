#include "app/command.h"
#include "app/show_request.h"
#include "report/write.h"

namespace canreach {

ExitStatus run_show(const Options& options, const Streams& streams) {
  if (options.kinds) {
    return deliver(written(view_of_kinds(), options.format, options.style), options, streams,
                   ExitStatus::yes);
  }
  const std::optional<Design> design = read_design(options, "show", streams);
  if (!design) return ExitStatus::unusable;

  const tl::expected<View, QueryError> view = view_asked_for(*design, options.name);
  if (!view) return refuse(view.error(), "show", options, streams);
  return deliver(written(*view, options.format, options.style), options, streams, ExitStatus::yes);
}

}  // namespace canreach
