// Services of AWS that stand in subnets: tasks of ECS, clusters and proxies of RDS, brokers of MSK,
// domains of OpenSearch, clusters of Redshift, mount targets, replication instances.
//
// Few of their listings name interfaces.  Where one does (tasks, mount targets), those are taken;
// else each subnet gets an interface whose address is not known, so that groups and rules are
// judged and the address stays open.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/placed.h"

namespace canreach {
namespace {

using Refs = std::vector<Ref<NetworkInterface>>;

class ManagedReading {
 public:
  explicit ManagedReading(SnapshotReading& reading) : reading_(reading) {}

  void read() {
    index_tasks();
    each("services", ResourceKind::Service, &ManagedReading::read_service);
    each("MountTargets", ResourceKind::Service, &ManagedReading::read_mount_target);
    each("ReplicationInstances", ResourceKind::Service, &ManagedReading::read_replication_instance);
    each("DBClusters", ResourceKind::Database, &ManagedReading::read_cluster);
    each("DBProxies", ResourceKind::Database, &ManagedReading::read_proxy);
    each("DomainStatusList", ResourceKind::Database, &ManagedReading::read_domain);
    each("Clusters", ResourceKind::Database, &ManagedReading::read_warehouse);
    each("ClusterInfoList", ResourceKind::Broker, &ManagedReading::read_kafka);
  }

 private:
  using Reader = void (ManagedReading::*)(const SnapshotObject&, const ResourceRecord&);

  void each(std::string_view key, ResourceKind kind, Reader reader) {
    each_record(
        reading_, key, kind,
        [&](const SnapshotObject& object, const ResourceRecord& record, RecordProblem& problem) {
          problem_ = &problem;
          (this->*reader)(object, record);
        });
  }

  template <class T>
  void add(T workload, const Placement& placed, const ResourceRecord& record) {
    add_placed(reading_, *problem_, std::move(workload), placed, record);
  }

  // ECS.

  /// The interfaces of tasks by the service that started them: "service:web".
  void index_tasks() {
    for (const SnapshotObject& object : reading_.snapshot.of("tasks")) {
      RecordProblem problem;
      const SyntaxNode node = object.node->parsed();
      const ResourceRecord record(node, problem);
      for (const ResourceRecord& attachment : record.records("attachments")) {
        for (const ResourceRecord& detail : attachment.records("details")) {
          if (detail.text("name") != "networkInterfaceId") continue;
          const Ref<NetworkInterface> ref = reading_.find<NetworkInterface>(detail.text("value"));
          if (ref.is_known()) tasks_[record.text("group")].push_back(ref);
        }
      }
    }
  }

  void read_service(const SnapshotObject& object, const ResourceRecord& record) {
    if (!record.has("serviceName")) return;
    const ResourceRecord network =
        record.record("networkConfiguration").record("awsvpcConfiguration");
    if (network.texts("subnets").empty()) return note_other(record);
    Service service;
    reading_.read_common(service, object, record,
                         {.id = "serviceName", .tags = "tags", .arn = "serviceArn"});
    Placement placed{network.texts("subnets"), network.texts("securityGroups")};
    const auto tasks = tasks_.find("service:" + service.id);
    if (tasks != tasks_.end()) placed.interfaces = tasks->second;
    set_role(service, {});  // the task definition's
    add(std::move(service), placed, record);
  }

  /// Tasks on instances by their network: the instances are what is asked about.
  void note_other(const ResourceRecord& record) {
    reading_.design.not_modelled.push_back(
        {"ecs-service", record.text("serviceName"), record.at()});
  }

  void read_mount_target(const SnapshotObject& object, const ResourceRecord& record) {
    Service target;
    reading_.read_common(target, object, record, {.id = "MountTargetId"});
    target.listens = TrafficSet::ports(kTcp, 2049, 2049);
    const std::string region = region_of_zone(record.text("AvailabilityZoneName"));
    const std::string file_system = record.text("FileSystemId");
    if (!region.empty() && !file_system.empty()) {
      add_dns_name(file_system + ".efs." + region + ".amazonaws.com", target);
    }
    Placement placed{{record.text("SubnetId")}, {}};
    const Ref<NetworkInterface> interface =
        reading_.find<NetworkInterface>(record.text("NetworkInterfaceId"));
    if (interface.is_known()) placed.interfaces = {interface};
    add(std::move(target), placed, record);
  }

  void read_replication_instance(const SnapshotObject& object, const ResourceRecord& record) {
    Service instance;
    reading_.read_common(instance, object, record, {.id = "ReplicationInstanceIdentifier"});
    instance.listens = TrafficSet();
    set_role(instance, {});  // each endpoint names one
    instance.multi_az = standby_of(record.boolean("MultiAZ"));
    const std::vector<std::string> subnets =
        texts_of(record.record("ReplicationSubnetGroup"), "Subnets", "SubnetIdentifier");
    add(std::move(instance),
        {in_its_zone(record, instance, subnets),
         texts_of(record, "VpcSecurityGroups", "VpcSecurityGroupId")},
        record);
  }

  static Value<bool> standby_of(const std::optional<bool>& flag) {
    return flag ? Value<bool>(*flag) : Value<bool>(kUnknown);
  }

  /// What has no standby is where its listing says.
  std::vector<std::string> in_its_zone(const ResourceRecord& record, const Workload& workload,
                                       const std::vector<std::string>& subnets) const {
    if (workload.multi_az != Value<bool>(false)) return subnets;
    return subnets_in_zone(reading_, subnets, record.text("AvailabilityZone"));
  }

  // Databases.

  Database database(const SnapshotObject& object, const ResourceRecord& record,
                    const CommonKeys& keys) const {
    Database result;
    reading_.read_common(result, object, record, keys);
    result.publicly_accessible = false;
    return result;
  }

  /// A cluster answers by the interfaces of its instances, where those were read.
  void read_cluster(const SnapshotObject& object, const ResourceRecord& record) {
    Database cluster = database(
        object, record, {.id = "DBClusterIdentifier", .tags = "TagList", .arn = "DBClusterArn"});
    cluster.engine = record.text("Engine");
    set_listening_port(cluster, record.integer("Port").value_or(0));
    add_dns_name(record.text("Endpoint"), cluster);
    add_dns_name(record.text("ReaderEndpoint"), cluster);
    cluster.multi_az = standby_of(record.boolean("MultiAZ"));
    Placement placed;
    placed.groups = texts_of(record, "VpcSecurityGroups", "VpcSecurityGroupId");
    placed.subnets = subnets_of_group(reading_, "DBSubnetGroups", "DBSubnetGroupName",
                                      record.text("DBSubnetGroup"), object);
    for (const ResourceRecord& member : record.records("DBClusterMembers")) {
      const Ref<Database> instance = reading_.find<Database>(member.text("DBInstanceIdentifier"));
      if (!instance.is_known()) {
        placed.interfaces.push_back(add_hidden_interface(reading_, cluster, {}));
        continue;
      }
      const Database& known = reading_.design.get(instance);
      cluster.publicly_accessible = known.publicly_accessible;
      for (const Ref<NetworkInterface> ref : known.interfaces) {
        if (!contains(placed.interfaces, ref)) placed.interfaces.push_back(ref);
      }
    }
    add(std::move(cluster), placed, record);
  }

  void read_proxy(const SnapshotObject& object, const ResourceRecord& record) {
    Database proxy = database(object, record, {.id = "DBProxyName", .arn = "DBProxyArn"});
    const std::string family = to_lower(record.text("EngineFamily"));
    proxy.engine = family == "postgresql" ? "postgres" : family;
    set_listening_port(proxy, 0);
    add_dns_name(record.text("Endpoint"), proxy);
    add(std::move(proxy), {record.texts("VpcSubnetIds"), record.texts("VpcSecurityGroupIds")},
        record);
  }

  void read_domain(const SnapshotObject& object, const ResourceRecord& record) {
    const ResourceRecord options = record.record("VPCOptions");
    const std::string name = record.text("DomainName");
    if (options.texts("SubnetIds").empty()) {
      reading_.design.not_modelled.push_back({"domain", name, record.at()});
      return;
    }
    Database domain = database(object, record, {.id = "DomainName", .arn = "ARN"});
    domain.engine = "opensearch";
    set_listening_port(domain, 443);
    add_dns_name(record.record("Endpoints").text("vpc"), domain);
    add(std::move(domain), {options.texts("SubnetIds"), options.texts("SecurityGroupIds")}, record);
  }

  void read_warehouse(const SnapshotObject& object, const ResourceRecord& record) {
    if (!record.has("ClusterSubnetGroupName")) {
      reading_.design.not_modelled.push_back({"cluster", record.text("Name"), record.at()});
      return;
    }
    Database cluster = database(object, record, {.id = "ClusterIdentifier"});
    cluster.engine = "redshift";
    const ResourceRecord endpoint = record.record("Endpoint");
    set_listening_port(cluster, endpoint.integer("Port").value_or(0));
    add_dns_name(endpoint.text("Address"), cluster);
    const std::optional<bool> is_public = record.boolean("PubliclyAccessible");
    cluster.publicly_accessible = is_public ? Value<bool>(*is_public) : Value<bool>(kUnknown);
    const std::optional<bool> routing = record.boolean("EnhancedVpcRouting");
    cluster.enhanced_vpc_routing = routing ? Value<bool>(*routing) : Value<bool>(kUnknown);
    const std::vector<std::string> roles = texts_of(record, "IamRoles", "IamRoleArn");
    if (!roles.empty()) set_role(cluster, roles.size() == 1 ? roles.front() : std::string());
    const std::string standby = to_lower(record.text("MultiAZ"));
    const bool is_told = standby == "enabled" || standby == "disabled";
    cluster.multi_az = is_told ? Value<bool>(standby == "enabled") : Value<bool>(kUnknown);
    const std::vector<std::string> subnets =
        subnets_of_group(reading_, "ClusterSubnetGroups", "ClusterSubnetGroupName",
                         record.text("ClusterSubnetGroupName"), object);
    add(std::move(cluster),
        {in_its_zone(record, cluster, subnets),
         texts_of(record, "VpcSecurityGroups", "VpcSecurityGroupId")},
        record);
  }

  // Brokers.

  /// Rule: SVC-12.
  void read_kafka(const SnapshotObject& object, const ResourceRecord& record) {
    const ResourceRecord provisioned = record.record("Provisioned");
    const ResourceRecord& holder = record.has("Provisioned") ? provisioned : record;
    Broker broker;
    reading_.read_common(broker, object, record, {.id = "ClusterName", .arn = "ClusterArn"});
    broker.arn = record.text("ClusterArn");
    broker.engine = "kafka";
    broker.policy_known = false;
    read_logins(holder, broker);
    const ResourceRecord nodes = holder.record("BrokerNodeGroupInfo");
    add(std::move(broker), {nodes.texts("ClientSubnets"), nodes.texts("SecurityGroups")}, record);
  }

  static void read_logins(const ResourceRecord& record, Broker& broker) {
    const ResourceRecord clients = record.record("ClientAuthentication");
    const ResourceRecord sasl = clients.record("Sasl");
    const std::string encryption =
        record.record("EncryptionInfo").record("EncryptionInTransit").text("ClientBroker");
    const auto is_on = [](const ResourceRecord& one) {
      return one.boolean("Enabled").value_or(false);
    };
    if (is_on(sasl.record("Iam"))) broker.auth.push_back("iam");
    if (is_on(sasl.record("Scram"))) broker.auth.push_back("scram");
    const bool has_certificates = is_on(clients.record("Tls"));
    const bool is_anonymous =
        is_on(clients.record("Unauthenticated")) || (broker.auth.empty() && !has_certificates);
    const bool is_tls = has_certificates || (is_anonymous && encryption != "PLAINTEXT");
    const bool is_plain =
        is_anonymous && (encryption == "PLAINTEXT" || encryption == "TLS_PLAINTEXT");
    if (is_tls) broker.auth.push_back("tls");
    if (is_plain) broker.auth.push_back("none");
    TrafficSet served;
    for (const std::string& way : broker.auth) {
      const std::uint16_t port = way == "none"    ? 9092
                                 : way == "tls"   ? 9094
                                 : way == "scram" ? 9096
                                                  : 9098;
      served = served | TrafficSet::ports(kTcp, port, port);
    }
    broker.listens = served;
  }

  SnapshotReading& reading_;
  RecordProblem* problem_ = nullptr;
  std::map<std::string, Refs> tasks_;
};

}  // namespace

void read_managed(SnapshotReading& reading) {
  ManagedReading(reading).read();
  read_fleets(reading);
}

}  // namespace canreach
