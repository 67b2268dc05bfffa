#include "parsers/terraform/address.h"

#include <algorithm>

// An address is a chain of names, some with a key in brackets.  A key in quotes may hold anything:
// `aws_subnet.a["x.y[0]"]` has three names, not five.  So nothing here splits at dots.

namespace canreach {
namespace {

constexpr std::size_t kMostSteps = 64;

/// The end of the quoted text that begins at `from`, behind its quote; npos without an end.
std::size_t quote_end(std::string_view text, std::size_t from) {
  for (std::size_t i = from + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

/// The end of the brackets that begin at `from`, behind the last of them; npos without an end.
std::size_t bracket_end(std::string_view text, std::size_t from) {
  std::size_t i = from + 1;
  while (i < text.size()) {
    if (text[i] == ']') return i + 1;
    if (text[i] == '"') {
      i = quote_end(text, i);
      if (i == std::string_view::npos) return i;
    } else {
      ++i;
    }
  }
  return std::string_view::npos;
}

std::size_t name_end(std::string_view text, std::size_t from) {
  return std::min(text.find_first_of(".[", from), text.size());
}

std::string_view between(std::string_view first, std::string_view last) {
  return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
}

std::string_view end_of(const AddressStep& step) { return step.key.empty() ? step.name : step.key; }

}  // namespace

std::optional<std::vector<AddressStep>> address_steps(std::string_view text) {
  std::vector<AddressStep> steps;
  std::size_t at = 0;
  while (at < text.size()) {
    if (steps.size() == kMostSteps) return std::nullopt;
    const std::size_t end = name_end(text, at);
    AddressStep step{text.substr(at, end - at), {}};
    at = end;
    while (at < text.size() && text[at] == '[') {
      const std::size_t close = bracket_end(text, at);
      if (close == std::string_view::npos) return std::nullopt;
      if (step.key.empty()) step.key = text.substr(at, close - at);
      at = close;
    }
    if (step.name.empty()) return std::nullopt;
    steps.push_back(step);
    if (at == text.size()) break;
    if (text[at] != '.') return std::nullopt;
    if (++at == text.size()) return std::nullopt;
  }
  return steps;
}

std::optional<ResourceAddress> resource_address(std::string_view text) {
  const std::optional<std::vector<AddressStep>> steps = address_steps(text);
  if (!steps) return std::nullopt;
  ResourceAddress address;
  std::size_t i = 0;
  while (i + 1 < steps->size() && (*steps)[i].name == "module") i += 2;
  if (i > 0) address.module = between((*steps)[0].name, end_of((*steps)[i - 1]));
  if (i >= steps->size()) return std::nullopt;
  const std::size_t first = i;
  address.is_data = (*steps)[i].name == "data";
  if (address.is_data) ++i;
  if (i + 2 != steps->size()) return std::nullopt;
  address.type = (*steps)[i].name;
  address.config = between((*steps)[first].name, (*steps)[i + 1].name);
  address.key = (*steps)[i + 1].key;
  return address;
}

bool leads_to(std::string_view text, std::string_view whole) {
  if (whole.substr(0, text.size()) != text) return false;
  return whole.size() == text.size() || whole[text.size()] == '.' || whole[text.size()] == '[';
}

}  // namespace canreach
