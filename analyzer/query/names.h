#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/network/network.h"
#include "model/design.h"

namespace canreach {

/// Something that a query may name.
struct NamedThing {
  enum class Source : std::uint8_t {
    resource,
    not_modelled,  // `index` in Design::not_modelled
    left_out,      // `index` in Design::left_out
  };
  Source source = Source::resource;
  ResourceKind kind{};  // of a resource
  std::uint32_t index = 0;

  friend bool operator==(const NamedThing&, const NamedThing&) = default;
};

/// Every name and id of a design, and the tags of what sends and receives.  It refers to the
/// design's own texts, so the design must outlive it unchanged.
class NameIndex {
 public:
  using Things = std::vector<NamedThing>;

  explicit NameIndex(const Design& design);

  const Design& design() const { return *design_; }

  /// All things whose name or id this is, in the order of the design.
  const Things& named(std::string_view name) const;
  /// Those of `named` that traffic may come from or go to.  An interface is left out when its owner
  /// is there too.
  Things ends_named(std::string_view name) const;
  /// What NAME, KIND/NAME, VPC/NAME or KIND/VPC/NAME means; the whole text counts as a name first.
  /// Without a kind only ends are found, with one everything.
  Things find(std::string_view text) const;
  /// What an ARN means, whatever its kind.
  Things find_arn(std::string_view arn) const;
  /// VPCs of that name or id.
  std::vector<std::uint32_t> vpcs_named(std::string_view name) const;
  /// Workloads and network interfaces with the tag "KEY=VALUE".
  const Things& tagged(std::string_view key_and_value) const;

  /// Is it something that traffic may come from or go to?
  bool is_end(const NamedThing& thing) const;
  bool is_kind(std::string_view label) const;
  std::string_view label(const NamedThing& thing) const;
  const std::string& name(const NamedThing& thing) const;
  /// The shortest text that `find` takes for this and nothing else; the name where there is none.
  std::string unique_name(const NamedThing& thing) const;

  /// Up to three texts that `text` was probably meant to be.
  std::vector<std::string> suggestions(std::string_view text) const;
  /// The same for the tag "KEY=VALUE", as "tag:KEY=VALUE".
  std::vector<std::string> tag_suggestions(std::string_view key_and_value) const;

 private:
  void add_resources();
  void add_tags();
  void add(const std::string& name, NamedThing thing);
  Things of_kind(std::string_view label, std::string_view name) const;
  Things in_vpcs(std::string_view text, std::string_view label) const;
  std::vector<std::string> near_places(std::string_view place, std::string_view name) const;
  bool is_in(const NamedThing& thing, std::uint32_t vpc) const;
  std::string vpc_name(std::uint32_t vpc) const;
  std::vector<std::string> forms(const NamedThing& thing) const;
  std::vector<std::string> end_names(std::string_view label,
                                     const std::vector<std::uint32_t>& vpcs) const;

  const Design* design_;
  std::unordered_map<std::string_view, Things> by_name_;  // never iterated
  std::unordered_map<std::string, Things> by_tag_;        // never iterated
  std::vector<std::string> tags_;  // the keys of by_tag_, in the order of the design
};

/// The index of the network's design, made when it is first asked for.  Not thread-safe.
const NameIndex& names_of(const Network& network);

/// The VPC that the resource is in; none where it is in none or it is not known which.
Ref<Vpc> vpc_of(const Design& design, ResourceKind kind, std::uint32_t index);

}  // namespace canreach
