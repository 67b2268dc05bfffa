#include "analyzer/query/matrix.h"

#include "analyzer/network/network.h"
#include "app/command.h"
#include "report/matrix_report.h"

namespace canreach {
namespace {

ExitStatus status_of(const Matrix& matrix, Strictness strictness) {
  if (matrix.undecided.empty() && matrix.remarks.empty()) return ExitStatus::yes;
  return strictness == Strictness::undecided_is_1 ? ExitStatus::no : ExitStatus::undecided;
}

}  // namespace

ExitStatus run_matrix(const Options& options, const Streams& streams) {
  const std::optional<Design> design = read_design(options, "matrix", streams);
  if (!design) return ExitStatus::unusable;

  const Network network = compile(*design);
  const tl::expected<Matrix, QueryError> answer = matrix(network, options.matrix);
  if (!answer) return refuse(answer.error(), "matrix", options, streams);
  return deliver(written(*answer, design->files, options.format, options.style), options, streams,
                 status_of(*answer, options.strictness));
}

}  // namespace canreach
