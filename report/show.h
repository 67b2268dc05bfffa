#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/design.h"

namespace canreach {

/// A property of a resource in words; a list is several with one key.
struct Detail {
  std::string key;
  std::string text;
  SourceLoc at;  // of a rule or route, else nowhere
};

/// All that the design says of one resource.
std::vector<Detail> details_of(const Design& design, ResourceKind kind, std::uint32_t index);

/// Which resource: an index into Design::all<T>().
struct ResourceKey {
  ResourceKind kind{};
  std::uint32_t index = 0;
};

/// What `show` prints.
struct View {
  enum class Scope : std::uint8_t {
    everything,  // the resources, what was completed, what no verdict takes into account
    kind,        // the resources of one kind
    resource,    // those that have a name, whole
    kinds,       // the kinds that there are; needs no design
  };
  const Design* design = nullptr;
  Scope scope = Scope::everything;
  std::vector<ResourceKey> resources;
};

View view_of_everything(const Design& design);
View view_of_kinds();
/// What a kind's label, NAME, VPC/NAME, KIND/NAME or an id means; no resources when it means
/// nothing.
View view_of(const Design& design, std::string_view name);
/// The labels and names that view_of() understands.
std::vector<std::string> names_of(const Design& design);

/// "main/data" of what is a part of a VPC, else the name.
std::string qualified_name(const Resource& resource);

}  // namespace canreach
