#include "report/failure_points_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "report/json_parts.h"
#include "report/json_writer.h"

namespace canreach {

std::string text_of(const FailurePoints& found, const SourceFiles& files) {
  if (found.verdict != Verdict::reachable) {
    return "failure points: none are looked for, since the flow does not pass today\n";
  }
  if (found.points.empty()) return "failure points: nothing on its way alone stops the flow\n";
  std::size_t widest = 0;
  std::vector<std::string> names;
  for (const FailurePoint& point : found.points) {
    const std::string kind = point.component == "zone" ? "" : point.component + " ";
    names.push_back(kind + escaped(point.name));
    widest = std::max(widest, names.back().size());
  }
  std::string text = "failure points (each confirmed by asking again without it)\n";
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string place = files.describe(found.points[i].at);
    text += fmt::format("  {:<{}}  {} without it{}{}\n", names[i], widest,
                        name_of(found.points[i].verdict), place.empty() ? "" : "  ", place);
  }
  if (!found.complete) text += "  there may be more: the flow has too many ways to look at all\n";
  return text;
}

std::string with_failure_points(std::string answer, const FailurePoints& found,
                                const SourceFiles& files) {
  JsonWriter out;
  out.begin_object();
  add_list(out, "points", found.points, [&](const FailurePoint& point) {
    out.begin_object().member("component", point.component).member("name", point.name);
    out.member("verdict", name_of(point.verdict));
    add_place(out, point.at, files);
    out.end_object();
  });
  out.member("complete", found.complete).end_object();
  if (answer.empty() || answer.back() != '}') return answer;
  answer.pop_back();
  return answer + ",\"failure_points\":" + out.take() + "}";
}

}  // namespace canreach
