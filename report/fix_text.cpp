#include "report/fix_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/what_if/opened.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {

std::string opened_text(const Fix& fix) {
  const auto not_asked = std::count_if(fix.opens.begin(), fix.opens.end(), is_not_asked_for);
  std::string text = counted(fix.opens.size(), "new pair");
  if (not_asked > 0) {
    text += fmt::format(", {} of them between the design and the internet that {} not asked for",
                        not_asked, not_asked == 1 ? "was" : "were");
  } else if (!any_of(fix.opens, is_of_internet)) {
    text += ", none to or from the internet";
  }
  return text;
}

bool exposes_more_than_asked(const Fix& fix) { return any_of(fix.opens, is_not_asked_for); }

}  // namespace canreach
