#include "tests/catch.h"
#include "tests/unit/addresses.h"
#include "tests/unit/snapshot_reading.h"

// Each test is one way in which what AWS's commands print misleads.

namespace canreach {
namespace {

using test::find_id;
using test::read_snapshot_files;
using test::read_snapshot_text;
using test::ReadSnapshot;
using test::with_vpc;
using Texts = std::vector<std::string>;

std::string route_table(const std::string& route) {
  return R"("RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [], "Routes": [)" +
         route + "]}]";
}

const RouteTable& only_table(const ReadSnapshot& read) {
  return read.design.all<RouteTable>().at(0);
}

TEST_CASE("a deleted NAT gateway lingers with its state") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("NatGateways": [
    {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-a", "State": "deleted", "NatGatewayAddresses": []},
    {"NatGatewayId": "nat-2", "VpcId": "vpc-1", "SubnetId": "subnet-a", "State": "available", "ConnectivityType": "private",
     "NatGatewayAddresses": [{"NetworkInterfaceId": "eni-n", "PrivateIp": "10.0.1.9", "IsPrimary": false},
                             {"NetworkInterfaceId": "eni-n", "PrivateIp": "10.0.1.8", "IsPrimary": true}]}])"));
  const NatGateway& deleted = *find_id<NatGateway>(read.design, "nat-1");
  CHECK(deleted.state == Value<std::string>("deleted"));
  CHECK(deleted.interface.is_none());
  const NatGateway& running = *find_id<NatGateway>(read.design, "nat-2");
  CHECK(running.state == Value<std::string>(""));
  CHECK(running.is_private == Value<bool>(true));
  const NetworkInterface& interface = read.design.get(running.interface);
  CHECK(interface.id == "eni-n");
  CHECK_FALSE(interface.has_security_groups);
  REQUIRE(interface.addresses.size() == 2);
  CHECK(interface.addresses[0].address == address("10.0.1.8"));
}

TEST_CASE("a regional NAT gateway has no subnet") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("NatGateways": [
    {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "AvailabilityMode": "regional", "AutoProvisionZones": "disabled",
     "NatGatewayAddresses": [{"PublicIp": "198.51.100.7", "AvailabilityZone": "us-east-1a"}]}])"));
  const NatGateway& gateway = read.design.all<NatGateway>().at(0);
  CHECK(gateway.subnet.is_none());
  CHECK(gateway.interface.is_none());
  CHECK(gateway.zones == Texts{"us-east-1a"});
}

TEST_CASE("peerings keep their state, and a VPC of another account is external") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("VpcPeeringConnections": [
    {"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "pending-acceptance"},
     "RequesterVpcInfo": {"VpcId": "vpc-1", "PeeringOptions": {"AllowDnsResolutionFromRemoteVpc": true}},
     "AccepterVpcInfo": {"VpcId": "vpc-9", "OwnerId": "444455556666", "Region": "us-west-2", "CidrBlock": "10.9.0.0/16",
       "CidrBlockSet": [{"CidrBlock": "10.9.0.0/16"}, {"CidrBlock": "10.8.0.0/16"}]}},
    {"VpcPeeringConnectionId": "pcx-2", "Status": {"Code": "active"},
     "RequesterVpcInfo": {"VpcId": "vpc-9"}, "AccepterVpcInfo": {"VpcId": "vpc-8"}}])"));
  const Design& design = read.design;
  const VpcPeering& first = *find_id<VpcPeering>(design, "pcx-1");
  CHECK(first.state == Value<std::string>("pending-acceptance"));
  CHECK(first.requester_dns_resolution == Value<bool>(true));
  CHECK(first.accepter_dns_resolution.is_unknown());
  const Vpc& other = design.get(first.accepter);
  CHECK(other.external);
  CHECK(other.account == "444455556666");
  CHECK(other.region == "us-west-2");
  CHECK(other.cidrs.size() == 2);
  const VpcPeering& second = *find_id<VpcPeering>(design, "pcx-2");
  CHECK(second.state == Value<std::string>(""));
  CHECK(second.requester == first.accepter);
  CHECK(design.get(second.accepter).cidrs.at(0).is_unknown());
}

TEST_CASE("an instance is Linux where AWS leaves the platform out") {
  const ReadSnapshot read =
      read_snapshot_text(with_vpc(R"("Reservations": [{"OwnerId": "111122223333", "Instances": [
    {"InstanceId": "i-1", "State": {"Name": "running"}, "SubnetId": "subnet-a"},
    {"InstanceId": "i-2", "State": {"Name": "stopped"}, "SubnetId": "subnet-a", "Platform": "windows"},
    {"InstanceId": "i-3", "State": {"Name": "terminated"}},
    {"InstanceId": "i-4", "State": {"Name": "pending"}, "SubnetId": "subnet-a", "Platform": null}]}])"));
  const Design& design = read.design;
  CHECK(design.all<Instance>().size() == 3);
  const Instance& linux_server = *find_id<Instance>(design, "i-1");
  CHECK(linux_server.state == Value<std::string>(""));
  CHECK(linux_server.account == "111122223333");
  CHECK_FALSE(linux_server.windows);
  CHECK(linux_server.source_ports.first == 32768);
  const Instance& windows_server = *find_id<Instance>(design, "i-2");
  CHECK(windows_server.state == Value<std::string>("stopped"));
  CHECK(windows_server.windows);
  CHECK(windows_server.source_ports.first == 49152);
  CHECK(windows_server.source_ports.last == 65535);
  CHECK(find_id<Instance>(design, "i-3") == nullptr);
  CHECK(find_id<Instance>(design, "i-4")->state == Value<std::string>("pending"));
}

TEST_CASE("the interface file wins over what an instance says, the primary interface comes first") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("Reservations": [{"Instances": [
    {"InstanceId": "i-1", "SubnetId": "subnet-a", "NetworkInterfaces": [
      {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-b", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.2.5",
       "Groups": [{"GroupId": "sg-1"}], "Attachment": {"DeviceIndex": 1}},
      {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.1.5",
       "Groups": [{"GroupId": "sg-1"}], "Attachment": {"DeviceIndex": 0}}]}]}],
    "NetworkInterfaces": [
      {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.1.5",
       "PrivateIpAddresses": [
         {"PrivateIpAddress": "10.0.1.6", "Primary": false, "Association": {"PublicIp": "198.51.100.6"}},
         {"PrivateIpAddress": "10.0.1.5", "Primary": true, "Association": {"CarrierIp": "198.51.100.5"}}],
       "Ipv6Addresses": [{"Ipv6Address": "2001:db8::5"}], "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.16/28"}],
       "Groups": [{"GroupId": "sg-1"}], "SourceDestCheck": false, "Status": "in-use",
       "Attachment": {"InstanceId": "i-1", "DeviceIndex": 0}}])"));
  const Instance& instance = read.design.all<Instance>().at(0);
  REQUIRE(instance.interfaces.size() == 2);
  const NetworkInterface& first = read.design.get(instance.interfaces[0]);
  CHECK(first.id == "eni-1");
  CHECK(first.scope == "main");
  REQUIRE(first.addresses.size() == 3);
  CHECK(first.addresses[0].address == address("10.0.1.5"));
  CHECK(first.addresses[0].public_ip.kind == PublicIp::Kind::unknown);
  CHECK(first.addresses[1].public_ip.address == address("198.51.100.6"));
  CHECK(first.addresses[2].address == address("2001:db8::5"));
  CHECK(first.prefixes == std::vector<IpPrefix>{*IpPrefix::parse("10.0.1.16/28")});
  CHECK(first.source_dest_check == Value<bool>(false));
  CHECK(read.design.get(instance.interfaces[1]).id == "eni-2");
  CHECK(read.design.get(instance.interfaces[1]).owned);
}

TEST_CASE("the type of an interface stands in its type or only in its description") {
  struct Row {
    std::string fields;
    NetworkInterface::Type type;
    bool has_groups;
  };
  using Type = NetworkInterface::Type;
  const std::vector<Row> rows = {
      {R"("InterfaceType": "interface")", Type::ordinary, true},
      {R"("InterfaceType": "nat_gateway")", Type::nat_gateway, false},
      {R"("InterfaceType": "natGateway")", Type::nat_gateway, false},
      {R"("InterfaceType": "vpc_endpoint")", Type::endpoint, true},
      {R"("InterfaceType": "gateway_load_balancer_endpoint")", Type::gateway_load_balancer_endpoint,
       false},
      {R"("InterfaceType": "lambda")", Type::function, true},
      {R"("InterfaceType": "transit_gateway")", Type::transit_gateway, false},
      {R"("InterfaceType": "network_load_balancer")", Type::load_balancer, false},
      {R"("InterfaceType": "interface", "Description": "ELB app/front/0123")", Type::load_balancer,
       true},
      {R"("InterfaceType": "interface", "Description": "RDSNetworkInterface")", Type::managed,
       true},
      {R"("RequesterId": "amazon-rds")", Type::managed, true},
      {R"("InterfaceType": "global_accelerator_managed")", Type::managed, true},
      {R"("Description": "AWS Lambda VPC ENI-etl-0123")", Type::function, true},
      {R"("Description": "my network interface")", Type::ordinary, true},
      {R"("RequesterManaged": true)", Type::managed, true},
  };
  for (const Row& row : rows) {
    INFO(row.fields);
    const ReadSnapshot read = read_snapshot_text(with_vpc(
        R"("NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.1.5", )" +
        row.fields + "}]"));
    const NetworkInterface& interface = read.design.all<NetworkInterface>().at(0);
    CHECK(interface.type == row.type);
    CHECK(interface.has_security_groups == row.has_groups);
    CHECK(interface.security_groups_known == !row.has_groups);
  }
}

TEST_CASE("an interface that is not attached keeps its state") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("NetworkInterfaces": [
    {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "VpcId": "vpc-1", "Status": "available", "Groups": [{"GroupId": "sg-1"}]}])"));
  const NetworkInterface& interface = read.design.all<NetworkInterface>().at(0);
  CHECK(interface.state == Value<std::string>("available"));
  CHECK_FALSE(interface.addresses_known);
  CHECK(interface.security_groups_known);
}

TEST_CASE("functions share the interfaces of their subnet and groups") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("Functions": [
    {"FunctionName": "one", "Role": "arn:aws:iam::111122223333:role/r", "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-a", "subnet-b"], "SecurityGroupIds": ["sg-1"]}},
    {"FunctionName": "two", "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-a"], "SecurityGroupIds": ["sg-1"]}},
    {"FunctionName": "out", "VpcConfig": {"VpcId": "", "SubnetIds": [], "SecurityGroupIds": []}}],
    "NetworkInterfaces": [{"NetworkInterfaceId": "eni-f", "SubnetId": "subnet-a", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.1.77",
      "InterfaceType": "lambda", "Description": "AWS Lambda VPC ENI-two-0123", "Groups": [{"GroupId": "sg-1"}]}])"));
  const Design& design = read.design;
  const Function& one = *find_id<Function>(design, "one");
  CHECK(one.credentials.name == "arn:aws:iam::111122223333:role/r");
  CHECK(one.source_ports.first == 1024);
  REQUIRE(one.interfaces.size() == 2);
  CHECK(design.get(one.interfaces[0]).id == "eni-f");
  const NetworkInterface& hidden = design.get(one.interfaces[1]);
  CHECK(hidden.type == NetworkInterface::Type::function);
  CHECK_FALSE(hidden.addresses_known);
  CHECK(design.get(hidden.subnet).name == "data-b");
  CHECK(design.get(hidden.security_groups.at(0)).name == "one");
  CHECK(find_id<Function>(design, "two")->interfaces == std::vector{one.interfaces[0]});
  CHECK(find_id<Function>(design, "out")->interfaces.empty());
  CHECK(design.get(one.interfaces[0]).owner_index == 0);
}

TEST_CASE("a rule may name a group that is gone, or one of another account") {
  struct Row {
    std::string pair;
    SecurityGroupPeer::Kind kind;
    std::string name;
  };
  using Kind = SecurityGroupPeer::Kind;
  const std::vector<Row> rows = {
      {R"("GroupId": "sg-1", "UserId": "111122223333")", Kind::group, "one"},
      {R"("GroupId": "sg-gone", "UserId": "111122223333")", Kind::missing_group, "sg-gone"},
      {R"("GroupId": "sg-gone")", Kind::missing_group, "sg-gone"},
      {R"("GroupId": "sg-x", "UserId": "444455556666")", Kind::foreign_group, "444455556666/sg-x"},
      {R"("GroupId": "sg-x", "UserId": "111122223333", "VpcPeeringConnectionId": "pcx-1")",
       Kind::foreign_group, "111122223333/sg-x"},
      {R"("GroupId": "sg-1", "UserId": "111122223333", "VpcPeeringConnectionId": "pcx-1", "PeeringStatus": "deleted")",
       Kind::missing_group, "111122223333/sg-1"},
      {R"("GroupName": "amazon-elb-sg", "UserId": "amazon-elb")", Kind::foreign_group,
       "amazon-elb/"},
  };
  for (const Row& row : rows) {
    INFO(row.pair);
    const std::string text = R"({"SecurityGroups": [
      {"GroupId": "sg-1", "GroupName": "one", "OwnerId": "111122223333", "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [{)" +
                             row.pair + R"(}]}], "IpPermissionsEgress": []}])";
    const ReadSnapshot whole = read_snapshot_text(text + "}");
    const SecurityGroup& group = whole.design.all<SecurityGroup>().at(0);
    REQUIRE(group.ingress.size() == 1);
    CHECK(group.ingress[0].peer.kind == row.kind);
    CHECK(group.ingress[0].peer.name == row.name);
    const ReadSnapshot page = read_snapshot_text(text + R"(, "NextToken": "x"})");
    const Kind on_page = page.design.all<SecurityGroup>().at(0).ingress.at(0).peer.kind;
    const bool gone_for_lack = row.kind == Kind::missing_group && row.name == "sg-gone";
    CHECK(on_page == (gone_for_lack ? Kind::unknown : row.kind));
  }
}

TEST_CASE("rules name traffic by protocol, ports, and ICMP type and code") {
  struct Row {
    std::string fields;
    std::string traffic;
  };
  const std::vector<Row> rows = {
      {R"("IpProtocol": "-1", "FromPort": 22, "ToPort": 22)", "all"},
      {R"("IpProtocol": "tcp", "FromPort": 22, "ToPort": 22)", "tcp/22"},
      {R"("IpProtocol": "udp", "FromPort": 0, "ToPort": 65535)", "udp"},
      {R"("IpProtocol": "tcp", "FromPort": -1, "ToPort": -1)", "tcp"},
      {R"("IpProtocol": "icmp", "FromPort": 8, "ToPort": 0)", "icmp/8/0"},
      {R"("IpProtocol": "icmp", "FromPort": 8, "ToPort": -1)", "icmp/8"},
      {R"("IpProtocol": "icmp", "FromPort": -1, "ToPort": -1)", "icmp"},
      {R"("IpProtocol": "icmpv6")", "icmpv6"},
      {R"("IpProtocol": "50", "FromPort": 1, "ToPort": 2)", "esp"},
  };
  for (const Row& row : rows) {
    INFO(row.fields);
    const ReadSnapshot read = read_snapshot_text(
        R"({"SecurityGroups": [{"GroupId": "sg-1", "IpPermissionsEgress": [], "IpPermissions": [{)" +
        row.fields + R"(, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]}]})");
    CHECK(read.messages() == Texts{});
    CHECK(read.design.all<SecurityGroup>().at(0).ingress.at(0).traffic.surely.to_string() ==
          row.traffic);
  }
}

TEST_CASE("a rule with a bad or missing port opens nothing, and what its group has is not known") {
  const std::string before = R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
    "SecurityGroups": [{"GroupId": "sg-9", "VpcId": "vpc-1", "IpPermissionsEgress": [],
      "IpPermissions": [)";
  const std::string rule = R"("IpProtocol": "tcp", "IpRanges": [{"CidrIp": "10.0.0.0/8"}])";
  for (const std::string& bad :
       {"{" + rule + R"(, "FromPort": null, "ToPort": 443})",
        "{" + rule + R"(, "FromPort": "x", "ToPort": 443})", "{" + rule + R"(, "FromPort": 443})",
        "{" + rule + R"(, "FromPort": 443, "ToPort": {}})", std::string("null")}) {
    INFO(bad);
    const ReadSnapshot read = read_snapshot_text(before + bad + "]}]}");
    const SecurityGroup& group = read.design.all<SecurityGroup>().at(0);
    CHECK(group.ingress.empty());
    CHECK_FALSE(group.rules_known);
    CHECK(read.messages().size() == 1);
  }
}

TEST_CASE("rule ids come from the other command") {
  const ReadSnapshot read =
      read_snapshot_text(R"({"SecurityGroups": [{"GroupId": "sg-1", "IpPermissionsEgress": [],
      "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]}],
    "SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-7", "GroupId": "sg-1", "IsEgress": false, "IpProtocol": "tcp",
      "FromPort": 22, "ToPort": 22, "CidrIpv4": "10.0.0.0/8"}]})");
  CHECK(read.design.all<SecurityGroup>().at(0).ingress.at(0).id == "sgr-7");
}

TEST_CASE("a group may be used in further VPCs") {
  const ReadSnapshot read = read_snapshot_text(R"({
    "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}, {"VpcId": "vpc-2", "CidrBlock": "10.1.0.0/16"}],
    "SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}],
    "SecurityGroupVpcAssociations": [{"GroupId": "sg-1", "VpcId": "vpc-2", "State": "associated"},
                                     {"GroupId": "sg-1", "VpcId": "vpc-1", "State": "disassociated"}]})");
  const SecurityGroup& group = read.design.all<SecurityGroup>().at(0);
  REQUIRE(group.further_vpcs.size() == 1);
  CHECK(read.design.get(group.further_vpcs[0]).id == "vpc-2");
}

TEST_CASE("the protocol of an ACL entry is a text, and the last entry is not listed") {
  const ReadSnapshot read =
      read_snapshot_text(with_vpc(R"("NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1",
    "Associations": [{"SubnetId": "subnet-b"}], "Entries": [
      {"RuleNumber": 100, "Protocol": "1", "IcmpTypeCode": {"Type": 8, "Code": -1}, "RuleAction": "deny", "Egress": false, "CidrBlock": "10.0.0.0/8"},
      {"RuleNumber": 90, "Protocol": "58", "RuleAction": "allow", "Egress": false, "CidrBlock": "10.0.0.0/8", "IcmpTypeCode": {"Type": 128, "Code": 0}},
      {"RuleNumber": 101, "Protocol": "58", "RuleAction": "allow", "Egress": false, "Ipv6CidrBlock": "::/0", "IcmpTypeCode": {"Type": 128, "Code": 0}},
      {"RuleNumber": 110, "Protocol": "17", "PortRange": {"From": 0, "To": 65535}, "RuleAction": "allow", "Egress": true, "CidrBlock": "0.0.0.0/0"},
      {"RuleNumber": 32767, "Protocol": "-1", "RuleAction": "deny", "Egress": false, "CidrBlock": "0.0.0.0/0"},
      {"RuleNumber": 32768, "Protocol": "-1", "RuleAction": "deny", "Egress": false, "Ipv6CidrBlock": "::/0"}]}])"));
  CHECK(read.messages() == Texts{});
  const NetworkAcl& acl = read.design.all<NetworkAcl>().at(0);
  REQUIRE(acl.ingress.size() == 3);
  CHECK(acl.ingress[0].traffic.surely.to_string() == "icmp/8");
  CHECK(acl.ingress[0].allow == Value<bool>(false));
  CHECK(acl.ingress[1].traffic.surely.to_string() == "icmpv6");
  CHECK(acl.ingress[2].traffic.surely.to_string() == "icmpv6/128/0");
  REQUIRE(acl.egress.size() == 1);
  CHECK(acl.egress[0].traffic.surely.to_string() == "udp");
  CHECK(read.design.all<Subnet>().at(0).network_acl.is_none());
  CHECK(read.design.all<Subnet>().at(1).network_acl.is_known());
}

TEST_CASE("the target of a route may be missing, gone or not modelled") {
  struct Row {
    std::string fields;
    RouteTarget::Kind kind;
    std::string name;
    Route::State state;
  };
  using Kind = RouteTarget::Kind;
  using State = Route::State;
  const std::vector<Row> rows = {
      {R"("GatewayId": "local", "State": "active")", Kind::local, "local", State::active},
      {R"("GatewayId": "igw-1", "State": "active")", Kind::internet_gateway, "igw-1",
       State::active},
      {R"("GatewayId": "igw-1", "State": "blackhole")", Kind::blackhole, "igw-1", State::blackhole},
      {R"("NatGatewayId": "nat-1", "State": "active")", Kind::nat_gateway, "nat-1", State::active},
      {R"("NatGatewayId": "nat-1", "State": "blackhole")", Kind::blackhole, "nat-1",
       State::blackhole},
      {R"("InstanceId": "i-1", "NetworkInterfaceId": "eni-1", "State": "active")",
       Kind::network_interface, "eni-1", State::active},
      {R"("VpcPeeringConnectionId": "pcx-1", "State": "active")", Kind::unknown, "pcx-1",
       State::active},
      {R"("GatewayId": "vpce-1", "State": "active")", Kind::vpc_endpoint, "vpce-1", State::active},
      {R"("GatewayId": "vgw-1", "State": "active")", Kind::vpn_gateway, "vgw-1", State::active},
      {R"("EgressOnlyInternetGatewayId": "eigw-1", "State": "active")",
       Kind::egress_only_internet_gateway, "eigw-1", State::active},
      {R"("TransitGatewayId": "tgw-1", "State": "active")", Kind::not_modelled, "tgw-1",
       State::active},
      {R"("LocalGatewayId": "lgw-1", "State": "active")", Kind::not_modelled, "lgw-1",
       State::active},
      {R"("CarrierGatewayId": "cagw-1", "State": "active")", Kind::not_modelled, "cagw-1",
       State::active},
      {R"("CoreNetworkArn": "arn:aws:networkmanager::1:core-network/c", "State": "active")",
       Kind::not_modelled, "arn:aws:networkmanager::1:core-network/c", State::active},
      {R"("State": "active")", Kind::unknown, "", State::active},
      {R"("GatewayId": "igw-1", "State": "filtered")", Kind::internet_gateway, "igw-1",
       State::unknown},
  };
  for (const Row& row : rows) {
    INFO(row.fields);
    const ReadSnapshot read = read_snapshot_text(
        with_vpc(route_table(R"({"DestinationCidrBlock": "10.7.0.0/16", )" + row.fields + "}")));
    CHECK(read.messages() == Texts{});
    const Route& route = only_table(read).routes.at(0);
    CHECK(route.target.kind == row.kind);
    CHECK(route.target.name == row.name);
    CHECK(route.state == row.state);
  }
  const ReadSnapshot read = read_snapshot_text(with_vpc(route_table(
      R"({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"})")));
  const InternetGateway& gateway = read.design.all<InternetGateway>().at(0);
  CHECK(gateway.external);
  CHECK(read.design.get(gateway.vpc).name == "main");
}

TEST_CASE("a route to an instance leads to its interface, which the instance alone may describe") {
  for (const std::string target : {R"("NetworkInterfaceId": "eni-1")", R"("InstanceId": "i-1")"}) {
    INFO(target);
    const ReadSnapshot read = read_snapshot_text(with_vpc(
        route_table(R"({"DestinationCidrBlock": "0.0.0.0/0", "State": "active", )" + target + "}") +
        R"(, "Reservations": [{"Instances": [{"InstanceId": "i-1", "SubnetId": "subnet-a", "NetworkInterfaces": [
          {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.1.9", "Groups": [{"GroupId": "sg-1"}]}]}]}])"));
    const Route& route = only_table(read).routes.at(0);
    CHECK(route.target.kind == RouteTarget::Kind::network_interface);
    const NetworkInterface& interface = read.design.all<NetworkInterface>().at(route.target.index);
    CHECK_FALSE(interface.external);
    CHECK(interface.addresses.at(0).address == address("10.0.1.9"));
  }
}

TEST_CASE("a route to an AWS prefix list tells its service by the endpoint") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(
      route_table(
          R"({"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"})") +
      R"(, "VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway", "VpcId": "vpc-1", "State": "available",
        "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": ["rtb-1"]}])"));
  const Design& design = read.design;
  const Route& route = only_table(read).routes.at(0);
  CHECK(route.implied);
  const PrefixList& list = design.get(route.prefix_list);
  CHECK(list.service == "s3");
  CHECK_FALSE(list.entries_known);
  const VpcEndpoint& endpoint = design.all<VpcEndpoint>().at(0);
  CHECK(endpoint.type == EndpointType::gateway);
  CHECK(endpoint.service == "s3");
  REQUIRE(endpoint.route_tables.size() == 1);
  CHECK(design.get(endpoint.route_tables[0]).id == "rtb-1");
  CHECK_FALSE(endpoint.policy);
}

TEST_CASE("interface endpoints have one interface a subnet, and the policy that is attached") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("VpcEndpoints": [
    {"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.us-east-1.ecr.api",
     "NetworkInterfaceIds": ["eni-1", "eni-2"], "SubnetIds": ["subnet-a", "subnet-b"], "Groups": [{"GroupId": "sg-1"}],
     "PrivateDnsEnabled": true, "State": "pendingAcceptance",
     "PolicyDocument": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"ecr:Get*\",\"Resource\":\"*\"}]}"},
    {"VpcEndpointId": "vpce-2", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1",
     "PolicyDocument": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}"},
    {"VpcEndpointId": "vpce-3", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-1", "SubnetIds": ["subnet-a"]}],
    "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.1.7",
      "InterfaceType": "vpc_endpoint", "Groups": [{"GroupId": "sg-1"}]}])"));
  const Design& design = read.design;
  const VpcEndpoint& first = *find_id<VpcEndpoint>(design, "vpce-1");
  CHECK(first.service == "ecr.api");
  CHECK(first.private_dns == Value<bool>(true));
  CHECK(first.state == Value<std::string>("pendingacceptance"));
  REQUIRE(first.policy);
  CHECK(first.policy->statements.at(0).actions.at(0).text == Value<std::string>("ecr:Get*"));
  REQUIRE(first.interfaces.size() == 2);
  CHECK(design.get(first.interfaces[0]).id == "eni-1");
  CHECK(design.get(first.interfaces[0]).owner_kind == ResourceKind::VpcEndpoint);
  CHECK_FALSE(design.get(first.interfaces[1]).addresses_known);
  CHECK(design.get(design.get(first.interfaces[1]).subnet).name == "data-b");
  const VpcEndpoint& second = *find_id<VpcEndpoint>(design, "vpce-2");
  REQUIRE(second.policy);
  CHECK(second.policy->statements.at(0).actions.at(0).text == Value<std::string>("*"));
  CHECK(second.service == "com.amazonaws.vpce.us-east-1.vpce-svc-1");
  const VpcEndpoint& third = *find_id<VpcEndpoint>(design, "vpce-3");
  CHECK(third.type == EndpointType::gateway_load_balancer);
  CHECK_FALSE(design.get(third.interfaces.at(0)).has_security_groups);
}

TEST_CASE("a prefix list is what three commands say about it") {
  const ReadSnapshot read = read_snapshot_files({
      {"ec2_describe-prefix-lists.json",
       R"({"PrefixLists": [{"PrefixListId": "pl-s3", "PrefixListName": "com.amazonaws.us-east-1.s3", "Cidrs": ["54.231.0.0/17"]}]})"},
      {"ec2_describe-managed-prefix-lists.json",
       R"({"PrefixLists": [{"PrefixListId": "pl-s3", "PrefixListName": "com.amazonaws.us-east-1.s3", "OwnerId": "AWS"},
           {"PrefixListId": "pl-1", "PrefixListName": "offices", "MaxEntries": 10}, {"PrefixListId": "pl-2", "PrefixListName": "other"},
           {"PrefixListId": "pl-3", "PrefixListName": "third"}]})"},
      {"ec2_get-managed-prefix-list-entries@pl-1.json",
       R"({"Entries": [{"Cidr": "10.0.0.0/16"}, {"Cidr": "10.2.0.0/16"}]})"},
      {"s.json",
       R"({"command": "ec2 get-managed-prefix-list-entries", "args": {"prefix-list-id": "pl-2"}, "output": {"Entries": []}})"},
  });
  CHECK(read.messages() == Texts{});
  const Design& design = read.design;
  CHECK(design.all<PrefixList>().size() == 4);
  const PrefixList& s3 = *find_id<PrefixList>(design, "pl-s3");
  CHECK(s3.service == "s3");
  CHECK(s3.entries_known);
  CHECK(s3.entries.size() == 1);
  const PrefixList& offices = *find_id<PrefixList>(design, "pl-1");
  CHECK(offices.name == "offices");
  CHECK(offices.max_entries == 10);
  CHECK(offices.entries_known);
  CHECK(offices.entries.size() == 2);
  CHECK(find_id<PrefixList>(design, "pl-2")->entries_known);
  CHECK(find_id<PrefixList>(design, "pl-2")->entries.empty());
  CHECK_FALSE(find_id<PrefixList>(design, "pl-3")->entries_known);
}

TEST_CASE("blocks that are not associated do not count") {
  const ReadSnapshot read =
      read_snapshot_text(R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16",
    "CidrBlockAssociationSet": [
      {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
      {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "associated"}},
      {"CidrBlock": "10.2.0.0/16", "CidrBlockState": {"State": "disassociated"}}],
    "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "associated"}}]}]})");
  std::vector<std::string> blocks;
  for (const Value<IpPrefix>& block : read.design.all<Vpc>().at(0).cidrs) {
    blocks.push_back(block.get().to_string());
  }
  CHECK(blocks == Texts{"10.0.0.0/16", "10.1.0.0/16", "2001:db8::/56"});
}

TEST_CASE("attributes and DHCP options of a VPC come from commands of their own") {
  const std::string vpc =
      R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "dopt-1"}]})";
  const ReadSnapshot read = read_snapshot_files(
      {{"v.json", vpc},
       {"ec2_describe-vpc-attribute@vpc-1.json", R"({"EnableDnsHostnames": {"Value": false}})"},
       {"a.json", R"({"VpcId": "vpc-1", "EnableDnsSupport": {"Value": true}})"},
       {"d.json", R"({"DhcpOptions": [{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [
          {"Key": "domain-name-servers", "Values": [{"Value": "10.0.0.53"}]}]}]})"}});
  const Vpc& known = read.design.all<Vpc>().at(0);
  CHECK(known.dns_hostnames == Value<bool>(false));
  CHECK(known.dns_support == Value<bool>(true));
  CHECK(known.dns_servers == std::vector<IpAddress>{address("10.0.0.53")});
  const ReadSnapshot bare = read_snapshot_text(vpc);
  CHECK(bare.design.all<Vpc>().at(0).dns_support.is_unknown());
  CHECK(bare.design.all<Vpc>().at(0).dns_hostnames.is_unknown());
}

TEST_CASE("block public access has a mode and exclusions") {
  const std::string options =
      R"("VpcBlockPublicAccessOptions": {"AwsAccountId": "111122223333", "AwsRegion": "us-east-1", "State": "update-complete",
        "InternetGatewayBlockMode": "block-bidirectional"})";
  const ReadSnapshot read =
      read_snapshot_text(with_vpc(options + R"(, "VpcBlockPublicAccessExclusions": [
        {"InternetGatewayExclusionMode": "allow-egress", "ResourceArn": "arn:aws:ec2:us-east-1:111122223333:subnet/subnet-a", "State": "create-complete"},
        {"InternetGatewayExclusionMode": "allow-egress", "ResourceArn": "arn:aws:ec2:us-east-1:111122223333:subnet/subnet-b", "State": "delete-complete"}])"));
  REQUIRE(read.design.block_public_access.size() == 1);
  CHECK(read.design.block_public_access[0].mode ==
        Value<BlockPublicAccess>(BlockPublicAccess::bidirectional));
  CHECK(read.design.block_public_access[0].region == "us-east-1");
  using Exclusion = PublicAccessExclusion;
  CHECK(read.design.all<Subnet>().at(0).exclusion == Value<Exclusion>(Exclusion::allow_egress));
  CHECK(read.design.all<Subnet>().at(1).exclusion == Value<Exclusion>(Exclusion::none));
  const ReadSnapshot without = read_snapshot_text(with_vpc(options));
  CHECK(without.design.all<Subnet>().at(0).exclusion.is_unknown());
}

TEST_CASE("an object with a bad value is left out, and everything else is read") {
  const ReadSnapshot read = read_snapshot_text(R"({"Vpcs": [
    {"VpcId": "vpc-1", "CidrBlock": ["10.0.0.0/16"]}, {"VpcId": "vpc-2", "CidrBlock": "10.2.0.0/16"}, {"CidrBlock": "10.3.0.0/16"}, 5],
    "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24"}]})");
  CHECK_FALSE(read.diagnostics.has_errors());
  CHECK(read.design.all<Vpc>().size() == 1);
  REQUIRE(read.design.left_out.size() == 3);
  CHECK_FALSE(read.design.is_complete(ResourceKind::Vpc));
  CHECK(read.design.all<Subnet>().at(0).vpc.is_unknown());
  CHECK(read.messages() ==
        Texts{
            "CR1401 left out vpc `vpc-1`: `CidrBlock` must be a string, not a list",
            "CR1401 left out one vpc: it has no id",
            "CR1401 left out a value of `Vpcs`: it must be a map, not a number",
        });
}

TEST_CASE("an instance whose interface cannot be read has one of unknown address") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("Reservations": [{"Instances": [
    {"InstanceId": "i-1", "SubnetId": "subnet-a", "NetworkInterfaces": [
      {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "PrivateIpAddress": "10-0-1-5"}]}]}])"));
  CHECK_FALSE(read.diagnostics.has_errors());
  const Instance& instance = read.design.all<Instance>().at(0);
  REQUIRE(instance.interfaces.size() == 1);
  CHECK_FALSE(read.design.get(instance.interfaces[0]).addresses_known);
  CHECK_FALSE(read.design.get(instance.interfaces[0]).security_groups_known);
}

TEST_CASE("a missing id is reported once") {
  const ReadSnapshot read = read_snapshot_text(with_vpc(R"("NetworkInterfaces": [
    {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-x", "VpcId": "vpc-1", "Groups": [{"GroupId": "sg-1"}], "PrivateIpAddress": "10.0.1.5"},
    {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-x", "VpcId": "vpc-1", "Groups": [{"GroupId": "sg-1"}], "PrivateIpAddress": "10.0.1.6"}])"));
  CHECK(read.messages() ==
        Texts{"CR1403 `eni-1` names subnet `subnet-x`, which is not in the input"});
  CHECK(read.design.all<NetworkInterface>().at(1).subnet.is_unknown());
}

}  // namespace
}  // namespace canreach
