#include "report/fix_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {

std::string words_of(const Opened& opened) {
  if (!opened.action.empty()) {
    return fmt::format("{} {} {}", opened.from, opened.action, opened.to);
  }
  return fmt::format("{} -> {} {}{}{}", opened.from, opened.to, opened.traffic,
                     opened.is_sure ? "" : " (perhaps)",
                     opened.is_asked_for ? "" : " (not asked for)");
}

std::string opened_text(const Fix& fix) {
  const auto not_asked = std::count_if(fix.opens.begin(), fix.opens.end(),
                                       [](const Opened& opened) { return !opened.is_asked_for; });
  std::string text = counted(fix.opens.size(), "new pair");
  if (not_asked > 0) {
    text += fmt::format(", {} of them between the design and the internet that {} not asked for",
                        not_asked, not_asked == 1 ? "was" : "were");
  } else if (!any_of(fix.opens, [](const Opened& opened) { return opened.is_of_internet(); })) {
    text += ", none to or from the internet";
  }
  return text;
}

bool exposes_more_than_asked(const Fix& fix) {
  return any_of(fix.opens, [](const Opened& opened) { return !opened.is_asked_for; });
}

}  // namespace canreach
