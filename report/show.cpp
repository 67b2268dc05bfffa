#include "report/show.h"

#include "base/algorithm.h"

namespace canreach {
namespace {

std::vector<ResourceKey> keys_of(const Design& design, ResourceKind kind) {
  std::vector<ResourceKey> result;
  for (std::uint32_t i = 0; i < count_of(design, kind); ++i) result.push_back({kind, i});
  return result;
}

std::vector<ResourceKey> all_keys(const Design& design) {
  std::vector<ResourceKey> result;
  for (const ResourceKindRow& row : resource_kind_rows()) {
    const std::vector<ResourceKey> keys = keys_of(design, row.kind);
    result.insert(result.end(), keys.begin(), keys.end());
  }
  return result;
}

// An interface that was completed for a workload has the workload's name, which means the workload.
bool is_named_after_owner(const Design& design, const ResourceKey& key) {
  if (key.kind != ResourceKind::NetworkInterface) return false;
  const NetworkInterface& interface = design.all<NetworkInterface>()[key.index];
  if (!interface.owned || interface.id != interface.name) return false;
  return resource_of(design, interface.owner_kind, interface.owner_index).name == interface.name;
}

bool has_name(const Design& design, const ResourceKey& key, std::string_view name) {
  const Resource& resource = resource_of(design, key.kind, key.index);
  if (std::string(label_of(key.kind)) + "/" + resource.name == name) return true;
  if (is_named_after_owner(design, key)) return false;
  return resource.name == name || resource.id == name || qualified_name(resource) == name;
}

}  // namespace

View view_of_everything(const Design& design) {
  return {&design, View::Scope::everything, all_keys(design)};
}

View view_of_kinds() { return {nullptr, View::Scope::kinds, {}}; }

View view_of(const Design& design, std::string_view name) {
  for (const ResourceKindRow& row : resource_kind_rows()) {
    if (row.label == name && count_of(design, row.kind) > 0) {
      return {&design, View::Scope::kind, keys_of(design, row.kind)};
    }
  }
  View view{&design, View::Scope::resource, {}};
  for (const ResourceKey& key : all_keys(design)) {
    if (has_name(design, key, name)) view.resources.push_back(key);
  }
  return view;
}

std::vector<std::string> names_of(const Design& design) {
  std::vector<std::string> result;
  for (const ResourceKindRow& row : resource_kind_rows()) result.push_back(std::string(row.label));
  for (const ResourceKey& key : all_keys(design)) {
    const Resource& resource = resource_of(design, key.kind, key.index);
    result.push_back(resource.name);
    if (!resource.scope.empty()) result.push_back(qualified_name(resource));
  }
  sort_unique(result);
  return result;
}

std::string qualified_name(const Resource& resource) {
  return resource.scope.empty() ? resource.name : resource.scope + "/" + resource.name;
}

}  // namespace canreach
