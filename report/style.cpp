#include "report/style.h"

#include <fmt/core.h>

namespace canreach {
namespace {

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::good:
      return "32";
    case Ink::bad:
      return "31";
    case Ink::unsure:
      return "33";
    case Ink::strong:
      return "1";
    case Ink::dim:
      return "2";
  }
  return "";
}

}  // namespace

std::string painted(std::string_view text, Ink ink, const Style& style) {
  if (!style.color || ink == Ink::plain || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(ink), text);
}

}  // namespace canreach
