#include "analyzer/query/worlds.h"

#include <fmt/format.h>

#include "base/text.h"

namespace canreach {

std::vector<Remark> remarks_of_conditions(const Network& network) {
  std::vector<Remark> remarks;
  for (const OpenCondition& condition : network.design->open_conditions) {
    Remark remark;
    remark.reason = Reason::open_condition;
    remark.name = condition.name;
    remark.component = "condition";
    remark.message =
        condition.is_unbounded
            ? std::string("a macro may change anything in the template, and it is not run")
            : fmt::format("whether the condition {} holds is not known, and it matters here",
                          quoted(condition.name));
    remark.at = condition.at;
    remark.supply = condition.supply;
    remarks.push_back(std::move(remark));
  }
  return remarks;
}

}  // namespace canreach
