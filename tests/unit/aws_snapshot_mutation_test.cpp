#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/snapshot_reading.h"

// Replaces every value of a small snapshot, one at a time, by a value of each other kind, and takes
// every key away. Whatever comes, the reader reports no error, and reads the same twice.

namespace canreach {
namespace {

using test::read_snapshot_text;
using test::ReadSnapshot;

const char* const kSnapshot = R"({
"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": "available", "OwnerId": "1", "DhcpOptionsId": "dopt-1",
  "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}]}],
"VpcId": "vpc-1", "EnableDnsSupport": {"Value": true},
"DhcpOptions": [{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "10.0.0.2"}]}]}],
"VpcBlockPublicAccessOptions": {"State": "update-complete", "InternetGatewayBlockMode": "off"},
"VpcBlockPublicAccessExclusions": [{"ResourceArn": "a:subnet/subnet-1", "State": "create-complete", "InternetGatewayExclusionMode": "allow-egress"}],
"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "us-east-1a", "MapPublicIpOnLaunch": true}],
"AvailabilityZones": [{"ZoneName": "us-east-1a", "ZoneId": "use1-az1"}],
"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "PropagatingVgws": [{"GatewayId": "vgw-1"}],
  "Associations": [{"Main": true}, {"SubnetId": "subnet-1", "AssociationState": {"State": "associated"}}, {"GatewayId": "igw-1"}],
  "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active", "Origin": "CreateRoute"},
    {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"}, {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1"},
    {"DestinationCidrBlock": "10.1.0.0/16", "NatGatewayId": "nat-1"}, {"DestinationCidrBlock": "10.2.0.0/16", "NetworkInterfaceId": "eni-9"},
    {"DestinationCidrBlock": "10.3.0.0/16", "VpcPeeringConnectionId": "pcx-1"}, {"DestinationCidrBlock": "10.4.0.0/16", "TransitGatewayId": "tgw-1"}]}],
"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true, "Associations": [{"SubnetId": "subnet-1"}],
  "Entries": [{"RuleNumber": 100, "Protocol": "6", "PortRange": {"From": 1, "To": 2}, "RuleAction": "allow", "Egress": true, "CidrBlock": "0.0.0.0/0"},
    {"RuleNumber": 110, "Protocol": "1", "IcmpTypeCode": {"Type": 8, "Code": 0}, "RuleAction": "deny", "Egress": false, "CidrBlock": "0.0.0.0/0"}]}],
"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "g", "VpcId": "vpc-1", "IpPermissionsEgress": [],
  "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
    "PrefixListIds": [{"PrefixListId": "pl-2"}], "UserIdGroupPairs": [{"GroupId": "sg-1", "UserId": "1", "PeeringStatus": "active"}]}]}],
"SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "10.0.0.0/8"}],
"SecurityGroupVpcAssociations": [{"GroupId": "sg-1", "VpcId": "vpc-1", "State": "associated"}],
"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.us-east-1.s3", "Cidrs": ["54.231.0.0/17"], "MaxEntries": 3}],
"Entries": [{"Cidr": "10.0.0.0/8"}],
"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "vpc-1"}]}],
"EgressOnlyInternetGateways": [{"EgressOnlyInternetGatewayId": "eigw-1", "Attachments": [{"State": "attached", "VpcId": "vpc-1"}]}],
"VpnGateways": [{"VpnGatewayId": "vgw-1", "State": "available", "VpcAttachments": [{"State": "attached", "VpcId": "vpc-1"}]}],
"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": "available", "ConnectivityType": "public",
  "NatGatewayAddresses": [{"NetworkInterfaceId": "eni-5", "PrivateIp": "10.0.1.5", "PublicIp": "198.51.100.5", "IsPrimary": true}]},
  {"NatGatewayId": "nat-2", "VpcId": "vpc-1", "AvailabilityMode": "regional", "AutoProvisionZones": "disabled", "NatGatewayAddresses": [{"AvailabilityZone": "us-east-1a"}]}],
"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": ["rtb-1"]},
  {"VpcEndpointId": "vpce-2", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.us-east-1.sqs", "SubnetIds": ["subnet-1"],
   "NetworkInterfaceIds": ["eni-7"], "Groups": [{"GroupId": "sg-1"}], "PolicyDocument": "{\"Statement\":[]}", "PrivateDnsEnabled": true}],
"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}, "RequesterVpcInfo": {"VpcId": "vpc-1", "PeeringOptions": {"AllowDnsResolutionFromRemoteVpc": true}},
  "AccepterVpcInfo": {"VpcId": "vpc-2", "CidrBlock": "10.2.0.0/16", "CidrBlockSet": [{"CidrBlock": "10.3.0.0/16"}]}}],
"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.1.9", "Status": "in-use",
  "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.9", "Primary": true, "Association": {"PublicIp": "198.51.100.9"}}], "Ipv6Addresses": [{"Ipv6Address": "2001:db8::9"}],
  "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.16/28"}], "Groups": [{"GroupId": "sg-1"}], "SourceDestCheck": true, "InterfaceType": "interface",
  "Attachment": {"InstanceId": "i-1", "DeviceIndex": 0}, "TagSet": [{"Key": "Name", "Value": "n"}]},
  {"NetworkInterfaceId": "eni-6", "SubnetId": "subnet-1", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.1.6", "Description": "RDSNetworkInterface", "Groups": [{"GroupId": "sg-1"}]}],
"Addresses": [{"NetworkInterfaceId": "eni-6", "PrivateIpAddress": "10.0.1.6", "PublicIp": "198.51.100.6"}],
"Reservations": [{"OwnerId": "1", "Instances": [{"InstanceId": "i-1", "State": {"Name": "running"}, "Platform": "windows", "SubnetId": "subnet-1", "VpcId": "vpc-1",
  "IamInstanceProfile": {"Arn": "p"}, "NetworkInterfaces": [{"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.1.2", "Attachment": {"DeviceIndex": 1}}]}]}],
"RoleDetailList": [{"RoleName": "r", "InstanceProfileList": [{"Arn": "p"}]}],
"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:us-east-1:1:function:f", "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"], "Ipv6AllowedForDualStack": true}}],
"DBInstances": [{"DBInstanceIdentifier": "d", "Engine": "postgres", "Endpoint": {"Port": 5432}, "PubliclyAccessible": false, "MultiAZ": false, "AvailabilityZone": "us-east-1a",
  "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}], "DBSubnetGroup": {"DBSubnetGroupName": "g", "VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": "subnet-1"}]}}],
"CacheClusters": [{"CacheClusterId": "c", "Engine": "redis", "CacheSubnetGroupName": "g", "SecurityGroups": [{"SecurityGroupId": "sg-1"}], "CacheNodes": [{"Endpoint": {"Port": 6380}}]}],
"CacheSubnetGroups": [{"CacheSubnetGroupName": "g", "Subnets": [{"SubnetIdentifier": "subnet-1"}]}],
"DBSubnetGroups": [{"DBSubnetGroupName": "g", "Subnets": [{"SubnetIdentifier": "subnet-1"}]}],
"TransitGateways": [{"TransitGatewayId": "tgw-1", "Tags": [{"Key": "Name", "Value": "hub"}]}],
"NextToken": "t", "IsTruncated": false
})";

const char* const kOthers[] = {"null", "7",   "-1",   "true",   "\"text\"", "\"\"",
                               "[]",   "[5]", "[[]]", "[null]", "{}",       "{\"a\": []}"};

std::string scalar_text(const SyntaxNode& node) {
  if (node.kind() != SyntaxKind::string) return node.is_null() ? "null" : node.text();
  std::string text = "\"";
  for (const char letter : node.text()) {
    if (letter == '"' || letter == '\\') text += '\\';
    text += letter;
  }
  return text + "\"";
}

// Writes a tree again; the value or key with number `target` becomes `other`, or nothing when that
// is null.
class Writer {
 public:
  Writer(int target, const char* other) : target_(target), other_(other) {}

  std::string write(const SyntaxNode& node) {
    if (number_++ == target_ && other_ != nullptr) return other_;
    if (node.is_list()) return write_list(node);
    if (node.is_map()) return write_map(node);
    return scalar_text(node);
  }
  int count() const { return number_; }

 private:
  std::string write_list(const SyntaxNode& node) {
    std::string text = "[";
    for (const SyntaxNode& element : node.elements()) {
      if (text.size() > 1) text += ",";
      text += write(element);
    }
    return text + "]";
  }
  std::string write_map(const SyntaxNode& node) {
    std::string text = "{";
    for (const SyntaxNode::Member& member : node.members()) {
      const bool taken_away = number_ == target_ && other_ == nullptr;
      const std::string value = write(member.value);
      if (taken_away) continue;
      if (text.size() > 1) text += ",";
      text += "\"" + member.key + "\":" + value;
    }
    return text + "}";
  }

  int target_;
  const char* other_;
  int number_ = 0;
};

SyntaxNode parse(const std::string& text) {
  SourceFiles files;
  Diagnostics diagnostics;
  return read_json(files, files.add("snapshot.json", text), diagnostics);
}

// What a reading is compared by.
std::string summary(const ReadSnapshot& read) {
  std::string text;
  for (const std::string& message : read.messages()) text += message + "\n";
  for (const ResourceKindRow& row : resource_kind_rows()) {
    text += std::string(row.label) + (read.design.is_complete(row.kind) ? " " : " incomplete ");
  }
  for (const NetworkInterface& interface : read.design.all<NetworkInterface>()) {
    text += interface.name + std::to_string(interface.addresses.size());
  }
  for (const LeftOut& row : read.design.left_out) text += row.kind + row.name + row.why;
  for (const NotModelled& row : read.design.not_modelled) text += row.kind + row.name;
  return text;
}

// No reference may point outside its kind.
void check_references(const Design& design) {
  for (const NetworkInterface& interface : design.all<NetworkInterface>()) {
    if (interface.subnet.is_known()) (void)design.get(interface.subnet).name.size();
    for (const Ref<SecurityGroup> group : interface.security_groups) {
      REQUIRE(group.index() < design.all<SecurityGroup>().size());
    }
  }
  for (const Instance& instance : design.all<Instance>()) {
    for (const Ref<NetworkInterface> ref : instance.interfaces) {
      REQUIRE(ref.index() < design.all<NetworkInterface>().size());
    }
  }
}

void check_mutation(const std::string& text) {
  const ReadSnapshot once = read_snapshot_text(text);
  if (once.diagnostics.has_errors()) FAIL(once.messages().front() << "\n" << text);
  check_references(once.design);
  if (summary(once) != summary(read_snapshot_text(text))) FAIL("read differently twice: " << text);
}

TEST_CASE("no value of a snapshot, whatever it becomes, is more than a warning") {
  const SyntaxNode root = parse(kSnapshot);
  REQUIRE(root.is_map());
  Writer whole(-1, nullptr);
  CHECK(summary(read_snapshot_text(whole.write(root))) == summary(read_snapshot_text(kSnapshot)));
  const int count = whole.count();
  REQUIRE(count > 300);
  for (int target = 1; target < count; ++target) {
    for (const char* other : kOthers) check_mutation(Writer(target, other).write(root));
    check_mutation(Writer(target, nullptr).write(root));
  }
}

}  // namespace
}  // namespace canreach
