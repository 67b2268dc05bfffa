#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/source.h"
#include "model/design.h"

namespace canreach {

/// A declared name: a resource of the design, or a member of a kind that is not modelled.
struct NameEntry {
  std::string label;                 // of the kind: "security-group", "transit-gateway"
  std::optional<ResourceKind> kind;  // none: not modelled
  std::uint32_t index = 0;           // in Design::all<T>() of the kind
  std::string scope;                 // the VPC whose part it is, else empty
  std::string name;
  SourceLoc at;
};

/// What a reference may name, and how messages call that.
struct Wanted {
  std::string noun;                 // "subnet", "route target"
  std::vector<std::string> labels;  // the kinds that fit
};

/// Every name of the input, by kind and VPC.
class Names {
 public:
  /// Adds `entry` and returns nullptr; or, when its kind has that name in that VPC already, returns
  /// the first entry.
  const NameEntry* add(NameEntry entry);

  /// The entries that `text` may mean: NAME, KIND/NAME or VPC/NAME.  The whole text is tried as a
  /// name first; what belongs to `home`, or to no VPC at all, goes before what other VPCs have.
  std::vector<const NameEntry*> find(std::string_view text, const Wanted& wanted,
                                     std::string_view home) const;

  /// Names of the wanted kinds, those of `home` and of no VPC first: for suggestions.
  std::vector<std::string> suggestions(const Wanted& wanted, std::string_view home) const;

  /// Tells the entries apart: "`main/web` or `dr/web`".
  static std::string listed(const std::vector<const NameEntry*>& entries);

 private:
  std::vector<const NameEntry*> named(std::string_view name, const Wanted& wanted) const;

  std::vector<NameEntry> entries_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;  // never iterated
};

/// "VPC", "network ACL", "security group": a kind's label as a reader says it.
std::string noun_of(std::string_view label);

}  // namespace canreach
