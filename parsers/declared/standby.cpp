// In which zones what AWS runs stands, and whether another of its nodes takes over when the zone of
// one is lost.  Where several nodes answer by one name and nobody says in which zones they are, AWS
// chose, and so it is not known.  Rule: SVC-1.
#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/declared/translation.h"

namespace canreach {
namespace {

enum class Standby { no, yes, unknown, not_asked };

DeclaredValue word_of(Standby standby, const SourceLoc& at) {
  if (standby == Standby::not_asked) return {};
  if (standby == Standby::unknown) return unknown_word(at);
  return DeclaredValue::of_text(standby == Standby::yes ? "true" : "false", at);
}

/// Zones by the values that name them.
struct NamedZones {
  std::vector<std::string> zones;  // sorted
  bool all_known = true;           // false: one of the values is absent or not known
};

void add_zone(const Translation& out, const DeclaredValue& value, NamedZones& named) {
  const std::optional<std::string> zone = out.text(value);
  if (zone && !zone->empty()) {
    named.zones.push_back(*zone);
    sort_unique(named.zones);
  } else {
    named.all_known = false;
  }
}

NamedZones zones_of_list(const Translation& out, const DeclaredValue& list) {
  NamedZones named;
  for (const DeclaredValue* item : items_of(list)) add_zone(out, *item, named);
  if (named.zones.empty()) named.all_known = false;
  return named;
}

/// By the zones of all nodes, one of which takes over.
Standby standby_by(const NamedZones& named) {
  if (named.zones.size() > 1) return Standby::yes;
  return named.all_known ? Standby::no : Standby::unknown;
}

/// A switch that is off where it is left out.
Standby standby_by(const Translation& out, const DeclaredValue& flag) {
  if (flag.is_absent()) return Standby::no;
  const std::optional<bool> is_on = out.flag(flag);
  if (!is_on) return Standby::unknown;
  return *is_on ? Standby::yes : Standby::no;
}

bool is_cluster(const DeclaredResource& resource) {
  return resource.type == "AWS::RDS::DBCluster" || resource.type == "AWS::DocDB::DBCluster" ||
         resource.type == "AWS::Neptune::DBCluster";
}

std::string instance_type_of(const DeclaredResource& cluster) {
  return cluster.type.substr(0, cluster.type.size() - std::string_view("DBCluster").size()) +
         "DBInstance";
}

const std::vector<const DeclaredResource*>& instances_of(const Translation& out,
                                                         const DeclaredResource& cluster) {
  return out.naming(instance_type_of(cluster), "DBClusterIdentifier", cluster.address);
}

/// Where the instances of a cluster are, when all are known.
NamedZones zones_of_cluster(const Translation& out, const DeclaredResource& cluster) {
  NamedZones named;
  const auto& instances = instances_of(out, cluster);
  for (const DeclaredResource* instance : instances) {
    add_zone(out, instance->properties["AvailabilityZone"], named);
  }
  const auto& others =
      out.perhaps_naming(instance_type_of(cluster), "DBClusterIdentifier", cluster.address);
  if (instances.empty() || !others.empty()) named.all_known = false;
  return named;
}

/// One of Aurora, DocumentDB and Neptune shares its storage among zones; who writes is one of its
/// instances.  The others of RDS always stand in three zones.
Standby standby_of_cluster(const Translation& out, const DeclaredResource& cluster) {
  const DeclaredValue& properties = cluster.properties;
  if (cluster.type == "AWS::RDS::DBCluster") {
    const std::optional<std::string> engine = out.text(properties["Engine"]);
    if (!engine) return Standby::unknown;
    if (to_lower(*engine).substr(0, 6) != "aurora") return Standby::yes;
    // Version 1 of Aurora Serverless starts again in another zone.
    if (out.text(properties["EngineMode"]) == "serverless") return Standby::yes;
  }
  const auto& others =
      out.perhaps_naming(instance_type_of(cluster), "DBClusterIdentifier", cluster.address);
  const bool is_one = instances_of(out, cluster).size() == 1 && others.empty();
  return is_one ? Standby::no : standby_by(zones_of_cluster(out, cluster));
}

Standby standby_of_cache(const Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  const std::optional<std::string> nodes = out.text(properties["NumCacheNodes"]);
  if (!nodes) return Standby::unknown;
  if (*nodes == "1") return Standby::no;
  const NamedZones named = zones_of_list(out, properties["PreferredAvailabilityZones"]);
  if (named.zones.size() > 1) return Standby::yes;
  const DeclaredValue& mode = properties["AZMode"];
  if (mode.is_absent()) return Standby::no;
  const std::optional<std::string> word = out.text(mode);
  if (!word) return Standby::unknown;
  return *word == "cross-az" ? Standby::yes : Standby::no;
}

/// Without automatic failover nothing takes over from the primary node.
Standby standby_of_group(const Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  const bool is_alone = out.text(properties["NumCacheClusters"]) == "1" ||
                        out.text(properties["ReplicasPerNodeGroup"]) == "0";
  const Standby failover = standby_by(out, properties["AutomaticFailoverEnabled"]);
  if (failover == Standby::no || is_alone) return Standby::no;
  if (out.flag(properties["MultiAZEnabled"]).value_or(false)) return failover;
  const Standby placed = standby_by(zones_of_list(out, properties["PreferredCacheClusterAZs"]));
  return placed == Standby::yes ? failover : placed;
}

Standby standby_of_type(const Translation& out, const DeclaredResource& resource) {
  const bool has_switch = resource.type == "AWS::RDS::DBInstance" ||
                          resource.type == "AWS::Redshift::Cluster" ||
                          resource.type == "AWS::DMS::ReplicationInstance";
  if (has_switch) return standby_by(out, resource.properties["MultiAZ"]);
  if (is_cluster(resource)) return standby_of_cluster(out, resource);
  if (resource.type == "AWS::ElastiCache::CacheCluster") return standby_of_cache(out, resource);
  if (resource.type == "AWS::ElastiCache::ReplicationGroup") return standby_of_group(out, resource);
  return Standby::not_asked;
}

/// The zones outside which it has no node; empty: not known.
std::vector<std::string> zones_of_nodes(const Translation& out, const DeclaredResource& resource) {
  NamedZones named;
  const DeclaredValue& properties = resource.properties;
  if (is_cluster(resource)) {
    named = zones_of_cluster(out, resource);
  } else if (resource.type == "AWS::ElastiCache::ReplicationGroup") {
    named = zones_of_list(out, properties["PreferredCacheClusterAZs"]);
  } else if (standby_of_type(out, resource) == Standby::no) {
    const DeclaredValue& zone = properties["AvailabilityZone"];
    add_zone(out, zone.is_absent() ? properties["PreferredAvailabilityZone"] : zone, named);
  }
  return named.all_known ? named.zones : std::vector<std::string>();
}

}  // namespace

DeclaredValue standby_of(const Translation& out, const DeclaredResource& resource) {
  return word_of(standby_of_type(out, resource), resource.at);
}

DeclaredValue subnets_of_nodes(const Translation& out, const DeclaredResource& resource,
                               const DeclaredValue& subnets) {
  const std::vector<std::string> zones = zones_of_nodes(out, resource);
  if (zones.empty() || !subnets.is_list()) return subnets;
  DeclaredValue here = subnets;
  here.items.clear();
  for (const DeclaredValue& item : subnets.items) {
    const DeclaredResource* subnet = out.target(item, kSubnetTypes);
    const std::optional<std::string> zone =
        subnet == nullptr ? std::nullopt : out.text(subnet->properties["AvailabilityZone"]);
    if (!zone || contains(zones, *zone)) here.items.push_back(item);
  }
  return here.items.empty() ? subnets : here;
}

}  // namespace canreach
