#include "parsers/cloudformation/normalise.h"

#include <array>
#include <iterator>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/algorithm.h"

namespace canreach {
namespace {

/// Properties that are lists of maps, of whatever type of resource.
constexpr std::array<std::string_view, 12> kListsOfMaps = {"SecurityGroupIngress",
                                                           "SecurityGroupEgress",
                                                           "NetworkInterfaces",
                                                           "Policies",
                                                           "Listeners",
                                                           "DefaultActions",
                                                           "Actions",
                                                           "Targets",
                                                           "Entries",
                                                           "SubnetMappings",
                                                           "LoadBalancers",
                                                           "Tags"};

bool is_list_of_maps(const DeclaredValue& value) {
  return value.is_list() && all_of(value.items, [](const DeclaredValue& item) {
           return item.is_map() || item.is_unknown();
         });
}

/// A list that Fn::If gave where an item was meant: its items take its place.
void flatten(DeclaredValue& list) {
  const bool has_lists =
      any_of(list.items, [](const DeclaredValue& item) { return item.is_list(); });
  const bool fits = has_lists && all_of(list.items, [](const DeclaredValue& item) {
                      return item.is_map() || item.is_unknown() || is_list_of_maps(item);
                    });
  if (!fits) return;
  CompactVector<DeclaredValue> items;
  for (DeclaredValue& item : list.items) {
    if (!item.is_list()) {
      items.push_back(std::move(item));
      continue;
    }
    for (DeclaredValue& inner : item.items) items.push_back(std::move(inner));
  }
  list.items = std::move(items);
}

void flatten_inside(DeclaredValue& value) {
  for (auto& [key, member] : value.members) flatten_inside(member);
  for (DeclaredValue& item : value.items) flatten_inside(item);
  if (value.is_list()) flatten(value);
}

void drop_empty_egress(DeclaredResource& resource) {
  if (resource.type != "AWS::EC2::SecurityGroup") return;
  const DeclaredValue& egress = resource.properties["SecurityGroupEgress"];
  if (egress.is_list() && egress.items.empty()) {
    resource.properties.set("SecurityGroupEgress", DeclaredValue());
  }
}

}  // namespace

void normalise(DeclaredResource& resource) {
  for (auto& [key, value] : resource.properties.members) {
    flatten_inside(value);
    if (!value.is_map() || !contains(kListsOfMaps, std::string_view(key))) continue;
    const SourceLoc at = value.at;
    CompactVector<DeclaredValue> items;
    items.push_back(std::move(value));
    value = DeclaredValue::of_list(std::move(items), at);
  }
  drop_empty_egress(resource);
}

void resolve_group_names(std::vector<DeclaredResource>& resources) {
  std::unordered_map<std::string, std::string> addresses;
  for (const DeclaredResource& resource : resources) {
    const DeclaredValue& name = resource.properties["GroupName"];
    if (resource.type != "AWS::EC2::SecurityGroup" || !name.is_text()) continue;
    addresses.emplace(name.text, resource.address);
  }
  for (DeclaredResource& resource : resources) {
    if (resource.type != "AWS::EC2::SecurityGroupIngress") continue;
    const DeclaredValue name = resource.properties["GroupName"];
    if (!resource.properties["GroupId"].is_absent()) continue;
    if (name.is_reference()) resource.properties.set("GroupId", name);
    const auto found = name.is_text() ? addresses.find(name.text) : addresses.end();
    if (found == addresses.end()) continue;
    resource.properties.set("GroupId", DeclaredValue::reference(found->second, "GroupId", name.at));
  }
}

}  // namespace canreach
