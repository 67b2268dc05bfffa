#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "report/show.h"

namespace canreach {

// One function a kind of resource: all its fields in words, in the order of the declaration. Fields
// that say nothing (an empty list, a state that is the working one) are left out.  Kinds that
// belong together have a file: details_network.cpp, details_workload.cpp, details_inspection.cpp,
// details_identity.cpp.

using Details = std::vector<Detail>;

#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  Details details(const Design& design, const type& resource);
#include "model/resource_kinds.def"
#undef RESOURCE

// What they have in common.

inline void add(Details& details, std::string key, std::string text, SourceLoc at = {}) {
  if (!text.empty()) details.push_back({std::move(key), std::move(text), at});
}

inline std::string words_of(bool value) { return value ? "yes" : "no"; }
std::string words_of(const Value<bool>& value);
std::string words_of(const Value<IpPrefix>& value);
std::string words_of(const PublicIp& public_ip);
std::string words_of(const InterfaceAddress& address);
inline std::string words_of(const IpAddress& value) { return value.to_string(); }
inline const std::string& words_of(const std::string& value) { return value; }
std::string policy_words(const std::optional<PolicyDocument>& policy, bool known,
                         std::string_view otherwise);

void add_interfaces(Details& details, const Design& design,
                    const std::vector<Ref<NetworkInterface>>& refs);

template <class T>
std::string name_of(const Design& design, Ref<T> ref) {
  if (ref.is_none()) return {};
  return ref.is_known() ? design.get(ref).name : "unknown";
}

template <class T>
std::string names_of(const Design& design, const std::vector<Ref<T>>& refs) {
  std::vector<std::string> parts;
  for (const Ref<T>& ref : refs) parts.push_back(name_of(design, ref));
  return join(parts, ", ");
}

template <class T>
std::string list_of(const std::vector<T>& values) {
  std::vector<std::string> parts;
  for (const T& value : values) parts.push_back(words_of(value));
  return join(parts, ", ");
}

}  // namespace canreach
