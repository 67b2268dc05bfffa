#include "parsers/native/write_native.h"

#include "parsers/load.h"
#include "tests/catch.h"

namespace canreach {
namespace {

struct Written {
  std::string text;
  std::vector<std::string> unsaid;
};

Written import(const std::string& name, const std::string& text) {
  Diagnostics diagnostics;
  const Design design = load_design({{name, text}}, {}, diagnostics);
  REQUIRE_FALSE(diagnostics.has_errors());
  Diagnostics found;
  Written written;
  written.text = write_native(design, found);
  for (const Diagnostic& diagnostic : found.sorted()) {
    written.unsaid.push_back(std::string(row_of(diagnostic.kind).code) + " " + diagnostic.message);
  }
  return written;
}

}  // namespace

TEST_CASE("what AWS adds is not written, and what is not known is unknown") {
  const Written written =
      import("t.yaml",
             "Parameters: {Block: {Type: String}}\n"
             "Resources:\n"
             "  Main: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Block}}\n"
             "  Net: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Main, "
             "CidrBlock: 10.0.1.0/24}}\n"
             "  Web: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Net}}\n");
  CHECK(written.unsaid.empty());
  CHECK(written.text.find("  Main:\n    cidr: unknown\n") != std::string::npos);
  CHECK(written.text.find("Net: {cidr: 10.0.1.0/24}") != std::string::npos);
  CHECK(written.text.find("  Web:\n    subnet: Net\n") != std::string::npos);
  for (const char* word : {"route_tables", "network_acls", "security_groups", "address"}) {
    CHECK(written.text.find(word) == std::string::npos);
  }
}

TEST_CASE("what is not modelled keeps what is known of it") {
  const Written written = import(
      "t.yaml",
      "Resources:\n"
      "  Main: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n"
      "  Net: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Main, CidrBlock: 10.0.1.0/24}}\n"
      "  Web: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Net}}\n"
      "  Group: {Type: AWS::GlobalAccelerator::EndpointGroup, Properties: {ListenerArn: l, "
      "EndpointGroupRegion: us-east-1, EndpointConfigurations: [{EndpointId: !Ref Web}]}}\n"
      "  Share: {Type: AWS::EFS::FileSystem, Properties: {FileSystemPolicy: {Statement: []}}}\n"
      "  Tags: {Type: AWS::Organizations::Policy, Properties: {Name: t, Type: TAG_POLICY}}\n");
  CHECK(written.unsaid.empty());
  const std::string section =
      "not_modelled:\n"
      "  Group:\n    kind: \"AWS::GlobalAccelerator::EndpointGroup\"\n    in_front_of: [Web]\n"
      "  Share:\n    kind: \"AWS::EFS::FileSystem\"\n    policy: true\n"
      "  Tags:\n    kind: \"AWS::Organizations::Policy\"\n    policy_type: TAG_POLICY\n";
  CHECK(written.text.substr(written.text.find("not_modelled:")) == section);
  CHECK(import("again.yaml", written.text).text == written.text);
}

TEST_CASE("a name that two have is said to change, and references follow it") {
  const Written written = import("s.json",
                                 R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
          "Subnets": [
            {"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "Tags": [{"Key": "Name", "Value": "a"}]},
            {"SubnetId": "subnet-2", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24", "Tags": [{"Key": "Name", "Value": "a"}]}]})");
  CHECK(written.unsaid ==
        std::vector<std::string>{
            "CR1405 subnet `a`: the native format has no words for its name, which another one "
            "has: it is called `subnet-2`"});
  CHECK(written.text.find("# Not said here") == 0);
  CHECK(written.text.find("\n      subnet-2: {cidr: 10.0.2.0/24") != std::string::npos);
  CHECK(written.text.find("\ncollected: true\n") != std::string::npos);
}

}  // namespace canreach
