#include "parsers/native/names.h"

#include <array>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"

// How a reference finds its resource.
//
// A name is unique within its kind and VPC, not beyond: two VPCs may both have a subnet `app`, and
// a group may be called like an instance.  A reference therefore comes with the kinds that fit and,
// inside a VPC, with that VPC as its home.  The candidates are the declared names of these kinds;
// those at home (or in no VPC) win over those of other VPCs.  What is still ambiguous is for the
// caller to report; the user writes KIND/NAME or VPC/NAME.

namespace canreach {

namespace {

using Entries = std::vector<const NameEntry*>;

Entries kept_at_home(const Entries& entries, std::string_view home) {
  Entries kept;
  for (const NameEntry* entry : entries) {
    if (entry->scope.empty() || entry->scope == home) kept.push_back(entry);
  }
  return home.empty() || kept.empty() ? entries : kept;
}

bool is_ascii_upper_word(std::string_view part) {
  return part == "vpc" || part == "nat" || part == "acl" || part == "vpn" || part == "iam";
}

std::string upper(std::string_view part) {
  std::string result;
  for (const char c : part) result += static_cast<char>(c - 'a' + 'A');
  return result;
}

}  // namespace

const NameEntry* Names::add(NameEntry entry) {
  std::vector<std::size_t>& same = by_name_[entry.name];
  for (const std::size_t index : same) {
    const NameEntry& other = entries_[index];
    if (other.label == entry.label && other.scope == entry.scope) return &other;
  }
  same.push_back(entries_.size());
  entries_.push_back(std::move(entry));
  return nullptr;
}

Entries Names::named(std::string_view name, const Wanted& wanted) const {
  Entries result;
  const auto found = by_name_.find(std::string(name));
  if (found == by_name_.end()) return result;
  for (const std::size_t index : found->second) {
    if (contains(wanted.labels, entries_[index].label)) result.push_back(&entries_[index]);
  }
  return result;
}

Entries Names::find(std::string_view text, const Wanted& wanted, std::string_view home) const {
  const Entries whole = named(text, wanted);
  if (!whole.empty()) return kept_at_home(whole, home);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view first = text.substr(0, slash);
  Entries of_kind;
  Entries of_vpc;
  for (const NameEntry* entry : named(text.substr(slash + 1), wanted)) {
    if (entry->label == first) of_kind.push_back(entry);
    if (entry->scope == first) of_vpc.push_back(entry);
  }
  return of_kind.empty() ? of_vpc : kept_at_home(of_kind, home);
}

std::vector<std::string> Names::suggestions(const Wanted& wanted, std::string_view home) const {
  constexpr std::size_t kMost = 10'000;  // a bound on the work for one mistake
  std::vector<std::string> near;
  std::vector<std::string> far;
  for (const NameEntry& entry : entries_) {
    if (near.size() + far.size() == kMost) break;
    if (!contains(wanted.labels, entry.label)) continue;
    const bool is_near = home.empty() || entry.scope.empty() || entry.scope == home;
    (is_near ? near : far).push_back(entry.name);
  }
  near.insert(near.end(), far.begin(), far.end());
  return near;
}

std::string Names::listed(const Entries& entries) {
  const bool one_kind =
      all_of(entries, [&](const NameEntry* entry) { return entry->label == entries[0]->label; });
  std::vector<std::string> parts;
  for (const NameEntry* entry : entries) {
    const std::string& first = one_kind ? entry->scope : entry->label;
    parts.push_back(quoted(first + "/" + entry->name));
  }
  return join(parts, " or ");
}

std::string noun_of(std::string_view label) {
  std::string noun;
  while (true) {
    const std::size_t end = label.find('-');
    const std::string_view part = label.substr(0, end);
    noun += is_ascii_upper_word(part) ? upper(part) : std::string(part);
    if (end == std::string_view::npos) return noun;
    noun += ' ';
    label.remove_prefix(end + 1);
  }
}

}  // namespace canreach
