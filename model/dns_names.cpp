#include "model/dns_names.h"

#include <array>

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestLabel = 63;

constexpr std::array<std::string_view, 14> kOtherTypes = {"CAA",   "DS",   "HTTPS", "MX",  "NAPTR",
                                                          "NS",    "PTR",  "SOA",   "SPF", "SRV",
                                                          "SSHFP", "SVCB", "TLSA",  "TXT"};

bool is_label(std::string_view label) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  return !label.empty() && label.size() <= kLongestLabel &&
         label.find_first_not_of(kAllowed) == std::string_view::npos;
}

}  // namespace

std::string dns_name_of(std::string_view text) {
  std::string name = to_lower(text);
  // Route 53 prints a wildcard's star as an octal number.
  if (name.starts_with("\\052.")) name = "*" + name.substr(4);
  if (!name.empty() && name.back() == '.') name.pop_back();
  if (name.empty() || name.size() > kLongestName) return {};
  bool is_first = true;
  for (const std::string_view label : split(name, '.')) {
    const bool is_wildcard = is_first && label == "*";
    if (!is_wildcard && !is_label(label)) return {};
    is_first = false;
  }
  return name;
}

bool is_in_domain(std::string_view name, std::string_view domain) {
  if (name.size() < domain.size()) return false;
  if (name.substr(name.size() - domain.size()) != domain) return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

std::string_view parent_of_name(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

bool is_other_record_type(std::string_view type) { return contains(kOtherTypes, type); }

}  // namespace canreach
