#include "app/matrix_request.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/json.h"
#include "report/matrix_report.h"

namespace canreach {

bool read_group_by(std::string_view text, MatrixQuery& query) {
  constexpr std::string_view kTag = "tag:";
  if (text.substr(0, kTag.size()) == kTag && text.size() > kTag.size()) {
    query.group_by = MatrixQuery::GroupBy::tag;
    query.tag = text.substr(kTag.size());
    return true;
  }
  if (text == "vpc") query.group_by = MatrixQuery::GroupBy::vpc;
  if (text == "subnet") query.group_by = MatrixQuery::GroupBy::subnet;
  if (text == "none") query.group_by = MatrixQuery::GroupBy::none;
  return text == "vpc" || text == "subnet" || text == "none";
}

bool read_ports(std::string_view text, MatrixQuery& query) {
  query.ports = text == "well-known" ? MatrixQuery::Ports::well_known : MatrixQuery::Ports::all;
  return text == "well-known" || text == "all";
}

std::string answer_matrix(ApiRequest& request, const Network& network) {
  MatrixQuery query;
  query.from = request.text("from");
  query.to = request.text("to");
  const std::optional<std::string> group_by = request.text("group_by");
  if (group_by && !read_group_by(*group_by, query)) {
    request.refuse(
        DiagnosticKind::invalid_request,
        fmt::format("`group_by` must be vpc, subnet, tag:KEY or none, not {}", quoted(*group_by)));
  }
  const std::optional<std::string> ports = request.text("ports");
  if (ports && !read_ports(*ports, query)) {
    request.refuse(DiagnosticKind::invalid_request,
                   fmt::format("`ports` must be all or well-known, not {}", quoted(*ports)));
  }
  if (request.error()) return json_of(*request.error(), "matrix");
  const tl::expected<Matrix, QueryError> answer = matrix(network, query);
  return answer ? json_of(*answer, network.design->files) : json_of(answer.error(), "matrix");
}

}  // namespace canreach
