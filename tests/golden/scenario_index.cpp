#include "tests/golden/scenario_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace canreach::golden {
namespace {

constexpr std::string_view kHeading = "\n## Index\n";

/// The comment that a text begins with, on one line.
std::string comment_of(const std::string& of) {
  std::string comment;
  for (const std::string_view line : split(of, '\n')) {
    if (line.empty() || line.front() != '#') break;
    if (!comment.empty()) comment += ' ';
    comment += trim(line.substr(1));
  }
  return comment;
}

std::string first_sentence(const std::string& text) {
  const std::size_t end = text.find(". ");
  return end == std::string::npos ? text : text.substr(0, end + 1);
}

std::string in_words(std::string claim) {
  std::replace(claim.begin(), claim.end(), '-', ' ');
  return claim;
}

}  // namespace

std::string with_index(const std::string& readme, const std::vector<Scenario>& scenarios) {
  std::string text = readme.substr(0, readme.find(kHeading));
  text += kHeading;
  text += fmt::format("\n{}; made by `canreach_golden scenarios --update`.\n",
                      counted(scenarios.size(), "scenario"));
  std::string_view topic;
  for (const Scenario& scenario : scenarios) {
    if (scenario.topic != topic) text += fmt::format("\n### {}\n\n", scenario.topic);
    topic = scenario.topic;
    const bool has_comment =
        scenario.design.size() > 5 && scenario.design.substr(scenario.design.size() - 5) == ".yaml";
    const std::string file = has_comment ? scenario.design : "expect.yaml";
    text += fmt::format("- [{}]({}/{}): {}\n", in_words(scenario.claim), scenario.name(), file,
                        first_sentence(comment_of(text_of_file(scenario.folder / file))));
  }
  return text;
}

}  // namespace canreach::golden
