#include "model/design.h"

#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {

bool carries_tcp(std::string_view protocol) {
  return !carries_udp(protocol) || protocol == "tcp_udp";
}

bool carries_udp(std::string_view protocol) {
  return protocol == "udp" || protocol == "tcp_udp" || protocol == "quic" || protocol == "geneve";
}

std::string ListenerRule::condition() const {
  std::string text;
  if (!hosts.empty()) text = "host " + join(hosts, " or ");
  if (!paths.empty()) text += (text.empty() ? "path " : ", path ") + join(paths, " or ");
  return text;
}

const std::vector<ResourceKindRow>& resource_kind_rows() {
  static const std::vector<ResourceKindRow> kRows = {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  {ResourceKind::type, label, native, cloudformation, terraform, describe},
#include "model/resource_kinds.def"
#undef RESOURCE
  };
  return kRows;
}

const ResourceKindRow& row_of(ResourceKind kind) {
  return resource_kind_rows()[static_cast<std::size_t>(kind)];
}

void Design::set_incomplete(IncompletePlace place) {
  if (!contains(incomplete_places_, place)) incomplete_places_.push_back(std::move(place));
}

bool Design::is_complete(ResourceKind kind) const {
  return !is_incomplete_everywhere(kind) &&
         !any_of(incomplete_places_,
                 [kind](const IncompletePlace& place) { return place.kind == kind; });
}

bool Design::is_complete(ResourceKind kind, const Resource& resource) const {
  const auto fits = [](const std::string& place, const std::string& wanted) {
    return place.empty() || wanted.empty() || place == wanted;
  };
  return !is_incomplete_everywhere(kind) &&
         !any_of(incomplete_places_, [&](const IncompletePlace& place) {
           return place.kind == kind && fits(place.account, resource.account) &&
                  fits(place.region, resource.region);
         });
}

const Resource& resource_of(const Design& design, ResourceKind kind, std::uint32_t index) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return design.all<type>()[index];
#include "model/resource_kinds.def"
#undef RESOURCE
  }
  return design.all<Vpc>()[index];
}

std::string kind_in_words(const Design& design, const NotModelled& thing) {
  std::string words = thing.kind;
  if (!thing.policy_type.empty()) words += " (" + thing.policy_type + ")";
  if (thing.has_policy) words += " with a policy";
  const char* joint = " in front of ";
  for (const auto& [kind, index] : thing.in_front_of) {
    words += joint + resource_of(design, kind, index).name;
    joint = ", ";
  }
  return words;
}

std::uint32_t count_of(const Design& design, ResourceKind kind) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return static_cast<std::uint32_t>(design.all<type>().size());
#include "model/resource_kinds.def"
#undef RESOURCE
  }
  return 0;
}

namespace {

template <class T>
const DataStore* as_data_store(const std::vector<T>& resources, std::uint32_t index) {
  if constexpr (std::is_base_of_v<DataStore, T>) return &resources[index];
  return nullptr;
}

template <class T>
const Workload* as_workload(const std::vector<T>& resources, std::uint32_t index) {
  if constexpr (std::is_base_of_v<Workload, T>) return &resources[index];
  return nullptr;
}

}  // namespace

const Workload* workload_of(const Design& design, ResourceKind kind, std::uint32_t index) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return as_workload(design.all<type>(), index);
#include "model/resource_kinds.def"
#undef RESOURCE
  }
  return nullptr;
}

const DataStore* data_store_of(const Design& design, ResourceKind kind, std::uint32_t index) {
  switch (kind) {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  case ResourceKind::type:                                                 \
    return as_data_store(design.all<type>(), index);
#include "model/resource_kinds.def"
#undef RESOURCE
  }
  return nullptr;
}

Ref<Vpc> vpc_of(const Design& design, const NetworkInterface& interface) {
  if (interface.vpc.is_known() || !interface.subnet.is_known()) return interface.vpc;
  return design.get(interface.subnet).vpc;
}

bool is_service_endpoint(const Design& design, ResourceKind kind, std::uint32_t index) {
  const std::vector<VpcEndpoint>& endpoints = design.all<VpcEndpoint>();
  if (kind != ResourceKind::VpcEndpoint || index >= endpoints.size()) return false;
  return endpoints[index].type != EndpointType::gateway_load_balancer;
}

}  // namespace canreach
