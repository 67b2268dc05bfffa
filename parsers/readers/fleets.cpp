// What launches workloads into subnets, and names the subnets: auto-scaling groups, clusters of EKS
// with their node groups and Fargate profiles, connections of Glue, brokers of Amazon MQ.
//
// AWS may launch into any of the subnets, so each of them must be answered for (SVC-8).  Instances
// of an auto-scaling group that were read stand for the subnets that they are in; a subnet without
// one gets an interface whose address is not known, with the groups that all the instances have.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/placed.h"

namespace canreach {
namespace {

using Refs = std::vector<Ref<NetworkInterface>>;

// Tags of these services are no lists of keys and values, or repeat those of the instances.
constexpr std::string_view kNoTags = "NoTags";

TrafficSet tcp_ports(const std::vector<std::uint16_t>& ports) {
  TrafficSet set;
  for (const std::uint16_t port : ports) set = set | TrafficSet::ports(kTcp, port, port);
  return set;
}

/// The host of "ssl://b-1.mq.us-east-1.amazonaws.com:61617" or of "https://host/path".
std::string host_of_url(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t first = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(first, url.find_first_of(":/", first) - first);
}

class FleetReading {
 public:
  explicit FleetReading(SnapshotReading& reading) : reading_(reading) {}

  void read() {
    each("AutoScalingGroups", ResourceKind::Service, &FleetReading::read_scaling_group);
    index_cluster_interfaces();
    each("cluster", ResourceKind::Service, &FleetReading::read_cluster);
    each("nodegroup", ResourceKind::Service, &FleetReading::read_node_group);
    each("fargateProfile", ResourceKind::Service, &FleetReading::read_profile);
    each("ConnectionList", ResourceKind::Service, &FleetReading::read_connection);
    each("BrokerName", ResourceKind::Broker, &FleetReading::read_message_broker);
  }

 private:
  using Reader = void (FleetReading::*)(const SnapshotObject&, const ResourceRecord&);

  void each(std::string_view key, ResourceKind kind, Reader reader) {
    each_record(
        reading_, key, kind,
        [&](const SnapshotObject& object, const ResourceRecord& record, RecordProblem& problem) {
          problem_ = &problem;
          (this->*reader)(object, record);
        });
  }

  template <class T>
  T workload(const SnapshotObject& object, const ResourceRecord& record, std::string_view id,
             std::string_view arn) const {
    T result;
    reading_.read_common(result, object, record, {.id = id, .tags = kNoTags, .arn = arn});
    return result;
  }

  template <class T>
  void add(T workload, const Placement& placed, const ResourceRecord& record) {
    add_placed(reading_, *problem_, std::move(workload), placed, record);
  }

  // Auto-scaling groups.

  void read_scaling_group(const SnapshotObject& object, const ResourceRecord& record) {
    Placement placed;
    for (const std::string_view subnet : split(record.text("VPCZoneIdentifier"), ',')) {
      if (!trim(subnet).empty()) placed.subnets.push_back(std::string(trim(subnet)));
    }
    for (const ResourceRecord& one : record.records("Instances")) {
      const Ref<Instance> instance = reading_.find<Instance>(one.text("InstanceId"));
      if (!instance.is_known() || reading_.design.get(instance).interfaces.empty()) continue;
      const Ref<NetworkInterface> first = reading_.design.get(instance).interfaces.front();
      if (first.is_known()) placed.interfaces.push_back(first);
    }
    if (placed.subnets.empty() && placed.interfaces.empty()) return note_other(record);
    placed.groups = common_groups(placed.interfaces);
    placed.in_every_subnet = true;
    Service group =
        workload<Service>(object, record, "AutoScalingGroupName", "AutoScalingGroupARN");
    set_role(group, {});  // the launch template's
    add(std::move(group), placed, record);
  }

  /// Groups of EC2-Classic, and those whose subnets the input does not give.
  void note_other(const ResourceRecord& record) {
    reading_.design.not_modelled.push_back(
        {"auto-scaling-group", record.text("AutoScalingGroupName"), record.at()});
  }

  /// The ids of the groups that all of the interfaces have; empty where they differ.
  std::vector<std::string> common_groups(const Refs& interfaces) const {
    std::optional<std::vector<std::string>> groups;
    for (const Ref<NetworkInterface> ref : interfaces) {
      const NetworkInterface& interface = reading_.design.get(ref);
      std::vector<std::string> own;
      for (const Ref<SecurityGroup>& group : interface.security_groups) {
        if (!group.is_known()) return {};
        own.push_back(reading_.design.get(group).id);
      }
      if (!interface.security_groups_known) return {};
      sort_unique(own);
      if (groups && *groups != own) return {};
      groups = std::move(own);
    }
    return groups.value_or(std::vector<std::string>());
  }

  // EKS.

  /// The interfaces that a cluster has in its subnets, by what EKS writes in their descriptions.
  void index_cluster_interfaces() {
    if (reading_.snapshot.of("cluster").empty()) return;
    const auto& interfaces = reading_.design.all<NetworkInterface>();
    for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
      if (!interfaces[i].description.starts_with("Amazon EKS ")) continue;
      cluster_interfaces_[interfaces[i].description].push_back(Ref<NetworkInterface>(i));
    }
  }

  void read_cluster(const SnapshotObject& object, const ResourceRecord& record) {
    const ResourceRecord network = record.record("resourcesVpcConfig");
    Service cluster = workload<Service>(object, record, "name", "arn");
    cluster.listens = TrafficSet::ports(kTcp, 443, 443);
    const bool is_private = network.boolean("endpointPrivateAccess").value_or(false);
    const bool is_public = network.boolean("endpointPublicAccess").value_or(true);
    // Where both are on, the name has public addresses elsewhere.
    if (is_private && !is_public) add_dns_name(host_of_url(record.text("endpoint")), cluster);
    Placement placed{network.texts("subnetIds"), network.texts("securityGroupIds")};
    const std::string own = network.text("clusterSecurityGroupId");
    if (!own.empty()) placed.groups.push_back(own);
    if (own.empty()) placed.groups.clear();
    const auto known = cluster_interfaces_.find("Amazon EKS " + cluster.id);
    if (known != cluster_interfaces_.end()) placed.interfaces = known->second;
    groups_of_clusters_[cluster.id] = own;
    set_role(cluster, {});  // pods have theirs
    add(std::move(cluster), placed, record);
  }

  std::vector<std::string> cluster_group(const std::string& cluster) const {
    const auto found = groups_of_clusters_.find(cluster);
    if (found == groups_of_clusters_.end() || found->second.empty()) return {};
    return {found->second};
  }

  /// Nodes have the group of their cluster, unless a launch template or the settings for logging in
  /// give them others.
  void read_node_group(const SnapshotObject& object, const ResourceRecord& record) {
    Service nodes = workload<Service>(object, record, "nodegroupName", "nodegroupArn");
    Placement placed{record.texts("subnets")};
    for (const ResourceRecord& scaling : record.record("resources").records("autoScalingGroups")) {
      const Ref<Service> group = reading_.find<Service>(scaling.text("name"));
      if (!group.is_known()) continue;
      const auto& own = reading_.design.get(group).interfaces;
      placed.interfaces.insert(placed.interfaces.end(), own.begin(), own.end());
    }
    const std::string cluster = record.text("clusterName");
    const bool has_others = record.has("launchTemplate") || record.has("remoteAccess");
    if (!has_others) placed.groups = cluster_group(cluster);
    name_in_cluster(nodes, cluster);
    set_role(nodes, record.text("nodeRole"));
    add(std::move(nodes), placed, record);
  }

  /// Its pods have the group of the cluster, unless a SecurityGroupPolicy inside the cluster gives
  /// them others, which no listing of AWS shows.
  void read_profile(const SnapshotObject& object, const ResourceRecord& record) {
    Service pods = workload<Service>(object, record, "fargateProfileName", "fargateProfileArn");
    name_in_cluster(pods, record.text("clusterName"));
    set_role(pods, {});
    add(std::move(pods), {record.texts("subnets")}, record);
  }

  /// Names of parts are unique in their cluster alone.
  static void name_in_cluster(Service& part, const std::string& cluster) {
    if (!part.id.empty()) part.id = cluster + "/" + part.id;
  }

  // Glue and Amazon MQ.

  /// Jobs open connections from it; nothing connects to it.
  void read_connection(const SnapshotObject& object, const ResourceRecord& record) {
    const ResourceRecord network = record.record("PhysicalConnectionRequirements");
    if (!network.has("SubnetId")) return;
    Service connection = workload<Service>(object, record, "Name", {});
    connection.listens = TrafficSet();
    set_role(connection, {});  // the job's
    add(std::move(connection), {{network.text("SubnetId")}, network.texts("SecurityGroupIdList")},
        record);
  }

  void read_message_broker(const SnapshotObject& object, const ResourceRecord& record) {
    reading_.take(object);
    Broker broker = workload<Broker>(object, record, "BrokerName", "BrokerArn");
    broker.arn = record.text("BrokerArn");
    const std::string engine = to_lower(record.text("EngineType"));
    if (engine == "rabbitmq") {
      broker.engine = engine;
      set_listening_port(broker, 0);
    } else if (engine == "activemq") {
      // OpenWire, AMQP, STOMP, MQTT, WSS and the console, all over TLS.
      broker.listens = tcp_ports({61617, 5671, 61614, 8883, 61619, 8162});
    } else {
      broker.listens_known = false;
    }
    // The name of a public broker has public addresses, which no listing gives.
    if (!record.boolean("PubliclyAccessible").value_or(true)) {
      for (const ResourceRecord& instance : record.records("BrokerInstances")) {
        for (const std::string& endpoint : instance.texts("Endpoints")) {
          add_dns_name(host_of_url(endpoint), broker);
        }
      }
    }
    add(std::move(broker), {record.texts("SubnetIds"), record.texts("SecurityGroups")}, record);
  }

  SnapshotReading& reading_;
  RecordProblem* problem_ = nullptr;
  std::map<std::string, Refs> cluster_interfaces_;  // by description
  std::map<std::string, std::string> groups_of_clusters_;
};

}  // namespace

std::vector<std::string> texts_of(const ResourceRecord& record, std::string_view list,
                                  std::string_view key) {
  std::vector<std::string> texts;
  for (const ResourceRecord& one : record.records(list)) texts.push_back(one.text(key));
  return texts;
}

std::vector<std::string> subnets_in_zone(const SnapshotReading& reading,
                                         const std::vector<std::string>& subnets,
                                         std::string_view zone) {
  std::vector<std::string> here;
  for (const std::string& subnet : subnets) {
    const Ref<Subnet> found = reading.find<Subnet>(subnet);
    const bool is_elsewhere = found.is_known() && !reading.design.get(found).zone.empty() &&
                              reading.design.get(found).zone != zone;
    if (!is_elsewhere) here.push_back(subnet);
  }
  return zone.empty() || here.empty() ? subnets : here;
}

std::vector<Ref<NetworkInterface>> placed_interfaces(SnapshotReading& reading,
                                                     const Resource& workload,
                                                     const Placement& placed) {
  Refs refs = placed.interfaces;
  for (const std::string& subnet : placed.subnets) {
    const Ref<Subnet> wanted = reading.find<Subnet>(subnet);
    const bool is_there = any_of(placed.interfaces, [&](const Ref<NetworkInterface> ref) {
      return wanted.is_known() && reading.design.get(ref).subnet == wanted;
    });
    if (is_there || (!placed.in_every_subnet && !placed.interfaces.empty())) continue;
    HiddenInterface hidden;
    hidden.subnet = subnet;
    hidden.groups = placed.groups;
    hidden.groups_known = !placed.groups.empty();
    refs.push_back(add_hidden_interface(reading, workload, hidden));
  }
  if (refs.empty()) refs.push_back(add_hidden_interface(reading, workload, {}));
  return refs;
}

void read_fleets(SnapshotReading& reading) { FleetReading(reading).read(); }

}  // namespace canreach
