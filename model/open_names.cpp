#include "model/open_names.h"

#include <fmt/format.h>

namespace canreach {
namespace {

constexpr std::string_view kUnsaid = "<unknown ";

/// What would end a name, a part of an ARN or a policy's text is written as its number.
std::string plain(std::string_view address) {
  constexpr std::string_view kSpecial = "<>:/*?$%{},";
  std::string text;
  for (const char letter : address) {
    const auto code = static_cast<unsigned char>(letter);
    if (code <= ' ' || kSpecial.find(letter) != std::string_view::npos) {
      text += fmt::format("%{:02x}", code);
    } else {
      text += letter;
    }
  }
  return text;
}

}  // namespace

std::string chosen_name(std::string_view address) { return fmt::format("<{}>", plain(address)); }

std::string unsaid_name(std::string_view address) {
  return fmt::format("{}{}>", kUnsaid, plain(address));
}

std::string_view open_name_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '<') return {};
  const std::size_t end = text.find_first_of("<>", at + 1);
  const bool is_one = end != std::string_view::npos && text[end] == '>' && end > at + 1;
  return is_one ? text.substr(at, end + 1 - at) : std::string_view();
}

bool holds_open_name(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    if (!open_name_at(text, at).empty()) return true;
  }
  return false;
}

std::size_t find_unsaid(std::string_view text) {
  std::size_t at = text.find(kUnsaid);
  while (at != std::string_view::npos && open_name_at(text, at).empty()) {
    at = text.find(kUnsaid, at + 1);
  }
  return at;
}

bool holds_unknown_part(std::string_view text) {
  return text.find(kUnknownPart) != std::string_view::npos;
}

bool is_chosen(std::string_view open_name) {
  return open_name.substr(0, kUnsaid.size()) != kUnsaid;
}

}  // namespace canreach
