#include "tests/catch.h"
#include "tests/unit/addresses.h"
#include "tests/unit/snapshot_reading.h"

// Where what AWS runs stands: databases, caches and fleets, whose interfaces other commands list.

namespace canreach {
namespace {

using test::find_id;
using test::read_snapshot_files;
using test::read_snapshot_text;
using test::ReadSnapshot;
using test::with_vpc;
using Texts = std::vector<std::string>;

std::string rds_interface(const std::string& id, const std::string& subnet, const std::string& ip) {
  return R"({"NetworkInterfaceId": ")" + id + R"(", "SubnetId": ")" + subnet +
         R"(", "VpcId": "vpc-1", "PrivateIpAddress": ")" + ip +
         R"(", "Description": "RDSNetworkInterface", "RequesterId": "amazon-rds", "Groups": [{"GroupId": "sg-1"}]})";
}

std::string database(const std::string& name, const std::string& zone, const std::string& more) {
  return R"({"DBInstanceIdentifier": ")" + name +
         R"(", "Engine": "postgres", "DBInstanceStatus": "available", "AvailabilityZone": ")" +
         zone + "\"" + more + R"(, "Endpoint": {"Port": 5433},
      "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}],
      "DBSubnetGroup": {"DBSubnetGroupName": "g", "VpcId": "vpc-1", "Subnets": [
        {"SubnetIdentifier": "subnet-a"}, {"SubnetIdentifier": "subnet-b"}]}})";
}

TEST_CASE("the interface of a database is the one in its zone with its groups") {
  const std::string interfaces = R"("NetworkInterfaces": [)" +
                                 rds_interface("eni-a", "subnet-a", "10.0.1.50") + "," +
                                 rds_interface("eni-b", "subnet-b", "10.0.2.50") + "]";
  const ReadSnapshot read = read_snapshot_text(
      with_vpc(R"("DBInstances": [)" + database("orders", "us-east-1b", "") + "]," + interfaces));
  const Database& orders = read.design.all<Database>().at(0);
  REQUIRE(orders.interfaces.size() == 1);
  CHECK(orders.multi_az == Value<bool>(kUnknown));
  CHECK(read.design.get(orders.interfaces[0]).id == "eni-b");
  CHECK(orders.listens->to_string() == "tcp/5433");
  CHECK(read.design.completions.back().what == "judged where it runs now: us-east-1b");
}

TEST_CASE("the interfaces of a database with a standby are both its own") {
  const std::string interfaces = R"("NetworkInterfaces": [)" +
                                 rds_interface("eni-a", "subnet-a", "10.0.1.50") + "," +
                                 rds_interface("eni-b", "subnet-b", "10.0.2.50") + "]";
  const ReadSnapshot read = read_snapshot_text(
      with_vpc(R"("DBInstances": [)" + database("orders", "us-east-1b", R"(, "MultiAZ": true)") +
               "]," + interfaces));
  CHECK(read.design.all<Database>().at(0).interfaces.size() == 2);
  CHECK(read.design.all<Database>().at(0).multi_az == Value<bool>(true));
}

TEST_CASE("an interface that two databases fit is nobody's") {
  const ReadSnapshot read = read_snapshot_text(
      with_vpc(R"("DBInstances": [)" + database("orders", "us-east-1a", "") + "," +
               database("users", "us-east-1a", "") + R"(], "NetworkInterfaces": [)" +
               rds_interface("eni-a", "subnet-a", "10.0.1.50") + "]"));
  for (const Database& each : read.design.all<Database>()) {
    INFO(each.name);
    REQUIRE(each.interfaces.size() == 2);
    for (const Ref<NetworkInterface> ref : each.interfaces) {
      CHECK_FALSE(read.design.get(ref).addresses_known);
    }
  }
}

TEST_CASE("a database without an interface may be in every subnet of its group") {
  const ReadSnapshot read = read_snapshot_text(
      with_vpc(R"("DBInstances": [)" + database("orders", "us-east-1a", "") + "]"));
  const Database& orders = read.design.all<Database>().at(0);
  REQUIRE(orders.interfaces.size() == 2);
  CHECK(read.design.get(orders.interfaces[0]).name == "orders/data-a");
  CHECK(read.design.get(orders.interfaces[1]).name == "orders/data-b");
}

TEST_CASE("a database without a standby is in the subnets of its zone") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(
      R"("DBInstances": [)" + database("orders", "us-east-1a", R"(, "MultiAZ": false)") + "]"));
  const Database& orders = read.design.all<Database>().at(0);
  REQUIRE(orders.interfaces.size() == 1);
  CHECK(read.design.get(read.design.get(orders.interfaces[0]).subnet).name == "data-a");
}

TEST_CASE("a cache of one node has no standby, and is in the subnets of its zone") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(
      R"("CacheClusters": [{"CacheClusterId": "one", "Engine": "redis", "NumCacheNodes": 1, "PreferredAvailabilityZone": "us-east-1b", "CacheSubnetGroupName": "g", "ConfigurationEndpoint": {"Port": 6379}},
      {"CacheClusterId": "two", "Engine": "memcached", "NumCacheNodes": 2, "PreferredAvailabilityZone": "Multiple", "CacheSubnetGroupName": "g", "ConfigurationEndpoint": {"Port": 11211}}],
    "CacheSubnetGroups": [{"CacheSubnetGroupName": "g", "VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": "subnet-a"}, {"SubnetIdentifier": "subnet-b"}]}])"));
  const auto& caches = read.design.all<Cache>();
  REQUIRE(caches.size() == 2);
  CHECK(caches[0].multi_az == Value<bool>(false));
  REQUIRE(caches[0].interfaces.size() == 1);
  CHECK(read.design.get(read.design.get(caches[0].interfaces[0]).subnet).name == "data-b");
  CHECK(caches[1].multi_az == Value<bool>(true));
  CHECK(caches[1].interfaces.size() == 2);
}

std::string fleet_instance(const std::string& id, const std::string& ip,
                           const std::string& groups) {
  return R"({"Instances": [{"InstanceId": ")" + id + R"(", "VpcId": "vpc-1", "SubnetId": "subnet-a",
    "PrivateIpAddress": ")" +
         ip + R"(", "State": {"Name": "running"}, "NetworkInterfaces": [
    {"NetworkInterfaceId": "eni-)" +
         id + R"(", "SubnetId": "subnet-a", "VpcId": "vpc-1",
     "PrivateIpAddress": ")" +
         ip + R"(", "Attachment": {"DeviceIndex": 0}, "Groups": [)" + groups + "]}]}]}";
}

/// The groups of a fleet's interface in the subnet that none of its instances is in.
std::size_t groups_elsewhere(const std::string& first, const std::string& second) {
  const ReadSnapshot read = read_snapshot_text(
      with_vpc(R"("Reservations": [)" + fleet_instance("i-1", "10.0.1.11", first) + "," +
               fleet_instance("i-2", "10.0.1.12", second) + R"(],
      "AutoScalingGroups": [{"AutoScalingGroupName": "fleet", "VPCZoneIdentifier": "subnet-a,subnet-b",
        "Instances": [{"InstanceId": "i-1"}, {"InstanceId": "i-2"}]}])"));
  const Service* fleet = find_id<Service>(read.design, "fleet");
  REQUIRE(fleet != nullptr);
  for (const Ref<NetworkInterface> ref : fleet->interfaces) {
    const NetworkInterface& interface = read.design.get(ref);
    if (read.design.get(interface.subnet).id == "subnet-b") return interface.security_groups.size();
  }
  return 99;
}

TEST_CASE("a fleet's next instance has the groups that all of its instances have") {
  const std::string one = R"({"GroupId": "sg-1"})";
  CHECK(groups_elsewhere(one, one) == 1);
  CHECK(groups_elsewhere(one, "") == 0);
  CHECK(groups_elsewhere("", one) == 0);
}

TEST_CASE("caches find their subnets by the name of the subnet group") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("CacheClusters": [
    {"CacheClusterId": "sessions", "Engine": "redis", "CacheClusterStatus": "available", "CacheSubnetGroupName": "g",
     "SecurityGroups": [{"SecurityGroupId": "sg-1", "Status": "active"}]},
    {"CacheClusterId": "pages", "Engine": "memcached", "CacheClusterStatus": "deleting", "CacheSubnetGroupName": "other",
     "ConfigurationEndpoint": {"Port": 11999}}],
    "CacheSubnetGroups": [{"CacheSubnetGroupName": "g", "Subnets": [{"SubnetIdentifier": "subnet-b"}]}])"));
  const Design& design = read.design;
  const Cache& sessions = *find_id<Cache>(design, "sessions");
  CHECK(sessions.listens->to_string() == "tcp/6379");
  REQUIRE(sessions.interfaces.size() == 1);
  CHECK(design.get(design.get(sessions.interfaces[0]).subnet).name == "data-b");
  const Cache& pages = *find_id<Cache>(design, "pages");
  CHECK(pages.state == Value<std::string>("deleting"));
  CHECK(pages.listens->to_string() == "tcp/11999");
  REQUIRE(pages.interfaces.size() == 1);
  CHECK(design.get(pages.interfaces[0]).subnet.is_unknown());
}

}  // namespace
}  // namespace canreach
