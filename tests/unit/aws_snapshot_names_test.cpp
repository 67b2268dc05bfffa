#include "base/algorithm.h"
#include "tests/catch.h"
#include "tests/unit/snapshot_reading.h"

namespace canreach {
namespace {

using test::read_snapshot_files;
using test::read_snapshot_text;
using test::ReadSnapshot;

const std::string kNamedVpc = R"("Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
  "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
  "AvailabilityZone": "us-east-1a"}])";

const std::string kBalancer = R"("LoadBalancers": [{"LoadBalancerName": "web",
  "LoadBalancerArn": "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/web/1",
  "DNSName": "Web-1.us-east-1.elb.amazonaws.com.", "Type": "application",
  "State": {"Code": "active"}, "AvailabilityZones": [{"SubnetId": "subnet-1"}]}])";

const std::string kListener = R"({"ListenerArn":
  "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/web/1/2", "Port": 443,
  "Protocol": "HTTPS", "LoadBalancerArn":
  "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/web/1", "DefaultActions":
  [{"Type": "forward", "TargetGroupArn": "arn:tg"}]})";

std::string document(const std::vector<std::string>& parts) {
  std::string text = "{";
  for (const std::string& part : parts) text += (text.size() > 1 ? ", " : "") + part;
  return text + "}";
}

const LoadBalancer& balancer_of(const ReadSnapshot& read) {
  REQUIRE(read.design.all<LoadBalancer>().size() == 1);
  return read.design.all<LoadBalancer>().front();
}

bool is_left_out(const ReadSnapshot& read, const std::string& kind) {
  return any_of(read.design.left_out, [&](const LeftOut& one) { return one.kind == kind; });
}

bool is_warned(const ReadSnapshot& read, const std::string& words) {
  return any_of(read.messages(), [&](const std::string& message) {
    return message.find(words) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a listener whose load balancer cannot be read makes the ports of all of them unknown") {
  const std::string broken = R"({"ListenerArn": "a", "Port": 80, "LoadBalancerArn": ["x"]})";
  for (const bool is_broken : {false, true}) {
    const std::string listeners = kListener + (is_broken ? ", " + broken : "");
    const ReadSnapshot read =
        read_snapshot_text(document({kNamedVpc, kBalancer, "\"Listeners\": [" + listeners + "]"}));
    CHECK(balancer_of(read).listens_known == !is_broken);
    CHECK(balancer_of(read).listeners.size() == 1);
    CHECK(is_left_out(read, "listener") == is_broken);
    CHECK(is_warned(read, "one listener") == is_broken);
  }
}

TEST_CASE("a target group that cannot be read is left out loudly, and its targets are unknown") {
  const std::string group = R"("TargetGroups": [{"TargetGroupArn": {"x": 1},
    "TargetGroupName": "g", "Port": 80}])";
  const ReadSnapshot read = read_snapshot_text(
      document({kNamedVpc, kBalancer, "\"Listeners\": [" + kListener + "]", group}));
  CHECK(is_left_out(read, "target-group"));
  CHECK(is_warned(read, "one target-group"));
  const LoadBalancer& balancer = balancer_of(read);
  REQUIRE(balancer.listeners.size() == 1);
  const TargetGroup& named = balancer.target_groups.at(balancer.listeners.front().forwards.at(0));
  CHECK_FALSE(named.targets_known);
  CHECK(named.type.is_unknown());
}

TEST_CASE("a listener's rule that cannot be read may forward anywhere") {
  const std::string rules = R"("Rules": [{"RuleArn": 7.5, "IsDefault": false},
    {"RuleArn": ["x"]}])";
  const ReadSnapshot read = read_snapshot_text(
      document({kNamedVpc, kBalancer, "\"Listeners\": [" + kListener + "]", rules}));
  CHECK(is_left_out(read, "listener-rule"));
  REQUIRE(balancer_of(read).listeners.size() == 1);
  REQUIRE(balancer_of(read).listeners.front().rules.size() == 1);
  const std::uint32_t group = balancer_of(read).listeners.front().rules.front().forwards.at(0);
  CHECK_FALSE(balancer_of(read).target_groups[group].targets_known);
}

TEST_CASE("names of DNS are read in lower case and without a final dot") {
  const ReadSnapshot read = read_snapshot_text(document({kNamedVpc, kBalancer}));
  CHECK(balancer_of(read).dns_names ==
        std::vector<std::string>{"web-1.us-east-1.elb.amazonaws.com"});
}

TEST_CASE(
    "a hosted zone has its VPCs from its own document and records by the listing's argument") {
  const std::string zones = R"("HostedZones": [
    {"Id": "/hostedzone/Z1", "Name": "corp.example.", "Config": {"PrivateZone": true}},
    {"Id": "/hostedzone/Z2", "Name": "corp.example.", "Config": {"PrivateZone": false}},
    {"Id": "/hostedzone/Z3", "Name": "open.example.", "Config": {"PrivateZone": true}}])";
  const std::string own = R"({"HostedZone": {"Id": "/hostedzone/Z1", "Name": "corp.example.",
    "Config": {"PrivateZone": true}}, "VPCs": [{"VPCRegion": "us-east-1", "VPCId": "vpc-1"}]})";
  const std::string records = R"({"ResourceRecordSets": [
    {"Name": "corp.example.", "Type": "SOA", "ResourceRecords": [{"Value": "x"}]},
    {"Name": "\\052.corp.example.", "Type": "A", "ResourceRecords": [{"Value": "10.0.1.9"}]},
    {"Name": "db.corp.example.", "Type": "CNAME", "ResourceRecords": [{"Value": "Db.rds.test."}]},
    {"Name": "web.corp.example.", "Type": "A", "AliasTarget":
      {"DNSName": "dualstack.web-1.us-east-1.elb.amazonaws.com.", "HostedZoneId": "Z"}}]})";
  const ReadSnapshot read =
      read_snapshot_files({{"vpcs.json", document({kNamedVpc, zones})},
                           {"route53_get-hosted-zone@Z1.json", own},
                           {"route53_list-resource-record-sets@Z1.json", records}});
  REQUIRE(read.design.all<HostedZone>().size() == 3);
  const HostedZone& zone = read.design.all<HostedZone>()[0];
  CHECK(zone.id == "Z1");
  CHECK(zone.domain == "corp.example");
  CHECK(zone.type == HostedZone::Type::private_zone);
  CHECK(zone.vpcs == std::vector<Ref<Vpc>>{Ref<Vpc>(0)});
  CHECK(zone.records_known);
  REQUIRE(zone.records.size() == 4);
  CHECK(zone.records[0].is_other);
  CHECK(zone.records[0].other_type == "SOA");
  CHECK(zone.records[1].name == "*.corp.example");
  CHECK(zone.records[2].leads_to == "db.rds.test");
  CHECK(zone.records[3].leads_to == "web-1.us-east-1.elb.amazonaws.com");
  CHECK(zone.records[3].is_alias);
  const HostedZone& other = read.design.all<HostedZone>()[1];
  CHECK(other.type == HostedZone::Type::public_zone);
  CHECK_FALSE(other.records_known);
  const HostedZone& open = read.design.all<HostedZone>()[2];
  REQUIRE(open.vpcs.size() == 1);
  CHECK(open.vpcs.front().is_unknown());
}

TEST_CASE("a rule of the resolver forwards its domain, which may be that of every name") {
  const std::string rules = R"("ResolverRules": [
    {"Id": "r-1", "Name": "rest", "RuleType": "FORWARD", "DomainName": ".",
     "TargetIps": [{"Ip": "10.9.0.53"}]},
    {"Id": "r-2", "Name": "own", "RuleType": "SYSTEM", "DomainName": "example."},
    {"Id": "r-3", "RuleType": "FORWARD", "DomainName": "no name."}],
    "ResolverRuleAssociations": [{"ResolverRuleId": "r-1", "VPCId": "vpc-1"}])";
  const ReadSnapshot read = read_snapshot_text(document({kNamedVpc, rules}));
  REQUIRE(read.design.all<HostedZone>().size() == 1);
  const HostedZone& rule = read.design.all<HostedZone>().front();
  CHECK(rule.type == HostedZone::Type::forwarding);
  CHECK(rule.domain == kRootDomain);
  CHECK(rule.vpcs == std::vector<Ref<Vpc>>{Ref<Vpc>(0)});
  CHECK(is_left_out(read, "hosted-zone"));
}

TEST_CASE("an instance has a name by its id where its options say so, in its Region's domain") {
  const auto instance = [](const std::string& id, const std::string& zone, const char* answers) {
    return R"({"InstanceId": ")" + id + R"(", "Placement": {"AvailabilityZone": ")" + zone +
           R"("}, "PrivateDnsNameOptions": {"EnableResourceNameDnsARecord": )" + answers + "}}";
  };
  const std::string reservations = R"("Reservations": [{"Instances": [)" +
                                   instance("i-0a", "us-east-1a", "true") + ", " +
                                   instance("i-0b", "eu-west-1b", "true") + ", " +
                                   instance("i-0c", "us-east-1a", "false") + "]}]";
  const ReadSnapshot read = read_snapshot_text(document({kNamedVpc, reservations}));
  const std::vector<Instance>& instances = read.design.all<Instance>();
  REQUIRE(instances.size() == 3);
  CHECK(instances[0].dns_names == std::vector<std::string>{"i-0a.ec2.internal"});
  CHECK(instances[1].dns_names == std::vector<std::string>{"i-0b.eu-west-1.compute.internal"});
  CHECK(instances[2].dns_names.empty());
}

TEST_CASE("records of a zone that nobody names are left out loudly") {
  const std::string records = R"({"ResourceRecordSets": [{"Name": "a.example.", "Type": "A"}]})";
  const ReadSnapshot read =
      read_snapshot_files({{"all.json", document({kNamedVpc})}, {"r.json", records}});
  CHECK(is_left_out(read, "resource-record-set"));
}

TEST_CASE("access points have their bucket, their VPC and the policy of their own document") {
  const std::string points = R"({"AccessPointList": [
    {"Name": "inner", "NetworkOrigin": "VPC", "VpcConfiguration": {"VpcId": "vpc-1"},
     "Bucket": "data"}, {"Name": "outer", "NetworkOrigin": "Internet", "Bucket": "data"}]})";
  const std::string policy =
      R"({"Policy": "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", )"
      R"(\"Action\": \"s3:GetObject\", \"Resource\": \"*\"}}"})";
  const ReadSnapshot read =
      read_snapshot_files({{"all.json", document({kNamedVpc})},
                           {"s3control_list-access-points@111122223333.json", points},
                           {"s3control_get-access-point-policy@inner.json", policy}});
  REQUIRE(read.design.all<Bucket>().size() == 1);
  const std::vector<AccessPoint>& held = read.design.all<Bucket>().front().access_points;
  REQUIRE(held.size() == 2);
  CHECK(held[0].vpc_only);
  CHECK(held[0].vpc == Ref<Vpc>(0));
  CHECK(held[0].policy_known);
  CHECK(held[0].policy.has_value());
  CHECK_FALSE(held[1].vpc_only);
  CHECK_FALSE(held[1].policy_known);
}

TEST_CASE("services that stand in subnets are read with their groups, ports and names") {
  const std::string listed = R"("ClusterInfoList": [{"ClusterName": "k", "ClusterArn": "arn:k",
      "BrokerNodeGroupInfo": {"ClientSubnets": ["subnet-1"], "SecurityGroups": ["sg-1"]},
      "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": true}}}}],
    "DBProxies": [{"DBProxyName": "p", "EngineFamily": "POSTGRESQL", "Endpoint": "p.x.test",
      "VpcSubnetIds": ["subnet-1"], "VpcSecurityGroupIds": ["sg-1"]}],
    "MountTargets": [{"MountTargetId": "fsmt-1", "FileSystemId": "fs-1", "SubnetId": "subnet-1",
      "AvailabilityZoneName": "us-east-1a"}],
    "services": [{"serviceName": "web", "serviceArn": "arn:s", "networkConfiguration":
      {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}}}])";
  const ReadSnapshot read = read_snapshot_text(document({kNamedVpc, listed}));
  REQUIRE(read.design.all<Broker>().size() == 1);
  CHECK(read.design.all<Broker>()[0].listens == TrafficSet::ports(kTcp, 9098, 9098));
  REQUIRE(read.design.all<Database>().size() == 1);
  CHECK(read.design.all<Database>()[0].listens == TrafficSet::ports(kTcp, 5432, 5432));
  CHECK(read.design.all<Database>()[0].dns_names == std::vector<std::string>{"p.x.test"});
  REQUIRE(read.design.all<Service>().size() == 2);
  for (const Service& service : read.design.all<Service>()) {
    REQUIRE(service.interfaces.size() == 1);
    CHECK(read.design.get(service.interfaces.front()).subnet == Ref<Subnet>(0));
  }
}

TEST_CASE("encryption controls are those of their VPC") {
  const ReadSnapshot read = read_snapshot_text(
      document({kNamedVpc, R"("VpcEncryptionControls": [{"VpcId": "vpc-1", "Mode": "enforce"}])"}));
  CHECK(read.design.all<Vpc>().front().encryption_control ==
        Value<EncryptionControl>(EncryptionControl::enforce));
}

}  // namespace canreach
