#include "parsers/readers/placed.h"

namespace canreach {
namespace {

using Refs = std::vector<Ref<NetworkInterface>>;

const std::vector<std::string_view>& working_cache_states() {
  static const std::vector<std::string_view> kWords = {"", "available", "modifying",
                                                       "snapshotting"};
  return kWords;
}

long long port_of(const ResourceRecord& record) {
  const std::optional<long long> port = record.record("ConfigurationEndpoint").integer("Port");
  if (port) return *port;
  for (const ResourceRecord& node : record.records("CacheNodes")) {
    const std::optional<long long> own = node.record("Endpoint").integer("Port");
    if (own) return *own;
    if (node.has("Endpoint")) node.refuse("the `Endpoint` of a node has no `Port`");
  }
  return 0;
}

// Its interfaces are described as "ElastiCache NAME".  Where none is, AWS may use every subnet of
// its group.
Refs interfaces_of(SnapshotReading& reading, const SnapshotObject& object, const Cache& cache,
                   const ResourceRecord& record) {
  const auto found = reading.interfaces.caches.find(cache.id);
  if (found != reading.interfaces.caches.end()) return found->second;
  HiddenInterface hidden;
  for (const ResourceRecord& group : record.records("SecurityGroups")) {
    hidden.groups.push_back(group.text("SecurityGroupId"));
  }
  std::vector<std::string> subnets =
      subnets_of_group(reading, "CacheSubnetGroups", "CacheSubnetGroupName",
                       record.text("CacheSubnetGroupName"), object);
  if (subnets.empty()) subnets.push_back("");
  const std::string zone = record.text("PreferredAvailabilityZone");
  if (zone != "Multiple") subnets = subnets_in_zone(reading, subnets, zone);
  Refs refs;
  for (const std::string& subnet : subnets) {
    hidden.subnet = subnet;
    refs.push_back(add_hidden_interface(reading, cache, hidden));
  }
  return refs;
}

// One node has no other that takes over; several of a cluster are in one zone or in "Multiple".
Value<bool> standby_of_nodes(const ResourceRecord& record) {
  const std::string zone = record.text("PreferredAvailabilityZone");
  const std::optional<long long> nodes = record.integer("NumCacheNodes");
  if (nodes == 1) return false;
  if (!nodes || zone.empty()) return kUnknown;
  return zone == "Multiple";
}

Cache read_cache(SnapshotReading& reading, const SnapshotObject& object,
                 const ResourceRecord& record) {
  Cache cache;
  reading.read_common(cache, object, record, {.id = "CacheClusterId", .arn = "ARN"});
  cache.engine = record.text("Engine");
  cache.state = state_of(record.text("CacheClusterStatus"), working_cache_states());
  if (cache.region.empty()) cache.region = region_of_zone(record.text("PreferredAvailabilityZone"));
  set_listening_port(cache, port_of(record));
  cache.multi_az = standby_of_nodes(record);
  if (cache.id.empty()) return cache;
  cache.interfaces = interfaces_of(reading, object, cache, record);
  const Ref<Vpc> vpc = reading.design.get(cache.interfaces.front()).vpc;
  reading.place_in(cache, vpc);
  return cache;
}

}  // namespace

void read_caches(SnapshotReading& reading) {
  reading.read_each<Cache>(
      "CacheClusters", "CacheClusterId",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<Cache> {
        return read_cache(reading, object, record);
      });
  const std::vector<Cache>& caches = reading.design.all<Cache>();
  for (std::size_t i = 0; i < caches.size(); ++i) {
    own_interfaces(reading.design, ResourceKind::Cache, static_cast<std::uint32_t>(i),
                   caches[i].interfaces);
  }
}

}  // namespace canreach
